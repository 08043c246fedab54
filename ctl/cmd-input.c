// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the subcommands that read files make of them: one profile, of the stacks
 * that are chosen.
 */
#include "cmd-input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "difference.h"
#include "input.h"
#include "join.h"
#include "mem.h"

bool cmd_input_option(struct cmd_input *in, int opt, const char *arg)
{
	switch (opt) {
	case CMD_INPUT_BEFORE:
		in->before = mem_grow(in->before, in->nr_before,
				      &in->room_before, sizeof(*in->before));
		in->before[in->nr_before++] = arg;
		return true;
	case 'n':
		in->is_normalized = true;
		return true;
	case 's':
		in->is_hex_stripped = true;
		return true;
	default:
		return false;
	}
}

static bool is_joined(const struct cmd_input *in)
{
	return in->nr_paths > 1 || in->nr_before;
}

int cmd_input_take_paths(struct cmd_input *in, int argc, char **argv,
			 struct err *err)
{
	int nr_standard = 0;
	size_t i;

	if (!argc)
		return err_set(err, EINVAL, "no input: name a file, or -");
	for (i = 0; i < (size_t)argc; i++)
		nr_standard += !strcmp(argv[i], "-");
	for (i = 0; i < in->nr_before; i++)
		nr_standard += !strcmp(in->before[i], "-");
	if (nr_standard > 1)
		return err_set(err, EINVAL,
			       "standard input ('-') is named more than once");
	in->paths = argv;
	in->nr_paths = argc;
	if (is_joined(in) && in->verdict.stats)
		return err_set(err, EINVAL,
			       "--stats tells of one input: have it of each, by flamekctl fold");
	return 0;
}

static const char *unit_of(const struct profile *p, enum input_kind kind)
{
	const char *unit = profile_find_note(p, "unit");

	if (kind == INPUT_FOLDED)
		return NULL;
	return unit ? unit : JOIN_UNIT;
}

static int check_order(const struct cmd_input *in, const struct profile *p,
		       const char *name, struct err *err)
{
	if (!in->wants_order || profile_timeline(p)->nr ||
	    !input_has_samples(p))
		return 0;
	return err_set(err, EINVAL,
		       "'%s' is a flame graph, which does not tell the order of time: take what it was drawn from",
		       name);
}

static int add_input(struct join *j, const struct cmd_input *in,
		     const struct input_wants *wants, const char *path,
		     bool is_before)
{
	struct join_source source = {
		.name = input_name(path), .is_before = is_before,
	};
	enum input_kind kind;
	struct profile *p = input_read(path, wants, &kind);
	struct err err;
	int ret;

	if (!p)
		return -EINVAL;
	if (!input_has_samples(p))
		diag_warn("'%s' holds no samples", source.name);
	source.unit = unit_of(p, kind);
	source.is_text = kind == INPUT_FOLDED;
	ret = check_order(in, p, source.name, &err);
	if (!ret)
		ret = join_add(j, p, &source, &err);
	if (ret)
		diag_error("%s", err.text);
	if (ret == -EDOM && in->unit_option)
		diag_hint("%s says what they all count", in->unit_option);
	profile_free(p);
	return ret;
}

static int add_inputs(struct join *j, const struct cmd_input *in,
		      const struct input_wants *wants)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < in->nr_before && !ret; i++)
		ret = add_input(j, in, wants, in->before[i], true);
	for (i = 0; i < (size_t)in->nr_paths && !ret; i++)
		ret = add_input(j, in, wants, in->paths[i], false);
	return ret;
}

/* Return: the sum of all, or NULL when it has said why there is none. */
static struct profile *read_joined(const struct cmd_input *in,
				   struct input_wants *wants)
{
	struct join *j = join_new();
	struct profile *p = NULL;

	wants->is_one_of_many = true;
	wants->verdict = NULL;
	if (in->has_unit)
		join_any_unit(j);
	if (in->nr_before)
		join_compare(j, in->is_negated);
	if (!add_inputs(j, in, wants))
		p = join_finish(j);
	join_free(j);
	return p;
}

/* For messages. */
static const char *name_of(const struct cmd_input *in)
{
	return is_joined(in) ? "the inputs" : input_name(in->paths[0]);
}

static int check_samples(const struct cmd_input *in, const struct profile *p,
			 struct err *err)
{
	if (!input_has_samples(p))
		return err_set(err, ENODATA, is_joined(in) ?
			       "%s hold no samples" : "'%s' holds no samples",
			       name_of(in));
	if (in->nr_before && (!profile_total(p, 0) || !profile_total(p, 1)))
		return err_set(err, ENODATA,
			       "there is nothing to compare: no samples %s",
			       profile_total(p, 0) ? "but before" : "before");
	if (in->is_normalized && profile_nr_columns(p) != 2)
		return err_set(err, EINVAL,
			       "--normalize is of differences: name what there was with --before");
	return 0;
}

static void replace(struct profile **p, struct profile *with)
{
	profile_free(*p);
	*p = with;
}

static int check_pick(const struct cmd_input *in, const struct profile *p,
		      struct err *err)
{
	const struct pick_names *base = &in->stacks.pick.base;

	if (input_has_samples(p))
		return 0;
	return err_set(err, ENODATA, is_joined(in) ?
		       "%s have no samples in '%s'%s" :
		       "'%s' has no samples in '%s'%s", name_of(in),
		       base->names[0], base->nr > 1 ? ", ..." : "");
}

/* Make of a profile what is wanted of it, in its place. */
static int make_wanted(struct cmd_input *in, struct profile **p,
		       struct err *err)
{
	const struct pick *pick = &in->stacks.pick;
	int ret = check_samples(in, *p, err);

	if (ret)
		return ret;
	if (in->is_hex_stripped)
		replace(p, difference_strip_hex(*p));
	if (in->is_normalized)
		replace(p, difference_normalize(*p, in->is_negated));
	if (pick_is_all(pick))
		return 0;
	replace(p, pick_profile(*p, pick));
	return check_pick(in, *p, err);
}

void cmd_input_free(struct cmd_input *in)
{
	pick_free(&in->stacks.pick);
	free(in->before);
}

struct profile *cmd_input_read(struct cmd_input *in)
{
	struct input_wants wants = {
		.event = in->stacks.event,
		.collect = in->stacks.collect,
		.names = in->names,
		.wants_order = in->wants_order,
		.is_quiet = in->is_quiet || verdict_is_spoken(&in->verdict),
		.verdict = &in->verdict,
	};
	enum input_kind kind;
	struct profile *p = is_joined(in) ? read_joined(in, &wants) :
			    input_read(in->paths[0], &wants, &kind);
	struct err err;

	if (!p)
		return NULL;
	if (is_joined(in))
		input_judge(&in->verdict, p);
	if (!make_wanted(in, &p, &err))
		return p;
	diag_error("%s", err.text);
	profile_free(p);
	return NULL;
}
