// SPDX-License-Identifier: GPL-2.0-only
/* The readers of each kind of file, and what they met in words. */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "collect.h"
#include "diag.h"
#include "err.h"
#include "formats/folded.h"
#include "formats/perfdata.h"
#include "formats/svg-read.h"
#include "statusline.h"
#include "summary.h"
#include "symbols/debuginfod.h"
#include "symbols/symbols.h"

#define NSEC_PER_SEC 1000000000u

/* An opened file and the bytes that had to be read to know its kind. */
struct source {
	int fd;
	const char *name;
	char head[64];
	size_t head_size;
	bool is_seekable;
	bool is_foreign;	/* of no kind that is read here */
};

const char *input_name(const char *path)
{
	return strcmp(path, "-") ? path : "standard input";
}

static int open_source(struct source *src, const char *path, struct err *err)
{
	struct stat st;

	memset(src, 0, sizeof(*src));
	src->name = input_name(path);
	src->fd = src->name == path ?
			  open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC) :
			  STDIN_FILENO;
	if (src->fd < 0 || fstat(src->fd, &st))
		return err_set_errno(err, errno, "cannot open '%s'", src->name);
	if (S_ISDIR(st.st_mode))
		return err_set(err, EISDIR, "'%s' is a directory", src->name);
	src->is_seekable = S_ISREG(st.st_mode);
	return 0;
}

static void close_source(struct source *src)
{
	if (src->fd > STDIN_FILENO)
		close(src->fd);
}

