#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount
# not on debug-rt: its preemption makes no difference to this
#
# Processes that live for 5 ms get their true share of the CPU.

# shellcheck disable=SC2317 # check_chance calls the functions
# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

# judge_children FUNCTION [OPTION...]
judge_children()
{
	local function=$1

	shift
	record -o "$T/short.folded" -- "$W/children" --count 200 "$@" &&
		stats share "$(with_frame "$T/short.folded" "$function")" \
			$(($(said wall_ns) / (1000000000 / 999))) \
			"$(said cpu_ns)/$(said wall_ns)"
}

load_module
use_memory
check_chance "forked: their true share" judge_children child_work
check_chance "executed: their true share" judge_children exec_child_work --exec
done_testing
