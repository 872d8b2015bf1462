#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Receipts of a whole day: usage: explain_test.py DAY PERPETUA [SEED [STEPS]]

DAY writes a journal; every receipt in it must verify. Then single receipts are asked for as a
person would, as pages and as JSON, and wrong calls must be refused."""

import json
import os
import subprocess
import sys
import tempfile

DAY, PERPETUA = sys.argv[1:3]
SEED = sys.argv[3] if len(sys.argv) > 3 else "1"
STEPS = sys.argv[4] if len(sys.argv) > 4 else "2000"

# What the day must have, or the test would say nothing.
WANTED = {"INDEX": 1000, "MARK": 1000, "PREMIUM": 20, "FUNDING": 3, "FUNDING_PAYMENT": 20,
          "ACCOUNT_QUEUED": 5, "LIQUIDATION": 5, "REJECTED": 100}
SUBJECTS = ["index", "mark", "funding", "margin", "refusal", "liquidation"]
EMPTY = ["deleverage", "default"]


def run(*arguments):
    return subprocess.run([PERPETUA, "explain", *arguments], capture_output=True, text=True)


def expect(what, holds, shown=""):
    if not holds:
        sys.exit("explain_test: %s\n%s" % (what, shown))


def check_all(journal):
    found = run("all", "--journal", journal)
    expect("every receipt verifies", found.returncode == 0, found.stdout + found.stderr)
    for subject in SUBJECTS:
        line = [line for line in found.stdout.splitlines() if line.startswith(subject)]
        expect("a line for " + subject, len(line) == 1, found.stdout)
        verified, receipts = line[0].split()[1].split("/")
        expect(subject + ": all of some", verified == receipts and receipts != "0", found.stdout)
    for subject in EMPTY:
        expect("no %s on this day" % subject, subject + " " in found.stdout, found.stdout)
    print(found.stdout, end="")


def check_one(journal, subject):
    listed = run("list", subject, "--journal", journal, "--last", "3")
    expect("the list of " + subject, listed.returncode == 0, listed.stderr)
    lines = listed.stdout.splitlines()
    expect("three of " + subject, len(lines) == 4, listed.stdout)
    number = lines[1].split()[0]
    page = run(subject, number, "--journal", journal)
    expect("the page of %s %s" % (subject, number), page.returncode == 0, page.stdout + page.stderr)
    expect("its last line", "result: receipt verified" in page.stdout.splitlines()[-1], page.stdout)
    machine = run(subject, number, "--journal", journal, "--json")
    receipt = json.loads(machine.stdout)
    expect("the same as JSON", receipt["verified"] is True and receipt["id"] == number)
    expect("inputs and steps", receipt["inputs"] != [] and receipt["steps"] != [])
    for step in receipt["steps"]:
        expect("a step cites its rule", step["rule"].startswith("R-"), str(step))
    if subject == "liquidation":
        texts = " ".join(note["text"] for note in receipt["notes"])
        expect("what would have avoided it", "deposit of" in texts and "closing" in texts and
               "before" in texts, texts)


def check_refusals(journal, folder):
    for arguments in [["index", "1", "--journal", journal], ["index", "x", "--journal", journal],
                      ["weather", "1", "--journal", journal], ["index", "1"],
                      ["all", "--journal", os.path.join(folder, "nothing")]]:
        found = run(*arguments)
        expect("refused: %s" % arguments, found.returncode == 2, found.stdout)
        expect("in one line", len(found.stderr.splitlines()) == 1, found.stderr)


def main():
    with tempfile.TemporaryDirectory() as folder:
        journal = os.path.join(folder, "journal")
        day = subprocess.run([DAY, journal, SEED, STEPS], capture_output=True, text=True)
        expect("the day is written", day.returncode == 0, day.stderr)
        counts = dict((name, int(count)) for name, count in
                      (line.split() for line in day.stdout.splitlines()))
        for name, least in WANTED.items():
            expect("the day has %d of %s" % (least, name), counts.get(name, 0) >= least, day.stdout)
        check_all(journal)
        for subject in SUBJECTS:
            check_one(journal, subject)
        check_refusals(journal, folder)


main()
