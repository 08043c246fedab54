// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records in perf's ABI: the layouts are those that the comments of enum
 * perf_event_type in <linux/perf_event.h> describe, for the sample format that
 * <linux/flamek.h> fixes.
 *
 * A record is written where it stays. Whoever writes one turns interrupts off
 * for that long, so a CPU writes one record at a time and in order of time.
 */
#include "record.h"
#include "compat.h"
#include "ring.h"
#include "session.h"
#include "stack.h"

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kdev_t.h>
#include <linux/mman.h>
#include <linux/percpu.h>
#include <linux/perf_event.h>
#include <linux/pid_namespace.h>
#include <linux/sched/mm.h>
#include <linux/string.h>

struct sample {
	struct perf_event_header header;
	u64 ip;
	u32 pid, tid;
	u64 time;
	u64 period;
	u64 nr;
	u64 ips[];
};

struct sample_id {
	u32 pid, tid;
	u64 time;
};

struct lost_record {
	struct perf_event_header header;
	u64 id;
	u64 lost;
	struct sample_id sample_id;
};

struct comm_record {
	struct perf_event_header header;
	u32 pid, tid;
	char comm[TASK_COMM_LEN];
	struct sample_id sample_id;
};

struct task_record {
	struct perf_event_header header;
	u32 pid, ppid;
	u32 tid, ptid;
	u64 time;
	struct sample_id sample_id;
};

/* THROTTLE and UNTHROTTLE; flamek's events have no ids. */
struct throttle_record {
	struct perf_event_header header;
	u64 time;
	u64 id;
	u64 stream_id;
	struct sample_id sample_id;
};

struct mmap2_record {
	struct perf_event_header header;
	u32 pid, tid;
	u64 addr;
	u64 len;
	u64 pgoff;
	u32 maj, min;
	u64 ino;
	u64 ino_generation;
	u32 prot, flags;
	char filename[];	/* then struct sample_id */
};

/* Two markers at most: one before the kernel's frames, one before the user's. */
#define NR_MARKERS 2

static_assert(sizeof(struct sample) + sizeof(u64) *
	      (FLAMEK_STACK_MAX + NR_MARKERS) <= U16_MAX);
static_assert(sizeof(struct mmap2_record) + PATH_MAX +
	      sizeof(struct sample_id) <= U16_MAX);

/* Paths are put together here, preemption off; too large for a stack. */
static DEFINE_PER_CPU(char [PATH_MAX], path_buffer);

size_t flamek_record_sample_size(unsigned int depth)
{
	return struct_size((struct sample *)NULL, ips, depth + NR_MARKERS);
}

static u32 pid_of(const struct flamek_session *session, struct task_struct *task)
{
	if (session->pid_ns == &init_pid_ns)
		return task->pid;
	return task_pid_nr_ns(task, session->pid_ns);
}

static u32 tgid_of(const struct flamek_session *session, struct task_struct *task)
{
	if (session->pid_ns == &init_pid_ns)
		return task->tgid;
	return task_tgid_nr_ns(task, session->pid_ns);
}

static void set_header(struct perf_event_header *header, u32 type, u16 misc,
		       size_t size)
{
	header->type = type;
	header->misc = misc;
	header->size = size;
}

static void set_sample_id(struct sample_id *id,
			  const struct flamek_session *session, u64 time)
{
	id->pid = tgid_of(session, current);
	id->tid = pid_of(session, current);
	id->time = time;
}

/*
 * What samples leave free: a sample lost is one sample lost, but a mapping lost
 * spoils every sample after it.
 */
static size_t kept_for_events(size_t ring_size)
{
	return ring_size / 8;
}

size_t flamek_record_watermark_max(size_t ring_size, unsigned int depth)
{
	return ring_size - kept_for_events(ring_size) -
	       flamek_record_sample_size(depth) - 2 * sizeof(struct lost_record);
}

static struct lost_record *put_lost(struct flamek_cpu *fc,
				    struct lost_record *rec, u64 what, u64 now)
{
	if (!fc->ring.pending[what])
		return rec;
	set_header(&rec->header, PERF_RECORD_LOST, 0, sizeof(*rec));
	rec->id = what;
	rec->lost = fc->ring.pending[what];
	set_sample_id(&rec->sample_id, fc->session, now);
	fc->ring.pending[what] = 0;
	return rec + 1;
}

/*
 * Room for a record, behind those that say what was lost before it. All leave
 * what flush needs to say at the end what was lost.
 */
