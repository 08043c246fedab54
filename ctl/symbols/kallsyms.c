// SPDX-License-Identifier: GPL-2.0-only
/*
 * Symbols of the kernel, one a line: address, type, name, and for a module's
 * code a tab and "[module]".
 *
 * What stays of each line that names code is the name and the module's, each
 * with a NUL. Lines that name data stay in the table without a name, since code
 * ends where they begin.
 */
#define _GNU_SOURCE
#include "symbols/kallsyms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

#define READ_SIZE ((size_t)64 << 10)
#define TEXT_MAX ((size_t)512 << 20)	/* /proc has no size of its own */
#define PAGE ((uint64_t)4096)

struct line {
	uint64_t addr;
	char type;
	const char *name, *module;
	size_t name_len, module_len;
};

/* The value of each hexadecimal digit, 16 of all else. */
static const uint8_t digits[256] = {
	[0 ... '0' - 1] = 16,
	['0'] = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
	['9' + 1 ... 'a' - 1] = 16,
	['a'] = 10, 11, 12, 13, 14, 15,
	['f' + 1 ... 255] = 16,
};

static const char *parse_hex(const char *at, const char *end, uint64_t *value)
{
	const char *begin = at;
	uint64_t v = 0;
	uint8_t digit;

	if (end - at > 16)
		end = at + 16;
	for (; at < end; at++) {
		digit = digits[(unsigned char)*at];
		if (digit > 15)
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

/* Append a string to the text and return its place. */
static uint32_t pack(struct kallsyms *ks, const char *s, size_t len)
{
	const size_t at = ks->size;

	while (ks->room - at <= len)
		ks->text = mem_grow(ks->text, ks->room, &ks->room, 1);
	memcpy(ks->text + at, s, len);
	ks->text[at + len] = '\0';
	ks->size += len + 1;
	return (uint32_t)at;
}

static void add_line(struct kallsyms *ks, const struct line *line)
{
	const bool code = is_code(line);
	uint32_t name, flags = SYMTAB_GUESSED;

	ks->shown++;
	if (ks->modules_only && !line->module_len)
		return;
	if (!code)
		flags |= SYMTAB_NAMELESS;
	else if (line->type == 'W')
		flags |= SYMTAB_WEAK;
	else if (line->type == 'T')
		flags |= SYMTAB_GLOBAL;
	if (name_is(line, "_text") && !line->module_len)
		ks->start = line->addr;
	name = pack(ks, line->name, code ? line->name_len : 0);
	pack(ks, line->module, line->module_len);
	symtab_add(&ks->table, line->addr, SYMTAB_SIZE_MAX, name, flags);
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

/* All whole lines, and what is left if it @is_last. Return: bytes taken. */
static size_t parse_lines(struct kallsyms *ks, const char *text, size_t size,
			  bool is_last)
{
	const char *at = text, *end = text + size, *eol;
	struct line line;

	for (; at < end; at = eol < end ? eol + 1 : end) {
		eol = memchr(at, '\n', (size_t)(end - at));
		if (!eol && !is_last)
			break;
		if (!eol)
			eol = end;
		if (!parse_line(at, eol, &line))
			continue;
		if (line.addr)
			add_line(ks, &line);
		else
			ks->hidden++;
	}
	return (size_t)(at - text);
}

static int finish(struct kallsyms *ks, const char *path, struct err *err)
{
	if (ks->shown) {
		symtab_sort(&ks->table);
		cut_ends(ks);
		symtab_index(&ks->table);
		return 0;
	}
	if (ks->hidden)
		return err_set(err, EPERM, "addresses in %s are hidden "
			       "(/proc/sys/kernel/kptr_restrict)", path);
	return err_set(err, EINVAL, "no kernel symbols in %s", path);
}

int kallsyms_parse(struct kallsyms *ks, struct names *names, const char *text,
		   size_t size, const char *path, struct err *err)
{
	int ret;

	ks->names = names;
	parse_lines(ks, text, size, true);
	ret = finish(ks, path, err);
	if (ret)
		kallsyms_free(ks);
	return ret;
}

static int read_lines(struct kallsyms *ks, int fd)
{
	size_t used = 0, taken, room = READ_SIZE;
	char *buf = mem_resize(NULL, room, 1);
	ssize_t n;

	while ((n = read(fd, buf + used, room - used)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || ks->size + used > TEXT_MAX)
			break;
		used += (size_t)n;
		taken = parse_lines(ks, buf, used, false);
		used -= taken;
		memmove(buf, buf + taken, used);
		buf = mem_grow(buf, used, &room, 1);
	}
	n = n < 0 ? -errno : n > 0 ? -EFBIG : 0;
	if (!n)
		parse_lines(ks, buf, used, true);
	free(buf);
	return (int)n;
}

int kallsyms_load(struct kallsyms *ks, struct names *names, const char *path,
		  struct err *err)
{
	int fd, ret;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set_errno(err, errno, "cannot open %s", path);
	ks->names = names;
	ret = read_lines(ks, fd);
	close(fd);
	if (ret)
		err_set_errno(err, -ret, "cannot read %s", path);
	else
		ret = finish(ks, path, err);
	if (ret)
		kallsyms_free(ks);
	return ret;
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
