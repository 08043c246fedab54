#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# taken = delivered + lost, with the smallest of rings and a reader that stands
# still: by the module's counters, and by the records in the file.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# all_add_up: in every line of the counters, which are not read all at once, so
# the target must be at rest
all_add_up()
{
	"$FLAMEKCTL" status -v | awk '
		/ taken / {
			sub(/lost events/, "lost_events")
			for (i = 1; i < NF; i++)
				n[$i] = $(i + 1)
			lines++
			if (n["taken"] != n["delivered"] + n["lost"]) {
				print
				bad = 1
			}
		}
		END { exit bad || lines < 2 }'
}

# stall COUNTER: the reader stands still until more of that is lost
stall()
{
	local before

	before=$(counter "$1")
	freeze "$recorder"
	wait_until at_least $((before + 100)) "$1"
	kill -CONT "$recorder"
}

# compare: what the file $T/loss.data holds with the counters of the end
compare()
{
	read_records "$T/loss.data"
	is $(($(count sample) + $(count lost_samples))) "$taken" \
		"$1: samples in the file and losses in the file are all that were taken"
	is "$(count lost_samples)" "$lost" \
		"$1: losses in the file are those that the module counted"
	is "$(count lost_events)" "$lost_events" \
		"$1: and so are those of other records"
}

# finish: ends a recording of a target at rest, with its last counters
finish()
{
	check "$1: taken = delivered + lost on each CPU" all_add_up
	taken=$(counter taken)
	lost=$(counter lost)
	lost_events=$(counter "lost events")
	finish_recording
	is "$status" 0 "$1: the recording ends well"
}

load_module

# One CPU is left to those who look on.
start_target taskset -c 0 "$W/shares"
start_recording -p "$target" -F 20000 --ring-pages 1 -o "$T/loss.data"
wait_until at_least 1 taken
for round in 1 2; do
	stall lost
	freeze "$target"
	check "a reader that stands still ($round): taken = delivered + lost" \
		all_add_up
	kill -CONT "$target"
done
freeze "$target"
finish "samples"
check "samples: some were lost, and some not" \
	test "$lost" -ge 200 -a "$taken" -gt "$lost"
compare "samples"
like "$(cat "$T/messages")" "lost: $(grouped "$lost") samples" \
	"samples: the summary says how many"
like "$(cat "$T/messages")" 'hint: raise --ring-pages' \
	"samples: and what helps"
end_target

start_target "$W/children" --exec --count 100000 --cpu-ns 100000
start_recording -p "$target" --inherit -F 2000 --ring-pages 1 \
	-o "$T/loss.data"
stall "lost events"
stall "lost events"
freeze "$target"
has_one_process() { "$FLAMEKCTL" status | grep -q 'processes 1 '; }
wait_until has_one_process
finish "events"
check "events: some were lost" test "$lost_events" -ge 200
compare "events"
like "$(cat "$T/messages")" "lost: .* $(grouped "$lost_events") other records" \
	"events: the summary says how many"
end_target

# A large ring under the same target loses nothing.
start_target "$W/shares" --threads 2
start_recording -p "$target" -F 999 -o "$T/loss.data"
wait_until at_least 300 taken
freeze "$target"
finish "no loss"
is "$lost/$lost_events" 0/0 "no loss: nothing was lost"
compare "no loss"
like "$(cat "$T/messages")" 'none lost' "no loss: the summary says so"
end_target

done_testing