static void *begin(struct flamek_cpu *fc, size_t size, u64 what, u64 now)
{
	struct flamek_ring *ring = &fc->ring;
	struct lost_record *rec;
	size_t spare = what == FLAMEK_LOST_SAMPLES ?
		       kept_for_events(ring->size) : 2 * sizeof(*rec);

	if (unlikely(ring->pending[0] | ring->pending[1]))
		size += 2 * sizeof(*rec);
	rec = flamek_ring_reserve(ring, size, spare);
	if (!rec) {
		ring->pending[what]++;
		if (what == FLAMEK_LOST_SAMPLES)
			WRITE_ONCE(ring->shared->lost_samples,
				   ring->shared->lost_samples + 1);
		else
			WRITE_ONCE(ring->shared->lost_events,
				   ring->shared->lost_events + 1);
		return NULL;
	}
	rec = put_lost(fc, rec, FLAMEK_LOST_SAMPLES, now);
	return put_lost(fc, rec, FLAMEK_LOST_EVENTS, now);
}

/*
 * Wake the reader when this record crosses the watermark, and only then. A tail
 * that is not the latest makes more unread than there is, never less.
 */
static void end(struct flamek_cpu *fc, const void *end_of_record)
{
	size_t written = flamek_ring_commit(&fc->ring, end_of_record);
	u32 watermark = fc->session->watermark;
	u64 unread;

	if (likely(flamek_ring_unread(&fc->ring) < watermark))
		return;
	smp_mb(); /* E, pairs with F */
	unread = flamek_ring_unread(&fc->ring);
	if (unread >= watermark && unread - written < watermark)
		irq_work_queue(&fc->wakeup);
}

/*
 * The same of a record by which the reader finds out what a process is, for as
 * long as that is there to be looked at. Only what is sampled needs a name: the
 * next sample, on whichever CPU, wakes the reader, so that many short-lived
 * processes cost no more wake-ups than samples.
 */
static void end_news(struct flamek_session *session, struct flamek_cpu *fc,
		     const void *end_of_record)
{
	end(fc, end_of_record);
	/* G, pairs with H: who takes the news up has the record before it. */
	smp_store_release(&session->has_news, true);
}

static noinline void tell_news(struct flamek_cpu *fc)
{
	/* H, pairs with G: a full barrier. */
	if (xchg(&fc->session->has_news, false) &&
	    flamek_ring_mark_news(&fc->ring))
		irq_work_queue(&fc->wakeup);
}

bool flamek_record_sample(struct flamek_cpu *fc, struct pt_regs *regs, u64 now,
			  u64 points)
{
	const struct flamek_session *session = fc->session;
	struct flamek_stack stack;
	struct sample *rec;

	fc->taken++;
	WRITE_ONCE(fc->ring.shared->taken, fc->taken);
	rec = begin(fc, flamek_record_sample_size(session->stack_depth),
		    FLAMEK_LOST_SAMPLES, now);
	if (!rec)
		return false;

	flamek_stack_walk(&stack, fc->unwind, rec->ips, session->stack_depth,
			  session->flags, regs);
	set_header(&rec->header, PERF_RECORD_SAMPLE, stack.misc,
		   struct_size(rec, ips, stack.nr));
	rec->ip = stack.ip;
	rec->pid = tgid_of(session, current);
	rec->tid = pid_of(session, current);
	rec->time = now;
	rec->period = points * fc->grid.period;
	rec->nr = stack.nr;
	fc->delivered++;
	end(fc, &rec->ips[stack.nr]);
	if (unlikely(READ_ONCE(fc->session->has_news)))
		tell_news(fc);
	return true;
}

void flamek_record_comm(struct flamek_session *session, struct task_struct *task,
			const char *comm, u16 misc)
{
	struct comm_record *rec;
	struct flamek_cpu *fc;
	unsigned long flags;
	u64 now;

	local_irq_save(flags);
	fc = this_cpu_ptr(session->cpus);
	now = flamek_record_clock();
	rec = begin(fc, sizeof(*rec), FLAMEK_LOST_EVENTS, now);
	if (rec) {
		set_header(&rec->header, PERF_RECORD_COMM, misc, sizeof(*rec));
		rec->pid = tgid_of(session, task);
		rec->tid = pid_of(session, task);
		strscpy_pad(rec->comm, comm, sizeof(rec->comm));
		set_sample_id(&rec->sample_id, session, now);
		end_news(session, fc, rec + 1);
	}
	local_irq_restore(flags);
}

static void record_task(struct flamek_session *session, u32 type,
			struct task_struct *parent, struct task_struct *task)
{
	struct task_record *rec;
	struct flamek_cpu *fc;
	unsigned long flags;
	u64 now;

	local_irq_save(flags);
	fc = this_cpu_ptr(session->cpus);
	now = flamek_record_clock();
	rec = begin(fc, sizeof(*rec), FLAMEK_LOST_EVENTS, now);
	if (rec) {
		set_header(&rec->header, type, 0, sizeof(*rec));
		rec->pid = tgid_of(session, task);
		rec->tid = pid_of(session, task);
		rec->ppid = tgid_of(session, parent);
		rec->ptid = pid_of(session, parent);
		rec->time = now;
		set_sample_id(&rec->sample_id, session, now);
		end(fc, rec + 1);
	}
	local_irq_restore(flags);
}

