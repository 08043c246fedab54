// SPDX-License-Identifier: GPL-2.0-only
/* A list, in order of first use. */
#include "fills.h"

static uint32_t channel(uint32_t color, int shift)
{
	return color >> shift & 0xff;
}

static uint32_t distance(uint32_t a, uint32_t b)
{
	uint32_t sum = 0;

	for (int shift = 0; shift <= 16; shift += 8) {
		int apart = (int)channel(a, shift) - (int)channel(b, shift);

		sum += (uint32_t)(apart * apart);
	}
	return sum;
}

uint32_t fills_add(struct fills *fills, uint32_t color)
{
	uint32_t best = 0, least = UINT32_MAX;

	for (uint32_t i = 0; i < fills->nr && least; i++) {
		uint32_t apart = distance(fills->colors[i], color);

		if (apart < least) {
			least = apart;
			best = i;
		}
	}
	if (!least || fills->nr == FILLS_MAX)
		return best;
	fills->colors[fills->nr] = color;
	return fills->nr++;
}

void fills_class(uint32_t fill, char class[3])
{
	class[0] = (char)('A' + fill / 62);
	class[1] = "0123456789abcdefghijklmnopqrstuvwxyz"
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[fill % 62];
	class[2] = '\0';
}

/* FNV-1a. */
uint32_t fills_hash(const struct fills *fills)
{
	uint32_t hash = 2166136261u;

	for (uint32_t i = 0; i < fills->nr; i++)
		for (int shift = 0; shift <= 16; shift += 8)
			hash = (hash ^ channel(fills->colors[i], shift)) *
			       16777619u;
	return hash;
}

/* Text is dark on light and light on dark: so that it stays legible. */
uint32_t fills_color(const struct fills *fills, uint32_t fill, bool is_dark)
{
	uint32_t color = fills->colors[fill], dark = 0;

	for (int shift = 16; shift >= 0; shift -= 8)
		dark = dark << 8 | channel(color, shift) * 2 / 5;
	return is_dark ? dark : color;
}
