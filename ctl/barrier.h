/* SPDX-License-Identifier: GPL-2.0-only */
/* The only atomics of flamekctl: what the ring shares with the kernel. */
#ifndef FLAMEK_BARRIER_H
#define FLAMEK_BARRIER_H

/** load_acquire() - what follows is not done before this load */
#define load_acquire(p)		__atomic_load_n((p), __ATOMIC_ACQUIRE)

/** store_release() - what precedes is done before this store */
#define store_release(p, v)	__atomic_store_n((p), (v), __ATOMIC_RELEASE)

#endif
