#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# The right file or none, in recordings that are read later: flamek's and perf's.
# What lies at a path by then must be what was mapped, and who reads is told where
# it is not. work_two() was recorded; work_one() lies in the way.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

# fold NAME [COMMAND...]: what $T/NAME.data is by now, to $T/folded
fold()
{
	local name=$1

	shift
	"$@" "$FLAMEKCTL" fold -o "$T/folded" "$T/$name.data" 2>"$T/messages"
}

# is_named DESC [COMM]
is_named()
{
	check "$1: named" test "$(matching "$T/folded" "^${2:-}.*;work_two[; ]")" -ge 50
	is "$(with_frame "$T/folded" work_one)" 0 "$1: by the right file"
}

# is_unnamed DESC REASON [COMM]: and why is said
is_unnamed()
{
	local program

	program=$(matching "$T/folded" "^${3:-}.*;\[(plain|bare|same)\][; ]")
	check "$1: without a name" test "$program" -ge 50
	is "$(matching "$T/folded" "^${3:-}.*;work_(one|two)[; ]")" 0 \
		"$1: nor by another file"
	like "$(<"$T/messages")" "$2" "$1: which is told"
}

# Of flamek or of perf, of the program plain: what comes of it
check_plain()
{
	local name=$1

	fold "$name"
	is_named "$name"
	mv plain kept
	cp "$W/file-one" plain
	fold "$name"
	is_unnamed "$name: another file by now" "plain: another file lies"
	cp "$W/file-two" plain
	fold "$name" unshare -u sh -c 'hostname elsewhere; exec "$@"' sh
	is_named "$name: on another machine"
}

record_by_perf()
{
	local name=$1

	shift
	HOME=$T perf record -q -N -e cpu-clock -F 999 -g -o "$T/$name.data" "$@" \
		>/dev/null
}

load_module
cd "$T" || exit
cp "$W/file-two" plain
check "record" record -q -o flamek.data -- ./plain --cpu-ns 200000000
check_plain flamek
cat "$W/file-one" >kept
mv kept plain
fold flamek
is_unnamed "flamek: overwritten" "plain: another file lies"

# Without a build-id only its own numbers and times tell a file.
objcopy --remove-section=.note.gnu.build-id "$W/file-two" bare
objcopy --remove-section=.note.gnu.build-id "$W/file-one" other
check "record without a build-id" \
	record -q -o bare.data -- ./bare --cpu-ns 200000000
fold bare
is_named "no build-id"
fold bare unshare -u sh -c 'hostname elsewhere; exec "$@"' sh
is_unnamed "no build-id: on another machine" "bare: a file of another machine"
cat other >bare
fold bare
is_unnamed "no build-id: overwritten" "bare: it was changed after the recording"

# Two files at the same path, of which one has gone with its root.
mkdir -p root/bin
ldd "$W/file-two" | grep -o '/[^ ]*' | xargs cp -L --parents -t root
cp "$W/file-two" root/same
cp "$W/file-one" /same
ln -s /same root/bin/inside
ln -s /same outside
cat >both <<'END'
./outside --cpu-ns 200000000
chroot root /bin/inside --cpu-ns 200000000
END
check "record two files of one path" record -q -o same.data -- sh both
check "outside: named" fold same
check "outside: by the right file" test \
	"$(matching folded '^outside;.*;work_one[; ]')" -ge 150
is_unnamed "inside" "same: another file lies" inside

if command -v perf >/dev/null; then
	cp "$W/file-two" plain
	record_by_perf perf ./plain --cpu-ns 200000000
	check_plain perf
	cp "$W/file-two" plain
	record_by_perf perf-mmap --buildid-mmap ./plain --cpu-ns 200000000
	check_plain perf-mmap
	record_by_perf perf-same sh both
	fold perf-same
	is_unnamed "perf: inside" "same: another file lies" inside
else
	skip "recordings of perf" "needs perf"
fi
done_testing
