/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FUZZ_FILES_H
#define FUZZ_FILES_H

#include <stdbool.h>

struct fuzzer;
struct session;

/** files_round() - do something with the file of a session */
void files_round(struct fuzzer *f);

/** maps_round() - map something of it, and do something to the mapping */
void maps_round(struct fuzzer *f, struct session *s);

/** files_touch() - read a byte of memory that may not be there, or write one */
bool files_touch(volatile char *at, bool is_write);

/** files_catch() - have files_touch() survive; once a process */
void files_catch(void);

#endif
