#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# What cannot be done is refused with one clear line and a failing exit status,
# and leaves no file behind, nor touches one that was there.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# files: what is in $T/out
files()
{
	local names=("$T"/out/* "$T"/out/.[!.]*)

	printf '%s\n' "${names[@]}"
}

# one_line REGEX: what was said is one line like this, and hints
one_line()
{
	local line lines own=0

	mapfile -t lines <"$T/said"
	for line in "${lines[@]}"; do
		case $line in
		'flamekctl: '* | 'flamekctl '[a-z]*': '*) own=$((own + 1)) ;;
		'  hint: '*) ;;
		*) return 1 ;;
		esac
	done
	[ $own = 1 ] && [[ ${lines[0]} =~ $1 ]]
}

# refuses STATUS TEXT DESC COMMAND [ARG...]: exits so; says TEXT (a regular
# expression) in one line, with hints at most; leaves nothing new in $T/out, and
# what is there as it is; does not run its command
refuses()
{
	local want=$1 text=$2 desc=$3 status=0 before faults=()

	shift 3
	before=$(files)
	"$@" >"$T/said.out" 2>"$T/said" </dev/null || status=$?
	[ "$status" = "$want" ] || faults+=("exit status $status, not $want")
	one_line "$text" || faults+=("not one line like '$text'")
	[ ! -s "$T/said.out" ] || faults+=("something on standard output")
	[ "$(files)" = "$before" ] || faults+=("there is now: $(files)")
	[ "$T/out/old.svg" -ef "$T/old" ] && [ "$(<"$T/old")" = old ] ||
		faults+=("the file that was there is not as it was")
	[ ! -e "$T/ran" ] || faults+=("the command has run")
	if [ ${#faults[@]} = 0 ]; then
		ok "$desc"
	else
		fail "$desc" "${faults[@]}" "said:" "$(<"$T/said")"
	fi
}

# hints DESC REGEX: about the refusal before
hints()
{
	like "$(<"$T/said")" "  hint: .*$2" "$1: a hint"
}

# refuses_record STATUS TEXT DESC [OPTION...]: flamekctl record
refuses_record()
{
	local status=$1 text=$2 desc=$3

	shift 3
	refuses "$status" "$text" "$desc" "$FLAMEKCTL" record "$@"
}

mkdir "$T/out"
echo old >"$T/out/old.svg"
ln "$T/out/old.svg" "$T/old"
new=$T/out/new.svg
old=$T/out/old.svg
start_target sleep 1000

# Without the module
text='flamek.ko is not loaded'
refuses_record 1 "$text" "no module" -p "$target" -o "$new"
hints "no module" 'insmod kmod/flamek.ko'
refuses_record 1 "$text" "no module, the output exists" -p "$target" -o "$old"
refuses_record 1 "$text" "no module, a command" -o "$new" -- touch "$T/ran"
refuses 1 "$text" "no module, status" "$FLAMEKCTL" status
hints "no module, status" 'insmod kmod/flamek.ko'

load_module

# The target
true &
nobody=$!
wait "$nobody"
refuses_record 1 'no such process' "a pid of nobody" -p "$nobody" -o "$new"
refuses_record 1 'no such process' "a pid of nobody, the output exists" \
	-p "$nobody" -o "$old"
end_target
start_target "$W/shares" --threads 2
has_thread()
{
	[ "$(find "/proc/$target/task" -mindepth 1 -maxdepth 1 | wc -l)" = 2 ]
}
wait_until has_thread
freeze "$target"
thread=$(find "/proc/$target/task" -mindepth 1 -maxdepth 1 \
	 -not -name "$target" -printf %f)
refuses_record 1 'one thread, not a process' "the id of a thread" \
	-p "$thread" -o "$new"
for pid in 0 -1 abc 4194305 ''; do
	refuses_record 2 "process ids must be numbers .*'$pid'" "pid '$pid'" \
		"--pid=$pid" -o "$new"
done
refuses_record 1 "no such process: $nobody" "a pid of nobody among others" \
	-p "$target,$nobody" -o "$new"
refuses_record 1 "no such thread: $nobody" "a tid of nobody" -t "$nobody" \
	-o "$new"
refuses_record 2 'and -t: one target' "two kinds of target" -p "$target" \
	-t "$thread" -o "$new"
refuses_record 2 'p twice' "a target twice" -p "$target" -p "$target" -o "$new"
refuses_record 2 'inherit goes with -p only' "descendants of a thread" \
	-t "$thread" --inherit -o "$new"
refuses_record 2 'annotate goes with folded stacks' "marks in a picture" \
	-p "$target" --annotate -o "$new"
refuses_record 1 "no cgroup 'no/such'" "a cgroup that is not there" \
	-c no/such -o "$new"
refuses_record 1 "'/proc' is not a cgroup" "a directory that is no cgroup" \
	-c /proc -o "$new"
for list in x 0- 1-0 9000; do
	refuses_record 1 "list of this machine's CPUs" "CPUs '$list'" \
		-p "$target" -C "$list" -o "$new"
done
refuses_record 2 'percentage' "an overhead of 0" -p "$target" \
	--max-overhead 0 -o "$new"
refuses_record 2 'nothing to record' "no target" -o "$new"
refuses_record 2 "both -p and the command 'touch'" "a pid and a command" \
	-p "$target" -o "$new" -- touch "$T/ran"

# Numbers
for rate in 0 50001 abc -1 '' 4294967297; do
	refuses_record 2 "rate .*1 to 50000.*'$rate'" "a rate of '$rate'" \
		-p "$target" "--freq=$rate" -o "$new"
done
for duration in 0 -1 abc '' 10d 99999999999; do
	refuses_record 2 "duration must be .*'$duration'" \
		"a duration of '$duration'" \
		-p "$target" "--duration=$duration" -o "$new"
done
refuses_record 2 "stack depth .*1 to 1024.*'1025'" "stacks too deep" \
	-p "$target" --stack-depth 1025 -o "$new"
refuses_record 2 "ring pages .*1 to 65536.*'0'" "rings of nothing" \
	-p "$target" --ring-pages 0 -o "$new"
refuses_record 1 'power of two' "a ring size that is none" -p "$target" \
	--ring-pages 3 -o "$new"
refuses_record 1 'ring is too small for stacks of that depth' \
	"stacks too deep for the rings" -p "$target" --ring-pages 1 \
	--stack-depth 1024 -o "$new"
in_little_memory()
{
	(echo "$BASHPID" >"$cgroup/cgroup.procs" && exec "$@")
}
cgroup=/sys/fs/cgroup/flamek-test
if echo +memory >/sys/fs/cgroup/cgroup.subtree_control && mkdir "$cgroup"; then
	echo 32M >"$cgroup/memory.max"
	refuses 1 'not enough memory for the rings' \
		"rings larger than the memory" in_little_memory \
		"$FLAMEKCTL" record -p "$target" --ring-pages 65536 -o "$new"
	hints "rings larger than the memory" 'smaller --ring-pages'
	rmdir "$cgroup"
else
	skip "rings larger than the memory" "no memory cgroup"
fi
check "no session is left" has_no_session

# The output
refuses_record 2 'no output: give -o FILE' "no output" -p "$target"
refuses_record 2 "must end in .svg, .html, .folded or .data.*'$T/out/x.png'" \
	"an unknown suffix" -p "$target" -o "$T/out/x.png"
refuses_record 2 "must end in .*'$T/out/svg'" "no suffix" -p "$target" \
	-o "$T/out/svg"
refuses_record 2 "format must be svg, html, folded or data, not 'png'" \
	"an unknown format" -p "$target" --format png -o "$new"
refuses_record 1 "cannot write '$T/out/no/x.svg'.*No such file" \
	"a directory that is not there" -p "$target" -o "$T/out/no/x.svg"
refuses_record 1 "cannot write '$T/out/old.svg/x.svg'" \
	"a file for a directory" -p "$target" -o "$T/out/old.svg/x.svg"
mkdir "$T/out/dir.svg" "$T/ro"
refuses_record 1 "cannot write '$T/out/dir.svg': Is a directory" \
	"a directory for a file" -p "$target" -o "$T/out/dir.svg"
refuses_record 1 "cannot write '$T/out/dir.svg/'" \
	"a directory with a slash" -p "$target" -o "$T/out/dir.svg/" \
	--format svg
ln -s loop.svg "$T/out/loop.svg"
refuses_record 1 "cannot write '$T/out/loop.svg': Too many levels" \
	"a symbolic link to itself" -p "$target" -o "$T/out/loop.svg"
mount -t tmpfs tmpfs "$T/ro"
echo old >"$T/ro/old.svg"
mount -o remount,ro "$T/ro"
refuses_record 1 "cannot write '$T/ro/new.svg': Read-only file system" \
	"a file system to read only" -p "$target" -o "$T/ro/new.svg"
refuses_record 1 "cannot write '$T/ro/old.svg': Read-only file system" \
	"and a file in it that is there" -p "$target" -o "$T/ro/old.svg"
umount "$T/ro"
refuses_record 1 'output is empty' "an output without a name" -p "$target" \
	-o '' --format svg
refuses_record 1 "cannot write '$T/out/no/x.svg'" \
	"a directory that is not there, and a command" \
	-o "$T/out/no/x.svg" -- touch "$T/ran"

# The command
refuses_record 127 "cannot run 'no-such-command': No such file" \
	"a command that is not there" -o "$new" -- no-such-command
refuses_record 127 "cannot run 'no-such-command'" \
	"a command that is not there, the output exists" \
	-o "$old" -- no-such-command
echo >"$T/script"
refuses_record 126 "cannot run '$T/script': Permission denied" \
	"a command that cannot be run" -o "$new" -- "$T/script"
echo '#!/no/such/interpreter' >"$T/script"
chmod +x "$T/script"
refuses_record 127 "cannot run '$T/script': No such file" \
	"a command whose interpreter is not there" -o "$new" -- "$T/script"
refuses_record 126 "cannot run '$T': Permission denied" \
	"a directory for a command" -o "$new" -- "$T"

check "no session is left" has_no_session

# Options
refuses_record 2 "'--bogus'" "an unknown option" --bogus -o "$new"
refuses_record 2 "option requires an argument" "an option without its value" -o
refuses 2 'bogus' "an unknown subcommand" "$FLAMEKCTL" bogus
refuses 2 'unexpected argument' "status of something" "$FLAMEKCTL" status 1

# Rights
chmod 755 "$T"
chmod 777 "$T/out"
nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
refuses 1 'no permission to open /dev/flamek' "nobody may not record" \
	"${nobody[@]}" "$FLAMEKCTL" record -p "$target" -o "$new"
hints "nobody may not record" 'group that may open /dev/flamek'
chmod 666 /dev/flamek
refuses 1 "must be the same user's" "nobody may not record root's processes" \
	"${nobody[@]}" "$FLAMEKCTL" record -p "$target" -o "$new"
hints "nobody may not record root's processes" 'as root, or with CAP_PERFMON'
refuses 1 'only processes and threads' "nobody may not record the system" \
	"${nobody[@]}" "$FLAMEKCTL" record -a -o "$new"
refuses 1 "cannot write '$old': Permission denied" \
	"nobody may not write there" \
	"${nobody[@]}" "$FLAMEKCTL" record -p "$target" -o "$old"

check "with CAP_PERFMON anybody may record" \
	"${nobody[@]}" --inh-caps +perfmon --ambient-caps +perfmon \
	"$FLAMEKCTL" record -o "$new" -- "$W/exec-child"
check "and it is written" test -s "$new"
end_target
done_testing
