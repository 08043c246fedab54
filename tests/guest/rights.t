#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# Two users without CAP_PERFMON: each may record what is theirs, sees no kernel
# address, and reaches nothing of the other's.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

export PYTHONPATH=$HERE PYTHONDONTWRITEBYTECODE=1
FLAMEK_GROUP=4242
ALICE=4301
BOB=4302

# become USER: sets ${become[@]}, what runs a command as a member of the group that
# may open the device, like Debian's users otherwise: 8 MiB may be locked, nothing
# dumps core as root
become()
{
	become=(prlimit --memlock=8388608 setpriv --reuid "$1" --regid "$1"
		--groups "$FLAMEK_GROUP" --bounding-set=-all)
}

# as USER COMMAND...
as()
{
	become "$1"
	"${become[@]}" "${@:2}"
}

# record_as USER OPTION...: sets $recorder; messages go to $T/messages
record_as()
{
	become "$1"
	"${become[@]}" "$FLAMEKCTL" record "${@:2}" 2>"$T/messages" &
	recorder=$!
	wait_until is_under_way "$recorder"
}

# python USER PROGRAM [ARG...]: run by the command within, if there is one
within=()
python()
{
	local user=$1

	shift
	as "$user" "${within[@]}" python3 -c "from flamek import *
import os, sys
$1" "${@:2}"
}

# set_as USER PID: what the module says to a session of it
set_as()
{
	python "$1" 'try:
    session = Session(Genl()).set(int(sys.argv[1]))
    print("may")
except Refused as why: print(errno.errorcode[why.errno])' "$2"
}

# start_as USER COMMAND...: sets $target
start_as()
{
	become "$1"
	"${become[@]}" "${@:2}" >/dev/null 2>&1 &
	target=$!
}

# is_seen_by USER: that $target executes what it was started for, in the user's
# name, and is not hidden from that user: then its files in /proc are the user's
is_seen_by()
{
	[ "$(stat -c %u "/proc/$target/stat")" = "$1" ]
}

is_running()
{
	[ "$(readlink "/proc/$target/exe")" = "$1" ]
}

load_module
chgrp "$FLAMEK_GROUP" /dev/flamek
chmod 660 /dev/flamek
chmod 755 "$T"
cp "$W/exec-child" "$T/work"
cp "$W/wild-jumps" "$T"
mkdir -m 777 "$T/out"

is "$(setpriv --reuid $BOB --regid $BOB --clear-groups sh -c \
	': </dev/flamek' 2>&1 | grep -c 'Permission denied')" 1 \
	"who is not in the group cannot open the device"

# One's own
as $ALICE "$FLAMEKCTL" record -o "$T/out/own.data" -- "$T/work" \
	--cpu-ns 500000000 2>"$T/messages"
is $? 0 "one's own command is recorded"
like "$(<"$T/messages")" 'no kernel frames: they need CAP_PERFMON' \
	"and the summary says what is missing"
shows_user_only()
{
	python3 "$HERE/samples.py" addresses "$1" >"$T/addresses"
	cat "$T/addresses"
	[ "$(awk '{ print $1 }' "$T/addresses")" = user ]
}
check "user addresses are in it, and no kernel address" \
	shows_user_only "$T/out/own.data"
as $ALICE "$FLAMEKCTL" record -F 4999 -o "$T/out/wild.data" -- \
	"$T/wild-jumps" --rounds 5000 2>"$T/messages"
is $? 0 "so is one that jumps to the kernel"
check "nor is that one of its addresses" shows_user_only "$T/out/wild.data"
"$FLAMEKCTL" fold "$T/out/own.data" >"$T/own.folded" 2>"$T/fold"
check "with names" test "$(with_frame "$T/own.folded" exec_child_work)" -gt 50
start_as $ALICE "$T/work" --cpu-ns 1000000000000
wait_until is_running "$T/work"
check "one's own process is recorded" as $ALICE "$FLAMEKCTL" record \
	-p "$target" -d 0.5 -o "$T/out/own.folded"
