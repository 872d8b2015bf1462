#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""data_test.py - perpetua replay on recordings of real exchanges.

usage: data_test.py PERPETUA FORMAT

The recordings are not part of the project: they are looked for in the folder `data` of
$PERPETUA_SHARED (default: ../shared beside the source tree).  Without them the test is skipped and
says so (exit status 77).
"""

import os
import subprocess
import sys

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


def main():
    perpetua, form = sys.argv[1:3]
    source = os.environ.get("PERPETUA_SOURCE", os.getcwd())
    shared = os.environ.get("PERPETUA_SHARED") or os.path.join(source, "..", "shared")
    name, expected = RECORDINGS[form]
    path = os.path.join(shared, "data", name)
    if not os.path.exists(path):
        print("skipped: there is no %s" % path)
        return SKIPPED
    done = subprocess.run([perpetua, "replay", "--format", form, path], capture_output=True,
                          text=True, check=False)
    print(done.stdout + done.stderr, end="")
    if done.returncode == 0 and done.stdout.splitlines()[-1] == expected:
        return 0
    print("expected: exit status 0 (it is %d) and\n%s" % (done.returncode, expected))
    return 1


if __name__ == "__main__":
    sys.exit(main())
