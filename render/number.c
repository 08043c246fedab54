// SPDX-License-Identifier: GPL-2.0-only
/* Integers to text: digit groups, percentages, hundredths. */
#define _GNU_SOURCE
#include "number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *number_group(char buf[NUMBER_SIZE], uint64_t n)
{
	char digits[NUMBER_SIZE];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);
	char *to = buf;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return buf;
}

const char *number_share(char buf[NUMBER_SIZE], uint64_t part, uint64_t whole)
{
	uint32_t share = (uint32_t)(((unsigned __int128)part * 10000 +
				     whole / 2) / whole);

	if (part == whole)
		strcpy(buf, "100%");
	else if (!part)
		strcpy(buf, "0%");
	else if (!share)
		strcpy(buf, "<0.01%");
	else if (share >= 10000)
		strcpy(buf, ">99.99%");
	else
		snprintf(buf, NUMBER_SIZE, "%u.%02u%%", share / 100,
			 share % 100);
	return buf;
}

const char *number_hundredths(char buf[NUMBER_SIZE], uint32_t n)
{
	if (n % 100 == 0)
		snprintf(buf, NUMBER_SIZE, "%u", n / 100);
	else if (n % 10 == 0)
		snprintf(buf, NUMBER_SIZE, "%u.%u", n / 100, n / 10 % 10);
	else
		snprintf(buf, NUMBER_SIZE, "%u.%02u", n / 100, n % 100);
	return buf;
}
