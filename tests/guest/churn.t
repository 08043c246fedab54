#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Recording what does not stay what it is: a target that becomes other programs,
# changes its name, is killed, and CPUs that go and come.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# again N: changes its name to again-N, burns a little, and becomes again N-1
cat >"$T/again" <<'END'
#!/bin/sh
printf %s "again-$1" >/proc/$$/comm
i=0
while [ $i -lt 200 ]; do
	i=$((i + 1))
done
[ "$1" = 0 ] || exec "$0" $(($1 - 1))
END
chmod +x "$T/again"

# named FIRST LAST: whether the records tell of each of these names
named()
{
	local i

	for ((i = $1; i <= $2; i++)); do
		grep -qE "^comm [0-9]+ again-$i " "$T/records" || {
			echo "no again-$i"
			return 1
		}
	done
}

load_module

times=$(less_of 100)
record -F 2000 -o "$T/again.data" -- "$T/again" "$times"
is $? 0 "a command that becomes itself again and again"
read_records "$T/again.data"
check "each of its names is recorded" named 0 "$times"
check "and each program that it became: $(count mmap2) mappings" \
	test "$(count mmap2)" -ge $((times * 3))
diag "$times times another program, $(count mmap2) mappings, $(count sample) samples"
is "$(grep -c '^pid ' "$T/records")" 1 "as one process"
"$FLAMEKCTL" fold -q "$T/again.data" >"$T/again.folded"
is "$(total "$T/again.folded")" "$(count points)" "it is folded without loss"
check "under more than one name" \
	test "$(grep -o '^again-[0-9]*' "$T/again.folded" | sort -u | wc -l)" -gt 5

# Killed while it does so, whatever it is at just then
survivors=0
for ((round = 0; round < 5; round++)); do
	start_target "$T/again" 1000000
	start_recording -q -p "$target" -F 2000 -o "$T/killed.folded"
	wait_until at_least 20 taken
	end_target
	end_of "$recorder"
	[ "$status" = 0 ] && [ "$(total "$T/killed.folded")" -ge 20 ] &&
		has_no_session || survivors=$((survivors + 1))
done
diag "$((round - survivors)) of $round targets were killed in mid-recording"
is "$survivors" 0 "a target that is killed in the middle of it ends the recording"

# A thread that becomes a program takes the process over.
record -F 1000 -o "$T/exec.folded" -- "$W/exec" --thread --cpu-ns 200000000
is $? 0 "a thread that becomes another program"
before=$(with_frame "$T/exec.folded" before_exec)
after=$(with_frame "$T/exec.folded" exec_child_work)
check "what it did before is named: $before samples" test "$before" -ge 190
check "what it did then is named: $after samples" test "$after" -ge 190

# Processes that come and go, more than are ever there at once
times=$(less_of 1000)
record --ring-pages 1024 -o "$T/forks.data" -- \
	"$W/children" --count "$times" --cpu-ns 1000
is $? 0 "a process that has many children"
unlike "$(<"$T/messages")" 'not followed' "all were followed"
like "$(<"$T/messages")" 'none lost' "and nothing is lost"
read_records "$T/forks.data"
is "$(count fork)/$(count exit)" "$times/$((times + 1))" "each birth and death is recorded"
diag "$(count fork) processes came, $(count exit) went"

# A CPU goes and comes while the target runs on all there are.
cpu=/sys/devices/system/cpu/cpu1/online
if [ -w "$cpu" ]; then
	start_target "$W/shares" --threads 3
	start_recording -p "$target" -F 500 -o "$T/plug.data"
	wait_until at_least 20 taken "cpu 1"
	for round in 1 2 3; do
		check "CPU 1 goes ($round)" tee "$cpu" <<<0
		gone=$(counter taken "cpu 1")
		check "the other CPU goes on ($round)" \
			wait_until at_least $(($(counter taken "cpu 0") + 20)) \
			taken "cpu 0"
		is "$(counter taken "cpu 1")" "$gone" \
			"nothing is sampled on the one that is gone ($round)"
		check "CPU 1 comes back ($round)" tee "$cpu" <<<1
		check "and is sampled again ($round)" \
			wait_until at_least $((gone + 20)) taken "cpu 1"
	done
	freeze "$target"
	taken=$(counter taken)
	finish_recording
	is "$status" 0 "the recording ends well"
	read_records "$T/plug.data"
	is "$(($(count sample) + $(count lost_samples)))" "$taken" \
		"and has all that was taken"
	end_target

	# A session that begins when a CPU is away, which comes then
	echo 0 >"$cpu"
	start_target "$W/shares" --threads 3
	start_recording -p "$target" -F 500 -o "$T/plug.data"
	wait_until at_least 20 taken
	echo 1 >"$cpu"
	check "a CPU that comes in mid-recording is sampled" \
		wait_until at_least 20 taken "cpu 1"
	finish_recording
	end_target
else
	skip "CPUs that go and come" "the kernel cannot do without CPU 1"
fi

check "no session is left" has_no_session
done_testing
