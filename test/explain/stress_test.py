#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Receipts of a market that falls by 15 per cent: usage: stress_test.py BENCH PERPETUA ACCOUNTS

BENCH (bench/liquidation_bench.c) writes the journal of the fall, with each method of deleveraging
under the regime of a venue, and under that of a clearing house. Every receipt in it must verify,
and what a regime is for must occur."""

import os
import re
import subprocess
import sys
import tempfile

BENCH, PERPETUA, ACCOUNTS = sys.argv[1:4]

# Method, regime, and what must occur: the event's count in the words of the bench.
RUNS = [("1", "1", "deleveraged"), ("2", "1", "deleveraged"), ("3", "1", "deleveraged"),
        ("1", "2", "payments of the waterfall")]
SUBJECTS = {"deleveraged": ["margin", "liquidation", "deleverage"],
            "payments of the waterfall": ["margin", "liquidation", "deleverage", "default"]}


def expect(what, holds, shown=""):
    if not holds:
        sys.exit("stress_test: %s\n%s" % (what, shown))


def check_run(folder, method, regime, occurs):
    journal = os.path.join(folder, "journal-%s-%s" % (method, regime))
    made = subprocess.run([BENCH, ACCOUNTS, method, regime, "--journal", journal],
                          capture_output=True, text=True)
    expect("the fall is written", os.path.isdir(journal) and made.stderr == "",
           made.stdout + made.stderr)
    count = re.search(r"(\d+) " + occurs, made.stdout)
    expect("%s occurs" % occurs, count is not None and int(count.group(1)) > 0, made.stdout)
    found = subprocess.run([PERPETUA, "explain", "all", "--journal", journal],
                           capture_output=True, text=True)
    expect("every receipt verifies", found.returncode == 0, found.stdout + found.stderr)
    for subject in SUBJECTS[occurs]:
        line = [line for line in found.stdout.splitlines() if line.startswith(subject)]
        expect("a line for " + subject, len(line) == 1, found.stdout)
        verified, receipts = line[0].split()[1].split("/")
        expect(subject + ": all of some", verified == receipts and receipts != "0", found.stdout)
        print("method %s, regime %s: %s" % (method, regime, line[0]))


def main():
    with tempfile.TemporaryDirectory() as folder:
        for method, regime, occurs in RUNS:
            check_run(folder, method, regime, occurs)


main()
