// SPDX-License-Identifier: GPL-2.0-only
/* Mapped files, and the handler of SIGBUS that replaces pages they lose. */
#define _GNU_SOURCE
#include "symbols/mapped.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

static struct mapped *all;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;	/* of @all */
static long page_size;

static bool is_ours(const char *addr)
{
	const struct mapped *m;

	for (m = __atomic_load_n(&all, __ATOMIC_ACQUIRE); m; m = m->next)
		if (addr >= m->bytes && addr < m->bytes + m->size)
			return true;
	return false;
}

/* Runs at a read that failed, which is made again when it returns. */
static void on_bus_error(int signal, siginfo_t *info, void *context)
{
	char *addr = info->si_addr;
	char *page = addr - (uintptr_t)addr % (uintptr_t)page_size;
	const int saved = errno;

	(void)context;
	if (!is_ours(addr) ||
	    mmap(page, (size_t)page_size, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		sigaction(signal, &(struct sigaction){ .sa_handler = SIG_DFL },
			  NULL);
	errno = saved;
}

static int add(struct mapped *m)
{
	static const struct sigaction action = {
		.sa_sigaction = on_bus_error,
		.sa_flags = SA_SIGINFO | SA_RESTART,
	};
	int ret = 0;

	pthread_mutex_lock(&lock);
	page_size = sysconf(_SC_PAGESIZE);
	if (sigaction(SIGBUS, &action, NULL)) {
		ret = -errno;
	} else {
		m->next = all;
		__atomic_store_n(&all, m, __ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&lock);
	return ret;
}

static void take_out(const struct mapped *m)
{
	struct mapped **link;

	pthread_mutex_lock(&lock);
	for (link = &all; *link; link = &(*link)->next) {
		if (*link == m) {
			__atomic_store_n(link, m->next, __ATOMIC_RELEASE);
			break;
		}
	}
	pthread_mutex_unlock(&lock);
}

int mapped_open(struct mapped *m, int fd, uint64_t size)
{
	int ret;

	*m = (struct mapped){ 0 };
	if (!size || size > SIZE_MAX)
		return -EINVAL;
	m->bytes = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_NORESERVE, fd, 0);
	if (m->bytes == MAP_FAILED) {
		m->bytes = NULL;
		return -errno;
	}
	m->size = size;
	ret = add(m);
	if (ret) {
		munmap(m->bytes, m->size);
		*m = (struct mapped){ 0 };
	}
	return ret;
}

void mapped_close(struct mapped *m)
{
	if (!m->bytes)
		return;
	take_out(m);
	munmap(m->bytes, m->size);
	*m = (struct mapped){ 0 };
}
