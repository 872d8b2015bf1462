#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""data_test.py - perpetua replay on recordings of real exchanges.

usage: data_test.py PERPETUA FORMAT

The recordings are not part of the project: they are looked for in the folder `data` of
$PERPETUA_SHARED (default: ../shared beside the source tree).  Without them the test is skipped and
says so (exit status 77).  Out of some of them recordings of another form are made: another day, another
instrument, another way of writing.
"""

import csv
import gzip
import lzma
import os
import re
import subprocess
import sys
import tempfile

SKIPPED = 77

# Format: file, last line of the output.  docs/spec/replay.md says how each figure comes about.
RECORDINGS = {
    "sse": (
        "l3/sse_600519_20230207_am.log.gz",
        "result: sse inbound 37412 trades 11537 identical 11537/11537 snapshots 2411/2411"
        " auction 42718@1808.080 tied 1808.000,1808.080 pass",
    ),
    "cme-mbo": (
        "l3/cme_esh4_20231225_to_2325.mbo.csv.gz",
        "result: cme-mbo inbound 34821 trades 1507 identical 1397/1415 resting-ids 2694/2816 pass",
    ),
    "lobster": (
        "l3/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip",
        "result: lobster inbound 145598 trades 8974 identical 8974/8974 queue-head 7700/7715 pass",
    ),
    "bitstamp": (
        "l3/bitstamp_btcusd_20150501_00-12utc.log.xz",
        "result: bitstamp inbound 121888 trades 2020 identical 1892/2020"
        " recall 0.936 precision 0.970 pass",
    ),
    "coinbase-l3": (
        "l3/coinbase_btcusd_l3_snapshot_20260807.json.gz",
        "result: coinbase-l3 inbound 110606 trades 0 identical 45414/45414"
        " bids 18323/18376 asks 26967/27017 order-counts 45290/45290 pass",
    ),
    "cointossx": (
        "conformance/cointossx_limit_market_cancel_stop.tar.gz",
        "result: cointossx inbound 138 trades 30 identical 34/34 decided-otherwise 6 cases 40 pass",
    ),
}


def read_gzip(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return file.read().splitlines()


def closing_day(path):
    """The morning; then all that rests is deleted, and the orders of the opening call come again at
    14:57 and close the day: its trades are the same, under other numbers."""
    lines = read_gzip(path)

    def number(line, name):
        return int(re.search(r"\b%s=(\d+)" % name, line).group(1))

    messages = sorted((line for line in lines if "MsgType=19" in line),
                      key=lambda line: number(line, "BizIndex"))
    live = {}
    for line in messages:
        if "MsgType=192" in line and number(line, "OrdType") == 65:
            live[number(line, "OrderNo")] = [number(line, "OrderQty"), line]
        elif "MsgType=192" in line:
            live.pop(number(line, "OrderNo"), None)
        else:
            for name in ("BidApplSeqNum", "OfferApplSeqNum"):
                order = live.get(number(line, name), [0])
                order[0] -= number(line, "LastQty")
                if order[0] == 0:
                    del live[number(line, name)]
    place = number(messages[-1], "BizIndex")
    for _, line in live.values():
        place += 1
        lines.append(re.sub(r"BizIndex=\d+", "BizIndex=%d" % place,
                            re.sub(r"TransactTime=\d+", "TransactTime=14560000",
                                   line.replace("OrdType=65", "OrdType=68"))))
    for line in messages:
        if number(line, "TransactTime") >= 9260000:
            break
        place += 1
        time = 15000000 if "MsgType=191" in line else 14580000
        line = re.sub(r"\b(OrderNo|BidApplSeqNum|OfferApplSeqNum)=(\d+)",
                      lambda found: "%s=%d" % (found[1], int(found[2]) + 10**8), line)
        lines.append(re.sub(r"BizIndex=\d+", "BizIndex=%d" % place,
                            re.sub(r"TransactTime=\d+", "TransactTime=%d" % time, line)))
    return lines


def fund_of_shanghai(path):
    """A fund: a tenth of the price, a hundred times the lots, another number; hexadecimal lines
    between, as its recorder writes them."""
    lines = []
    for line in read_gzip(path):
        line = re.sub(r"((?:Price|Px)=)(\d+)", lambda found: found[1] + str(int(found[2]) // 10), line)
        line = re.sub(r"(Qty=)(\d+)", lambda found: found[1] + str(int(found[2]) * 100), line)
        lines += [line.replace("SecurityID=600519", "SecurityID=510050"), "  66 6F 60 01"]
    return lines


def notes_of_cme(path):
    """Two tables in one, as for people: treasury notes in 64ths, and a spread below nothing."""
    lines = ["symbol,flags,side,ts_event,order_id,size,price,action"]
    for row in csv.DictReader(read_gzip(path)):
        ticks = int(row["price_1e9"]) // 250000000
        for symbol, value in (("ZNH4", ticks * 15625000), ("ZNH4-ZNM4", (ticks - 19200) * 50000000)):
            price = "%s%d.%09d" % ("-" if value < 0 else "", abs(value) // 10**9, abs(value) % 10**9)
            lines.append(",".join((symbol, row["flags"], row["side"], row["ts_event"],
                                   row["order_id"], row["size"], price, row["action"])))
    return lines


def second_half(path):
    """From six o'clock on; the book is seeded with the first one there."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    start = int(lines[0].split(" ", 1)[0]) + 6 * 3600 * 1000
    return [line for line in lines if int(line.split(" ", 1)[0]) >= start]


