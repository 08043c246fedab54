// SPDX-License-Identifier: GPL-2.0-only
/*
 * Output that is written whole or not at all: to a nameless file (O_TMPFILE)
 * in the directory of the target, or a temporary one where the file system has
 * none such, that takes the target's name at commit. What cannot be replaced,
 * such as a pipe, is fed from a spool file at commit.
 */
#define _GNU_SOURCE
#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "outpath.h"
#include "spool.h"

#define NAME_TRIES 100
#define BUFFER_SIZE (256 * 1024)

/* The outputs whose temporary files have names, for outfile_cleanup(). */
static struct outfile *volatile named[OUTFILES_MAX];
static pid_t named_by;

void outfile_cleanup(void)
{
	const struct outfile *of;
	size_t i;

	/* A forked child that exits must leave its parent's files alone. */
	for (i = 0; i < OUTFILES_MAX && named_by == getpid(); i++) {
		of = named[i];
		if (of)
			unlinkat(of->dir_fd, of->temp, 0);
	}
}

static void clean_up_and_die(int sig)
{
	outfile_cleanup();
	raise(sig);	/* SA_RESETHAND has made it deadly again */
}

void outfile_guard_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = clean_up_and_die,
				    .sa_flags = SA_RESETHAND };
	struct sigaction old;
	size_t i;

	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaction(signals[i], NULL, &old);
		if (old.sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
	}
}

static void replace_named(const struct outfile *old, struct outfile *new)
{
	size_t i;

	for (i = 0; i < OUTFILES_MAX; i++) {
		if (named[i] != old)
			continue;
		named[i] = new;
		return;
	}
}

static void set_named(struct outfile *of)
{
	static bool registered;

	if (!registered)
		registered = !atexit(outfile_cleanup);
	named_by = getpid();
	replace_named(NULL, of);
}

static void release(struct outfile *of)
{
	if (!of->path)
		return;
	replace_named(of, NULL);
	if (of->stream)
		fclose(of->stream);
	free(of->buffer);
	if (of->temp)
		unlinkat(of->dir_fd, of->temp, 0);
	if (of->dir_fd >= 0)
		close(of->dir_fd);
	if (of->target_fd >= 0)
		close(of->target_fd);
	free(of->temp);
	free(of->name);
	free(of->path);
	memset(of, 0, sizeof(*of));
}

static int fail(const struct outfile *of, int error, struct err *err)
{
	if (!strcmp(of->path, "-"))
		return err_set_errno(err, error,
				     "cannot write to standard output");
	return err_set_errno(err, error, "cannot write '%s'", of->path);
}

static int dup_writable(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -1;
	if ((flags & O_ACCMODE) == O_RDONLY || flags & O_PATH) {
		errno = EBADF;
		return -1;
	}
	return fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

static int make_name(char *buf, size_t size)
{
	uint64_t random;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) !=
	    sizeof(random))
		random = (uint64_t)getpid() << 32 ^ (uintptr_t)&random;
	return snprintf(buf, size, ".flamek-%016" PRIx64, random);
}

