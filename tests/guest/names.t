#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest: --icount
# not on debug-rt: its preemption makes no difference to this
#
# Names of what comes and goes: libraries loaded in mid-run, threads that change
# their names, and those that only C++ has.

# shellcheck disable=SC2317 # check_chance calls the functions
# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

judge_plugin()
{
	local both

	record -o "$T/plugin.folded" -- "$W/plugin" --count 10 &&
		both=$(($(said own_ns) + $(said plugin_ns))) &&
		stats shares "$T/plugin.folded" \
			own_work="$(said own_ns)/$both" \
			plugin_work="$(said plugin_ns)/$both"
}

judge_threads()
{
	record -o "$T/comm.folded" -- "$W/comm" --cpu-ns 300000000 &&
		stats shares "$T/comm.folded" before=1/3 after=1/3 in_thread=1/3
}

judge_c++()
{
	local string='std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >'

	record -o "$T/c++.folded" -- "$W/names" --rounds 100000000 &&
		stats shares "$T/c++.folded" \
			'(anonymous namespace)::hidden=.25' \
			"shapes::Grid<$string >::fill=.25" \
			"shapes::Grid<$string >::operator()=.25" \
			call=.25
}

# check_name COMM FUNCTION: that function under that name only
check_name()
{
	is "$(matching "$T/comm.folded" "^$1;.*;$2[; ]")" \
		"$(with_frame "$T/comm.folded" "$2")" "$2() runs as $1"
}

load_module
use_memory

check_chance "a library that comes and goes: named, with its share" judge_plugin
check "it is below main like the program's own" nearly \
	"$(matching "$T/plugin.folded" ';main;plugin_work[; ]')" \
	"$(with_frame "$T/plugin.folded" plugin_work)"

check_chance "a process that changes its name, and its thread" judge_threads
check_name name-before before
check_name name-after after
check_name name-thread in_thread

check_chance "C++ names" judge_c++
check "a lambda" nearly \
	"$(matching "$T/c++.folded" ';call;std::_Function_handler<void \(unsigned long\), main::\{lambda\(unsigned long\)#1\}>::_M_invoke[; ]')" \
	"$(matching "$T/c++.folded" ';call;')"

done_testing
