/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a program keeps frame pointers, judged from how its functions begin.
 * No header says it: stacks that are followed by frame pointers end at code
 * that keeps none.
 */
#ifndef FLAMEK_PROLOGUE_H
#define FLAMEK_PROLOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbols/elffile.h"

enum prologue_verdict {
	PROLOGUE_UNKNOWN,	/* too few functions, or not x86-64 */
	PROLOGUE_KEEPS,
	PROLOGUE_MIXED,		/* some of its objects do */
	PROLOGUE_LACKS,
};

struct prologues {
	unsigned int judged;	/* functions looked at */
	unsigned int framed;	/* of these, those that set up a frame */
	bool is_go;		/* whose compiler always does */
};

/** prologue_is_framed() - do these first bytes of a function set up a frame? */
bool prologue_is_framed(const uint8_t *code, size_t size);

/**
 * prologues_judge() - look at some hundreds of a program's functions
 * @program: where the code is
 * @p: filled
 *
 * Functions are known by the tables of unwinders (.eh_frame_hdr, .eh_frame),
 * which stripped files have too; without them, by their symbols.
 */
void prologues_judge(const struct elffile *program, struct prologues *p);

/** prologues_verdict() - what that says of the program */
enum prologue_verdict prologues_verdict(const struct prologues *p);

#endif
