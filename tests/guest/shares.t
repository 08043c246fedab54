#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount
# not on debug debug-rt: the start of a program is no longer little beside it
#
# A program whose functions execute 50, 30 and 20 % of its instructions gets
# these shares, with one thread and with several.

# shellcheck disable=SC2317 # check_chance calls the functions
# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

# judge_shares OPTION...: of the workload
judge_shares()
{
	record -F 4999 -o "$T/shares.folded" -- "$W/shares" "$@" &&
		stats shares "$T/shares.folded" work_50=.5 work_30=.3 work_20=.2
}

# judge_threads: threads that do the same have the same share
judge_threads()
{
	judge_shares --threads 3 --rounds 5000 &&
		stats share "$(matching "$T/shares.folded" ';main;run;work[; ]')" \
			"$(with_frame "$T/shares.folded" work)" 1/3
}

# check_stacks DESC: of the last recording
check_stacks()
{
	local all work

	all=$(total "$T/shares.folded")
	work=$(with_frame "$T/shares.folded" work)
	check "$1: 98 % of $all samples and more are work" \
		test $((work * 100)) -ge $((all * 98))
	check "$1: run calls work, and that the others" nearly \
		"$(matching "$T/shares.folded" ';run;work;work_[235]0[; ]')" \
		"$(matching "$T/shares.folded" ';work_[235]0[; ]')"
}

load_module
use_memory

check_chance "one thread: shares of 50, 30 and 20 %" \
	judge_shares --rounds 10000
check_stacks "one thread"
check "one thread: main calls all of it" nearly \
	"$(matching "$T/shares.folded" ';main;run;work;')" \
	"$(matching "$T/shares.folded" ';work;')"

check_chance "three threads: the same shares" judge_threads
check_stacks "three threads"

done_testing
