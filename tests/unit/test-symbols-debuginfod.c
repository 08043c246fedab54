// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug files from servers: a real debuginfod, and such as are silent, wrong
 * or not there. What is known of servers is kept for the whole program,
 * so each case is a process of its own.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "symbols/debugfile.h"
#include "symbols/debuginfod.h"
#include "test-symbols.h"

/* How a server of our own answers. */
enum manner {
	SILENT,
	HALF,		/* begins, and is silent then */
	WRONG,		/* with a file that was not asked for */
};

/* What children tell. */
static struct shared {
	unsigned int connections;
	bool has_library;
	struct answer {
		char name[64], reason[512];
	} answers[4];
} *shared;

static pid_t server;
static int port;
static uint64_t at;		/* offset of the hidden function */

static int listen_on_any(void)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(addr);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, size), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&addr, &size), 0);
	port = ntohs(addr.sin_port);
	return fd;
}

static void send_file(int fd, const char *path)
{
	char *bytes = malloc(1 << 20), head[128];
	int file = open(path, O_RDONLY);
	ssize_t size = read(file, bytes, 1 << 20);
	int len = snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\n"
			   "Content-Length: %zd\r\n\r\n", size);

	if (write(fd, head, (size_t)len) != len ||
	    write(fd, bytes, (size_t)size) != size)
		_exit(1);
	close(file);
	free(bytes);
}

static void answer(int fd, enum manner manner)
{
	static const char half[] = "HTTP/1.1 200 OK\r\n"
				   "Content-Length: 100000\r\n\r\nbeginning";
	char request[4096];

	shared->connections++;
	if (manner == SILENT || read(fd, request, sizeof(request)) <= 0)
		return;
	if (manner == WRONG)
		send_file(fd, path_of("other.debug"));
	else if (write(fd, half, sizeof(half) - 1) < 0)
		_exit(1);
}

static void start_ours(enum manner manner)
{
	int listener = listen_on_any(), fd;

	server = fork();
	assert_true(server >= 0);
	if (!server) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while ((fd = accept(listener, NULL, NULL)) >= 0)
			answer(fd, manner);
		_exit(0);
	}
	close(listener);
}

/* Whether the server has a file already: it looks through them at first. */
static bool has_file(const char *hex)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char text[256] = "";
	int len = snprintf(text, sizeof(text),
			   "GET /buildid/%s/debuginfo HTTP/1.0\r\n\r\n", hex);
	bool found = false;

	if (!connect(fd, (struct sockaddr *)&addr, sizeof(addr)) &&
	    write(fd, text, (size_t)len) == len)
		found = read(fd, text, sizeof(text) - 1) > 12 &&
			!strncmp(text + 8, " 200", 4);
	close(fd);
	return found;
}

static void read_build_id(char *hex)
{
	char command[PATH_MAX + 64];
	FILE *f;

	snprintf(command, sizeof(command),
		 "readelf -n %s/whole | sed -n 's/.*Build ID: //p'", dir);
	f = popen(command, "r");
	assert_true(f && fscanf(f, "%40s", hex) == 1);
	pclose(f);
}

static void start_real(void)
{
	char hex[41], number[16];
	int status;

	close(listen_on_any());
	snprintf(number, sizeof(number), "%d", port);
	read_build_id(hex);
	server = fork();
	assert_true(server >= 0);
	if (!server) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (!freopen(path_of("log"), "w", stdout) ||
		    dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
			_exit(1);
		execlp("debuginfod", "debuginfod", "-F", "-d", ":memory:",
		       "-p", number, path_of("served"), NULL);
		_exit(127);
	}
	while (!has_file(hex)) {
		if (waitpid(server, &status, WNOHANG)) {
			server = 0;
			fail_msg("debuginfod does not run");
		}
		usleep(100000);
	}
}

static void stop_server(void)
{
	if (!server)
		return;
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	server = 0;
}

static int set_up(void **state)
{
	(void)state;
	memset(shared, 0, sizeof(*shared));
	run("rm -rf cache");
	setenv("DEBUGINFOD_CACHE_PATH", path_of("cache"), 1);
	setenv("DEBUGINFOD_TIMEOUT", "1", 1);
	unsetenv("DEBUGINFOD_URLS");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	stop_server();
	return 0;
}

static void use_server(void)
{
	char url[64];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d", port);
	setenv("DEBUGINFOD_URLS", url, 1);
}

static struct answer ask_one(struct symbols *syms, const char *name)
{
	const struct dso_id id = id_of(path_of(name));
	struct dso *dso = symbols_dso(syms, path_of(name), &id, 0, 0, 0);
	struct answer answer = { "", "" };
	struct symbol sym;

