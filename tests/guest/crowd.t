#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount
# not on debug debug-rt: the price of the checks is in what is read
#
# So many processes that to read of them from /proc takes longer than rings last,
# with flamekctl itself among what is sampled. The clock counts instructions: what
# else the host does makes neither longer.

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

status=0
"$FLAMEKCTL" record -a -F 2000 --ring-pages 64 -d 100ms -o "$T/crowd.folded" \
	2>"$T/messages" || status=$?
is "$status" 0 "the recording ends well"
like "$(<"$T/messages")" 'none lost' "nothing was lost"
like "$(grep '^flamekctl;' "$T/crowd.folded")" ';snapshot_process;' \
	"what was put by has names"
diag "$(grep ' samples in ' "$T/messages")"

read -ra children <"/proc/$crowd/task/$crowd/children"
kill -KILL "$crowd" "${children[@]}"
wait "$crowd" 2>/dev/null
done_testing