static int read_head(struct source *src, struct err *err)
{
	ssize_t n;

	while (src->head_size < sizeof(src->head)) {
		n = read(src->fd, src->head + src->head_size,
			 sizeof(src->head) - src->head_size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set_errno(err, errno, "cannot read '%s'",
					     src->name);
		if (!n)
			break;
		src->head_size += n;
	}
	/* What can be read again is: its readers expect it from the start. */
	if (src->is_seekable && lseek(src->fd, -(off_t)src->head_size,
				      SEEK_CUR) < 0)
		return err_set_errno(err, errno, "cannot read '%s'", src->name);
	return 0;
}

static void report_folded(const struct source *src,
			  const struct folded_report *report)
{
	if (report->bad)
		diag_warn("%s:%llu: %s (%llu such line%s left out)", src->name,
			  (unsigned long long)report->bad_line,
			  report->bad_reason, (unsigned long long)report->bad,
			  report->bad == 1 ? "" : "s");
	if (report->fractional)
		diag_warn("%s:%llu: count rounded to a whole number, as %llu in all",
			  src->name,
			  (unsigned long long)report->fractional_line,
			  (unsigned long long)report->fractional);
}

void input_judge(struct verdict *verdict, const struct profile *p)
{
	struct summary s = { 0 };
	struct summary_dso *dsos;

	if (!verdict)
		return;
	dsos = summary_take_profile(&s, p);
	verdict_judge(verdict, &s, p);
	summary_free_dsos(dsos, s.nr_dsos);
}

static struct profile *read_folded(struct source *src,
				   const struct input_wants *wants,
				   struct err *err)
{
	const struct folded_input in = {
		.fd = src->fd,
		.name = src->name,
		.head = src->head,
		.head_size = src->is_seekable ? 0 : src->head_size,
		.wants_order = wants->wants_order,
	};
	struct folded_report report;
	struct profile *p = folded_read(&in, &report, err);

	if (!p) {
		src->is_foreign = !report.stacks;
		return NULL;
	}
	report_folded(src, &report);
	input_judge(wants->verdict, p);
	return p;
}

static struct profile *read_svg(const struct source *src,
				const struct input_wants *wants,
				struct err *err)
{
	const struct svg_input in = {
		.fd = src->fd,
		.name = src->name,
		.head = src->head,
		.head_size = src->is_seekable ? 0 : src->head_size,
	};
	struct profile *p = svg_read(&in, err);

	if (p)
		input_judge(wants->verdict, p);
	return p;
}

static void report_events(const struct source *src,
			  const struct perfdata_report *report)
{
	const struct perfdata_event *ev;
	const char *taken = NULL, *other = NULL;
	size_t i;

	for (i = 0; i < report->nr_events; i++) {
		ev = &report->events[i];
		if (ev->is_taken)
			taken = ev->name;
		else if (ev->samples && !other)
			other = ev->name;
	}
	if (taken && other)
		diag_warn("'%s' holds several events: this is %s; --event %s takes another",
			  src->name, taken, other);
}

static void report_recording(const struct source *src,
			     const struct perfdata_report *report)
{
	if (report->is_cut)
		diag_warn("'%s' ends before its end: what is there was taken",
			  src->name);
	if (report->bad)
		diag_warn("'%s': %s (%llu such record%s left out)", src->name,
			  report->bad_reason.text,
			  (unsigned long long)report->bad,
			  report->bad == 1 ? "" : "s");
	if (report->has_raw_stacks)
		diag_warn("'%s' holds copies of user stacks (--call-graph dwarf), which are not unwound",
			  src->name);
}

static void note_string(struct profile *p, const char *key, const char *value)
{
	if (value && *value)
		profile_note(p, key, value);
}

static void note_recording(struct profile *p,
			   const struct perfdata_report *report)
{
	size_t i;

	note_string(p, "command", report->command);
	note_string(p, "host", report->host);
	note_string(p, "kernel", report->os_release);
	note_string(p, "cpu", report->cpu);
	for (i = 0; i < report->nr_events; i++)
		if (report->events[i].is_taken)
			note_string(p, "event", report->events[i].name);
}

/* Whether files here may be those that were mapped. */
static bool is_of_here(const struct perfdata_report *report)
{
	struct utsname uts;

	return !uname(&uts) && report->host && report->os_release &&
	       !strcmp(report->host, uts.nodename) &&
	       !strcmp(report->os_release, uts.release);
}

static void summarize(const char *name, struct profile *p,
		      const struct collect *collect,
		      const struct perfdata_report *report,
		      const struct input_wants *wants)
{
	struct summary s = {
		.duration_ns = report->last_ns - report->first_ns,
		.freq = report->freq,
		.late_events = report->late,
	};
	struct summary_dso *dsos;

	dsos = summary_take_stats(&s, collect_stats(collect));
	/* flamek's periods are of time, others' may be of anything. */
	if (report->is_flamek && report->period)
		s.freq = (NSEC_PER_SEC + report->period / 2) / report->period;
	if (is_of_here(report))
		summary_advise(&s, dsos);
	summary_note(p, &s);
	note_recording(p, report);
	if (!wants->is_quiet && s.samples) {
		if (wants->is_one_of_many)
			fprintf(stderr, "%s: ", name);
		summary_print(stderr, &s);
	}
	if (wants->verdict)
		verdict_judge(wants->verdict, &s, p);
	summary_free_dsos(dsos, s.nr_dsos);
}

/* The kernel's symbols, read meanwhile by a thread of their own. */
struct kernel_loader {
	pthread_t thread;
	bool has_thread;
	struct symbols *syms;
	int ret;
	struct err err;
};

static void *load_kernel(void *arg)
{
	struct kernel_loader *k = arg;

	k->ret = symbols_load_kernel(k->syms, "/proc/kallsyms", &k->err);
	return NULL;
}

static void start_loading(struct kernel_loader *k)
{
	k->has_thread = !pthread_create(&k->thread, NULL, load_kernel, k);
	if (!k->has_thread)
		load_kernel(k);
}

static void finish_loading(struct kernel_loader *k, struct collect *collect)
{
	if (k->has_thread)
		pthread_join(k->thread, NULL);
	if (k->ret)
		collect_hide_kernel(collect, k->err.text);
}

static struct profile *read_recording(const struct source *src,
				      const struct input_wants *wants,
				      struct err *err)
{
	const struct perfdata_input input = {
		.fd = src->fd,
		.name = src->name,
		.head = src->head,
		.head_size = src->is_seekable ? 0 : src->head_size,
		.event = wants->event,
	};
	struct symbols *syms = symbols_new();
	struct collect *collect = collect_new(syms);
	struct perfdata_report report = { 0 };
	struct kernel_loader kernel = { .syms = syms };
	struct profile *p = NULL;
	int ret;

	collect_set(collect, wants->collect |
			     (wants->wants_order ? COLLECT_ORDER : 0));
	symbols_want(syms, wants->names);
	start_loading(&kernel);
	ret = perfdata_read(&input, collect, &report, err);
	finish_loading(&kernel, collect);
	if (!ret) {
		report_recording(src, &report);
		if (!wants->event)
			report_events(src, &report);
		p = profile_new(1);
		if (!wants->is_quiet && isatty(STDERR_FILENO))
			debuginfod_watch(statusline_fetch);
		collect_finish(collect, p);
		summarize(src->name, p, collect, &report, wants);
	}
	perfdata_report_free(&report);
	collect_free(collect);
	symbols_free(syms);
	return p;
}

bool input_has_samples(const struct profile *p)
{
	unsigned int i;

	for (i = 0; i < profile_nr_columns(p); i++)
		if (profile_total(p, i))
			return true;
	return false;
}

static struct profile *read_source(struct source *src,
				   const struct input_wants *wants,
				   enum input_kind *kind, struct err *err)
{
	if (read_head(src, err))
		return NULL;
	if (!src->head_size) {
		err_set(err, ENODATA, "'%s' is empty", src->name);
		return NULL;
	}
	if (perfdata_detect(src->head, src->head_size)) {
		*kind = INPUT_RECORDING;
		return read_recording(src, wants, err);
	}
	if (svg_detect(src->head, src->head_size)) {
		*kind = INPUT_GRAPH;
		return read_svg(src, wants, err);
	}
	*kind = INPUT_FOLDED;
	return read_folded(src, wants, err);
}

struct profile *input_read(const char *path, const struct input_wants *wants,
			   enum input_kind *kind)
{
	struct profile *p = NULL;
	struct source src;
	struct err err;

	if (!open_source(&src, path, &err))
		p = read_source(&src, wants, kind, &err);
	if (!p)
		diag_error("%s", err.text);
	if (src.is_foreign)
		diag_hint("a recording (perf.data), folded stacks or a flame graph of flamekctl's are wanted");
	close_source(&src);
	return p;
}