# The same recordings as of another day or instrument: format, how, options, last line of the output.
VARIANTS = [
    ("sse", closing_day, (),
     "result: sse inbound 42388 trades 11871 identical 11871/11871 snapshots 2411/2411"
     " auction 42718@1808.080 tied 1808.000,1808.080 auction 42718@1808.080 tied 1808.000,1808.080"
     " pass"),
    ("sse", fund_of_shanghai, (),
     "result: sse inbound 37412 trades 11537 identical 11537/11537 snapshots 2411/2411"
     " auction 4271800@180.808 tied 180.800,180.808 pass"),
    ("cme-mbo", notes_of_cme, ("--symbol", "ZNH4"), RECORDINGS["cme-mbo"][1]),
    ("cme-mbo", notes_of_cme, ("--symbol", "ZNH4-ZNM4"), RECORDINGS["cme-mbo"][1]),
    ("bitstamp", second_half, (),
     "result: bitstamp inbound 63626 trades 1234 identical 1111/1234 recall 0.900 precision 0.956"
     " pass"),
]


def run(perpetua, form, path, options, expected):
    done = subprocess.run([perpetua, "replay", "--format", form, path, *options],
                          capture_output=True, text=True, check=False)
    print(done.stdout + done.stderr, end="")
    if done.returncode == 0 and done.stdout.splitlines()[-1:] == [expected]:
        return True
    print("expected: exit status 0 (it is %d) and\n%s" % (done.returncode, expected))
    return False


def main():
    perpetua, form = sys.argv[1:3]
    source = os.environ.get("PERPETUA_SOURCE", os.getcwd())
    shared = os.environ.get("PERPETUA_SHARED") or os.path.join(source, "..", "shared")
    name, expected = RECORDINGS[form]
    path = os.path.join(shared, "data", name)
    if not os.path.exists(path):
        print("skipped: there is no %s" % path)
        return SKIPPED
    is_good = run(perpetua, form, path, (), expected)
    made = {}
    with tempfile.TemporaryDirectory() as folder:
        for variant, make, options, expected in VARIANTS:
            if variant != form:
                continue
            if make not in made:
                made[make] = os.path.join(folder, make.__name__)
                with open(made[make], "w", encoding="utf-8") as file:
                    file.write("\n".join(make(path)) + "\n")
            is_good = run(perpetua, form, made[make], options, expected) and is_good
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
