#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Folded stacks to begin with: those that the tests of the reader know.
#
# usage: tests/fuzz/seeds-folded.sh DIRECTORY

set -euo pipefail
cp "$(dirname "$0")"/../golden/folded/* "$1"
