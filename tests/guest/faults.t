#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What a machine does to a recording: CPUs that go and come, a fork bomb, memory
# that is swapped out or not to be had.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

export PYTHONPATH=$HERE PYTHONDONTWRITEBYTECODE=1
rounds=$((20 / ${FLAMEK_ROUNDS_DIV:-1}))

# is_exact FILE WHAT: there are samples in it, and none was lost, unless the kernel
# is so slow that the reader cannot keep up
is_exact()
{
	local lost

	read_records "$1"
	lost=$(count lost_samples)
	[ -z "${FLAMEK_ROUNDS_DIV:-}" ] || lost=0
	is "$lost/$(($(count points) > 0))" 0/1 \
		"$2: there are samples, and none is lost"
}

load_module

# CPUs
cpu=/sys/devices/system/cpu/cpu1/online
if [ -w "$cpu" ]; then
	start_target "$W/shares" --threads 4
	start_recording -p "$target" -F 1999 --ring-pages 1024 \
		-o "$T/hotplug.data"
	process=$recorder
	start_recording -a -F 999 -o "$T/system.data"
	for ((i = 0; i < rounds; i++)); do
		echo 0 >"$cpu"
		echo 1 >"$cpu"
	done
	diag "CPU 1 went and came $rounds times"
	echo 0 >"$cpu"
	ticks=$(counter ticks "cpu 1")
	sleep 0.5
	is "$(counter ticks "cpu 1")" "$ticks" "a CPU that is gone has no ticks"
	check "the other one has" wait_until \
		at_least $(($(counter ticks "cpu 0") + 100)) ticks "cpu 0"
	echo 1 >"$cpu"
	check "when it is back it has" wait_until at_least $((ticks + 50)) \
		ticks "cpu 1"
	finish_recording
	is "$status" 0 "the system's recording ends well"
	recorder=$process
	finish_recording
	is "$status" 0 "the process's recording ends well"
	end_target
	is_exact "$T/hotplug.data" "CPUs that go and come"
	echo 0 >"$cpu"
	check "a recording that begins with a CPU gone" record -F 999 \
		-o "$T/one.folded" -- "$W/exec-child" --cpu-ns 100000000
	echo 1 >"$cpu"
else
	skip "CPUs that go and come" "no CPU can go"
fi

# A fork bomb
group=/sys/fs/cgroup/flamek-bomb
if grep -qw pids /sys/fs/cgroup/cgroup.controllers; then
	echo +pids >/sys/fs/cgroup/cgroup.subtree_control
	mkdir -p "$group"
	echo 60 >"$group/pids.max"
	cat >"$T/bomb.sh" <<'BOMB'
echo $$ >"$1/cgroup.procs"
bomb() { bomb | bomb & }
while :; do bomb; done
BOMB
	start_stopped bash "$T/bomb.sh" "$group"
	start_recording -c flamek-bomb --ring-pages 1024 -o "$T/bomb.data"
	in_group=$recorder
	start_recording -p "$target" --inherit -o "$T/tree.data"
	kill -CONT "$target"
	check "a fork bomb is recorded" wait_until at_least 2000 taken
	echo 1 >"$group/cgroup.kill"
	end_of "$recorder"
	is "$status" 0 "its tree's recording ends with it" ||
		diag "$(<"$T/messages")"
	recorder=$in_group
	finish_recording
	is "$status" 0 "its cgroup's recording ends well"
	is_exact "$T/bomb.data" "a fork bomb"
	diag "$(count fork) forks, $(count exit) exits"
	check "the cgroup is empty" wait_until rmdir "$group"
else
	skip "a fork bomb" "this kernel has no pids controller"
fi

# A user stack that is swapped out
swap_on()
{
	modprobe zram num_devices=1 2>/dev/null &&
		echo 64M >/sys/block/zram0/disksize &&
		mkswap /dev/zram0 >/dev/null && swapon /dev/zram0
}
if swap_on 2>/dev/null; then
	group=/sys/fs/cgroup/flamek-swap
	echo +memory >/sys/fs/cgroup/cgroup.subtree_control
	mkdir "$group"
	# What it has touched before it is in the group is not the group's.
	start_stopped "$W/recurse" --depth 2000 --rounds 1000000000000
	echo "$target" >"$group/cgroup.procs"
	kill -CONT "$target"
	wait_until is_executing "$target" "$W/recurse"
	start_recording -p "$target" --stack-depth 1024 --ring-pages 1024 \
		-o "$T/swap.data"
	for ((i = 0; i < rounds; i++)); do
		echo 64M >"$group/memory.reclaim"
		sleep 0.05
	done 2>/dev/null
	swapped=$(awk '$1 == "VmSwap:" { print $2 }' "/proc/$target/status")
	check "the target is swapped out: $swapped kB" test "$swapped" -gt 0
	wait_until at_least 200 taken
	finish_recording
	is "$status" 0 "and recorded"
	end_target
	is_exact "$T/swap.data" "a target swapped out"
	check "its samples are well-formed" \
		python3 "$HERE/samples.py" check "$T/swap.data"
	wait_until rmdir "$group"
	swapoff /dev/zram0
	rmmod zram
else
	skip "a stack that is swapped out" "no zram to swap to"
fi

# No memory at any of the allocations of a session; no page at any of its copies
if [ -e /proc/self/fail-nth ]; then
	for each in failslab fail_page_alloc; do
		echo N >"/sys/kernel/debug/$each/ignore-gfp-wait"
	done
	for each in /sys/kernel/debug/fail*/verbose; do
		echo 0 >"$each"
	done
	[ ! -e /sys/kernel/debug/fail_page_alloc/min-order ] ||
		echo 0 >/sys/kernel/debug/fail_page_alloc/min-order
	take_points python3 "$HERE/faults.py"
else
	skip "allocations that fail" "this kernel injects no faults"
fi

check "no session is left" has_no_session
done_testing
