#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reports: usage: report_test.py WHAT PERPETUA SOURCE [WEEKEND AGENTS]

golden    the reports of recorded weekends, one with blocks, against their golden files, and the schemas in
          docs/spec/reports; PERPETUA_GOLDEN=rewrite writes them anew
made      weekends of other seeds and a day of agents reconcile, in every format; records of 17.00
          have 80 characters; JSON follows its schema; wrong calls are refused; a journal that was
          changed does not reconcile silently
replayed  a day of a real exchange reconciles; skipped, saying so, where there is no recording
recorded  market data of real venues is read without a gap; skipped likewise"""

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

WHAT, PERPETUA, SOURCE = sys.argv[1:4]
HERE = os.path.join(SOURCE, "test", "report")
GOLDEN = os.path.join(HERE, "golden")
JOURNAL = os.path.join(SOURCE, "test", "golden", "weekend")
SCHEMAS = os.path.join(SOURCE, "docs", "spec", "reports")
SKIPPED = 77

NAMES = ["bulletin", "part-16.00", "part-16.01", "part-16.02", "part-17.00", "triggers",
         "margin-39.19", "segregation", "audit-trail", "statements", "confirmations", "makers",
         "programmes"]
# The date over the weekend; of reports that are long, the short one after it.
DATES = {"audit-trail": "2026-09-29", "statements": "2026-09-29", "confirmations": "2026-09-29",
         "part-16.02": "2026-09-29"}
WEEKEND_DATE = "2026-09-28"
GOLDEN_FORMATS = [("csv", NAMES), ("txt", ["part-17.00", "bulletin"]),
                  ("fixml", ["part-17.00", "part-16.02"]), ("json", ["segregation"])]
# The weekend with blocks: what tells them apart.
BLOCKS = os.path.join(SOURCE, "test", "golden", "blocks")
BLOCKS_REPORTS = [("bulletin", "txt", "2026-09-28"), ("part-16.00", "csv", "2026-09-28"),
                  ("part-16.01", "csv", "2026-09-25"), ("part-16.01", "csv", "2026-09-28"),
                  ("part-16.02", "csv", "2026-09-28"), ("part-16.02", "fixml", "2026-09-28"),
                  ("audit-trail", "csv", "2026-09-25"), ("statements", "csv", "2026-09-28"),
                  ("confirmations", "csv", "2026-09-28"), ("segregation", "csv", "2026-09-28")]
SETTINGS = "level * 30 60\nlevel BTCPERP 100 500\nmaker BTCPERP 900 400 950000\nexchange QX\n"


def run(*arguments):
    return subprocess.run([PERPETUA, "report", *arguments], capture_output=True, text=True,
                          check=False)


def expect(what, holds, shown=""):
    if not holds:
        sys.exit("report_test: %s\n%s" % (what, shown[-4000:]))


def report(name, journal, date, form, *more):
    found = run(name, "--journal", journal, "--date", date, "--format", form, *more)
    expect("%s of %s as %s" % (name, date, form), found.returncode == 0,
           found.stdout[-1000:] + found.stderr)
    expect("what is reconciled", "reconciled: " in found.stderr, found.stderr)
    return found.stdout


def compare(path, text):
    if os.environ.get("PERPETUA_GOLDEN") == "rewrite":
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return
    expect("the file " + path, os.path.exists(path))
    with open(path, encoding="utf-8", newline="") as file:
        golden = file.read()
    for number, (left, right) in enumerate(zip(text.splitlines(), golden.splitlines()), 1):
        expect("%s line %d" % (path, number), left == right,
               "it is\n%s\nexpected\n%s" % (left, right))
    expect("the length of " + path, text == golden)


def golden():
    listed = run("list").stdout.splitlines()
    expect("the list has the reports", [line.split()[0] for line in listed] == NAMES, str(listed))
    for form, names in GOLDEN_FORMATS:
        for name in names:
            text = report(name, JOURNAL, DATES.get(name, WEEKEND_DATE), form)
            compare(os.path.join(GOLDEN, "%s.%s" % (name, form)), text)
    for name, form, date in BLOCKS_REPORTS:
        text = report(name, BLOCKS, date, form)
        compare(os.path.join(GOLDEN, "blocks", "%s.%s.%s" % (name, date, form)), text)
    for name in NAMES:
        compare(os.path.join(SCHEMAS, name + ".schema.json"), run("schema", name).stdout)
    quality = subprocess.run([PERPETUA, "quality", "--journal", JOURNAL, "--format", "csv"],
                             capture_output=True, text=True, check=False)
    expect("the market's quality", quality.returncode == 0, quality.stderr)
    compare(os.path.join(GOLDEN, "quality.csv"), quality.stdout)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "settings")
        with open(path, "w", encoding="ascii") as file:
            file.write(SETTINGS)
        for name in ["part-17.00", "triggers", "makers"]:
            text = report(name, JOURNAL, WEEKEND_DATE, "csv", "--settings", path)
            compare(os.path.join(GOLDEN, name + ".settings.csv"), text)
        with open(path, "a", encoding="ascii") as file:
            file.write("level BTCPERP none 5\n")
        found = run("bulletin", "--journal", JOURNAL, "--date", WEEKEND_DATE, "--settings", path)
        expect("a wrong line is named", found.returncode == 2 and "line 5" in found.stderr,
               found.stderr)


# --- the forms ------------------------------------------------------------------------------------


def follows(value, schema, where):
    """As much of JSON Schema as `perpetua report schema` writes."""
    if "const" in schema:
        expect(where, value == schema["const"])
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
             "null": type(None)}
    wanted = schema.get("type", [])
    wanted = wanted if isinstance(wanted, list) else [wanted]
    expect("%s is of type %s" % (where, wanted),
           wanted == [] or any(isinstance(value, kinds[kind]) for kind in wanted), str(value)[:200])
    if isinstance(value, dict):
        expect(where + " has its names", sorted(schema["required"]) == sorted(value), str(value)[:500])
        for name, part in value.items():
            follows(part, schema["properties"][name], where + "." + name)
    if isinstance(value, list):
        for part in value:
            follows(part, schema["items"], where)
    if isinstance(value, str) and "pattern" in schema:
        expect("%s is a number" % where, re.search(schema["pattern"], value) is not None, value)


def check_json(folder):
    for name in NAMES:
        with open(os.path.join(folder, name + ".json"), encoding="utf-8") as file:
            value = json.load(file)
        follows(value, json.loads(run("schema", name).stdout), name)


def rows_of(folder, name, table):
    with open(os.path.join(folder, name + ".json"), encoding="utf-8") as file:
        return json.load(file)["tables"][table]


def micros(text):
    return int(text.replace(".", ""))


def check_sums(folder):
    """R-REPORT-3, R-REPORT-6, R-REPORT-7, R-REPORT-10: the same sums from another report."""
    accounts = rows_of(folder, "statements", "accounts")
    for currency in {account["currency"] for account in accounts}:
        worth = [micros(account["after"]) + micros(account["open_profit"]) for account in accounts
                 if account["customer"] != 0 and account["currency"] == currency]
        funds = [row for row in rows_of(folder, "segregation", "funds")
                 if row["currency"] == currency]
        expect("one row of funds a currency", len(funds) == 1)
        expect("what is to be segregated", micros(funds[0]["customer_required"]) ==
               sum(max(0, value) for value in worth), str(funds))
        expect("the bank's money", micros(funds[0]["at_the_bank"]) ==
               micros(funds[0]["accounts"]) + micros(funds[0]["fees"]) + micros(funds[0]["others"]))
    margins = [micros(account["initial_margin"]) for account in accounts
               if account["initial_margin"] is not None]
    members = rows_of(folder, "margin-39.19", "members")
    expect("margin of members and of accounts",
           sum(micros(row["initial_required"]) for row in members) == sum(margins))
    lines = {}
    for line in rows_of(folder, "statements", "lines"):
        lines[line["account"]] = lines.get(line["account"], 0) + micros(line["change"])
    for account in accounts:
        expect("lines of account %d" % account["account"], micros(account["before"]) +
               lines.get(account["account"], 0) == micros(account["after"]))
    trades = {}
    for trade in rows_of(folder, "part-16.02", "trades"):
        trades[trade["product"]] = trades.get(trade["product"], 0) + trade["lots"]
    for product in rows_of(folder, "bulletin", "products"):
        expect("volume of " + product["product"],
               product["volume"] == trades.get(product["product"], 0))


def check_ranges(folder):
    """R-REPORT-4"""
    for product in rows_of(folder, "bulletin", "products"):
        trades = [trade for trade in rows_of(folder, "part-16.02", "trades")
                  if trade["product"] == product["product"]]
        if not trades:
            continue
        prices = [micros(trade["price"]) for trade in trades]
        expect("high and low", (micros(product["high"]), micros(product["low"])) ==
               (max(prices), min(prices)))
        for name, price in [("open", prices[0]), ("last", prices[-1])]:
            expect(name, micros(product[name]) == price)
        expect("the ranges", micros(product["low"]) <= micros(product["opening_low"]) <=
               micros(product["open"]) <= micros(product["opening_high"]) <=
               micros(product["high"]) and micros(product["closing_low"]) <=
               micros(product["last"]) <= micros(product["closing_high"]))


def check_records(folder):
    with open(os.path.join(folder, "part-17.00.txt"), encoding="ascii") as file:
        lines = file.read().splitlines()
    expect("large positions", lines != [])
    for line in lines:
        expect("a record has 80 characters", len(line) == 80, line)
        expect("its fields", re.fullmatch(
            r"RP\d{3}  \d{12}\d{8}.{2} .{5} {8} {7} \d{14} {5} {8} A", line) is not None, line)


def check_trail(folder):
    """R-REPORT-8: row numbers without gaps, sequences that never go back."""
    with open(os.path.join(folder, "audit-trail.json"), encoding="utf-8") as file:
        trail = json.load(file)
    rows = trail["tables"]["rows"]
    expect("rows without gaps", [row["row"] for row in rows] == list(range(1, len(rows) + 1)))
    sequences = [row["sequence"] for row in rows]
    expect("in the order of the journal", sequences == sorted(sequences))
    expect("its seal counts them", trail["tables"]["seal"][0]["rows"] == len(rows))
    accounts = [row for row in rows if row["account"] is not None]
    expect("every row of an account has an indicator", all(row["cti"] in (1, 2, 3, 4) for row in accounts))


def check_all(journal, date, folder, forms):
    for form in forms:
        found = run("all", "--journal", journal, "--date", date, "--out", folder, "--format", form)
        expect("all of %s as %s" % (date, form),
               found.returncode == 0 and "reconciled: " in found.stdout,
               found.stdout + found.stderr)
        print(date, form, found.stdout.strip().splitlines()[-1])
    if "json" in forms:
        check_json(folder)
        check_trail(folder)
        check_sums(folder)
        check_ranges(folder)
    if "txt" in forms:
        check_records(folder)
    if "fixml" in forms:
        for name in ["part-17.00", "part-16.02"]:
            root = xml.parse(os.path.join(folder, name + ".fixml")).getroot()
            expect("FIXML of " + name, root.tag == "FIXML" and len(root[0]) > 0)


def dates_of(journal):
    listed = run("list", "--journal", journal)
    expect("the trade dates", listed.returncode == 0, listed.stderr)
    return [line.split() for line in listed.stdout.split("trade dates:\n")[1].splitlines()]


# R-REPORT-2: what follows on one date begins where the one before ended.
def check_chain(folders):
    for name, table, key, before, after in [
            ("statements", "accounts", "account", "before", "after"),
            ("bulletin", "products", "product", None, "open_interest")]:
        ends = {}
        for folder in folders:
            with open(os.path.join(folder, name + ".json"), encoding="utf-8") as file:
                rows = json.load(file)["tables"][table]
            for row in rows:
                last = ends.get(row[key])
                begin = row[before] if before else row[after] - row["open_interest_change"]
                if last is not None:
                    expect("%s of %s goes on in %s" % (name, row[key], folder), begin == last,
                           "%s, not %s" % (begin, last))
                ends[row[key]] = row[after]


def made():
    weekend, agents = sys.argv[4:6]
    with tempfile.TemporaryDirectory() as folder:
        for seed, more in [("1", []), ("2", ["errors"])]:
            journal = os.path.join(folder, "weekend" + seed)
            done = subprocess.run([weekend, journal, seed, *more], capture_output=True, text=True,
                                  check=False)
            expect("a weekend", done.returncode == 0, done.stderr)
            expect("corrections, if asked for", ("ERROR_TRADE" in done.stdout) == (more != []),
                   done.stdout)
            outs = []
            for words in dates_of(journal):
                outs.append(os.path.join(folder, "w%s-%s" % (seed, words[0])))
                check_all(journal, words[0], outs[-1], ["json", "txt", "fixml", "csv"])
            check_chain(outs)
            busted = sum(row["busted"] for row in rows_of(outs[1], "bulletin", "products"))
            paid = [row for row in rows_of(outs[1], "statements", "accounts")
                    if micros(row["corrections"]) != 0]
            expect("trades were busted, if asked for", (busted > 0) == (more != []))
            expect("and accounts corrected", (paid != []) == (more != []))
        check_supervised(weekend, folder)
        journal = os.path.join(folder, "agents")
        done = subprocess.run([agents, journal, "3", "240"], capture_output=True, text=True,
                              check=False)
        expect("a day of agents", done.returncode == 0, done.stderr)
        dates = dates_of(journal)
        expect("two trade dates with trades", len(dates) == 2 and dates[1][3] != "0", str(dates))
        outs = [os.path.join(folder, "a" + words[0]) for words in dates]
        for words, out in zip(dates, outs):
            check_all(journal, words[0], out, ["json"])
        check_chain(outs)
        wrong(journal, dates[0][0], folder)


# R-PROG-4, R-REPORT-11: a programme is paid what the report of its date measures, and what is paid
# is compared; the report of a date after which something else was paid does not reconcile.
def check_programme(weekend, journal, date, folder):
    days = (datetime.date.fromisoformat(date) - datetime.date(1970, 1, 1)).days
    row = json.loads(report("programmes", journal, date, "json"))["tables"]["programmes"][0]
    expect("the obligation was met", row["counts"] == 1 and row["is_met"] == 1, str(row))
    fees, amount = micros(row["maker_fees"]), micros(row["amount"])
    expect("the amount is the reward and a quarter of the fees", amount == 25000000 + fees // 4)
    for name, quoted, holds in [("right", row["quoted_ns"], True),
                                ("wrong", row["quoted_ns"] - 1, False)]:
        copy = os.path.join(folder, name)
        shutil.copytree(journal, copy)
        figures = [days, row["due_ns"], quoted, fees, amount]
        done = subprocess.run([weekend, copy, "pay", *map(str, figures)], capture_output=True,
                              text=True, check=False)
        expect("a payment", done.returncode == 0 and "PROGRAMME_PAYMENT 1" in done.stdout,
               done.stdout + done.stderr)
        found = run("programmes", "--journal", copy, "--date", date, "--format", "json")
        expect("the %s payment is compared" % name, (found.returncode == 0) == holds,
               found.stdout + found.stderr)
        paid = json.loads(found.stdout)["tables"]["programmes"][0]
        expect("it is shown", micros(paid["paid"]) == amount and paid["paid_by"] is not None)
    found = run("statements", "--journal", os.path.join(folder, "right"), "--date", "2026-09-29",
                "--format", "json")
    rewards = [micros(account["programmes"])
               for account in json.loads(found.stdout)["tables"]["accounts"]]
    expect("the statement has the reward", sum(rewards) == amount and found.returncode == 0)


# Friday 16:00 to Monday: money before the banks close, trade dates, a halt, a default and its
# waterfall, give-ups, an allocation, a programme; then every report of the next business day.
def check_supervised(weekend, folder):
    journal = os.path.join(folder, "supervised")
    done = subprocess.run([weekend, journal, "5", "supervised"], capture_output=True, text=True,
                          check=False)
    expect("a supervised weekend", done.returncode == 0, done.stderr)
    counts = {line.split()[0]: int(line.split()[1]) for line in done.stdout.splitlines()}
    for kind in ["PREFUNDING", "TRADE_DATE", "PHASE", "SETTLEMENT", "MEMBER_OBLIGATION",
                 "CLOSE_OUT", "DEFAULT_STEP", "GIVE_UP", "ALLOCATION", "PROGRAMME_ENROL"]:
        expect("events of the kind " + kind, counts.get(kind, 0) > 0, done.stdout)
    outs = []
    for words in dates_of(journal):
        outs.append(os.path.join(folder, "s" + words[0]))
        check_all(journal, words[0], outs[-1], ["json", "csv"])
    check_chain(outs)
    for out, given in [(outs[0], 531), (outs[1], 31)]:
        product = rows_of(out, "bulletin", "products")[0]
        expect("what was given up and allocated", product["given_up"] == given, str(product))
        rows = rows_of(out, "part-16.00", "members")
        expect("it stands with the members", sum(row["given_in"] for row in rows) == given and
               sum(row["given_out"] for row in rows) == given, str(rows))
        trades = sum(trade["lots"] for trade in rows_of(out, "part-16.02", "trades"))
        expect("and in no volume", product["volume"] == trades)
    trail = rows_of(outs[0], "audit-trail", "rows")
    moved = [row for row in trail if row["what"] == "position_moved"]
    expect("the trail names accounts of allocations",
           {(row["reason"], row["allocation"]) for row in moved} ==
           {("give_up", 11), ("allocation", 3), ("allocation", 6), ("allocation", 7)}, str(moved))
    # R-REPORT-13: the house and the broker clear, the maker does not; 5 is traded by its broker, 12 is
    # an omnibus account, 18 belongs to another member than the one that carries it.
    types = {2: 2, 3: 4, 4: 4, 5: 1, 6: 4, 7: 4, 8: 4, 9: 1, 11: 2, 12: 4, 18: 3}
    seen = {row["account"]: row["cti"] for row in trail if row["account"] is not None}
    expect("customer types", {2, 3, 5, 9, 11, 12, 18} <= set(seen) and
           all(types[account] == cti for account, cti in seen.items()), str(seen))
    for trade in rows_of(outs[0], "part-16.02", "trades"):
        expect("in the trades too", all(types[trade[side + "_account"]] == trade[side + "_cti"]
                                        for side in ("buy", "sell")), str(trade))
    fees = [micros(row["give_ups"]) for row in rows_of(outs[0], "statements", "accounts")]
    expect("fees went over and add up", min(fees) < 0 < max(fees) and sum(fees) == 0, str(fees))
    defaults = [micros(row["defaults"]) for row in rows_of(outs[1], "statements", "accounts")]
    expect("the waterfall paid", min(defaults) < 0, str(defaults))
    # R-REPORT-12: user 2 controls the customers; the omnibus account had been cleared by then.
    controlled = rows_of(outs[0], "triggers", "controlled")
    held = [row["after"] for row in rows_of(outs[0], "statements", "positions")
            if 3 <= row["account"] <= 8 and row["after"] != 0]
    expect("what one user controls", [(row["controller"], row["accounts"], row["long"], row["short"])
                                      for row in controlled] ==
           [(2, len(held), sum(max(net, 0) for net in held), -sum(min(net, 0) for net in held))],
           "%s %s" % (controlled, held))
    check_programme(weekend, journal, "2026-09-28", folder)


def wrong(journal, date, folder):
    calls = [
        ("no report of that name", ["nothing", "--journal", journal, "--date", date]),
        ("no journal", ["bulletin", "--date", date]),
        ("no date", ["bulletin", "--journal", journal]),
        ("a date that is none", ["bulletin", "--journal", journal, "--date", "2026-02-30"]),
        ("a date without trading", ["bulletin", "--journal", journal, "--date", "2031-01-06"]),
        ("FIXML of a report without", ["bulletin", "--journal", journal, "--date", date,
                                       "--format", "fixml"]),
        ("all without a folder", ["all", "--journal", journal, "--date", date]),
        ("a folder that cannot be", ["all", "--journal", journal, "--date", date, "--out",
                                     os.path.join(folder, "no", "such")]),
        ("settings that are not there", ["bulletin", "--journal", journal, "--date", date,
                                         "--settings", os.path.join(folder, "none")]),
        ("a journal that is not there", ["bulletin", "--journal", os.path.join(folder, "none"),
                                         "--date", date]),
    ]
    for what, arguments in calls:
        found = run(*arguments)
        expect(what + " is refused", found.returncode == 2 and found.stderr != "",
               "%d %s" % (found.returncode, found.stderr))


RECORDINGS = [("sse", "sse_600519_20230207_am.log.gz"),
              ("bitstamp", "bitstamp_btcusd_20150501_00-12utc.log.xz")]


def replayed():
    shared = os.environ.get("PERPETUA_SHARED") or os.path.join(SOURCE, "..", "shared")
    done = 0
    for form, name in RECORDINGS:
        path = os.path.join(shared, "data", "l3", name)
        if not os.path.exists(path):
            print("skipped: there is no %s" % path)
            continue
        with tempfile.TemporaryDirectory() as folder:
            journal = os.path.join(folder, "journal")
            replay = subprocess.run([PERPETUA, "replay", "--format", form, "--journal", journal,
                                     path], capture_output=True, text=True, check=False)
            expect("the replay", replay.returncode == 0, replay.stdout + replay.stderr)
            made_trades = int(re.search(r"(\d+) made", replay.stdout).group(1)) \
                if form == "sse" else None
            counted = 0
            for words in dates_of(journal):
                out = os.path.join(folder, words[0])
                check_all(journal, words[0], out, ["json"])
                with open(os.path.join(out, "bulletin.json"), encoding="utf-8") as file:
                    counted += sum(row["trades"] for row in json.load(file)["tables"]["products"])
            expect("the trades of the recording", made_trades in (None, counted),
                   "%s, not %s" % (counted, made_trades))
        done += 1
    return 0 if done > 0 else SKIPPED


# Files of one stream, and what must be found: lines, updates, tops compared; --contract.
STREAMS = [
    (["binance_usdm_btcusdt_20230404_2358utc.dat.gz",
      "binance_usdm_btcusdt_20230405_0000-0003utc.dat.gz"], (45717, 10240, 5894), []),
    (["binance_usdm_btcusdt_20240718.gz"], (11414, 3326, 1679), []),
    (["binance_coinm_btcusd_perp_20240808.gz"], (48270, 26847, 6556), ["--contract", "100"]),
    (["binance_spot_btcusdt_20230405_0000-0003utc.dat.gz"], (8793, 2026, 1367), []),
    (["hyperliquid_btc_20250126.gz"], (55, 46, 0), []),
]


def recorded():
    shared = os.environ.get("PERPETUA_SHARED") or os.path.join(SOURCE, "..", "shared")
    done = 0
    for names, (lines, updates, tops), options in STREAMS:
        paths = [os.path.join(shared, "data", "perp_l2", name) for name in names]
        if not all(os.path.exists(path) for path in paths):
            print("skipped: there is no %s" % paths[0])
            continue
        arguments = ["--journal", JOURNAL, "--json", *options]
        for path in paths:
            arguments += ["--compare", path]
        found = subprocess.run([PERPETUA, "quality", *arguments], capture_output=True, text=True,
                               check=False)
        expect("the recording " + names[0], found.returncode == 0, found.stderr)
        tables = json.loads(found.stdout)["tables"]
        row = tables["recording"][0]
        expect("nothing is lost in " + names[0], row["bad_lines"] == 0 and row["update_gaps"] == 0
               and row["trade_gaps"] == 0 and row["lines"] == lines and row["updates"] == updates,
               str(row))
        expect("its tops", row["tops"] == tops and row["tops_equal"] * 1000 >= tops * 985, str(row))
        figures = {row["figure"]: row for row in tables["comparison"]}
        for name in ["spread_bp", "effective_bp", "depth_10bp", "value_per_hour"]:
            expect("%s on both sides" % name, figures[name]["ours"] is not None and
                   figures[name]["theirs"] is not None, str(figures[name]))
        depths = [micros(figures["depth_%dbp" % bp]["theirs"]) for bp in (1, 5, 10, 25, 50)]
        expect("depth grows with distance", depths == sorted(depths) and depths[0] > 0)
        done += 1
    return 0 if done > 0 else SKIPPED


if __name__ == "__main__":
    sys.exit({"golden": golden, "made": made, "replayed": replayed, "recorded": recorded}[WHAT]() or 0)
