# SPDX-License-Identifier: GPL-2.0-only
"""Loads and unloads the module while one process opens its device and sends
requests, and another dumps, without any order between them. What meets no module
is refused as what is not there; what meets one holds it until it is done.

usage: race.py FLAMEK.KO ROUNDS PID
"""

import mmap
import os
import random
import signal
import sys
import time
import traceback

from flamek import *
from reload import insmod, rmmod

# The last is what the kernel says of a dump by a module that is about to go.
GONE = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EPROTONOSUPPORT}
IN_USE = {errno.EBUSY, errno.EAGAIN}


class Racer:
    """A process that does something over and over, and counts in shared memory
    how often the module was there and how often not."""

    def __init__(self, race, *args):
        self.counts = (ctypes.c_uint64 * 2).from_buffer(mmap.mmap(-1, PAGE))
        self.pid = os.fork()
        if not self.pid:
            # An exception could be lost, were it raised where an object goes.
            signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
            try:
                self.run(race, *args)
            except BaseException:
                print('#', traceback.format_exc().replace('\n', '\n# '),
                      flush=True)
            os._exit(1)

    def run(self, race, *args):
        while True:
            try:
                race(*args)
                self.counts[0] += 1
            except (OSError, Refused) as why:
                if why.errno not in GONE:
                    raise
                self.counts[1] += 1
            time.sleep(random.uniform(0, 0.003))

    def wait(self, which):
        """Until it has met the module, or missed it, once more; or has ended."""
        before = self.counts[which]
        while self.counts[which] == before and self.is_there():
            time.sleep(0.001)

    def is_there(self):
        return os.waitid(os.P_PID, self.pid,
                         os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        return os.waitpid(self.pid, 0)[1] == 0


def record(pid):
    session = Session(None)
    try:
        session.genl = Genl()
        session.set(pid, freq=5000, pages=2, depth=64)
        if random.random() < 0.5:
            session.ring(0).unmap()
        session.start()
        session.get()
        if random.random() < 0.5:
            session.stop()
    finally:
        session.close()


def dump():
    genl = Genl()
    for _ in range(random.randrange(1, 20)):
        genl.sessions()


def unload():
    """How often it was in use before it could be unloaded."""
    tries = 0
    while True:
        try:
            rmmod()
            return tries
        except OSError as why:
            if why.errno not in IN_USE:
                raise
        tries += 1
        time.sleep(random.uniform(0, 0.002))


def main():
    module, rounds, pid = sys.argv[1:]
    racers = [Racer(record, int(pid)), Racer(dump)]
    tries = 0
    for i in range(int(rounds)):
        insmod(module)
        if i % 3 == 0:
            racers[i % 2].wait(0)
        tries += unload()
        if i % 3 == 0:
            racers[i % 2].wait(1)
    recorded, dumped = [list(racer.counts) for racer in racers]
    print(f'# {rounds} rounds: {recorded[0]} sessions and {recorded[1]} that '
          f'met no module, {dumped[0]} dumps and {dumped[1]}, {tries} times '
          'in use when it was to be unloaded')
    same([racer.end() for racer in racers], [True, True],
         'who meets no module is told so')
    ok(min(recorded + dumped) > 0, 'both were there and were not')


main()
