// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file whose function is called work_two(), see file.h.
 *
 * usage: file-two [--cpu-ns N] [--memfd] [--enter PID]
 */
#define WORK work_two

#include "file.h"
