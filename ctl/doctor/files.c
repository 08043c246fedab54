// SPDX-License-Identifier: GPL-2.0-only
/* The files of the target: whether their functions have names, and frames. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "doctor/doctor.h"
#include "doctor/mapping.h"
#include "mem.h"
#include "packages.h"
#include "symbols/debugfile.h"
#include "symbols/debuginfod.h"
#include "symbols/elfsyms.h"
#include "symbols/locate.h"
#include "symbols/prologue.h"
#include "symbols/samebuild.h"

#define ASKED_MAX 8u		/* files that debuginfod is asked for */
#define ASKED_S 20		/* seconds */

/* A file, and what was found out about it. */
struct subject {
	struct elffile file, debug;
	struct build_id build_id;
	bool has_debug;		/* a separate debug file */
	char *package;		/* NULL: not known */
	struct prologues prologues;
	bool is_served;		/* debuginfod has the debug file */
};

static void describe_error(struct doctor *d, const char *path, const char *why)
{
	doctor_add(d, DOCTOR_PROBLEM, "names", "%s", why);
	doctor_file(d, path);
}

static bool open_subject(struct doctor *d, const struct doctor_mapping *m,
			 struct subject *s)
{
	const struct locate_mapping mapping = {
		.path = m->path, .id = &m->id, .pid = d->pid,
		.start = m->start,
	};
	const struct debugfile_query query = {
		.program = &s->file, .id = &s->build_id, .path = m->path,
		.pid = d->pid, .use = DEBUGFILE_SYMBOLS,
	};
	int fd = locate_open(&mapping);
	struct err err;

	if (fd < 0) {
		err_set_errno(&err, -fd, "cannot be opened");
		describe_error(d, m->path, err.text);
		return false;
	}
	if (elffile_open(&s->file, fd, &err)) {
		close(fd);
		describe_error(d, m->path, err.text);
		return false;
	}
	elffile_build_id(&s->file, &s->build_id);
	s->has_debug = debugfile_find(&s->debug, &query, NULL);
	prologues_judge(&s->file, &s->prologues);
	return true;
}

static bool has_section(const struct subject *s, const char *name)
{
	GElf_Shdr shdr;

	return elffile_section(&s->file, name, &shdr) ||
	       (s->has_debug && elffile_section(&s->debug, name, &shdr));
}

static bool has_debug_info(const struct subject *s)
{
	return has_section(s, ".debug_info") || has_section(s, ".zdebug_info");
}

/* Whose names a debug file would give, or complete. */
static bool needs_names(const struct subject *s)
{
	return s->file.elf && !s->has_debug && !elfsyms_complete(&s->file) &&
	       s->build_id.size;
}

static void conclude(struct doctor *d, size_t nr_asked, size_t nr_served,
		     const struct err *err)
{
	if (err->text[0]) {
		doctor_add(d, DOCTOR_PROBLEM, "debuginfod", "%s", err->text);
		doctor_remedy(d, "look at DEBUGINFOD_URLS, or unset it: each recording waits for it");
	} else if (nr_served) {
		doctor_add(d, DOCTOR_OK, "debuginfod",
			   "has debug files of %zu of %zu files that lack symbols",
			   nr_served, nr_asked);
	} else {
		doctor_add(d, DOCTOR_NOTE, "debuginfod",
			   "has no debug file of any of %zu that lack symbols",
			   nr_asked);
	}
}

/*
 * Servers that do not answer are waited for once. Those that do are asked for a
 * few files only, since each may take its time.
 */
static void ask_servers(struct doctor *d, const struct doctor_mapping *files,
			size_t nr, struct subject *subjects)
{
	const char *urls = getenv("DEBUGINFOD_URLS");
	const time_t until = time(NULL) + ASKED_S;
	size_t i, nr_asked = 0, nr_served = 0;
	struct err err = { "" };

	if (!urls || !urls[strspn(urls, " ")])
		return;
	for (i = 0; i < nr && !err.text[0] && nr_asked < ASKED_MAX &&
	     time(NULL) < until; i++) {
		if (!needs_names(&subjects[i]))
			continue;
		nr_asked++;
		subjects[i].is_served = !debuginfod_ask(&subjects[i].build_id,
							files[i].path, &err);
		nr_served += subjects[i].is_served;
	}
	if (nr_asked)
		conclude(d, nr_asked, nr_served, &err);
}

/* Where to get what the file lacks. */
static void advise_symbols(struct doctor *d, const struct subject *s)
{
	char *package = s->package ? packages_debug(s->package) : NULL;
	const char *urls = getenv("DEBUGINFOD_URLS");
	const bool has_urls = urls && *urls;
	char hex[BUILD_ID_TEXT_SIZE];

	buildid_print(&s->build_id, hex);
	doctor_remedy(d, "%s%s%s%s%s",
		      package ? "install Debian's " : "install its debug symbols",
		      package ? package : "",
		      hex[0] ? ", build-id " : "", hex,
		      hex[0] && !has_urls ?
		      ", or export DEBUGINFOD_URLS=https://debuginfod.debian.net" :
		      "");
	free(package);
}

