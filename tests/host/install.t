#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What `make install` puts where. All has been built before.

cd "$(dirname "$0")/../.." || exit 1
T=$(mktemp -d /tmp/flamek-install.XXXXXX)
trap 'rm -rf "$T"' EXIT
count=0 failed=0

# judge DESC COMMAND [ARG...]: a test point, passed if the command succeeds
judge()
{
	count=$((count + 1))
	if "${@:2}" >"$T/output" 2>&1; then
		echo "ok $count - $1"
	else
		failed=$((failed + 1))
		echo "not ok $count - $1"
		sed 's/^/# /' "$T/output"
	fi
}

# Nothing under udev's own directories, where the rule would be in force.
has_no_rule_in_force()
{
	! find "$T/root" -path '*/rules.d/*' | grep .
}

judge "it installs" make -o all install DESTDIR="$T/root" PREFIX=/usr
usr=$T/root/usr
judge "flamekctl, which runs" "$usr/bin/flamekctl" --version
judge "its manual" test -s "$usr/share/man/man1/flamekctl.1"
judge "the module's manual" test -s "$usr/share/man/man4/flamek.4"
judge "completions" \
	test -s "$usr/share/bash-completion/completions/flamekctl"
judge "the udev rule, as an example" \
	cmp packaging/70-flamek.rules "$usr/share/doc/flamek/70-flamek.rules"
judge "which is not in force" has_no_rule_in_force
judge "the module" sh -c 'test -s "$0"/lib/modules/*/updates/flamek.ko' "$T/root"
echo "1..$count"
exit $((failed != 0))
