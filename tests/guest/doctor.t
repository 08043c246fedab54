#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# flamekctl doctor before and after the module is loaded, as root and as nobody,
# on programs with and without frame pointers, symbols and generated code. What
# it says is what a recording then shows.

# shellcheck disable=SC2317 # check and wait_until call the functions
# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

unset DEBUGINFOD_URLS

# doctor [OPTION...]: sets $status; the text is in $T/doctor
doctor()
{
	status=0
	"$FLAMEKCTL" doctor "$@" >"$T/doctor" 2>&1 || status=$?
}

# level TOPIC [FILE]: what it says of a topic, and of a file
level()
{
	awk -v start="$1: ${2:+$2: }" '
		index(substr($0, 10), start) == 1 { print $1 }' "$T/doctor"
}

# remedy TOPIC [FILE]: the line below
remedy()
{
	awk -v start="$1: ${2:+$2: }" 'is_next { print; exit }
		{ is_next = index(substr($0, 10), start) == 1 }' "$T/doctor"
}

# end_of_target: quietly
end_of_target()
{
	kill -KILL "$target"
	end_of "$target"
} 2>/dev/null

doctor
is "$status" 3 "without the module nothing can be recorded"
is "$(level module)" fatal "and that is said"
like "$(remedy module)" 'insmod .*flamek.ko|modprobe flamek|headers' \
	"with what to do"
is "$(level kernel)/$(level timers)/$(level kallsyms)/$(level kprobes)" \
	ok/ok/ok/ok "the kernel of the tests is fine"

load_module
doctor
is "$status" 0 "with it all is fine"
is "$(level module)/$(level device)/$(level rights)" ok/ok/ok \
	"the module is there, and may be used"
like "$(<"$T/doctor")" "flamek.ko $("$FLAMEKCTL" --version | cut -d' ' -f2) is loaded" \
	"in flamekctl's version"

# What holds of the kernel is not made up.
echo 2 >/proc/sys/kernel/kptr_restrict
doctor
is "$status/$(level kallsyms)" 1/problem "hidden kernel addresses are a problem"
like "$(remedy kallsyms)" 'kptr_restrict=1' "which is to be undone"
echo 0 >/proc/sys/kernel/kptr_restrict

# Another user
setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all \
	"$FLAMEKCTL" doctor -p $$ >"$T/doctor"
is $? 3 "nobody may not"
is "$(level device)/$(level rights)/$(level target)" fatal/note/fatal \
	"neither open the device nor record root's"

# A program that has all
cat >"$T/whole.c" <<'C'
static volatile long sum;
#define CALLS(name, callee) \
	static __attribute__((noinline)) void name(void) { callee(); sum += sum ^ 5; callee(); }
static __attribute__((noinline)) void leaf(void) { sum += sum ^ 5; }
CALLS(a, leaf) CALLS(b, a) CALLS(c, b) CALLS(d, c) CALLS(e, d)
void run(void) { for (;;) { e(); c(); } }
/* What the frame pointer is where nobody sets it. */
asm(".globl _start; _start: mov $" FRAME ", %rbp; call run");
C
build_whole()
{
	gcc -g -O1 -fno-optimize-sibling-calls -static -nostdlib "$@" \
		"$T/whole.c" -o "$T/whole"
}
check "build a program" build_whole -fno-omit-frame-pointer -DFRAME='"0"'
start_target "$T/whole"
wait_until is_executing "$target" "$T/whole"
doctor -p "$target"
is "$status" 0 "a program with symbols, debug information and frame pointers is fine"
is "$(level names "$T/whole")/$(level 'frame pointers' "$T/whole")" ok/ok \
	"as is said of it"
record -p "$target" -d 1 -o "$T/whole.folded"
unlike "$(<"$T/messages")" 'cut short|without a name: [^\n]*user' \
	"and so its recording is"
end_of_target

check "build it without frame pointers" build_whole -fomit-frame-pointer \
	-DFRAME='"5"'
strip "$T/whole"
start_target "$T/whole"
wait_until is_executing "$target" "$T/whole"
doctor -p "$target"
is "$status" 1 "without frame pointers and symbols something will be missing"
is "$(level names "$T/whole")/$(level 'frame pointers' "$T/whole")" \
	problem/problem "and that is said"
record -p "$target" -d 1 -o "$T/whole.folded"
like "$(<"$T/messages")" 'without a name: 100% of user frames' \
	"its recording has no names"
like "$(<"$T/messages")" 'in whole: it is built without' "and cut stacks"
end_of_target

# Debian's
mkfifo "$T/fifo"
sleep 1000 >"$T/fifo" &
start_target gzip -c "$T/fifo"
wait_until is_executing "$target" /usr/bin/gzip
doctor -p "$target"
is "$status" 1 "of Debian's gzip something will be missing"
is "$(level 'frame pointers' /usr/bin/gzip)" problem "it has no frame pointers"
like "$(remedy 'frame pointers' /usr/bin/gzip)" "Debian's package gzip is built without" \
	"as Debian built it"
like "$(<"$T/doctor")" 'names: /usr/lib/x86_64-linux-gnu/libc.so.6' \
	"its libraries are looked at"
doctor -p "$target" --json
is "$status" 1 "for scripts the status is the same"
is "$(python3 - "$T/doctor" <<'PY'
import json, sys
said = json.load(open(sys.argv[1]))
print(said["version"], said["status"], sorted(
    (f["topic"], f["level"]) for f in said["findings"]
    if f["file"] == "/usr/bin/gzip" and f["topic"] == "frame pointers"))
PY
)" "1 1 [('frame pointers', 'problem')]" "and the same is said"
end_of_target

# Workloads keep frame pointers.
start_target "$W/exec-child" --cpu-ns 1000000000000
wait_until is_executing "$target" "$W/exec-child"
doctor -p "$target"
is "$(level names "$W/exec-child")/$(level 'frame pointers' "$W/exec-child")" \
	note/ok "a workload has names, but no lines, and frame pointers"
end_of_target

# Generated code
cat >"$T/jit.py" <<'PY'
import mmap, time
area = mmap.mmap(-1, 8192, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS,
                 mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
time.sleep(1000)
PY
start_target python3 "$T/jit.py"
has_generated()
{
	grep -q 'rwxp 00000000 00:00 0' "/proc/$target/maps"
}
wait_until has_generated
doctor -p "$target"
is "$(level 'generated code')" problem "generated code needs a map"
like "$(remedy 'generated code')" 'X perf' "which the program can be asked for"
echo "1000 10 f" >"/tmp/perf-$target.map"
doctor -p "$target"
is "$(level 'generated code')" ok "with one it has names"
rm "/tmp/perf-$target.map"
end_of_target

# What cannot be looked at
doctor -p 2
is "$status/$(level mappings)" 0/note "a kernel thread has no user code"
doctor -p 4194304
is "$status/$(level target)" 3/fatal "a process that is not there is said so"
doctor -p x
is "$status" 2 "what is no process id is wrong usage"
doctor more
is "$status" 2 "and so is an argument"

done_testing
