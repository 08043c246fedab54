#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# Children that live for 5 ms have names: what they ran is known by the events
# that came while they did, from whatever CPU.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

# check_children COMM FUNCTION [OPTION...]: of the workload
check_children()
{
	local comm=$1 function=$2 folded=$T/children.folded all

	shift 2
	check "$comm: recorded" record -F 4999 -o "$folded" -- \
		"$W/children" --count 50 "$@"
	all=$(with_frame "$folded" "$function")
	check "$comm: $function has $all samples, for 50 times 5 ms" \
		test "$all" -ge 500
	is "$(matching "$folded" "^$comm;.*;${function}[; ]")" "$all" \
		"$comm: all as $comm"
	# In its own code: where the kernel is slow the faults of a child's first
	# moments are long.
	check "$comm: main calls it" nearly \
		"$(matching "$folded" ";main;$function [0-9]+\$")" \
		"$(matching "$folded" ";$function [0-9]+\$")"
	is "$(matching "$folded" ";main;$function;.*\[")" 0 \
		"$comm: whatever it calls has a name"
}

# unnamed BINARY: samples in it that have no name
unnamed()
{
	matching "$T/children.folded" "\[$1\] [0-9]+\$"
}

load_module

check_children children child_work
check "fork: the program's functions are named" \
	test $(($(unnamed children) * 1000)) -le "$(total "$T/children.folded")"

check_children exec-child exec_child_work --exec
check "exec: the program's functions are named" \
	test $(($(unnamed exec-child) * 1000)) -le "$(total "$T/children.folded")"
is "$(matching "$T/children.folded" '^exec-child;.*;child_work[; ]')" 0 \
	"exec: nothing is named after the program before"

done_testing
