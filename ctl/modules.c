// SPDX-License-Identifier: GPL-2.0-only
/* Where the kernel's modules lay when a recording was made. */
#include "modules.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define MODULES_MAX 4096	/* each is looked at for each address */

void modules_free(struct modules *m)
{
	size_t i;

	for (i = 0; i < m->nr; i++)
		free(m->all[i].name);
	free(m->all);
	*m = (struct modules){ 0 };
}

/* "[nf_tables]" and ".../nf-tables.ko.xz" are the same to the kernel. */
static char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *name, *end;

	if (path[0] == '[')
		path++;
	else if (slash)
		path = slash + 1;
	name = mem_strdup(path);
	end = strpbrk(name, "].");
	if (end)
		*end = '\0';
	for (end = name; *end; end++)
		if (*end == '-')
			*end = '_';
	return name;
}

void modules_add(struct modules *m, uint64_t start, uint64_t end,
		 const char *path)
{
	if (m->nr == MODULES_MAX)
		return;
	m->all = mem_grow(m->all, m->nr, &m->room, sizeof(*m->all));
	m->all[m->nr++] = (struct module){ start, end, name_of(path) };
}

static bool lies_in(const struct module *module, uint64_t addr)
{
	return addr >= module->start && addr < module->end;
}

bool modules_have(const struct modules *m, uint64_t addr, uint64_t since)
{
	size_t i;

	for (i = 0; i < m->nr; i++)
		if (lies_in(&m->all[i], addr) && m->all[i].start >= since)
			return true;
	return false;
}

bool modules_is_generated(const char *name)
{
	return name && !strncmp(name, "__builtin__", strlen("__builtin__"));
}

/* Of those that seem to lie there, it is the one that begins nearest. */
bool modules_agree(const struct modules *m, uint64_t addr, const char *name)
{
	const struct module *module, *nearest = NULL;
	bool agrees = false;
	size_t i;

	if (!m->nr)
		return true;
	for (i = 0; i < m->nr; i++) {
		module = &m->all[i];
		if (!lies_in(module, addr) ||
		    (nearest && module->start < nearest->start))
			continue;
		agrees = name && !strcmp(module->name, name) &&
			 (agrees || !nearest ||
			  module->start != nearest->start);
		nearest = module;
	}
	return nearest ? agrees : !name || modules_is_generated(name);
}
