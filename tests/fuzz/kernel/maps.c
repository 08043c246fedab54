// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is done with mappings. Which mmap() must fail by which errno is known, as
 * long as nothing is asked that the kernel itself might refuse before.
 */
#include <errno.h>
#include <linux/mman.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "files.h"
#include "session.h"

static __thread sigjmp_buf back;

static void on_fault(int number)
{
	siglongjmp(back, number);
}

void files_catch(void)
{
	const struct sigaction action = {
		.sa_handler = on_fault,
		.sa_flags = SA_NODEFER,
	};

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
}

bool files_touch(volatile char *at, bool is_write)
{
	if (sigsetjmp(back, 0))
		return false;
	if (is_write)
		*at = 1;
	else
		(void)*at;
	return true;
}

struct request {
	uint64_t cpu, page;	/* the offset's two parts */
	size_t size;		/* what is left of it, later on */
	int prot, flags;
	bool is_torn;		/* something else lies in its middle */
};

/* The errno that it must come to, 0 if it must be granted. */
static int expected(const struct session *s, const struct request *r)
{
	if (s->known.state == FLAMEK_SESSION_NEW || r->cpu >= nr_cpus)
		return ENXIO;
	if (r->flags & MAP_PRIVATE && !(r->flags & MAP_SHARED))
		return EINVAL;
	if (r->prot & PROT_EXEC)
		return EPERM;
	if (r->page > 1)
		return EINVAL;
	if (!r->page)
		return r->size == PAGE ? 0 : EINVAL;
	if (r->size != (1 + 2 * s->known.pages) * PAGE)
		return EINVAL;
	return r->prot & PROT_WRITE ? EPERM : 0;
}

static void make_request(struct fuzzer *f, const struct session *s,
			 struct request *r)
{
	struct rng *rng = &f->rng;
	size_t whole = (1 + 2 * s->known.pages) * PAGE;

	r->cpu = below(rng, nr_cpus);
	r->page = below(rng, 2);
	r->size = r->page ? whole : PAGE;
	r->prot = r->page ? PROT_READ : PROT_READ | PROT_WRITE;
	r->flags = MAP_SHARED;
	if (one_in(rng, 3))
		return;
	switch (below(rng, 5)) {
	case 0:
		r->cpu = any_number(rng) & ((1 << 26) - 1);
		break;
	case 1:
		r->page = any_number(rng) & ((1 << 24) - 1);
		break;
	case 2:
		r->size = one_in(rng, 2) ? whole + PAGE :
					   PAGE * (1 + below(rng, 40));
		break;
	case 3:
		r->prot = below(rng, 8);
		break;
	case 4:
		r->flags = one_in(rng, 2) ? MAP_PRIVATE : MAP_SHARED_VALIDATE;
		break;
	}
	if (one_in(rng, 2))
		r->flags |= pick(rng, ((const int[]){
			MAP_POPULATE, MAP_NONBLOCK, MAP_NORESERVE, MAP_LOCKED,
			MAP_32BIT }));
}

/* Whatever it is, no byte of it may be written or run that must not. */
static void change_protection(struct fuzzer *f, char *at, const struct request *r)
{
	int prot = below(&f->rng, 8);
	char *page = at + PAGE * below(&f->rng, r->size / PAGE);
	bool is_refused = mprotect(page, PAGE, prot) != 0;

	if (r->is_torn)
		return;
	require(is_refused || !(prot & PROT_EXEC),
		"a mapping is made executable");
	require(is_refused || !(prot & PROT_WRITE) || !r->page,
		"a ring is made writable");
	if (r->page && one_in(&f->rng, 2))
		require(!files_touch(page, true), "a ring is written");
	files_touch(page, false);
}

