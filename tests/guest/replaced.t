#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# Programs that run already when they are recorded, and whose files have been
# deleted, upgraded or written over, before or meanwhile. work_two() is in what
# runs, work_one() in what lies at its path by then.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# start NAME [OPTION...]: a copy of the program; adds to $pids
start()
{
	local name=$1

	shift
	cp "$W/file-two" "$name"
	mkfifo "$name.says"
	"./$name" "$@" >"$name.says" &
	pids+=${pids:+,}$!
	read -r _ <"$name.says"
}

upgrade()
{
	cp "$W/file-one" new
	mv new "$1"
}

# is_held NAME: whether flamekctl has a file of that name open
is_held()
{
	readlink "/proc/$recorder/fd/"* | grep -qE "/$1( \(deleted\))?\$"
}

# named COMM
named()
{
	check "$1: named" test \
		"$(matching out.folded "^$1;.*;work_two[; ]")" -ge 10
	is "$(matching out.folded "^$1;.*(work_one|\[$1\])[; ]")" 0 \
		"$1: and nothing else, nor without a name"
}

load_module
cd "$T" || exit
pids=

# In another mount namespace, with another program at the same path
mkdir over
cp "$W/file-one" over/entered
start deleted
rm deleted
start upgraded
upgrade upgraded
cp "$W/file-two" entered
mkfifo container.says
unshare -m sh -c 'mount --bind over/entered entered && echo && exec sleep 1000' \
	>container.says &
container=$!
read -r _ <container.says
start entered --enter "$container"
start later
mkdir library
cp "$W/plugin" "$W/libplugin.so" library
library/plugin --count 1000 >/dev/null &
pids+=,$!

start_recording -p "$pids" -o out.folded
wait_until is_held later
wait_until is_held libplugin.so
upgrade later
dd if="$W/libplugin.so" of=library/libplugin.so conv=notrunc status=none
wait_until at_least 500 taken
finish_recording
is "$status" 0 "recorded"
for comm in deleted upgraded entered later; do
	named "$comm"
done
is "$(with_frame out.folded plugin_work)" 0 \
	"a library that was written to meanwhile gives no names"
like "$(<"$T/messages")" "libplugin.so: it was written to after it was mapped" \
	"which is told"
check "the program that loads it is named" test \
	"$(with_frame out.folded own_work)" -ge 10

done_testing
