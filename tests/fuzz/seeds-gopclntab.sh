#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: tests/fuzz/seeds-gopclntab.sh DIRECTORY

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$(dirname "$0")/seeds" "$work"
cp "$work/gopclntab"/* "$1"