	if (symbols_user(syms, dso, at, &sym))
		snprintf(answer.name, sizeof(answer.name), "%s", sym.name);
	snprintf(answer.reason, sizeof(answer.reason), "%s", dso_reason(dso));
	return answer;
}

static bool is_mapped(const char *part)
{
	char command[64];

	snprintf(command, sizeof(command), "grep -q %s /proc/%d/maps", part,
		 (int)getpid());
	return !system(command);
}

/* The names of files, up to NULL, from one process. */
static void ask_for(const char *const *names)
{
	struct symbols *syms;
	int status;
	size_t i;
	pid_t pid;

	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		syms = symbols_new();
		for (i = 0; names[i]; i++)
			shared->answers[i] = ask_one(syms, names[i]);
		symbols_free(syms);
		shared->has_library = is_mapped("libdebuginfod");
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

#define ASK(...) ask_for((const char *const []){ __VA_ARGS__, NULL })

static void assert_answer(size_t i, const char *name, const char *part)
{
	assert_string_equal(shared->answers[i].name, name);
	if (!strstr(shared->answers[i].reason, part))
		fail_msg("\"%s\" is not in \"%s\"", part,
			 shared->answers[i].reason);
}

static void test_real(void **state)
{
	(void)state;
	start_real();
	use_server();
	ASK("stripped", "unknown", "copy");
	assert_answer(0, "hidden", "");
	/* That no server has it is nothing to speak of. */
	assert_answer(1, "", "no symbols; install");
	assert_answer(2, "hidden", "");
	assert_true(shared->has_library);
}

static void test_not_asked(void **state)
{
	(void)state;
	start_ours(SILENT);
	ASK("stripped");
	assert_answer(0, "", "no symbols; install");
	setenv("DEBUGINFOD_URLS", " ", 1);
	ASK("stripped");
	assert_false(shared->has_library);
	use_server();
	ASK("whole", "packed");
	assert_answer(0, "hidden", "");
	assert_answer(1, "hidden", "");
	assert_false(shared->has_library);
	assert_int_equal(shared->connections, 0);
}

/* Ask, in a process of its own, for the program or for what nobody has. */
static int ask_whether(bool is_known, char *reason)
{
	struct build_id id = { .size = 20 };
	struct err err = { "" };
	char hex[41] = "";
	unsigned int i;
	int status;
	pid_t pid;

	read_build_id(hex);
	for (i = 0; is_known && i < 20; i++)
		sscanf(hex + 2 * i, "%2hhx", &id.bytes[i]);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		i = (unsigned int)-debuginfod_ask(&id, "whole", &err);
		snprintf(shared->answers[0].reason,
			 sizeof(shared->answers[0].reason), "%s", err.text);
		_exit((int)i);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	snprintf(reason, 512, "%s", shared->answers[0].reason);
	return -WEXITSTATUS(status);
}

static void test_whether(void **state)
{
	char reason[512];

	(void)state;
	assert_int_equal(ask_whether(true, reason), -ENOENT);
	start_real();
	use_server();
	assert_int_equal(ask_whether(true, reason), 0);
	run("rm -rf cache");
	assert_int_equal(ask_whether(false, reason), -ENOENT);
	assert_string_equal(reason, "");
}

/* As soon as it begins to come, that is known. */
static void test_whether_without_waiting(void **state)
{
	char reason[512];

	(void)state;
	start_ours(HALF);
	use_server();
	assert_int_equal(ask_whether(true, reason), 0);
	assert_string_equal(reason, "");
}

static void test_whether_silent(void **state)
{
	char reason[512];

	(void)state;
	start_ours(SILENT);
	use_server();
	assert_int_equal(ask_whether(true, reason), -ETIMEDOUT);
	assert_string_equal(reason, "debuginfod: nothing came within 1 s");
}

/* It is waited for once, not for each file. */
static void test_silent(void **state)
{
	(void)state;
	start_ours(SILENT);
	use_server();
	ASK("stripped");
	assert_answer(0, "", "no symbols (debuginfod: nothing came within 1 s);"
		      " install");
	assert_true(shared->connections >= 1);
	shared->connections = 0;
	run("rm -rf cache");
	ASK("stripped", "unknown", "copy");
	assert_answer(1, "", "debuginfod: nothing came within 1 s");
	assert_answer(2, "", "debuginfod: nothing came within 1 s");
	/* The library may try it once more before it gives up. */
	assert_in_range(shared->connections, 1, 2);
}

static void test_half(void **state)
{
	(void)state;
	start_ours(HALF);
	use_server();
	ASK("stripped", "unknown", "copy");
	assert_answer(0, "", "debuginfod: nothing came within 1 s");
	assert_answer(2, "", "debuginfod: nothing came within 1 s");
	assert_in_range(shared->connections, 1, 2);
}

static void test_wrong(void **state)
{
	(void)state;
	start_ours(WRONG);
	use_server();
	ASK("stripped");
	assert_answer(0, "", "a debuginfod server gave another file");
}

static void test_refused(void **state)
{
	(void)state;
	close(listen_on_any());
	use_server();
	ASK("stripped");
	assert_answer(0, "", "Connection refused");
}

/* One that is silent does not keep another's files away. */
static void test_several(void **state)
{
	char urls[128];
	pid_t silent;

	(void)state;
	start_ours(SILENT);
	silent = server;
	snprintf(urls, sizeof(urls), "http://127.0.0.1:%d ", port);
	start_real();
	snprintf(urls + strlen(urls), sizeof(urls) - strlen(urls),
		 "http://127.0.0.1:%d", port);
	setenv("DEBUGINFOD_URLS", urls, 1);
	ASK("unknown", "stripped");
	kill(silent, SIGKILL);
	waitpid(silent, NULL, 0);
	assert_answer(0, "", "debuginfod: nothing came within 1 s");
	assert_answer(1, "hidden", "");
}

/* A user who has had enough is not kept waiting. */
static void test_interrupted(void **state)
{
	sigset_t set, old;

	(void)state;
	start_ours(SILENT);
	use_server();
	setenv("DEBUGINFOD_TIMEOUT", "3600", 1);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, &old);
	shared->answers[0].name[0] = 1;
	if (!fork()) {
		raise(SIGTERM);
		shared->answers[0] = ask_one(symbols_new(), "stripped");
		_exit(0);
	}
	wait(NULL);
	sigprocmask(SIG_SETMASK, &old, NULL);
	assert_answer(0, "", "debuginfod: interrupted");
}

