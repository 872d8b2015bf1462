#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_test.py - perpetua check on files that are written here.

usage: check_test.py PERPETUA

The command as a whole: exit status 0, 1 and 2, packed files, wrong calls.  The checks themselves are
tested on more files by src/check/check_test.c.
"""

import gzip
import json
import lzma
import os
import subprocess
import sys
import tempfile
import unittest
import zipfile

sys.dont_write_bytecode = True

PERPETUA = ""

FUND = "timestamp,currency,walletBalance\n2020-03-10,XBt,100\n2020-03-11,XBt,90\n"
FUND_RESULT = (
    "result: fund bitmex balances 2/2 falls 1 largest-fall -0.00000010"
    " largest-drawdown -0.00000010 trips 0 pass"
)


def trade(number, taker, maker, size="0.1", price="100"):
    """A trade in which account 1 sells to account 2; taker and maker: position and entry before."""
    return {
        "trade_id": number, "type": "trade", "size": size, "price": price,
        "ask_account_id": 1, "bid_account_id": 2, "is_maker_ask": False,
        "taker_position_size_before": taker[0], "taker_entry_quote_before": taker[1],
        "maker_position_size_before": maker[0], "maker_entry_quote_before": maker[1],
    }


# Account 1 sells 0.1 twice: of 0.3 for 27 remain 0.2 for 18.  Account 2 buys 0.1 for 10.
TRADES = [
    trade(1, ("0.3", "27"), ("0", "0")),
    trade(2, ("0.2", "18"), ("0.1", "10")),
]


def recorded(trades):
    """As a recorder writes what comes over a socket: messages as texts in a list."""
    message = json.dumps({"type": "update/trade", "trades": trades})
    return json.dumps([{"ts": 1.5, "msg": message}])


class Check(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, content):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def run_it(self, *arguments):
        return subprocess.run(
            [PERPETUA, "check", *arguments], capture_output=True, text=True, timeout=60, check=False
        )

    def expect_result(self, status, result, *arguments):
        """The exit status, and the last line of standard output."""
        done = self.run_it(*arguments)
        self.assertEqual(done.stdout.splitlines()[-1:], [result], done.stderr)
        self.assertEqual(done.returncode, status)
        self.assertEqual(done.stderr, "")

    def expect_fault(self, fault, *arguments):
        """Exit status 2, one line on standard error with this in it, and no result."""
        done = self.run_it(*arguments)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("perpetua check: "), done.stderr)
        self.assertIn(fault, done.stderr)
        self.assertNotIn("result:", done.stdout)


class Calls(Check):
    def test_wrong_calls(self):
        path = self.write("fund.csv", FUND)
        for fault, *arguments in (
            ("expected what to check",),
            ("there is no check none", "none", path),
            ("expected a PATH", "fund"),
            ("cannot read one more file: ", "fund", path, path),
            ("there is no format none", "fund", "--format", "none", path),
            ("there is no option --none", "fund", "--none", "1", path),
            ("there is no option -x", "fund", "-x", "1", path),
            ("expected a value behind --window", "fund", path, "--window"),
            ("cannot use the value of --window", "fund", "--window", "1.5", path),
            ("cannot use the value of --window", "fund", "--window", "0", path),
            ("cannot use the value of --drawdown", "fund", "--drawdown", "1.1", path),
        ):
            with self.subTest(" ".join(arguments[:3])):
                self.expect_fault(fault, *arguments)

    def test_help(self):
        done = self.run_it("--help")
        self.assertEqual(done.returncode, 0)
        for word in ("positions", "fund", "--tolerance", "--drawdown", "exit status"):
            self.assertIn(word, done.stdout)


class Files(Check):
    def test_rows_that_stand_twice(self):
        """Pages of an interface overlap; the same row counts once, another of its time not at all."""
        self.expect_result(0, FUND_RESULT, "fund", self.write("twice.csv", FUND + FUND.split("\n", 1)[1]))
        self.expect_fault("found two of 2020-03-11", "fund",
                          self.write("other.csv", FUND + "2020-03-11,XBt,91\n"))

    def test_a_line_each(self):
        names, *rows = [line.split(",") for line in FUND.splitlines()]
        lines = [json.dumps(dict(zip(names, row))) for row in rows]
        self.expect_result(0, FUND_RESULT, "fund", self.write("fund.json", "\n".join(lines)))
        self.expect_fault("expected a JSON document", "fund",
                          self.write("fund.json", "\n".join(lines)[:-1]))

    def test_capitals(self):
        path = self.write("fund.csv", FUND.replace("walletBalance", "WALLETBALANCE"))
        self.expect_result(0, FUND_RESULT, "fund", path)

    def test_packed(self):
        text = FUND.encode()
        zipped = os.path.join(self.folder.name, "fund.zip")
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("fund.csv", text)
        for path in (
            self.write("fund.csv", text),
            self.write("no_line_feed.csv", text.rstrip()),
            self.write("fund.gz", gzip.compress(text)),
            self.write("misnamed.csv", lzma.compress(text)),
            zipped,
        ):
            with self.subTest(path):
                self.expect_result(0, FUND_RESULT, "fund", path)

    def test_damaged(self):
        packed = gzip.compress(FUND.encode() * 50)
        damaged = bytearray(packed)
        damaged[-8] ^= 1
        for fault, content in (
            ("the file is empty", b""),
            ("", packed[:-12]),
            ("", bytes(damaged)),
            ("offset 0: expected timestamp", b"\x00\xff\x00"),
        ):
            with self.subTest(fault):
                self.expect_fault(fault, "fund", self.write("file", content))
        self.expect_fault("no such file", "fund", os.path.join(self.folder.name, "none"))


class Positions(Check):
    RESULT = (
        "result: positions lighter identical %s largest-error %s"
        " liquidations-reduce 0/0 fees 4/4 %s"
    )

    def test_as_recorded(self):
        path = self.write("trades.json", recorded(TRADES))
        self.expect_result(0, self.RESULT % ("2/2", "0.000000", "pass"), "positions", path)

    def test_one_figure_changed(self):
        changed = [TRADES[0], dict(TRADES[1], maker_entry_quote_before="10.5")]
        path = self.write("trades.json", recorded(changed))
        self.expect_result(1, self.RESULT % ("1/2", "0.500000", "fail"), "positions", path)

    def test_a_position_that_is_not_explained(self):
        changed = [TRADES[0], dict(TRADES[1], taker_position_size_before="0.1")]
        path = self.write("trades.json", recorded(changed))
        self.expect_result(1, self.RESULT % ("1/2", "0.000000", "fail"), "positions", path)

    def test_faults(self):
        good = recorded(TRADES)
        for fault, text in (
            ("expected a JSON document", good[:-1]),
            ("expected a trade with size and price above 0", good.replace('\\"0.1\\", \\"price', '\\"0\\", \\"price')),
            ("expected a trade with position and entry notional", good.replace('27', 'x')),
            ("expected a text that is a JSON document", good.replace('[{\\"trade_id', '[[{\\"trade_id')),
        ):
            with self.subTest(fault):
                self.assertNotEqual(text, good)
                self.expect_fault(fault, "positions", self.write("trades.json", text))


def candles(*closes):
    """A table of closes of minutes, newest first as some venues give them."""
    rows = ["%d,%s" % (1677628800 + 60 * at, close) for at, close in enumerate(closes)]
    return "start,close\n" + "\n".join(reversed(rows)) + "\n"


class Index(Check):
    # Minute 1: a and c say 20000, b 20100.  The median is 20000, b counts as 20020 (cap 0.1 %), the
    # index is 20006.66666666: 3.3334 basis points from a, 46.4345 from b, which is 49.7513 from the
    # median.  Minute 2 is the same with a and b exchanged.
    FILES = {
        "a_btcusd_1m.csv": ("20000", "20100"),
        "b_btcusd_1m.csv": ("20100", "20000"),
        "c_btcusdt_1m.csv": ("20000", "20000"),
        "a_usdtusd_1m.csv": ("1", "1.0"),
    }

    def write_files(self, minutes):
        return [self.write(name, candles(*closes[:minutes])) for name, closes in self.FILES.items()]

    def test_never_farther_than_the_median(self):
        paths = self.write_files(2)
        result = "result: index candles venues 2/2 values 2 pass"
        self.expect_result(0, result, "index", "--cap", "0.001", *paths)
        self.expect_result(0, result, "index", "--cap", "0.001", self.folder.name)
        lines = self.run_it("index", "--cap", "0.001", *paths).stdout.splitlines()
        self.assertEqual(
            lines[1],
            "index: b 2 values, distance-bp largest 46.4345 mean 24.8839;"
            " of the plain median largest 49.7513 mean 24.8756",
        )
        self.assertIn("3 sources of btc, 2 values; capped 2, banned 0; at 2 values", lines[2])

    def test_farther_than_the_median(self):
        # In minute 1 alone the median is a's own price.
        paths = self.write_files(1)
        result = "result: index candles venues 1/2 values 1 fail"
        self.expect_result(1, result, "index", "--cap", "0.001", *paths)

    def test_a_price_in_another_currency_is_converted(self):
        # A dollar of c is worth 1.1: its 20000 are 22000, so it strays and is banned.
        self.FILES = dict(self.FILES, **{"a_usdtusd_1m.csv": ("1.1", "1.1")})
        lines = self.run_it("index", *self.write_files(2)).stdout.splitlines()
        self.assertIn("banned 2;", lines[2])

    def test_faults(self):
        path = self.write("a_btcusd.csv", "start,close\n1677628800,0\n")
        self.expect_fault("a_btcusd.csv: line 2, column 12: expected a price above 0", "index", path)
        self.expect_fault("expected a table of ethusd", "index", "--group", "eth",
                          self.write("a_btcusd.csv", candles("1")))


class Mark(Check):
    def test_in_two_files(self):
        quote = {"e": "bookTicker", "s": "A", "b": "100", "a": "102", "T": 1680652800100}
        mark = {"e": "markPriceUpdate", "s": "A", "i": "100", "r": "0", "T": 1680681600000}
        # No trade: the median of two, 100 and 101.
        marks = [dict(mark, E=1680652801000 + 1000 * at, p="100.5") for at in range(3)]
        lines = ["1680652800100 " + json.dumps({"stream": "a", "data": line}) for line in [quote, *marks]]
        paths = [
            self.write("2.gz", gzip.compress("\n".join(lines[2:]).encode())),
            self.write("1.gz", gzip.compress("\n".join(lines[:2]).encode())),
        ]
        result = "result: mark binance within-max 2/2 error-bp median 0.0000 p90 0.0000" \
            " p99 0.0000 max 0.0000 pass"
        self.expect_result(0, result, "mark", "--step", "1", "--samples", "2", *paths)
        self.expect_fault("line 1, column 15: expected a message that is a JSON document", "mark",
                          self.write("3", "1680652800100 x\n"))


if __name__ == "__main__":
    PERPETUA = sys.argv.pop(1)
    unittest.main()
