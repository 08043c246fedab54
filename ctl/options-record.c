// SPDX-License-Identifier: GPL-2.0-only
/* The options of flamekctl record, and what they must be together. */
#include "options-record.h"

#include <errno.h>
#include <getopt.h>
#include <linux/flamek.h>

#include "options-stacks.h"

const char record_usage[] =
	"usage: flamekctl record [OPTIONS] -o FILE -p PID[,PID]...\n"
	"       flamekctl record [OPTIONS] -o FILE -t TID[,TID]...\n"
	"       flamekctl record [OPTIONS] -o FILE {-c CGROUP | -a} [[--] COMMAND [ARGS]]\n"
	"       flamekctl record [OPTIONS] -o FILE [--] COMMAND [ARGS]\n"
	"\n"
	"Sample where processes spend their time, in the kernel and in user code, until\n"
	"they end, Ctrl-C, or the duration is over.\n"
	"\n"
	"  -p, --pid PID,...     sample these processes, all their threads\n"
	"  -t, --tid TID,...     sample these threads\n"
	"  -c, --cgroup CGROUP   sample what is in this cgroup (version 2) or below it\n"
	"  -a, --all             sample the whole system; with a command: until it ends\n"
	"  -C, --cpu LIST        only on these CPUs, as 0-3,8; alone: all that runs there\n"
	"  -o, --output FILE     .svg, .html, .folded or .data (perf.data); - for stdout\n"
	"      --format FORM     svg, html, folded or data, whatever FILE is called\n"
	"      --annotate        folded: mark kernel frames _[k], JIT _[j], inlined _[i]\n"
	"  -F, --freq HZ         samples per second and CPU (999)\n"
	"  -d, --duration TIME   end after 10, 1.5, 500ms, 2m, ...\n"
	"      --inherit         with -p: descendants of the processes too\n"
	"      --no-inherit      with a command: not its descendants\n"
	"      --stack-depth N   frames per stack (127)\n"
	"      --ring-pages N    buffer per CPU, a power of two (128)\n"
	"      --no-kernel       no kernel frames\n"
	"      --no-user         no user frames\n"
	"      --max-overhead PCT  sample less often where sampling takes more than this\n"
	"                        of a CPU's time (25; 100: never)\n"
	THREADS_OPTION_HELP
	NAMES_OPTIONS_HELP
	"      --verify-unwind   compare kernel stacks with the kernel's unwinder\n"
	VERDICT_OPTIONS_HELP
	"  -q, --quiet           no status line, no summary\n"
	"  -h, --help            this text\n"
	"\n"
	GRAPH_OPTIONS_HELP
	"\n"
	"examples:\n"
	"  flamekctl record -o out.svg -- make -j8\n"
	"  flamekctl record -p $(pidof redis-server) -d 10 -o out.svg\n"
	"  flamekctl record -c system.slice/nginx.service -d 10 -o out.svg\n"
	"  flamekctl record -a -C 0-3 -o out.svg -- sleep 10\n";

enum {
	OPT_FORMAT = OPTIONS_OWN,
	OPT_ANNOTATE,
	OPT_INHERIT,
	OPT_NO_INHERIT,
	OPT_STACK_DEPTH,
	OPT_RING_PAGES,
	OPT_NO_KERNEL,
	OPT_NO_USER,
	OPT_MAX_OVERHEAD,
	OPT_VERIFY_UNWIND,
	OPT_THREADS,
};

static const struct option long_options[] = {
	{ "pid", required_argument, NULL, 'p' },
	{ "tid", required_argument, NULL, 't' },
	{ "cgroup", required_argument, NULL, 'c' },
	{ "all", no_argument, NULL, 'a' },
	{ "cpu", required_argument, NULL, 'C' },
	{ "output", required_argument, NULL, 'o' },
	{ "format", required_argument, NULL, OPT_FORMAT },
	{ "annotate", no_argument, NULL, OPT_ANNOTATE },
	{ "freq", required_argument, NULL, 'F' },
	{ "duration", required_argument, NULL, 'd' },
	{ "inherit", no_argument, NULL, OPT_INHERIT },
	{ "no-inherit", no_argument, NULL, OPT_NO_INHERIT },
	{ "stack-depth", required_argument, NULL, OPT_STACK_DEPTH },
	{ "ring-pages", required_argument, NULL, OPT_RING_PAGES },
	{ "no-kernel", no_argument, NULL, OPT_NO_KERNEL },
	{ "no-user", no_argument, NULL, OPT_NO_USER },
	{ "max-overhead", required_argument, NULL, OPT_MAX_OVERHEAD },
	{ "verify-unwind", no_argument, NULL, OPT_VERIFY_UNWIND },
	{ "threads", no_argument, NULL, OPT_THREADS },
	NAMES_OPTIONS,
	VERDICT_OPTIONS,
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	GRAPH_OPTIONS,
	{ NULL, 0, NULL, 0 }
};

