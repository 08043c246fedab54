#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --cpus 3
# not on debug-rt: its preemption makes no difference to this
#
# Lists and ranges of CPUs, some of which are not there all the time: who runs on
# one of them is sampled there, and nobody elsewhere.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# ticks CPU: so far
ticks()
{
	counter ticks "cpu $1"
}

# check_cpus LIST TAKEN LEFT: with -C LIST all of the CPUs TAKEN are sampled, and
# none of those LEFT; each of them is busy
check_cpus()
{
	local cpu

	start_recording -a -C "$1" -F 400 -o "$T/cpus.data"
	for cpu in $2; do
		check "-C $1: CPU $cpu is sampled" \
			wait_until at_least 20 ticks "cpu $cpu"
	done
	for cpu in $3; do
		is "$(ticks "$cpu")" 0 "-C $1: CPU $cpu is not"
	done
	finish_recording
	is "$status" 0 "-C $1: the recording ends well"
}

# refuses LIST: and says why
refuses()
{
	! "$FLAMEKCTL" record -a -C "$1" -o "$T/x.data" -- true 2>"$T/messages" &&
		grep -q "CPU" "$T/messages"
}

load_module
spinners=()
for mask in 1 2 4; do
	start_target nice -n 19 taskset $mask "$W/exec-child" --cpu-ns 1000000000000
	spinners+=("$target")
done
check_cpus 0,2 "0 2" 1
check_cpus 1-2 "1 2" 0
check_cpus 0-1,2 "0 1 2" ""
for list in 3 2-200 2-1 0,x; do
	check "-C $list is refused" refuses $list
	check "-C $list: and nothing is written" test ! -e "$T/x.data"
done

# A process that moves from one to another
start_recording -p "${spinners[1]}" -C 0,2 -F 400 -o "$T/moves.data"
is "$(ticks 1)" 0 "a process: not where it is not asked for"
taskset -p 4 "${spinners[1]}" >/dev/null
check "a process: where it is" wait_until at_least 20 ticks "cpu 2"
taskset -p 1 "${spinners[1]}" >/dev/null
check "a process: and on the other" wait_until at_least 20 ticks "cpu 0"
finish_recording
read_records "$T/moves.data"
is "$(count "pid ${spinners[1]}")" "$(count sample)" "a process: and nobody else"
taskset -p 2 "${spinners[1]}" >/dev/null

# One of the list is away at first, and goes again.
online=/sys/devices/system/cpu/cpu2/online
if [ -w $online ]; then
	echo 0 >$online
	start_recording -a -C 2 -F 400 -o "$T/away.data"
	check "a CPU that is away: it is waited for" is_recording
	is "$(counter ticks)" 0 "a CPU that is away: none is sampled in its place"
	echo 1 >$online
	taskset -p 4 "${spinners[2]}" >/dev/null
	check "a CPU that comes is sampled" \
		wait_until at_least 20 ticks "cpu 2"
	finish_recording
	is "$status" 0 "a CPU that comes: the recording ends well"

	echo 0 >$online
	start_recording -a -C 1-2 -F 400 -o "$T/away.data"
	check "a CPU of a range is away: the other is sampled" \
		wait_until at_least 20 ticks "cpu 1"
	is "$(ticks 2)" 0 "a CPU of a range is away: it is not"
	echo 1 >$online
	taskset -p 4 "${spinners[2]}" >/dev/null
	check "a CPU of a range comes: it is sampled" \
		wait_until at_least 20 ticks "cpu 2"
	echo 0 >$online
	before=$(ticks 1)
	check "a CPU of a range goes: the other goes on" \
		wait_until at_least $((before + 20)) ticks "cpu 1"
	echo 1 >$online
	finish_recording
	is "$status" 0 "a CPU of a range goes: the recording ends well"
	read_records "$T/away.data"
	is "$(count lost)" 0 "a CPU of a range goes: no sample is lost"
else
	skip "CPUs that are away" "the kernel cannot do without CPU 2"
fi
check "no session is left" has_no_session
done_testing
