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

# Name: check and options, files, last line of the output.  docs/spec/check.md says how each figure
# comes about.
CHECKS = {
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
    if done.returncode == 0 and done.stdout.splitlines()[-1:] == [expected]:
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
