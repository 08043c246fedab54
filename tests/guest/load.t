#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# Loading and unloading the module, and who may use it.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

# As anybody, with these options of setpriv
unprivileged()
{
	local options=()

	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	setpriv --reuid 65534 --regid 65534 --clear-groups "${options[@]}" "$@"
}

family_exists()
{
	python3 -c 'from flamek import Genl; Genl()' 2>/dev/null
}
export PYTHONPATH=$HERE PYTHONDONTWRITEBYTECODE=1

check "there is no device before" test ! -e /dev/flamek
load_module
is "$(stat -c '%F %a %U:%G' /dev/flamek)" \
	"character special file 600 root:root" "/dev/flamek is root's alone"
check "the netlink family is there" family_exists
like "$(modinfo "$KO")" 'license: *GPL' "the module says its licence"
like "$(modinfo "$KO")" "version: *$("$FLAMEKCTL" --version | tr -dc '0-9.\n')" \
	"the module has flamekctl's version"
is "$("$FLAMEKCTL" status)" 'no sessions' "there is no session yet"
check "the module cannot be loaded twice" \
	test "$(insmod "$KO" 2>/dev/null; echo $?)" = 1

# Who may
check "nobody cannot open the device" \
	test "$(unprivileged -- sh -c ': </dev/flamek' 2>&1 |
		grep -c 'Permission denied')" = 1
chmod 666 /dev/flamek
check "with the rights to the file, one can" \
	unprivileged -- sh -c ': </dev/flamek'
check "in another network namespace root can" \
	unshare --net "$FLAMEKCTL" status

# A descriptor is all the right that is needed, and gives its opener's.
pass='from flamek import *
import os
session = Session(Genl())
os.setgroups([]); os.setgid(65534); os.setuid(65534)
session.genl = Genl()
session.set(os.getpid()); session.start()
print(session.get()["state"]); session.stop()'
is "$(python3 -c "$pass")" 2 "who holds a descriptor may use it"

check "the module can be unloaded" rmmod flamek
check "the device is gone" test ! -e /dev/flamek
check "the netlink family is gone" test "$(family_exists; echo $?)" = 1
check "the module can be loaded again" insmod "$KO"
is "$("$FLAMEKCTL" status)" 'no sessions' "and works"
done_testing
