// SPDX-License-Identifier: GPL-2.0-only
/* Getting hold of a file that processes have mapped, while it is there. */
#define _GNU_SOURCE
#include "symbols/dso.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "symbols/identity.h"
#include "symbols/vdso.h"

#define NSEC_PER_SEC INT64_C(1000000000)

/* Memory that no file is behind, or none with a program in it. */
static bool is_anonymous(const char *path)
{
	static const char *const starts[] = {
		"//anon", "/dev/zero", "/SYSV", "/anon_hugepage", "/[aio]",
	};
	size_t i;

	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (!strncmp(path, starts[i], strlen(starts[i])))
			return true;
	return path[0] != '/';
}

static void open_vdso(struct dso *dso, const struct locate_mapping *mapping,
		      uint64_t end, bool is_other_kernel)
{
	if (is_other_kernel) {
		dso_settle(dso, DSO_MISMATCH, "the vDSO of another kernel");
		return;
	}
	dso->image = vdso_read(mapping->pid, mapping->start, end,
			       &dso->image_size);
	if (dso->image)
		dso_settle(dso, DSO_UNREAD, NULL);
	else
		dso_settle(dso, DSO_NOT_FOUND,
			   "the process was gone before its vDSO could be read");
}

static bool is_program(int fd)
{
	char magic[SELFMAG];

	return pread(fd, magic, SELFMAG, 0) == SELFMAG &&
	       !memcmp(magic, ELFMAG, SELFMAG);
}

/* Remember what the file was like, to notice if it is written to. */
static int hold(struct dso *dso, int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	dso->fd = fd;
	if (!dso->id.ino_generation)
		dso->id.ino_generation = identity_generation(fd);
	dso->size = st.st_size;
	dso->mtime_sec = st.st_mtim.tv_sec;
	dso->mtime_nsec = st.st_mtim.tv_nsec;
	return 0;
}

/* Only the time of its last change tells such a file from what it was then. */
static bool was_changed_since(const struct dso *dso, int64_t end_ns)
{
	struct stat st;

	return end_ns && !dso->id.build_id_size && !fstat(dso->fd, &st) &&
	       st.st_ctim.tv_sec * NSEC_PER_SEC + st.st_ctim.tv_nsec > end_ns;
}

static void open_file(struct dso *dso, const struct locate_mapping *mapping,
		      int64_t end_ns)
{
	int fd = locate_open(mapping);
	int ret = fd < 0 ? fd : hold(dso, fd);

	if (!ret && was_changed_since(dso, end_ns)) {
		dso_settle(dso, DSO_MISMATCH,
			   "it was changed after the recording");
		dso_close(dso);
	} else if (!ret && dso_is_memfd(dso) && !is_program(fd)) {
		dso_settle(dso, DSO_ANON, NULL);
	} else if (!ret) {
		dso_settle(dso, DSO_UNREAD, NULL);
	} else if (ret == -ESTALE) {
		dso_settle(dso, DSO_MISMATCH, NULL);
	} else if (ret == -EINVAL) {
		dso_settle(dso, DSO_ANON, "not a regular file");
	} else if (ret == -ENOENT) {
		dso_settle(dso, DSO_NOT_FOUND, NULL);
	} else {
		dso_settle(dso, DSO_NOT_FOUND, "cannot be opened: %s",
			   strerror(-ret));
	}
}

void dso_open(struct dso *dso, const struct locate_mapping *mapping,
	      uint64_t end, const struct dso_origin *origin)
{
	if (dso->state != DSO_NOT_FOUND && dso->state != DSO_MISMATCH)
		return;
	if (dso->attempts >= DSO_ATTEMPTS_MAX ||
	    (dso->attempts && mapping->pid == dso->pid))
		return;
	dso->attempts++;
	dso->pid = mapping->pid;
	if (dso_is_vdso(dso))
		open_vdso(dso, mapping, end, origin->other_kernel);
	else if (is_anonymous(dso->path))
		dso_settle(dso, DSO_ANON, NULL);
	else if (origin->other_machine && !dso->id.build_id_size)
		dso_settle(dso, DSO_MISMATCH,
			   "a file of another machine, recorded without its build-id");
	else
		open_file(dso, mapping, origin->end_ns);
}
