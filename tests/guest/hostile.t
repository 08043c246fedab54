#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# Frame pointers and stack pointers that lead nowhere do no harm, and what could
# not be followed is said to be cut.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

# record_hostile PROGRAM [OPTION...]: for check_ends and frames_of
record_hostile()
{
	check "$1: it lives through it" record -F 4999 \
		-o "$T/hostile.data" -- "$W/$1" "${@:2}"
	"$FLAMEKCTL" fold "$T/hostile.data" >"$T/hostile.folded"
	check "$1: each sample is well made" \
		/usr/bin/python3 "$HERE/samples.py" check "$T/hostile.data"
	check "$1: it has its name before it is sampled" \
		test -z "$(grep '^:' "$T/hostile.folded")"
	/usr/bin/python3 "$HERE/samples.py" ends "$T/hostile.data" >"$T/ends"
	diag "$(cat "$T/ends")"
}

# check_ends FUNCTION ENDING: its stacks ended in this way, or in one of several
# (broken|fault), but for a few that were sampled before it had set its frame pointer
check_ends()
{
	check "$1: $2" awk -v name="$1" -v ending="^($2)$" '
		$1 == name {
			all += $3
			if ($2 ~ ending)
				right += $3
		}
		END { exit !(all >= 20 && right >= all * 0.95) }' "$T/ends"
}

# frames_of FUNCTION: how many user frames most of its stacks have
frames_of()
{
	awk -v name="$1" '{
		value = $NF
		sub(/ [0-9]+$/, "")
		nr = split($0, frames, ";")
		for (at = nr; at > 1 && frames[at] != name; at--)
			;
		if (at > 1)
			samples[at - 1] += value
	}
	END {
		for (i in samples)
			if (samples[i] > samples[most])
				most = i
		print most + 0
	}' "$T/hostile.folded"
}

load_module
record_hostile hostile --rounds 20000000
check_ends frame_is_itself broken
check_ends frames_in_circle broken
check_ends frames_far_apart broken
check_ends frame_in_kernel_text broken
check_ends frame_in_kernel_data broken
check_ends frame_above_user broken
check_ends frame_not_canonical broken
check_ends frame_at_the_end broken
check_ends frame_in_vsyscall broken
check_ends frame_is_zero whole
check_ends frame_unaligned broken
check_ends frame_over_the_edge broken
check_ends frame_unmapped broken
check_ends frame_never_touched broken
check_ends frame_not_readable broken
check_ends stack_never_touched fault
check_ends returns_to_nowhere broken
like "$(cat "$T/messages")" 'no frame pointer: ' "the summary says so"
like "$(cat "$T/messages")" 'stack page not in memory' "of both causes"

is "$(frames_of frames_far_apart)" 101 "a long way is followed to its end"
check "a loop is not followed for ever" \
	test "$(frames_of frame_is_itself)" -le 20
check "nor is a circle" test "$(frames_of frames_in_circle)" -le 40
is "$(frames_of frame_unmapped)" 1 "at the least, the interrupted function is there"
check "a stack of another place is followed" test \
	"$(matching "$T/hostile.folded" ';main;(.*;)?on_signal_stack[; ]')" -ge 1
check "no stack pointer, no harm" test \
	"$(with_frame "$T/hostile.folded" stack_pointer_is_bad)" -ge 1

# The same of 32 bits. What lies just above its stack, which is at the end of its
# address space, could be a page of that.
if ! "$W/hostile-32"; then
	skip "a 32-bit program" "this kernel runs none"
	done_testing
fi
record_hostile hostile-32
check_ends descend whole
is "$(frames_of descend)" 23 "32 bits: a chain is followed to its end"
chain=";_start;run$(printf ';descend%.0s' {1..21})[; ]"
check "32 bits: with all the names" \
	nearly "$(matching "$T/hostile.folded" "$chain")" \
	"$(with_frame "$T/hostile.folded" descend)"
check_ends frame_is_itself broken
check_ends frames_in_circle broken
check_ends frame_is_all_ones broken
check_ends frame_at_the_end 'broken|fault'
check_ends caller_is_all_ones broken
check_ends frame_is_zero whole
check_ends frame_unaligned broken
check_ends caller_unaligned broken
check_ends frame_unmapped broken
check_ends frame_over_the_edge broken
check_ends returns_to_nowhere broken
check "32 bits: a loop is not followed for ever" \
	test "$(frames_of frame_is_itself)" -le 20
check "32 bits: nor is a circle" \
	test "$(frames_of frames_in_circle)" -le 40
for each in frame_is_all_ones frame_at_the_end frame_unaligned frame_unmapped \
	frame_over_the_edge returns_to_nowhere; do
	is "$(frames_of $each)" 1 "32 bits: $each: the interrupted function alone"
done
for each in caller_is_all_ones caller_unaligned; do
	is "$(frames_of $each)" 2 "32 bits: $each: a caller, and not its caller"
done
done_testing
