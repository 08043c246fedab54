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
#include "input.h"
#include "join.h"

int cmd_input_take_paths(struct cmd_input *in, int argc, char **argv,
			 struct err *err)
{
	int i, nr_standard = 0;

	if (!argc)
		return err_set(err, EINVAL, "no input: name a file, or -");
	for (i = 0; i < argc; i++)
		nr_standard += !strcmp(argv[i], "-");
	if (nr_standard > 1)
		return err_set(err, EINVAL,
			       "standard input ('-') is named more than once");
	if (argc > 1 && in->verdict.stats)
		return err_set(err, EINVAL,
			       "--stats tells of one input: have it of each, by flamekctl fold");
	in->paths = argv;
	in->nr_paths = argc;
	return 0;
}

static bool is_joined(const struct cmd_input *in)
{
	return in->nr_paths > 1;
}

static const char *unit_of(const struct profile *p, enum input_kind kind)
{
	const char *key, *value;
	unsigned int i;

	if (kind == INPUT_FOLDED)
		return NULL;
	for (i = 0; (key = profile_get_note(p, i, &value)); i++)
		if (!strcmp(key, "unit"))
			return value;
	return JOIN_UNIT;
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
		     const struct input_wants *wants, const char *path)
{
	struct join_source source = { .name = input_name(path) };
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

/* Return: the sum of all, or NULL when it has said why there is none. */
static struct profile *read_joined(struct cmd_input *in,
				   struct input_wants *wants)
{
	struct join *j = join_new();
	struct profile *p = NULL;
	int i, ret = 0;

	wants->is_one_of_many = true;
	wants->verdict = NULL;
	if (in->has_unit)
		join_any_unit(j);
	for (i = 0; i < in->nr_paths && !ret; i++)
		ret = add_input(j, in, wants, in->paths[i]);
	if (!ret) {
		p = join_finish(j);
		input_judge(&in->verdict, p);
	}
	join_free(j);
	return p;
}

/* For messages. */
static const char *name_of(const struct cmd_input *in)
{
	return is_joined(in) ? "the inputs" : input_name(in->paths[0]);
}

static bool check_samples(const struct profile *p, const struct cmd_input *in)
{
	if (!input_has_samples(p))
		diag_error(is_joined(in) ? "%s hold no samples" :
					   "'%s' holds no samples", name_of(in));
	return input_has_samples(p);
}

static bool check_pick(const struct profile *p, const struct cmd_input *in)
{
	const struct pick_names *base = &in->stacks.pick.base;

	if (!input_has_samples(p))
		diag_error(is_joined(in) ? "%s have no samples in '%s'%s" :
					   "'%s' has no samples in '%s'%s",
			   name_of(in), base->names[0],
			   base->nr > 1 ? ", ..." : "");
	return input_has_samples(p);
}

/* Make of a profile what is chosen of it, in its place. */
static struct profile *take_pick(struct profile *p, const struct cmd_input *in)
{
	struct profile *picked;

	if (pick_is_all(&in->stacks.pick))
		return p;
	picked = pick_profile(p, &in->stacks.pick);
	profile_free(p);
	if (check_pick(picked, in))
		return picked;
	profile_free(picked);
	return NULL;
}

void cmd_input_free(struct cmd_input *in)
{
	pick_free(&in->stacks.pick);
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

	if (!p || check_samples(p, in))
		return p ? take_pick(p, in) : NULL;
	profile_free(p);
	return NULL;
}
