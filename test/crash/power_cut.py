#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""power_cut.py - the power fails under a journal on a file system of its own, again and again.

Role       A file system in an image file holds the journal of a writer (kill_writer --write).  At a
           random moment the writer is stopped and the image copied: that is what had reached the
           disk, without a word from the file system, whose own journal is as torn as ours.  The
           copy is mounted, which repairs the file system, and the journal in it recovered.
Invariant  (what is checked) Recovery accepts what is there and yields every record that the writer
           had been told to be durable before the cut, byte for byte, without a gap.
Usage      power_cut.py KILL_WRITER [ROUNDS [SEED]]
           Exit status 77 (skipped) where loop devices cannot be mounted.
"""

import os
import random
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
IMAGE_MIB = 256  # more than the writer can fill in the longest of its lives
LONGEST_S = 0.25


def quiet(*command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


class Mount:
    """An image mounted in a folder; leaving unmounts it."""

    def __init__(self, image, place):
        self.image, self.place = image, place

    def __enter__(self):
        os.makedirs(self.place, exist_ok=True)
        if not quiet("mount", "-o", "loop", self.image, self.place):
            raise OSError(f"cannot mount {self.image}")
        return self.place

    def __exit__(self, *_):
        for _ in range(100):
            if quiet("umount", self.place):
                return
            time.sleep(0.1)
        raise OSError(f"cannot unmount {self.place}")


def can_mount(folder, image):
    if os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        return False
    try:
        with Mount(image, os.path.join(folder, "try")):
            return True
    except OSError:
        return False


def make_image(path):
    with open(path, "wb") as file:
        file.truncate(IMAGE_MIB << 20)
    return quiet("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", path)


def read_told(pipe, seconds):
    """The last sequence told within so many seconds from the first one on."""
    told, rest, until = 0, b"", None
    selector = selectors.DefaultSelector()
    selector.register(pipe, selectors.EVENT_READ)
    while until is None or time.monotonic() < until:
        if not selector.select(None if until is None else until - time.monotonic()):
            break
        chunk = os.read(pipe.fileno(), 65536)
        if not chunk:
            raise OSError("the writer ended by itself")
        *lines, rest = (rest + chunk).split(b"\n")
        if lines:
            told = int(lines[-1])
            until = until or time.monotonic() + seconds
    return told


def write_and_cut(writer, folder, live, cut, seconds):
    """Returns what had been acknowledged when the power failed."""
    with Mount(live, os.path.join(folder, "live")) as place:
        process = subprocess.Popen([writer, "--write", os.path.join(place, "journal")],
                                   stdout=subprocess.PIPE, bufsize=0)
        try:
            told = read_told(process.stdout, seconds)
            process.send_signal(signal.SIGSTOP)
            shutil.copyfile(live, cut)
        finally:
            process.kill()
            process.wait()
    return told


def main():
    writer = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 6
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    folder = tempfile.mkdtemp(prefix="perpetua-power-cut-")
    live, cut = os.path.join(folder, "live.img"), os.path.join(folder, "cut.img")
    records = 0
    try:
        if not make_image(live) or not can_mount(folder, live):
            skip("a file system in a file cannot be mounted here")
        for number in range(1, rounds + 1):
            if not make_image(live):
                raise OSError("cannot make a file system")
            told = write_and_cut(writer, folder, live, cut, chance.uniform(0.0, LONGEST_S))
            with Mount(cut, os.path.join(folder, "cut")) as place:
                answer = subprocess.run([writer, "--check", os.path.join(place, "journal"), str(told)],
                                        capture_output=True, text=True)
            if answer.returncode != 0:
                print(f"power_cut: cut {number}: {answer.stdout}{answer.stderr}")
                return 1
            records += told
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"power_cut: {rounds} cuts, {records} records acknowledged before them, 0 lost")
    return 0


sys.exit(main())
