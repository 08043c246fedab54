#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What a controller may map and what not, and that no position it claims to have
# read up to does harm.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/control.sh
. "$HERE/control.sh"

load_module
take_points python3 "$HERE/rings.py" "$W"
done_testing
