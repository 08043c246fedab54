/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An ELF file, or an ELF image in memory, for reading. Headers come through
 * libelf; contents are read, never mapped: a file that is cut short while it is
 * read gives an error, where a mapping would kill the reader with SIGBUS.
 */
#ifndef FLAMEK_ELFFILE_H
#define FLAMEK_ELFFILE_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "symbols/buildid.h"

struct elffile {
	Elf *elf;		/* NULL: not open */
	int fd;			/* -1: an image */
	void *image;
	uint64_t size;
};

/**
 * elffile_open() - begin to read a file
 * @f: filled; to be closed only after success
 * @fd: the file, taken over on success
 * @err: the reason of a failure
 *
 * Return: 0, -ENOEXEC when it is not an ELF file, -EINVAL when it is damaged
 * or of the other byte order, or what reading it failed with.
 */
int elffile_open(struct elffile *f, int fd, struct err *err);

/** elffile_open_image() - the same for a malloc()ed image, taken over */
int elffile_open_image(struct elffile *f, void *image, size_t size,
		       struct err *err);

/** elffile_close() - does nothing to a zeroed or closed one */
void elffile_close(struct elffile *f);

/** elffile_read() - exactly @len bytes at @offset. Return: 0, -EINVAL, -errno */
int elffile_read(const struct elffile *f, uint64_t offset, void *buf,
		 size_t len);

/** elffile_contains() - whether the file holds @len bytes at @offset */
bool elffile_contains(const struct elffile *f, uint64_t offset, uint64_t len);

/**
 * elffile_string() - the start of a string in the file
 * @f: the file
 * @offset: where it begins
 * @end: where its string table ends
 * @buf: filled and terminated, cut to fit
 * @room: size of @buf
 *
 * Return: true, or false when it is outside the file or its table.
 */
bool elffile_string(const struct elffile *f, uint64_t offset, uint64_t end,
		    char *buf, size_t room);

/** elffile_strings() - a string table by its number. Return: whether it is one */
bool elffile_strings(const struct elffile *f, size_t index, GElf_Shdr *shdr);

/** elffile_section_name() - the start of a section's name. Return: whether any */
bool elffile_section_name(const struct elffile *f, const GElf_Shdr *shdr,
			  char *buf, size_t room);

/** elffile_section() - find a section by name. Return: whether there is one */
bool elffile_section(const struct elffile *f, const char *name,
		     GElf_Shdr *shdr);

/** elffile_build_id() - its build-id. Return: whether it has one */
bool elffile_build_id(const struct elffile *f, struct build_id *id);

#endif
