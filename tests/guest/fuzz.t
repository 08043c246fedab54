#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Fuzzes the module (see tests/fuzz/kernel/main.c): first alone, so that every
# session attaches the first probe and detaches the last one; then while real
# programs are recorded, which must come to no harm.
#
# FLAMEK_FUZZ_ROUNDS and FLAMEK_FUZZ_SEED ask for more, or for the same again, as
# make fuzz-kernel ROUNDS=100000 SEED=12345 does.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

rounds=${FLAMEK_FUZZ_ROUNDS:-1500}
seed=${FLAMEK_FUZZ_SEED:-$(od -An -N6 -tu8 /dev/urandom | tr -d ' ')}
# So few rounds need not get everywhere.
reach=()
[ "$rounds" -lt 1000 ] || reach=(--must-reach)
# Programs that the fuzzer starts are itself, so it had better be in memory.
cp "$ROOT/build/fuzz/kernel" "$T/fuzz"

# fuzz NAME OPTION...
fuzz()
{
	local name=$1

	shift
	take_points env "$T/fuzz" --seed "$seed" "$@"
	check "$name: no session is left" wait_until has_no_session_of_fuzz
}

# Sessions go with the last process that holds them, which may still be ending.
has_no_session_of_fuzz()
{
	[ "$("$FLAMEKCTL" status 2>/dev/null | grep -c ': ')" = "$nr_recordings" ]
}

load_module
nr_recordings=0
fuzz alone --rounds $((rounds / 20)) --threads 2

# Enough of them that most of what the fuzzer does needs no code to be patched,
# which takes most of the time.
start_target "$W/shares" --threads 2
"$W/children" --exec --count 1000000 --cpu-ns 100000 >/dev/null &
family=$!
start_recording -F 1999 -p "$target" -o "$T/shares.data"
first=$recorder
start_recording -p "$target" -o "$T/again.data"
second=$recorder
start_recording -p "$family" --inherit -o "$T/family.data"
nr_recordings=3
# Without waiting for the scheduler, more comes together in less time.
echo 1 >/sys/kernel/rcu_expedited
fuzz "beside recordings" --rounds "$rounds" "${reach[@]}"

for each in "$first" "$second" "$recorder"; do
	recorder=$each
	finish_recording
	is "$status" 0 "a recording beside it ends well"
done
for each in shares again family; do
	read_records "$T/$each.data"
	isnt "$(count sample)" 0 "$each: has samples"
done
end_target
target=$family
end_target
check "no session is left" wait_until has_no_session
echo 0 >/sys/kernel/rcu_expedited
done_testing
