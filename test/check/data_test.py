#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""data_test.py - perpetua check on figures that real venues published.

usage: data_test.py PERPETUA

The files are not part of the project: they are looked for in the folder `data` of $PERPETUA_SHARED
(default: ../shared beside the source tree).  Those that are absent are skipped, saying so; if all
are, so is the test (exit status 77).
"""

import os
import subprocess
import sys

SKIPPED = 77

# Name: check and options, files, a line of the output, mostly its last.  docs/spec/check.md says how each figure
# comes about.
CHECKS = {
    "MK": (
        ["mark"],
        ["perp_l2/binance_usdm_btcusdt_20230404_2358utc.dat.gz",
         "perp_l2/binance_usdm_btcusdt_20230405_0000-0003utc.dat.gz"],
        "result: mark binance within-max 165/165 error-bp median 0.1895 p90 0.5254 p99 0.6277"
        " max 0.6339 pass",
    ),
    "F1": (
        ["funding"],
        ["funding/hyperliquid_btc_funding_premium_2024-2025.json.gz"],
        "result: funding hyperliquid rates 12192/12192 largest-error 0.000000000050"
        " tolerance 0.000000000050 pass",
    ),
    "F2": (
        ["premium"],
        ["funding/hyperliquid_asset_ctxs_20260530.json"],
        "result: premium hyperliquid 179/179 largest-error 0.000000000050"
        " tolerance 0.000000000100 pass",
    ),
    "F3": (
        ["funding"],
        ["funding/bitmex_xbtusd_funding_2016-2020.csv"],
        "result: funding bitmex within-cap 4659/4659 cap 0.00375 at-cap 150 daily 4866/4866"
        " three-a-day 4844 pass",
    ),
    "F5": (
        ["funding"],
        ["funding/deribit_btc_perpetual_funding_hourly_201904-202006.csv"],
        "result: funding deribit within-p95-limit 10248/10254 median 0.000000000001"
        " p95 0.000000002779 pass",
    ),
    "T1": (
        ["tiers"],
        ["tiers/binance_leverage_tiers_20241024.json.gz"],
        "result: tiers binance deductions 2456/2456 joints 2456/2456 instruments 349 pass",
    ),
    "T2, bitcoin": (
        ["tiers"],
        ["tiers/cme_btc_margins_2017-2022.csv"],
        "result: tiers cme initial 163/163 factor 1.1 pass",
    ),
    "T2, E-mini": (
        ["tiers"],
        ["tiers/cme_es_margins_2012-2022.csv"],
        "result: tiers cme initial 37/38 factor 1.1 pass",
    ),
    "I1": (
        ["index"],
        ["index/coinbase_btcusd_1m_20230301-0310.csv.gz",
         "index/kraken_btcusd_1m_20230301-0310.csv.gz",
         "index/binance_btcusdt_1m_20230301-0310.csv.gz",
         "index/coinbase_usdtusd_1m_20230301-0310.csv.gz",
         "index/kraken_usdtusd_1m_20230301-0310.csv.gz"],
        "result: index candles venues 2/2 values 14400 pass",
    ),
    "I1, the folder, another cap": (
        ["index", "--cap", "0.001"],
        ["index"],
        "index: kraken 14352 values, distance-bp largest 12.9546 mean 1.1944;"
        " of the plain median largest 15.6649 mean 1.3634",
    ),
    "A1": (
        ["positions"],
        ["accounting/lighter_btc_mainnet_20251210_first_half.json.gz"],
        "result: positions lighter identical 510/510 largest-error 0.000001"
        " liquidations-reduce 50/50 fees 740/740 pass",
    ),
    "IF1": (
        ["fund"],
        ["stress/bitmex_insurance_fund_xbt_202003.csv"],
        "result: fund bitmex balances 31/31 falls 5 largest-fall -1627.22992146"
        " largest-drawdown -1846.96770911 trips 0 pass",
    ),
    "IF1 with a limit of 4 % a week": (
        ["fund", "--drawdown", "0.04", "--release", "0.01", "--window", "7"],
        ["stress/bitmex_insurance_fund_xbt_202003.csv"],
        "result: fund bitmex balances 31/31 falls 5 largest-fall -1627.22992146"
        " largest-drawdown -1627.22992146 trips 1 pass",
    ),
}

# Value in dollars: maintenance margin of the T1 file's BTC/USDT:USDT.
MARGINS = {40000: 160, 1000000: 5550, 5000000: 38550, 50000000: 868550, 200000000: 7018550}
for value, margin in MARGINS.items():
    CHECKS["T1, %d" % value] = (
        ["tiers", "--group", "BTC/USDT:USDT", "--notional", str(value)],
        ["tiers/binance_leverage_tiers_20241024.json.gz"],
        "tiers: BTC/USDT:USDT notional %d maintenance %d" % (value, margin),
    )


def run_check(perpetua, folder, name):
    """True, False, or None if a file is absent."""
    arguments, files, expected = CHECKS[name]
    paths = [os.path.join(folder, file) for file in files]
    for path in paths:
        if not os.path.exists(path):
            print("%s: skipped: there is no %s" % (name, path))
            return None
    done = subprocess.run([perpetua, "check", *arguments, *paths], capture_output=True, text=True,
                          check=False)
    print(done.stdout + done.stderr, end="")
    if done.returncode == 0 and expected in done.stdout.splitlines():
        return True
    print("%s: expected exit status 0 (it is %d) and\n%s" % (name, done.returncode, expected))
    return False


def main():
    source = os.environ.get("PERPETUA_SOURCE", os.getcwd())
    shared = os.environ.get("PERPETUA_SHARED") or os.path.join(source, "..", "shared")
    results = [run_check(sys.argv[1], os.path.join(shared, "data"), name) for name in CHECKS]
    if False in results:
        return 1
    return 0 if True in results else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
