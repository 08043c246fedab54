// SPDX-License-Identifier: GPL-2.0-only
/* The kernel: its version, its timers and clock, and what it lets be seen. */
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>

#include "doctor/doctor.h"

#define VERSION_MIN_MAJOR 6
#define VERSION_MIN_MINOR 1
#define RESOLUTION_MAX_NS 100000	/* with high-resolution timers it is 1 */
#define CAP_SYSLOG_NR 34

static void check_version(struct doctor *d)
{
	unsigned int major = 0, minor = 0;

	if (sscanf(d->uts.release, "%u.%u", &major, &minor) == 2 &&
	    (major < VERSION_MIN_MAJOR ||
	     (major == VERSION_MIN_MAJOR && minor < VERSION_MIN_MINOR))) {
		doctor_add(d, DOCTOR_FATAL, "kernel",
			   "Linux %s is too old for flamek.ko", d->uts.release);
		doctor_remedy(d, "boot Linux %u.%u or newer",
			      VERSION_MIN_MAJOR, VERSION_MIN_MINOR);
	} else if (strcmp(d->uts.machine, "x86_64")) {
		doctor_add(d, DOCTOR_FATAL, "kernel",
			   "flamek.ko is for x86_64, this is %s",
			   d->uts.machine);
	} else {
		doctor_add(d, DOCTOR_OK, "kernel", "Linux %s %s",
			   d->uts.release, d->uts.machine);
	}
}

static void check_timers(struct doctor *d)
{
	unsigned long long ns = d->resolution_ns;

	if (ns <= RESOLUTION_MAX_NS) {
		doctor_add(d, DOCTOR_OK, "timers", "resolution %llu ns", ns);
		return;
	}
	doctor_add(d, DOCTOR_PROBLEM, "timers",
		   "resolution %llu ns: ticks come late, and many are missed",
		   ns);
	doctor_remedy(d, "boot without highres=off, with CONFIG_HIGH_RES_TIMERS");
}

static void check_clock(struct doctor *d)
{
	static const char *const slow[] = {
		"hpet", "acpi_pm", "jiffies", "refined-jiffies",
	};
	char name[64];
	size_t i;

	if (!doctor_read(d, "/sys/devices/system/clocksource/clocksource0/current_clocksource",
			 name, sizeof(name)))
		return;
	for (i = 0; i < sizeof(slow) / sizeof(slow[0]); i++) {
		if (strcmp(name, slow[i]))
			continue;
		doctor_add(d, DOCTOR_NOTE, "clock",
			   "%s is slow to read: each sample costs more", name);
		doctor_remedy(d, "if the CPU has a stable TSC, boot with tsc=reliable");
		return;
	}
	doctor_add(d, DOCTOR_OK, "clock", "%s", name);
}

static void check_nohz(struct doctor *d)
{
	char cpus[256];

	if (doctor_read(d, "/sys/devices/system/cpu/nohz_full", cpus,
			sizeof(cpus)) && cpus[0] && cpus[0] != '(')
		doctor_add(d, DOCTOR_NOTE, "nohz",
			   "CPUs %s are nohz_full: they get ticks while the target runs there, and only then",
			   cpus);
}

struct kallsyms {
	bool is_readable, has_addresses, has_kprobes;
};

static void read_kallsyms(const struct doctor *d, struct kallsyms *k)
{
	FILE *file = doctor_open(d, "/proc/kallsyms");
	unsigned long long addr;
	char line[512], name[256];

	*k = (struct kallsyms){ 0 };
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%llx %*c %255s", &addr, name) != 2)
			continue;
		k->is_readable = true;
		k->has_addresses |= addr != 0;
		k->has_kprobes |= !strcmp(name, "register_kprobe");
		if (k->has_addresses && k->has_kprobes)
			break;
	}
	if (file)
		fclose(file);
}

/* As kallsyms_show_value() decides. */
static void explain_hidden(struct doctor *d)
{
	char restriction[16] = "";

	doctor_read(d, "/proc/sys/kernel/kptr_restrict", restriction,
		    sizeof(restriction));
	if (!strcmp(restriction, "2"))
		doctor_remedy(d, "sysctl kernel.kptr_restrict=1, and run as root");
	else if (!doctor_has_cap(d, CAP_SYSLOG_NR))
		doctor_remedy(d, "run as root, or with CAP_SYSLOG");
	else
		doctor_remedy(d, "sysctl kernel.kptr_restrict=0");
}

static void check_names(struct doctor *d, const struct kallsyms *k)
{
	/* Who may see no kernel stacks misses no names. */
	const enum doctor_level level = doctor_sees_all(d) ? DOCTOR_PROBLEM :
				  DOCTOR_NOTE;

	if (!k->is_readable) {
		doctor_add(d, level, "kallsyms",
			   "/proc/kallsyms has no symbols: kernel frames will have no names");
		doctor_remedy(d, "boot a kernel with CONFIG_KALLSYMS");
	} else if (!k->has_addresses) {
		doctor_add(d, level, "kallsyms",
			   "/proc/kallsyms hides addresses: kernel frames will have no names");
		explain_hidden(d);
	} else {
		doctor_add(d, DOCTOR_OK, "kallsyms",
			   "kernel addresses can be named");
	}
}

static void check_kprobes(struct doctor *d, const struct kallsyms *k)
{
	char enabled[8] = "";

	doctor_read(d, "/sys/kernel/debug/kprobes/enabled", enabled,
		    sizeof(enabled));
	if (k->is_readable && !k->has_kprobes) {
		doctor_add(d, DOCTOR_PROBLEM, "kprobes",
			   "none in this kernel: code mapped while recording may lack names");
		doctor_remedy(d, "boot a kernel with CONFIG_KPROBES");
	} else if (strstr(d->uts.version, "PREEMPT_RT")) {
		doctor_add(d, DOCTOR_PROBLEM, "kprobes",
			   "of no use with PREEMPT_RT: code mapped while recording may lack names");
		doctor_remedy(d, "boot a kernel without CONFIG_PREEMPT_RT");
	} else if (!strcmp(enabled, "0")) {
		doctor_add(d, DOCTOR_PROBLEM, "kprobes",
			   "switched off: code mapped while recording may lack names");
		doctor_remedy(d, "echo 1 >/sys/kernel/debug/kprobes/enabled");
	} else if (k->has_kprobes) {
		doctor_add(d, DOCTOR_OK, "kprobes",
			   "mappings made while recording are seen");
	}
}

void doctor_check_kernel(struct doctor *d)
{
	struct kallsyms kallsyms;

	check_version(d);
	check_timers(d);
	check_clock(d);
	check_nohz(d);
	read_kallsyms(d, &kallsyms);
	check_names(d, &kallsyms);
	check_kprobes(d, &kallsyms);
}
