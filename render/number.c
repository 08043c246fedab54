// SPDX-License-Identifier: GPL-2.0-only
/* Integers to text: digit groups, percentages, hundredths. */
#define _GNU_SOURCE
#include "number.h"

#include <stdio.h>
#include <string.h>

/* Backwards from @end, with a @separator after each three digits if not NUL. */
static char *put_digits(char *end, uint64_t n, char separator)
{
	unsigned int nr = 0;

	do {
		if (separator && nr && nr % 3 == 0)
			*--end = separator;
		*--end = (char)('0' + n % 10);
		n /= 10;
		nr++;
	} while (n);
	return end;
}

const char *number_plain(char buf[NUMBER_SIZE], uint64_t n)
{
	char *end = &buf[NUMBER_SIZE - 1];

	*end = '\0';
	return put_digits(end, n, '\0');
}

const char *number_group(char buf[NUMBER_SIZE], uint64_t n)
{
	char *end = &buf[NUMBER_SIZE - 1];

	*end = '\0';
	return put_digits(end, n, ',');
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
	char *end = &buf[NUMBER_SIZE - 1];

	*end = '\0';
	if (n % 10)
		*--end = (char)('0' + n % 10);
	if (n % 100) {
		*--end = (char)('0' + n / 10 % 10);
		*--end = '.';
	}
	return put_digits(end, n / 100, '\0');
}
