#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Threads, lists of processes, cgroups whose tasks come and go, the system, and
# chosen CPUs: who belongs to it is sampled, and nobody else.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# spin [CPU]: a process that runs for ever, on that CPU if one is said; its pid
# is added to $spinners and left in $spinner
spinners=()
spin()
{
	taskset "${1:-3}" "$W/exec-child" --cpu-ns 1000000000000 &
	spinner=$!
	spinners+=("$spinner")
	wait_until is_spinning "$spinner"
}

is_spinning()
{
	[ "$(readlink "/proc/$1/exe")" = "$W/exec-child" ]
}

end_spinners()
{
	kill -KILL "${spinners[@]}"
	wait "${spinners[@]}"
	spinners=()
} 2>/dev/null

# sampled PID...: samples of these processes in $T/records
sampled()
{
	local pid sum=0

	for pid; do
		sum=$((sum + $(count "pid $pid")))
	done
	echo "$sum"
}

# until_taken N: so many samples more than there are
until_taken()
{
	wait_until at_least $(($(counter taken) + $1)) taken
}

load_module

# Several processes
spin
first=$spinner
spin
second=$spinner
spin
third=$spinner
start_recording -p "$first,$third" -o "$T/list.data"
like "$("$FLAMEKCTL" status)" 'processes 2$'$'\n' "a list: both are members"
wait_until at_least 200 taken
finish_recording
read_records "$T/list.data"
check "a list: the first is sampled" test "$(sampled "$first")" -gt 0
check "a list: the last is sampled" test "$(sampled "$third")" -gt 0
is "$(sampled "$first" "$third")" "$(count sample)" "a list: and nobody else"

start_recording -p "$second,$third" -o "$T/list.folded"
{
	kill -KILL "$second"
	wait "$second"
} 2>/dev/null
until_taken 50
check "a list goes on when one has ended" test -d "/proc/$recorder"
kill -KILL "$third"
end_of "$recorder"
is "$status" 0 "and ends when all have"
end_spinners

# One thread of three
start_target "$W/shares" --threads 3
has_threads()
{
	[ "$(find "/proc/$target/task" -mindepth 1 -maxdepth 1 | wc -l)" = 3 ]
}

# check_thread FILE TID WHAT: of the threads of "shares" that one is in it alone
check_thread()
{
	python3 "$HERE/samples.py" tids "$1" >"$T/tids"
	is "$(awk '{ print $1 }' "$T/tids")" "$2" \
		"$3: the one thread's samples and no others'"
	"$FLAMEKCTL" fold "$1" >"$T/thread.folded" 2>"$T/fold"
	check "$3: with the names of its program" \
		nearly "$(matching "$T/thread.folded" ';work_[235]0(;| )')" \
		"$(total "$T/thread.folded")"
}
wait_until has_threads
mapfile -t tids < <(ls "/proc/$target/task")
start_recording -t "${tids[1]}" -o "$T/thread.data"
like "$("$FLAMEKCTL" status)" 'threads 1$'$'\n' "a thread: one is a member"
wait_until at_least 100 taken
finish_recording
check_thread "$T/thread.data" "${tids[1]}" "a thread"
start_recording -t "${tids[1]},${tids[2]}" -o "$T/threads.data"
wait_until at_least 100 taken
finish_recording
python3 "$HERE/samples.py" tids "$T/threads.data" >"$T/tids"
is "$(awk '{ print $1 }' "$T/tids" | sort -u | tr '\n' ' ')" \
	"${tids[1]} ${tids[2]} " "two threads: both are sampled, the third is not"

# Two sessions that overlap, each with its own count
start_recording -p "$target" -F 400 -o "$T/process.data"
process=$recorder
start_recording -t "${tids[1]}" -F 1600 -o "$T/thread.data"
until_taken 300
finish_recording
end_target
end_of "$process"
read_records "$T/thread.data"
is "$(count lost)/$(count "pid $target")" "0/$(count sample)" \
	"a thread and its process at once: the thread's samples"
read_records "$T/process.data"
is "$(count lost)/$(count "pid $target")" "0/$(count sample)" \
	"a thread and its process at once: the process's"

# A thread of a program that is no more than one thread ends with it
start_stopped "$W/exec-child" --cpu-ns 100000000
start_recording -t "$target" -o "$T/end.folded"
kill -CONT "$target"
end_of "$recorder"
is "$status" 0 "a thread's recording ends with the thread"

# A cgroup: who is in it or below, comes in, goes out
group=/sys/fs/cgroup/flamek-test
mkdir -p "$group/below"
spin 1
inside=$spinner
echo "$inside" >"$group/cgroup.procs"
spin 2
outside=$spinner
start_recording -c flamek-test -o "$T/group.data"
like "$("$FLAMEKCTL" status)" 'a cgroup$'$'\n' "a cgroup is the target"
wait_until at_least 100 taken
is "$(counter taken "cpu 1")" 0 "a cgroup: who is outside is not sampled"
# It runs all the time, and no switch tells that it has become a member.
echo "$outside" >"$group/below/cgroup.procs"
check "a cgroup: who comes in while it runs is sampled" \
	wait_until at_least 100 taken "cpu 1"
