// SPDX-License-Identifier: GPL-2.0-only
/* Debug files from servers, by libdebuginfod. */
#define _GNU_SOURCE
#include "symbols/debuginfod.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LIBRARY "libdebuginfod.so.1"
#define PATIENCE_S 10
#define FAILURES_MAX 3		/* of servers that say no, or of some of many */
#define DRAW_NS UINT64_C(200000000)
#define NSEC_PER_SEC UINT64_C(1000000000)

/* The library's, from its manual: its header need not be there. */
struct client;
typedef int (*progress_fn)(struct client *client, long a, long b);

struct library {
	struct client *(*begin)(void);
	int (*find)(struct client *client, const unsigned char *id, int size,
		    char **path);
	void (*set_progress)(struct client *client, progress_fn fn);
	const char *(*get_url)(struct client *client);
};

/* One for the whole program: the servers are the same for all. */
static struct {
	pthread_mutex_t lock;	/* of all that follows */
	struct library lib;
	struct client *client;
	bool is_over;		/* nothing more is asked */
	struct err reason;	/* why */
	unsigned int failures;
	void (*watch)(const char *path, uint64_t bytes, uint64_t total);

	/* While a file is waited for. */
	const char *path;
	uint64_t patience_ns, progress_ns, drawn_ns;
	uint64_t bytes;
	bool stalled, interrupted;
	bool only_asks, has_it;
} servers = { .lock = PTHREAD_MUTEX_INITIALIZER };

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

static bool is_told_to_end(void)
{
	sigset_t set;

	return !sigpending(&set) &&
	       (sigismember(&set, SIGINT) || sigismember(&set, SIGTERM) ||
		sigismember(&set, SIGHUP));
}

/*
 * The library calls this while it waits. @a counts its calls until a server has
 * been chosen, then the bytes it has sent; @b is their number, or 0.
 */
static int on_progress(struct client *client, long a, long b)
{
	const bool sends = servers.lib.get_url(client) || b > 0;
	const uint64_t now = now_ns();

	if (sends && a > 0 && (uint64_t)a > servers.bytes) {
		servers.bytes = (uint64_t)a;
		servers.progress_ns = now;
	}
	servers.has_it = servers.bytes;
	servers.stalled = now - servers.progress_ns > servers.patience_ns;
	servers.interrupted = is_told_to_end();
	if (servers.watch && now - servers.drawn_ns > DRAW_NS) {
		servers.drawn_ns = now;
		servers.watch(servers.path, servers.bytes,
			      b > 0 ? (uint64_t)b : 0);
	}
	return servers.stalled || servers.interrupted ||
	       (servers.only_asks && servers.has_it);
}

static bool find_functions(void *handle)
{
	struct library *lib = &servers.lib;

	lib->begin = (struct client *(*)(void))
		dlsym(handle, "debuginfod_begin");
	lib->find = (int (*)(struct client *, const unsigned char *, int,
			     char **))dlsym(handle,
					    "debuginfod_find_debuginfo");
	lib->set_progress = (void (*)(struct client *, progress_fn))
		dlsym(handle, "debuginfod_set_progressfn");
	lib->get_url = (const char *(*)(struct client *))
		dlsym(handle, "debuginfod_get_url");
	return lib->begin && lib->find && lib->set_progress && lib->get_url;
}

static int load_library(struct err *err)
{
	void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (!handle)
		return err_set(err, ENOSYS, "DEBUGINFOD_URLS is set, but "
			       LIBRARY " is not installed");
	if (find_functions(handle))
		servers.client = servers.lib.begin();
	if (!servers.client)
		return err_set(err, ENOSYS, "DEBUGINFOD_URLS is set, but "
			       LIBRARY " cannot be used");
	servers.lib.set_progress(servers.client, on_progress);
	return 0;
}

static uint64_t patience_s(void)
{
	const char *text = getenv("DEBUGINFOD_TIMEOUT");
	const long s = text ? strtol(text, NULL, 10) : 0;

	return s > 0 && s < 86400 ? (uint64_t)s : PATIENCE_S;
}

static bool are_many(const char *urls)
{
	urls += strspn(urls, " ");
	urls += strcspn(urls, " ");
	return urls[strspn(urls, " ")];
}

/* What came of it. A server that is silent will be so the next time. */
static int judge(int ret, const char *urls, struct err *err)
{
	if (servers.interrupted) {
		servers.is_over = true;
		ret = err_set(err, EINTR, "debuginfod: interrupted");
	} else if (servers.stalled) {
		servers.failures += are_many(urls) ? 1 : FAILURES_MAX;
		ret = err_set(err, ETIMEDOUT,
			      "debuginfod: nothing came within %u s",
			      (unsigned int)patience_s());
	} else {
		servers.failures++;
		err_set_errno(err, -ret, "debuginfod");
	}
	if (servers.failures >= FAILURES_MAX)
		servers.is_over = true;
	servers.reason = *err;
	return ret;
}

static int wait_for(const struct build_id *id, const char *path,
		    const char *urls, struct err *err)
{
	char *cached = NULL;
	int ret;

	servers.path = path;
	servers.patience_ns = patience_s() * NSEC_PER_SEC;
	servers.progress_ns = servers.drawn_ns = now_ns();
	servers.bytes = 0;
	servers.stalled = servers.interrupted = servers.has_it = false;
	ret = servers.lib.find(servers.client, id->bytes, id->size, &cached);
	free(cached);
	if (servers.watch)
		servers.watch(NULL, 0, 0);
	if (ret >= 0 || (servers.only_asks && servers.has_it))
		servers.failures = 0;
	else if (ret != -ENOENT || servers.stalled || servers.interrupted)
		ret = judge(ret, urls, err);
	return ret;
}

static int fetch(const struct build_id *id, const char *path, bool only_asks,
		 struct err *err)
{
	const char *urls = getenv("DEBUGINFOD_URLS");
	struct err why = { "" };
	int ret = -ENOENT;

	if (!urls || !urls[strspn(urls, " ")] || !id->size)
		return -ENOENT;
	pthread_mutex_lock(&servers.lock);
	servers.only_asks = only_asks;
	if (!servers.client && !servers.is_over &&
	    load_library(&servers.reason))
		servers.is_over = true;
	if (servers.is_over)
		ret = err_set(&why, EIO, "%s", servers.reason.text);
	else
		ret = wait_for(id, path, urls, &why);
	pthread_mutex_unlock(&servers.lock);
	if (ret < 0 && why.text[0] && err)
		*err = why;
	return ret;
}

int debuginfod_fetch(const struct build_id *id, const char *path,
		     struct err *err)
{
	return fetch(id, path, false, err);
}

/* The wait is ended with the first bytes of the file, which is a failure then. */
int debuginfod_ask(const struct build_id *id, const char *path, struct err *err)
{
	struct err ignored;
	int ret = fetch(id, path, true, &ignored);

	if (ret >= 0)
		close(ret);
	if (ret >= 0 || servers.has_it)
		return 0;
	if (ret != -ENOENT)
		*err = ignored;
	return ret;
}

void debuginfod_watch(void (*fn)(const char *path, uint64_t bytes,
				 uint64_t total))
{
	servers.watch = fn;
}
