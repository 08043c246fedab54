#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# Stacks of the kernel stand on top of those of the user code that called it, the
# interrupted instruction first; and each sample is made as it is said to be.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

# record_syscalls [OPTION...]
record_syscalls()
{
	check "recorded${*:+ with $*}" record -F 4999 "$@" \
		-o "$T/kernel.data" -- "$W/syscalls" --rounds 400
	"$FLAMEKCTL" fold "$T/kernel.data" >"$T/kernel.folded"
}

# check_samples DESC REGEX: of what samples.py says
check_samples()
{
	local output

	output=$(/usr/bin/python3 "$HERE/samples.py" check "$T/kernel.data" 2>&1)
	like "$output" "$2" "$1"
}

# check_calls FUNCTION REGEX: most of the function's samples are in system calls,
# and some where its calls lead
check_calls()
{
	local all entered=";main;$1;entry_SYSCALL_64[^;]*;do_syscall_64;"

	all=$(with_frame "$T/kernel.folded" "$1")
	check "$1: half of $all samples and more are in system calls" test \
		$(($(matching "$T/kernel.folded" "$entered") * 2)) -ge "$all" \
		-a "$all" -ge 50
	check "$1: some in $2" test \
		"$(matching "$T/kernel.folded" "$entered(.*;)?($2)[; ]")" -ge 10
}

load_module

record_syscalls
check_samples "each sample is well made" \
	'^[0-9]+ samples, 0 without frames, [1-9][0-9]* in the kernel, [1-9][0-9]* in user code$'
check_calls stat_files vfs_statx
check_calls move_bytes vfs_write
check_calls move_bytes vfs_read
check_calls read_status proc_pid_status
is "$(matching "$T/kernel.folded" \
	';do_syscall_64;.*;(main|stat_files|move_bytes|read_status)[; ]')" 0 \
	"no user frame stands on top of the kernel's"
# The code by which the kernel calls the probe on new mappings has gone with the
# session, and with it its name.
is "$(grep -v ';perf_event_mmap;\[kernel\]' "$T/kernel.folded" |
	grep -c '\[kernel\]')" 0 \
	"no kernel frame is without a name"

record_syscalls --no-kernel
check_samples "without the kernel: well made" \
	'^[0-9]+ samples, [0-9]+ without frames, 0 in the kernel, [1-9][0-9]* in user code$'
is "$(matching "$T/kernel.folded" ';(entry_SYSCALL_64[^;]*|do_syscall_64)[; ]')" \
	0 "without the kernel: no frames of it"
check "without the kernel: who called it remains" test \
	$(($(matching "$T/kernel.folded" \
		';main;(stat_files|move_bytes|read_status) ') * 2)) \
	-ge "$(total "$T/kernel.folded")"

record_syscalls --no-user
check_samples "without user code: well made" \
	'^[0-9]+ samples, [0-9]+ without frames, [1-9][0-9]* in the kernel'
is "$(matching "$T/kernel.folded" ';(main|stat_files|move_bytes|read_status)[; ]')" \
	0 "without user code: no frames of it"
check "without user code: the kernel's remain" test \
	"$(matching "$T/kernel.folded" '^syscalls;entry_SYSCALL_64[^;]*;do_syscall_64;')" \
	-ge 100

done_testing
