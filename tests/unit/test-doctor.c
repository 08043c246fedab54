// SPDX-License-Identifier: GPL-2.0-only
/*
 * doctor: what it finds on machines that are made up in a directory, of which
 * all is well but for what a test changes.
 */
#define _GNU_SOURCE
#include <linux/flamek.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "doctor/doctor.h"
#include "test-symbols.h"

#define PID 4194303		/* of no process, nearly always */
#define PROC "proc/4194303/"
#define ALL_CAPS 0x1ffffffffffull
#define CAP_OF(nr) (1ull << (nr))

static const char kallsyms[] = "ffffffff81000000 T _stext\n"
			       "ffffffff81000100 T register_kprobe\n";
static const char hidden[] = "0000000000000000 T _stext\n"
			     "0000000000000000 T register_kprobe\n";

static struct doctor doctor;

/* Write a file of the machine, with the directories above it. */
static void put(const char *path, const char *text)
{
	run("mkdir -p \"$(dirname %s)\"", path);
	put_file(path, text);
}

static void put_clock(const char *name)
{
	put("sys/devices/system/clocksource/clocksource0/current_clocksource",
	    name);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	if (make_dir())
		return -1;
	doctor_init(&doctor, dir, 0);
	strcpy(doctor.uts.release, "6.1.0-test");
	strcpy(doctor.uts.version, "#1 SMP PREEMPT_DYNAMIC Debian 6.1.158-1");
	strcpy(doctor.uts.machine, "x86_64");
	doctor.uid = 1000;
	doctor.caps = ALL_CAPS;
	doctor.resolution_ns = 1;
	doctor.memlock = 8 << 20;
	put("proc/kallsyms", kallsyms);
	put("proc/meminfo", "MemTotal: 9 kB\nMemAvailable:  1048576 kB\n");
	put("sys/devices/system/cpu/possible", "0-3\n");
	put("sys/module/flamek/version", FLAMEK_VERSION "\n");
	put("dev/flamek", "");
	put_clock("tsc\n");
	return 0;
}

static int tear_down(void **state)
{
	doctor_free(&doctor);
	return remove_dir(state);
}

static const struct doctor_finding *find(const char *topic)
{
	size_t i;

	for (i = 0; i < doctor.nr; i++)
		if (!strcmp(doctor.findings[i].topic, topic))
			return &doctor.findings[i];
	return NULL;
}

static void assert_finding(const char *topic, enum doctor_level level,
			   const char *text, const char *remedy)
{
	const struct doctor_finding *f = find(topic);

	if (!f)
		fail_msg("nothing was said of %s", topic);
	if (f->level != level || !strstr(f->text, text) ||
	    !f->remedy != !remedy || (remedy && !strstr(f->remedy, remedy)))
		fail_msg("%s: level %d, \"%s\", \"%s\"", topic, f->level,
			 f->text, f->remedy ? f->remedy : "-");
}

/* Examine the machine as it is now. */
static void assert_found(const char *topic, enum doctor_level level,
			 const char *text, const char *remedy)
{
	doctor_free(&doctor);
	doctor_examine(&doctor);
	assert_finding(topic, level, text, remedy);
}

static void test_all_is_well(void **state)
{
	static const char *const topics[] = {
		"kernel", "timers", "clock", "kallsyms", "kprobes", "module",
		"device", "lockdown", "rights", "memory",
	};
	size_t i;

	(void)state;
	doctor_examine(&doctor);
	for (i = 0; i < sizeof(topics) / sizeof(topics[0]); i++)
		assert_finding(topics[i], DOCTOR_OK, "", NULL);
	assert_int_equal(doctor.nr, i);
	assert_int_equal(doctor_worst(&doctor), DOCTOR_OK);
}

static void test_kernel(void **state)
{
	(void)state;
	strcpy(doctor.uts.release, "5.10.0");
	assert_found("kernel", DOCTOR_FATAL, "5.10.0 is too old", "6.1");
	strcpy(doctor.uts.release, "6.0.19");
	assert_found("kernel", DOCTOR_FATAL, "too old", "6.1");
	strcpy(doctor.uts.release, "10.0");
	assert_found("kernel", DOCTOR_OK, "10.0", NULL);
	strcpy(doctor.uts.machine, "aarch64");
	assert_found("kernel", DOCTOR_FATAL, "this is aarch64", NULL);
	assert_int_equal(doctor_worst(&doctor), DOCTOR_FATAL);
}

