#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount
# not on debug debug-rt: the start of a program is no longer little beside it
#
# Recursion shows at its true depth, or cut at the limit and said to be so.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

# depths FOLDED [NAME]: how many frames, or how many of that name, the stacks
# with bottom have: each number once. The first name is the command's.
depths()
{
	awk -v name="${2-}" '/;bottom[; ]/ {
		sub(/ [0-9]+$/, "")
		nr = split($0, frames, ";")
		n = 0
		for (i = 2; i <= nr; i++)
			n += name == "" || frames[i] == name
		print n
	}' "$1" | sort -nu | tr '\n' ' '
}

# record_depth DEPTH [OPTION...]
record_depth()
{
	local depth=$1

	shift
	check "depth $depth${*:+, $*}: recorded" record -F 4999 "$@" \
		-o "$T/recurse.folded" -- \
		"$W/recurse" --depth "$depth" --rounds 100000000
	check "depth $depth${*:+, $*}: nine of ten samples and more are in bottom" \
		test $(($(with_frame "$T/recurse.folded" bottom) * 10)) -ge \
		$(($(total "$T/recurse.folded") * 9))
}

load_module
use_memory

for depth in 1 20 100; do
	record_depth $depth
	is "$(depths "$T/recurse.folded" recurse)" "$depth " \
		"depth $depth: so many recurse"
	is "$(matching "$T/recurse.folded" ';main;recurse;(recurse;)*bottom[; ]')" \
		"$(with_frame "$T/recurse.folded" bottom)" \
		"depth $depth: from main to bottom nothing is missing"
	unlike "$(cat "$T/messages")" 'deeper than the limit' \
		"depth $depth: within the limit"
done

record_depth 900 --stack-depth 1024
is "$(depths "$T/recurse.folded" recurse)" "900 " "depth 900: so many recurse"

# The limit counts frames of the kernel too.
record_depth 900
is "$(depths "$T/recurse.folded")" "127 " \
	"beyond the limit: 127 frames are kept"
is "$(depths "$T/recurse.folded" main)" "0 " \
	"beyond the limit: they are the innermost"
like "$(cat "$T/messages")" '(9[0-9.]+|100)% deeper than the limit' \
	"beyond the limit: the summary says so"

record_depth 50 --stack-depth 10
is "$(depths "$T/recurse.folded")" "10 " "a limit of 10 is kept"

done_testing