check "and one's own thread" as $ALICE "$FLAMEKCTL" record -t "$target" \
	-d 0.5 -o "$T/out/own.folded"
check "with its descendants" as $ALICE "$FLAMEKCTL" record -p "$target" \
	--inherit -d 0.5 -o "$T/out/own.folded"
is "$(set_as $ALICE "$target")" may "the module takes it"

# Another's
is "$(set_as $BOB "$target")" EPERM "another user's process is refused"
is "$(set_as $BOB 1)" EPERM "and root's"
is "$(set_as $ALICE 2)" EPERM "and a kernel thread"
sleep 1000 &
other=$!
is "$(set_as $ALICE $other)" EPERM "and this test's"
is "$(prlimit --memlock=8388608 setpriv --bounding-set=-all \
	--inh-caps=-all python3 -c 'from flamek import *
import sys
try: Session(Genl()).set(int(sys.argv[1])); print("may")
except Refused as why: print(errno.errorcode[why.errno])' "$target")" EPERM \
	"root without capabilities may not see a user's either"
kill $other
start_as $BOB "$T/work" --cpu-ns 1000000000000
wait_until is_running "$T/work"
perfmon=(setpriv --reuid "$ALICE" --regid "$ALICE" --groups "$FLAMEK_GROUP"
	--inh-caps +perfmon --ambient-caps +perfmon)
"${perfmon[@]}" "$FLAMEKCTL" record -p "$target" -d 0.5 \
	-o "$T/out/hidden.folded" 2>"$T/messages"
is $? 0 "with CAP_PERFMON alone another's process is recorded"
if "${perfmon[@]}" cat "/proc/$target/maps" >/dev/null 2>&1; then
	check "with names, since this kernel lets it read the mappings" test \
		"$(with_frame "$T/out/hidden.folded" exec_child_work)" -gt 50
else
	like "$(<"$T/messages")" 'mappings may not be read.*: 1 process' \
		"and why it has no names is said"
fi
check "its samples are there" test "$(total "$T/out/hidden.folded")" -gt 50
end_target
start_as $ALICE "$T/work" --cpu-ns 1000000000000
wait_until is_running "$T/work"

# What only CAP_PERFMON may
like "$(as $ALICE "$FLAMEKCTL" record -a -o "$T/out/x.svg" 2>&1)" \
	'only processes and threads' "the system is refused"
like "$(as $ALICE "$FLAMEKCTL" record -c / -o "$T/out/x.svg" 2>&1)" \
	'only processes and threads' "and cgroups"
like "$(as $ALICE "$FLAMEKCTL" record --no-user -p "$target" \
	-o "$T/out/x.svg" 2>&1)" 'need CAP_PERFMON' "and kernel frames alone"
like "$(as $ALICE "$FLAMEKCTL" record --max-overhead 26 -p "$target" \
	-o "$T/out/x.svg" 2>&1)" '25 % needs CAP_PERFMON' \
	"and more overhead"
check "nothing is written" test ! -e "$T/out/x.svg"
is "$(as $ALICE "$FLAMEKCTL" record --verify-unwind -p "$target" -d 0.2 \
	-o "$T/out/v.folded" 2>&1 | grep 'compared')" \
	'0 kernel stacks compared, none differed' "no kernel stack is walked"
end_target

# Who is not dumpable
cat >"$T/hide.py" <<'PY'
import ctypes, os, sys, time
libc = ctypes.CDLL(None)
if 'late' in sys.argv:
    while not os.path.exists(sys.argv[2]):
        pass
libc.prctl(4, 0)        # PR_SET_DUMPABLE
open(sys.argv[2] + '.hidden', 'w').close()
while True:
    pass
PY
start_as $ALICE python3 "$T/hide.py" early "$T/out/early"
wait_until test -e "$T/out/early.hidden"
is "$(set_as $ALICE "$target")" EPERM "one's own that is not dumpable is refused"
end_target
start_as $ALICE python3 "$T/hide.py" late "$T/out/late"
wait_until is_seen_by $ALICE
record_as $ALICE -p "$target" -o "$T/out/late.folded"
wait_until at_least 50 taken
touch "$T/out/late"
end_of $recorder
is "$status" 0 "one that ceases to be leaves, and so the recording ends"
like "$(<"$T/messages")" 'no longer sampled.*: 1 process' "and says why"
end_target

