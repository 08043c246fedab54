#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# The udev rule that is shipped means the device that the module makes.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

RULE=$ROOT/packaging/70-flamek.rules
device=/sys/class/misc/flamek

# key NAME OPERATOR: its value in the rule
key()
{
	sed -n "/^#/d; s/.*\<$1$2\"\([^\"]*\)\".*/\1/p" "$RULE"
}

load_module
is "$(grep -cv '^#' "$RULE")" 1 "there is one rule"
is "$(key KERNEL ==)" "$(basename "$(readlink -f $device)")" \
	"it means the device by the kernel's name"
is "$(key SUBSYSTEM ==)" "$(basename "$(readlink -f $device/subsystem)")" \
	"and of its subsystem"
like "$(<"$device/uevent")" "DEVNAME=$(key KERNEL ==)"$'(\n|$)' \
	"the node has that name"
is "$(stat -c '%A %U %G' /dev/flamek)" 'crw------- root root' \
	"which without the rule root alone may open"

# No udev runs here, but it says what it would do.
if PATH=$PATH:/sbin:/usr/sbin command -v udevadm >/dev/null; then
	echo "$(key GROUP =):x:4242:" >>/etc/group
	mkdir -p /etc/udev/rules.d
	cp "$RULE" /etc/udev/rules.d
	like "$(udevadm test $device 2>&1)" \
		'70-flamek.rules:[0-9]+ (MODE 0660|GROUP 4242)' \
		"udev applies it to the device"
else
	skip "udev applies it to the device" "there is no udevadm"
fi
done_testing
