#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount
# not on debug debug-rt: the end of a task, which perf does not see, is long there
#
# perf and flamek see the same in the same program; and perf reads flamek's
# recordings and names in them what flamekctl names.

# shellcheck disable=SC2317 # check_chance calls the functions
# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

# Threads that compute beside a process that makes system calls.
workload=(sh -c '"$0/shares" --threads 2 --rounds 8000 & "$0/syscalls" --rounds 600; wait')

judge_perf()
{
	perf record -q -B -e cpu-clock -F 999 -g -o "$T/perf.data" -- \
		"${workload[@]}" "$W" &&
		record -F 999 -o "$T/flamek.data" -- "${workload[@]}" "$W" &&
		"$FLAMEKCTL" fold --no-inline "$T/perf.data" >"$T/perf.folded" &&
		"$FLAMEKCTL" fold --no-inline "$T/flamek.data" >"$T/flamek.folded" &&
		stats agree "$T/perf.folded" "$T/flamek.folded"
}

command -v perf >/dev/null || skip_all "needs perf"
load_module
use_memory

check_chance "perf and flamek give each function the same share" judge_perf
theirs=$(total "$T/perf.folded")
ours=$(total "$T/flamek.folded")
check "as many samples ($ours) as perf ($theirs), give or take 5 %" \
	test $((ours * 100)) -ge $((theirs * 95)) -a \
	$((ours * 100)) -le $((theirs * 105))

perf script -i "$T/flamek.data" --no-inline -F comm,tid,period,ip,sym,symoff,dso \
	>"$T/script" 2>"$T/script.errors"
is "$(cat "$T/script.errors")" "" "perf script: reads it without a complaint"
check "perf script: the same stacks as flamekctl fold" \
	/usr/bin/python3 "$HERE/perfscript.py" "$T/script" "$T/flamek.folded" \
	$((1000000000 / 999))

perf report -i "$T/flamek.data" --stdio --no-children -g none -F overhead,sym \
	>"$T/report" 2>"$T/report.errors"
is "$(cat "$T/report.errors")" "" "perf report: reads it without a complaint"
like "$(cat "$T/report")" "of event 'cpu-clock'" "perf report: the event"
percent=$(awk '$3 == "work_50" { print $1 }' "$T/report")
own=$(matching "$T/flamek.folded" ';work_50 ')
is "$percent" "$(awk "BEGIN { printf \"%.2f%%\", 100 * $own / $ours }")" \
	"perf report: the share of a function"
perf report -i "$T/flamek.data" --header-only >"$T/header" 2>&1
like "$(cat "$T/header")" "cmdline : .*flamekctl.* record -F 999 .*shares" \
	"perf report: the command line of the recording"
like "$(cat "$T/header")" "hostname : $(hostname)" "perf report: the machine"

done_testing
