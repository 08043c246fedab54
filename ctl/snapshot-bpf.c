// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of the BPF programs that there are, as the kernel writes one when a
 * program comes: a later look at the recording finds others.
 */
#include "snapshot.h"

#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mem.h"
#include "snapshot-record.h"

#define FUNCTIONS_MAX 4096u	/* of a program */

/* Where the functions of a program lie. */
struct functions {
	uint32_t nr;
	uint64_t *addrs;
	uint32_t *lens;
};

static int call_bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static bool get_info(int fd, struct bpf_prog_info *info)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(*info);
	attr.info.info = (uintptr_t)info;
	return !call_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr);
}

static bool get_functions(int fd, struct functions *f)
{
	struct bpf_prog_info info = { 0 };

	if (!get_info(fd, &info) || !info.nr_jited_ksyms ||
	    info.nr_jited_ksyms != info.nr_jited_func_lens ||
	    info.nr_jited_ksyms > FUNCTIONS_MAX)
		return false;
	f->nr = info.nr_jited_ksyms;
	f->addrs = mem_alloc(f->nr, sizeof(*f->addrs));
	f->lens = mem_alloc(f->nr, sizeof(*f->lens));
	info = (struct bpf_prog_info){
		.nr_jited_ksyms = f->nr,
		.jited_ksyms = (uintptr_t)f->addrs,
		.nr_jited_func_lens = f->nr,
		.jited_func_lens = (uintptr_t)f->lens,
	};
	return get_info(fd, &info) && info.nr_jited_ksyms == f->nr;
}

static int emit(uint64_t addr, uint32_t len, const char *name, uint64_t time,
		snapshot_sink sink, void *arg, struct err *err)
{
	struct snapshot_record rec;

	snapshot_record_head(&rec, PERF_RECORD_KSYMBOL, 0);
	snapshot_record_u64(&rec, addr);
	snapshot_record_pair(&rec, len, PERF_RECORD_KSYMBOL_TYPE_BPF);
	snapshot_record_string(&rec, name);
	return sink(arg, rec.bytes, snapshot_record_end(&rec, 0, time), err);
}

/* The kernel's own list has the names. Where it hides addresses, they are 0. */
static int take_program(struct symbols *syms, int fd, uint64_t time,
			snapshot_sink sink, void *arg, struct err *err)
{
	struct functions f = { 0 };
	struct symbol sym;
	int ret = 0;
	uint32_t i;

	if (get_functions(fd, &f))
		for (i = 0; i < f.nr && !ret; i++)
			if (symbols_kernel(syms, f.addrs[i], &sym) &&
			    sym.start == f.addrs[i])
				ret = emit(f.addrs[i], f.lens[i], sym.name,
					   time, sink, arg, err);
	free(f.addrs);
	free(f.lens);
	return ret;
}

int snapshot_programs(struct symbols *syms, uint64_t time, snapshot_sink sink,
		      void *arg, struct err *err)
{
	union bpf_attr attr;
	uint32_t id = 0;
	int fd, ret = 0;

	while (!ret) {
		memset(&attr, 0, sizeof(attr));
		attr.start_id = id;
		if (call_bpf(BPF_PROG_GET_NEXT_ID, &attr))
			break;
		id = attr.next_id;
		memset(&attr, 0, sizeof(attr));
		attr.prog_id = id;
		fd = call_bpf(BPF_PROG_GET_FD_BY_ID, &attr);
		if (fd < 0)
			continue;
		ret = take_program(syms, fd, time, sink, arg, err);
		close(fd);
	}
	return ret;
}
