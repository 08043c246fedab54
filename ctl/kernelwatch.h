/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's symbols while a recording runs: read when it begins, and again
 * when modules or BPF programs have come. What goes has been read by then, or is
 * told of in records.
 */
#ifndef FLAMEK_KERNELWATCH_H
#define FLAMEK_KERNELWATCH_H

#include <stddef.h>

#include "err.h"
#include "snapshot.h"
#include "symbols/symbols.h"

struct kernelwatch;

#define KERNELWATCH_NAME_SIZE 64

/**
 * kernelwatch_new() - begin to watch
 * @syms: where they go. Nobody else may ask for or load the kernel's until
 *	  kernelwatch_finish().
 */
struct kernelwatch *kernelwatch_new(struct symbols *syms);

/**
 * kernelwatch_read() - read the kernel's symbols for the first time
 *
 * When the session runs, or the code by which the kernel calls its probes is
 * missing.
 */
void kernelwatch_read(struct kernelwatch *w);

/** kernelwatch_free() - NULL is fine */
void kernelwatch_free(struct kernelwatch *w);

/** kernelwatch_fd() - becomes readable when a module has come; -1 if none is */
int kernelwatch_fd(const struct kernelwatch *w);

/**
 * kernelwatch_next() - a module that has come
 * @w: the watch; its symbols begin to be read, by a thread of their own
 * @name: filled; KERNELWATCH_NAME_SIZE bytes
 *
 * To be called until there is none, and now and then.
 *
 * Return: false when there is none at present.
 */
bool kernelwatch_next(struct kernelwatch *w, char *name);

/**
 * kernelwatch_take() - what the kernel has generated since the last time
 * @w: the watch
 * @sink: takes KSYMBOL and BPF_EVENT records
 * @arg: for @sink
 * @err: why @sink failed
 *
 * Return: 0, or what @sink returned.
 */
int kernelwatch_take(struct kernelwatch *w, snapshot_sink sink, void *arg,
		     struct err *err);

/**
 * kernelwatch_note() - why code of the kernel's may be without a name
 *
 * Return: a sentence without a full stop, or NULL.
 */
const char *kernelwatch_note(const struct kernelwatch *w);

/**
 * kernelwatch_finish() - have all symbols read, the last changes included
 * @w: the watch
 * @err: the reason of a failure
 *
 * Return: 0, or why there are no symbols of the kernel.
 */
int kernelwatch_finish(struct kernelwatch *w, struct err *err);

#endif
