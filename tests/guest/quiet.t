#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# A CPU on which no target runs takes no interrupt of flamek's.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# local_timer CPU: timer interrupts that it has taken
local_timer()
{
	awk -v column=$(($1 + 2)) '$1 == "LOC:" { print $column }' /proc/interrupts
}

# interrupts_in_4_s: timer interrupts of CPU 1, which idles meanwhile
interrupts_in_4_s()
{
	local before

	before=$(local_timer 1)
	sleep 4
	echo $(($(local_timer 1) - before))
}

[ "$(nproc)" -ge 2 ] || skip_all "needs two CPUs"
load_module

# All that this test starts stays on CPU 0.
taskset -p 1 $$ >/dev/null
start_target "$W/shares"
without=$(interrupts_in_4_s)

start_recording -F 4999 -p "$target" -o "$T/quiet.folded"
wait_until at_least 1000 ticks "cpu 0"
with=$(interrupts_in_4_s)
diag "timer interrupts of the idle CPU in 4 s: $without without flamek, $with with it"
check "the timer interrupts of an idle CPU do not become more" \
	test "$with" -le $((without + 1000))
check "the target's CPU ticks" at_least 1000 ticks "cpu 0"
is "$(counter ticks "cpu 1")" 0 "the other CPU does not"
is "$(counter taken "cpu 1")" 0 "and has no samples"
is "$(counter handlers "cpu 1")" 0 "and spends no time"

# As it goes to the other CPU, the ticks go with it.
taskset -ap 2 "$target" >/dev/null
check "on the other CPU, that ticks" wait_until at_least 1000 ticks "cpu 1"
ticks=$(counter ticks "cpu 0")
sleep 1
is "$(counter ticks "cpu 0")" "$ticks" "and the first no longer"

# Asleep, it is on none.
freeze "$target"
ticks=$(counter ticks)
sleep 1
is "$(counter ticks)" "$ticks" "a target that is stopped has no ticks"

finish_recording TERM
is "$status" 0 "the recording ends well"
end_target
done_testing
