#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug debug-rt: the price of the checks is in every tick
#
# The default protects a slow machine: at the highest rate, with the dearest ticks,
# a shell remains usable, and the rate comes back when ticks cost less.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# What one does in a shell: programs, pipes, files
cat >"$T/work.sh" <<'END'
for ((i = 0; i < 20; i++)); do
	find /proc -maxdepth 1 | sort | tail -n 1
	grep -c processor /proc/cpuinfo
done
END

load_module

# Dear, since each kernel stack is walked twice, and compared
start_target "$W/syscalls" --rounds 1000000000
start_recording -a -F 50000 --verify-unwind -o "$T/limited.data"
check "work in a shell comes to its end" timeout 300 bash "$T/work.sh"
check "the rate was lowered for it" wait_until at_least 1 slowed
end_target
"$W/exec-child" --cpu-ns 3000000000 >/dev/null
finish_recording
is "$status" 0 "the recording ends well"
like "$(<"$T/messages")" 'rate lowered: [0-9]+ times? .* since sampling took more than 25 % of' \
	"the summary says so"
overhead=$(sed -n 's/.*overhead \([0-9.]*\)%.*/\1/p' "$T/messages")
check "ticks took no more than the default of 25 %: $overhead %" \
	awk -v overhead="$overhead" 'BEGIN { exit !(overhead > 0 && overhead < 28) }'
read_records "$T/limited.data"
check "records tell when the rate was lowered" test "$(count throttle)" -gt 0
check "and when it came back" test "$(count unthrottle)" -gt 0
done_testing
