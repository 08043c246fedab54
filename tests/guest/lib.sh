# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the guest tests share: TAP without a plan ahead, the module, recordings
# and waiting. A test sources this and ends in done_testing. However it ends,
# nothing is left: no process of its own, no module, no private directory $T.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
HERE=$ROOT/tests/guest
FLAMEKCTL=${FLAMEKCTL:-$ROOT/build/flamekctl}
KO=${KO:-$ROOT/kmod/flamek.ko}
MODULES=${MODULES:-$ROOT/tests/modules}
W=$ROOT/build/workloads
T=$(mktemp -d /tmp/flamek-test.XXXXXX)
export ROOT HERE FLAMEKCTL W T

tap_count=0
tap_failed=0
is_loaded_here=
log_mark="flamek-test: ${0##*/} $$"
echo "$log_mark" >/dev/kmsg

# shellcheck disable=SC2317 # called by the trap
clean_up()
{
	local pid

	for pid in $(jobs -p); do
		kill -KILL "$pid" 2>/dev/null
	done
	wait 2>/dev/null
	[ -z "$is_loaded_here" ] || rmmod flamek
	rm -rf "$T"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# diag TEXT...: lines that explain
diag()
{
	printf '%s\n' "$@" | sed 's/^/# /'
}

# ok DESC: a test that has passed
ok()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

# fail DESC [TEXT...]: one that has failed, and why
fail()
{
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $1"
	shift
	[ $# = 0 ] || diag "$@"
	return 1
}

# check DESC COMMAND [ARG...]: passes if the command succeeds. What it says is
# shown when it fails.
check()
{
	local desc=$1 status=0 output

	shift
	output=$("$@" 2>&1) || status=$?
	if [ "$status" = 0 ]; then
		ok "$desc"
	else
		fail "$desc" "exit status $status: $*" "$output"
	fi
}

# is GOT WANT DESC
is()
{
	if [ "$1" = "$2" ]; then
		ok "$3"
	else
		fail "$3" "     got: $1" "expected: $2"
	fi
}

# isnt GOT UNWANTED DESC
isnt()
{
	if [ "$1" != "$2" ]; then
		ok "$3"
	else
		fail "$3" "got: $1"
	fi
}

# like TEXT REGEX DESC: an extended regular expression, as [[ =~ ]] takes it
like()
{
	if [[ $1 =~ $2 ]]; then
		ok "$3"
	else
		fail "$3" "          got: $1" "does not match: $2"
	fi
}

# unlike TEXT REGEX DESC
unlike()
{
	if [[ $1 =~ $2 ]]; then
		fail "$3" "    got: $1" "matches: $2"
	else
		ok "$3"
	fi
}

# skip DESC REASON: a test that cannot be made here
skip()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

# skip_all REASON: none of the tests can be made here
skip_all()
{
	echo "1..0 # SKIP $1"
	exit 0
}

# The kernel's messages since the test began.
kernel_log()
{
	dmesg | sed "1,/ $log_mark\$/d"
}

# done_testing: unloads the module, and ends the test with the plan
done_testing()
{
	[ -z "$is_loaded_here" ] || unload_module
	is "$(kernel_log | "$ROOT/scripts/guest-complaints")" "" \
		"the kernel has not complained"
	echo "1..$tap_count"
	exit $((tap_failed != 0))
}

# give_up DESC [TEXT...]: a failure after which nothing else makes sense
give_up()
{
	fail "$@"
	done_testing
}

is_loaded()
{
	[ -d /sys/module/flamek ]
}

# less_of N: as much of N as is to be done, of what finds the more the more is done
# of it. Where the kernel is slow FLAMEK_ROUNDS_DIV says what N is divided by.
less_of()
{
	local div=${FLAMEK_ROUNDS_DIV:-1}

	echo $((($1 + div - 1) / div))
}

# load_module: unless it is loaded already
load_module()
{
	local output

	! is_loaded || return 0
	output=$(insmod "$KO" 2>&1) ||
		give_up "load the module" "$output"
	is_loaded_here=yes
}

# unload_module: a test by itself, since whatever still holds the module is a
# fault
unload_module()
{
	is_loaded_here=
	check "unload the module" rmmod flamek
}

# use_memory: run flamekctl and the workloads from memory. A clock that counts
# instructions runs far ahead while the guest waits for a file of the host; so no
# task that waits may be taken for one that hangs.
use_memory()
{
	echo 0 >/proc/sys/kernel/hung_task_timeout_secs
	mkdir "$T/bin"
	cp "$FLAMEKCTL" "$W"/* "$T/bin"
	FLAMEKCTL=$T/bin/flamekctl
	W=$T/bin
}

# wait_until COMMAND [ARG...]: until it succeeds, for a minute at most, or for as
# many more as the kernel is slower
wait_until()
{
	local i

	for ((i = 0; i < 600 * ${FLAMEK_ROUNDS_DIV:-1}; i++)); do
		! "$@" || return 0
		sleep 0.1
	done
	diag "a minute passed, or more, and still not: $*"
	return 1
}

# record [OPTION...]: flamekctl record; messages go to $T/messages, what the
# command writes to $T/stdout. A failure is told.
record()
{
	local status=0

	"$FLAMEKCTL" record "$@" >"$T/stdout" 2>"$T/messages" || status=$?
	[ "$status" = 0 ] || cat "$T/messages"
	return "$status"
}

# is_recording: a session runs
is_recording()
{
	"$FLAMEKCTL" status 2>/dev/null | grep -q ': running,'
}

# counter NAME [LINE]: one number of `flamekctl status -v`, of the line that
# begins with LINE ("all", "cpu 1"; "all" if not said), summed over the sessions
counter()
{
	"$FLAMEKCTL" status -v | awk -v name="$1" -v line="  ${2:-all} " '
		substr($0, 1, length(line)) == line {
			if (match($0, " " name " [0-9]+"))
				sum += substr($0, RSTART + length(name) + 2)
		}
		END { printf "%.0f\n", sum }'
}

# said NAME: the sum of what a workload said by lines NAME=NUMBER
said()
{
	awk -F= -v name="$1" '$1 == name { sum += $2 } END { printf "%.0f\n", sum }' \
		"$T/stdout"
}

# total FOLDED: samples in all of a file of folded stacks
total()
{
	awk '{ sum += $NF } END { printf "%.0f\n", sum }' "$1"
}

# matching FOLDED REGEX: samples of the stacks that match an extended regular
# expression; a frame is ";name" up to the next ";" or blank
matching()
{
	awk -v re="$2" '$0 ~ re { sum += $NF }
			END { printf "%.0f\n", sum }' "$1"
}

# with_frame FOLDED NAME: samples of the stacks with a frame of exactly that name
with_frame()
{
	awk -v frame=";$2;" '{
		stack = $0
		sub(/ [0-9]+$/, ";", stack)
		if (index(stack, frame))
			sum += $NF
	} END { printf "%.0f\n", sum }' "$1"
}

# nearly PART WHOLE: all but the few samples that hit a function before it has set
# up its frame, and so miss its caller. On a busy machine, where ticks come late,
# one of them stands for many points of the grid.
nearly()
{
	[ "$1" -gt 0 ] && [ $(($1 * 1000)) -ge $(($2 * 950)) ]
}

# stats COMMAND ARG...: see stats.py
stats()
{
	/usr/bin/python3 "$HERE/stats.py" "$@"
}

# check_chance DESC COMMAND [ARG...]: a check of a command that records and then
# judges by what 99.9 % of all recordings show. Once in a thousand it is wrong to
# fail, so it gets a second chance, and no third.
check_chance()
{
	local desc=$1 output

	shift
	if ! output=$("$@" 2>&1); then
		diag "by chance? $desc: $output"
		check "$desc" "$@"
	else
		diag "$output"
		ok "$desc"
	fi
}
