// SPDX-License-Identifier: GPL-2.0-only
/* Findings for people and for scripts. */
#include <linux/flamek.h>

#include "doctor/doctor.h"
#include "json.h"
#include "summary-words.h"

#define REPORT_VERSION 1

static const char *const levels[] = {
	[DOCTOR_OK] = "ok",
	[DOCTOR_NOTE] = "note",
	[DOCTOR_PROBLEM] = "problem",
	[DOCTOR_FATAL] = "fatal",
};

static void print_finding(FILE *out, const struct doctor_finding *f)
{
	fprintf(out, "%-8s %s: ", levels[f->level], f->topic);
	if (f->file) {
		words_clean(out, f->file);
		fputs(": ", out);
	}
	words_clean(out, f->text);
	putc('\n', out);
	if (!f->remedy)
		return;
	fprintf(out, "%-8s   ", "");
	words_clean(out, f->remedy);
	putc('\n', out);
}

void doctor_print(FILE *out, const struct doctor *d)
{
	size_t i;

	for (i = 0; i < d->nr; i++)
		print_finding(out, &d->findings[i]);
}

void doctor_write_json(FILE *out, const struct doctor *d, int status)
{
	const struct doctor_finding *f;
	struct json j;

	json_init(&j, out);
	json_object(&j, NULL);
	json_number(&j, "version", REPORT_VERSION);
	json_string(&j, "program", "flamekctl " FLAMEK_VERSION);
	if (d->pid)
		json_number(&j, "pid", (uint64_t)d->pid);
	else
		json_null(&j, "pid");
	json_number(&j, "status", (uint64_t)status);
	json_array(&j, "findings");
	for (f = d->findings; f < d->findings + d->nr; f++) {
		json_object(&j, NULL);
		json_string(&j, "level", levels[f->level]);
		json_string(&j, "topic", f->topic);
		json_string(&j, "file", f->file);
		json_string(&j, "text", f->text);
		json_string(&j, "remedy", f->remedy);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	json_end(&j);
}
