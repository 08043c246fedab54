#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount
# not on debug debug-rt: fanotify(7) is not part of them
#
# Files that take long to open, many of them at once: together longer than rings
# last, while none of them does alone. The clock counts instructions: what else the
# host does makes neither longer.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# Maps the first page of each file, as code, and works for so many seconds.
maps='import mmap, sys, time
maps = []
for path in sys.argv[2:]:
    with open(path, "rb") as file:
        maps.append(mmap.mmap(file.fileno(), 4096, mmap.MAP_PRIVATE,
                              mmap.PROT_READ | mmap.PROT_EXEC))
print("mapped", flush=True)
end = time.process_time() + float(sys.argv[1])
while time.process_time() < end:
    pass'

files=()
for i in {1..24}; do
	cp "$W/exec-child" "$T/slow$i"
	files+=("$T/slow$i")
done
use_memory
python3 "$HERE/slowfiles.py" 0.04 "${files[@]}" >>"$T/slow" 2>&1 &
wait_until grep -q ready "$T/slow" || give_up "make files slow" "$(<"$T/slow")"

# record_slow NAME ARGUMENT...: waits for each file, and loses nothing for that
record_slow()
{
	local status=0

	: >"$T/slow"
	"$FLAMEKCTL" record -F 2000 --ring-pages 16 -o "$T/out.folded" "${@:2}" \
		2>"$T/messages" || status=$?
	is "$status" 0 "$1: the recording ends well"
	like "$(<"$T/messages")" 'none lost' "$1: nothing was lost"
	is "$(sort -u "$T/slow" | wc -l)" "${#files[@]}" \
		"$1: each file was waited for"
	diag "$(grep ' samples in ' "$T/messages")"
}

load_module
record_slow "files that are mapped" -- python3 -c "$maps" 2 "${files[@]}"
start_target python3 -c "$maps" 1000 "${files[@]}"
wait_until grep -q mapped "$T/target"
record_slow "files that were" -d 2s -p "$target"
end_target
done_testing