static void test_time(void **state)
{
	(void)state;
	doctor.resolution_ns = 4000000;
	assert_found("timers", DOCTOR_PROBLEM, "4000000 ns", "highres=off");
	put_clock("hpet\n");
	assert_found("clock", DOCTOR_NOTE, "hpet is slow", "tsc=reliable");
	put("sys/devices/system/cpu/nohz_full", "2-3\n");
	assert_found("nohz", DOCTOR_NOTE, "CPUs 2-3 are nohz_full", NULL);
	put("sys/devices/system/cpu/nohz_full", "(null)\n");
	doctor_free(&doctor);
	doctor_check_kernel(&doctor);
	assert_null(find("nohz"));
	put("sys/devices/system/cpu/nohz_full", "\n");
	doctor_free(&doctor);
	doctor_check_kernel(&doctor);
	assert_null(find("nohz"));
}

static void test_kernel_names(void **state)
{
	(void)state;
	put("proc/kallsyms", hidden);
	assert_found("kallsyms", DOCTOR_PROBLEM, "hides addresses",
		     "kptr_restrict=0");
	put("proc/sys/kernel/kptr_restrict", "2\n");
	assert_found("kallsyms", DOCTOR_PROBLEM, "hides", "kptr_restrict=1");
	put("proc/sys/kernel/kptr_restrict", "1\n");
	doctor.caps = CAP_OF(38);
	assert_found("kallsyms", DOCTOR_PROBLEM, "hides", "CAP_SYSLOG");
	/* Who sees no kernel stacks lacks no names. */
	doctor.caps = 0;
	assert_found("kallsyms", DOCTOR_NOTE, "hides", "CAP_SYSLOG");
	doctor.caps = ALL_CAPS;
	run("rm proc/kallsyms");
	assert_found("kallsyms", DOCTOR_PROBLEM, "no symbols",
		     "CONFIG_KALLSYMS");
}

static void test_kprobes(void **state)
{
	(void)state;
	put("proc/kallsyms", "ffffffff81000000 T _stext\n");
	assert_found("kprobes", DOCTOR_PROBLEM, "none in this kernel",
		     "CONFIG_KPROBES");
	put("proc/kallsyms", hidden);
	assert_found("kprobes", DOCTOR_OK, "", NULL);
	put("sys/kernel/debug/kprobes/enabled", "0\n");
	assert_found("kprobes", DOCTOR_PROBLEM, "switched off", "echo 1");
	put("sys/kernel/debug/kprobes/enabled", "1\n");
	assert_found("kprobes", DOCTOR_OK, "", NULL);
	strcpy(doctor.uts.version, "#1 SMP PREEMPT_RT Debian 6.12.57-1");
	assert_found("kprobes", DOCTOR_PROBLEM, "PREEMPT_RT",
		     "without CONFIG_PREEMPT_RT");
}

static void test_module_version(void **state)
{
	(void)state;
	put("sys/module/flamek/version", "0.0.7\n");
	assert_found("module", DOCTOR_PROBLEM,
		     "0.0.7 is loaded, but flamekctl is " FLAMEK_VERSION,
		     "rmmod flamek");
	run("rm sys/module/flamek/version");
	assert_found("module", DOCTOR_PROBLEM, "unknown is loaded", "rmmod");
}

static void test_device(void **state)
{
	(void)state;
	run("rm dev/flamek");
	assert_found("device", DOCTOR_FATAL, "No such file", "modprobe");
	if (!geteuid())
		return;
	put("dev/flamek", "");
	run("chmod 0 dev/flamek");
	assert_found("device", DOCTOR_FATAL, "no permission", "root");
}

