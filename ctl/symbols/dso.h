/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One file that processes have mapped: held open from when it was first heard
 * of, its symbols read when the first address in it is asked for.
 */
#ifndef FLAMEK_DSO_H
#define FLAMEK_DSO_H

#include "symbols/elffile.h"
#include "symbols/filesyms.h"
#include "symbols/inlines.h"
#include "symbols/locate.h"
#include "symbols/names.h"
#include "symbols/symbols.h"

/* Where the recording was made, if not here, and when, if not now. */
struct dso_origin {
	bool other_kernel;
	bool other_machine;
	int64_t end_ns;		/* when it ended, since 1970; 0: not known */
};

/* A path that leads nowhere is looked for in a few processes, not in all. */
#define DSO_ATTEMPTS_MAX 8

/* How far the reading of a file has come that is DSO_UNREAD. */
enum dso_step {
	DSO_HELD,
	DSO_OPENED,		/* its tables are found */
	DSO_READ,
};

struct dso {
	char *path, *name;
	struct dso_id id;
	bool compat;		/* a vDSO of 32-bit processes */
	enum dso_state state;
	enum dso_step step;
	char *reason;		/* of the state; NULL where it says all */
	unsigned int attempts;	/* to open it */
	pid_t pid;		/* who had it mapped at the last attempt */
	struct jit *jit;	/* whose generated code it is; NULL for files */

	int fd;			/* until it is read; -1: not open */
	int64_t size, mtime_sec, mtime_nsec;	/* when it was opened */
	void *image;		/* the vDSO's, until it is read */
	size_t image_size;

	struct elffile file;	/* as long as names are read from it */
	int code_fd;		/* to read x86 code from; -1: not at hand */
	struct build_id build_id;
	struct filesyms syms;
	bool wants_dwarf;
	struct inlines *inlines;	/* NULL: not wanted, or no DWARF */
};

/** dso_new() - a file that is not open yet */
struct dso *dso_new(const char *path, const struct dso_id *id, uint64_t start);

/** dso_free() - let go of the file and its symbols */
void dso_free(struct dso *dso);

/** dso_is() - whether this is the file that a mapping's event speaks of */
bool dso_is(const struct dso *dso, const char *path, const struct dso_id *id,
	    uint64_t start);

/** dso_is_vdso() - is it no file, but the vDSO? */
bool dso_is_vdso(const struct dso *dso);

/** dso_is_memfd() - has it no place in any file system? */
bool dso_is_memfd(const struct dso *dso);

/** dso_settle() - on a state; the reason, if not NULL, as for printf() */
void dso_settle(struct dso *dso, enum dso_state state, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** dso_close() - let go of the file as it was opened */
void dso_close(struct dso *dso);

/* dsoopen.c */

/**
 * dso_open() - get hold of the file, if that has not succeeded so far
 * @dso: the file
 * @mapping: one place where it is mapped
 * @end: the address after that place
 * @origin: whose recording it is
 */
void dso_open(struct dso *dso, const struct locate_mapping *mapping,
	      uint64_t end, const struct dso_origin *origin);

/* dsoread.c */

/** dso_is_expected() - has dso_expect() said that it will be asked? */
bool dso_is_expected(const struct dso *dso);

/** dso_read_open() - the first step of dso_read(): open it, find its tables */
void dso_read_open(struct dso *dso, struct names *names);

/** dso_tables_size() - bytes that the second step goes through; 0: it cannot */
uint64_t dso_tables_size(const struct dso *dso);

/**
 * dso_read_tables() - the second step
 *
 * It alone touches nothing but the file's own, so that several files can be
 * read at a time.
 */
void dso_read_tables(struct dso *dso);

/** dso_read() - read the file if it is open and unread, and settle a state */
void dso_read(struct dso *dso, struct names *names);

/* dso.c again: what is asked of the file, which reads it at the first call. */

/** dso_find() - the symbol at a file offset */
bool dso_find(struct dso *dso, struct names *names, uint64_t offset,
	      struct symtab_symbol *sym);

/**
 * dso_is_return() - may a function return to a file offset?
 * @dso: the file
 * @names: for what is read with it
 * @offset: the address behind a call, if it is one
 *
 * Return: false if the file has no call before it; true as well where its code
 * is not at hand, or is not known.
 */
bool dso_is_return(struct dso *dso, struct names *names, uint64_t offset);

/** dso_calls() - what was inlined at a file offset; as inlines_find() */
void dso_calls(struct dso *dso, struct names *names, bool wants_lines,
	       uint64_t offset, struct symbol_calls *calls);

#endif
