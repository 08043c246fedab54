/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What /proc tells of a process or of the kernel at this moment, as records of
 * flamek's format: with the events that follow, they make a whole history.
 */
#ifndef FLAMEK_SNAPSHOT_H
#define FLAMEK_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"
#include "symbols/symbols.h"

/**
 * snapshot_sink - takes one record
 *
 * Return: 0 or -errno, which ends the snapshot.
 */
typedef int (*snapshot_sink)(void *arg, const void *record, size_t size,
			     struct err *err);

/**
 * snapshot_process() - the threads and executable mappings of a process
 * @pid: the process, or any thread of it
 * @time: CLOCK_MONOTONIC in ns, for all records; the events of the process
 *	  must have begun before
 * @sink: takes COMM and MMAP2 records
 * @arg: for @sink
 * @err: the reason of a failure
 *
 * Return: 0; -ESRCH when there is no such process (any more), -EACCES when its
 * mappings may not be read; -errno of @sink.
 */
int snapshot_process(pid_t pid, uint64_t time, snapshot_sink sink, void *arg,
		     struct err *err);

/**
 * snapshot_kernel() - where the kernel and its modules lie, as perf notes it
 *
 * Nothing where the kernel does not show its addresses.
 *
 * Return: 0, or -errno of @sink.
 */
int snapshot_kernel(uint64_t time, snapshot_sink sink, void *arg,
		    struct err *err);

/**
 * snapshot_programs() - the BPF programs that there are
 * @syms: with the kernel's symbols loaded
 * @time: as above
 * @sink: takes KSYMBOL records
 * @arg: for @sink
 * @err: why @sink failed
 *
 * None without the right to see them.
 *
 * Return: 0, or -errno of @sink.
 */
int snapshot_programs(struct symbols *syms, uint64_t time, snapshot_sink sink,
		      void *arg, struct err *err);

/** snapshot_module() - the same for one module, if it is there */
int snapshot_module(const char *name, uint64_t time, snapshot_sink sink,
		    void *arg, struct err *err);

#endif
