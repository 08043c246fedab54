// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recurses to a depth and calls the kernel from there, over and over: short
 * reads and writes of a pipe, stat() of a path of some components, or sends and
 * receives over TCP on the loopback device.
 *
 * usage: kernel-loops [--depth N] [--pipe N] [--stat N] [--tcp N] [--gated]
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "region.h"

static char message[64];
static int pipe_fds[2], tcp_fds[2];

KEEP void pipe_loop(uint64_t rounds)
{
	while (rounds--) {
		system_call(SYS_write, pipe_fds[1], (long)message, sizeof(message));
		system_call(SYS_read, pipe_fds[0], (long)message, sizeof(message));
	}
}

KEEP void stat_loop(uint64_t rounds)
{
	static const char path[] = "/usr/lib/../bin/../lib/../bin/.";
	struct stat st;

	while (rounds--)
		system_call(SYS_stat, (long)path, (long)&st, 0);
}

KEEP void tcp_loop(uint64_t rounds)
{
	while (rounds--) {
		system_call(SYS_write, tcp_fds[1], (long)message, sizeof(message));
		system_call(SYS_read, tcp_fds[0], (long)message, sizeof(message));
	}
}

KEEP void recurse(uint64_t depth, void (*loop)(uint64_t rounds), uint64_t rounds)
{
	if (depth > 1)
		recurse(depth - 1, loop, rounds);
	else
		loop(rounds);
	KEEP_FRAME();
}

static void connect_tcp(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1;

	tcp_fds[1] = socket(AF_INET, SOCK_STREAM, 0);
	if (listener < 0 || tcp_fds[1] < 0)
		die("socket");
	if (bind(listener, (struct sockaddr *)&address, size) ||
	    listen(listener, 1) ||
	    getsockname(listener, (struct sockaddr *)&address, &size) ||
	    connect(tcp_fds[1], (struct sockaddr *)&address, size) ||
	    setsockopt(tcp_fds[1], IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)))
		die("connection to itself");
	tcp_fds[0] = accept(listener, NULL, NULL);
	if (tcp_fds[0] < 0)
		die("accept");
	close(listener);
}

int main(int argc, char **argv)
{
	uint64_t depth = 20, pipes = 0, stats = 0, tcps = 0;
	struct region region = { 0 };
	const struct workload_option options[] = {
		{ "--depth", &depth, 0 },
		{ "--pipe", &pipes, 0 },
		{ "--stat", &stats, 0 },
		{ "--tcp", &tcps, 0 },
		{ "--gated", &region.is_gated, 1 },
		{ NULL, NULL, 0 }
	};

	(void)argc;
	workload_options(argv, options);
	if (pipe(pipe_fds))
		die("pipe");
	connect_tcp();
	/* What is done for the first time costs more, once. */
	pipe_loop(pipes / 50);
	stat_loop(stats / 50);
	tcp_loop(tcps / 50);

	region_say_pid(&region, getpid());
	region_begin(&region);
	if (pipes)
		recurse(depth, pipe_loop, pipes);
	if (stats)
		recurse(depth, stat_loop, stats);
	if (tcps)
		recurse(depth, tcp_loop, tcps);
	region_end(&region);
	return 0;
}
