// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps a library in mid-run, burns in it, unmaps it, and so again: a profiler
 * that looks at the mappings only once cannot name plugin_work().
 *
 * usage: plugin [--count N] [--cpu-ns N]
 */
#include <dlfcn.h>

#include "workload.h"

KEEP uint64_t own_work(uint64_t cpu_ns)
{
	return burn_cpu_ns(cpu_ns);
}

static void *load(void)
{
	char path[4096];
	void *library;

	path_beside(path, sizeof(path), "libplugin.so");
	library = dlopen(path, RTLD_NOW);
	if (!library) {
		fprintf(stderr, "%s\n", dlerror());
		exit(1);
	}
	return library;
}

int main(int argc, char **argv)
{
	uint64_t count = 5, cpu_ns = 50000000;
	const struct workload_option options[] = {
		{ "--count", &count, 0 },
		{ "--cpu-ns", &cpu_ns, 0 },
		{ NULL, NULL, 0 }
	};
	uint64_t (*plugin_work)(uint64_t cpu_ns);
	uint64_t own = 0, plugin = 0;
	void *library;

	(void)argc;
	workload_options(argv, options);
	while (count--) {
		own += own_work(cpu_ns);
		library = load();
		*(void **)&plugin_work = dlsym(library, "plugin_work");
		plugin += plugin_work(cpu_ns);
		dlclose(library);
	}
	say_ns("own_ns", own);
	say_ns("plugin_ns", plugin);
	return 0;
}
