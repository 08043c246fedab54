# SPDX-License-Identifier: GPL-2.0-only
"""Runs a command that may not use perf_event_open(), as in many containers.

usage: without-perf.py COMMAND [ARG]...
"""

import ctypes
import errno
import os
import struct
import sys

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 22, 38
SECCOMP_MODE_FILTER = 2
PERF_EVENT_OPEN = 298
ERRNO, ALLOW = 0x50000, 0x7fff0000
LOAD, EQUALS, RETURN = 0x20, 0x15, 0x06

FILTER = b"".join(struct.pack("=HBBI", *instruction) for instruction in [
    (LOAD, 0, 0, 0),
    (EQUALS, 0, 1, PERF_EVENT_OPEN),
    (RETURN, 0, 0, ERRNO | errno.EACCES),
    (RETURN, 0, 0, ALLOW),
])


def main(command):
    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(FILTER, len(FILTER))
    program = struct.pack("@HP", len(FILTER) // 8, ctypes.addressof(code))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or \
            libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0):
        sys.exit("cannot set a filter: " + os.strerror(ctypes.get_errno()))
    os.execvp(command[0], command)


main(sys.argv[1:])
