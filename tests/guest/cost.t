#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount --mem 3072 --append nokaslr
# not on debug debug-rt: what a sample costs there is the price of the checks
#
# A sample costs no more instructions than the committed figures say; see
# Documentation/bench.md. The options above are those of tests/bench/sampling:
# another guest has other figures.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

export FLOOR=${FLOOR:-$ROOT/tests/bench/floor/floor.ko} KO
[ -e "$FLOOR" ] || skip_all "$FLOOR is not built: make floor"

"$ROOT/tests/bench/sampling.py" --out "$T/runs.json" --tools "floor flamek flamek-svg" \
	--workloads "depth20 pipe" --rates 9999 >"$T/messages" 2>&1 ||
	give_up "measure" "$(cat "$T/messages")"
while read -r line; do
	case $line in
	"ok "*) ok "${line#* - }" ;;
	"not ok "*) fail "${line#* - }" ;;
	*) diag "${line#\# }" ;;
	esac
done < <("$ROOT/tests/bench/guard.py" check "$T/runs.json" \
	 "$ROOT/tests/bench/guard.txt")
done_testing
