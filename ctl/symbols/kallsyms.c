// SPDX-License-Identifier: GPL-2.0-only
/*
 * Symbols of the kernel, one a line: address, type, name, and for a module's
 * code a tab and "[module]".
 *
 * The text is read whole and packed in place: what stays of each line that
 * names code is the name and the module's, each with a NUL. Lines that name
 * data stay in the table without a name, since code ends where they begin.
 */
#define _GNU_SOURCE
#include "symbols/kallsyms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

#define READ_SIZE ((size_t)1 << 20)
#define TEXT_MAX ((size_t)512 << 20)	/* /proc has no size of its own */
#define PAGE ((uint64_t)4096)

struct line {
	uint64_t addr;
	char type;
	const char *name, *module;
	size_t name_len, module_len;
};

static const char *parse_hex(const char *at, const char *end, uint64_t *value)
{
	const char *begin = at;
	uint64_t v = 0;
	unsigned int digit;

	for (; at < end && at - begin < 16; at++) {
		if (*at >= '0' && *at <= '9')
			digit = (unsigned int)(*at - '0');
		else if (*at >= 'a' && *at <= 'f')
			digit = (unsigned int)(*at - 'a') + 10;
		else
			break;
		v = v << 4 | digit;
	}
	*value = v;
	return at > begin ? at : NULL;
}

/* @end is the line's own, the newline left out. */
static bool parse_line(const char *at, const char *end, struct line *line)
{
	const char *tab;

	at = parse_hex(at, end, &line->addr);
	if (!at || end - at < 4 || at[0] != ' ' || at[2] != ' ')
		return false;
	line->type = at[1];
	line->name = at + 3;
	line->module_len = 0;
	line->module = end;
	tab = memchr(line->name, '\t', (size_t)(end - line->name));
	line->name_len = (size_t)((tab ? tab : end) - line->name);
	if (tab && end - tab >= 4 && tab[1] == '[' && end[-1] == ']') {
		line->module = tab + 2;
		line->module_len = (size_t)(end - 1 - line->module);
	}
	return line->name_len && !memchr(line->name, '\0',
					 (size_t)(end - line->name));
}

static bool name_is(const struct line *line, const char *name)
{
	return line->name_len == strlen(name) &&
	       !memcmp(line->name, name, line->name_len);
}

/* What follows the last function is not code of it. */
static bool is_code(const struct line *line)
{
	return strchr("tTwW", line->type) && line->name[0] != '$' &&
	       !name_is(line, "_etext") && !name_is(line, "_einittext");
}

static char *pack(char *out, const char *s, size_t len)
{
	memmove(out, s, len);
	out[len] = '\0';
	return out + len + 1;
}

/*
 * Add a line, its names packed at @out. Both grow slower than the text is
 * consumed: an address, a type and two blanks make room for two NULs.
 */
static char *add_line(struct kallsyms *ks, const struct line *line, char *out)
{
	const uint32_t name = (uint32_t)(out - ks->text);
	const bool code = is_code(line);
	uint32_t flags = SYMTAB_GUESSED;

	if (!code)
		flags |= SYMTAB_NAMELESS;
	else if (line->type == 'W')
		flags |= SYMTAB_WEAK;
	else if (line->type == 'T')
		flags |= SYMTAB_GLOBAL;
	if (name_is(line, "_text") && !line->module_len)
		ks->start = line->addr;
	out = pack(out, line->name, code ? line->name_len : 0);
	out = pack(out, line->module, line->module_len);
	symtab_add(&ks->table, line->addr, SYMTAB_SIZE_MAX, name, flags);
	return out;
}

static const char *entry_name(const struct kallsyms *ks,
			      const struct symtab_entry *entry)
{
	return ks->text + entry->name;
}

static const char *entry_module(const struct kallsyms *ks,
				const struct symtab_entry *entry)
{
	const char *name = entry_name(ks, entry);

	return name + strlen(name) + 1;
}

/*
 * The end of a module's text, or of the kernel's, is no symbol. As perf does,
 * let the last function reach to the end of the page after it.
 */
static void cut_ends(struct kallsyms *ks)
{
	struct symtab_entry *e = ks->table.entries;
	size_t i;

	for (i = 0; i < ks->table.nr; i++)
		if (i + 1 == ks->table.nr ||
		    strcmp(entry_module(ks, &e[i]), entry_module(ks, &e[i + 1])))
			e[i].size = (uint32_t)(2 * PAGE - e[i].start % PAGE);
}

static int parse_text(struct kallsyms *ks, size_t size, const char *path,
		      struct err *err)
{
	const char *at = ks->text, *end = at + size, *eol;
	char *out = ks->text;
	size_t hidden = 0;
	struct line line;

	for (; at < end; at = eol + 1) {
		eol = memchr(at, '\n', (size_t)(end - at));
		if (!eol)
			eol = end;
		if (!parse_line(at, eol, &line))
			continue;
		if (line.addr)
			out = add_line(ks, &line, out);
		else
			hidden++;
	}
	if (ks->table.nr) {
		ks->text = mem_resize(ks->text, (size_t)(out - ks->text), 1);
		return 0;
	}
	if (hidden)
		return err_set(err, EPERM, "addresses in %s are hidden "
			       "(/proc/sys/kernel/kptr_restrict)", path);
	return err_set(err, EINVAL, "no kernel symbols in %s", path);
}

int kallsyms_parse(struct kallsyms *ks, struct names *names, char *text,
		   size_t size, const char *path, struct err *err)
{
	int ret;

	ks->names = names;
	ks->text = text;
	ret = parse_text(ks, size, path, err);
	if (ret) {
		kallsyms_free(ks);
		return ret;
	}
	symtab_sort(&ks->table);
	cut_ends(ks);
	symtab_index(&ks->table);
	return 0;
}

static int read_text(int fd, char **text, size_t *size)
{
	size_t room = 0;
	ssize_t n;

	*text = NULL;
	*size = 0;
	do {
		if (*size == room) {
			if (room >= TEXT_MAX)
				return -EFBIG;
			room = room ? room * 2 : READ_SIZE;
			*text = mem_resize(*text, room, 1);
		}
		n = read(fd, *text + *size, room - *size);
		if (n > 0)
			*size += (size_t)n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	return n < 0 ? -errno : 0;
}

int kallsyms_load(struct kallsyms *ks, struct names *names, const char *path,
		  struct err *err)
{
	char *text;
	size_t size;
	int fd, ret;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set_errno(err, errno, "cannot open %s", path);
	ret = read_text(fd, &text, &size);
	close(fd);
	if (ret) {
		free(text);
		return err_set_errno(err, -ret, "cannot read %s", path);
	}
	return kallsyms_parse(ks, names, text, size, path, err);
}

/* Keep a name that was asked for, and behind its NUL the module's. */
static const char *read_name(void *arg, const struct symtab_entry *entry)
{
	const struct kallsyms *ks = arg;
	const char *name = entry_name(ks, entry);
	const char *module = entry_module(ks, entry);

	return names_add(ks->names, name,
			 (size_t)(module + strlen(module) - name));
}

bool kallsyms_find(struct kallsyms *ks, uint64_t addr,
		   struct symtab_symbol *sym, const char **module)
{
	if (!symtab_find(&ks->table, addr, read_name, ks, sym))
		return false;
	*module = sym->name + strlen(sym->name) + 1;
	if (!**module)
		*module = NULL;
	return true;
}

void kallsyms_free(struct kallsyms *ks)
{
	symtab_free(&ks->table);
	free(ks->text);
	*ks = (struct kallsyms){ 0 };
}
