// SPDX-License-Identifier: GPL-2.0-only
/* The executable mappings of the target, by its maps. */
#include "doctor/mapping.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

static bool has_file(const struct doctor_mappings *m, const char *path,
		     const struct dso_id *id)
{
	size_t i;

	for (i = 0; i < m->nr; i++)
		if (m->files[i].id.ino == id->ino &&
		    m->files[i].id.maj == id->maj &&
		    m->files[i].id.min == id->min &&
		    !strcmp(m->files[i].path, path))
			return true;
	return false;
}

static void take_file(struct doctor_mappings *m, const char *path,
		      const struct dso_id *id, uint64_t start)
{
	if (has_file(m, path, id))
		return;
	m->files = mem_grow(m->files, m->nr, &m->room, sizeof(*m->files));
	m->files[m->nr++] = (struct doctor_mapping){
		mem_strdup(path), *id, start,
	};
}

static void take_line(struct doctor_mappings *m, const char *line)
{
	struct dso_id id = { 0 };
	uint64_t start, end;
	char rights[5];
	int path = 0;

	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %*x %" SCNx32 ":%" SCNx32
		   " %" SCNu64 " %n", &start, &end, rights, &id.maj, &id.min,
		   &id.ino, &path) != 6 || !path || rights[2] != 'x')
		return;
	m->nr_areas++;
	line += path;
	if (line[0] == '/' && id.ino)
		take_file(m, line, &id, start);
	else if (!line[0] || !strncmp(line, "[anon", 5) ||
		 !strcmp(line, "[heap]"))
		m->generated += end - start;
}

int doctor_read_mappings(const struct doctor *d, struct doctor_mappings *m)
{
	char *path = doctor_path(d, "/proc/%d/maps", (int)d->pid);
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	int ret = file ? 0 : -errno;

	memset(m, 0, sizeof(*m));
	free(path);
	errno = 0;
	while (file && getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		take_line(m, line);
		errno = 0;
	}
	/* Some rights are looked at when it is read. */
	if (file && ferror(file))
		ret = errno ? -errno : -EIO;
	free(line);
	if (file)
		fclose(file);
	return ret;
}

void doctor_free_mappings(struct doctor_mappings *m)
{
	size_t i;

	for (i = 0; i < m->nr; i++)
		free(m->files[i].path);
	free(m->files);
}
