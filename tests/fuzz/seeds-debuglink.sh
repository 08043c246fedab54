#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: tests/fuzz/seeds-debuglink.sh DIRECTORY

exec "$(dirname "$0")/seeds-elf.sh" "$1"
