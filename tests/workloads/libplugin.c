// SPDX-License-Identifier: GPL-2.0-only
/* What the plugin workload loads in mid-run. */
#include "workload.h"

KEEP uint64_t plugin_work(uint64_t cpu_ns);

KEEP uint64_t plugin_work(uint64_t cpu_ns)
{
	return burn_cpu_ns(cpu_ns);
}
