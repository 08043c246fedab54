#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# What a recording says of itself: the statistics for scripts agree with the
# module's counters and with the recording, --strict is an exit status, and the
# picture has it all.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

unset DEBUGINFOD_URLS

# points FILE: what standard input says of these statistics, see facts.py
points()
{
	take_points python3 "$HERE/facts.py" "$1"
}

load_module

# All is well
record -F 1999 -o "$T/well.folded" --stats "json:$T/stats.json" -- \
	"$W/exec-child" --cpu-ns 300000000
like "$(<"$T/messages")" 'samples in .*none lost' "the summary is for people"
points "$T/stats.json" <<END
expected is taken and missed: s["samples"]["expected"] == s["samples"]["taken"] + s["ticks"]["missed"]
taken is delivered and lost: s["samples"]["taken"] == s["samples"]["delivered"] + s["samples"]["lost"]
CPUs add up to that: sum(c["taken"] for c in s["cpus"]) == s["samples"]["taken"] and
	sum(c["ticks"]["taken"] for c in s["cpus"]) == s["ticks"]["taken"]
each has its lateness: 0 < s["ticks"]["late_mean_ns"] <= s["ticks"]["late_max_ns"] and
	s["ticks"]["late_max_ns"] == max(c["ticks"]["late_max_ns"] or 0
	for c in s["cpus"])
the overhead is a share of the target's time: 0 < s["overhead"]["percent"] < 100 and
	s["overhead"]["cpu_ns"] > 2e8
it says what was recorded, and where: s["command"].startswith("$W/exec-child --cpu") and s["host"] and
	s["kernel"].startswith("$(uname -r)") and s["rate_hz"] == 1999
files add up to user frames: sum(f["frames"] for f in s["files"]) == s["names"]["user"]["frames"] and
	sum(f["unnamed"] for f in s["files"]) == s["names"]["user"]["unnamed"]
the workload has all its names, and whole stacks: files["exec-child"]["unnamed"] == 0 and
	files["exec-child"]["stacks_cut_short"] < s["user_stacks"]["known"] / 50
END

# What is lost
record -F 20000 --ring-pages 1 -o "$T/lost.svg" --stats "json:$T/stats.json" \
	-- "$W/exec-child" --cpu-ns 500000000
points "$T/stats.json" <<END
losses are told apart by CPU: s["samples"]["lost"] == sum(c["lost"] for c in s["cpus"])
END

# A program without frame pointers or symbols, at work for so long that the frames of
# its start, which are the kernel's for the most part, do not outweigh its own
head -c 8000000 /dev/urandom >"$T/noise"
status=0
"$FLAMEKCTL" record -F 4999 -o "$T/gzip.svg" --stats json --strict 5 -- \
	gzip -c "$T/noise" >"$T/stdout" 2>"$T/messages" || status=$?
is "$status" 3 "--strict 5 is not met by a stripped program"
like "$(<"$T/messages")" 'without a name are more than --strict 5 allows: .* in gzip' \
	"and it is named"
head -n 1 "$T/messages" >"$T/stats.json"
points "$T/stats.json" <<END
standard error has the statistics, in one line: s["version"] == 1
END
is "$(grep -c 'samples in' "$T/messages")" 0 "in place of the summary"
points "$T/stats.json" <<END
its frames have no names, for want of symbols: files["gzip"]["unnamed_percent"] > 90 and
	"no symbols" in files["gzip"]["reason"]
its stacks are cut short, for want of frame pointers: s["user_stacks"]["cut_short_percent"] > 50 and
	files["gzip"]["causes"]["no_frame_pointer"] > 0 and
	files["gzip"]["frame_pointers"] == "no"
files add up to what is cut short: sum(f["stacks_cut_short"] for f in s["files"]) ==
	s["user_stacks"]["cut_short"]
Debian's packages are named: files["gzip"]["package"] == "gzip" and
	files["gzip"]["debug_package"] == "gzip-dbgsym"
END
check "the picture was written all the same" test -s "$T/gzip.svg"
check "the picture says so, with a mark" grep -qE \
	'class="bad">▲ [0-9.]+% of user stacks cut short' "$T/gzip.svg"
check "and where" grep -q "in gzip: Debian's package gzip is built without" \
	"$T/gzip.svg"
check "and how much was lost" grep -q '  ·  none lost' "$T/gzip.svg"

# One whose frame pointers lead into its data
record -F 1999 -o "$T/python.folded" --stats "json:$T/stats.json" -- \
	/usr/bin/python3 -c 'print(sum(i * i % 7 for i in range(500000)))'
points "$T/stats.json" <<END
what is no code there is left out: sum(f["frames"] for f in s["files"] if not f["path"]) <
	s["names"]["user"]["frames"] / 20
and it is said how often: s["user_stacks"]["known"] / 4 < s["user_stacks"]["led_astray"] <=
	s["user_stacks"]["causes"]["no_frame_pointer"]
END
like "$(<"$T/messages")" '% led to addresses that nothing returns to' \
	"people are told as well"

check "--strict 100 is always met" record --strict 100 -o "$T/x.folded" -- \
	gzip -c "$T/noise"
status=0
"$FLAMEKCTL" record --strict 0 -o "$T/x.folded" -- sh -c 'exit 7' \
	>"$T/stdout" 2>"$T/messages" || status=$?
is "$status" 7 "a command's own failure goes before"

# A recording that is read later
record -F 1999 -o "$T/later.data" -- gzip -c "$T/noise"
"$FLAMEKCTL" fold "$T/later.data" --stats "json:$T/stats.json" \
	>"$T/later.folded" 2>"$T/messages"
is "$?" 0 "a recording is folded with statistics"
points "$T/stats.json" <<END
they say as much of names and stacks: files["gzip"]["package"] == "gzip" and
	files["gzip"]["frame_pointers"] == "no"
and null of what only the module knew: s["samples"]["taken"] is None and s["overhead"]["percent"] is None
END
"$FLAMEKCTL" render "$T/later.data" -o "$T/later.svg" --strict 1 \
	>"$T/stdout" 2>"$T/messages"
is "$?" 3 "--strict holds of a recording too"
here=$(uname -n)
sed -i "s/$here/${here//?/x}/g" "$T/later.data"
"$FLAMEKCTL" fold "$T/later.data" --stats "json:$T/stats.json" \
	>"$T/later.folded" 2>"$T/messages"
points "$T/stats.json" <<END
another machine's has no packages of this one: all(f["package"] is None for f in s["files"])
END

# Nothing by halves
echo old >"$T/stats.json"
"$FLAMEKCTL" record -o "$T/x.svg" --stats "json:$T/stats.json" -- \
	/nonexistent >"$T/stdout" 2>"$T/messages"
is "$?/$(<"$T/stats.json")" 127/old "of what was not recorded there are no statistics"
"$FLAMEKCTL" record -o "$T/y.svg" --stats json:/nonexistent/x -- true \
	>"$T/stdout" 2>"$T/messages"
is "$?" 1 "where they cannot be written"
check "nothing is recorded" test ! -e "$T/y.svg"

done_testing
