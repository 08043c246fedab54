#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# However a recording ends, its output is whole; the command's exit status and
# output are its own; and what cannot be written leaves nothing behind.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# is_folded FILE, is_svg FILE, is_data FILE: whole and well-formed, with samples
is_folded()
{
	[ -s "$1" ] && ! grep -vqE '^[^ ].* [0-9]+$' "$1"
}

is_svg()
{
	xmllint --noout "$1" && grep -q '</svg>' "$1" && grep -q shares "$1"
}

is_data()
{
	read_records "$1" && [ "$(count sample)" -gt 0 ]
}

# ended_well FORM FILE DESC: after end_of
ended_well()
{
	is "$status" 0 "$3: exit status 0"
	check "$3: the output is whole" "is_$1" "$2"
	like "$(<"$T/messages")" "[0-9]+ samples? in .*written: $2" \
		"$3: the summary"
}

load_module
out=$T/out
mkdir "$out"

# Each way to end, each form
start_target "$W/shares"
status=0
"$FLAMEKCTL" record -p "$target" -d 300ms -o "$out/d.svg" \
	2>"$T/messages" || status=$?
ended_well svg "$out/d.svg" "a duration"

start_recording -p "$target" -o "$out/int.folded"
wait_until at_least 20 taken
finish_recording INT
ended_well folded "$out/int.folded" "SIGINT"

start_recording -p "$target" -o "$out/term.data"
wait_until at_least 20 taken
finish_recording TERM
ended_well data "$out/term.data" "SIGTERM"

start_recording -p "$target" -o "$out/hup.x" --format folded
wait_until at_least 20 taken
finish_recording HUP
ended_well folded "$out/hup.x" "SIGHUP, and --format for another suffix"

start_recording -p "$target" -o "$out/kill.svg"
wait_until at_least 20 taken
end_target
end_of "$recorder"
ended_well svg "$out/kill.svg" "the target is killed"

start_stopped "$W/exec-child" --cpu-ns 300000000
start_recording -p "$target" -o "$out/exit.folded"
kill -CONT "$target"
end_of "$recorder"
ended_well folded "$out/exit.folded" "the target exits"
check "the target exits: its work is there" \
	grep -q ';exec_child_work' "$out/exit.folded"
is "$(find "$out" -name '.*')" '' "no temporary file is left"

# A command
for want in 0 3 126 255; do
	status=0
	"$FLAMEKCTL" record -o "$out/exit.svg" -- sh -c \
		"echo to stdout; echo to stderr >&2; exit $want" \
		>"$T/stdout" 2>"$T/messages" || status=$?
	is "$status" "$want" "a command's exit status $want is passed on"
done
is "$(<"$T/stdout")" "to stdout" "what a command writes is untouched"
is "$(head -n 1 "$T/messages")" "to stderr" "and its standard error"
check "the output of one that failed is whole" \
	xmllint --noout "$out/exit.svg"

status=0
"$FLAMEKCTL" record -o "$out/sig.svg" -- sh -c 'kill -KILL $$' \
	>"$T/stdout" 2>"$T/messages" || status=$?
is "$status" 137 "a command that a signal ends: 128 + the signal"
is "$(echo in | "$FLAMEKCTL" record -q -o "$out/in.svg" -- cat)" in \
	"a command has the standard input"

status=0
"$FLAMEKCTL" record -o "$out/true.folded" -- true 2>"$T/messages" || status=$?
is "$status" 0 "a command that ends at once: exit status 0"
check "and a file" test -e "$out/true.folded"
if [ -s "$out/true.folded" ]; then
	check "with the stacks of it" is_folded "$out/true.folded"
else
	like "$(<"$T/messages")" 'warning: no samples' "with a warning"
fi
"$FLAMEKCTL" record -F 1 -o "$out/true.svg" -- true 2>"$T/messages"
if grep -q '^0 samples' "$T/messages"; then
	like "$(<"$T/messages")" 'flamekctl: warning: no samples' \
		"no samples: a warning"
	check "no samples: a picture that says so" \
		grep -q -i 'no samples' "$out/true.svg"
	check "no samples: well-formed" xmllint --noout "$out/true.svg"