echo "$outside" >/sys/fs/cgroup/cgroup.procs
sleep 0.1
ticks=$(counter ticks "cpu 1")
sleep 1
is "$(counter ticks "cpu 1")" "$ticks" "a cgroup: who goes out no longer"
sh -c 'echo $$ >"$1/cgroup.procs"; exec "$2" --cpu-ns 50000000' sh \
	"$group/below" "$W/exec-child" &
born=$!
end_of "$born"
finish_recording
is "$status" 0 "a cgroup: the recording ends well"
read_records "$T/group.data"
check "a cgroup: what a process does that came in, and ended" \
	test "$(sampled "$born")" -gt 0
is "$(sampled "$inside" "$outside" "$born")" "$(count sample)" \
	"a cgroup: nobody else"
"$FLAMEKCTL" fold "$T/group.data" 2>"$T/fold" | grep -v "^sh;" >"$T/group.folded"
# The rest is the start of the one that was born in it.
check "a cgroup: with the names of all their programs" \
	test $(($(with_frame "$T/group.folded" exec_child_work) * 100)) -ge \
	$(($(total "$T/group.folded") * 90))
end_spinners
check "a cgroup: no process is left in it" wait_until rmdir "$group/below"

record -c "$group" -F 1999 -o "$T/command.folded" -- \
	sh -c 'echo $$ >"$1/cgroup.procs"; exec "$2" --cpu-ns 200000000' sh \
	"$group" "$W/exec-child"
is $? 0 "a cgroup with a command: until that ends"
check "a cgroup with a command that is in it" \
	test "$(with_frame "$T/command.folded" exec_child_work)" -gt 100
wait_until rmdir "$group"

# A cgroup that is removed while it is recorded; one of its name is another.
mkdir "$group"
spin 1
inside=$spinner
echo "$inside" >"$group/cgroup.procs"
start_recording -c flamek-test -o "$T/removed.data"
wait_until at_least 50 taken
end_spinners
check "a cgroup that is recorded can be removed" wait_until rmdir "$group"
check "a removed cgroup: the recording goes on" is_recording
mkdir "$group"
ticks=$(counter ticks)
sh -c 'echo $$ >"$1/cgroup.procs"; exec "$2" --cpu-ns 50000000' sh \
	"$group" "$W/exec-child"
is "$(counter ticks)" "$ticks" "a removed cgroup: its name means another now"
finish_recording
is "$status" 0 "a removed cgroup: the recording ends well"
read_records "$T/removed.data"
is "$(count "pid $inside")" "$(count sample)" \
	"a removed cgroup: who was in it, and nobody else"

# A threaded cgroup, into which one thread of three is moved
mkdir "$group/threads"
start_target "$W/shares" --threads 3
wait_until has_threads
echo "$target" >"$group/cgroup.procs"
echo threaded >"$group/threads/cgroup.type"
mapfile -t tids < <(ls "/proc/$target/task")
start_recording -c flamek-test/threads -o "$T/threaded.data"
is "$(counter ticks)" 0 "a threaded cgroup: nobody is in it"
echo "${tids[1]}" >"$group/threads/cgroup.threads"
check "a threaded cgroup: who comes in while it runs is sampled" \
	wait_until at_least 100 taken
finish_recording
is "$status" 0 "a threaded cgroup: the recording ends well"
check_thread "$T/threaded.data" "${tids[1]}" "a threaded cgroup"
end_target
wait_until rmdir "$group/threads"
wait_until rmdir "$group"

# The system
spin 1
record -a -d 2 -o "$T/system.data"
read_records "$T/system.data"
check "the system: who runs is sampled" \
	test "$(sampled "${spinners[-1]}")" -gt 0
check "the system: all that runs is" \
	test "$(count sample)" -gt "$(sampled "${spinners[-1]}")"
is "$(count "pid 0")" 0 "the system: but not the idle tasks"
"$FLAMEKCTL" fold "$T/system.data" >"$T/system.folded" 2>"$T/fold"
check "the system: with the names of programs that ran before" \
	test "$(with_frame "$T/system.folded" exec_child_work)" -gt 0

# CPUs
start_recording -C 1 -o "$T/cpu.folded"
wait_until at_least 50 taken
is "$(counter ticks "cpu 0")" 0 "a CPU alone: the system on it, not elsewhere"
finish_recording
is "$status" 0 "and it ends well"
spin
taskset -ap 1 "$spinner" >/dev/null
start_recording -p "$spinner" -C 0 -o "$T/cpu.data"
check "a process on a CPU: sampled there" wait_until at_least 50 ticks "cpu 0"
taskset -ap 2 "$spinner" >/dev/null
sleep 0.1
ticks=$(counter ticks)
sleep 1
is "$(counter ticks)" "$ticks" "a process on a CPU: not elsewhere"
taskset -ap 1 "$spinner" >/dev/null
check "a process on a CPU: when it is back it is" \
	wait_until at_least $((ticks + 50)) ticks "cpu 0"
finish_recording
end_spinners
check "no session is left" has_no_session
done_testing
