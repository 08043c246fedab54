/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * flamek: the interface between flamek.ko and its controllers.
 *
 * Opening /dev/flamek makes a session; messages of the generic netlink family
 * below configure the session whose file descriptor they carry. The rings that
 * the file maps hold records of the perf ABI (struct perf_event_header and what
 * follows, see <linux/perf_event.h>).
 */
#ifndef _UAPI_LINUX_FLAMEK_H
#define _UAPI_LINUX_FLAMEK_H

#include <linux/types.h>

#define FLAMEK_VERSION		"0.1.0"
#define FLAMEK_DEVICE_NAME	"flamek"
#define FLAMEK_GENL_NAME	"flamek"
#define FLAMEK_GENL_VERSION	1

#define FLAMEK_FREQ_MAX		50000	/* Hz */
#define FLAMEK_STACK_DEFAULT	127	/* frames, kernel and user together */
#define FLAMEK_STACK_MAX	1024
#define FLAMEK_RING_PAGES_MAX	(1U << 16)
#define FLAMEK_PIDS_MAX		1024	/* processes or threads asked for */
#define FLAMEK_OVERHEAD_DEFAULT	25	/* percent of a CPU's time */

/*
 * Every event of flamek has this perf sample format:
 *
 *	struct {
 *		struct perf_event_header header;
 *		__u64 ip;
 *		__u32 pid, tid;
 *		__u64 time;		CLOCK_MONOTONIC, ns
 *		__u64 period;		ns that the sample stands for
 *		__u64 nr;
 *		__u64 ips[nr];		with PERF_CONTEXT_* markers
 *	};
 *
 * PERF_SAMPLE_IP | _TID | _TIME | _CALLCHAIN | _PERIOD in perf's words. All
 * other records end in a sample_id of { __u32 pid, tid; __u64 time; }.
 */
#define FLAMEK_SAMPLE_TYPE	0x127ULL

/*
 * How the user part of a callchain ended, in two bits of header.misc that perf
 * leaves unused in PERF_RECORD_SAMPLE.
 */
#define FLAMEK_MISC_USER_MASK	(3U << 12)
#define FLAMEK_MISC_USER_WHOLE	(0U << 12)	/* at a zero frame pointer */
#define FLAMEK_MISC_USER_FAULT	(1U << 12)	/* page not resident */
#define FLAMEK_MISC_USER_DEPTH	(2U << 12)	/* at the depth limit */
#define FLAMEK_MISC_USER_BROKEN	(3U << 12)	/* not a frame pointer */

/*
 * A bit of header.misc that perf leaves unused in PERF_RECORD_COMM: the process
 * has come into the cgroup that is sampled, and what it had mapped and which threads
 * it had before is not told; or it executes a program, and the kernel cannot tell
 * what that maps.
 */
#define FLAMEK_MISC_COMM_JOINED	(1U << 12)

/*
 * PERF_RECORD_LOST.id says what was lost. Samples leave the last eighth of a
 * ring to the other records, so these are lost only when nobody reads at all.
 */
#define FLAMEK_LOST_SAMPLES	0
#define FLAMEK_LOST_EVENTS	1

/*
 * What can be mapped: for CPU c, at offset c << FLAMEK_MMAP_CPU_SHIFT,
 *
 *	+ 0		one page, readable and writable: struct flamek_ring_tail
 *	+ 1 page	read-only: one page of struct flamek_ring_head, then the
 *			data pages, then the data pages once more, so that a
 *			record is never torn by the end of the ring
 *
 * Each of the two is mapped whole (1 page; 1 + 2 * ring_pages pages), shared.
 */
#define FLAMEK_MMAP_CPU_SHIFT	36

/**
 * struct flamek_ring_tail - the reader's page
 * @tail: bytes read; only ever grows. The producer does not trust it: a value
 *	  that is not within [head - ring size, head] makes the ring look full.
 */
struct flamek_ring_tail {
	__u64 tail;
};

/**
 * struct flamek_ring_head - the producer's page
 * @head: bytes written; records up to here are complete (load-acquire)
 * @size: bytes of data, a power of two
 * @taken: samples taken on this CPU
 * @lost_samples: of these, how many did not fit
 * @lost_events: other records that did not fit
 */
struct flamek_ring_head {
	__u64 head;
	__u64 size;
	__u64 taken;
	__u64 lost_samples;
	__u64 lost_events;
};

/**
 * enum flamek_cmd - commands of the family
 * @FLAMEK_CMD_SESSION_SET: configure a new session and allocate its rings: FD,
 *	a target (one or more TARGET_PID, one or more TARGET_TID, TARGET_CGROUP or
 *	TARGET_SYSTEM), and optionally FREQ, FLAGS, STACK_DEPTH, RING_PAGES,
 *	WATERMARK, CPUS, MAX_OVERHEAD. Once a session.
 * @FLAMEK_CMD_SESSION_START: begin to sample: FD
 * @FLAMEK_CMD_SESSION_STOP: end for good: FD. On return no more records come.
 * @FLAMEK_CMD_SESSION_GET: one session (FD), or as a dump all of them
 */