else
	skip "no samples: a warning" "there was one"
fi

# The command is asked to end with the recording.
start_recording -o "$out/asked.folded" -- \
	sh -c 'trap "echo asked; exit 7" TERM; while :; do :; done'
wait_until at_least 20 taken
finish_recording INT
is "$status/$(<"$T/stdout")" 7/asked \
	"the command is asked to end, and its status passed on"
check "and the output is whole" is_folded "$out/asked.folded"

start_recording -o "$out/deaf.folded" -- \
	sh -c 'trap "echo deaf" TERM; while :; do :; done'
command=$(<"/proc/$recorder/task/$recorder/children")
wait_until at_least 20 taken
kill -TERM "$recorder"
wait_until test -s "$T/stdout"
is "$(<"$T/stdout")" deaf "a command that does not want to end"
check "is still there" kill -0 "$command"
check "the output is written already" is_folded "$out/deaf.folded"
check "and the session over" test "$(is_recording; echo $?)" = 1
finish_recording TERM
is "$status" 137 "the second signal kills it"
check "it is gone" test ! -d "/proc/$command"

status=0
"$FLAMEKCTL" record -d 500ms -o "$out/d.folded" -- "$W/shares" \
	2>"$T/messages" || status=$?
ended_well folded "$out/d.folded" "a command whose time is up"

# Standard output
start_target "$W/shares"
"$FLAMEKCTL" record -p "$target" -d 500ms -o - >"$out/stdout" 2>"$T/messages"
check "-o - writes an SVG" is_svg "$out/stdout"
"$FLAMEKCTL" record -p "$target" -d 500ms -o - --format folded \
	2>"$T/messages" | cat >"$out/stdout"
check "-o - --format folded, into a pipe" is_folded "$out/stdout"
"$FLAMEKCTL" record -p "$target" -d 500ms -o - --format data \
	2>"$T/messages" | cat >"$out/stdout"
check "-o - --format data, into a pipe" is_data "$out/stdout"
"$FLAMEKCTL" record -q -p "$target" -d 500ms -o "$out/q.svg" \
	>"$out/q" 2>&1
is "$(<"$out/q")" '' "-q says nothing"
check "-q writes all the same" is_svg "$out/q.svg"
end_target

# What cannot be written
start_target "$W/shares"
mkdir "$T/small"
mount -t tmpfs -o size=8k tmpfs "$T/small"
echo old >"$T/small/old.data"
for file in new.data old.data new.svg; do
	status=0
	"$FLAMEKCTL" record -p "$target" -d 100ms -o "$T/small/$file" \
		2>"$T/messages" || status=$?
	is "$status" 1 "a full disk, $file: exit status 1"
	like "$(<"$T/messages")" \
		'^flamekctl: cannot .*: No space left on device$' \
		"a full disk, $file: said so"
	is "$(ls -A "$T/small")/$(<"$T/small/old.data")" old.data/old \
		"a full disk, $file: nothing else is there, nor touched"
done
umount "$T/small"

for form in svg folded data; do
	status=0
	"$FLAMEKCTL" record -p "$target" -d 100ms -o /dev/full --format "$form" \
		2>"$T/messages" || status=$?
	is "$status" 1 "/dev/full, $form: exit status 1"
	like "$(<"$T/messages")" \
		"^flamekctl: cannot .*'/dev/full': No space left on device" \
		"/dev/full, $form: said so"
done
status=0
"$FLAMEKCTL" record -p "$target" -d 100ms -o - >/dev/full \
	2>"$T/messages" || status=$?
is "$status" 1 "standard output is full: exit status 1"
like "$(<"$T/messages")" 'standard output.*No space left' \
	"standard output is full: said so"
status=0
{ "$FLAMEKCTL" record -p "$target" -d 500ms -o - 2>"$T/messages"
  echo $? >"$T/status"; } | true
is "$(<"$T/status")" 1 "a reader that is gone: exit status 1"
like "$(<"$T/messages")" 'standard output.*Broken pipe' \
	"a reader that is gone: said so"
check "/dev/full is still what it was" test -c /dev/full
end_target

done_testing
