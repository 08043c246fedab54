#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Flame graphs to begin with: the element with the profile, without the viewer.
#
# usage: tests/fuzz/seeds-svg.sh DIRECTORY

set -euo pipefail

# seed NAME LINE...
seed()
{
	local path=$directory/$1

	shift
	{
		printf '<svg class="flamek"><metadata>flamek-profile 2\n'
		printf '%s\n' "$@"
		printf '</metadata></svg>\n'
	} >"$path"
}

directory=$1
seed one 'unit samples' 'columns 1' 'nodes 4' 'pp0all' 'uu1a' '@vmlinux' \
	'kk2b' 'mm3c' '0,1:2)2,3:3)))'
seed two 'unit bytes' 'columns 2' 'nodes 3' $'note host\tbox' \
	$'fact 1 taken\tof 2\x0a' $'warn 1 lost\tof 2' 'pp0all' 'jj0x&lt;T&gt;' \
	'ii0\x0a\xff' '0:1/0,1:0/3)2:4/5))'
seed odd 'unit &#x20ac;' 'columns 1' 'nodes 1' '<![CDATA[xx0all]]><g/>' '0:9)'
