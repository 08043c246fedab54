// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values of command line options. Pure functions of their text: they open
 * nothing, print nothing and do not depend on the locale.
 */
#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"

#define NSEC_PER_SEC	1000000000ULL
#define DURATION_MAX	(365ULL * 24 * 3600 * NSEC_PER_SEC)
#define PID_LIMIT	4194304u	/* the kernel's PID_MAX_LIMIT */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * The digits at *@s, which is moved past them.
 *
 * Return: whether there were any, and no more than 64 bits hold.
 */
static bool take_number(const char **s, uint64_t *n)
{
	const char *p = *s;

	for (*n = 0; is_digit(*p); p++)
		if (__builtin_mul_overflow(*n, 10, n) ||
		    __builtin_add_overflow(*n, *p - '0', n))
			return false;
	if (p == *s)
		return false;
	*s = p;
	return true;
}

bool options_decimal(const char **s, uint64_t *nano)
{
	uint64_t unit = NSEC_PER_SEC;

	if (!take_number(s, nano) ||
	    __builtin_mul_overflow(*nano, NSEC_PER_SEC, nano))
		return false;
	if (**s != '.')
		return true;
	++*s;
	if (!is_digit(**s))
		return false;
	for (; is_digit(**s); ++*s) {
		unit /= 10;
		if (__builtin_add_overflow(*nano, unit * (**s - '0'), nano))
			return false;
	}
	return true;
}

int options_count(const char *s, const char *what, uint64_t min, uint64_t max,
		  uint64_t *n, struct err *err)
{
	const char *p = s;

	if (take_number(&p, n) && !*p && *n >= min && *n <= max)
		return 0;
	return err_set(err, EINVAL,
		       "%s must be a number from %llu to %llu, not '%s'", what,
		       (unsigned long long)min, (unsigned long long)max, s);
}

int options_rate(const char *s, uint32_t *hz, struct err *err)
{
	uint64_t n;

	if (options_count(s, "rate (Hz)", 1, OPTIONS_RATE_MAX, &n, err))
		return -EINVAL;
	*hz = n;
	return 0;
}

/* Nanoseconds of one @suffix, 0 if there is no such unit. */
static uint64_t unit_of_time(const char *suffix)
{
	static const struct {
		const char *suffix;
		uint64_t ns;
	} units[] = {
		{ "", NSEC_PER_SEC },
		{ "us", 1000 },
		{ "ms", 1000000 },
		{ "s", NSEC_PER_SEC },
		{ "m", 60 * NSEC_PER_SEC },
		{ "h", 3600 * NSEC_PER_SEC },
	};
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(units[i].suffix, suffix))
			return units[i].ns;
	return 0;
}

int options_duration(const char *s, uint64_t *ns, struct err *err)
{
	const char *p = s;
	uint64_t nano, unit = 0;

	if (options_decimal(&p, &nano))
		unit = unit_of_time(p);
	if (unit) {
		unsigned __int128 wide = (unsigned __int128)nano * unit /
					 NSEC_PER_SEC;

		if (wide && wide <= DURATION_MAX) {
			*ns = wide;
			return 0;
		}
	}
	return err_set(err, EINVAL,
		       "duration must be in seconds, or with us, ms, s, m or h, up to 365 days, not '%s'",
		       s);
}

int options_size(const char *s, uint64_t *bytes, struct err *err)
{
	static const char suffixes[] = "KMGT";
	const char *found, *p = s;
	unsigned int shift = 0;

	if (!take_number(&p, bytes))
		goto bad;
	if (*p) {
		found = strchr(suffixes, *p & ~0x20);
		if (!found || !*found || p[1])
			goto bad;
		shift = 10 * (found - suffixes + 1);
	}
	if (!*bytes || *bytes > UINT64_MAX >> shift)
		goto bad;
	*bytes <<= shift;
	return 0;
bad:
	return err_set(err, EINVAL,
		       "size must be a number of bytes, or one with K, M, G or T, not '%s'",
		       s);
}

int options_percent(const char *s, uint64_t *nano, struct err *err)
{
	const char *p = s;

	if (options_decimal(&p, nano) && !*p && *nano <= 100 * NSEC_PER_SEC)
		return 0;
	return err_set(err, EINVAL,
		       "percentage must be a number from 0 to 100, not '%s'",
		       s);
}

static bool has_pid(const pid_t *pids, size_t nr, pid_t pid)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (pids[i] == pid)
			return true;
	return false;
}

int options_pids(const char *s, pid_t *pids, size_t max, size_t *nr,
		 struct err *err)
{
	const char *p = s;
	uint64_t pid;

	for (*nr = 0;; p++) {
		if (!take_number(&p, &pid) || !pid || pid > PID_LIMIT ||
		    (*p && *p != ','))
			return err_set(err, EINVAL,
				       "process ids must be numbers from 1 to %u with commas between, not '%s'",
				       PID_LIMIT, s);
		if (!has_pid(pids, *nr, pid)) {
			if (*nr == max)
				return err_set(err, E2BIG,
					       "'%s' names more than %zu process%s",
					       s, max, max == 1 ? "" : "es");
			pids[(*nr)++] = pid;
		}
		if (!*p)
			return 0;
	}
}

static const char *const form_names[OUTPUT_NR_FORMS] = {
	[OUTPUT_SVG] = "svg",
	[OUTPUT_HTML] = "html",
	[OUTPUT_FOLDED] = "folded",
	[OUTPUT_DATA] = "data",
};

const char *options_form_name(enum output_form form)
{
	return form_names[form];
}

static enum output_form find_form(const char *name)
{
	int form;

	for (form = 0; form < OUTPUT_NR_FORMS; form++)
		if (!strcmp(form_names[form], name))
			break;
	return form;
}

enum output_form options_form_of_suffix(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');

	return dot ? find_form(dot + 1) : OUTPUT_NR_FORMS;
}

int options_form(const char *path, const char *format, enum output_form *form,
		 struct err *err)
{
	if (format) {
		*form = find_form(format);
		if (*form == OUTPUT_NR_FORMS)
			return err_set(err, EINVAL,
				       "format must be svg, html, folded or data, not '%s'",
				       format);
		return 0;
	}
	*form = strcmp(path, "-") ? options_form_of_suffix(path) : OUTPUT_SVG;
	if (*form == OUTPUT_NR_FORMS)
		return err_set(err, EINVAL,
			       "output must end in .svg, .html, .folded or .data, or --format say what to write, not '%s'",
			       path);
	return 0;
}

int options_names(unsigned int *names, int opt)
{
	switch (opt) {
	case OPTIONS_NO_INLINE:
		*names &= ~SYMBOLS_INLINES;
		return 1;
	case OPTIONS_LINES:
		*names |= SYMBOLS_LINES;
		return 1;
	default:
		return 0;
	}
}