/*
 * What is in a debug file counts, whatever it is wanted for. The last test: it
 * loads the library here.
 */
static void test_use(void **state)
{
	struct elffile program, debug = { .elf = NULL };
	struct debugfile_query query = {
		.program = &program,
		.path = path_of("stripped"),
		.use = DEBUGFILE_DWARF,
	};
	struct err err = { "" };
	struct build_id id;

	(void)state;
	start_real();
	use_server();
	assert_int_equal(elffile_open(&program, open(query.path, O_RDONLY),
				      &err), 0);
	assert_true(elffile_build_id(&program, &id));
	query.id = &id;
	assert_false(debugfile_find(&debug, &query, &err));
	query.may_fetch = true;
	assert_true(debugfile_find(&debug, &query, &err));
	assert_true(debugfile_suits(&debug, DEBUGFILE_DWARF));
	assert_true(debugfile_suits(&debug, DEBUGFILE_SYMBOLS));
	assert_false(debugfile_suits(&program, DEBUGFILE_DWARF));
	assert_string_equal(err.text, "");
	elffile_close(&debug);
	elffile_close(&program);
}

static int build(void **state)
{
	(void)state;
	if (make_dir())
		return -1;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return -1;
	put_file("whole.c",
		 "__attribute__((noinline, used)) static int hidden(int n)\n"
		 "{ return n ^ 0x55; }\n"
		 "int main(void) { return hidden(1); }\n");
	run("mkdir served && "
	    "${CC:-cc} -g -O1 -Wl,--build-id -o whole whole.c && "
	    "objcopy --only-keep-debug whole served/whole.debug && "
	    "strip -o stripped whole && cp stripped copy && "
	    "${CC:-cc} -g -O1 -Wl,--build-id=0x%040d -o other whole.c && "
	    "strip -o unknown other && "
	    "${CC:-cc} -g -O1 -Wl,--build-id=0x%040d -o third whole.c && "
	    "objcopy --only-keep-debug third other.debug && "
	    "xz -k whole && strip -o packed whole && "
	    "objcopy --add-section .gnu_debugdata=whole.xz packed", 1, 2);
	at = offset_of("whole", "hidden");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_real), TEST(test_whether),
		TEST(test_whether_without_waiting), TEST(test_whether_silent),
		TEST(test_not_asked),
		TEST(test_silent), TEST(test_half), TEST(test_wrong),
		TEST(test_refused), TEST(test_several),
		TEST(test_interrupted), TEST(test_use),
	};

	return cmocka_run_group_tests(tests, build, remove_dir);
}
