# SPDX-License-Identifier: GPL-2.0-only
#
# Takes comments, indentation and blank lines out of the viewer's files, which are
# part of every picture. It knows lines and nothing of tokens. That is enough since
# no string, template or expression of theirs goes over several lines, and a comment
# begins or ends a line or is left alone; tests/host/strip.t holds them to it.

s/^[ 	]*//
/^\/\/ /d
/^\/\*.*\*\/$/d
/^\/\*/,/\*\/$/d
s/[ 	]\{1,\}\/\*[^*]*\*\/$//
/^$/d
