#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# The right file or none, while recording: what a process has mapped is what names
# come from, wherever it lies and whatever lies at its path by now, here or where
# the process is. work_two() is in the files that run, work_one() in those that
# lie in their way.

# shellcheck disable=SC2317 # run calls the functions
# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# make_root DIR NAME...: a root directory with programs of these names
make_root()
{
	local dir=$1 name

	shift
	mkdir -p "$dir/bin" "$dir/old"
	cp "$(command -v busybox)" "$dir/bin"
	ldd "$W/file-two" | grep -o '/[^ ]*' | xargs cp -L --parents -t "$dir"
	for name; do
		cp "$W/file-two" "$dir/bin/$name"
	done
}

# is_held NAME: whether flamekctl has a program of that name open
is_held()
{
	readlink "/proc/$recorder/fd/"* | grep -qE "/(memfd:)?$1( \(deleted\))?\$"
}

# run_once NAME COMMAND [ARG...]: which becomes a program of that name. It goes
# when it has burnt for a while, and flamekctl has the program.
run_once()
{
	local name=$1

	shift
	# Open for both, so that what is left of the one before ends nothing.
	exec {said}<>says
	"$@" >says {said}<&- &
	read -r -t 300 -u "$said"
	wait_until is_held "$name"
	kill -KILL "$!"
	exec {said}<&-
	wait "$!" || :
}

# A root of its own in memory that goes with the process's namespaces.
run_in_container()
{
	cat >contain <<'END'
mount -t tmpfs none own && cp -a root/. own && cd own && pivot_root . old &&
	/bin/busybox umount -l /old && exec /bin/in-container
END
	run_once in-container unshare -Urpfm --kill-child bash contain
}

run_unlinked()
{
	cp "$W/file-two" unlinked
	run_once unlinked bash -c \
		'exec 9<unlinked; rm unlinked; exec -a unlinked /dev/fd/9'
}

run_in_overlay()
{
	mkdir low up work over
	cp "$W/file-two" low/in-overlay
	cp "$W/file-two" low/copied-up
	cp "$W/file-one" low/covered
	cp "$W/file-two" up/covered
	mount -t overlay -o lowerdir=low,upperdir=up,workdir=work none over
	run_once in-overlay over/in-overlay
	touch over/copied-up
	run_once copied-up over/copied-up
	run_once covered over/covered
	umount -l over
}

run_mounted()
{
	mkdir mounted bound
	cp "$W/file-one" bound/bound
	cp "$W/file-two" bound/other
	mount --bind bound/other bound/bound
	run_once bound bound/bound
	umount -l bound/bound
	mount -t tmpfs none mounted
	cp "$W/file-two" mounted/in-tmpfs
	run_once in-tmpfs mounted/in-tmpfs
	umount -l mounted
}

# Each is gone long before anybody would look for it at leisure.
run_short()
{
	local i

	for ((i = 0; i < 10; i++)); do
		chroot root /bin/short --cpu-ns 5000000
	done
}

# All there is when the recording ends is what lies in the way.
run_all()
{
	cd "$T"
	mkfifo says
	mkdir own
	make_root root in-root in-container short
	run_once in-root chroot root /bin/in-root
	run_in_container
	run_once in-memory "$W/file-two" --memfd
	run_unlinked
	run_in_overlay
	run_mounted
	run_short
	rm -r root low up bound/other
}

# named COMM: all that it did in its program has the name of what it ran
named()
{
	local two

	two=$(matching "$T/gone.folded" "^$1;.*;work_two[; ]")
	check "$1: named ($two samples)" test "$two" -ge 10
	is "$(matching "$T/gone.folded" "^$1;.*(work_one|\[(memfd:)?$1\])[; ]")" 0 \
		"$1: and nothing else, nor without a name"
}

load_module
for name in in-root in-container short; do
	cp "$W/file-one" "/bin/$name"
done

mkfifo "$T/go"
(
	# shellcheck disable=SC2030 # the other one does not know it yet
	read -r recorder <"$T/go"
	set -e
	run_all >"$T/log" 2>&1
) &
target=$!
start_recording --inherit -p "$target" -o "$T/gone.folded"
# shellcheck disable=SC2031
echo "$recorder" >"$T/go"
end_of "$target"
is "$status" 0 "the cases came to their end"
finish_recording
is "$status" 0 "so did the recording"
diag "$(<"$T/log")" "$(<"$T/messages")"
for comm in in-root in-container in-memory unlinked in-overlay copied-up covered bound \
	    in-tmpfs short; do
	named "$comm"
done

done_testing
