// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generates code and burns in it, as a JIT compiler would, and tells of it by a
 * perf map, /tmp/perf-PID.map, or by a jitdump, /tmp/jit-PID.dump, or not at
 * all. jit_caller() calls jit_one() and "jit two", which burn as many rounds
 * each. With --reuse so do jit_old() and jit_new(), one after the other at the
 * same address, with a pause between them. With --fork a child burns in
 * jit_one() too, as much as its parent.
 *
 * usage: jit [--map] [--dump] [--reuse] [--fork] [--rounds N]
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "workload.h"

#define PAGE		4096u
#define AT_CALLER	0u
#define AT_ONE		256u
#define AT_TWO		512u
#define AT_REUSED	768u

typedef void (*burn_fn)(uint64_t rounds);
typedef void (*call_fn)(uint64_t rounds, burn_fn burn);

/* push %rbp; mov %rsp, %rbp; mov %rdi, %rax; 1: dec %rax; jnz 1b; pop; ret */
static const unsigned char burn_code[] = {
	0x55, 0x48, 0x89, 0xe5, 0x48, 0x89, 0xf8, 0x48, 0xff, 0xc8, 0x75, 0xfb,
	0x5d, 0xc3,
};

/* push %rbp; mov %rsp, %rbp; call *%rsi; pop %rbp; ret */
static const unsigned char call_code[] = {
	0x55, 0x48, 0x89, 0xe5, 0xff, 0xd6, 0x5d, 0xc3,
};

struct dump_header {
	uint32_t magic, version, total_size, elf_mach, pad, pid;
	uint64_t timestamp, flags;
};

struct dump_load {
	uint32_t id, total_size;
	uint64_t timestamp;
	uint32_t pid, tid;
	uint64_t vma, addr, size, index;
};

static FILE *map, *dump;
static char *code;

static FILE *open_file(const char *fmt)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), fmt, (int)getpid());
	f = fopen(path, "w+");
	if (!f)
		die(path);
	return f;
}

/* The mapping tells a profiler that the dump is there. */
static void begin_dump(void)
{
	const struct dump_header header = {
		.magic = 0x4a695444, .version = 1, .elf_mach = 62,
		.total_size = sizeof(header), .pid = (uint32_t)getpid(),
	};

	dump = open_file("/tmp/jit-%d.dump");
	fwrite(&header, sizeof(header), 1, dump);
	fflush(dump);
	if (mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fileno(dump),
		 0) == MAP_FAILED)
		die("mapping the dump");
}

static void tell_dump(const void *addr, const void *bytes, size_t size,
		      const char *name)
{
	static uint64_t index;
	const struct dump_load load = {
		.total_size = (uint32_t)(sizeof(load) + strlen(name) + 1 +
					 size),
		.timestamp = clock_ns(CLOCK_MONOTONIC),
		.pid = (uint32_t)getpid(), .tid = (uint32_t)getpid(),
		.vma = (uintptr_t)addr, .addr = (uintptr_t)addr,
		.size = size, .index = index++,
	};

	fwrite(&load, sizeof(load), 1, dump);
	fwrite(name, strlen(name) + 1, 1, dump);
	fwrite(bytes, size, 1, dump);
	fflush(dump);
}

static void *generate(unsigned int at, const unsigned char *bytes, size_t size,
		      const char *name)
{
	void *addr = code + at;

	memcpy(addr, bytes, size);
	if (map) {
		fprintf(map, "%lx %zx %s\n", (unsigned long)addr, size, name);
		fflush(map);
	}
	if (dump)
		tell_dump(addr, bytes, size, name);
	return addr;
}

static burn_fn generate_burn(unsigned int at, const char *name)
{
	return (burn_fn)generate(at, burn_code, sizeof(burn_code), name);
}

static void burn_in_child(call_fn call, uint64_t rounds, burn_fn one)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (!pid) {
		call(rounds, one);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

/* Whoever looks a few times a second sees each of them alone. */
KEEP void burn_in_reused(call_fn call, uint64_t rounds)
{
	const struct timespec pause = { .tv_sec = 1 };

	call(rounds, generate_burn(AT_REUSED, "jit_old"));
	nanosleep(&pause, NULL);
	generate_burn(AT_REUSED, "jit_new");
	nanosleep(&pause, NULL);
	call(rounds, (burn_fn)(code + AT_REUSED));
	KEEP_FRAME();
}

int main(int argc, char **argv)
{
	uint64_t rounds = 100000000, wants_map = 0, wants_dump = 0;
	uint64_t reuses = 0, forks = 0;
	const struct workload_option options[] = {
		{ "--rounds", &rounds, 0 },
		{ "--map", &wants_map, 1 },
		{ "--dump", &wants_dump, 1 },
		{ "--reuse", &reuses, 1 },
		{ "--fork", &forks, 1 },
		{ NULL, NULL, 0 }
	};
	burn_fn one;
	call_fn call;

	(void)argc;
	workload_options(argv, options);
	code = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (code == MAP_FAILED)
		die("mmap");
	if (wants_map)
		map = open_file("/tmp/perf-%d.map");
	if (wants_dump)
		begin_dump();
	call = (call_fn)generate(AT_CALLER, call_code, sizeof(call_code),
				 "jit_caller");
	one = generate_burn(AT_ONE, "jit_one");
	call(rounds, one);
	if (forks)
		burn_in_child(call, rounds, one);
	call(rounds, generate_burn(AT_TWO, "jit two"));
	if (reuses)
		burn_in_reused(call, rounds);
	KEEP_FRAME();
	return 0;
}