static void test_module_not_loaded(void **state)
{
	(void)state;
	run("rm -r sys/module/flamek");
	assert_found("module", DOCTOR_FATAL, "not loaded", "");
	assert_null(find("device"));
	put("lib/modules/6.1.0-test/modules.dep",
	    "kernel/fs/ext4.ko: kernel/lib/crc16.ko\nupdates/flamek.ko:\n");
	assert_found("module", DOCTOR_FATAL, "not loaded", "modprobe flamek");
	/* One that was left by an older kernel. */
	put("note.c", "const char a[] __attribute__((section(\".modinfo\"))) = "
		      "\"license=GPL\\0vermagic=5.10.0-8-amd64 SMP\";");
	run("mkdir -p lib/modules/6.1.0-test/updates && ${CC:-cc} -c note.c "
	    "-o lib/modules/6.1.0-test/updates/flamek.ko");
	assert_found("module", DOCTOR_FATAL,
		     "/updates/flamek.ko was built for Linux 5.10.0-8-amd64",
		     "headers of Linux 6.1.0-test");
	run("sed -i s/5.10.0-8-amd64/6.1.0-test/ note.c && ${CC:-cc} -c note.c "
	    "-o lib/modules/6.1.0-test/updates/flamek.ko");
	assert_found("module", DOCTOR_FATAL, "not loaded", "modprobe flamek");
}

