#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# Several recordings at once, and who belongs to one: a process, or a process and
# its descendants, whenever they were born.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# within LOW VALUE HIGH
within()
{
	[ "$1" -le "$2" ] && [ "$2" -le "$3" ]
}

# is_cpu_time FOLDED FILE NS: the samples in exec_child_work, of NS each, stand for
# the CPU time that it says to have used in FILE, give or take 10 %
is_cpu_time()
{
	local work want

	work=$(with_frame "$1" exec_child_work)
	want=$(awk -F= -v ns="$3" '$1 == "cpu_ns" { sum += $2 / ns }
				   END { printf "%.0f\n", sum }' "$2")
	echo "$work samples for $want"
	within $((want * 90 / 100)) "$work" $((want * 110 / 100))
}

# has_recorders N: that many sessions run
has_recorders()
{
	[ "$("$FLAMEKCTL" status | grep -c ': running,')" = "$1" ]
}

load_module

# Two of one target, from its first instruction after both began to its last
start_stopped "$W/exec-child" --cpu-ns 2000000000
"$FLAMEKCTL" record -p "$target" -F 250 -o "$T/slow.data" 2>"$T/slow" &
slow=$!
"$FLAMEKCTL" record -p "$target" -F 1000 -o "$T/fast.data" 2>"$T/fast" &
fast=$!
check "two recordings of one process at once" wait_until has_recorders 2
said=$("$FLAMEKCTL" status)
like "$said" "running, by pid $slow, period 4000000 ns" \
	"one has its own rate"
like "$said" "running, by pid $fast, period 1000000 ns" \
	"the other has its own"
kill -CONT "$target"
end_of "$slow"
is "$status" 0 "the one ends with the target"
end_of "$fast"
is "$status" 0 "and so does the other"
for each in slow fast; do
	read_records "$T/$each.data"
	declare "$each=$(count points)"
	is "$(count lost)" 0 "$each: no sample is lost"
	like "$(<"$T/$each")" "^$(grouped "$(count sample)") samples" \
		"$each: the summary tells its own count"
	"$FLAMEKCTL" fold "$T/$each.data" >"$T/$each.folded" 2>"$T/fold"
done
# The grid makes the count of a target that is never away exact, and this one is
# away at times.
check "the one took a sample each 4 ms of CPU time" \
	is_cpu_time "$T/slow.folded" "$T/target" 4000000
check "the other took a sample each ms" \
	is_cpu_time "$T/fast.folded" "$T/target" 1000000
check "which makes $fast, four times the $slow of the one" \
	within $((4 * slow - 150)) "$fast" $((4 * slow + 150))

# Of four at once, each of another target at its own rate, one ends midway. The
# target of that one has a CPU to itself; two that share the other work until
# there is a file "enough".
working='exec >"$1"
	while [ ! -e "$T/enough" ]; do
		"$W/exec-child" --cpu-ns 200000000
	done'
group=/sys/fs/cgroup/flamek-sessions
mkdir "$group"
start_stopped taskset 2 sh -c 'exec "$W/exec-child" --cpu-ns 2000000000 >"$1"' \
	sh "$T/short.said"
short=$target
start_stopped taskset 1 sh -c "$working" sh "$T/long.said"
long=$target
start_stopped taskset 1 sh -c "$working" sh "$T/group.said"
inside=$target
echo "$inside" >"$group/cgroup.procs"

# begin NAME OPTION...: a recording to NAME.data; its pid is in recorders[NAME]
declare -A recorders
begin()
{
	start_recording -o "$T/$1.data" "${@:2}"
	mv "$T/messages" "$T/$1.messages"
	recorders[$1]=$recorder
}

begin short -p "$short" -F 250
begin long -p "$long" --inherit -F 1999
begin group -c "$group" -F 999
begin system -a -F 499
check "a process, a tree, a cgroup and the system at once" has_recorders 4
kill -CONT "$short" "$long" "$inside"
end_of "$short"
end_of "${recorders[short]}"
is "$status" 0 "the one ends with its target"
check "the others go on" has_recorders 3
touch "$T/enough"
end_of "$long"
end_of "${recorders[long]}"
is "$status" 0 "the tree's ends with the tree"
end_of "$inside"
for each in group system; do
	recorder=${recorders[$each]}
	finish_recording
	is "$status" 0 "the $each's ends when it is told to"
done
check "the cgroup is empty" wait_until rmdir "$group"
cat "$T"/{short,long,group}.said >"$T/system.said"
while read -r each period; do
	read_records "$T/$each.data"
	is "$(count lost)" 0 "$each: no sample is lost"
	"$FLAMEKCTL" fold "$T/$each.data" >"$T/$each.folded" 2>"$T/fold"
	check "$each: a sample each $period ns of CPU time" \
		is_cpu_time "$T/$each.folded" "$T/$each.said" "$period"
done <<'END'
short 4000000
long 500250
group 1001001
system 2004008
END
read_records "$T/short.data"
is "$(count "pid $short")" "$(count sample)" "the process's are its own"

# A process with a child that is there before, and another that is born when the
# file "more" appears
family='"$W/exec-child" --cpu-ns 1000000000000 & echo $! >"$T/before"
	while [ ! -e "$T/more" ]; do :; done
	"$W/exec-child" --cpu-ns 1000000000000 & echo $! >"$T/after"
	while :; do :; done'

# record_family OPTION...: sets $own, $before, $after to the samples of each
record_family()
{
	rm -f "$T/before" "$T/after" "$T/more"
	start_target sh -c "$family"
	wait_until test -s "$T/before"
	start_recording -p "$target" -o "$T/family.data" "$@"
	touch "$T/more"
	wait_until test -s "$T/after"
	sleep 1
	said=$("$FLAMEKCTL" status)
	finish_recording
	read_records "$T/family.data"
	own=$(count "pid $target")
	before=$(count "pid $(<"$T/before")")
	after=$(count "pid $(<"$T/after")")
	kill -KILL "$(<"$T/before")" "$(<"$T/after")"
	end_target
}

record_family --inherit
like "$said" 'processes 3 \(inherit\)' "--inherit: three processes"
check "--inherit: the process itself" test "$own" -gt 0
check "--inherit: the child that was there" test "$before" -gt 0
check "--inherit: the child that came" test "$after" -gt 0
is "$((own + before + after))" "$(count sample)" "--inherit: and nobody else"

record_family
like "$said" 'processes 1$'$'\n' "without --inherit: one process"
check "without --inherit: the process itself" test "$own" -gt 0
is "$before/$after" 0/0 "without --inherit: no child"
is "$own" "$(count sample)" "without --inherit: and nobody else"

# A command's descendants, unless --no-inherit
tree='"$W/exec-child" --cpu-ns 200000000 &
	sh -c "\"\$W/exec-child\" --cpu-ns 400000000; :"; wait'
record -F 1000 -o "$T/tree.folded" -- sh -c "$tree"
check "a command and its descendants: with all that they do in what they exec" \
	is_cpu_time "$T/tree.folded" "$T/stdout" 1000000
record -F 1000 --no-inherit -o "$T/tree.folded" -- sh -c "$tree"
is "$(with_frame "$T/tree.folded" exec_child_work)" 0 \
	"--no-inherit: not in what its children exec"
check "--no-inherit: but in itself" test "$(total "$T/tree.folded")" -gt 0

# A tree goes on when its first process is gone.
rm -f "$T/go"
start_target sh -c 'sh -c "while [ ! -e \"\$T/go\" ]; do :; done
	exec \"\$W/exec-child\" --cpu-ns 300000000" & while [ ! -e "$T/go" ]; do :; done'
start_recording -p "$target" --inherit -F 1000 -o "$T/orphan.folded"
touch "$T/go"
end_of "$target"
end_of "$recorder"
is "$status" 0 "a tree whose root has exited is recorded to its end"
check "with all the work of the orphan" \
	is_cpu_time "$T/orphan.folded" "$T/target" 1000000

check "no session is left" has_no_session
done_testing
