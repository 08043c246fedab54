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
rounds=$(less_of 20)
plugs=$((rounds < 10 ? 10 : rounds))

# record_counted NAME [OPTION...]: in the background, to $T/NAME.data, and its
# summary to $T/NAME.json
record_counted()
{
	start_recording "${@:2}" -o "$T/$1.data" --stats "json:$T/$1.json"
}

# is_counted NAME WHAT: of all samples that were taken each is there, or lost
is_counted()
{
	local taken

	taken=$(python3 -c 'import json, sys
print(json.load(sys.stdin)["samples"]["taken"])' <"$T/$1.json")
	read_records "$T/$1.data"
	check "$2: there are samples" test "$(count sample)" -gt 0
	is "$(($(count sample) + $(count lost_samples)))" "$taken" \
		"$2: samples and losses are all that were taken"
	diag "$2: $taken samples, $(count lost_samples) of them lost, $(count fork) forks, $(count exit) exits, $(count lost_events) events lost"
}

# is_exact NAME WHAT: and none is lost, unless the kernel is so slow that the
# reader cannot keep up
is_exact()
{
	is_counted "$@"
	[ -n "${FLAMEK_ROUNDS_DIV:-}" ] ||
		is "$(count lost_samples)" 0 "$2: none is lost" ||
		diag "$(sed 's/, "names".*//' "$T/$1.json")"
}

load_module

# CPUs
cpu=/sys/devices/system/cpu/cpu1/online

# plug STATE: CPU 1 goes (0) or comes (1)
plug()
{
	echo "$1" >"$cpu" && [ "$(<"$cpu")" = "$1" ]
}

# plug_often TIMES: sets $went and $came
plug_often()
{
	local i

	went=0 came=0
	for ((i = 0; i < $1; i++)); do
		! plug 0 || went=$((went + 1))
		! plug 1 || came=$((came + 1))
	done
}

if [ -w "$cpu" ]; then
	start_target "$W/children" --count 100000000 --rounds 20000
	family=$target
	start_target "$W/shares" --threads 2
	record_counted hotplug -p "$target,$family" --inherit -F 1999 \
		--ring-pages 1024
	process=$recorder
	record_counted system -a -F 999 --ring-pages 4096
	plug_often "$plugs"
	is "$went/$came" "$plugs/$plugs" "CPU 1 goes and comes, and again"
	diag "CPU 1 went $went times and came $came times"
	check "it goes" plug 0
	ticks=$(counter ticks "cpu 1")
	sleep 0.5
	is "$(counter ticks "cpu 1")" "$ticks" "a CPU that is gone has no ticks"
	check "the other one has" wait_until \
		at_least $(($(counter ticks "cpu 0") + 100)) ticks "cpu 0"
	check "it comes" plug 1
	check "when it is back it has" wait_until at_least $((ticks + 50)) \
		ticks "cpu 1"
	finish_recording
	is "$status" 0 "the system's recording ends well"
	recorder=$process
	finish_recording
	is "$status" 0 "the processes' recording ends well"
	end_target
	target=$family
	end_target
	is_exact hotplug "CPUs that go and come"
	check "processes came and went meanwhile" test "$(count fork)" -ge 20
	is_exact system "CPUs that go and come, of the system"
	check "it has processes that came and went" test "$(count fork)" -ge 20
	check "one goes for the beginning of a recording" plug 0
	check "a recording that begins with a CPU gone" record -F 999 \
		-o "$T/one.folded" -- "$W/exec-child" --cpu-ns 100000000
	check "and comes again" plug 1
else
	skip "CPUs that go and come" "no CPU can go"
fi

# A fork bomb
group=/sys/fs/cgroup/flamek-bomb
if grep -qw pids /sys/fs/cgroup/cgroup.controllers; then
	echo +pids >/sys/fs/cgroup/cgroup.subtree_control
	mkdir -p "$group"
	echo 60 >"$group/pids.max"
	times=$(less_of 5000)
	start_stopped "$W/forkbomb" --forks "$times"
	bomb=$target
	echo "$bomb" >"$group/cgroup.procs"
	record_counted bomb -c flamek-bomb -F "$(less_of 999)" --ring-pages 1024
	in_group=$recorder
	record_counted tree -p "$bomb" --inherit -F "$(less_of 999)" \
		--ring-pages 1024
	kill -CONT "$bomb"
	end_of "$recorder"
	is "$status" 0 "a fork bomb's recording ends with it" ||
		diag "$(<"$T/messages")"
	end_of "$bomb"
	is "$status" 0 "the bomb has come to its end"
	recorder=$in_group
	finish_recording
	is "$status" 0 "its cgroup's recording ends well"
	forks=$(sed -n 's/^forks=//p' "$T/target")
	refused=$(sed -n 's/^refused=//p' "$T/target")
	check "it forked $forks times" test "$forks" -ge "$times"
	is "$(sed -n 's/^max //p' "$group/pids.events")" "$refused" \
		"as often as it was refused, the limit of its cgroup was hit"
	check "which was many times: $refused" test "$refused" -gt 10
	diag "a fork bomb: $forks forks, $refused refused"
	for each in bomb tree; do
		is_exact "$each" "a fork bomb's $each"
		is "$(($(count fork) + $(count lost_events) >= forks))" 1 \
			"a fork bomb's $each: each fork is told of, or lost"
		check "a fork bomb's $each: none is told of twice" \
			test "$(count fork)" -le "$forks"
		check "a fork bomb's $each: many are told of" \
			test "$(count fork)" -gt $((times / 2))
	done
	check "the cgroup is empty" wait_until rmdir "$group"
else
	skip "a fork bomb" "this kernel has no pids controller"
fi

# A user stack that is swapped out. The kernel asks for a compressor by a modprobe
# that the guest does not have where it looks for it.
swap_on()
{
	modprobe -q lzo-rle
	modprobe zram num_devices=1 &&
		echo 64M >/sys/block/zram0/disksize &&
		mkswap /dev/zram0 && swapon /dev/zram0
}

if [ ! -e /proc/swaps ]; then
	skip "a stack that is swapped out" "this kernel does not swap"
elif ! modprobe -nq zram; then
	skip "a stack that is swapped out" "no zram to swap to"
elif check "memory to swap to" swap_on; then
	group=/sys/fs/cgroup/flamek-swap
	echo +memory >/sys/fs/cgroup/cgroup.subtree_control
	mkdir "$group"
	# What it has touched before it is in the group is not the group's.
	start_stopped "$W/recurse" --depth 2000 --rounds 1000000000000
	echo "$target" >"$group/cgroup.procs"
	kill -CONT "$target"
	wait_until is_executing "$target" "$W/recurse"
	# Its stacks are 8 KB each: at this rate the ring holds those of ten seconds.
	record_counted swap -p "$target" -F 199 --stack-depth 1024 \
		--ring-pages 4096
	wait_until at_least 20 taken
	for ((i = 0; i < rounds; i++)); do
		echo 64M >"$group/memory.reclaim"
		sleep 0.05
	done 2>/dev/null
	swapped=$(awk '$1 == "VmSwap:" { print $2 }' "/proc/$target/status")
	check "the target is swapped out: $swapped kB" test "$swapped" -gt 0
	wait_until at_least $(($(counter taken) + 200)) taken
	finish_recording
	is "$status" 0 "and recorded"
	end_target
	is_exact swap "a target swapped out"
	check "its samples are well-formed" \
		python3 "$HERE/samples.py" check "$T/swap.data"
	python3 "$HERE/samples.py" ends "$T/swap.data" >"$T/ends"
	diag "$(<"$T/ends")"
	check "its stacks end at a page that is gone" \
		grep -qE '^bottom fault [0-9]{2}' "$T/ends"
	check "which before were as deep as could be" \
		grep -q '^bottom depth ' "$T/ends"
	wait_until rmdir "$group"
	swapoff /dev/zram0
	rmmod zram
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
	mkdir /sys/fs/cgroup/flamek-faults
	echo 1 >/sys/kernel/rcu_expedited
	echo -1 >/proc/sys/kernel/sched_rt_runtime_us
	take_points python3 "$HERE/faults.py" /sys/fs/cgroup/flamek-faults
	echo 0 >/sys/kernel/rcu_expedited
	rmdir /sys/fs/cgroup/flamek-faults

	# The command has no memory where its forks may not wait for it, but what is
	# laid by for 64.
	for each in task-filter=Y ignore-gfp-wait=Y times=-1 probability=100; do
		echo "${each#*=}" >"/sys/kernel/debug/failslab/${each%=*}"
	done
	cat >"$T/forks.sh" <<'FORKS'
echo 1 >/proc/self/make-it-fail
i=0
while [ $i -lt 71 ]; do
	(exit 0) &
	i=$((i + 1))
done
wait
FORKS
	# Nothing else runs on that CPU while it forks, as in faults.py.
	record -o "$T/forks.folded" --stats "json:$T/forks.json" -- \
		taskset -c 0 chrt -R -f 1 sh "$T/forks.sh"
	is $? 0 "a command whose children cannot be followed is recorded"
	echo 0 >/sys/kernel/debug/failslab/probability
	like "$(<"$T/messages")" 'not followed for lack of memory: 7 processes' \
		"the summary says how many they are"
	like "$(<"$T/forks.json")" '"untracked": *7[^0-9]' "and so do the statistics"
else
	skip "allocations that fail" "this kernel injects no faults"
fi

check "no session is left" has_no_session
done_testing
