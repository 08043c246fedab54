// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of ELF files: as an image in memory and as a file, symbols
 * and build-id, and the look for its debug file. Both ways must give the same
 * names, though of the file no symbols are read but those that are asked for.
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "require.h"
#include "symbols/debugfile.h"
#include "symbols/elfsyms.h"

#define NR_OFFSETS 64

static int open_image(struct elffile *f, const uint8_t *data, size_t size)
{
	void *image = malloc(size);
	struct err err;
	int ret;

	require(image || !size);
	if (size)
		memcpy(image, data, size);
	ret = elffile_open_image(f, image, size, &err);
	if (ret)
		free(image);
	return ret;
}

static int open_file(struct elffile *f, const uint8_t *data, size_t size)
{
	int fd = memfd_create("input", MFD_CLOEXEC), ret;
	struct err err;

	require(fd >= 0);
	require(pwrite(fd, data, size, 0) == (ssize_t)size);
	ret = elffile_open(f, fd, &err);
	if (ret)
		close(fd);
	return ret;
}

/* The name at an offset, NULL if there is none. */
static const char *find(struct elfsyms *syms, uint64_t offset)
{
	struct symtab_symbol sym;

	if (!elfsyms_find(syms, offset, &sym))
		return NULL;
	require(sym.start <= offset && offset - sym.start < sym.size);
	require(sym.name && sym.name[0]);
	return sym.name;
}

/* Offsets where symbols begin and end, and some besides. */
static uint64_t pick(const struct elfsyms *syms, size_t i)
{
	const struct symtab_entry *e;

	if (!syms->table.nr || i % 4 == 3)
		return i * 37;
	e = &syms->table.entries[i * 7 % syms->table.nr];
	return e->start + (i % 4 == 0 ? 0 : i % 4 == 1 ? e->size / 2 : e->size);
}

static size_t load(struct elfsyms *syms, const struct elffile *f,
		   struct names *names)
{
	elfsyms_open(syms, &(struct elfsyms_files){ f, f, f }, names);
	elfsyms_read(syms);
	return elfsyms_finish(syms);
}

static void compare(const struct elffile *image, const struct elffile *file)
{
	struct elfsyms all = { .names = NULL }, few = { .names = NULL };
	struct names names = { 0 };
	const char *x, *y;
	size_t i, nr;

	symfilter_want_all(&all.filter);
	nr = load(&all, image, &names);
	for (i = 0; i < NR_OFFSETS; i++)
		elfsyms_want(&few, pick(&all, i));
	require(load(&few, file, &names) == nr);
	require(!few.filter.takes_all);
	for (i = 0; i < NR_OFFSETS; i++) {
		x = find(&all, pick(&all, i));
		y = find(&few, pick(&all, i));
		require(!x == !y && (!x || !strcmp(x, y)));
	}
	require(!few.filter.takes_all);
	elfsyms_free(&all);
	elfsyms_free(&few);
	names_free(&names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct elffile image, file, debug;
	struct build_id id, again;
	struct debugfile_query query = {
		.id = &id,
		.path = "/nonexistent/program",
		.use = DEBUGFILE_SYMBOLS,
	};
	int ret = open_image(&image, data, size);

	require(open_file(&file, data, size) == ret);
	if (ret)
		return 0;
	require(elffile_build_id(&image, &id) ==
		elffile_build_id(&file, &again));
	require(id.size == again.size &&
		!memcmp(id.bytes, again.bytes, id.size));
	compare(&image, &file);
	query.program = &file;
	if (debugfile_find(&debug, &query, NULL))
		elffile_close(&debug);
	elffile_close(&image);
	elffile_close(&file);
	return 0;
}
