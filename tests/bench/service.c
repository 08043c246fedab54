// SPDX-License-Identifier: GPL-2.0-only
/*
 * The functions of a server written in C, by name: sixteen subsystems, each of
 * which does eight things to eight others. They are never called; recordings
 * that are made up (recording.c) speak of their addresses.
 */
#define FUNCTION(subsystem, verb, noun, size)				\
	void subsystem##_##verb##_##noun(void);				\
	__attribute__((noinline, used))					\
	void subsystem##_##verb##_##noun(void)				\
	{								\
		__asm__ volatile(".skip " #size ", 0x90");		\
	}

#define NOUNS(subsystem, verb)						\
	FUNCTION(subsystem, verb, header, 90)				\
	FUNCTION(subsystem, verb, request, 700)				\
	FUNCTION(subsystem, verb, buffer, 120)				\
	FUNCTION(subsystem, verb, entry, 60)				\
	FUNCTION(subsystem, verb, list, 220)				\
	FUNCTION(subsystem, verb, index, 340)				\
	FUNCTION(subsystem, verb, session_state, 150)			\
	FUNCTION(subsystem, verb, key, 48)

#define VERBS(subsystem)						\
	NOUNS(subsystem, parse)						\
	NOUNS(subsystem, find)						\
	NOUNS(subsystem, insert)					\
	NOUNS(subsystem, remove)					\
	NOUNS(subsystem, update)					\
	NOUNS(subsystem, validate)					\
	NOUNS(subsystem, compare)					\
	NOUNS(subsystem, serialize)

VERBS(http) VERBS(json) VERBS(tls) VERBS(cache) VERBS(query) VERBS(btree)
VERBS(journal) VERBS(pool) VERBS(event) VERBS(timer) VERBS(config) VERBS(log)
VERBS(auth) VERBS(regex) VERBS(route) VERBS(stats)

int main(void)
{
	return 0;
}
