#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A crash under another rule of deleveraging: usage: whatif_test.py DAY PERPETUA

DAY writes the journal of a day in which positions are deleveraged by water-filling.  perpetua whatif runs it
again: with the same rule nothing may differ, with another one the first batch has the same need and the same
candidates and other givers, and every receipt of the other journal verifies."""

import json
import os
import re
import subprocess
import sys
import tempfile

DAY, PERPETUA = sys.argv[1:3]


def run(*arguments):
    return subprocess.run([PERPETUA, *arguments], capture_output=True, text=True)


def expect(what, holds, shown=""):
    if not holds:
        sys.exit("whatif_test: %s\n%s" % (what, shown))


def what_if(journal, method, out, *options):
    done = run("whatif", "--deleveraging", method, "--journal", journal, "--out", out, "--json", *options)
    expect("%s is run" % method, done.returncode == 0, done.stderr)
    return json.loads(done.stdout)


def events_hash(journal):
    """Of all events up to the last command of the day: a seal tells it, and adds no event."""
    done = run("verify", journal)
    expect("%s verifies" % journal, done.returncode == 0, done.stdout + done.stderr)
    return re.search(r"output hash +(\w+)", done.stdout).group(1)


def check_same(journal, folder):
    out = os.path.join(folder, "same")
    found = what_if(journal, "water-filling", out)
    expect("the same rule, the same events", events_hash(out) == events_hash(journal))
    expect("nothing is answered otherwise", found["answered_otherwise"] == 0, str(found))
    expect("there were batches", found["was"]["batches"] > 0, str(found))
    expect("both did the same", found["was"] == found["would"], str(found))
    for batch in found["batches"]:
        expect("batches are the same", batch["was"] == batch["would"], str(batch))
    for account in found["accounts"]:
        expect("equities are the same", account["equity_was"] == account["equity_would"], str(account))


def check_other(journal, folder, method, word):
    out = os.path.join(folder, method)
    found = what_if(journal, method, out)
    first = found["batches"][0]
    expect("the first batch is the same question", first["was"] is not None and first["would"] is not None)
    for name in ("need_lots", "candidates", "given_lots"):
        expect("with the same " + name, first["was"][name] == first["would"][name], str(first))
    for name in ("was", "would"):
        given = sum(account["lots_" + name] for account in found["accounts"])
        expect("what accounts gave is what batches got", given == found[name]["lots_given"], str(found))
    expect("other accounts give", any(account["lots_was"] != account["lots_would"] for account in found["accounts"]))
    expect("another rule, other events", events_hash(out) != events_hash(journal))
    terms = [line for line in run("journal", "dump", out).stdout.splitlines() if "LIQUIDATION_TERMS" in line.upper()]
    expect("the terms say so", terms != [] and all(word in line for line in terms), "\n".join(terms))
    receipts = run("explain", "all", "--journal", out)
    expect("every receipt verifies", receipts.returncode == 0, receipts.stdout + receipts.stderr)
    given = re.search(r"deleverage +(\d+)/(\d+)", receipts.stdout).groups()
    expect("also of what was given", given[0] == given[1] != "0", receipts.stdout)
    page = run("whatif", "--deleveraging", method, "--journal", journal, "--out", out + "-page")
    expect("the page is printed", "as it would be" in page.stdout and "result:" in page.stdout, page.stderr)


def check_harder(journal, folder):
    found = what_if(journal, "pro-rata", os.path.join(folder, "hard"), "--without-fund", "--without-slices")
    expect("nothing is sliced", found["was"]["slices"] > 0 and found["would"]["slices"] == 0, str(found))
    expect("no fund takes over", found["was"]["takeovers"] > 0 and found["would"]["takeovers"] == 0, str(found))
    expect("more is deleveraged", found["would"]["lots_given"] > found["was"]["lots_given"], str(found))


def check_clearing(folder):
    journal = os.path.join(folder, "clearing")
    subprocess.run([DAY, journal, "1", "100", "1", "2", "0"], capture_output=True, check=True)
    out = os.path.join(folder, "clearing-rank")
    found = what_if(journal, "rank", out)
    expect("a clearing house asks no method", found["terms_changed"] == 0 < found["terms_of_clearing"], str(found))
    expect("so nothing differs", events_hash(out) == events_hash(journal))


def check_refusals(journal, folder):
    fresh = os.path.join(folder, "fresh")
    rows = [
        ("no such rule", ["--deleveraging", "lottery", "--journal", journal, "--out", fresh], "rank"),
        ("no other journal", ["--deleveraging", "rank", "--journal", journal], "--out"),
        ("no journal", ["--deleveraging", "rank", "--out", fresh], "--journal"),
        ("a switch without a value", ["--deleveraging", "rank", "--journal", journal, "--out"], "--out"),
        ("a journal that is not there",
         ["--deleveraging", "rank", "--journal", os.path.join(folder, "none"), "--out", fresh], "none"),
        ("a journal over itself", ["--deleveraging", "rank", "--journal", journal, "--out", journal], journal),
        ("a regime that is none", ["--regime", "option", "--journal", journal], "--regime swap"),
    ]
    for sentence, arguments, part in rows:
        done = run("whatif", *arguments)
        expect(sentence, done.returncode == 2 and done.stdout == "", done.stdout)
        expect(sentence + ": in one line", len(done.stderr.splitlines()) == 1 and part in done.stderr, done.stderr)
        expect(sentence + ": nothing is begun", not os.path.exists(fresh))


def main():
    with tempfile.TemporaryDirectory() as folder:
        journal = os.path.join(folder, "day")
        subprocess.run([DAY, journal, "1", "500", "1", "1", "0"], capture_output=True, check=True)
        check_same(journal, folder)
        check_other(journal, folder, "rank", "rank")
        check_other(journal, folder, "pro-rata", "pro_rata")
        check_harder(journal, folder)
        check_clearing(folder)
        check_refusals(journal, folder)
    print("whatif: the same rule changes nothing, another one what it should")


main()
