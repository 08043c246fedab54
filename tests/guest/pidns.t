#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# In a pid namespace pids are those that the controller sees: those that it asks
# for, and those that are in its records.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# inside COMMAND [ARG...]: in a namespace of its own, where it is process 1
inside()
{
	unshare --pid --fork --mount-proc "$@"
}

# Records a child from within, and says what pids they had.
cat >"$T/inside.sh" <<'END'
sh -c 'kill -STOP $$; exec "$W/exec-child" --cpu-ns 300000000' &
target=$!
"$FLAMEKCTL" record -p "$target" -F 1000 -o "$T/inside.data" 2>"$T/messages" &
recorder=$!
echo "$target $recorder" >"$T/inside.pids"
until "$FLAMEKCTL" status | grep ": running, by pid $recorder," >"$T/status"; do
	[ -d "/proc/$recorder" ] || exit 1
done
# Not before it has stopped
while kill -CONT "$target" && [ -d "/proc/$recorder" ]; do
	sleep 0.1
done 2>/dev/null
wait "$recorder"
END

load_module

check "a process is recorded from within a namespace" inside bash "$T/inside.sh"
read -r target recorder <"$T/inside.pids"
check "it has a small pid there: $target" test "$target" -lt 10
like "$(<"$T/status")" "by pid $recorder," "status gives the recorder's there too"
read_records "$T/inside.data"
is "$(count "pid $target")" "$(count sample)" "the records have that pid"
isnt "$(count sample)" 0 "and there are some"
"$FLAMEKCTL" fold "$T/inside.data" >"$T/inside.folded" 2>"$T/fold"
check "with names" \
	test "$(with_frame "$T/inside.folded" exec_child_work)" -ge 200

# Who is outside is nobody there.
start_target "$W/shares"
is "$(inside "$FLAMEKCTL" record -p "$target" -o "$T/x.svg" 2>&1 |
	grep -c 'no such process')" 1 "a pid of outside is refused within"

# From outside, who is inside has a pid of outside.
start_target unshare --pid --fork "$W/exec-child" --cpu-ns 1000000000000
outer=$target
has_child() { [ -n "$(<"/proc/$outer/task/$outer/children")" ]; }
wait_until has_child
child=$(tr -d ' ' <"/proc/$outer/task/$outer/children")
start_recording -p "$child" -o "$T/outside.data"
check "who is inside is recorded from outside" wait_until at_least 50 taken
finish_recording
read_records "$T/outside.data"
is "$(count "pid $child")" "$(count sample)" "by the pid of outside"
kill -KILL "$child"

check "no session is left" wait_until has_no_session
done_testing
