# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the tests of robustness share beyond lib.sh: a target to record, a
# recording in the background, its counters, and test points of Python programs.

# take_points COMMAND [ARG...]: runs a program whose lines "ok DESC" and "not ok
# DESC" are test points; one that dies is a failure of its own
take_points()
{
	local line status=0

	"$@" >"$T/points" 2>"$T/points.err" || status=$?
	while IFS= read -r line; do
		case $line in
		'ok '*) ok "${line#ok }" ;;
		'not ok '*) fail "${line#not ok }" ;;
		*) echo "$line" ;;
		esac
	done <"$T/points"
	is "$status" 0 "$2 came to its end"
	[ "$status" = 0 ] || diag "$(cat "$T/points.err")"
}

# start_target COMMAND [ARG...]: sets $target, which has become that program (or has
# ended) when this returns. Its output goes to $T/target.
start_target()
{
	"$@" >"$T/target" 2>&1 &
	target=$!
	wait_until is_itself "$target"
}

# is_itself PID: a child of this shell that is not this shell any more
is_itself()
{
	local its ours

	mapfile -d '' -t its <"/proc/$1/cmdline"
	mapfile -d '' -t ours <"/proc/$$/cmdline"
	[ "${its[*]}" != "${ours[*]}" ]
} 2>/dev/null

# is_executing PID FILE
is_executing()
{
	[ "$(readlink -f "/proc/$1/exe")" = "$(readlink -f "$2")" ]
}

# start_stopped COMMAND [ARG...]: sets $target, which becomes that program when it is
# told to go on
start_stopped()
{
	start_target sh -c 'kill -STOP $$; exec "$@"' sh "$@"
	wait_until is_in_state "$target" T
}

# start_recording [OPTION...]: flamekctl record in the background, sampling by
# the time this returns. Sets $recorder; messages go to $T/messages.
start_recording()
{
	"$FLAMEKCTL" record "$@" >"$T/stdout" 2>"$T/messages" &
	recorder=$!
	wait_until is_under_way "$recorder" ||
		diag "flamekctl record $*" "$(cat "$T/messages")"
}

# polls PID: it waits in poll(2). A flamekctl that does has taken down what was
# there before its recording.
polls()
{
	grep -q '^7 ' "/proc/$1/syscall" 2>/dev/null
}

# is_under_way PID: that flamekctl records, or is over already
is_under_way()
{
	! [ -d "/proc/$1" ] ||
		{ "$FLAMEKCTL" status 2>/dev/null | grep -q ": running, by pid $1," &&
			polls "$1"; }
}

# end_of PID: waits for it and sets $status
end_of()
{
	status=0
	wait "$1" 2>/dev/null || status=$?
}

# finish_recording [SIGNAL]: asks it to end, and waits. Sets $status
finish_recording()
{
	kill "-${1:-TERM}" "$recorder" 2>/dev/null
	end_of "$recorder"
}

# end_target: kills it and waits
end_target()
{
	kill -KILL "$target" 2>/dev/null
	wait "$target" 2>/dev/null
}

# is_in_state PID STATE
is_in_state()
{
	[ "$(sed 's/.*) \(.\).*/\1/' "/proc/$1/stat" 2>/dev/null)" = "$2" ]
}

# freeze PID: it is stopped when this returns
freeze()
{
	kill -STOP "$1"
	wait_until is_in_state "$1" T
}

# at_least MIN COUNTER...: whether a counter (see lib.sh) got that far
at_least()
{
	local min=$1

	shift
	[ "$(counter "$@")" -ge "$min" ]
}

has_no_session()
{
	[ "$("$FLAMEKCTL" status 2>&1)" = 'no sessions' ]
}

# read_records FILE: what is in a perf.data, for count
read_records()
{
	python3 "$HERE/records.py" "$1" >"$T/records" ||
		fail "the records of $1 are well-formed"
}

# count KEY: one number of what read_records found, which records.py describes
count()
{
	awk -v key="$1" '
		index($0, key " ") == 1 && NF == split(key, words) + 1 {
			n = $NF
		}
		END { print n + 0 }' "$T/records"
}

# grouped NUMBER: as the summary writes it
grouped()
{
	sed -E ':more; s/([0-9])([0-9]{3})($|,)/\1,\2\3/; t more' <<<"$1"
}