static enum doctor_level level_of(const struct subject *s)
{
	return s->is_served ? DOCTOR_NOTE : DOCTOR_PROBLEM;
}

static void check_names(struct doctor *d, const char *path,
			const struct subject *s)
{
	const char *served = s->is_served ?
			     ", but debuginfod has its debug file" : "";
	GElf_Shdr shdr;

	if (elfsyms_complete(&s->file) || s->has_debug) {
		if (has_debug_info(s)) {
			doctor_add(d, DOCTOR_OK, "names",
				   "symbols and debug information%s",
				   s->has_debug ? ", in a file of their own" :
				   "");
			doctor_file(d, path);
			return;
		}
		doctor_add(d, DOCTOR_NOTE, "names",
			   "symbols, but no debug information: no inlined functions, no lines");
	} else if (elffile_section(&s->file, ".gnu_debugdata", &shdr)) {
		doctor_add(d, DOCTOR_NOTE, "names",
			   "symbols of its functions only (.gnu_debugdata)");
	} else if (elffile_section(&s->file, ".gopclntab", &shdr)) {
		doctor_add(d, DOCTOR_NOTE, "names",
			   "stripped, but with Go's own table of functions");
	} else if (elffile_section(&s->file, ".dynsym", &shdr)) {
		doctor_add(d, level_of(s), "names",
			   "only those of exported functions%s", served);
	} else {
		doctor_add(d, level_of(s), "names", "none, it is stripped%s",
			   served);
	}
	doctor_file(d, path);
	if (!s->is_served)
		advise_symbols(d, s);
}

static void check_frames(struct doctor *d, const char *path,
			 const struct subject *s)
{
	static const struct {
		enum doctor_level level;
		const char *text;
	} verdicts[] = {
		[PROLOGUE_UNKNOWN] = { DOCTOR_NOTE,
			"too few functions to tell whether it keeps them" },
		[PROLOGUE_KEEPS] = { DOCTOR_OK, "kept" },
		[PROLOGUE_MIXED] = { DOCTOR_PROBLEM,
			"kept in parts: elsewhere stacks are cut short" },
		[PROLOGUE_LACKS] = { DOCTOR_PROBLEM,
			"none: user stacks in it show their innermost function only" },
	};
	enum prologue_verdict verdict = prologues_verdict(&s->prologues);

	if (s->prologues.judged)
		doctor_add(d, verdicts[verdict].level, "frame pointers",
			   "%s (%u of %u functions looked at)",
			   verdicts[verdict].text, s->prologues.framed,
			   s->prologues.judged);
	else
		doctor_add(d, verdicts[verdict].level, "frame pointers", "%s",
			   verdicts[verdict].text);
	doctor_file(d, path);
	if (verdicts[verdict].level != DOCTOR_PROBLEM)
		return;
	if (s->package)
		doctor_remedy(d, "Debian's package %s is built without; build it with -fno-omit-frame-pointer",
			      s->package);
	else
		doctor_remedy(d, "build it with -fno-omit-frame-pointer");
}

static void find_packages(const struct doctor_mapping *files, size_t nr,
			  struct subject *subjects)
{
	const char **paths = mem_alloc(nr, sizeof(*paths));
	char **owners = mem_alloc(nr, sizeof(*owners));
	size_t *places = mem_alloc(nr, sizeof(*places));
	struct elffile ours;
	size_t i, nr_here = 0;

	for (i = 0; i < nr; i++) {
		if (!subjects[i].file.elf ||
		    !samebuild_open(&ours, files[i].path,
				    &subjects[i].build_id))
			continue;
		elffile_close(&ours);
		places[nr_here] = i;
		paths[nr_here++] = files[i].path;
	}
	packages_find(PACKAGES_DIR, paths, nr_here, owners);
	for (i = 0; i < nr_here; i++)
		subjects[places[i]].package = owners[i];
	free(places);
	free(owners);
	free(paths);
}

void doctor_check_files(struct doctor *d, const struct doctor_mapping *files,
			size_t nr)
{
	struct subject *subjects = mem_alloc(nr, sizeof(*subjects));
	size_t i;

	for (i = 0; i < nr; i++)
		open_subject(d, &files[i], &subjects[i]);
	find_packages(files, nr, subjects);
	ask_servers(d, files, nr, subjects);
	for (i = 0; i < nr; i++) {
		if (!subjects[i].file.elf)
			continue;
		check_names(d, files[i].path, &subjects[i]);
		check_frames(d, files[i].path, &subjects[i]);
		elffile_close(&subjects[i].file);
		elffile_close(&subjects[i].debug);
		free(subjects[i].package);
	}
	free(subjects);
}