enum flamek_cmd {
	FLAMEK_CMD_SESSION_SET = 1,
	FLAMEK_CMD_SESSION_START,
	FLAMEK_CMD_SESSION_STOP,
	FLAMEK_CMD_SESSION_GET,

	__FLAMEK_CMD_AFTER_LAST,
	FLAMEK_CMD_MAX = __FLAMEK_CMD_AFTER_LAST - 1
};

/**
 * enum flamek_session_state - life of a session
 * @FLAMEK_SESSION_NEW: opened
 * @FLAMEK_SESSION_READY: configured, rings allocated
 * @FLAMEK_SESSION_RUNNING: sampling
 * @FLAMEK_SESSION_STOPPED: over; its rings can still be read
 */
enum flamek_session_state {
	FLAMEK_SESSION_NEW,
	FLAMEK_SESSION_READY,
	FLAMEK_SESSION_RUNNING,
	FLAMEK_SESSION_STOPPED,
};

/**
 * enum flamek_target_kind - what a session samples
 * @FLAMEK_TARGET_PROCESSES: processes with all their threads
 * @FLAMEK_TARGET_THREADS: threads
 * @FLAMEK_TARGET_CGROUP: what is in a cgroup or below it
 * @FLAMEK_TARGET_SYSTEM: all but the idle tasks
 */
enum flamek_target_kind {
	FLAMEK_TARGET_PROCESSES,
	FLAMEK_TARGET_THREADS,
	FLAMEK_TARGET_CGROUP,
	FLAMEK_TARGET_SYSTEM,
};

/* FLAMEK_A_SESSION_FLAGS */
#define FLAMEK_F_INHERIT	(1U << 0)	/* descendants too */
#define FLAMEK_F_NO_KERNEL	(1U << 1)	/* no kernel frames */
#define FLAMEK_F_NO_USER	(1U << 2)	/* no user frames */
#define FLAMEK_F_ON_EXEC	(1U << 3)	/* begin at the target's next exec */
#define FLAMEK_F_VERIFY_UNWIND	(1U << 4)	/* compare kernel callchains */
#define FLAMEK_F_ALL		(FLAMEK_F_INHERIT | FLAMEK_F_NO_KERNEL | \
				 FLAMEK_F_NO_USER | FLAMEK_F_ON_EXEC | \
				 FLAMEK_F_VERIFY_UNWIND)

/**
 * enum flamek_a_session - attributes of a session
 * @FLAMEK_A_SESSION_FD: u32, file descriptor of the session (requests)
 * @FLAMEK_A_SESSION_TARGET_PID: u32, a process in the caller's pid namespace;
 *	may be repeated
 * @FLAMEK_A_SESSION_FREQ: u32, Hz, 1 to FLAMEK_FREQ_MAX, default 999
 * @FLAMEK_A_SESSION_FLAGS: u32, FLAMEK_F_*
 * @FLAMEK_A_SESSION_STACK_DEPTH: u32, frames, 1 to FLAMEK_STACK_MAX
 * @FLAMEK_A_SESSION_RING_PAGES: u32, data pages per CPU, a power of two
 * @FLAMEK_A_SESSION_WATERMARK: u32, bytes unread in a ring that wake a poller; no
 *	more are asked for than are there before samples are lost
 * @FLAMEK_A_SESSION_ID: u32, number of the session (replies)
 * @FLAMEK_A_SESSION_STATE: u32, enum flamek_session_state (replies)
 * @FLAMEK_A_SESSION_PERIOD: u64, ns between ticks (replies)
 * @FLAMEK_A_SESSION_PROCESSES: u32, live processes in the target (replies)
 * @FLAMEK_A_SESSION_OWNER: u32, pid of the process that opened it, in the
 *	asker's pid namespace (replies)
 * @FLAMEK_A_SESSION_CPU: nest of FLAMEK_A_CPU_*, one per CPU (replies)
 * @FLAMEK_A_SESSION_PAD: for alignment
 * @FLAMEK_A_SESSION_NO_MMAP_EVENTS: flag: new mappings are not reported, for
 *	want of kprobes or with PREEMPT_RT (replies)
 * @FLAMEK_A_SESSION_UNTRACKED: u64, processes that were not followed for lack
 *	of memory (replies)
 * @FLAMEK_A_SESSION_TARGET_TID: u32, a thread in the caller's pid namespace; may
 *	be repeated
 * @FLAMEK_A_SESSION_TARGET_CGROUP: u32, file descriptor of a directory of cgroup
 *	v2: the tasks in it and below
 * @FLAMEK_A_SESSION_TARGET_SYSTEM: flag: all tasks but the idle ones
 * @FLAMEK_A_SESSION_CPUS: string, the CPUs to sample on, such as "0-3,8"; all
 *	if it is not there
 * @FLAMEK_A_SESSION_MAX_OVERHEAD: u32, percent of a CPU's time, 1 to 100, above
 *	which ticks there come half as often; 100: never
 * @FLAMEK_A_SESSION_TARGET: u32, enum flamek_target_kind (replies)
 * @FLAMEK_A_SESSION_RESTRICTED: flag: opened without CAP_PERFMON (replies)
 * @FLAMEK_A_SESSION_LEFT: u64, processes or threads that left the target since
 *	the session may not see them any more (replies)
 */
