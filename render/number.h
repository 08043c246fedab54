/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers as people read them, from integers alone and the same in every
 * locale.
 */
#ifndef FLAMEK_NUMBER_H
#define FLAMEK_NUMBER_H

#include <stdint.h>

#define NUMBER_SIZE 32

/** number_plain() - "1234567". Return: a place in @buf. */
const char *number_plain(char buf[NUMBER_SIZE], uint64_t n);

/** number_group() - "1,234,567". Return: a place in @buf. */
const char *number_group(char buf[NUMBER_SIZE], uint64_t n);

/**
 * number_share() - "12.34%", "<0.01%", "100%"
 * @buf: filled
 * @part: at most @whole
 * @whole: not zero
 *
 * Rounded to the nearest, yet nothing but all of it is called 100%.
 *
 * Return: @buf.
 */
const char *number_share(char buf[NUMBER_SIZE], uint64_t part, uint64_t whole);

/** number_hundredths() - "12.34", "12.5", "12". Return: a place in @buf. */
const char *number_hundredths(char buf[NUMBER_SIZE], uint32_t n);

#endif
