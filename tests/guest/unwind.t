#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# Kernel stacks that are walked by learnt steps are those that the kernel's own
# unwinder finds: compared at every sample, in whatever the kernel can be
# interrupted, and with return addresses replaced by its tracers.
#
# FLAMEK_VERIFY_ROUNDS=N makes it N times as long.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

TRACING=/sys/kernel/tracing
rounds=${FLAMEK_VERIFY_ROUNDS:-1}
all=0

# verify MIN NAME COMMAND [ARG...]: all of its kernel stacks, at least MIN. How
# many there are in one round depends on how much else this machine does.
verify()
{
	local min name=$2 round compared sum=0 differing=0

	min=$(less_of "$1")
	shift 2
	for ((round = 0; round < rounds ||
	      (sum < min && round < rounds + 20); round++)); do
		record -F "$(less_of 50000)" --ring-pages 1024 --verify-unwind \
			-o "$T/unwind.folded" -- "$@"
		compared=$(sed -n 's/ kernel stacks compared, .*//p' \
			"$T/messages" | tr -d ,)
		sum=$((sum + ${compared:-0}))
		grep -q 'kernel stacks compared, none differed$' \
			"$T/messages" && continue
		differing=$((differing + 1))
		diag "$(<"$T/messages")"
	done
	all=$((all + sum))
	is "$differing" 0 "$name: the same stacks"
	check "$name: enough of them, $sum" test "$sum" -ge "$min"
}

# trace FILE TEXT: sets one of the tracers' files
trace()
{
	echo "$2" >"$TRACING/$1"
}

# Sockets whose packets a BPF program looks at, compiled where it can be, in
# softirqs on the interrupt's stack
cat >"$T/sockets.py" <<'END'
import ctypes, socket, struct, sys
SO_ATTACH_FILTER = 26
code = b"".join(struct.pack("HBBI", *op) for op in
                [(0x30, 0, 0, 0)] * 40 + [(0x06, 0, 0, 0xffff)])
buffer = ctypes.create_string_buffer(code)
program = struct.pack("HL", len(code) // 8, ctypes.addressof(buffer))
server = socket.create_server(("127.0.0.1", 0))
to = socket.create_connection(server.getsockname())
at, _ = server.accept()
at.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
for _ in range(int(sys.argv[1])):
    to.send(b"x" * 200)
    at.recv(200)
END

# Faults from user mode and from the kernel's own accesses to user memory
cat >"$T/faults.py" <<'END'
import mmap, os, sys
zero = open("/dev/zero", "rb", buffering=0)
for _ in range(int(sys.argv[1])):
    with mmap.mmap(-1, 256 * 4096) as area:
        zero.readinto(memoryview(area)[:128 * 4096])
        for page in range(128, 256):
            area[page * 4096] = 1
END

load_module
[ -e "$TRACING/current_tracer" ] || mount -t tracefs tracefs "$TRACING"
echo 1 >/proc/sys/net/core/bpf_jit_enable 2>/dev/null

syscalls=("$W/syscalls" --rounds "$(less_of 300)")
sockets=(/usr/bin/python3 "$T/sockets.py" "$(less_of 700)")

verify 4000 "system calls" "${syscalls[@]}"
verify 2000 "sockets, softirqs and BPF" "${sockets[@]}"
verify 1000 "faults" /usr/bin/python3 "$T/faults.py" "$(less_of 60)"
verify 1000 "context switches" "$W/pingpong" --count "$(less_of 10000)"
verify 5000 "tasks that come and go" \
	"$W/children" --count "$(less_of 100)" --cpu-ns 300000 --exec
verify 2000 "files of another machine, by code of modules" \
	sh -c "find /usr/lib -name '*.so' | head -$(less_of 400) | xargs cat | cksum"

# Modules that come and go, with code at addresses where other code was
verify 500 "modules that come and go" sh -c 'i=0
	while [ $i -lt "$0" ]; do
		i=$((i + 1))
		modprobe -q dummy && rmmod dummy
	done; :' "$(less_of 20)"

for function in vfs_read vfs_write tcp_sendmsg __kmalloc; do
	trace kprobe_events "r:flamek_$function $function" 2>/dev/null
	trace "events/kprobes/flamek_$function/enable" 1 2>/dev/null
done
check "return probes are set" grep -q flamek_vfs_read "$TRACING/kprobe_events"
verify 4000 "return probes" "${syscalls[@]}"
verify 2000 "return probes in softirqs" "${sockets[@]}"
trace events/kprobes/enable 0
trace kprobe_events ""

for tracer in function function_graph; do
	if ! grep -qw "$tracer" "$TRACING/available_tracers"; then
		skip "the $tracer tracer" "this kernel has none"
		continue
	fi
	trace set_ftrace_filter 'vfs_* tcp_* __x64_sys_* kmem_cache_*'
	trace current_tracer "$tracer"
	verify 4000 "the $tracer tracer" "${syscalls[@]}"
	verify 2000 "the $tracer tracer in softirqs" "${sockets[@]}"
	trace current_tracer nop
	verify 4000 "after the $tracer tracer" "${syscalls[@]}"
	trace set_ftrace_filter ""
done
diag "$all kernel stacks were compared"

done_testing