# Who has more than its user, and who has left its user's namespace
start_target setpriv --reuid $ALICE --regid $ALICE --groups $FLAMEK_GROUP \
	--inh-caps +net_admin --ambient-caps +net_admin \
	python3 -c 'while True: pass'
wait_until is_executing "$target" "$(command -v python3)"
is "$(set_as $ALICE "$target")" EPERM "nor is one that has a capability"
end_target
start_as $ALICE python3 -c 'while True: pass'
wait_until is_seen_by $ALICE
within=(unshare -U)
is "$(set_as $ALICE "$target")" EPERM \
	"nor is anyone, from within a user namespace of one's own"
within=()
end_target
start_as $ALICE unshare -U python3 -c 'while True: pass'
wait_until is_executing "$target" "$(command -v python3)"
is "$(set_as $ALICE "$target")" may "who is in one that is one's own may be"
end_target

# A set-user-id program
install -o root -g root -m 4755 "$T/work" "$T/setuid"
export T
start_as $ALICE sh -c 'while [ ! -e "$1" ]; do :; done; exec "$2"/setuid --cpu-ns 300000000' \
	sh "$T/out/go" "$T"
wait_until is_seen_by $ALICE
record_as $ALICE -p "$target" -F 4999 -o "$T/out/setuid.data"
wait_until at_least 50 taken
touch "$T/out/go"
end_of $recorder
is "$status" 0 "a process leaves when it executes a set-user-id program"
like "$(<"$T/messages")" 'no longer sampled.*: 1 process' "and it is said"
"$FLAMEKCTL" fold "$T/out/setuid.data" >"$T/setuid.folded" 2>"$T/fold"
is "$(with_frame "$T/setuid.folded" exec_child_work)" 0 \
	"nothing of that program was sampled"
# Between the change of the name and that of the rights there may be a tick.
check "hardly that it ran" test "$(grep -c setuid "$T/setuid.folded")" -le 1
check "though before it was" test "$(total "$T/setuid.folded")" -ge 50
end_of "$target"
is "$status" 0 "the program itself ran to its end"

# In a tree whose root stays, each leaves alone, and who may not be seen from the
# start never comes in.
tree='python3 "$T/hide.py" early "$T/out/first" & echo $! >"$T/out/first.pid"
python3 "$T/hide.py" late "$T/out/second" & echo $! >"$T/out/second.pid"
sh -c '\''while [ ! -e "$T/out/third" ]; do :; done
	exec "$T/setuid" --cpu-ns 300000000'\'' & echo $! >"$T/out/third.pid"
while :; do :; done'
has_processes()
{
	"$FLAMEKCTL" status | grep -q "processes $1 (inherit)"
}
# has_ended PID: whether waited for or not
has_ended()
{
	[ -z "$(tr -d '\0' <"/proc/$1/cmdline")" ]
} 2>/dev/null
start_as $ALICE sh -c "$tree"
wait_until test -e "$T/out/first.hidden"
wait_until test -s "$T/out/third.pid"
wait_until is_seen_by $ALICE
record_as $ALICE -p "$target" --inherit -o "$T/out/tree.data"
check "a tree: without the one that is not dumpable" has_processes 3
wait_until at_least 300 taken
touch "$T/out/third"
check "a tree: who executes a set-user-id program leaves" \
	wait_until has_processes 2
touch "$T/out/second"
check "a tree: so does one that ceases to be dumpable" \
	wait_until has_processes 1
mapfile -t children < <(cat "$T/out/"{first,second,third}.pid)
kill -KILL "${children[0]}"
wait_until has_ended "${children[0]}"
check "a tree: the root stays" \
	wait_until at_least $(($(counter taken) + 50)) taken
end_target
end_of $recorder
is "$status" 0 "a tree: its recording ends with the last that is left"
like "$(<"$T/messages")" 'no longer sampled.*: 2 processes' \
	"a tree: and says how many have left"
