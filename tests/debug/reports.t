#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Faults made on purpose (tests/debug/fault) are found by the debug kernel, each by
# the check that is there for it, and a guest in which there was one has failed.

cd "$(dirname "$0")/../.." || exit 1
count=0 failed=0

# point DESC COMMAND [ARG...]
point()
{
	local desc=$1

	shift
	count=$((count + 1))
	if "$@"; then
		echo "ok $count - $desc"
	else
		failed=$((failed + 1))
		echo "not ok $count - $desc"
	fi
}

# found DESC TEXT: the complaint is in the guest's kernel log
found()
{
	point "$1: $2" grep -qF -- "$2" <<<"$complaints"
}

# What is about locks comes first: after a report of KASAN's, or one of a lock, the
# kernel says nothing of locks any more.
output=$(scripts/guest --kernel debug-rt -t 3000 -- sh -c 'for kind; do
	insmod build/kernels/debug-rt/kmod/fault.ko "kind=$kind" &&
		rmmod fault || exit 1
done' sh leak rcu nesting kasan sleep object shift list refcount 2>&1)
point "the guest has failed for what its kernel said" test $? = 125
complaints=$(scripts/guest-complaints <"${output##*its log: }")

# One scan may find some of it, and the next the rest.
lost=$(awk '/kmemleak: [0-9]+ new suspected memory leaks/ {
		sub(/.*kmemleak: /, ""); lost += $1
	} END { print lost + 0 }' <<<"$complaints")
point "memory that is lost: 16 new suspected memory leaks" test "$lost" = 16
found "a write beyond an area" 'BUG: KASAN: slab-out-of-bounds in write_beyond'
found "a sleep in atomic context" 'BUG: sleeping function called from invalid'
found "a timer in freed memory" 'ODEBUG: free active (active state 0)'
found "a shift too far" 'UBSAN: shift-out-of-bounds in'
found "a list entry deleted twice" 'list_del corruption'
found "a count that begins at zero" 'refcount_t: addition on 0'
found "RCU without its lock" 'WARNING: suspicious RCU usage'
found "a lock that may sleep inside one that must not" \
	'[ BUG: Invalid wait context ]'

[ "$failed" = 0 ] || printf '%s\n' "$output" "$complaints" | sed 's/^/# /'
echo "1..$count"
exit $((failed != 0))
