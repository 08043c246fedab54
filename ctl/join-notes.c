// SPDX-License-Identifier: GPL-2.0-only
/* Notes by key and value, with the names of the profiles that have them. */
#include "join-notes.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "formats/svg.h"
#include "mem.h"

/* What this makes a note of itself. */
#define INPUTS "inputs"

struct join_note {
	char *key;
	char *value;
	char *names;
	unsigned int nr;	/* of these */
};

/* Add a part to a list, which may be NULL. */
static char *append(char *list, const char *separator, const char *part)
{
	char *longer = list ? mem_printf("%s%s%s", list, separator, part) :
			      mem_strdup(part);

	free(list);
	return longer;
}

static void add_note(struct join_notes *notes, const char *key,
		     const char *value, const char *name)
{
	struct join_note *note;

	for (note = notes->notes; note < notes->notes + notes->nr; note++) {
		if (!strcmp(note->key, key) && !strcmp(note->value, value)) {
			note->names = append(note->names, ", ", name);
			note->nr++;
			return;
		}
	}
	notes->notes = mem_grow(notes->notes, notes->nr, &notes->room,
				sizeof(*notes->notes));
	notes->notes[notes->nr++] = (struct join_note){
		mem_strdup(key), mem_strdup(value), mem_strdup(name), 1,
	};
}

void join_notes_add(struct join_notes *notes, const struct profile *p,
		    const char *name, bool is_before)
{
	char **names = &notes->names[is_before];
	const char *key, *value, *parts = NULL;
	unsigned int i;

	for (i = 0; (key = profile_get_note(p, i, &value)); i++) {
		if (!strcmp(key, INPUTS))
			parts = value;
		else if (strcmp(key, "unit"))
			add_note(notes, key, value, name);
	}
	*names = append(*names, ", ", name);
	/* It was joined itself. */
	if (parts) {
		*names = append(*names, " (", parts);
		*names = append(*names, "", ")");
	}
	notes->nr_profiles++;
}

/* The next note of the same key, or NULL. */
static const struct join_note *next_of(const struct join_notes *notes,
				       const struct join_note *note)
{
	const char *key = note->key;

	while (++note < notes->notes + notes->nr)
		if (!strcmp(note->key, key))
			return note;
	return NULL;
}

static bool is_first(const struct join_notes *notes,
		     const struct join_note *note)
{
	const struct join_note *n;

	for (n = notes->notes; n < note; n++)
		if (!strcmp(n->key, note->key))
			return false;
	return true;
}

static void write_values(const struct join_notes *notes,
			 const struct join_note *note, struct profile *p)
{
	char *all = NULL, *one;
	const char *key = note->key;

	do {
		one = mem_printf("%s (%s)", note->value, note->names);
		all = append(all, "; ", one);
		free(one);
		note = next_of(notes, note);
	} while (note);
	profile_note(p, key, all);
	free(all);
}

void join_notes_write(const struct join_notes *notes, struct profile *p)
{
	const struct join_note *note;

	if (notes->names[true])
		profile_note(p, "before", notes->names[true]);
	if (notes->names[false])
		profile_note(p, notes->names[true] ? "after" : INPUTS,
			     notes->names[false]);
	for (note = notes->notes; note < notes->notes + notes->nr; note++) {
		if (note->nr == notes->nr_profiles)
			profile_note(p, note->key, note->value);
		else if (is_first(notes, note) && !svg_is_look(note->key))
			write_values(notes, note, p);
	}
}

void join_notes_check(const struct join_notes *notes, const char *key,
		      const char *what)
{
	const struct join_note *note, *other;

	for (note = notes->notes; note < notes->notes + notes->nr; note++) {
		other = next_of(notes, note);
		if (strcmp(note->key, key) || !other)
			continue;
		diag_warn("%s: %s of %s, and %s of %s", what, note->names,
			  note->value, other->names, other->value);
		return;
	}
}

void join_notes_free(struct join_notes *notes)
{
	size_t i;

	for (i = 0; i < notes->nr; i++) {
		free(notes->notes[i].key);
		free(notes->notes[i].value);
		free(notes->notes[i].names);
	}
	free(notes->notes);
	free(notes->names[false]);
	free(notes->names[true]);
	memset(notes, 0, sizeof(*notes));
}

void join_facts(const struct profile *p, const char *name, struct profile *to)
{
	const struct profile_fact *fact;
	char *bad = NULL, *text, *details;
	unsigned int i;

	if (!profile_get_fact(p, 0))
		return;
	details = mem_strdup(name);
	for (i = 0; (fact = profile_get_fact(p, i)); i++) {
		details = append(details, "\n", fact->details);
		if (fact->is_bad)
			bad = append(bad, ", ", fact->text);
	}
	text = mem_printf("%s: %s", name,
			  bad ? bad : profile_get_fact(p, 0)->text);
	profile_fact(to, text, details, bad);
	free(text);
	free(details);
	free(bad);
}
