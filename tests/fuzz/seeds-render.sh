#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A byte each for the options, a title, then frames: how far up the caller is
# and what kind it is, its own value, its name.
#
# usage: tests/fuzz/seeds-render.sh DIRECTORY

set -euo pipefail
cd "$1"
printf '\x40\x10\x18\x01\x00\x00\x02\x05\x30\x80Title\0\x00\x00all\0\x01\x02main\0\x09\x05read_file\0' \
	>calls
printf '\x00\x00\x00\x00\x01\x00\x06\x00\x00\x00a & <b>\0\x00\x00\0\x49\x01f(int, <T>)\0lib.so\0\x42\xff\xff\0m\0' \
	>modules
printf '\x7f\x20\x20\x02\x00\x01\x12\x00\x00\x00\xe2\x80\xae\0\x00\x01std::vector<a::b>::push(c&)\0\x01\x01\xc3\xa9\xff\\x41\0' \
	>names
printf '\x10\x08\x08\x05\x00\x00\x00\x00\x00\x00t\0\x00\x00r\0\x81\xffx\0\x81\xffy\0\x81\xffz\0' >large
