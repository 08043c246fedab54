#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# The module's own tests (kmod/selftest), which a build of it with SELFTEST=1
# runs when it is loaded: none fails, and they leave it in order.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

plain=$KO
KO=${SELFTEST:-$ROOT/build/selftest/flamek.ko}
load_module
like "$(kernel_log)" 'flamek: self-tests: [1-9][0-9]+ passed' \
	"the module has tested itself"
unlike "$(kernel_log)" 'self-test failed' "and found no fault"
is "$("$FLAMEKCTL" status)" 'no sessions' "it works"
symbols=$(nm "$plain")
like "$symbols" flamek_session_create "the module that is installed is whole"
unlike "$symbols" selftest \
	"and has no tests in it"
done_testing
