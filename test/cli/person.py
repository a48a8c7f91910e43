"""Sits at a terminal: runs a command under a pseudo terminal and types each answer once its question is there.

    person.py '[["text to wait for", "keys"], …]' COMMAND…

Prints all that was on the terminal; ends with the exit code of the command, or with 99 when a question does not come.
"""

import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

PATIENCE = 60


def main(steps, command):
    child, terminal = pty.fork()
    if child == 0:
        time.sleep(0.1)  # Until the terminal has a size.
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
    screen = b""
    read_to = 0
    for wanted, keys in steps:
        deadline = time.monotonic() + PATIENCE
        while wanted.encode() not in screen[read_to:]:
            got = read(terminal, deadline)
            if not got:
                sys.stdout.buffer.write(screen + f"\nnever asked: {wanted}\n".encode())
                os._exit(99)
            screen += got
        read_to = len(screen)
        # What is typed before the question listens would be lost.
        time.sleep(0.2)
        os.write(terminal, keys.encode())
    while got := read(terminal, time.monotonic() + PATIENCE):
        screen += got
    sys.stdout.buffer.write(screen)
    sys.stdout.flush()
    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def read(terminal, deadline):
    ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
    try:
        return os.read(terminal, 65536) if ready else b""
    except OSError:
        return b""  # The terminal is closed.


main(json.loads(sys.argv[1]), sys.argv[2:])