static void test_locks(void **state)
{
	(void)state;
	put("sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
	assert_found("lockdown", DOCTOR_OK, "integrity, Secure Boot off; the module is loaded",
		     NULL);
	run("rm -r sys/module/flamek");
	assert_found("lockdown", DOCTOR_PROBLEM,
		     "integrity, Secure Boot off: only signed", "mokutil");
	run("mkdir -p sys/firmware/efi/efivars && "
	    "printf '\\006\\000\\000\\000\\001' >"
	    "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c");
	assert_found("lockdown", DOCTOR_PROBLEM, "Secure Boot on", "mokutil");
	put("sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
	assert_found("lockdown", DOCTOR_OK, "none, Secure Boot on", NULL);
	put("sys/module/module/parameters/sig_enforce", "Y\n");
	assert_found("lockdown", DOCTOR_PROBLEM, "only signed", "mokutil");
	put("proc/sys/kernel/modules_disabled", "1\n");
	assert_found("lockdown", DOCTOR_FATAL, "no module can be loaded",
		     "reboot");
}

static void test_rights(void **state)
{
	(void)state;
	doctor.caps = CAP_OF(21);
	assert_found("rights", DOCTOR_OK, "everything", NULL);
	doctor.caps = CAP_OF(38);
	assert_found("rights", DOCTOR_OK, "everything", NULL);
	doctor.caps = ALL_CAPS & ~CAP_OF(38) & ~CAP_OF(21);
	assert_found("rights", DOCTOR_NOTE, "one's own", "CAP_PERFMON");
}

/* 4 CPUs take 4 * 130 pages. */
static void test_memory(void **state)
{
	(void)state;
	put("proc/meminfo", "MemAvailable: 4000 kB\n");
	assert_found("memory", DOCTOR_NOTE, "3 MiB", "--ring-pages");
	put("proc/meminfo", "MemAvailable: 2000 kB\n");
	assert_found("memory", DOCTOR_PROBLEM, "4 CPUs", "--ring-pages");
	doctor.caps = 0;
	doctor.memlock = 4 * 130 * 4096;
	doctor_free(&doctor);
	doctor_check_rights(&doctor);
	assert_null(find("memlock"));
	doctor.memlock--;
	assert_found("memlock", DOCTOR_NOTE, "rings have 64 pages",
		     "ulimit -l 2080");
	doctor.memlock = 4 * 6 * 4096;
	assert_found("memlock", DOCTOR_NOTE, "4 pages", "ulimit");
	doctor.memlock--;
	assert_found("memlock", DOCTOR_FATAL, "too little", "ulimit");
	doctor.caps = CAP_OF(14);
	doctor_free(&doctor);
	doctor_check_rights(&doctor);
	assert_null(find("memlock"));
}

static const char source[] =
	"int g(int *p) { return *p + 5; }\n"
	"int a(int x) { return g(&x) + 1; } int b(int x) { return g(&x) * 3; }\n"
	"int c(int x) { return a(x) - b(x); } int d(int x) { return c(x) + 7; }\n"
	"int e(int x) { return d(x) ^ c(x); } int main(void) { return e(3); }\n";

/* A process whose mappings are one program's, and @more. */
static void put_process(const char *options, const char *more)
{
	struct stat st;
	char maps[PATH_MAX + 512];

	put("prog.c", source);
	run("${CC:-cc} -O1 -fno-inline -fno-optimize-sibling-calls %s "
	    "-o prog prog.c", options);
	assert_int_equal(stat(path_of("prog"), &st), 0);
	snprintf(maps, sizeof(maps),
		 "1000-2000 r--p 00000000 %02x:%02x %lu %s\n"
		 "2000-3000 r-xp 00001000 %02x:%02x %lu %s\n"
		 "7000-8000 r-xp 00000000 00:00 0 [vdso]\n"
		 "8000-9000 rw-p 00000000 00:00 0\n%s",
		 major(st.st_dev), minor(st.st_dev), st.st_ino, path_of("prog"),
		 major(st.st_dev), minor(st.st_dev), st.st_ino, path_of("prog"),
		 more);
	put(PROC "maps", maps);
	put(PROC "status", "Name:\tprog\nUid:\t1000\t1000\t1000\t1000\n"
			   "NSpid:\t4194303\t7\n");
	doctor.pid = PID;
}

static void test_program(void **state)
{
	(void)state;
	setenv("DEBUGINFOD_URLS", "", 1);
	put_process("-g -fno-omit-frame-pointer", "");
	assert_found("names", DOCTOR_OK, "symbols and debug information", NULL);
	assert_string_equal(find("names")->file, path_of("prog"));
	assert_finding("frame pointers", DOCTOR_OK, "kept (", NULL);
	assert_finding("generated code", DOCTOR_OK, "none", NULL);
	assert_finding("target", DOCTOR_OK, "prog", NULL);
	assert_int_equal(doctor_worst(&doctor), DOCTOR_OK);
	put_process("-fomit-frame-pointer -Wl,--build-id=0x1234", "");
	assert_found("frame pointers", DOCTOR_PROBLEM,
		     "none: user stacks in it show their innermost function only (0 of ",
		     "build it with -fno-omit-frame-pointer");
	assert_finding("names", DOCTOR_NOTE, "no debug information",
		       "install its debug symbols, build-id 1234, or export DEBUGINFOD_URLS=");
	/* There is no build-id to ask for. */
	setenv("DEBUGINFOD_URLS", "http://127.0.0.1:1", 1);
	put_process("-s -static -nostartfiles -Wl,-e,main,--build-id=none", "");
	assert_found("names", DOCTOR_PROBLEM, "none, it is stripped",
		     "install its debug symbols");
	assert_null(strstr(find("names")->remedy, "DEBUGINFOD"));
	assert_null(find("debuginfod"));
	put_process("-s -Wl,--build-id", "");
	assert_found("names", DOCTOR_PROBLEM, "only those of exported",
		     "install its debug symbols");
	assert_found("debuginfod", DOCTOR_PROBLEM, "debuginfod",
		     "look at DEBUGINFOD_URLS");
	setenv("DEBUGINFOD_URLS", "", 1);
	put_process("-s -Wl,--build-id", "");
	assert_found("names", DOCTOR_PROBLEM, "only those of exported",
		     "install its debug symbols");
	assert_null(find("debuginfod"));
}

/* What is in the client's cache is not asked for. */
static void test_served(void **state)
{
	static const char id[] = "1234567812345678123456781234567812345678";
	char options[128];

	(void)state;
	setenv("DEBUGINFOD_URLS", "http://127.0.0.1:1", 1);
	setenv("DEBUGINFOD_CACHE_PATH", path_of("cache"), 1);
	run("mkdir -p cache/%s && echo debug >cache/%s/debuginfo", id, id);
	snprintf(options, sizeof(options), "-s -Wl,--build-id=0x%s", id);
	put_process(options, "");
	assert_found("names", DOCTOR_NOTE,
		     "only those of exported functions, but debuginfod has its debug file",
		     NULL);
	assert_finding("debuginfod", DOCTOR_OK, "has debug files of 1 of 1",
		       NULL);
	unsetenv("DEBUGINFOD_CACHE_PATH");
	setenv("DEBUGINFOD_URLS", "", 1);
}

static void test_debug_file(void **state)
{
	(void)state;
	put_process("-g -fno-omit-frame-pointer", "");
	run("objcopy --only-keep-debug prog prog.debug && cp prog whole && "
	    "strip -o stripped prog && "
	    "objcopy --add-gnu-debuglink=prog.debug stripped && "
	    "cat stripped >prog");
	assert_found("names", DOCTOR_OK, "in a file of their own", NULL);
}

static void test_file_that_was_replaced(void **state)
{
	(void)state;
	put_process("", "");
	run("cp prog other && mv other prog");
	assert_found("names", DOCTOR_PROBLEM, "cannot be opened", NULL);
	assert_null(find("frame pointers"));
	put_process("", "");
	run("echo text >prog");
	assert_found("names", DOCTOR_PROBLEM, "not an ELF file", NULL);
}

static void test_generated_code(void **state)
{
	static const char areas[] = "a000-b000 rwxp 00000000 00:00 0\n"
				    "b000-d000 r-xp 00000000 00:00 0 [anon:v8]\n";

	(void)state;
	put_process("", areas);
	assert_found("generated code", DOCTOR_PROBLEM,
		     "12 KiB, and no /tmp/perf-7.map", "/tmp/perf-PID.map");
	put(PROC "status", "Name:\tnode\nUid:\t1000\t1000\n");
	assert_found("generated code", DOCTOR_PROBLEM,
		     "no /tmp/perf-4194303.map", "--perf-basic-prof");
	put(PROC "root/tmp/perf-4194303.map", "");
	assert_found("generated code", DOCTOR_PROBLEM, "", "--perf-basic-prof");
	put(PROC "root/tmp/perf-4194303.map", "a000 10 f\n");
	assert_found("generated code", DOCTOR_OK, "with names in /tmp/perf-",
		     NULL);
}

static void test_targets(void **state)
{
	(void)state;
	doctor.pid = PID;
	assert_found("target", DOCTOR_FATAL, "no process 4194303", NULL);
	put_process("", "");
	doctor.caps = 0;
	assert_found("target", DOCTOR_OK, "", NULL);
	doctor.uid = 1001;
	assert_found("target", DOCTOR_FATAL, "is of user 1000", "CAP_PERFMON");
	assert_null(find("names"));
	doctor.caps = ALL_CAPS;
	assert_found("target", DOCTOR_OK, "", NULL);
	put(PROC "maps", "");
	assert_found("mappings", DOCTOR_NOTE, "kernel thread", NULL);
	run("rm " PROC "maps && mkdir " PROC "maps");
	assert_found("mappings", DOCTOR_PROBLEM, "may not be read",
		     "CAP_SYS_PTRACE");
}

static void test_json(void **state)
{
	char text[4096] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	(void)state;
	doctor.pid = PID;
	doctor_add(&doctor, DOCTOR_NOTE, "a", "b\x1b");
	doctor_file(&doctor, "/c\xff");
	doctor_add(&doctor, DOCTOR_FATAL, "d", "e");
	doctor_remedy(&doctor, "f%d", 1);
	doctor_write_json(out, &doctor, 3);
	fclose(out);
	assert_string_equal(text,
			    "{\"version\": 1, \"program\": \"flamekctl " FLAMEK_VERSION "\", "
			    "\"pid\": 4194303, \"status\": 3, \"findings\": ["
			    "{\"level\": \"note\", \"topic\": \"a\", \"file\": \"/c\\ufffd\", "
			    "\"text\": \"b\\u001b\", \"remedy\": null}, "
			    "{\"level\": \"fatal\", \"topic\": \"d\", \"file\": null, "
			    "\"text\": \"e\", \"remedy\": \"f1\"}]}\n");
}

static void test_print(void **state)
{
	char text[4096] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	(void)state;
	doctor_add(&doctor, DOCTOR_OK, "a", "b\x1b[31m");
	doctor_file(&doctor, "/c\n");
	doctor_add(&doctor, DOCTOR_PROBLEM, "d", "e");
	doctor_remedy(&doctor, "f");
	doctor_print(out, &doctor);
	fclose(out);
	assert_string_equal(text, "ok       a: /c?: b?[31m\n"
				  "problem  d: e\n"
				  "           f\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all_is_well),
		TEST(test_kernel),
		TEST(test_time),
		TEST(test_kernel_names),
		TEST(test_kprobes),
		TEST(test_module_version),
		TEST(test_device),
		TEST(test_module_not_loaded),
		TEST(test_locks),
		TEST(test_rights),
		TEST(test_memory),
		TEST(test_program),
		TEST(test_served),
		TEST(test_debug_file),
		TEST(test_file_that_was_replaced),
		TEST(test_generated_code),
		TEST(test_targets),
		TEST(test_json),
		TEST(test_print),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
