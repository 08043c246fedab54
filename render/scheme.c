// SPDX-License-Identifier: GPL-2.0-only
/*
 * Palettes by hue. The lightness is the same for all of them and so that text is
 * legible on each; shades differ by steps of hue and lightness that do not run in
 * parallel.
 */
#include "scheme.h"

#include <string.h>

#include "diff.h"
#include "flamegraph.h"
#include "palette.h"

/* Percent of lightness, and how far the shades go from it. */
#define LIGHT 72
#define DARK 22
#define LIGHT_SPAN 10
#define DARK_SPAN 7

enum hue {
	GREY, RED, ORANGE, YELLOW, GREEN, AQUA, BLUE, PURPLE, HOT, MEM, IO,
	SKY, TEAL, PINK,
};

/* Degrees around the circle, and percent of saturation. */
static const struct {
	uint16_t from, to;
	uint8_t saturation;
} hues[] = {
	[GREY] = { 210, 220, 6 },
	[RED] = { 350, 364, 80 },
	[ORANGE] = { 20, 34, 88 },
	[YELLOW] = { 46, 58, 80 },
	[GREEN] = { 95, 130, 52 },
	[AQUA] = { 168, 188, 52 },
	[BLUE] = { 208, 228, 75 },
	[PURPLE] = { 272, 300, 60 },
	[HOT] = { 0, 55, 90 },
	[MEM] = { 90, 165, 50 },
	[IO] = { 190, 245, 65 },
	[SKY] = { 198, 206, 80 },
	[TEAL] = { 160, 168, 60 },
	[PINK] = { 318, 328, 55 },
};

#define UNIFORM(hue) { \
	[COLOR_USER] = hue, [COLOR_CPP] = hue, [COLOR_RUST] = hue, \
	[COLOR_JIT] = hue, [COLOR_INLINE] = hue, [COLOR_KERNEL] = hue, \
	[COLOR_MODULE] = hue, [COLOR_UNKNOWN] = hue, [COLOR_PROCESS] = hue, \
}

/* Orange for the kernel, yellow for C++, and red for what is not said. */
#define LANGUAGES(jit, inlined, rust) { \
	[COLOR_USER] = RED, [COLOR_CPP] = YELLOW, [COLOR_RUST] = rust, \
	[COLOR_JIT] = jit, [COLOR_INLINE] = inlined, [COLOR_KERNEL] = ORANGE, \
	[COLOR_MODULE] = ORANGE, [COLOR_UNKNOWN] = GREY, \
	[COLOR_PROCESS] = GREY, \
}

/* The first is that of palette.h. */
static const struct {
	const char *name;
	bool is_uniform;
	uint8_t hues[COLOR_NR];
} schemes[SCHEME_NR] = {
	{ "flamek", false, UNIFORM(GREY) },
	{ "hot", true, UNIFORM(HOT) },
	{ "mem", true, UNIFORM(MEM) },
	{ "io", true, UNIFORM(IO) },
	{ "wakeup", true, UNIFORM(AQUA) },
	{ "chain", true, UNIFORM(BLUE) },
	{ "java", false, LANGUAGES(GREEN, AQUA, PURPLE) },
	{ "js", false, LANGUAGES(GREEN, AQUA, PURPLE) },
	{ "perl", false, LANGUAGES(GREEN, RED, PURPLE) },
	{ "python", false, LANGUAGES(BLUE, AQUA, PURPLE) },
	{ "rust", false, LANGUAGES(GREEN, AQUA, BLUE) },
	{ "red", true, UNIFORM(RED) },
	{ "green", true, UNIFORM(GREEN) },
	{ "blue", true, UNIFORM(BLUE) },
	{ "aqua", true, UNIFORM(AQUA) },
	{ "yellow", true, UNIFORM(YELLOW) },
	{ "purple", true, UNIFORM(PURPLE) },
	{ "orange", true, UNIFORM(ORANGE) },
	/* Hues that the colour-blind tell apart as well. */
	{ "safe", false, {
		[COLOR_USER] = YELLOW, [COLOR_CPP] = ORANGE,
		[COLOR_RUST] = PINK, [COLOR_JIT] = TEAL,
		[COLOR_INLINE] = TEAL, [COLOR_KERNEL] = SKY,
		[COLOR_MODULE] = PURPLE, [COLOR_UNKNOWN] = GREY,
		[COLOR_PROCESS] = GREY,
	} },
};

