#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The controller is killed in mid-recording: nothing of the session is left, not
# its timers, its probes, its memory, nor a file. While it lives the module
# cannot be unloaded.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# The kernel shows these things by name.
has_timer() { grep -q flamek_sampler_tick /proc/timer_list; }
has_probe() { grep -q perf_event_mmap /sys/kernel/debug/kprobes/list; }
has_rings() { grep -q flamek_ring_init /proc/vmallocinfo; }
has_no_timer() { ! has_timer; }

# What the kernel holds for the controller, in kB, which is alone in its control
# group; memory per CPU and tables of pages are in it.
group=/sys/fs/cgroup/flamek-kill
held()
{
	awk '$1 == "kernel" { print int($2 / 1024) }' "$group/memory.stat"
}
has_let_go() { [ "$(held)" -lt 1024 ]; }

# The memory per CPU of the whole machine, in kB, whoever it is charged to.
percpu()
{
	awk '$1 == "Percpu:" { print $2 }' /proc/meminfo
}

load_module
mkdir "$T/out" "$T/spool"
echo +memory >/sys/fs/cgroup/cgroup.subtree_control
mkdir "$group"
cat >"$T/grouped" <<END
#!/bin/sh
echo \$\$ >$group/cgroup.procs
exec "$FLAMEKCTL" "\$@"
END
chmod +x "$T/grouped"
export TMPDIR=$T/spool
start_target "$W/shares"
# Once, so that what stays cached is cached.
record -p "$target" -d 100ms -o "$T/first.data"

for form in data svg; do
	before=$(percpu)
	# 64 MB in the rings of two CPUs
	FLAMEKCTL=$T/grouped start_recording -p "$target" --ring-pages 8192 \
		-o "$T/out/x.$form"
	wait_until at_least 50 taken
	check "$form: while it records there is a timer" wait_until has_timer
	check "$form: and a probe of new mappings" has_probe
	check "$form: and the memory of the rings" has_rings
	diag "$form: $(counter taken) samples before it is killed"
	held=$(held)
	check "$form: which is large ($held kB)" test "$held" -gt 65536

	said=$(rmmod flamek 2>&1)
	isnt $? 0 "$form: the module cannot be unloaded"
	like "$said" 'in use' "$form: since it is in use"
	check "$form: and the recording goes on" \
		wait_until at_least $(($(counter taken) + 50)) taken

	finish_recording KILL
	is "$status" 137 "$form: the controller is killed"
	check "$form: no session is left" wait_until has_no_session
	check "$form: no timer" wait_until has_no_timer
	check "$form: no probe" test "$(has_probe; echo $?)" = 1
	check "$form: no ring" test "$(has_rings; echo $?)" = 1
	check "$form: the memory is back" wait_until has_let_go
	diag "$form: $(held) kB are held on"
	check "$form: the memory per CPU as well" \
		test "$(percpu)" -le $((before + 512))
	is "$(find "$T/out" "$T/spool" -mindepth 1)" '' \
		"$form: no file is left behind"
done

# The command outlives its recorder, which must not end it nor hold it up.
start_recording -o "$T/out/x.svg" -- "$W/shares"
command=$(cat "/proc/$recorder/task/$recorder/children")
wait_until at_least 10 taken
finish_recording KILL
check "a command whose recorder is killed runs on" kill -0 "$command"
check "without a session" wait_until has_no_session
kill -KILL "$command"

end_target
rmdir "$group"
done_testing
