#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# not on debug-rt: its preemption makes no difference to this
#
# The netlink family is what its specification says, and so is the header.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

export PYTHONPATH=$HERE PYTHONDONTWRITEBYTECODE=1
load_module
take_points python3 "$HERE/spec.py" \
	"$ROOT/Documentation/netlink/specs/flamek.yaml" \
	"$ROOT/kmod/uapi/linux/flamek.h"
done_testing
