#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount
# not on debug debug-rt: what the kernel adds to a burst of 100 us is no longer little
#
# A task that sleeps most of the time gets its true share of the CPU, whatever
# the period of its bursts: a timer that starts anew at each switch-in would see
# none of them, and one that ticks at even distances would see all or none of
# those that march in step with it.

# shellcheck disable=SC2317 # check_chance calls the functions
# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

# judge_bursts PERIOD_NS HZ: ten seconds of bursts of 100 us. Each tick of the
# grid is a question to the CPU, whether the task is on it.
judge_bursts()
{
	local tick_ns=$((1000000000 / $2))

	record -F "$2" -o "$T/bursts.folded" -- "$W/bursts" \
		--period-ns "$1" --on-ns 100000 --count $((10000000000 / $1)) &&
		stats share "$(with_frame "$T/bursts.folded" burst)" \
			$(($(said wall_ns) / tick_ns)) \
			"$(said on_ns)/$(said wall_ns)"
}

load_module
use_memory
check_chance "a burst each ms: its true share" judge_bursts 1000000 999
check_chance "in step with the timer: the same" \
	judge_bursts $((1000000000 / 999)) 999
check_chance "at half its rate" judge_bursts $((2000000000 / 999)) 999
check_chance "in step at another rate" judge_bursts $((1000000000 / 199)) 199
done_testing
