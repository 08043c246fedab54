// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the embedded profile. A typical node takes five or six bytes: frames
 * go by number, inner nodes have no self samples, and the nesting is the
 * punctuation.
 */
#define _GNU_SOURCE
#include "data.h"

#include <inttypes.h>
#include <string.h>

#include "frame.h"
#include "number.h"
#include "text.h"

/*
 * XML parsers built on libxml2 take no more than 10 MB in one run of text. An
 * element in between starts a new one, and leaves the text content as it is.
 */
#define RUN_SIZE (1 << 20)
#define NODE_SIZE 8	/* of the tree, about */

static void break_run(FILE *out, size_t *written, size_t bytes)
{
	*written += bytes;
	if (*written < RUN_SIZE)
		return;
	fputs("<g/>", out);
	*written = 0;
}

static const char kind_letters[FLAMEGRAPH_NR_KINDS] = {
	[FLAMEGRAPH_PROCESS] = 'p',
	[FLAMEGRAPH_THREAD] = 't',
	[FLAMEGRAPH_USER] = 'u',
	[FLAMEGRAPH_KERNEL] = 'k',
	[FLAMEGRAPH_MODULE] = 'm',
	[FLAMEGRAPH_JIT] = 'j',
	[FLAMEGRAPH_INLINE] = 'i',
	[FLAMEGRAPH_UNKNOWN] = 'x',
};

static void write_pair(FILE *out, const char *what, const char *first,
		       const char *second)
{
	fprintf(out, "%s ", what);
	text_write(out, first);
	putc('\t', out);
	text_write(out, second);
	putc('\n', out);
}

static void write_notes(FILE *out, const struct flamegraph_options *o)
{
	for (uint32_t i = 0; i < o->nr_notes; i++)
		write_pair(out, "note", o->notes[i].key, o->notes[i].value);
	for (uint32_t i = 0; i < o->nr_facts; i++)
		write_pair(out, o->facts[i].is_bad ? "warn" : "fact",
			   o->facts[i].text, o->facts[i].details);
}

static void write_frames(FILE *out, const struct distinct *distinct)
{
	const struct flamegraph_frame *last = NULL;
	size_t written = 0;

	for (uint32_t i = 0; i < distinct->nr; i++) {
		const struct distinct_frame *f = &distinct->frames[i];
		const char *module = f->frame->module;

		if (module && (!last || frame_compare_modules(last, f->frame))) {
			putc('@', out);
			text_write(out, module);
			putc('\n', out);
			break_run(out, &written, strlen(module));
		}
		last = f->frame;
		fprintf(out, "%c%s", kind_letters[f->frame->kind], f->look);
		text_write(out, f->frame->name);
		putc('\n', out);
		break_run(out, &written, strlen(f->frame->name));
	}
}

static void write_base36(FILE *out, uint32_t n)
{
	char buf[8];
	char *p = buf + sizeof(buf);

	do {
		*--p = "0123456789abcdefghijklmnopqrstuvwxyz"[n % 36];
		n /= 36;
	} while (n);
	while (p < buf + sizeof(buf))
		putc(*p++, out);
}

static bool is_last_child(const struct layout *layout, uint32_t node)
{
	const struct layout_node *parent =
		&layout->nodes[layout->nodes[node].parent];

	return node + 1 == parent->first_child + parent->nr_children;
}

static void write_self(FILE *out, const struct layout_node *node, bool is_pair)
{
	char buf[NUMBER_SIZE];

	if (!node->self && !node->before)
		return;
	putc(':', out);
	if (is_pair) {
		fputs(number_plain(buf, node->before), out);
		putc('/', out);
	}
	fputs(number_plain(buf, node->self), out);
}

static void write_tree(FILE *out, const struct layout *layout,
		       const uint32_t *ids)
{
	size_t written = 0;
	uint32_t i = 0;

	for (;;) {
		const struct layout_node *node = &layout->nodes[i];

		break_run(out, &written, NODE_SIZE);

		write_base36(out, ids[i]);
		if (node->lead)
			fprintf(out, "+%" PRIu64, node->lead);
		write_self(out, node, layout->has_before);
		if (node->nr_children) {
			putc(',', out);
			i = node->first_child;
			continue;
		}
		putc(')', out);
		while (i && is_last_child(layout, i)) {
			putc(')', out);
			i = layout->nodes[i].parent;
		}
		if (!i)
			return;
		i++;
	}
}

void data_write(FILE *out, const struct layout *layout,
		const struct distinct *distinct,
		const struct flamegraph_options *options)
{
	fputs("flamek-profile 2\nunit ", out);
	text_write(out, options->countname);
	fprintf(out, "\ncolumns %d\nnodes %" PRIu32 "\n",
		layout->has_before ? 2 : 1, layout->nr_nodes);
	write_notes(out, options);
	write_frames(out, distinct);
	write_tree(out, layout, distinct->ids);
	putc('\n', out);
}