void flamek_record_fork(struct flamek_session *session,
			struct task_struct *parent, struct task_struct *child)
{
	record_task(session, PERF_RECORD_FORK, parent, child);
}

void flamek_record_exit(struct flamek_session *session, struct task_struct *task)
{
	rcu_read_lock();
	record_task(session, PERF_RECORD_EXIT,
		    rcu_dereference(task->real_parent), task);
	rcu_read_unlock();
}

/* The names that kernel/events/core.c gives to mappings, so that perf knows them. */
static const char *mapping_name(const struct vm_area_struct *vma, char *buffer)
{
	const char *name = NULL;

	if (vma->vm_file) {
		name = d_path(file_user_path(vma->vm_file), buffer, PATH_MAX);
		return IS_ERR(name) ? "//toolong" : name;
	}
	if (vma->vm_ops && vma->vm_ops->name)
		name = vma->vm_ops->name((struct vm_area_struct *)vma);
	return name ?: "//anon";
}

static void fill_mmap2(struct mmap2_record *rec, const struct vm_area_struct *vma)
{
	rec->addr = vma->vm_start;
	rec->len = vma->vm_end - vma->vm_start;
	rec->pgoff = (u64)vma->vm_pgoff << PAGE_SHIFT;
	rec->prot = PROT_EXEC;
	rec->prot |= vma->vm_flags & VM_READ ? PROT_READ : 0;
	rec->prot |= vma->vm_flags & VM_WRITE ? PROT_WRITE : 0;
	rec->flags = vma->vm_flags & VM_MAYSHARE ? MAP_SHARED : MAP_PRIVATE;
	rec->maj = 0;
	rec->min = 0;
	rec->ino = 0;
	rec->ino_generation = 0;
	if (vma->vm_file) {
		const struct inode *inode = file_user_inode(vma->vm_file);

		rec->maj = MAJOR(inode->i_sb->s_dev);
		rec->min = MINOR(inode->i_sb->s_dev);
		rec->ino = inode->i_ino;
		rec->ino_generation = inode->i_generation;
	}
}

void flamek_record_mmap(struct flamek_session *session,
			const struct vm_area_struct *vma)
{
	const char *name = mapping_name(vma, *this_cpu_ptr(&path_buffer));
	size_t name_len = strlen(name);
	size_t name_size = ALIGN(name_len + 1, sizeof(u64));
	size_t size = sizeof(struct mmap2_record) + name_size +
		      sizeof(struct sample_id);
	struct mmap2_record *rec;
	struct flamek_cpu *fc;
	unsigned long flags;
	u64 now;

	local_irq_save(flags);
	fc = this_cpu_ptr(session->cpus);
	now = flamek_record_clock();
	rec = begin(fc, size, FLAMEK_LOST_EVENTS, now);
	if (rec) {
		set_header(&rec->header, PERF_RECORD_MMAP2,
			   PERF_RECORD_MISC_USER, size);
		rec->pid = tgid_of(session, current);
		rec->tid = pid_of(session, current);
		fill_mmap2(rec, vma);
		memcpy(rec->filename, name, name_len);
		memset(rec->filename + name_len, 0, name_size - name_len);
		set_sample_id((struct sample_id *)(rec->filename + name_size),
			      session, now);
		end_news(session, fc, (u8 *)rec + size);
	}
	local_irq_restore(flags);
}

void flamek_record_throttle(struct flamek_cpu *fc, bool is_lower, u64 now)
{
	struct throttle_record *rec;

	rec = begin(fc, sizeof(*rec), FLAMEK_LOST_EVENTS, now);
	if (!rec)
		return;
	set_header(&rec->header, is_lower ? PERF_RECORD_THROTTLE :
		   PERF_RECORD_UNTHROTTLE, 0, sizeof(*rec));
	rec->time = now;
	rec->id = 0;
	rec->stream_id = 0;
	set_sample_id(&rec->sample_id, fc->session, now);
	end(fc, rec + 1);
}

void flamek_record_flush(struct flamek_cpu *fc)
{
	struct lost_record *rec;

	if (!(fc->ring.pending[0] | fc->ring.pending[1]))
		return;
	rec = flamek_ring_reserve(&fc->ring, 2 * sizeof(*rec), 0);
	if (!rec)
		return;
	rec = put_lost(fc, rec, FLAMEK_LOST_SAMPLES, flamek_record_clock());
	rec = put_lost(fc, rec, FLAMEK_LOST_EVENTS, flamek_record_clock());
	flamek_ring_commit(&fc->ring, rec);
}
