#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
# guest: --icount
#
# Names of code that programs generate while they run: by perf maps, of processes
# in namespaces of their own and gone too, and by jitdumps, where code is replaced.

# shellcheck disable=SC2317 # check_chance calls the functions
# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

# shares_of FOLDED NAME=SHARE...: in generated code, as marked
shares_of()
{
	local folded=$1 name args=()

	shift
	for name in "$@"; do
		args+=("${name%=*}_[j]=${name##*=}")
	done
	stats shares "$folded" "${args[@]}"
}

judge_map()
{
	record --annotate -o "$T/map.folded" -- "$W/jit" --map --reuse &&
		shares_of "$T/map.folded" jit_one=.25 'jit two=.25' \
			jit_old=.25 jit_new=.25
}

# With all its namespaces, and the /tmp that its map is in, it is gone before
# anything is named.
judge_namespaces()
{
	rm -f /tmp/perf-*.map
	record --annotate -o "$T/ns.folded" -- unshare --pid --fork --mount sh -c \
		'mount -t tmpfs none /tmp && exec /dev/shm/jit --map --reuse' &&
		! ls /tmp/perf-*.map 2>/dev/null &&
		shares_of "$T/ns.folded" jit_one=.25 'jit two=.25' \
			jit_old=.25 jit_new=.25
}

judge_child()
{
	record --annotate -o "$T/fork.folded" -- "$W/jit" --map --fork &&
		shares_of "$T/fork.folded" jit_one=2/3 'jit two=1/3'
}

judge_dump()
{
	record -o "$T/dump.data" -- "$W/jit" --dump --reuse &&
		"$FLAMEKCTL" fold --annotate "$T/dump.data" \
			>"$T/dump.folded" 2>"$T/messages" &&
		shares_of "$T/dump.folded" jit_one=.25 'jit two=.25' \
			jit_old=.25 jit_new=.25
}

judge_live_dump()
{
	record --annotate -o "$T/live.folded" -- "$W/jit" --dump --reuse &&
		stats shares "$T/live.folded" 'jit_one_[j]=.25' \
			'jit two_[j]=.25' '[anon]=.5'
}

# below_main FOLDED NAME: called from where it is
below_main()
{
	nearly "$(matching "$1" ";main;jit_caller_\\[j\\];$2_\\[j\\][; ]")" \
		"$(with_frame "$1" "$2_[j]")"
}

load_module
use_memory
cp "$W/jit" /dev/shm/jit

check_chance "a perf map: what was where when" judge_map
check "below the code that called it" below_main "$T/map.folded" jit_one
unlike "$(<"$T/messages")" "generated|replaced|names:" "and nothing to complain of"

check_chance "in namespaces of its own, gone with its /tmp" judge_namespaces
check "there too below what called it" below_main "$T/ns.folded" jit_one
rm /dev/shm/jit

check_chance "a child goes by its parent's map" judge_child

record --annotate -o "$T/none.folded" -- "$W/jit"
check "without a map nothing is named" test "$(grep -c '_\[j\]' "$T/none.folded")" = 0
like "$(<"$T/messages")" 'in \[anon\]: .*node --perf-basic-prof' \
	"and it is told what would help"

check_chance "a jitdump in a recording: what was where when" judge_dump
check_chance "while recording: no name for what cannot be told apart" \
	judge_live_dump
like "$(<"$T/messages")" 'in \[anon\]: code was replaced .*record to a .data' \
	"and it is told what would help"

record -o "$T/late.data" -- "$W/jit" --map --reuse
"$FLAMEKCTL" fold "$T/late.data" >"$T/late.folded" 2>"$T/messages"
is "$(with_frame "$T/late.folded" jit_old)" 0 \
	"afterwards a map says only what came last"
like "$(<"$T/messages")" "perf-[0-9]+.map: at [0-9]+ address.* code was replaced" \
	"and it is told that code was replaced"

if command -v perf >/dev/null; then
	record -o "$T/perf.data" -- "$W/jit" --map
	"$FLAMEKCTL" fold --no-inline "$T/perf.data" >"$T/perf.folded" 2>/dev/null
	perf script -i "$T/perf.data" --no-inline \
		-F comm,tid,period,ip,sym,symoff,dso >"$T/script" 2>/dev/null
	like "$(<"$T/script")" 'jit two\+0x[0-9a-f]+ \(/tmp/perf-[0-9]+\.map\)' \
		"perf script reads the map"
	check "and names the same stacks" \
		/usr/bin/python3 "$HERE/perfscript.py" "$T/script" \
		"$T/perf.folded" $((1000000000 / 999))
else
	skip "perf script names the same stacks" "needs perf"
fi
rm -f /tmp/perf-*.map /tmp/jit-*.dump

done_testing
