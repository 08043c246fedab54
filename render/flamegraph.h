/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Call tree in, flame graph out: the public face of render/. Knows nothing of
 * where the tree came from. The SVG is complete without scripts; in a browser
 * the viewer inside it zooms, searches and fits the window, from the profile
 * that is embedded beside the picture.
 */
#ifndef FLAMEK_FLAMEGRAPH_H
#define FLAMEK_FLAMEGRAPH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum flamegraph_kind {
	FLAMEGRAPH_PROCESS,	/* a process, or the root: no code */
	FLAMEGRAPH_THREAD,	/* nor is a thread of the process below */
	FLAMEGRAPH_USER,
	FLAMEGRAPH_KERNEL,
	FLAMEGRAPH_MODULE,	/* a kernel module's code */
	FLAMEGRAPH_JIT,
	FLAMEGRAPH_INLINE,
	FLAMEGRAPH_UNKNOWN,	/* an address without a symbol */
	FLAMEGRAPH_NR_KINDS,
};

/* One node of the call tree. */
struct flamegraph_frame {
	const char *name;	/* any bytes but NUL */
	const char *module;	/* binary or kernel module it lies in, or NULL */
	uint32_t parent;	/* the caller's index, below its own; root: 0 */
	uint32_t kind;		/* enum flamegraph_kind */
	uint64_t self;		/* samples whose leaf this is */
	uint64_t before;	/* of two columns the first, self is the other */
};

/* Frame 0 is the root and its own parent; parents come before children. */
struct flamegraph {
	const struct flamegraph_frame *frames;
	uint32_t nr_frames;
	bool has_before;	/* a comparison: frames have two columns */
	bool keeps_order;	/* siblings stay as they come, equal ones apart */
	/* By frame, or NULL: of its caller's own samples those between it and
	 * the sibling before. Else all come before the first. Adds up to no more
	 * than these, and keeps_order is set.
	 */
	const uint64_t *leads;
};

/* A fact of the recording: "host", "rate", "lost", ... Any bytes but NUL. */
struct flamegraph_note {
	const char *key;
	const char *value;
	bool is_hidden;		/* goes with the profile, not below the picture */
};

/* How far to believe the picture, in one respect. Any bytes but NUL. */
struct flamegraph_fact {
	const char *text;	/* a few words: "none lost" */
	const char *details;	/* lines, for the tooltip */
	bool is_bad;		/* to be looked at */
};

/* What a frame is given beyond its looks. Any of it may be NULL. */
struct flamegraph_attributes {
	const char *href;	/* harmless: whoever gives it has looked at it */
	const char *target;	/* of the link; not NULL if there is one */
	const char *title;	/* in place of what the tooltip says */
	const char *class;	/* beside its own */
};

struct flamegraph_options {
	const char *title;
	const char *subtitle;		/* NULL: the number of samples */
	const char *countname;		/* what is counted, plural: "samples" */
	const struct flamegraph_note *notes;
	uint32_t nr_notes;
	const struct flamegraph_fact *facts;
	uint32_t nr_facts;
	uint32_t width;			/* px; 0: as wide as the window */
	uint32_t frame_height;		/* px */
	uint32_t font_size;		/* px */
	double font_width;		/* of that, a character's; 0: as it is */
	double minwidth;		/* px; narrower frames are not drawn */
	bool is_minwidth_percent;	/* of the width it is drawn with, not px */
	const char *fonts;		/* of the frames; NULL: monospaced ones */
	uint32_t colors;		/* from flamegraph_find_colors() */
	bool is_inverted;		/* root at the top */
	bool is_negated;		/* of two columns the second came first */
	uint32_t seed;			/* of shades by chance; 0: by the name */
	int32_t background;		/* 0xrrggbb; negative: by the theme */
	int32_t match;			/* what a search finds; likewise */
	int32_t outline;		/* of frames; negative: none */
	int32_t ui;			/* of all other text; by the theme */
	const char *nametype;		/* what comes before a name; NULL */
	double factor;			/* of counts where they are shown */
	/* NULL, or a frame's fill where @fill is that of the palette, 0xrrggbb */
	uint32_t (*fill_of)(void *arg, const struct flamegraph_frame *frame,
			    uint32_t fill);
	void *fill_arg;
	/* NULL, or what a frame is given, which may be NULL */
	const struct flamegraph_attributes *
		(*attributes_of)(void *arg, const struct flamegraph_frame *frame);
	void *attributes_arg;
	bool is_diffused;		/* the wider a frame, the redder */
	bool is_cut_right;		/* of long names the end, and no more */
	bool no_script;			/* the picture alone, without viewer */
	bool has_declaration;		/* of an SVG, that it is XML in UTF-8 */
	bool is_pretty;			/* indented */
	bool is_html;			/* in a page of its own */
};

/** flamegraph_find_colors() - a palette by its name. Return: -1 for none */
int flamegraph_find_colors(const char *name);

/* The names of all palettes, with commas between. */
extern const char flamegraph_colors_names[];

/** flamegraph_options_init() - what a user gets who asks for nothing */
void flamegraph_options_init(struct flamegraph_options *options);

/**
 * flamegraph_write() - draw a call tree as an SVG document, or as an HTML page
 * @out: where to
 * @graph: the tree, in any order that has parents before children
 * @options: looks; the strings may hold any bytes
 *
 * Siblings of the same name, module and kind are drawn as one. The same tree
 * gives the same bytes, in whatever order its frames come. A tree without
 * samples gives a picture that says so.
 *
 * Return: 0; -EINVAL for a tree or an option out of form, -EOVERFLOW when the
 * samples add up to more than 64 bits, -ENOMEM, or -errno from writing to @out.
 */
int flamegraph_write(FILE *out, const struct flamegraph *graph,
		     const struct flamegraph_options *options);

#endif
