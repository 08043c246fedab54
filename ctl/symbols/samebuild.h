/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether the file that lies at a path here is one that was mapped. In a
 * container, or after an upgrade, it may be another; the same build is as good.
 */
#ifndef FLAMEK_SAMEBUILD_H
#define FLAMEK_SAMEBUILD_H

#include <stdbool.h>

#include "symbols/elffile.h"

/**
 * samebuild_open() - open the file at a path if it is the mapped build
 * @f: filled on success, to be closed
 * @path: as we see it
 * @mapped: build-id of the mapped file; without one nothing is the same
 */
bool samebuild_open(struct elffile *f, const char *path,
		    const struct build_id *mapped);

#endif
