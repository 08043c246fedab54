// SPDX-License-Identifier: GPL-2.0-only
/*
 * A summary for scripts. Keys stay as they are once they are there; what is not
 * known is null. A change that breaks a reader raises the version.
 */
#include <linux/flamek.h>
#include <string.h>

#include "json.h"
#include "summary.h"
#include "symbols/buildid.h"

#define STATS_VERSION 1

static void put_known(struct json *j, const char *key, bool is_known,
		      uint64_t value)
{
	if (is_known)
		json_number(j, key, value);
	else
		json_null(j, key);
}

/* Of the notes, those that every profile may have. */
static void put_notes(struct json *j, const struct profile *p)
{
	static const char *const keys[] = {
		"command", "target", "host", "kernel", "cpu", "event",
	};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		json_string(j, keys[i], profile_find_note(p, keys[i]));
}

static void put_samples(struct json *j, const struct summary *s)
{
	const bool is_counted = s->cpus;
	uint64_t all = s->samples + s->lost_samples;

	json_object(j, "samples");
	put_known(j, "expected", is_counted, s->taken + s->missed);
	put_known(j, "taken", is_counted, s->taken);
	json_number(j, "delivered", s->samples);
	json_number(j, "lost", s->lost_samples);
	json_percent(j, "lost_percent", s->lost_samples, all);
	json_number(j, "lost_records", s->lost_events);
	json_number(j, "late_records", s->late_events);
	json_end_object(j);
}

static void put_ticks(struct json *j, bool is_known, uint64_t ticks,
		      uint64_t missed, uint64_t late_ns, uint64_t late_max_ns)
{
	json_object(j, "ticks");
	put_known(j, "taken", is_known, ticks);
	put_known(j, "missed", is_known, missed);
	put_known(j, "late_mean_ns", ticks, ticks ? late_ns / ticks : 0);
	put_known(j, "late_max_ns", ticks, late_max_ns);
	json_end_object(j);
}

static void put_cpus(struct json *j, const struct summary *s)
{
	const struct summary_cpu *cpu;

	json_array(j, "cpus");
	for (cpu = s->cpus; cpu && cpu < s->cpus + s->nr_cpus; cpu++) {
		json_object(j, NULL);
		json_number(j, "cpu", cpu->cpu);
		json_number(j, "taken", cpu->taken);
		json_number(j, "delivered", cpu->delivered);
		json_number(j, "lost", cpu->lost_samples);
		json_number(j, "lost_records", cpu->lost_events);
		put_ticks(j, true, cpu->taken, cpu->missed, cpu->late_ns,
			  cpu->late_max_ns);
		json_end_object(j);
	}
	json_end_array(j);
}

static void put_overhead(struct json *j, const struct summary *s)
{
	json_object(j, "overhead");
	put_known(j, "handler_ns", s->cpu_ns, s->handler_ns);
	put_known(j, "cpu_ns", s->cpu_ns, s->cpu_ns);
	json_percent(j, "percent", s->handler_ns, s->cpu_ns);
	json_number(j, "slowed", s->slowed);
	json_number(j, "throttled", s->throttled);
	json_end_object(j);
}

static void put_named(struct json *j, uint64_t frames, uint64_t unnamed)
{
	json_number(j, "frames", frames);
	json_number(j, "unnamed", unnamed);
	json_percent(j, "unnamed_percent", unnamed, frames);
}

static void put_names(struct json *j, const struct summary *s)
{
	json_object(j, "names");
	put_named(j, s->user_frames + s->kernel_frames,
		  s->user_unnamed + s->kernel_unnamed);
	json_object(j, "user");
	put_named(j, s->user_frames, s->user_unnamed);
	json_end_object(j);
	json_object(j, "kernel");
	put_named(j, s->kernel_frames, s->kernel_unnamed);
	json_string(j, "reason", s->kernel_reason);
	json_end_object(j);
	json_end_object(j);
}

static void put_causes(struct json *j, uint64_t broken, uint64_t fault,
		       uint64_t depth)
{
	json_object(j, "causes");
	json_number(j, "no_frame_pointer", broken);
	json_number(j, "page_not_resident", fault);
	json_number(j, "depth_limit", depth);
	json_end_object(j);
}

static void put_stacks(struct json *j, const struct summary *s)
{
	uint64_t nr = summary_nr_cut(s);

	json_object(j, "user_stacks");
	put_known(j, "known", s->user_stacks, s->user_stacks);
	put_known(j, "cut_short", s->user_stacks, nr);
	json_percent(j, "cut_short_percent", nr, s->user_stacks);
	put_causes(j, s->cut_broken, s->cut_fault, s->cut_depth);
	put_known(j, "led_astray", s->user_stacks, s->cut_astray);
	json_end_object(j);
}

static void put_build_id(struct json *j, const struct summary_dso *dso)
{
	struct build_id id = { 0 };
	char text[BUILD_ID_TEXT_SIZE];

	if (!dso->build_id_size || dso->build_id_size > BUILD_ID_FULL_MAX) {
		json_null(j, "build_id");
		return;
	}
	id.size = (uint8_t)dso->build_id_size;
	memcpy(id.bytes, dso->build_id, dso->build_id_size);
	buildid_print(&id, text);
	json_string(j, "build_id", text);
}

static void put_file(struct json *j, const struct summary_dso *dso)
{
	static const char *const prologues[] = {
		[PROLOGUE_UNKNOWN] = NULL,
		[PROLOGUE_KEEPS] = "yes",
		[PROLOGUE_MIXED] = "partly",
		[PROLOGUE_LACKS] = "no",
	};

	json_object(j, NULL);
	json_string(j, "name", dso->name);
	json_string(j, "path", dso->path);
	put_build_id(j, dso);
	put_named(j, dso->frames, dso->unnamed);
	json_string(j, "reason", dso->unnamed ? dso->reason : NULL);
	json_number(j, "stacks_cut_short", dso->cut_broken + dso->cut_fault +
		    dso->cut_depth);
	put_causes(j, dso->cut_broken, dso->cut_fault, dso->cut_depth);
	json_string(j, "frame_pointers", prologues[dso->prologues]);
	json_string(j, "package", dso->package);
	json_string(j, "debug_package", dso->debug_package);
	json_end_object(j);
}

static void put_processes(struct json *j, const struct summary *s)
{
	json_object(j, "processes");
	json_number(j, "hidden", s->hidden);
	json_number(j, "left", s->left);
	json_number(j, "untracked", s->untracked);
	json_end_object(j);
}

void summary_write_json(FILE *out, const struct summary *s,
			const struct profile *p)
{
	struct json j;
	size_t i;

	json_init(&j, out);
	json_object(&j, NULL);
	json_number(&j, "version", STATS_VERSION);
	json_string(&j, "program", "flamekctl " FLAMEK_VERSION);
	put_notes(&j, p);
	put_known(&j, "duration_ns", s->duration_ns, s->duration_ns);
	put_known(&j, "rate_hz", s->freq, s->freq);
	put_samples(&j, s);
	put_ticks(&j, s->cpus, s->taken, s->missed, s->late_ns,
		  s->late_max_ns);
	put_cpus(&j, s);
	put_overhead(&j, s);
	put_names(&j, s);
	put_stacks(&j, s);
	json_array(&j, "files");
	for (i = 0; i < s->nr_dsos; i++)
		put_file(&j, &s->dsos[i]);
	json_end_array(&j);
	put_processes(&j, s);
	json_bool(&j, "has_kernel_stacks", !s->is_restricted);
	json_bool(&j, "has_mmap_events", !s->no_mmap_events);
	json_end_object(&j);
	json_end(&j);
}
