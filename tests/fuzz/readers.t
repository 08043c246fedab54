#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs the fuzzers of flamekctl's readers (make fuzzers builds them), each one
# from its seeds: what tests/fuzz/corpus/NAME holds, and what
# tests/fuzz/seeds-NAME.{c,sh} makes up.
#
# usage: tests/fuzz/readers.t [NAME]...
#
# So many inputs are tried that it takes some seconds; the environment asks for
# more, or for the same again: FLAMEK_FUZZ_ROUNDS inputs, of each fuzzer, or
# FLAMEK_FUZZ_SECONDS of it, from FLAMEK_FUZZ_SEED. With seconds, inputs that
# reach something new are kept for the next time, in build/fuzz/found.

cd "$(dirname "$0")/../.." || exit 1
rounds=${FLAMEK_FUZZ_ROUNDS:-10000}
seconds=${FLAMEK_FUZZ_SECONDS:-}
seed=${FLAMEK_FUZZ_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
built=build/fuzz/readers
crashes=build/fuzz/crashes
count=0 failed=0

skip_all()
{
	echo "1..0 # SKIP $*"
	exit 0
}

# Those named, or all.
names()
{
	local path

	if [ $# -gt 0 ]; then
		printf '%s\n' "$@"
		return
	fi
	for path in tests/fuzz/fuzz-*.c; do
		path=${path##*/fuzz-}
		echo "${path%.c}"
	done
}

# make_seeds NAME DIRECTORY
make_seeds()
{
	local made=0

	mkdir -p "$2" || return
	if [ -d "tests/fuzz/corpus/$1" ]; then
		cp "tests/fuzz/corpus/$1"/* "$2" || return
	fi
	if [ -e "tests/fuzz/seeds-$1.c" ]; then
		"$built/seeds-$1" "$2" || made=1
	elif [ -e "tests/fuzz/seeds-$1.sh" ]; then
		"tests/fuzz/seeds-$1.sh" "$2" || made=1
	fi
	return "$made"
}

# value NAME LOG: of libFuzzer's statistics
value()
{
	sed -n "s/^stat::$1: *//p" "$2"
}

# report STATUS NAME SEEDS LOG
report()
{
	local text

	count=$((count + 1))
	text="$2: $(value number_of_executed_units "$4") runs of $3 seeds, no crash"
	if [ "$1" = 0 ]; then
		echo "ok $count - $text"
		return
	fi
	failed=$((failed + 1))
	echo "not ok $count - $2: no crash (seed $seed)"
	tail -n 60 "$4" | sed 's/^/# /'
	sed -n "s|.*Test unit written to |# again: $built/fuzz-$2 |p" "$4"
}

# fuzz NAME
fuzz()
{
	local status=0 limit=(-runs="$rounds") found=$T/found/$1

	[ -z "$seconds" ] || limit=(-max_total_time="$seconds")
	[ -z "$seconds" ] || found=build/fuzz/found/$1
	mkdir -p "$found" "$crashes/$1"
	make_seeds "$1" "$T/seeds/$1" >"$T/log" 2>&1 &&
		"$built/fuzz-$1" -seed="$seed" "${limit[@]}" -timeout=20 \
			-rss_limit_mb=1024 -print_final_stats=1 \
			-artifact_prefix="$crashes/$1/" "$found" \
			"$T/seeds/$1" >"$T/log" 2>&1 || status=$?
	report "$status" "$1" "$(find "$T/seeds/$1" -type f | wc -l)" "$T/log"
}

command -v "${FUZZ_CC:-clang}" >/dev/null ||
	skip_all "there is no clang, whose libFuzzer this takes"
T=$(mktemp -d /tmp/flamek-fuzz.XXXXXX) || exit 1
trap 'rm -rf "$T"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mapfile -t all < <(names "$@")
echo "# seed $seed"
echo "1..${#all[@]}"
for name in "${all[@]}"; do
	fuzz "$name"
done
[ "$failed" = 0 ]
