#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# Programs of several languages have the same names with flamekctl as with perf,
# which reads the same recordings; see Documentation/perf-names.md.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

R=$T/recording

# read_both LANGUAGE COMMAND [ARG...]: records it, and has both read that
read_both()
{
	local language=$1

	shift
	check "$language: recorded" record -F 499 -o "$R.data" -- "$@"
	perf script -i "$R.data" --no-inline \
		-F comm,tid,period,ip,sym,symoff,dso >"$R.script" 2>"$R.errors"
	is "$(<"$R.errors")" "" "$language: perf reads it without a complaint"
	check "$language: folded" "$FLAMEKCTL" fold -q --no-inline -o "$R.folded" "$R.data"
}

# compare LANGUAGE: what both read
compare()
{
	check "$1: the same names" /usr/bin/python3 "$HERE/perfscript.py" \
		"$R.script" "$R.folded" $((1000000000 / 499))
}

# agree LANGUAGE COMMAND [ARG...]: records it and compares
agree()
{
	read_both "$@"
	compare "$1"
}

# named FUNCTION...: flamekctl has samples in it
named()
{
	local function

	for function; do
		check "named: $function" test \
			"$(with_frame "$R.folded" "$function")" -ge 5
	done
}

# python_program: which burns in the interpreter and in C libraries of its
python_program()
{
	cat <<'END'
import hashlib, json, re

def work(n):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total

def libraries(n):
    text = json.dumps([{"number": i, "name": str(i)} for i in range(n)])
    hashlib.sha256(text.encode() * 20).hexdigest()
    return len(re.findall(r"\d+5", text)) + len(json.loads(text))

print(work(300000), libraries(3000))
END
}

command -v perf >/dev/null || skip_all "needs perf"
load_module

agree "C++" "$W/names" --rounds 30000000
if [ -x "$W/rust-names" ]; then
	agree "Rust" "$W/rust-names" 30000000
	named rust_names::main rust_names::shapes::draw
	agree "Rust, v0" "$W/rust-names-v0" 30000000
else
	skip "Rust" "needs rustc when the workloads are built"
fi
if [ -x "$W/go-names" ]; then
	agree "Go" "$W/go-names" 20000000
	named 'main.(*grid).fill' main.burn main.words
else
	skip "Go" "needs golang-go when the workloads are built"
fi
python_program >"$T/work.py"
agree "Python" /usr/bin/python3 "$T/work.py"

if [ -x /usr/bin/node ]; then
	read_both "Node" /usr/bin/node --perf-basic-prof -e '
		function work(n) {
			const seen = {};
			for (let i = 0; i < n; i++)
				seen["k" + i % 100] = (seen["k" + i % 100] || 0) + i;
			return seen;
		}
		console.log(JSON.stringify(work(200000)).length)'
	if grep -q 'JS:' "$R.folded"; then
		compare "Node"
	else
		skip "Node: the same names" "names of generated code are not read"
	fi
else
	skip "Node" "needs nodejs"
fi

done_testing
