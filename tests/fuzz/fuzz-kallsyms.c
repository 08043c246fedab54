// SPDX-License-Identifier: GPL-2.0-only
/* Fuzzes the reader of kernel symbols. */
#include <errno.h>

#include "require.h"
#include "symbols/kallsyms.h"

static void ask(struct kallsyms *ks, uint64_t addr)
{
	struct symtab_symbol sym;
	const char *module;

	if (!kallsyms_find(ks, addr, &sym, &module))
		return;
	require(sym.start <= addr && addr - sym.start < sym.size);
	require(sym.name[0] != '\0');
	require(!module || module[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kallsyms ks = { 0 };
	struct names names = { 0 };
	struct err err;
	size_t i;
	int ret;

	ret = kallsyms_parse(&ks, &names, (const char *)data, size, "input",
			     &err);
	require(!ret || ret == -EPERM || ret == -EINVAL);
	for (i = 0; i < ks.table.nr; i++) {
		ask(&ks, ks.table.entries[i].start);
		ask(&ks, ks.table.entries[i].start - 1);
		ask(&ks, ks.table.entries[i].start + 4096);
	}
	kallsyms_free(&ks);
	names_free(&names);
	return 0;
}
