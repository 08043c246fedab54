#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module's own tests (kmod/selftest), which a build of it with SELFTEST=1
# runs when it is loaded: none fails, and they leave it in order.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

KO=$ROOT/build/selftest/flamek.ko
load_module
like "$(kernel_log)" 'flamek: self-tests: [1-9][0-9]+ passed' \
	"the module has tested itself"
unlike "$(kernel_log)" 'self-test failed' "and found no fault"
is "$("$FLAMEKCTL" status)" 'no sessions' "it works"
unlike "$(nm "$ROOT/kmod/flamek.ko")" 'selftest' \
	"the module that is installed has no tests in it"
done_testing
