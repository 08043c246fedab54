#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount
# not on debug debug-rt: the price of the checks is in every tick
#
# The default protects a slow machine: at the highest rate, with the dearest ticks,
# work goes on, and the rate comes back when ticks cost less. The clock counts
# instructions: what else the host does is not in what is measured.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# cpu_ms COMMAND [ARG...]: the least CPU time of three times
cpu_ms()
{
	local i took times least='' TIMEFORMAT='%3U %3S'

	for i in 1 2 3; do
		times=$({ time "$@" >"$T/work" 2>&1; } 2>&1) || return 1
		took=$(awk '{ printf "%.0f", ($1 + $2) * 1000 }' <<<"$times")
		[ -n "$least" ] && [ "$least" -le "$took" ] || least=$took
	done
	echo "$least"
}

# measure: what work 1000 functions deep takes now
measure()
{
	cpu_ms "$W/recurse" --depth 1000 --rounds 300000000
}

# check_overhead DESC LOW HIGH ROUNDS [OPTION...]: what ticks take of work's CPU
# time, in percent, by the summary and by the last line before it on a terminal
check_overhead()
{
	local desc=$1 low=$2 high=$3
	local work=("$W/recurse" --depth 1000 --rounds "$4")
	local overhead shown

	shift 4
	script -qec "$FLAMEKCTL record ${dear[*]} --ring-pages 32768 $* \
		-o $T/deep.data -- ${work[*]}" /dev/null </dev/null >"$T/messages"
	is $? 0 "$desc: recorded"
	rm "$T/deep.data"
	overhead=$(sed -n 's/.*, overhead \([0-9.]*\)%.*/\1/p' "$T/messages")
	shown=$(tr '\r' '\n' <"$T/messages" |
		sed -n 's/.* Hz  overhead \([0-9.]*\)%.*/\1/p' | tail -n 1)
	check "$desc: ticks take more than $low % and less than $high %" \
		awk -v low="$low" -v high="$high" -v value="$overhead" \
		'BEGIN { exit !(value != "" && value > low && value < high) }'
	check "$desc: and so says the line on the terminal" \
		awk -v shown="$shown" -v value="$overhead" \
		'BEGIN { exit !(shown > value / 1.5 && shown < value * 1.5) }'
	diag "$desc: overhead $overhead %, $shown % on the terminal"
}

load_module
use_memory
# Dear, since user stacks are deep, and each kernel stack is walked twice, and
# compared
dear=(-F 50000 --verify-unwind --stack-depth 1024)

check_overhead "without a limit" 40 100 50000000 --max-overhead 100
unlike "$(<"$T/messages")" 'rate lowered' "the rate is not lowered"
# Above the 25 by what it takes to see that ticks are too dear
check_overhead "with the default limit" 0 28 800000000
like "$(<"$T/messages")" 'none lost' "nothing is lost, so that this is all"
like "$(<"$T/messages")" 'rate lowered: [0-9]+ times? .* since sampling took more than 25 % of' \
	"the summary says that the rate was lowered"

alone=$(measure)
start_recording -a "${dear[@]}" --ring-pages 8192 -o "$T/limited.data"
limited=$(measure)
check "the rate was lowered" wait_until at_least 1 slowed
"$W/exec-child" --cpu-ns 7000000000 >/dev/null
finish_recording
is "$status" 0 "a recording with the default limit ends well"
diag "work takes $alone ms, and $limited ms beside a recording of all"
check "work takes less than 1.4 times its time" \
	test $((5 * limited)) -lt $((7 * alone))
read_records "$T/limited.data"
check "records tell when the rate was lowered" test "$(count throttle)" -gt 0
check "and when it came back" test "$(count unthrottle)" -gt 0
done_testing
