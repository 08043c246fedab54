// SPDX-License-Identifier: GPL-2.0-only
/* flamekctl status: the sessions that the module runs at present. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <linux/flamek.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd.h"
#include "diag.h"
#include "genl.h"

static const char usage[] =
	"usage: flamekctl status [-v]\n"
	"\n"
	"List the sessions of flamek.ko: who records, at which rate, and what was\n"
	"taken, delivered and lost.\n"
	"\n"
	"  -v, --verbose   a line per CPU as well\n"
	"  -h, --help      this text\n";

static const char *state_name(uint32_t state)
{
	static const char *const names[] = {
		[FLAMEK_SESSION_NEW] = "new",
		[FLAMEK_SESSION_READY] = "ready",
		[FLAMEK_SESSION_RUNNING] = "running",
		[FLAMEK_SESSION_STOPPED] = "stopped",
	};

	return state < sizeof(names) / sizeof(names[0]) ? names[state] : "?";
}

static void print_cpu(const char *label, const struct genl_cpu *cpu)
{
	printf("%-9s ticks %" PRIu64 "  taken %" PRIu64 "  delivered %" PRIu64
	       "  lost %" PRIu64 "  lost events %" PRIu64 "  handlers %" PRIu64
	       " ns  missed %" PRIu64 "  late %" PRIu64 " ns  latest %" PRIu64
	       " ns  slowed %" PRIu64 "\n", label, cpu->ticks, cpu->taken,
	       cpu->delivered, cpu->lost, cpu->lost_events, cpu->handler_ns,
	       cpu->missed, cpu->late_ns, cpu->late_max_ns, cpu->throttled);
}

static void print_target(const struct genl_session *session)
{
	switch (session->kind) {
	case FLAMEK_TARGET_PROCESSES:
		printf(", processes %u%s", session->processes,
		       session->flags & FLAMEK_F_INHERIT ? " (inherit)" : "");
		break;
	case FLAMEK_TARGET_THREADS:
		printf(", threads %u", session->processes);
		break;
	case FLAMEK_TARGET_CGROUP:
		fputs(", a cgroup", stdout);
		break;
	case FLAMEK_TARGET_SYSTEM:
		fputs(", the system", stdout);
		break;
	}
}

static void print_session(const struct genl_session *session, bool is_verbose)
{
	struct genl_cpu sum = genl_session_sum(session);
	char label[32];
	size_t i;

	printf("session %u: %s, by pid %d", session->id,
	       state_name(session->state), session->owner);
	if (session->period_ns) {
		printf(", period %" PRIu64 " ns", session->period_ns);
		print_target(session);
	}
	putchar('\n');
	if (!session->period_ns)
		return;
	print_cpu("  all", &sum);
	for (i = 0; is_verbose && i < session->nr_cpus; i++) {
		snprintf(label, sizeof(label), "  cpu %u",
			 session->cpus[i].cpu);
		print_cpu(label, &session->cpus[i]);
	}
}

static int list_sessions(bool is_verbose)
{
	struct genl_session *sessions = NULL;
	struct genl *genl = NULL;
	struct err err = { "" };
	size_t nr = 0, i;
	int ret;

	ret = genl_open(&genl, &err);
	if (!ret)
		ret = genl_dump(genl, &sessions, &nr, &err);
	if (ret) {
		diag_error("cannot list the sessions: %s", err.text);
		if (ret == -ENOENT)
			diag_hint("load it: insmod kmod/flamek.ko, or modprobe flamek once installed");
		else if (ret == -EPERM)
			diag_hint("run it as root, or with CAP_PERFMON");
	} else if (!nr) {
		puts("no sessions");
	}
	for (i = 0; i < nr; i++) {
		if (!ret)
			print_session(&sessions[i], is_verbose);
		genl_session_free(&sessions[i]);
	}
	free(sessions);
	genl_close(genl);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

int cmd_status_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	bool is_verbose = false;
	int opt;

	while ((opt = getopt_long(argc, argv, "vh", options, NULL)) != -1) {
		switch (opt) {
		case 'v':
			is_verbose = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		default:
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
	}
	if (optind < argc) {
		diag_error("unexpected argument '%s'", argv[optind]);
		return EXIT_USAGE;
	}
	return list_sessions(is_verbose);
}