static int open_named(struct outfile *of, mode_t mode)
{
	char name[64];
	int i, fd;

	for (i = 0; i < NAME_TRIES; i++) {
		make_name(name, sizeof(name));
		fd = openat(of->dir_fd, name,
			    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd >= 0) {
			of->temp = mem_strdup(name);
			set_named(of);
		}
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

static bool has_no_tmpfile(int error)
{
	/* EISDIR and ENOENT are what a kernel says that ignores the flag. */
	return error == EOPNOTSUPP || error == EISDIR || error == ENOENT ||
	       error == EINVAL || error == ENOSYS;
}

static int open_data(struct outfile *of)
{
	/* What replaces a private file is private from the first byte. */
	mode_t mode = of->is_replacing ? 0600 : 0666;
	int fd;

	fd = openat(of->dir_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
	if (fd < 0 && has_no_tmpfile(errno))
		fd = open_named(of, mode);
	return fd;
}

static int open_stream(struct outfile *of, int fd, struct err *err)
{
	if (fd >= 0)
		of->stream = fdopen(fd, "w+");
	if (!of->stream) {
		int error = errno;

		if (fd >= 0)
			close(fd);
		return fail(of, error, err);
	}
	of->buffer = mem_alloc(1, BUFFER_SIZE);
	setvbuf(of->stream, of->buffer, _IOFBF, BUFFER_SIZE);
	return 0;
}

static int open_in_place(struct outfile *of, int target_fd, struct err *err)
{
	if (target_fd < 0)
		return fail(of, errno, err);
	of->target_fd = target_fd;
	return open_stream(of, spool_open(), err);
}

static int open_dir(struct outfile *of, const char *path, struct err *err)
{
	char *dir = outpath_dir(path);
	int ret = 0;

	of->dir_fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (of->dir_fd < 0)
		ret = err_set_errno(err, errno,
				    "cannot write '%s': directory '%s'",
				    of->path, dir);
	free(dir);
	return ret;
}

/* @st: of the file to replace, NULL: there is none */
static int open_replacing(struct outfile *of, const char *path,
			  const struct stat *st, struct err *err)
{
	int ret = open_dir(of, path, err);

	if (ret)
		return ret;
	of->name = mem_strdup(outpath_name(path));
	if (!*of->name)
		return fail(of, EISDIR, err);
	if (st) {
		if (faccessat(of->dir_fd, of->name, W_OK, AT_EACCESS))
			return fail(of, errno, err);
		of->is_replacing = true;
		of->mode = st->st_mode & 0777;
		of->uid = st->st_uid;
		of->gid = st->st_gid;
	}
	return open_stream(of, open_data(of), err);
}

static int open_path(struct outfile *of, const char *path, struct err *err)
{
	bool exists, is_link;
	struct stat st;
	int fd;

	exists = !stat(path, &st);
	if (!exists && errno != ENOENT)
		return fail(of, errno, err);
	if (!exists)
		return open_replacing(of, path, NULL, err);
	if (S_ISDIR(st.st_mode))
		return fail(of, EISDIR, err);

	is_link = outpath_is_on_procfs(path);
	if (S_ISREG(st.st_mode) && !is_link)
		return open_replacing(of, path, &st, err);
	fd = is_link ? outpath_own_fd(path) : -1;
	if (fd >= 0)
		return open_in_place(of, dup_writable(fd), err);
	return open_in_place(of, open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC),
			     err);
}

int outfile_open(struct outfile *of, const char *path, struct err *err)
{
	char *resolved;
	int ret;

	memset(of, 0, sizeof(*of));
	if (!*path)
		return err_set(err, ENOENT, "the path of the output is empty");
	of->path = mem_strdup(path);
	of->dir_fd = -1;
	of->target_fd = -1;
	if (!strcmp(path, "-")) {
		ret = open_in_place(of, dup_writable(STDOUT_FILENO), err);
	} else {
		resolved = outpath_follow(path);
		ret = resolved ? open_path(of, resolved, err) :
				 fail(of, errno, err);
		free(resolved);
	}
	if (ret)
		release(of);
	return ret;
}

FILE *outfile_stream(struct outfile *of)
{
	return of->stream;
}

/* Give the nameless data a temporary name. */
static int link_data(struct outfile *of)
{
	char name[64], self[64];
	int i;

	snprintf(self, sizeof(self), "/proc/self/fd/%d", fileno(of->stream));
	for (i = 0; i < NAME_TRIES; i++) {
		make_name(name, sizeof(name));
		if (!linkat(AT_FDCWD, self, of->dir_fd, name,
			    AT_SYMLINK_FOLLOW)) {
			of->temp = mem_strdup(name);
			set_named(of);
			return 0;
		}
		if (errno != EEXIST)
			break;
	}
	return -errno;
}

/*
 * A mount point, or another's file in a sticky directory, takes no new file in
 * its place; better its contents replaced than the work lost.
 */
static int overwrite(struct outfile *of)
{
	int fd = openat(of->dir_fd, of->name,
			O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return -errno;
	ret = spool_copy(fd, fileno(of->stream));
	if (close(fd) && !ret)
		ret = -errno;
	return ret;
}

/* Owner and mode of the file that goes. */
static int take_over(const struct outfile *of, int fd)
{
	mode_t mode = of->mode;
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if (st.st_uid != of->uid && !fchown(fd, of->uid, of->gid))
		st.st_gid = of->gid;
	/* What the old group was allowed is not the new group's right. */
	if (st.st_gid != of->gid && fchown(fd, -1, of->gid))
		mode &= ~070;
	return fchmod(fd, mode) ? -errno : 0;
}

/* Some file systems tell only at close that there is no room. */
static int flush(int fd)
{
	int again = dup(fd);

	return again < 0 || close(again) ? -errno : 0;
}

static int replace(struct outfile *of)
{
	int ret, fd = fileno(of->stream);

	ret = of->is_replacing ? take_over(of, fd) : 0;
	if (!ret)
		ret = flush(fd);
	if (!ret && !of->temp)
		ret = link_data(of);
	if (ret)
		return ret;
	if (!renameat(of->dir_fd, of->temp, of->dir_fd, of->name)) {
		replace_named(of, NULL);
		free(of->temp);
		of->temp = NULL;
		return 0;
	}
	ret = -errno;
	if (of->is_replacing && (ret == -EBUSY || ret == -EPERM ||
				 ret == -EACCES))
		ret = overwrite(of);
	return ret;
}

int outfile_commit(struct outfile *of, struct err *err)
{
	int ret = 0;

	errno = 0;
	if (fflush(of->stream) || ferror(of->stream))
		ret = errno ? -errno : -EIO;
	if (!ret)
		ret = of->target_fd >= 0 ?
		      spool_copy(of->target_fd, fileno(of->stream)) :
		      replace(of);
	if (!ret && of->target_fd >= 0) {
		ret = close(of->target_fd) ? -errno : 0;
		of->target_fd = -1;
	}
	if (ret)
		fail(of, -ret, err);
	release(of);
	return ret;
}

void outfile_abort(struct outfile *of)
{
	release(of);
}
