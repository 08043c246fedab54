#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Fuzzes the module (see tests/fuzz/kernel/main.c): first alone, so that every
# session attaches the first probe and detaches the last one; then while real
# programs, a cgroup and the system are recorded, which must come to no harm: as
# root, and as a user whom the device was opened to.
#
# FLAMEK_FUZZ_ROUNDS and FLAMEK_FUZZ_SEED ask for more, or for the same again, as
# make fuzz-kernel ROUNDS=100000 SEED=12345 does.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

rounds=${FLAMEK_FUZZ_ROUNDS:-1500}
seed=${FLAMEK_FUZZ_SEED:-$(od -An -N6 -tu8 /dev/urandom | tr -d ' ')}
user_rounds=$((rounds / 3))
# So few rounds need not get everywhere.
reach=()
[ "$rounds" -lt 1500 ] || reach=(--must-reach)
# Programs that the fuzzer starts are itself, so it had better be in memory.
cp "$ROOT/build/fuzz/kernel" "$T/fuzz"

# A group that may open the device, and one of it that has no capability, and not
# much memory to lock
GROUP=4242
USER=4301
as_user=(prlimit --memlock=131072 setpriv --reuid "$USER" --regid "$USER"
	--groups "$GROUP" --bounding-set=-all)

# fuzz NAME COMMAND...
fuzz()
{
	local name=$1

	shift
	take_points env "$@" --seed "$seed"
	check "$name: no session is left" wait_until has_no_session_of_fuzz
}

# Sessions go with the last process that holds them, which may still be ending.
has_no_session_of_fuzz()
{
	[ "$("$FLAMEKCTL" status 2>/dev/null | grep -c ': ')" = "$nr_recordings" ]
}

load_module
chmod 755 "$T"
chgrp $GROUP /dev/flamek
chmod 660 /dev/flamek
# So that no process gets the number of one that has just gone.
echo 4194304 >/proc/sys/kernel/pid_max 2>"$T/ignored" || :
nr_recordings=0
fuzz alone "$T/fuzz" --rounds $((rounds / 20)) --threads 2

# Enough of them that most of what the fuzzer does needs no code to be patched,
# which takes most of the time.
start_target "$W/shares" --threads 2
"$W/children" --exec --count 1000000 --cpu-ns 100000 >/dev/null &
family=$!
start_recording -F 1999 -p "$target" -o "$T/shares.data"
first=$recorder
group=/sys/fs/cgroup/flamek-fuzz
mkdir $group
echo "$target" >$group/cgroup.procs
start_recording -c $group -o "$T/group.data"
second=$recorder
start_recording -a -F 199 -o "$T/system.data"
third=$recorder
start_recording -p "$family" --inherit -o "$T/family.data"
nr_recordings=4
# Without waiting for the scheduler, more comes together in less time.
echo 1 >/sys/kernel/rcu_expedited
fuzz "beside recordings" "$T/fuzz" --rounds $((rounds - user_rounds)) "${reach[@]}"
# Two threads have too few sessions to be stuck for want of one more.
fuzz "by a user" "${as_user[@]}" "$T/fuzz" --threads 2 --rounds $user_rounds
if [ $user_rounds -ge 500 ]; then
	said=$(<"$T/points")
	like "$said" 'beyond what a user may have: [1-9]' \
		"a user got as many sessions as there may be"
	like "$said" 'beyond RLIMIT_MEMLOCK: [1-9]' \
		"and as much memory"
	like "$said" 'need CAP_PERFMON: [1-9]' \
		"and nothing that takes more rights"
fi

for each in "$first" "$second" "$third" "$recorder"; do
	recorder=$each
	finish_recording
	is "$status" 0 "a recording beside it ends well"
done
for each in shares group system family; do
	read_records "$T/$each.data"
	isnt "$(count sample)" 0 "$each: has samples"
done
end_target
target=$family
end_target
wait_until rmdir $group
check "no session is left" wait_until has_no_session
echo 0 >/sys/kernel/rcu_expedited
done_testing
