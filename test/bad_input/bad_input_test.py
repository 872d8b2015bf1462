#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""bad_input_test.py - the program with journals, paths, disks and calls that it cannot use.

usage: bad_input_test.py PERPETUA

Each row: exit status 2, one line on standard error that says which file, where, and what was expected,
and nothing half-written.  A journal that is whole is verified first, so that a row cannot pass because
everything is refused.  What needs root (a full disk, another user) is skipped, saying so.
"""

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PERPETUA = ""
NOBODY = 65534
FIRST = "journal-0000000001.segment"
SECOND = "journal-0000000002.segment"
HEADER_SIZE = 4096


def run_it(*arguments, program=None, **options):
    return subprocess.run(
        [program or PERPETUA, *arguments],
        capture_output=True, text=True, timeout=600, check=False, **options
    )


def crc32c(content):
    crc = 0xFFFFFFFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def last_frame(segment):
    start = HEADER_SIZE
    while True:
        size = int.from_bytes(segment[start + 28 : start + 32], "little")
        if start + size == len(segment):
            return start, size
        start += size


def forged(frame, sequence):
    """The frame with one bit of its last record changed, and every checksum made right again: what
    docs/spec/journal.md says is all that is known here."""
    stamps = [frame[at : at + 8] for at in range(0, len(frame), 512)]
    body = bytearray(b"".join(frame[at + 8 : at + 512] for at in range(0, len(frame), 512)))
    end = 120 + int.from_bytes(frame[32:36], "little")
    at = 120
    while True:
        size = int.from_bytes(body[at : at + 4], "little")
        if at + 8 + size == end:
            break
        at += 8 + size
    body[end - 1] ^= 1
    covered = sequence.to_bytes(8, "little") + size.to_bytes(4, "little") + body[at + 8 : end]
    body[at + 4 : at + 8] = crc32c(covered).to_bytes(4, "little")
    frame = bytearray(b"".join(stamps[i] + body[504 * i : 504 * (i + 1)] for i in range(len(stamps))))
    frame[96:128] = hashlib.sha256(frame[:96] + frame[128:]).digest()
    return frame


class Refusals(unittest.TestCase):
    def expect_fault(self, done, *parts):
        self.assertEqual(done.returncode, 2, done.stdout[-300:] + done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("perpetua"), done.stderr)
        for part in parts:
            self.assertIn(part, done.stderr)


class Journal(Refusals):
    """One journal of a short demonstration; every test works on a copy."""

    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.original = os.path.join(cls.holder.name, "original")
        done = run_it("replay", "--demo", "--orders", "5000", "--journal", cls.original)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        cls.last = int(re.search(r"sequence (\d+)", run_it("recover", cls.original).stdout.splitlines()[-1])
                       .group(1))
        cls.used = int(re.search(r"offset (\d+)", run_it("recover", cls.original).stdout).group(1))

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def setUp(self):
        self.folder = os.path.join(self.holder.name, "copy")
        subprocess.run(["cp", "-r", "--sparse=always", self.original, self.folder], check=True)

    def tearDown(self):
        os.chmod(self.folder, 0o700)
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)

    def patch(self, name, offset, content):
        with open(self.path(name), "r+b") as file:
            file.seek(offset)
            file.write(content)

    def flip(self, name, offset, bit):
        with open(self.path(name), "r+b") as file:
            file.seek(offset)
            byte = file.read(1)[0]
            file.seek(offset)
            file.write(bytes([byte ^ 1 << bit]))

    def test_the_original_is_whole(self):
        done = run_it("verify", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("result: verify ok, sequence %d" % self.last, done.stdout)
        for part in ("chain head", "output hash", "state hash", "commands/s"):
            self.assertIn(part, done.stdout)

    def test_segments_that_are_not_what_they_should_be(self):
        def foreign(name):
            self.write(name, random.Random(1).randbytes(100000))

        def of_a_directory():
            os.remove(self.path(FIRST))
            os.mkdir(self.path(FIRST))

        def of_a_pipe():
            os.remove(self.path(FIRST))
            os.mkfifo(self.path(FIRST))

        def swapped():
            os.rename(self.path(FIRST), self.path("x"))
            os.rename(self.path(SECOND), self.path(FIRST))
            os.rename(self.path("x"), self.path(SECOND))

        rows = (
            ("the first is missing", lambda: os.remove(self.path(FIRST)),
             ("from sequence 1 on", FIRST, "is missing")),
            ("the first is empty", lambda: os.truncate(self.path(FIRST), 0),
             ("from sequence 1 on", FIRST, "offset 0", "expected a journal segment")),
            ("cut off in its header", lambda: os.truncate(self.path(FIRST), 1000),
             ("from sequence 1 on", "shorter than a header")),
            ("cut off among its frames", lambda: os.truncate(self.path(FIRST), 20000),
             ("from sequence 1 on", "offset 20000", "expected 67108864 bytes")),
            ("cut off behind its frames", lambda: os.truncate(self.path(FIRST), 50000000),
             ("offset 50000000", "expected 67108864 bytes")),
            ("too long", lambda: os.truncate(self.path(FIRST), 70000000), ("expected 67108864 bytes",)),
            ("foreign bytes", lambda: foreign(FIRST), ("from sequence 1 on", "does not begin with")),
            ("the second is foreign", lambda: foreign(SECOND),
             ("from sequence %d on" % (self.last + 1), SECOND, "does not begin with")),
            ("the second is cut off", lambda: os.truncate(self.path(SECOND), 5000),
             (SECOND, "offset 5000")),
            ("the second has another name", lambda: os.rename(self.path(SECOND), self.path(
                "journal-0000000003.segment")), (SECOND, "is missing")),
            ("both have the other's name", swapped, ("from sequence 1 on", "name and its header")),
            ("a directory", of_a_directory, (FIRST, "not a regular file")),
            ("a pipe", of_a_pipe, (FIRST, "not a regular file")),
        )
        for what, spoil, parts in rows:
            with self.subTest(what):
                self.tearDown()
                self.setUp()
                spoil()
                for call in (("verify",), ("recover",), ("journal", "dump"), ("journal", "archive")):
                    self.expect_fault(run_it(*call, self.folder), *parts)

    def test_frames_that_were_changed(self):
        size = 4096
        with open(self.path(FIRST), "rb") as file:
            file.seek(HEADER_SIZE)
            frames = file.read(2 * size)
        rows = (
            ("lost without a trace", HEADER_SIZE, bytes(size), "lost although later ones were written"),
            ("in another place", HEADER_SIZE, frames[size:] + frames[:size], "stamp is damaged"),
            ("bytes behind the end", self.used + 8192 + 100, b"x", "was never written"),
        )
        for what, offset, content, part in rows:
            with self.subTest(what):
                self.tearDown()
                self.setUp()
                self.patch(FIRST, offset, content)
                self.expect_fault(run_it("verify", self.folder), "sequence", FIRST, "offset", part)

    def test_any_flipped_bit_is_found_and_named(self):
        chance = random.Random(7)
        places = [(FIRST, chance.randrange(HEADER_SIZE, self.used)) for _ in range(12)]
        places += [(FIRST, chance.randrange(HEADER_SIZE)) for _ in range(4)]
        places += [(FIRST, chance.randrange(self.used, 1 << 26)) for _ in range(4)]
        places += [(SECOND, chance.randrange(1 << 26)) for _ in range(4)]
        for name, offset in places:
            bit = chance.randrange(8)
            with self.subTest("%s, byte %d, bit %d" % (name, offset, bit)):
                self.flip(name, offset, bit)
                done = run_it("verify", self.folder)
                self.flip(name, offset, bit)
                self.expect_fault(done, "sequence", name, "offset")
        self.assertEqual(run_it("verify", self.folder).returncode, 0, "as it was")

    def test_a_run_that_differs(self):
        """A stored hash that is wrong in a frame that is whole: status 1, and the seal is named."""
        with open(self.path(FIRST), "r+b") as file:
            segment = bytearray(file.read(self.used))
            start, size = last_frame(segment)
            segment[start : start + size] = forged(segment[start : start + size], self.last)
            file.seek(start)
            file.write(segment[start : start + size])
        done = run_it("verify", self.folder)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, r"^perpetua verify: sequence %d: the hash of .* differs: "
                         r"stored \w+, computed \w+; .*\n$" % self.last)
        self.assertIn("result: verify failed; %d commands before it hold" % (self.last - 1), done.stdout)

    def test_heads_and_keys(self):
        self.write("heads.sig", b"h1 " + b"x" * 400)
        self.expect_fault(run_it("verify", self.folder), "heads.sig: line 1", "damaged")
        os.remove(self.path("heads.sig"))
        self.write("key", b"no key")
        rows = (
            ("verify", self.folder, "--key", self.path("none")),
            ("verify", self.folder, "--key", self.path("key")),
            ("verify", self.folder, "--key", self.folder),
            ("verify", self.folder, "--key", "/dev/null"),
            ("journal", "sign", self.folder, "--key", self.path("key")),
        )
        for arguments in rows:
            with self.subTest(arguments):
                self.expect_fault(run_it(*arguments))
        self.assertFalse(os.path.exists(self.path("heads.sig")))

    def test_damaged_snapshots_are_passed_over(self):
        self.write("snapshot-%020d.snap" % 9, b"no snapshot")
        self.write("snapshot-%020d.snap" % 10, b"")
        done = run_it("recover", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("2 passed over", done.stdout)
        self.assertIn("sequence %d" % self.last, done.stdout.splitlines()[-1])

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to become somebody else")
    def test_files_that_may_not_be_read(self):
        os.chmod(self.holder.name, 0o755)
        # The source tree may lie where nobody else can look, as in root's home.
        program = shutil.copy(PERPETUA, os.path.join(self.holder.name, "perpetua"))
        os.chmod(program, 0o755)
        for name, mode, target in (("the directory", 0o700, self.folder),
                                   ("a segment", 0o600, self.path(FIRST))):
            with self.subTest(name):
                os.chmod(self.folder, 0o755)
                os.chmod(target, mode)
                os.chown(target, 0, 0)
                for call in ("verify", "recover"):
                    done = run_it(call, self.folder, program=program,
                                  user=NOBODY, group=NOBODY, extra_groups=[])
                    self.expect_fault(done, "permission denied")


class Calls(Refusals):
    """Calls that say what they cannot use, before or after a journal was read."""

    def test_each_names_what_is_wrong(self):
        with tempfile.TemporaryDirectory() as folder:
            journal = os.path.join(folder, "j")
            self.assertEqual(run_it("replay", "--demo", "--orders", "100", "--journal", journal).returncode, 0)
            rows = [
                ("a date that is none", ["report", "bulletin", "--journal", journal, "--date", "2026-13-40"], "--date"),
                ("a format that is none", ["report", "bulletin", "--journal", journal, "--format", "pdf"], "--format"),
                ("a format of figures", ["quality", "--journal", journal, "--format", "pdf"], "--format"),
                ("a detector that is none", ["surveil", "run", "--journal", journal, "--detector", "x"], "--detector"),
                ("a parameter of no detector", ["surveil", "run", "--journal", journal, "--set", "x=1"], "--set"),
                ("an end before the start", ["journal", "dump", journal, "--from", "5", "--to", "2"], "not above"),
                ("an entry that is no number", ["register", "show", "x", "--journal", journal], "whole number"),
                ("an entry beyond all", ["register", "show", "99999999", "--journal", journal], "no such entry"),
                ("an end behind the journal's", ["verify", journal, "--through", "999999999"], "and not at 999999999"),
            ]
            for sentence, arguments, part in rows:
                with self.subTest(sentence):
                    self.expect_fault(run_it(*arguments), part)


class Paths(Refusals):
    def setUp(self):
        self.holder = tempfile.TemporaryDirectory()
        self.folder = self.holder.name

    def tearDown(self):
        self.holder.cleanup()

    def test_no_journal(self):
        file = os.path.join(self.folder, "file")
        with open(file, "w", encoding="ascii") as text:
            text.write("hello\n")
        rows = (
            (os.path.join(self.folder, "none"), "no such file or directory"),
            (file, "not a directory"),
            ("/dev/null", "not a directory"),
            (self.folder, "there is no journal in this directory"),
        )
        for path, part in rows:
            for call in (("verify",), ("recover",), ("journal", "dump")):
                with self.subTest((call, path)):
                    self.expect_fault(run_it(*call, path), path, part)
        self.assertEqual(os.listdir(self.folder), ["file"], "nothing was written")

    def test_recordings_that_are_no_files(self):
        pipe = os.path.join(self.folder, "pipe")
        os.mkfifo(pipe)
        for form in ("sse", "cme-mbo", "lobster", "bitstamp", "coinbase-l3", "cointossx"):
            for path in ("", pipe, "/dev/null", "/dev/zero"):
                with self.subTest((form, path)):
                    done = run_it("replay", "--format", form, path, stdin=subprocess.DEVNULL)
                    self.expect_fault(done)

    def test_wrong_calls(self):
        rows = (
            ("nonsense",), ("verify",), ("verify", "--nonsense"), ("verify", "a", "b"),
            ("verify", "a", "--key"), ("recover",), ("recover", "a", "b"), ("journal",),
            ("journal", "nonsense"), ("journal", "dump"), ("journal", "dump", "a", "--from", "0"),
            ("journal", "dump", "a", "--to", "x"), ("journal", "sign", "a"), ("replay",),
            ("replay", "--nonsense"), ("bench", "--nonsense"),
        )
        for arguments in rows:
            with self.subTest(arguments):
                self.expect_fault(run_it(*arguments), "see perpetua")

    @unittest.skipUnless(os.path.exists("/dev/full"), "there is no /dev/full")
    def test_standard_output_that_is_full(self):
        journal = os.path.join(self.folder, "journal")
        run_it("replay", "--demo", "--orders", "1000", "--journal", journal)
        rows = (("version",), ("help",), ("verify", "--help"), ("verify", journal),
                ("recover", journal), ("journal", "dump", journal), ("replay", "--demo"))
        for arguments in rows:
            with self.subTest(arguments), open("/dev/full", "w", encoding="ascii") as full:
                done = subprocess.run([PERPETUA, *arguments], stdout=full, stderr=subprocess.PIPE,
                                      text=True, timeout=120, check=False)
                self.assertEqual(done.returncode, 2)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertIn("standard output cannot be written", done.stderr)


class Disk(Refusals):
    """Small file systems in memory: full at some moment, or read-only."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.journal = os.path.join(self.folder, "journal")

    def tearDown(self):
        subprocess.run(["umount", self.folder], check=False, capture_output=True)
        os.rmdir(self.folder)

    def mount(self, options):
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", self.folder],
                              capture_output=True, check=False)
        if done.returncode != 0:
            self.skipTest("no file system can be mounted here")

    def test_no_room_to_begin(self):
        for size in ("4k", "1m", "60m"):
            with self.subTest(size):
                self.mount("size=" + size)
                done = run_it("replay", "--demo", "--journal", self.journal)
                self.expect_fault(done, self.journal, "no space left")
                self.assertEqual(os.listdir(self.folder), [], "nothing half-made stays")
                subprocess.run(["umount", self.folder], check=True)

    def test_no_room_to_go_on(self):
        self.mount("size=70m")
        done = run_it("replay", "--demo", "--orders", "1000000", "--journal", self.journal)
        self.expect_fault(done, self.journal, "no space left")
        self.assertEqual(sorted(os.listdir(self.journal)), [FIRST, "lock"])
        done = run_it("verify", self.journal)
        self.assertEqual(done.returncode, 0, "what was written is a whole journal: " + done.stderr)
        self.assertRegex(done.stdout, r"result: verify ok, sequence \d{6}")

    def test_no_room_to_archive(self):
        self.mount("size=140m")
        run_it("replay", "--demo", "--orders", "1000000", "--journal", self.journal)
        with open(os.path.join(self.folder, "fill"), "wb") as file:
            try:
                while True:
                    file.write(bytes(1 << 20))
                    file.flush()
            except OSError:
                pass
            try:
                file.close()
            except OSError:
                pass
        before = run_it("verify", self.journal).stdout.splitlines()[-1]
        self.expect_fault(run_it("journal", "archive", self.journal), "no space left")
        archive = os.path.join(self.journal, "archive")
        left = os.listdir(archive) if os.path.exists(archive) else []
        self.assertEqual(left, [], "no part of an archive stays")
        self.assertEqual(run_it("verify", self.journal).stdout.splitlines()[-1], before)

    def test_read_only(self):
        self.mount("size=200m")
        run_it("replay", "--demo", "--orders", "1000", "--journal", self.journal)
        subprocess.run(["mount", "-o", "remount,ro", self.folder], check=True)
        for call in ("verify", "recover"):
            self.assertEqual(run_it(call, self.journal).returncode, 0, "reading needs no writing")
        self.expect_fault(run_it("journal", "archive", self.journal), "permission denied")
        self.expect_fault(run_it("replay", "--demo", "--journal", self.journal + "2"),
                          "permission denied")


if __name__ == "__main__":
    PERPETUA = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=1)
