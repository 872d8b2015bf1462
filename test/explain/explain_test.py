#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Receipts of whole days: usage: explain_test.py DAY PERPETUA [SEED [STEPS]]

DAY writes the journal of a day with each method of deleveraging, of one with a waterfall, and of
one with an inverse product in coin; every receipt in it must verify. Then single receipts are asked for as a person would, as pages and as
JSON, and wrong calls must be refused."""

import json
import os
import subprocess
import sys
import tempfile

DAY, PERPETUA = sys.argv[1:3]
SEED = sys.argv[3] if len(sys.argv) > 3 else "1"
STEPS = sys.argv[4] if len(sys.argv) > 4 else "500"

# What every day must have, or the test would say nothing.
WANTED = {"INDEX": 400, "MARK": 400, "PREMIUM": 5, "FUNDING": 1, "FUNDING_PAYMENT": 10,
          "ACCOUNT_QUEUED": 5, "LIQUIDATION": 5, "CLOSE_OUT": 5, "FUND": 5, "REJECTED": 200,
          "ORDER_TRIGGERED": 10, "ASSET_CASH": 20, "MARGIN_MODE": 10}
GIVEN = {"POSITION_MOVED": 20, "DELEVERAGE": 2, "DELEVERAGED": 10}
# Method, regime, payoff, and what must occur besides; the first day is looked at more closely.
COIN = {"PAYOFF_TERMS": 1, "ACCOUNT_CURRENCY": 40, "PHASE": 6, "ASSET_CASH": 0, **GIVEN}
DAYS = [("1", "1", "0", GIVEN), ("2", "1", "0", GIVEN),
        ("3", "1", "0", {"AUCTION_BID": 10, **GIVEN}), ("1", "2", "0", {"DEFAULT_STEP": 50}),
        ("1", "1", "1", COIN), ("2", "1", "1", COIN),
        ("3", "1", "1", {"AUCTION_BID": 10, **COIN})]
ALWAYS = ["index", "mark", "funding", "margin", "refusal", "liquidation"]
PAGES = {"1": ALWAYS + ["deleverage"], "2": ALWAYS + ["default"]}


def run(*arguments):
    return subprocess.run([PERPETUA, "explain", *arguments], capture_output=True, text=True)


def expect(what, holds, shown=""):
    if not holds:
        sys.exit("explain_test: %s\n%s" % (what, shown))


def check_all(journal, regime):
    found = run("all", "--journal", journal)
    expect("every receipt verifies", found.returncode == 0, found.stdout + found.stderr)
    for subject in PAGES[regime]:
        line = [line for line in found.stdout.splitlines() if line.startswith(subject)]
        expect("a line for " + subject, len(line) == 1, found.stdout)
        verified, receipts = line[0].split()[1].split("/")
        expect(subject + ": all of some", verified == receipts and receipts != "0", found.stdout)
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
    return receipt


def check_words(journal, subject, mark, words):
    """The first receipt of the subject with the mark in its line says each of these."""
    listed = run("list", subject, "--journal", journal, "--last", "0")
    lines = [line for line in listed.stdout.splitlines() if mark in line]
    expect("%s: a line with %s" % (subject, mark), lines != [], listed.stdout[-2000:])
    receipt = json.loads(run(subject, lines[0].split()[0], "--journal", journal, "--json").stdout)
    texts = " ".join([note["text"] for note in receipt["notes"]] +
                     [step["name"] + " " + step["formula"] for step in receipt["steps"]])
    for word in words:
        expect("%s says %s" % (lines[0], word), word in texts, texts)


def check_coin(journal):
    """Receipts of an inverse product are in coin, prices in dollars."""
    for subject in PAGES["1"]:
        text = json.dumps(check_one(journal, subject))
        is_price = subject in ("index", "mark")
        expect("money of %s is in coin" % subject,
               is_price or "units of currency 1" in text, text)
    check_words(journal, "liquidation", "  liquidation ",
                ["value of a contract at the mark", "face 404000000000 / mark of", "deposit of",
                 "units of currency 1", "closing"])
    check_words(journal, "refusal", "rejected margin", ["largest quantity", "units of currency 1"])


def check_refusals(journal, folder):
    for arguments in [["index", "1", "--journal", journal], ["index", "x", "--journal", journal],
                      ["weather", "1", "--journal", journal], ["index", "1"],
                      ["all", "--journal", os.path.join(folder, "nothing")]]:
        found = run(*arguments)
        expect("refused: %s" % arguments, found.returncode == 2, found.stdout)
        expect("in one line", len(found.stderr.splitlines()) == 1, found.stderr)


def check_day(folder, method, regime, payoff, wanted):
    journal = os.path.join(folder, "journal-%s-%s-%s" % (method, regime, payoff))
    day = subprocess.run([DAY, journal, SEED, STEPS, method, regime, payoff], capture_output=True,
                         text=True)
    expect("the day is written", day.returncode == 0, day.stderr)
    counts = dict((name, int(count)) for name, count in
                  (line.split() for line in day.stdout.splitlines()))
    for name, least in {**WANTED, **wanted}.items():
        expect("the day has %d of %s" % (least, name), counts.get(name, 0) >= least, day.stdout)
    check_all(journal, regime)
    return journal


def main():
    with tempfile.TemporaryDirectory() as folder:
        journals = [check_day(folder, *day) for day in DAYS]
        for subject in PAGES["1"]:
            check_one(journals[0], subject)
        check_one(journals[3], "default")
        check_words(journals[0], "liquidation", "  liquidation ", ["deposit of", "closing", "before"])
        check_words(journals[0], "refusal", "rejected margin", ["largest quantity", "deposit of"])
        check_words(journals[0], "refusal", "rejected funds", ["largest amount", "deposit of"])
        check_words(journals[0], "refusal", "rejected fcm_margin", ["clearing member's limit"])
        check_words(journals[0], "refusal", "check margin", ["largest quantity"])
        check_words(journals[0], "deleverage", "  deleveraged ", ["rank "])
        check_words(journals[3], "default", " assessment ", ["assessments", "bound of a tranche"])
        check_coin(journals[4])
        check_refusals(journals[0], folder)


main()
