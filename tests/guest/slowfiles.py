# SPDX-License-Identifier: GPL-2.0-only
"""Makes flamekctl wait for files that it opens, as on a disk that sleeps; others
get them at once. Says "ready", and a line for each time it made it wait.
usage: slowfiles.py SECONDS FILE...
"""

import ctypes
import os
import struct
import sys
import time

# fanotify(7)
FAN_CLASS_CONTENT = 4
FAN_MARK_ADD = 1
FAN_OPEN_PERM = ctypes.c_uint64(0x10000)
FAN_ALLOW = 1
AT_FDCWD = -100
EVENT = struct.Struct('=IBBHQii')

libc = ctypes.CDLL(None, use_errno=True)


def call(name, *args):
    ret = getattr(libc, name)(*args)
    if ret < 0:
        raise OSError(ctypes.get_errno(), name)
    return ret


def is_flamekctl(pid):
    try:
        with open(f'/proc/{pid}/comm', encoding='utf-8') as comm:
            return comm.read() == 'flamekctl\n'
    except OSError:
        return False


def main(seconds, *files):
    fan = call('fanotify_init', FAN_CLASS_CONTENT, os.O_RDONLY)
    for file in files:
        call('fanotify_mark', fan, FAN_MARK_ADD, FAN_OPEN_PERM, AT_FDCWD,
             os.fsencode(file))
    print('ready', flush=True)
    while True:
        for event in EVENT.iter_unpack(os.read(fan, 64 * EVENT.size)):
            fd, pid = event[-2:]
            if is_flamekctl(pid):
                print(os.readlink(f'/proc/self/fd/{fd}'), flush=True)
                time.sleep(float(seconds))
            os.write(fan, struct.pack('=iI', fd, FAN_ALLOW))
            os.close(fd)


if __name__ == '__main__':
    main(*sys.argv[1:])