void record_options_init(struct record_options *o, int argc, char **argv)
{
	*o = (struct record_options){
		.recorder = {
			.freq = OPTIONS_RATE_DEFAULT,
			.names = NAMES_DEFAULT,
			.argc = argc,
			.argv = argv,
		},
		.inherit = -1,
	};
	target_init(&o->recorder.target);
	options_graph_init(&o->graph);
}

static int parse_count(const char *what, uint32_t max, uint32_t *n,
		       struct err *err)
{
	uint64_t value = 0;
	int ret = options_count(optarg, what, 1, max, &value, err);

	*n = (uint32_t)value;
	return ret;
}

static int parse_option(struct record_options *o, int opt, struct err *err)
{
	struct recorder_options *r = &o->recorder;

	switch (opt) {
	case 'p':
		return target_choose(&r->target, FLAMEK_TARGET_PROCESSES,
				     optarg, err);
	case 't':
		return target_choose(&r->target, FLAMEK_TARGET_THREADS, optarg,
				     err);
	case 'c':
		return target_choose(&r->target, FLAMEK_TARGET_CGROUP, optarg,
				     err);
	case 'a':
		return target_choose(&r->target, FLAMEK_TARGET_SYSTEM, NULL,
				     err);
	case 'C':
		r->target.cpus = optarg;
		return 0;
	case 'o':
		o->output = optarg;
		return 0;
	case OPT_FORMAT:
		o->format = optarg;
		return 0;
	case OPT_ANNOTATE:
		o->annotate = true;
		return 0;
	case 'F':
		return options_rate(optarg, &r->freq, err);
	case 'd':
		return options_duration(optarg, &r->duration_ns, err);
	case OPT_INHERIT:
	case OPT_NO_INHERIT:
		o->inherit = opt == OPT_INHERIT;
		return 0;
	case OPT_STACK_DEPTH:
		return parse_count("stack depth", FLAMEK_STACK_MAX,
				   &r->stack_depth, err);
	case OPT_RING_PAGES:
		return parse_count("ring pages", FLAMEK_RING_PAGES_MAX,
				   &r->ring_pages, err);
	case OPT_MAX_OVERHEAD:
		return parse_count("percentage", 100, &r->max_overhead, err);
	case OPT_NO_KERNEL:
		r->flags |= FLAMEK_F_NO_KERNEL;
		return 0;
	case OPT_NO_USER:
		r->flags |= FLAMEK_F_NO_USER;
		return 0;
	case OPT_VERIFY_UNWIND:
		r->flags |= FLAMEK_F_VERIFY_UNWIND;
		return 0;
	case OPT_THREADS:
		r->has_threads = true;
		return 0;
	case 'q':
		o->is_quiet = true;
		return 0;
	case 'h':
		o->wants_help = true;
		return 0;
	default:
		if (options_names(&r->names, opt))
			return 0;
		/* 0: not even one of these, and getopt said so. */
		return verdict_option(&o->verdict, opt, optarg, err) == 1 ||
		       options_graph(&o->graph, opt, optarg, err) == 1 ?
		       0 : -EINVAL;
	}
}

/* What the options must be together. */
static int check_options(struct record_options *o, struct err *err)
{
	struct recorder_options *r = &o->recorder;
	bool inherit;
	int ret;

	ret = target_check(&r->target, err);
	if (ret)
		return ret;
	if (!o->output)
		return err_set(err, EINVAL, "no output: give -o FILE");
	if ((r->flags & FLAMEK_F_NO_KERNEL) && (r->flags & FLAMEK_F_NO_USER))
		return err_set(err, EINVAL, "--no-kernel and --no-user leave nothing");
	inherit = o->inherit < 0 ? target_is_command(&r->target) : o->inherit;
	if (inherit && r->target.kind != FLAMEK_TARGET_PROCESSES)
		return err_set(err, EINVAL, "--inherit goes with -p only");
	r->flags |= inherit ? FLAMEK_F_INHERIT : 0;
	ret = options_form(o->output, o->format, &o->form, err);
	if (!ret && o->annotate && o->form != OUTPUT_FOLDED)
		return err_set(err, EINVAL, "--annotate goes with folded stacks only");
	o->graph.is_html = o->form == OUTPUT_HTML;
	/* A perf.data holds addresses; nobody would see these names. */
	if (o->form == OUTPUT_DATA)
		r->names = 0;
	return ret ? ret : verdict_check(&o->verdict, o->output, err);
}

int record_options_parse(struct record_options *o, int argc, char **argv,
			 struct err *err)
{
	int opt, ret = 0;

	/* "+": options after the command are the command's. */
	while (!ret && !o->wants_help &&
	       (opt = getopt_long(argc, argv, "+p:t:c:aC:o:F:d:qh", long_options,
				  NULL)) != -1)
		ret = parse_option(o, opt, err);
	if (ret || o->wants_help)
		return ret;
	if (optind < argc)
		o->recorder.target.command = argv + optind;
	return check_options(o, err);
}
