#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# Modules and BPF programs that come and go while a recording runs have their
# names, and nothing else is named after them.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

BUSY=$MODULES/busy.ko
[ -e "$BUSY" ] || skip_all "$BUSY is not built: make test-modules"
knob=/sys/module/busy/parameters/us

# record_script FILE LINE...: bash as the target, running the lines
record_script()
{
	local file=$1

	shift
	printf '%s\n' "$@" >"$T/script"
	check "recorded: $file" record -F 999 -o "$T/$file" -- bash "$T/script"
}

# fold_later: came.data to came.later, as the kernel is now
fold_later()
{
	"$FLAMEKCTL" fold "$T/came.data" >"$T/came.later" 2>/dev/null
}

# has FOLDED FRAME DESC: at least 100 of the samples that 500 ms give
has()
{
	local got

	got=$(with_frame "$1" "$2")
	check "$3: $got samples" test "$got" -ge 100
}

# has_read PID: flamekctl has read all symbols once more than at its start
has_read()
{
	[ "$(awk '$1 == "rchar:" { print $2 }' "/proc/$1/io")" -ge \
		"$((before + symbols))" ]
}
symbols=$(wc -c </proc/kallsyms)

load_module

insmod "$BUSY"
record_script gone.folded "echo 500000 >$knob" "rmmod busy"
has "$T/gone.folded" busy_spin "a module that went"
is "$(matching "$T/gone.folded" '\[kernel\]')" 0 "nothing is without a name"

record_script came.data "insmod '$BUSY'" "echo 500000 >$knob"
fold_later
has "$T/came.later" busy_spin "a module that came, from the file"
rmmod busy
record_script came.folded "insmod '$BUSY'" "echo 500000 >$knob"
has "$T/came.folded" busy_spin "a module that came"
rmmod busy

# Gone again before the end: its symbols must have been read meanwhile.
mkfifo "$T/go"
printf '%s\n' "insmod '$BUSY'" "echo >'$T/come'" "read -r line <'$T/go'" \
	"echo 500000 >$knob" "rmmod busy" >"$T/script"
start_recording -F 999 -o "$T/both.folded" -- bash -c \
	"read -r line <'$T/go'; . '$T/script'"
before=$(awk '$1 == "rchar:" { print $2 }' "/proc/$recorder/io")
echo >"$T/go"
check "a module that came: its symbols are read" wait_until has_read "$recorder"
echo >"$T/go"
end_of "$recorder"
is "$status" 0 "recorded: both"
has "$T/both.folded" busy_spin "a module that came and went"

# In the place of one that has gone there may be another later.
fold_later
is "$(with_frame "$T/came.later" busy_spin)" 0 "gone: named no more"
insmod "$MODULES/irqsoff.ko"
fold_later
is "$(matching "$T/came.later" irqsoff)" 0 \
	"another in its place: not named after it"
check "but without a name" test \
	"$(matching "$T/came.later" '\[kernel\]')" -ge 100
rmmod irqsoff

program='bpf_prog_[0-9a-f]+_busy'
check "recorded: a BPF program that stays" record -F 999 \
	-o "$T/bpf.folded" -- "$W/bpf" --hold
check "it has its name" test \
	"$(matching "$T/bpf.folded" ";${program}[; ]")" -ge 20
kill -KILL "$(said pid)"
check "recorded: a BPF program that goes" record -F 999 \
	-o "$T/bpf.folded" -- "$W/bpf"
check "it has its name, too" test \
	"$(matching "$T/bpf.folded" ";${program}[; ]")" -ge 20
check "recorded for later: one that goes" record -F 999 \
	-o "$T/bpf.data" -- "$W/bpf"
check "read later" "$FLAMEKCTL" fold -q -o "$T/bpf.folded" "$T/bpf.data"
check "its name is in the recording" test \
	"$(matching "$T/bpf.folded" ";${program}[; ]")" -ge 20
if command -v perf >/dev/null; then
	# Beside a list of symbols that is a copy it does not look for kcore.
	cp /proc/kallsyms "$T/kallsyms"
	perf script -i "$T/bpf.data" --kallsyms "$T/kallsyms" \
		>"$T/script" 2>"$T/script.errors"
	is "$(<"$T/script.errors")" "" "perf script reads it without a complaint"
	check "and finds the name" test \
		"$(grep -cE "$program" "$T/script")" -ge 20
	perf record -q -e cpu-clock -F 999 -g -o "$T/perf.data" -- "$W/bpf"
	"$FLAMEKCTL" fold -q -o "$T/perf.folded" "$T/perf.data"
	check "in perf's recording it is found" test \
		"$(matching "$T/perf.folded" ";${program}[; ]")" -ge 20
else
	skip "perf and BPF programs" "needs perf"
fi
"$W/bpf" --runs 1 --hold >"$T/stdout"
holder=$(said pid)
check "recorded: nothing of a BPF program that is there" record -F 999 \
	-o "$T/there.data" -- "$W/syscalls" --rounds 1
check "its name is in the recording" grep -qaE "$program" "$T/there.data"
kill -KILL "$holder"
check "recorded: one that goes, without perf" /usr/bin/python3 \
	"$HERE/without-perf.py" "$FLAMEKCTL" record -F 999 \
	-o "$T/without.folded" --stats "json:$T/stats.json" -- "$W/bpf"
check "it has no name, or its own" test \
	"$(matching "$T/without.folded" ";(\[kernel\]|$program)[; ]")" -ge 20

record -F 999 --no-kernel -o "$T/none.folded" -- "$W/syscalls" --rounds 100
is "$(matching "$T/none.folded" '\[kernel\]')" 0 "without the kernel: none"

done_testing
