#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Small programs and libraries of every shape that the compiler and binutils
# make: whole, stripped, with their symbols beside them, of both widths.
#
# usage: tests/fuzz/seeds-elf.sh DIRECTORY

set -euo pipefail
cd "$1"

cc=(gcc -O1 -nostdlib -ffreestanding -fno-stack-protector
	-fno-asynchronous-unwind-tables "-Wl,-z,noseparate-code" -w)

trap 'rm -f program.c library.c chosen.c' EXIT
cat >library.c <<'END'
int counter;
int weak(int n) __attribute__((weak));
int weak(int n) { return n; }
static int inner(int n) { return n ? inner(n - 1) + counter : 1; }
int outer(int n) { return inner(weak(n)); }
int another(int n) __attribute__((alias("outer")));
END
cat >program.c <<'END'
int outer(int);
int weak(int);
static __attribute__((noinline)) int hidden(int n) { return outer(n) * 3; }
void _start(void) { for (;;) hidden(weak(3)); }
END
cat >chosen.c <<'END'
static int slow(int n) { return n; }
static void *choose(void) { return slow; }
int chosen(int n) __attribute__((ifunc("choose")));
void _start(void) { for (;;) chosen(1); }
END

"${cc[@]}" -shared -fPIC -Wl,--build-id=sha1 -o library.so library.c
"${cc[@]}" -fcf-protection=full -pie -fPIC -Wl,--build-id=md5 -o program \
	program.c library.so
"${cc[@]}" -no-pie -Wl,-z,now -Wl,--hash-style=sysv -o program.now program.c \
	library.so
"${cc[@]}" -no-pie -static -Wl,--build-id=0x1234 -o program.static \
	program.c library.c
"${cc[@]}" -m32 -no-pie -static -o program.32 program.c library.c
"${cc[@]}" -no-pie -static -o program.chosen chosen.c
"${cc[@]}" -c -ffunction-sections -o object.o library.c
"${cc[@]}" -g -gz -fdebug-prefix-map="$PWD=." -pie -fPIC -o program.dwarf \
	program.c library.so

# A file's checksum goes with it, so that it is the right one for its program.
objcopy --only-keep-debug program.static program.debug
cp program.static program.linked
objcopy --remove-section=.note.gnu.build-id --strip-all \
	--add-gnu-debuglink=program.debug program.linked
strip -o program.stripped program
strip --strip-unneeded -o library.unneeded library.so
objcopy --remove-section=.dynsym --remove-section=.hash library.so \
	library.odd 2>/dev/null || true
objcopy --compress-debug-sections=zlib-gnu program.dwarf program.zdebug
head -c 900 program >program.cut
