#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# 200 rounds of loading the module, recording, and unloading it, while processes
# come and go; and 100 while others open it, send requests and dump.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"
export PYTHONDONTWRITEBYTECODE=1

# Grace periods as short as they can be leave the least time for what is late.
echo 1 >/sys/kernel/rcu_expedited

cp "$KO" "$T/flamek.ko"
start_target nice -n 19 "$W/shares"
nice -n 19 "$W/children" --exec --count 1000000 --cpu-ns 100000 \
	>/dev/null &
family=$!
take_points python3 "$HERE/reload.py" "$T/flamek.ko" "$FLAMEKCTL" \
	"$(less_of 200)" "$target" "$family"
check "the module is not loaded any more" test ! -d /sys/module/flamek
take_points python3 "$HERE/race.py" "$T/flamek.ko" "$(less_of 100)" "$target"
check "nor after the race" test ! -d /sys/module/flamek
check "the target has survived" kill -0 "$target"
check "and so has the family" kill -0 "$family"
end_target
target=$family
end_target
echo 0 >/sys/kernel/rcu_expedited
done_testing
