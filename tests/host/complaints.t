#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What a kernel says of faults is told from what else it says.

cd "$(dirname "$0")/../.." || exit 1
count=0 failed=0

# judge WANTED LINE: whether the line, as it stands in a log, is a complaint
judge()
{
	local got=quiet

	[ -z "$(printf '[   12.345678] %s\r\n' "$2" |
		scripts/guest-complaints)" ] || got=complaint
	count=$((count + 1))
	if [ "$got" = "$1" ]; then
		echo "ok $count - $1: $2"
	else
		failed=$((failed + 1))
		echo "not ok $count - $1: $2"
	fi
}

while IFS= read -r line; do
	judge complaint "$line"
done <<'END'
BUG: KASAN: slab-out-of-bounds in flamek_record_sample+0x52/0x90 [flamek]
BUG: KASAN: use-after-free in flamek_ring_reserve+0x11/0x40 [flamek]
KASAN: null-ptr-deref in range [0x0000000000000000-0x0000000000000007]
BUG: KFENCE: use-after-free read in flamek_session_put+0x17/0x40 [flamek]
WARNING: possible circular locking dependency detected
WARNING: possible recursive locking detected
WARNING: possible irq lock inversion dependency detected
WARNING: inconsistent lock state
WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected
WARNING: bad unlock balance detected!
WARNING: held lock freed!
WARNING: lock held when returning to user space!
WARNING: Nested lock was not taken
[ BUG: Invalid wait context ]
DEBUG_LOCKS_WARN_ON(lock->magic != lock)
BUG: MAX_LOCKDEP_CHAINS too low!
INFO: trying to register non-static key.
INFO: lockdep is turned off.
BUG: spinlock bad magic on CPU#1, insmod/312
BUG: sleeping function called from invalid context at mm/slab.h:507
BUG: scheduling while atomic: flamekctl/401/0x00000002
BUG: using smp_processor_id() in preemptible [00000000] code: flamekctl/399
BUG: using __this_cpu_add() in preemptible [00000000] code: insmod/77
BUG: workqueue leaked lock or atomic: kworker/0:1/0x00000001/23
WARNING: suspicious RCU usage
rcu: INFO: rcu_preempt self-detected stall on CPU
rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [flamekctl:400]
watchdog: Watchdog detected hard LOCKUP on cpu 1
INFO: task flamekctl:400 blocked for more than 120 seconds.
BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 40s!
ODEBUG: free active (active state 0) object type: hrtimer hint: flamek_sampler_tick+0x0/0x90 [flamek]
ODEBUG: Out of memory. ODEBUG disabled
UBSAN: array-index-out-of-bounds in kmod/record.c:71:9
UBSAN: shift-out-of-bounds in kmod/ring.c:31:12
list_add corruption. prev->next should be next (ffff888004c0), but was 0000000000000000.
list_del corruption, ffff8880055a8d00->next is LIST_POISON1 (dead000000000100)
refcount_t: underflow; use-after-free.
refcount_t: addition on 0; use-after-free.
BUG kmalloc-64 (Not tainted): Object already free
kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)
kmemleak: Kernel memory leak detector disabled
kmemleak: Cannot allocate a kmemleak_object structure
kmemleak: Memory pool empty, consider increasing CONFIG_DEBUG_KMEMLEAK_MEM_POOL_SIZE
guest-init: BUG: no scan for leaks
------------[ cut here ]------------
kernel BUG at kernel/time/hrtimer.c:1294!
BUG: kernel NULL pointer dereference, address: 0000000000000008
BUG: unable to handle page fault for address: ffffc90000a00000
BUG: Bad page state in process flamekctl  pfn:0512f
BUG: Bad rss-counter state mm:00000000a1b2c3d4 type:MM_ANONPAGES val:12
Oops: 0000 [#1] PREEMPT SMP KASAN NOPTI
general protection fault, probably for non-canonical address 0xdffffc0000000001: 0000 [#1]
WARNING: CPU: 0 PID: 300 at kmod/ring.c:88 flamek_ring_reserve+0x52/0x90 [flamek]
flamekctl: page allocation failure: order:4, mode:0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO)
 Call Trace:
Kernel panic - not syncing: Fatal exception in interrupt
BUG: TASK stack guard page was hit at 00000000c6e1a1c5 (stack is 00000000f2..0000000011)
irq 9: nobody cared (try booting with the "irqpoll" option)
END

while IFS= read -r line; do
	judge quiet "$line"
done <<'END'
Linux version 6.1.192-debug (root@host) (gcc 12.2.0) #1 SMP PREEMPT_DYNAMIC
Running RCU self tests
rcu: 	RCU lockdep checking is enabled.
Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar
kmemleak: Cannot allocate a scan area, scanning the full object
kmemleak: Kernel memory leak detector initialized (mem pool available: 31000)
tests/run: tests/guest/kill.t
flamek: loading out-of-tree module taints kernel.
guest-init: scanned for leaks
hrtimer: interrupt took 5120000 ns
perf: interrupt took too long (2501 > 2500), lowering kernel.perf_event_max_sample_rate to 79000
smpboot: CPU 1 is now offline
Freeing unused kernel image (initmem) memory: 3000K
flamekctl (400): drop_caches: 3
END

echo "1..$count"
exit $((failed != 0))
