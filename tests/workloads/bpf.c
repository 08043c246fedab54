// SPDX-License-Identifier: GPL-2.0-only
/*
 * Burns time in a BPF program of its own, "busy", which the kernel has compiled.
 * With --hold a child keeps the program when all is done, until it is killed;
 * its pid is said.
 *
 * usage: bpf [--runs N] [--hold]
 */
#include <linux/bpf.h>
#include <signal.h>

#include "workload.h"

#define NR_STEPS 1000

static const struct bpf_insn first = {
	.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1,
};
static const struct bpf_insn step = {
	.code = BPF_ALU64 | BPF_MUL | BPF_K, .dst_reg = BPF_REG_0, .imm = 3,
};
static const struct bpf_insn last = { .code = BPF_JMP | BPF_EXIT };

static int load(void)
{
	static struct bpf_insn insns[NR_STEPS + 2];
	union bpf_attr attr;
	size_t i;
	int fd;

	insns[0] = first;
	for (i = 1; i <= NR_STEPS; i++)
		insns[i] = step;
	insns[i] = last;
	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	attr.insn_cnt = NR_STEPS + 2;
	attr.insns = (uintptr_t)insns;
	attr.license = (uintptr_t)"GPL";
	strcpy(attr.prog_name, "busy");
	fd = (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
	if (fd < 0)
		die("BPF_PROG_LOAD");
	return fd;
}

static void run(int fd, uint64_t runs)
{
	static char packet[64];
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.test.prog_fd = (uint32_t)fd;
	attr.test.data_in = (uintptr_t)packet;
	attr.test.data_size_in = sizeof(packet);
	attr.test.repeat = (uint32_t)runs;
	if (syscall(SYS_bpf, BPF_PROG_TEST_RUN, &attr, sizeof(attr)))
		die("BPF_PROG_TEST_RUN");
}

int main(int argc, char **argv)
{
	uint64_t runs = 100000, hold = 0;
	const struct workload_option options[] = {
		{ "--runs", &runs, 0 },
		{ "--hold", &hold, 1 },
		{ NULL, NULL, 0 }
	};
	pid_t pid;
	int fd;

	(void)argc;
	workload_options(argv, options);
	fd = load();
	run(fd, runs);
	if (!hold)
		return 0;
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid)
		pause();
	printf("pid=%d\n", (int)pid);
	return 0;
}
