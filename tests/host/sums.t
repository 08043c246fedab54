#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/check-all adds up what its targets have counted, and fails if any fails.

cd "$(dirname "$0")/../.." || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
count=0 failed=0

# A make whose targets end in the ways that there are
cat >"$tmp/make" <<'END'
#!/bin/sh
case $1 in
good) echo "building"; echo "3 passed, 0 failed, 1 skipped" ;;
kernels) echo "6.1: 4 passed, 0 failed, 0 skipped"
	echo "6.12: 1 passed, 0 failed, 2 skipped"
	echo "5 passed, 0 failed, 2 skipped" ;;
bad) echo "7 passed, 2 failed, 0 skipped"; exit 1 ;;
late) echo "9 passed, 0 failed, 0 skipped"; exit 1 ;;
dead) echo "building"; exit 2 ;;
silent) ;;
esac
END
chmod +x "$tmp/make"

# sums STATUS LINE TARGET...
sums()
{
	local want=$1 line=$2 status=0

	shift 2
	MAKE=$tmp/make scripts/check-all "$@" >"$tmp/out" 2>&1 || status=$?
	count=$((count + 1))
	if [ "$status" = "$want" ] && [ "$(tail -n 1 "$tmp/out")" = "$line" ] &&
	   [ "$(grep -cE '^[0-9]+ passed, ' "$tmp/out")" = 1 ]; then
		echo "ok $count - $*: $line"
	else
		failed=$((failed + 1))
		echo "not ok $count - $*: $line, and exit status $want"
		sed 's/^/# /' "$tmp/out"
		echo "# exit status $status"
	fi
}

sums 0 "3 passed, 0 failed, 1 skipped" good
sums 0 "8 passed, 0 failed, 3 skipped" good kernels
sums 1 "10 passed, 2 failed, 1 skipped" bad good
sums 1 "12 passed, 1 failed, 1 skipped" good late
sums 1 "3 passed, 1 failed, 1 skipped" dead good
sums 1 "8 passed, 1 failed, 3 skipped" good silent kernels
sums 1 "7 passed, 4 failed, 0 skipped" bad dead silent

echo "1..$count"
exit $((failed != 0))