static void advise(struct fuzzer *f, char *at, size_t size)
{
	static const int advices[] = {
		MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED,
		MADV_DONTNEED, MADV_FREE, MADV_REMOVE, MADV_DONTFORK,
		MADV_DOFORK, MADV_MERGEABLE, MADV_UNMERGEABLE, MADV_HUGEPAGE,
		MADV_NOHUGEPAGE, MADV_DONTDUMP, MADV_DODUMP, MADV_WIPEONFORK,
		MADV_KEEPONFORK, MADV_COLD, MADV_PAGEOUT, MADV_POPULATE_READ,
		MADV_POPULATE_WRITE, MADV_DONTNEED_LOCKED,
	};
	size_t from = below(&f->rng, size / PAGE);

	madvise(at + PAGE * from, size - PAGE * from, pick(&f->rng, advices));
	files_touch(at + PAGE * from, false);
}

/* Cuts the end off, by moving it and unmapping it there. */
static void remap(struct fuzzer *f, char *at, struct request *r)
{
	size_t from = PAGE * below(&f->rng, r->size / PAGE);
	size_t size = r->size - from;
	size_t to = PAGE * (1 + below(&f->rng, 2 * size / PAGE));
	char *moved = mremap(at + from, size, to, MREMAP_MAYMOVE);

	if (moved == MAP_FAILED)
		return;
	require(to <= size || r->is_torn,
		"a mapping of %zu bytes has grown to %zu", size, to);
	files_touch(moved, false);
	munmap(moved, to);
	r->size = from;
}

/* A hole would be another thread's at once, so the middle is mapped over. */
static void unmap(struct fuzzer *f, char *at, struct request *r)
{
	size_t pages = r->size / PAGE, from = below(&f->rng, pages);

	if (one_in(&f->rng, 2)) {
		munmap(at + PAGE * from, r->size - PAGE * from);
		r->size = PAGE * from;
	} else if (mmap(at + PAGE * from, PAGE, PROT_NONE, MAP_PRIVATE |
			MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED) {
		r->is_torn = true;
	}
}

static void alter(struct fuzzer *f, char *at, struct request *r)
{
	size_t pages = r->size / PAGE;
	unsigned char resident[4096];

	switch (below(&f->rng, 6)) {
	case 0:
		unmap(f, at, r);
		break;
	case 1:
		change_protection(f, at, r);
		break;
	case 2:
		advise(f, at, r->size);
		break;
	case 3:
		remap(f, at, r);
		break;
	case 4:
		if (one_in(&f->rng, 2))
			mlock(at, r->size);
		msync(at, r->size, one_in(&f->rng, 2) ? MS_SYNC : MS_ASYNC);
		if (pages <= sizeof(resident))
			mincore(at, r->size, resident);
		break;
	default:
		files_touch(at + PAGE * below(&f->rng, pages),
			    one_in(&f->rng, 2));
	}
}

/* Of one who may not lock so much, the kernel refuses it before the module. */
static bool may_be_refused_before(const struct request *r, int error)
{
	return is_limited && r->flags & MAP_LOCKED && error == EAGAIN;
}

void maps_round(struct fuzzer *f, struct session *s)
{
	unsigned int times = below(&f->rng, 4);
	struct request r = { 0 };
	char *at;
	int error;

	make_request(f, s, &r);
	at = mmap(NULL, r.size, r.prot, r.flags, s->fd,
		  (off_t)(r.cpu << FLAMEK_MMAP_CPU_SHIFT | r.page * PAGE));
	error = at == MAP_FAILED ? errno : 0;
	if (!s->is_shared && !may_be_refused_before(&r, error))
		require(error == expected(s, &r),
			"mmap of CPU %llu, page %llu, %zu bytes, prot %d, flags 0x%x in state %u: error %d, expected %d",
			(unsigned long long)r.cpu, (unsigned long long)r.page,
			r.size, r.prot, r.flags, s->known.state, error,
			expected(s, &r));
	reached(error ? REACH_MAP_REFUSED : REACH_MAPPED, 1);
	if (error)
		return;
	while (times-- && r.size)
		alter(f, at, &r);
	if (r.size)
		munmap(at, r.size);
}
