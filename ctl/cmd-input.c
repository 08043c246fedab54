// SPDX-License-Identifier: GPL-2.0-only
/* What the subcommands that read a file make of it: the stacks that are chosen. */
#include "cmd-input.h"

#include <errno.h>

#include "diag.h"
#include "input.h"

int cmd_input_take_path(struct cmd_input *in, int argc, char **argv,
			struct err *err)
{
	if (!argc)
		return err_set(err, EINVAL, "no input: name a file, or -");
	if (argc > 1)
		return err_set(err, EINVAL, "more than one input: '%s'",
			       argv[1]);
	in->path = argv[0];
	return 0;
}

/* Make of a profile what is chosen of it, in its place. */
static struct profile *take_pick(struct profile *p, const struct cmd_input *in)
{
	const struct pick *pick = &in->stacks.pick;
	struct profile *picked;

	if (pick_is_all(pick))
		return p;
	picked = pick_profile(p, pick);
	profile_free(p);
	if (input_has_samples(picked))
		return picked;
	diag_error("'%s' has no samples in '%s'%s", input_name(in->path),
		   pick->base.names[0], pick->base.nr > 1 ? ", ..." : "");
	profile_free(picked);
	return NULL;
}

void cmd_input_free(struct cmd_input *in)
{
	pick_free(&in->stacks.pick);
}

struct profile *cmd_input_read(struct cmd_input *in)
{
	const struct input_wants wants = {
		.event = in->stacks.event,
		.collect = in->stacks.collect,
		.names = in->names,
		.wants_order = in->wants_order,
		.is_quiet = in->is_quiet || verdict_is_spoken(&in->verdict),
		.verdict = &in->verdict,
	};
	struct profile *p = input_read(in->path, &wants);

	if (p && !input_has_samples(p)) {
		diag_error("'%s' holds no samples", input_name(in->path));
		profile_free(p);
		p = NULL;
	}
	return p ? take_pick(p, in) : NULL;
}
