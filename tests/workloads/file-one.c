// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file whose function is called work_one(), see file.h.
 *
 * usage: file-one [--cpu-ns N] [--memfd] [--enter PID]
 */
#define WORK work_one

#include "file.h"
