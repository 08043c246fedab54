// SPDX-License-Identifier: GPL-2.0-only
/* Symbol tables, read with libelf and line by line; nothing of flamekctl's. */
#include "code.h"

#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

#define SIZE_MIN	16u	/* of functions that are taken */
#define KERNEL_SIZE_MAX	4096u
#define CALL		0xe8
#define CALL_SIZE	5

void fail(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(EXIT_FAILURE);
}

static void add(struct code *c, uint64_t addr, uint64_t size)
{
	c->functions = mem_grow(c->functions, c->nr, &c->room,
				sizeof(*c->functions));
	c->functions[c->nr++] = (struct function){ addr, size };
}

static int by_address(const void *a, const void *b)
{
	const struct function *x = a, *y = b;

	return (x->addr > y->addr) - (x->addr < y->addr);
}

/* In order, and none that shares bytes with another: those have two names. */
static void tidy(struct code *c)
{
	size_t i, nr = 0;
	uint64_t end = 0;

	qsort(c->functions, c->nr, sizeof(*c->functions), by_address);
	for (i = 0; i < c->nr; i++) {
		struct function f = c->functions[i];
		bool is_alone = f.addr >= end &&
			(i + 1 == c->nr ||
			 f.addr + f.size <= c->functions[i + 1].addr);

		if (f.addr + f.size > end)
			end = f.addr + f.size;
		if (is_alone && f.size >= SIZE_MIN)
			c->functions[nr++] = f;
	}
	c->nr = nr;
}

static void read_segments(struct code *c, Elf *elf, uint64_t base)
{
	size_t i, nr = 0;
	GElf_Phdr ph;

	elf_getphdrnum(elf, &nr);
	for (i = 0; i < nr; i++) {
		if (!gelf_getphdr(elf, (int)i, &ph) || ph.p_type != PT_LOAD ||
		    !(ph.p_flags & PF_X))
			continue;
		c->pgoff = ph.p_offset & ~0xfffULL;
		c->start = base + (ph.p_vaddr & ~0xfffULL);
		c->len = (ph.p_offset - c->pgoff + ph.p_filesz + 0xfff) &
			 ~0xfffULL;
		return;
	}
}

static void read_symbols(struct code *c, Elf_Scn *scn, const GElf_Shdr *sh,
			 uint64_t base)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t i, nr = sh->sh_size / sh->sh_entsize;
	GElf_Sym sym;

	for (i = 0; data && i < nr; i++)
		if (gelf_getsym(data, (int)i, &sym) &&
		    GELF_ST_TYPE(sym.st_info) == STT_FUNC && sym.st_size)
			add(c, base + sym.st_value, sym.st_size);
}

static Elf_Scn *find_section(Elf *elf, uint32_t type, GElf_Shdr *sh)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, sh) && sh->sh_type == type)
			return scn;
	return NULL;
}

void code_load_file(struct code *c, const char *path, uint64_t base)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf_Scn *scn;
	GElf_Shdr sh;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);
	if (!elf)
		fail("cannot read '%s'", path);
	c->path = path;
	read_segments(c, elf, base);
	scn = find_section(elf, SHT_SYMTAB, &sh);
	if (!scn)
		scn = find_section(elf, SHT_DYNSYM, &sh);
	if (scn)
		read_symbols(c, scn, &sh, base);
	elf_end(elf);
	close(fd);
	tidy(c);
	if (!c->nr)
		fail("no functions in '%s'", path);
}

/* Behind the first byte that a call may begin with. */
static uint64_t find_in(int fd, const struct code *c, const struct function *f)
{
	uint8_t code[256];
	ssize_t i, n = pread(fd, code, f->size < sizeof(code) ? f->size :
			     sizeof(code), (off_t)(f->addr - c->start +
						   c->pgoff));

	for (i = 0; i + CALL_SIZE < n; i++)
		if (code[i] == CALL)
			return f->addr + (uint64_t)i + CALL_SIZE;
	return 0;
}

uint64_t code_find_return(const struct code *c)
{
	int fd = open(c->path, O_RDONLY | O_CLOEXEC);
	uint64_t found = 0;
	size_t i;

	for (i = 0; fd >= 0 && i < c->nr && !found; i++)
		found = find_in(fd, c, &c->functions[i]);
	close(fd);
	if (!found)
		fail("no call in '%s'", c->path);
	return found;
}

/* Code whose names have neither a dot nor a double underscore in front. */
static bool is_plain(char type, const char *name)
{
	return strchr("tT", type) && !strchr(name, '.') && name[0] != '_' &&
	       strncmp(name, "asm_", 4) != 0;
}

void code_load_kernel(struct code *c)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	uint64_t addr, last = 0;
	bool is_text = false, was_plain = false;
	char line[512], name[256], type;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%" SCNx64 " %c %255s", &addr, &type, name) != 3)
			break;
		if (was_plain && addr > last && addr - last < KERNEL_SIZE_MAX)
			add(c, last, addr - last);
		is_text |= !strcmp(name, "_stext") && addr;
		if (!strcmp(name, "_etext"))
			break;
		was_plain = is_text && is_plain(type, name) && addr != last;
		last = addr;
	}
	if (f)
		fclose(f);
	tidy(c);
}

uint64_t code_find_kernel(const char *wanted)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	uint64_t addr = 0, found = 0;
	char line[512], name[256];

	while (f && !found && fgets(line, sizeof(line), f))
		if (sscanf(line, "%" SCNx64 " %*c %255s", &addr, name) == 2 &&
		    !strcmp(name, wanted))
			found = addr;
	if (f)
		fclose(f);
	return found;
}

void code_free(struct code *c)
{
	free(c->functions);
}
