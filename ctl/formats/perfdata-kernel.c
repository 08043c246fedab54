// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's build-id, from the ELF notes that it shows in sysfs. */
#include "perfdata-kernel.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#define NOTES "/sys/kernel/notes"

static size_t align4(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

static size_t find_build_id(const unsigned char *notes, size_t size,
			    uint8_t *id)
{
	Elf64_Nhdr note;
	size_t at = 0, name, desc;

	while (size - at >= sizeof(note)) {
		memcpy(&note, notes + at, sizeof(note));
		name = at + sizeof(note);
		if (note.n_namesz > size - name)
			break;
		desc = name + align4(note.n_namesz);
		if (desc > size || note.n_descsz > size - desc)
			break;
		if (note.n_type == NT_GNU_BUILD_ID &&
		    note.n_namesz == sizeof("GNU") &&
		    !memcmp(notes + name, "GNU", sizeof("GNU")) &&
		    note.n_descsz <= BUILD_ID_MAX) {
			memcpy(id, notes + desc, note.n_descsz);
			return note.n_descsz;
		}
		at = desc + align4(note.n_descsz);
		if (at > size)
			break;
	}
	return 0;
}

size_t perfdata_kernel_build_id(uint8_t id[BUILD_ID_MAX])
{
	unsigned char notes[4096];
	FILE *f = fopen(NOTES, "re");
	size_t size;

	if (!f)
		return 0;
	size = fread(notes, 1, sizeof(notes), f);
	fclose(f);
	return find_build_id(notes, size, id);
}
