// SPDX-License-Identifier: GPL-2.0-only
/* What was recorded, when it is over: named, added up, and the file completed. */
#include <string.h>

#include <linux/flamek.h>

#include "mem.h"
#include "recorder-internal.h"

static void summarize_cpus(struct recorder *r, struct summary *s)
{
	size_t i;

	r->summary_cpus = mem_alloc(r->counters.nr_cpus,
				    sizeof(*r->summary_cpus));
	for (i = 0; i < r->counters.nr_cpus; i++) {
		const struct genl_cpu *cpu = &r->counters.cpus[i];

		r->summary_cpus[i] = (struct summary_cpu){
			.cpu = cpu->cpu,
			.lost_samples = cpu->lost,
			.lost_events = cpu->lost_events,
			.taken = cpu->taken,
			.delivered = cpu->delivered,
			.missed = cpu->missed,
			.late_ns = cpu->late_ns,
			.late_max_ns = cpu->late_max_ns,
		};
	}
	s->cpus = r->summary_cpus;
	s->nr_cpus = (unsigned int)r->counters.nr_cpus;
}

/* A sample that was lost stood for as much as one that was not. */
static uint64_t target_ns(const struct recorder *r, const struct genl_cpu *sum)
{
	uint64_t values = collect_stats(r->collect)->values;
	double per_sample = sum->delivered ?
			    (double)values / (double)sum->delivered : 1;

	return (uint64_t)(((double)values + (double)sum->lost * per_sample) *
			  (double)r->counters.period_ns);
}

/* Losses by the module's counters, which also hold what no record told. */
static void summarize(struct recorder *r, struct summary *s)
{
	struct genl_cpu sum = genl_session_sum(&r->counters);

	memset(s, 0, sizeof(*s));
	r->summary_dsos = summary_take_stats(s, collect_stats(r->collect));
	r->nr_summary_dsos = s->nr_dsos;
	summary_advise(s, r->summary_dsos);
	summarize_cpus(r, s);
	s->samples = sum.delivered;
	s->taken = sum.taken;
	s->lost_samples = sum.lost;
	s->lost_events = sum.lost_events;
	s->duration_ns = r->end_ns - r->start_ns;
	s->freq = r->options->freq;
	s->handler_ns = sum.handler_ns;
	s->cpu_ns = target_ns(r, &sum);
	s->late_events = r->late;
	s->untracked = r->counters.untracked;
	s->left = r->counters.left;
	s->hidden = r->hidden;
	s->is_restricted = r->counters.is_restricted &&
			   !(r->options->flags & FLAMEK_F_NO_KERNEL);
	s->missed = sum.missed;
	s->late_ns = sum.late_ns;
	s->late_max_ns = sum.late_max_ns;
	s->slowed = sum.throttled;
	s->max_overhead = r->counters.max_overhead;
	s->period_ns = sum.period_ns;
	s->throttled = 0;	/* the same, told in-band */
	s->verified = r->options->flags & FLAMEK_F_VERIFY_UNWIND;
	s->compared = sum.compared;
	s->differed = sum.differed;
	s->no_mmap_events = r->counters.no_mmap_events;
}

/* All that was sampled is in @collect, when that is not so yet. */
static int sum_up(struct recorder *r, struct err *err)
{
	struct perfdata_report report;
	int ret;

	r->late = stream_late(r->stream);
	if (!r->data)
		return 0;
	collect_free(r->collect);
	r->collect = collect_new(r->symbols);
	collect_set(r->collect, COLLECT_FLAMEK | COLLECT_CLOCK);
	ret = perfdata_reread(r->data, r->collect, &report, err);
	r->late = report.late;
	perfdata_report_free(&report);
	return ret;
}

int recorder_finish(struct recorder *r, struct profile *p, struct summary *s,
		    struct err *err)
{
	struct err reason;
	int ret = sum_up(r, err);

	if (ret)
		return ret;
	if (r->kernel && kernelwatch_finish(r->kernel, &reason))
		collect_hide_kernel(r->collect, reason.text);
	if (r->hidden || r->counters.no_mmap_events)
		collect_set(r->collect, COLLECT_LACKS_MAPS);
	collect_finish(r->collect, p);
	if (r->kernel && kernelwatch_note(r->kernel) &&
	    collect_stats(r->collect)->kernel_unnamed)
		collect_note(r->collect, kernelwatch_note(r->kernel));
	summarize(r, s);
	summary_note(p, s);
	if (r->data) {
		collect_build_ids(r->collect, perfdata_build_id, r->data);
		ret = perfdata_end(r->data, err);
		r->data = NULL;
	}
	return ret;
}
