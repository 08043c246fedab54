// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's symbols while a recording runs.
 *
 * To read them takes a tenth of a second, so it is done while nothing is
 * sampled, unless something has come that may have gone by then. The kernel
 * tells of each module that comes. Of BPF programs it tells through perf, with
 * their names, if it lets us use that; without, a look at their numbers, which
 * ascend, shows at the end whether there are others.
 */
#define _GNU_SOURCE
#include "kernelwatch.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/netlink.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hash.h"
#include "ksymwatch.h"
#include "mem.h"

#define SYMBOLS "/proc/kallsyms"
#define ADDED "add@/module/"
#define MESSAGE_MAX 4096

struct kernelwatch {
	struct symbols *syms;
	int fd;			/* the kernel's messages; -1: none come */
	struct ksymwatch generated;
	bool misses_generated;	/* not all of it is told of */
	uint64_t state;		/* of what has symbols, when last read */
	int ret;		/* of the first reading */
	struct err err;
	pthread_t thread;
	bool has_thread;
	bool is_stale;		/* something came since the last reading began */
};

static uint64_t hash_modules(uint64_t hash)
{
	char name[KERNELWATCH_NAME_SIZE], address[32], *line = NULL;
	FILE *f = fopen("/proc/modules", "re");
	size_t room = 0;

	if (!f)
		return hash;
	while (getline(&line, &room, f) > 0)
		if (sscanf(line, "%63s %*s %*s %*s %*s %31s", name,
			   address) == 2) {
			hash = hash_bytes(name, strlen(name), hash);
			hash = hash_bytes(address, strlen(address), hash);
		}
	free(line);
	fclose(f);
	return hash;
}

/* Without the right to, there is nothing to see. */
static uint64_t hash_programs(uint64_t hash)
{
	union bpf_attr attr;
	uint32_t id = 0;

	for (;;) {
		memset(&attr, 0, sizeof(attr));
		attr.start_id = id;
		if (syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, &attr,
			    sizeof(attr)))
			return hash;
		id = attr.next_id;
		hash = hash_mix(hash, id);
	}
}

/* Differs from before if modules or BPF programs have come or gone. */
static uint64_t look(void)
{
	return hash_programs(hash_modules(0));
}

static int open_messages(void)
{
	const struct sockaddr_nl addr = {
		.nl_family = AF_NETLINK, .nl_groups = 1,
	};
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			NETLINK_KOBJECT_UEVENT);

	if (fd >= 0 && bind(fd, (const struct sockaddr *)&addr,
			    sizeof(addr))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

struct kernelwatch *kernelwatch_new(struct symbols *syms)
{
	struct kernelwatch *w = mem_alloc(1, sizeof(*w));

	w->syms = syms;
	w->fd = open_messages();
	w->misses_generated = ksymwatch_open(&w->generated);
	w->state = look();
	return w;
}

void kernelwatch_read(struct kernelwatch *w)
{
	w->ret = symbols_add_kernel(w->syms, SYMBOLS, &w->err);
}

static void join(struct kernelwatch *w)
{
	if (w->has_thread)
		pthread_join(w->thread, NULL);
	w->has_thread = false;
}

void kernelwatch_free(struct kernelwatch *w)
{
	if (!w)
		return;
	join(w);
	if (w->fd >= 0)
		close(w->fd);
	ksymwatch_close(&w->generated);
	free(w);
}

int kernelwatch_fd(const struct kernelwatch *w)
{
	return w->fd;
}

/* What failed once may have been read before. */
static void *read_again(void *arg)
{
	struct kernelwatch *w = arg;
	struct err ignored;

	symbols_add_kernel(w->syms, SYMBOLS, &ignored);
	return NULL;
}

/* One reading at a time: what comes meanwhile makes for another. */
static void refresh(struct kernelwatch *w)
{
	if (!w->is_stale || w->ret)
		return;
	if (w->has_thread && pthread_tryjoin_np(w->thread, NULL))
		return;
	w->is_stale = false;
	w->state = look();
	w->has_thread = !pthread_create(&w->thread, NULL, read_again, w);
	w->is_stale = !w->has_thread;
}

/* Anyone may send to the socket; what only the kernel can send has no sender. */
static ssize_t receive(const struct kernelwatch *w, char *text, size_t room)
{
	struct sockaddr_nl from = { .nl_pid = 1 };
	socklen_t size = sizeof(from);
	ssize_t n = recvfrom(w->fd, text, room, 0, (struct sockaddr *)&from,
			     &size);

	if (n > 0 && from.nl_pid)
		return 0;
	return n;
}

bool kernelwatch_next(struct kernelwatch *w, char *name)
{
	char text[MESSAGE_MAX + 1];
	ssize_t n;

	while (w->fd >= 0 && (n = receive(w, text, MESSAGE_MAX)) >= 0) {
		text[n] = '\0';
		if (strncmp(text, ADDED, strlen(ADDED)) != 0)
			continue;
		snprintf(name, KERNELWATCH_NAME_SIZE, "%.*s",
			 KERNELWATCH_NAME_SIZE - 1,
			 text + strlen(ADDED));
		w->is_stale = true;
		refresh(w);
		return true;
	}
	/* More came than there was room for. */
	if (w->fd >= 0 && errno == ENOBUFS)
		w->is_stale = true;
	refresh(w);
	return false;
}

int kernelwatch_finish(struct kernelwatch *w, struct err *err)
{
	join(w);
	if (w->ret) {
		*err = w->err;
		return w->ret;
	}
	if (w->is_stale || look() != w->state)
		read_again(w);
	return 0;
}

int kernelwatch_take(struct kernelwatch *w, snapshot_sink sink, void *arg,
		     struct err *err)
{
	int ret = ksymwatch_take(&w->generated, sink, arg, err);

	w->misses_generated |= w->generated.has_lost;
	return ret;
}

const char *kernelwatch_note(const struct kernelwatch *w)
{
	return w->misses_generated ?
	       "BPF programs and trampolines that are gone have none, since perf may not be asked for them" :
	       NULL;
}