read_records "$T/out/tree.data"
is "$(sed -n 's/^first //p' "$T/records")" comm \
	"of what was there, processes are looked at first"
# That one's name is from /proc, where anyone may read it.
is "$(count "pid ${children[0]}")/$(count "told ${children[0]}")" 0/1 \
	"a tree: nothing is sampled or told of who was not to be seen"
for each in "$target" "${children[1]}" "${children[2]}"; do
	isnt "$(count "pid $each")" 0 "a tree: of another there are samples"
done
isnt "$(count "told ${children[2]}")" 0 "a tree: and it is told of"
is "$(grep -ac "$T/setuid" "$T/out/tree.data")" 0 \
	"a tree: but not of what the set-user-id program maps"
kill -KILL "${children[1]}"

# Sessions of others
python $ALICE 'session = Session(Genl()).set(os.getpid())
session.start()
open(sys.argv[1], "w").write(str(session.fd))
while not os.path.exists(sys.argv[2]): pass
print(session.get()["state"])' "$T/out/fd" "$T/out/end" >"$T/alice" &
alice=$!
wait_until test -s "$T/out/fd"
is "$(as $ALICE "$FLAMEKCTL" status | grep -c ': running')" 1 \
	"one's own session is listed"
is "$(as $BOB "$FLAMEKCTL" status)" 'no sessions' "not to another user"
is "$("$FLAMEKCTL" status | grep -c ': running')" 1 "but to root"
is "$(python $BOB 'try: Genl().request(STOP, u32(FD, int(sys.argv[1])))
except Refused as why: print(errno.errorcode[why.errno])' \
	"$(<"$T/out/fd")")" EBADF "its descriptor's number is nothing to another"
is "$(python $BOB 'import glob
print(sum(os.access(path, os.R_OK) for path in
          glob.glob(f"/proc/{sys.argv[1]}/fd/*")))' $alice)" 0 \
	"nor can it be had through /proc"
# Whoever configures a session, it may what its opener may.
is "$(python3 -c 'from flamek import *
import os, sys
alice, group = map(int, sys.argv[1:])
os.setgroups([group])
os.setresgid(alice, alice, 0)
os.setresuid(alice, alice, 0)
session = Session(Genl())
os.setresuid(0, 0, 0)
os.setresgid(0, 0, 0)
try: session.set(1); print("may")
except Refused as why: print(errno.errorcode[why.errno])' \
	$ALICE $FLAMEK_GROUP)" EPERM "root may no more by a user's session"
# Nor does it list more by a user's socket, which it may be made to write to.
is "$(python3 -c 'from flamek import *
import os, sys
bob = int(sys.argv[1])
os.setresuid(bob, bob, 0)
genl = Genl()
os.setresuid(0, 0, 0)
print(len(genl.sessions()), len(Genl().sessions()))' $BOB)" '0 1' \
	"root lists no more by a user's socket"
touch "$T/out/end"
end_of $alice
is "$(<"$T/alice")" 2 "all that time it ran undisturbed"

# So much and no more
like "$(as $ALICE "$FLAMEKCTL" record --ring-pages 8192 -o "$T/out/x.svg" \
	-- true 2>&1)" 'RLIMIT_MEMLOCK' "rings count as locked memory"
is "$(prlimit --memlock=200000 setpriv --reuid $ALICE --regid $ALICE \
	--groups $FLAMEK_GROUP "$FLAMEKCTL" record -o "$T/out/small.folded" \
	-- "$T/work" --cpu-ns 100000000 2>&1 | grep -c "samples in")" 1 \
	"unsaid, they are as large as may be"
is "$(python $ALICE 'sessions = []
try:
    while True: sessions.append(Session(None))
except OSError as why:
    print(len(sessions), errno.errorcode[why.errno])')" '16 EUSERS' \
	"a user has 16 sessions"
check "another user's do not count" as $BOB sh -c ': </dev/flamek'

check "no session is left" has_no_session
done_testing