const char flamegraph_colors_names[] =
	"flamek, hot, mem, io, wakeup, chain, java, js, perl, python, rust, red, green, blue, aqua, yellow, purple, orange or safe";

int flamegraph_find_colors(const char *name)
{
	for (int i = 0; i < SCHEME_NR; i++)
		if (strcmp(schemes[i].name, name) == 0)
			return i;
	return -1;
}

const char *scheme_name(uint32_t scheme)
{
	return schemes[scheme].name;
}

unsigned int scheme_variants(uint32_t scheme, enum color color)
{
	if (color == COLOR_MORE || color == COLOR_LESS)
		return DIFF_LEVELS;
	if (color == COLOR_SAME || color == COLOR_NEW)
		return 1;
	return scheme ? SCHEME_VARIANTS_MAX : PALETTE_VARIANTS;
}

bool scheme_is_uniform(uint32_t scheme)
{
	return schemes[scheme].is_uniform;
}

/*
 * Of a hue in degrees, the others in percent. Each of the three primary colours
 * falls off with its distance from the hue.
 */
static uint32_t from_hue(unsigned int degrees, int saturation, int lightness)
{
	const int away = lightness < 50 ? lightness : 100 - lightness;
	uint32_t rgb = 0;

	for (int i = 0; i < 3; i++) {
		int distance = (int)((degrees + 360 - 120 * (unsigned int)i) % 360);
		int share;

		if (distance > 180)
			distance = 360 - distance;
		/* 1000 up to 60 degrees away, -1000 from 120 on. */
		share = 3000 - distance * 1000 / 30;
		if (share > 1000)
			share = 1000;
		if (share < -1000)
			share = -1000;
		share = lightness * 1000 + share * saturation * away / 100;
		rgb = rgb << 8 | (uint32_t)((share * 255 + 50000) / 100000);
	}
	return rgb;
}

static bool is_change(enum color color)
{
	return color >= COLOR_SAME;
}

/* Red and blue, or orange and blue; the greater the change, the stronger. */
static uint32_t change_fill(bool is_safe, enum color color, unsigned int level,
			    bool is_dark)
{
	const int from = is_dark ? 15 : 93, to = is_dark ? 30 : 72;
	const int lightness = from + (to - from) * (int)level /
					     (DIFF_LEVELS - 1);

	switch (color) {
	case COLOR_MORE:
		return from_hue(is_safe ? 30 : 4, 75, lightness);
	case COLOR_LESS:
		return from_hue(215, 75, lightness);
	case COLOR_NEW:
		return from_hue(is_safe ? 52 : 322, 60, is_dark ? 24 : 80);
	default:
		return from_hue(210, 5, is_dark ? 20 : 91);
	}
}

uint32_t scheme_fill(uint32_t scheme, enum color color, unsigned int variant,
		     bool is_dark)
{
	const unsigned int last = SCHEME_VARIANTS_MAX - 1;
	unsigned int hue = schemes[scheme].hues[color];
	unsigned int step = variant * 7 % SCHEME_VARIANTS_MAX;
	unsigned int degrees;
	int lightness;

	if (is_change(color))
		return change_fill(scheme == SCHEME_NR - 1, color, variant,
				   is_dark);
	if (!scheme)
		return is_dark ? palettes[color].dark[variant] :
				 palettes[color].light[variant];
	degrees = hues[hue].from +
		  (hues[hue].to - hues[hue].from) * variant / last;
	lightness = is_dark ? DARK + (int)(DARK_SPAN * step / last) :
			      LIGHT + (int)(LIGHT_SPAN * step / last);
	return from_hue(degrees % 360, hues[hue].saturation * (is_dark ? 3 : 4) / 4,
			lightness);
}

/* From a pale yellow to red. */
uint32_t scheme_width_fill(unsigned int level, bool is_dark)
{
	const int step = (int)level, last = SCHEME_WIDTHS - 1;
	const int lightness = is_dark ? 16 + 14 * step / last :
					90 - 20 * step / last;

	return from_hue(52 - 50 * level / last, is_dark ? 55 : 85, lightness);
}
