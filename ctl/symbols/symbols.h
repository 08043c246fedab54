/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Addresses to names. One face over every source of names: kallsyms for the
 * kernel and its modules, ELF symbol tables and separate debug files for user
 * code, the vDSO. A file is opened when its mapping is first heard of and held,
 * so that a process that has gone is symbolized like any other; its symbol
 * table is read only when the first address in it is asked for, and of it only
 * what names the addresses that it was said would be.
 */
#ifndef FLAMEK_SYMBOLS_H
#define FLAMEK_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"

struct symbols;
struct dso;
struct jit;

#define BUILD_ID_MAX 20

/*
 * What the mapping event said of the file; zero where it said nothing.
 *
 * A build-id that was noted by the file's path only can be that of another file
 * which lay at the same path, so it needs more to be believed.
 */
struct dso_id {
	uint32_t maj, min;
	uint64_t ino, ino_generation;
	bool is_by_path;	/* the build-id is one of that kind */
	uint8_t build_id_size;
	uint8_t build_id[BUILD_ID_MAX];
};

/* Why a file gives no names. */
enum dso_state {
	DSO_UNREAD,		/* nothing asked of it yet */
	DSO_OK,
	DSO_NO_SYMBOLS,		/* stripped, no debug file found */
	DSO_NOT_FOUND,		/* gone before it could be opened */
	DSO_MISMATCH,		/* another file lies at that path now */
	DSO_BAD,		/* damaged or not ELF */
	DSO_ANON,		/* no file: JIT or anonymous memory */
};

struct symbol {
	const char *name;	/* demangled, lives as long as struct symbols */
	const char *module;	/* kernel module or NULL; user code: the DSO's name */
	uint64_t start;		/* in the address space that was asked about */
	uint64_t size;
	bool is_generated;	/* code of a JIT compiler */
};

/* What is wanted beyond names. */
#define SYMBOLS_INLINES	(1u << 0)	/* calls that were inlined */
#define SYMBOLS_LINES	(1u << 1)	/* source lines */

#define SYMBOL_CALLS_MAX 256

/* A place in a source file. */
struct symbol_line {
	const char *file;	/* its base name, NULL: unknown */
	uint32_t line;
};

/**
 * struct symbol_calls - what was inlined at an address
 * @line: where the function itself was, if lines are wanted
 * @is_amiss: there may be more, see dso_inlines_reason()
 * @nr: number of calls
 * @calls: outermost first; names and lines as of symbols
 */
struct symbol_calls {
	struct symbol_line line;
	bool is_amiss;
	size_t nr;
	struct {
		const char *name;
		struct symbol_line line;
	} calls[SYMBOL_CALLS_MAX];
};

/** symbols_new() - an empty table of files */
struct symbols *symbols_new(void);

/** symbols_free() - let go of all files and names; NULL is fine */
void symbols_free(struct symbols *syms);

/**
 * symbols_load_kernel() - read kernel symbols from a file in kallsyms form
 * @syms: the table
 * @path: normally /proc/kallsyms
 * @err: the reason of a failure
 *
 * Addresses that read as zero (kptr_restrict, no right) count as absent. May be
 * called again; names that were given out stay valid.
 *
 * Return: 0, -ENOENT / -EACCES / ... from opening it, -EPERM when every address
 * is hidden, -EINVAL when the file is not in kallsyms form.
 */
int symbols_load_kernel(struct symbols *syms, const char *path, struct err *err);

/**
 * symbols_add_kernel() - read kernel symbols again, at another time
 * @syms: the table, which may be used meanwhile for anything but the kernel
 * @path: normally /proc/kallsyms
 * @err: the reason of a failure
 *
 * What modules and BPF programs have come counts beside what was there before.
 * An address that has had different names has none: nobody knows which it was.
 *
 * Return: as symbols_load_kernel().
 */
int symbols_add_kernel(struct symbols *syms, const char *path, struct err *err);

/**
 * symbols_other_kernel() - the recording is not of the running kernel
 * @syms: the table
 *
 * Keeps the running kernel's vDSO from naming the recorded one's addresses. To
 * be said before the first symbols_dso().
 */
void symbols_other_kernel(struct symbols *syms);

/**
 * symbols_other_machine() - the recording is of another machine
 * @syms: the table
 *
 * Devices and inodes of this one mean nothing then: only a build-id makes a file
 * the one that was mapped. To be said before the first symbols_dso().
 */
void symbols_other_machine(struct symbols *syms);

/**
 * symbols_recorded_until() - the recording is over
 * @syms: the table
 * @ns: the end of it, in ns since 1970
 *
 * A file without a build-id that was changed since then is not the one that was
 * mapped. To be said before the first symbols_dso().
 */
void symbols_recorded_until(struct symbols *syms, int64_t ns);

/**
 * symbols_want() - what symbols_calls() is to tell
 * @syms: the table
 * @what: SYMBOLS_*; nothing at first. To be said before the first
 *	  symbols_dso().
 */
