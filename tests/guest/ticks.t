#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount
# not on debug debug-rt: the price of the checks is in every tick
#
# Time is not lost where ticks are: with interrupts off, at context switches, and
# when the governor lowers the rate. The clock counts instructions, so that what
# is measured is what was executed.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# within LOW VALUE HIGH
within()
{
	[ "$1" -le "$2" ] && [ "$2" -le "$3" ]
}

# percent PART WHOLE
percent()
{
	echo $(($1 * 100 / $2))
}

# overhead: that of the last recording, in per cent
overhead()
{
	sed -n 's/.*overhead \([0-9.]*\)%.*/\1/p' "$T/messages"
}

use_memory
load_module
check "load what turns interrupts off" insmod "$MODULES/irqsoff.ko"

# Bursts of 5 ms without interrupts, 20 ms of user code after each
cat >"$T/irqsoff.sh" <<'END_OF_SCRIPT'
for ((i = 0; i < 40; i++)); do
	echo 5000 >/sys/module/irqsoff/parameters/us
	end=$((${EPOCHREALTIME/./} + 20000))
	while [ "${EPOCHREALTIME/./}" -lt $end ]; do :; done
done
END_OF_SCRIPT
record -F 999 -o "$T/irqsoff.data" -- bash "$T/irqsoff.sh"
is $? 0 "a program that turns interrupts off is recorded"
"$FLAMEKCTL" fold "$T/irqsoff.data" >"$T/irqsoff.folded" 2>"$T/fold"
all=$(total "$T/irqsoff.folded")
off=$(matching "$T/irqsoff.folded" irqsoff_)
diag "$off of $all ticks with interrupts off, $(<"$T/messages")"
check "its share of ticks is that of its time" \
	within 17 "$(percent "$off" "$all")" 23
read_records "$T/irqsoff.data"
check "though it has fewer samples" \
	test "$(count sample)" -lt $(($(count points) - 120))
like "$(<"$T/messages")" 'ticks missed' "the summary tells of ticks missed"
like "$(<"$T/messages")" '(4|5)[0-9]{3} us at most' "and how late they were"

# One side of a ping-pong, which is switched away at each turn. A tick that is due
# by then cannot come any more: it is taken in the switch.
record -F 9999 --no-inherit --max-overhead 100 -o "$T/pingpong.folded" \
	--stats "json:$T/pingpong.json" -- "$W/pingpong" --count 40000
is $? 0 "one side of a ping-pong is recorded"
switching=$(matching "$T/pingpong.folded" \
	';(__schedule|__traceiter_sched_switch) [0-9]+$')
all=$(total "$T/pingpong.folded")
diag "$switching of $all ticks in the switch itself"
check "ticks that are due at a switch are not lost" \
	test "$(percent "$switching" "$all")" -ge 10
take_points python3 "$HERE/facts.py" "$T/pingpong.json" <<'END'
and count among those that were late: 0 < s["ticks"]["late_mean_ns"] <= s["ticks"]["late_max_ns"] and
	s["ticks"]["taken"] == s["samples"]["taken"]
END
free=$(overhead)

# What switches take leaves less to the ticks. The other side, which is not
# sampled, has the CPU for half of the time.
record -F 9999 --no-inherit --max-overhead 3 -o "$T/limited.folded" -- \
	"$W/pingpong" --count 40000
like "$(<"$T/messages")" 'rate lowered' \
	"the rate is lowered for what switches and samples take together, $free %"
limited=$(overhead)
check "and with it the overhead: $limited %" \
	awk -v free="$free" -v limited="$limited" 'BEGIN { exit limited >= free }'

# The governor
record -F 50000 --max-overhead 100 -o "$T/free.data" -- \
	"$W/exec-child" --cpu-ns 1000000000
read_records "$T/free.data"
free=$(count points)
free_samples=$(count sample)
diag "$(head -n 2 "$T/messages")"
is "$(count throttle)" 0 "without a limit the rate is not lowered"
check "and every tick comes" within 49000 "$free_samples" 52500

record -F 50000 --max-overhead 1 -o "$T/limited.data" -- \
	"$W/exec-child" --cpu-ns 1000000000
messages=$(<"$T/messages")
read_records "$T/limited.data"
check "with one it is" test "$(count throttle)" -gt 0
check "so that samples are fewer" test "$(count sample)" -lt $((free_samples / 2))
check "but stand for the same time" within $((free * 98 / 100)) \
	"$(count points)" $((free * 102 / 100))
like "$messages" 'rate lowered: [0-9]+ times? .* since sampling took more than 1 % of' \
	"the summary says so"
overhead=$(overhead)
check "the overhead is below the limit: $overhead %" \
	awk -v overhead="$overhead" 'BEGIN { exit !(overhead < 1.3) }'

rmmod irqsoff
done_testing
