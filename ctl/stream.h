/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The records of several rings, or of a file, as one stream of events in order
 * of time. Records are copied and wait until they are flushed.
 *
 * For rings that are drained in rounds: every record that a round has not
 * found is younger than the start of that round, save for the moment between
 * the reading of the clock and the writing of the record. So after a round,
 * flush up to the time at which the round before it began, or to a little before
 * its own beginning.
 */
#ifndef FLAMEK_STREAM_H
#define FLAMEK_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "decode.h"
#include "err.h"

struct stream;

/** stream_sink - takes an event, which lives no longer than the call */
typedef void (*stream_sink)(void *arg, const struct event *ev);

/**
 * stream_new() - a stream into @sink
 *
 * Return: the stream; before records are pushed it needs a format.
 */
struct stream *stream_new(stream_sink sink, void *arg);

/** stream_free() - forget what was not flushed; NULL is fine */
void stream_free(struct stream *s);

/**
 * stream_add_format() - an event whose records are to come
 * @s: the stream
 * @format: copied
 * @ids: ids by which its records name it; what names none, or an id that is
 *	 not known, belongs to the first format
 * @nr: number of @ids
 * @err: the reason of a failure
 *
 * Return: 0, or -EINVAL when records of it could not be told from those of the
 * formats before.
 */
int stream_add_format(struct stream *s, const struct record_format *format,
		      const uint64_t *ids, size_t nr, struct err *err);

/**
 * stream_push() - records of one ring, in about the order of their times
 * @s: the stream
 * @records: whole records, copied
 * @size: bytes
 * @err: the reason of a failure
 *
 * Events of too large a backlog are delivered without a flush.
 *
 * Return: 0; -EBADMSG when they are not whole records, and none is taken.
 */
int stream_push(struct stream *s, const void *records, size_t size,
		struct err *err);

/**
 * stream_lend() - the same without a copy
 * @s: the stream
 * @records: whole records, as ring_peek() gives them; they must stay as they are
 *	     until stream_flush() or stream_end() has come back
 * @size: bytes
 */
void stream_lend(struct stream *s, const void *records, size_t size);

/** stream_newest() - the greatest time among the records pushed, 0 for none */
uint64_t stream_newest(const struct stream *s);

/**
 * stream_flush() - deliver the events before @until
 *
 * In order of time; those of the same time in the order of their pushing.
 */
void stream_flush(struct stream *s, uint64_t until);

/** stream_end() - deliver the rest */
void stream_end(struct stream *s);

/** stream_late() - events that came after younger ones had been delivered */
uint64_t stream_late(const struct stream *s);

/**
 * stream_bad() - records that contradicted themselves and were left out
 * @s: the stream
 * @err: filled with the reason of the first, if there is one
 */
uint64_t stream_bad(const struct stream *s, struct err *err);

#endif