void symbols_want(struct symbols *syms, unsigned int what);

/**
 * symbols_kernel_start() - the address of _text in the loaded kernel symbols
 *
 * Return: the address, or 0 when there are none.
 */
uint64_t symbols_kernel_start(const struct symbols *syms);

/**
 * symbols_kernel() - name a kernel address
 *
 * Return: true and @sym filled, or false when the address has no name. For a
 * kernel module's code @sym->module is the module's name.
 */
bool symbols_kernel(struct symbols *syms, uint64_t addr, struct symbol *sym);

/**
 * symbols_dso() - the file behind an executable mapping
 * @syms: the table
 * @path: as the kernel named it: a path in the target's mount namespace,
 *	  "[vdso]", "//anon", "/memfd:x (deleted)", ...
 * @id: device, inode and build-id of the mapping
 * @pid: a task that has it mapped, to reach it through /proc/PID/map_files
 *	 and /proc/PID/root; 0 if unknown
 * @start: the mapping's first address in that task (0 if unknown)
 * @end: the address after its last
 *
 * Files are told apart by device, inode, path and build-id. The file is opened
 * now (it may be gone later), and checked: another device or inode than the
 * mapping's makes it DSO_MISMATCH, as does another build-id. A mapping whose
 * event says neither is taken at its path. A file that could not be opened is
 * tried again when another process has it mapped.
 *
 * Return: the file, never NULL; the same pointer for the same file.
 */
struct dso *symbols_dso(struct symbols *syms, const char *path,
			const struct dso_id *id, pid_t pid, uint64_t start,
			uint64_t end);

/**
 * symbols_generated() - memory of a process in which it generates code
 * @syms: the table
 * @path: as the kernel named it
 * @jit: what the process tells of its code; outlives the use of what is returned
 *
 * Code in it is known by its address in the process.
 *
 * Return: what stands for it among files, the same for the same memory.
 */
struct dso *symbols_generated(struct symbols *syms, const char *path,
			      struct jit *jit);

/** dso_jit() - whose generated code it is; NULL for files */
struct jit *dso_jit(const struct dso *dso);

/**
 * dso_place() - what a file offset is to be asked by, later
 *
 * Return: the offset; of generated code, what jit_place() says.
 */
uint64_t dso_place(const struct dso *dso, uint64_t offset);

/**
 * dso_expect() - say what symbols_user() will be asked of a DSO
 * @dso: the file
 * @offset: as for symbols_user()
 *
 * All of it is to be said before the first question about the file. Others are
 * answered as well, but to answer one all symbols of the file are read.
 */
void dso_expect(struct dso *dso, uint64_t offset);

/**
 * symbols_read() - read the files that are expected to be asked
 * @syms: the table
 *
 * Need not be called, but reads several at a time where that takes long.
 */
void symbols_read(struct symbols *syms);

/**
 * symbols_user() - name a file offset of a DSO
 * @syms: the table
 * @dso: the file
 * @offset: address - mapping start + mapping page offset, in bytes; from
 *	    dso_place()
 * @sym: filled on success; @sym->start is a file offset
 *
 * Return: true, or false when the file has no name for it (see dso_state()).
 */
bool symbols_user(struct symbols *syms, struct dso *dso, uint64_t offset,
		  struct symbol *sym);

/**
 * symbols_is_return() - may a function return to a file offset of a DSO?
 * @syms: the table
 * @dso: the file
 * @offset: as for symbols_user()
 *
 * Return: false if there is no call before it; true where that is not known.
 */
bool symbols_is_return(struct symbols *syms, struct dso *dso, uint64_t offset);

/**
 * symbols_calls() - what was inlined at a file offset of a DSO
 * @syms: the table
 * @dso: the file
 * @offset: as for symbols_user()
 * @calls: filled, with nothing if that is not wanted or not known
 */
void symbols_calls(struct symbols *syms, struct dso *dso, uint64_t offset,
		   struct symbol_calls *calls);

/** dso_name() - base name of the file, "[vdso]", "[anon]", ... */
const char *dso_name(const struct dso *dso);

/** dso_path() - path as the kernel named it */
const char *dso_path(const struct dso *dso);

/** dso_state() - whether it gives names, and if not, why */
enum dso_state dso_state(const struct dso *dso);

/** dso_reason() - the same as a clause for the user, with what would help */
const char *dso_reason(const struct dso *dso);

/** dso_inlines_reason() - why inlined calls are missing; NULL: none are */
const char *dso_inlines_reason(const struct dso *dso);

/**
 * dso_build_id() - the file's own build-id (or the mapping's)
 * @dso: the file
 * @size: its length in bytes, 0 if it has none
 *
 * Return: the bytes.
 */
const uint8_t *dso_build_id(const struct dso *dso, size_t *size);

#endif
