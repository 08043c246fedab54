#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# Threads that run on several CPUs at once are sampled on each of them, with
# their true shares.

# shellcheck disable=SC2317 # check_chance calls the functions
# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# function_count NAME
function_count()
{
	awk -v name="$1" '$1 == name { n += $3 } END { print n + 0 }' "$T/ends"
}

# judge_shares: counts samples, not the ticks that they stand for. When the
# machine takes a CPU away from the guest, one sample stands for all that time.
judge_shares()
{
	local name all=0

	record -F 999 -d 4 -o "$T/threads.data" -p "$target" || return
	/usr/bin/python3 "$HERE/samples.py" ends "$T/threads.data" >"$T/ends"
	for name in work_50 work_30 work_20; do
		all=$((all + $(function_count "$name")))
	done
	stats share "$(function_count work_50)" "$all" .5 &&
		stats share "$(function_count work_30)" "$all" .3 &&
		stats share "$(function_count work_20)" "$all" .2
}

load_module
start_target "$W/shares" --threads 3
check_chance "recorded by pid: shares of 50, 30 and 20 %" judge_shares

start_recording -o "$T/threads.data" -p "$target"
cpus=$(nproc)
for ((cpu = 0; cpu < cpus; cpu++)); do
	check "CPU $cpu has samples" wait_until at_least 100 taken "cpu $cpu"
done
finish_recording TERM
is "$status" 0 "the recording ends well"
end_target
done_testing