enum flamek_a_session {
	FLAMEK_A_SESSION_FD = 1,
	FLAMEK_A_SESSION_TARGET_PID,
	FLAMEK_A_SESSION_FREQ,
	FLAMEK_A_SESSION_FLAGS,
	FLAMEK_A_SESSION_STACK_DEPTH,
	FLAMEK_A_SESSION_RING_PAGES,
	FLAMEK_A_SESSION_WATERMARK,
	FLAMEK_A_SESSION_ID,
	FLAMEK_A_SESSION_STATE,
	FLAMEK_A_SESSION_PERIOD,
	FLAMEK_A_SESSION_PROCESSES,
	FLAMEK_A_SESSION_OWNER,
	FLAMEK_A_SESSION_CPU,
	FLAMEK_A_SESSION_PAD,
	FLAMEK_A_SESSION_NO_MMAP_EVENTS,
	FLAMEK_A_SESSION_UNTRACKED,
	FLAMEK_A_SESSION_TARGET_TID,
	FLAMEK_A_SESSION_TARGET_CGROUP,
	FLAMEK_A_SESSION_TARGET_SYSTEM,
	FLAMEK_A_SESSION_CPUS,
	FLAMEK_A_SESSION_MAX_OVERHEAD,
	FLAMEK_A_SESSION_TARGET,
	FLAMEK_A_SESSION_RESTRICTED,
	FLAMEK_A_SESSION_LEFT,

	__FLAMEK_A_SESSION_AFTER_LAST,
	FLAMEK_A_SESSION_MAX = __FLAMEK_A_SESSION_AFTER_LAST - 1
};

/**
 * enum flamek_a_cpu - counters of a session on one CPU
 * @FLAMEK_A_CPU_ID: u32, the CPU
 * @FLAMEK_A_CPU_TICKS: u64, timer interrupts taken
 * @FLAMEK_A_CPU_TAKEN: u64, samples taken
 * @FLAMEK_A_CPU_DELIVERED: u64, samples written to the ring
 * @FLAMEK_A_CPU_LOST: u64, samples that did not fit: taken - delivered
 * @FLAMEK_A_CPU_LOST_EVENTS: u64, other records that did not fit
 * @FLAMEK_A_CPU_HANDLER_NS: u64, ns spent in the tick and in arming it
 * @FLAMEK_A_CPU_PAD: for alignment
 * @FLAMEK_A_CPU_COMPARED: u64, kernel callchains compared with what the kernel's
 *	unwinder finds (FLAMEK_F_VERIFY_UNWIND)
 * @FLAMEK_A_CPU_DIFFERED: u64, of these, how many had been different
 * @FLAMEK_A_CPU_MISSED: u64, points of the grid that passed, while a target ran,
 *	without a tick of their own; the sample after them stands for them too
 * @FLAMEK_A_CPU_LATE_NS: u64, ns that ticks came after their points, in all
 * @FLAMEK_A_CPU_LATE_MAX_NS: u64, ns, the latest tick
 * @FLAMEK_A_CPU_THROTTLED: u64, times that MAX_OVERHEAD lowered the rate
 * @FLAMEK_A_CPU_PERIOD: u64, ns between ticks at present
 */
enum flamek_a_cpu {
	FLAMEK_A_CPU_ID = 1,
	FLAMEK_A_CPU_TICKS,
	FLAMEK_A_CPU_TAKEN,
	FLAMEK_A_CPU_DELIVERED,
	FLAMEK_A_CPU_LOST,
	FLAMEK_A_CPU_LOST_EVENTS,
	FLAMEK_A_CPU_HANDLER_NS,
	FLAMEK_A_CPU_PAD,
	FLAMEK_A_CPU_COMPARED,
	FLAMEK_A_CPU_DIFFERED,
	FLAMEK_A_CPU_MISSED,
	FLAMEK_A_CPU_LATE_NS,
	FLAMEK_A_CPU_LATE_MAX_NS,
	FLAMEK_A_CPU_THROTTLED,
	FLAMEK_A_CPU_PERIOD,

	__FLAMEK_A_CPU_AFTER_LAST,
	FLAMEK_A_CPU_MAX = __FLAMEK_A_CPU_AFTER_LAST - 1
};

#endif /* _UAPI_LINUX_FLAMEK_H */
