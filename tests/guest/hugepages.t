#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount
# not on debug debug-rt: the price of the checks leaves no time to the reader
#
# Rings are emptied while khugepaged, at the lowest priority, has to share the only
# CPU with the program that is recorded: a reader that waited for it would be late.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

HUGE=/sys/kernel/mm/transparent_hugepage

[ -d $HUGE ] || skip_all "a kernel without huge pages"
use_memory
load_module

enabled=$(sed 's/.*\[\(.*\)\].*/\1/' $HUGE/enabled)
sleep_ms=$(<$HUGE/khugepaged/scan_sleep_millisecs)
pages=$(<$HUGE/khugepaged/pages_to_scan)
echo always >$HUGE/enabled
echo 0 >$HUGE/khugepaged/scan_sleep_millisecs
echo 1000000 >$HUGE/khugepaged/pages_to_scan
record -F 50000 --max-overhead 100 -o "$T/busy.data" -- \
	"$W/exec-child" --cpu-ns 3000000000
like "$(<"$T/messages")" 'none lost' "no sample is lost to a reader that waits"
echo "$enabled" >$HUGE/enabled
echo "$sleep_ms" >$HUGE/khugepaged/scan_sleep_millisecs
echo "$pages" >$HUGE/khugepaged/pages_to_scan

# shellcheck disable=SC2016 # expanded by that shell
record -o "$T/enabled.data" -- sh -c '
	grep THP_enabled /proc/$PPID/status
	exec grep THP_enabled /proc/self/status'
is "$(awk '{ print $2 }' "$T/stdout")" $'0\n1' \
	"of our memory no huge pages are made, of that of the command there are"

done_testing
