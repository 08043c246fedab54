#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# The netlink family refuses what is wrong, and says why.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

load_module
start_target "$W/shares" --threads 2
has_thread() { [ "$(find "/proc/$target/task" -mindepth 1 -maxdepth 1 | wc -l)" = 2 ]; }
wait_until has_thread
thread=$(find "/proc/$target/task" -mindepth 1 -maxdepth 1 -not -name "$target" -printf %f)
freeze "$target"
true &
nobody=$!
wait "$nobody"

take_points python3 "$HERE/requests.py" "$target" "$thread" "$nobody"
end_target
done_testing
