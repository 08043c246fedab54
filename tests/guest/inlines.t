#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
# guest: --icount
#
# Calls that the compiler inlined: frames of their own, with their shares.

# shellcheck disable=SC2317 # check_chance calls the functions
# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

GRID='shapes::Grid<unsigned long>'

judge()
{
	local all

	record -o "$T/inlines.folded" -- "$W/inlines" &&
		all=$(with_frame "$T/inlines.folded" draw) &&
		stats share "$(with_frame "$T/inlines.folded" "$GRID::row")" \
			"$all" 2/3 &&
		stats share "$(with_frame "$T/inlines.folded" "$GRID::cell")" \
			"$all" 1/3
}

# line_of TEXT: the number of the line of the source that holds it
line_of()
{
	grep -nF "$1" "$ROOT/tests/workloads/inlines.cpp" | cut -d: -f1
}

load_module
use_memory

check_chance "inlined calls: named, with their shares" judge
all=$(with_frame "$T/inlines.folded" draw)
check "burn() is inlined at three depths" nearly \
	"$(matching "$T/inlines.folded" \
		";draw(;$GRID::row(;$GRID::cell)?)?;burn [0-9]+$")" "$all"

check "without them" record --no-inline -o "$T/plain.folded" -- "$W/inlines"
check "draw() burns" nearly "$(matching "$T/plain.folded" ';draw [0-9]+$')" \
	"$(with_frame "$T/plain.folded" draw)"

check "recorded as perf.data" record -o "$T/inlines.data" -- "$W/inlines"
"$FLAMEKCTL" fold -q --lines --annotate "$T/inlines.data" >"$T/lines.folded"
row=$(line_of 'cell(rounds);')
draw=$(line_of 'grid.row(rounds);')
lined=$(matching "$T/lines.folded" ";draw \(inlines.cpp:$draw\);$GRID::row \(inlines.cpp:$row\)_\[i\];$GRID::cell \(inlines.cpp:[0-9]+\)_\[i\];burn \(workload.h:[0-9]+\)_\[i\] ")
check_chance "with source lines: of each, where it calls the next" \
	stats share "$lined" \
	"$(matching "$T/lines.folded" ';burn \(workload.h:[0-9]+\)_\[i\] ')" 1/3

done_testing
