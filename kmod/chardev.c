// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/flamek: its open file is a session. Every descriptor and every mapping
 * holds that file, and the file holds the module, so when release() runs nobody
 * can reach the session any more.
 */
#include "chardev.h"
#include "session.h"

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/poll.h>

static int flamek_chardev_open(struct inode *inode, struct file *file)
{
	struct flamek_session *session;

	session = flamek_session_create();
	if (IS_ERR(session))
		return PTR_ERR(session);
	file->private_data = session;
	return nonseekable_open(inode, file);
}

static int flamek_chardev_release(struct inode *inode, struct file *file)
{
	flamek_session_destroy(file->private_data);
	return 0;
}

static int flamek_chardev_mmap(struct file *file, struct vm_area_struct *vma)
{
	const unsigned int cpu_shift = FLAMEK_MMAP_CPU_SHIFT - PAGE_SHIFT;
	struct flamek_session *session = file->private_data;
	unsigned long cpu = vma->vm_pgoff >> cpu_shift;

	/* pairs with the release in flamek_session_set() */
	if (!smp_load_acquire(&session->rings_ready))
		return -ENXIO;
	if (cpu >= nr_cpu_ids || !cpu_possible(cpu))
		return -ENXIO;
	return flamek_ring_map(&per_cpu_ptr(session->cpus, cpu)->ring, vma,
			       vma->vm_pgoff & ((1UL << cpu_shift) - 1));
}

static bool is_over(struct flamek_session *session)
{
	enum flamek_session_state state = READ_ONCE(session->state);

	return state == FLAMEK_SESSION_STOPPED ||
	       (state == FLAMEK_SESSION_RUNNING &&
		flamek_target_is_over(&session->target));
}

static __poll_t flamek_chardev_poll(struct file *file, poll_table *wait)
{
	struct flamek_session *session = file->private_data;
	__poll_t events = 0;
	int cpu;

	poll_wait(file, &session->readers, wait);
	/* pairs with the release in flamek_session_set() */
	if (!smp_load_acquire(&session->rings_ready))
		return EPOLLERR;
	if (is_over(session))
		events |= EPOLLHUP;
	smp_mb(); /* F, pairs with E in ring.c and record.c */
	for_each_possible_cpu(cpu) {
		const struct flamek_ring *ring =
			&per_cpu_ptr(session->cpus, cpu)->ring;

		if (flamek_ring_unread(ring) >= session->watermark)
			events |= EPOLLIN | EPOLLRDNORM;
		if (flamek_ring_has_news(ring))
			events |= EPOLLPRI;
	}
	return events;
}

static const struct file_operations flamek_chardev_fops = {
	.owner = THIS_MODULE,
	.open = flamek_chardev_open,
	.release = flamek_chardev_release,
	.mmap = flamek_chardev_mmap,
	.poll = flamek_chardev_poll,
};

static struct miscdevice flamek_chardev = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = FLAMEK_DEVICE_NAME,
	.fops = &flamek_chardev_fops,
	.mode = 0600,
};

struct flamek_session *flamek_chardev_session(struct file *file)
{
	if (file->f_op != &flamek_chardev_fops)
		return NULL;
	return file->private_data;
}

int __init flamek_chardev_init(void)
{
	return misc_register(&flamek_chardev);
}

void flamek_chardev_exit(void)
{
	misc_deregister(&flamek_chardev);
}
