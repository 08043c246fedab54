#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount
# not on debug debug-rt: the price of the checks is in what is read
#
# What there is to read when a recording begins takes longer than rings last: so
# many processes, and the kernel's symbols. flamekctl itself is among what is
# sampled. The clock counts instructions: what else the host does makes neither
# longer.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

load_module
python3 -c 'import os, signal
for i in range(1500):
    if not os.fork():
        break
else:
    print("there", flush=True)
signal.pause()' >"$T/there" &
crowd=$!
wait_until test -s "$T/there"

# record_start PAGES FUNCTION: the beginning, in which FUNCTION is what takes long
record_start()
{
	status=0
	"$FLAMEKCTL" record -a -F 2000 --ring-pages "$1" -d 100ms \
		-o "$T/out.folded" 2>"$T/messages" || status=$?
	is "$status" 0 "$2: the recording ends well"
	like "$(<"$T/messages")" 'none lost' "$2: nothing was lost"
	like "$(grep '^flamekctl;' "$T/out.folded")" ";$2;" \
		"$2: what was put by has names"
	diag "$(grep ' samples in ' "$T/messages")"
}

record_start 64 snapshot_process

read -ra children <"/proc/$crowd/task/$crowd/children"
kill -KILL "$crowd" "${children[@]}"
wait "$crowd" 2>/dev/null

record_start 8 kernelwatch_read
done_testing
