#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""replay_test.py - perpetua replay on recordings that are written here.

usage: replay_test.py PERPETUA

Each format: a recording that agrees (exit status 0), the same with one figure changed (1), and every
way of being unusable (2) with the line that it must give.  Nothing may be left behind by the last.
"""

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

sys.dont_write_bytecode = True
import recordings as r  # noqa: E402

PERPETUA = ""


class Replay(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def run_it(self, *arguments):
        return subprocess.run(
            [PERPETUA, "replay", *arguments], capture_output=True, text=True, timeout=60, check=False
        )

    def expect_result(self, status, result, *arguments):
        """The exit status, and the last line of standard output."""
        done = self.run_it(*arguments)
        self.assertEqual(done.stdout.splitlines()[-1:], [result], done.stderr)
        self.assertEqual(done.returncode, status)
        self.assertEqual(done.stderr, "")

    def expect_fault(self, fault, *arguments):
        """Exit status 2, one line on standard error that ends so, and no result."""
        done = self.run_it(*arguments)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("perpetua replay: "), done.stderr)
        self.assertIn(fault, done.stderr)
        self.assertNotIn("result:", done.stdout)

    def expect_faults(self, form, lines, rows):
        """rows: (what, line number from 0, its new text, the fault).  No journal may appear."""
        for what, number, text, fault in rows:
            with self.subTest(what):
                changed = lines[:number] + [text] + lines[number + 1 :]
                path = self.write("recording", "".join(changed))
                journal = self.path("journal")
                self.expect_fault(fault, "--format", form, path, "--journal", journal)
                self.assertFalse(os.path.exists(journal), "a journal was begun")


class Sse(Replay):
    def test_agrees_in_any_order_of_lines(self):
        path = self.write("day.log", "".join(r.SSE_LINES))
        self.expect_result(0, r.SSE_RESULT, "--format", "sse", path)
        path = self.write("day.log", "".join(reversed(r.SSE_LINES)))
        self.expect_result(0, r.SSE_RESULT, "--format", "sse", path)

    def test_a_message_that_stands_twice_counts_once(self):
        path = self.write("day.log", "".join(r.SSE_LINES + r.SSE_LINES[1:5]))
        self.expect_result(0, r.SSE_RESULT, "--format", "sse", path)

    def test_packed(self):
        text = "".join(r.SSE_LINES).encode()
        for name, content in (
            ("day.gz", gzip.compress(text)),
            ("day.xz", lzma.compress(text)),
            ("day.bz2", bz2.compress(text)),
            ("misnamed.txt", gzip.compress(text)),
        ):
            with self.subTest(name):
                self.expect_result(0, r.SSE_RESULT, "--format", "sse", self.write(name, content))

    def test_other_days(self):
        for what, lines, result in (
            ("without a closing auction", r.SSE_FUND_LINES, r.SSE_FUND_RESULT),
            ("an execution late for it", r.SSE_LATE_LINES, r.SSE_LATE_RESULT),
            ("a halt within the day", r.SSE_HALT_LINES, r.SSE_HALT_RESULT),
        ):
            with self.subTest(what):
                path = self.write("day.log", "".join(lines))
                self.expect_result(0, result, "--format", "sse", path)

    def test_an_opening_call_without_trades(self):
        lines = [
            r.sse_order(1, 9150000, 1, "B", 10000, 100000),
            r.sse_order(2, 9300000, 2, "S", 10010, 100000),
            r.sse_trade(3, 9310000, 3, 2, 10010, 100000, "B"),
        ]
        self.expect_result(
            0,
            "result: sse inbound 3 trades 1 identical 1/1 snapshots 0/0 pass",
            "--format", "sse", self.write("day.log", "".join(lines)),
        )

    def test_ties_of_the_opening_call(self):
        rows = (
            ("more is bid for: the highest price", 300000, 200000, 10060, "100@10.060"),
            ("more is offered: the lowest", 200000, 300000, 10030, "100@10.030"),
            ("nothing is left over: the middle", 200000, 200000, 10045, "100@10.045"),
        )
        for what, bid, ask, price, figure in rows:
            with self.subTest(what):
                qty = min(bid, ask) // 2
                lines = [
                    r.sse_order(1, 9150000, 1, "B", 10060, bid // 2),
                    r.sse_order(2, 9150001, 2, "S", 10030, ask // 2),
                    r.sse_trade(3, 9250000, 1, 2, price, qty, "auction"),
                ]
                self.expect_result(
                    0,
                    "result: sse inbound 3 trades 1 identical 1/1 snapshots 0/0"
                    " auction %s tied 10.030,10.060 pass" % figure,
                    "--format", "sse", self.write("day.log", "".join(lines)),
                )

    def test_one_figure_changed(self):
        rows = (
            ("a price", 6, r.sse_trade(6, 9300200, 1, 5, 10040, 100000, "S"), "identical 4/5"),
            ("a resting order", 8, r.sse_trade(8, 9300300, 6, 9, 10100, 500000, "B"), "identical 4/5"),
            ("a snapshot", 11, r.sse_picture(100005, [(10120, 90000)], []), "snapshots 0/1"),
            ("more was sold than recorded", 12, r.sse_order(11, 14560000, 7, "S", 10120, 50000),
             "identical 4/5"),
        )
        for what, number, line, figure in rows:
            with self.subTest(what):
                lines = r.SSE_LINES[:number] + [line] + r.SSE_LINES[number + 1 :]
                done = self.run_it("--format", "sse", self.write("day.log", "".join(lines)))
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn(figure, done.stdout.splitlines()[-1])
                self.assertTrue(done.stdout.endswith(" fail\n"))

    def test_several_instruments(self):
        other = r.SSE_LINES[1].replace("600001", "600002").replace("BizIndex=1 ", "BizIndex=90 ")
        path = self.write("day.log", "".join(r.SSE_LINES + [other]))
        self.expect_fault("line 15, column 1: expected one instrument", "--format", "sse", path)
        self.expect_result(0, r.SSE_RESULT, "--format", "sse", path, "--symbol", "600001")
        self.expect_fault("--symbol abc: expected a SecurityID", "--format", "sse", path,
                          "--symbol", "abc")

    def test_bad_input(self):
        cut = r.SSE_LINES[5][: r.SSE_LINES[5].index("OrdType")] + "\n"
        self.expect_faults(
            "sse",
            r.SSE_LINES,
            (
                ("a line cut off", 5, cut, "line 6, column 92: expected OrdType=65 or 68"),
                ("a letter in a number", 1, r.SSE_LINES[1].replace("10050", "1o050"),
                 "line 2, column 70: expected Price=<whole number>"),
                ("two messages with one BizIndex", 2, r.SSE_LINES[2].replace("BizIndex=2", "BizIndex=1"),
                 "expected one message with BizIndex=1"),
                ("another exchange", 1, r.SSE_LINES[1].replace("=101", "=102"),
                 "line 2, column 20: expected SecurityIDSource=101 (Shanghai)"),
                ("no line feed at the end", 13, r.SSE_LINES[13].rstrip(),
                 "line 14, column 1: expected a line feed at its end: the file is cut off"),
                ("bytes that are no text", 0, "//\x00\x01\x02\n", "line 1, column 3: expected Name=value"),
            ),
        )
        self.expect_fault("expected lines //", "--format", "sse", self.write("other", "hello\n"))


class Mbo(Replay):
    def test_agrees(self):
        path = self.write("day.csv", "".join(r.MBO_LINES))
        self.expect_result(0, r.MBO_RESULT, "--format", "cme-mbo", path)

    def test_what_the_feed_hides_is_put_right(self):
        """The aggressor met an iceberg (order 4 traded 3, order 3 nothing): that moment differs, but
        the next one meets the recorded book again: order 3 first."""
        lines = r.MBO_LINES[:10] + [
            r.mbo_row(20, 50, 101, 5, "T", "B", 0),
            r.mbo_row(20, 4, 101, 5, "F", "A", 0),
            r.mbo_row(20, 4, 101, 1, "M", "A"),
            r.mbo_row(30, 51, 101, 5, "T", "B", 0),
            r.mbo_row(30, 3, 101, 4, "F", "A", 0),
            r.mbo_row(30, 4, 101, 1, "F", "A", 0),
            r.mbo_row(30, 3, 101, 4, "C", "A", 0),
            r.mbo_row(30, 4, 101, 1, "C", "A"),
        ]
        done = self.run_it("--format", "cme-mbo", self.write("day.csv", "".join(lines)))
        self.assertIn("trades 2 identical 2/2 resting-ids 3/3 pass", done.stdout)

    def test_one_figure_changed(self):
        lines = list(r.MBO_LINES)
        lines[10] = r.mbo_row(20, 50, 102, 5, "T", "B", 0)
        done = self.run_it("--format", "cme-mbo", self.write("day.csv", "".join(lines)))
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stdout.endswith("identical 1/2 resting-ids 3/3 fail\n"), done.stdout)

    def test_bad_input(self):
        self.expect_faults(
            "cme-mbo",
            r.MBO_LINES,
            (
                ("no heading", 0, "", "line 1, column 1: expected a heading with ts_event"),
                ("a row cut off", 17, "30,35,1,2500\n",
                 "line 18, column 1: expected as many fields as the heading has"),
                ("a row cut off without line feed", 17, "30,35,1,2500", "the file is cut off"),
                ("an unknown action", 3, r.MBO_LINES[3].replace(",A,A,", ",Q,A,"),
                 "line 4, column 25: expected action: A, C, M, T, F or R"),
                ("a huge price", 3, "2,7,3,9000000000000000001,4,130,A,A,1\n",
                 "expected prices of at most 1000000000000 ticks"),
            ),
        )
        path = self.write("empty.csv", r.MBO_HEADING)
        self.expect_fault("line 2: expected a heading and rows", "--format", "cme-mbo", path)


    def test_a_table_of_several_instruments(self):
        """Written out for people: other columns, decimals, times, a symbol behind each row."""
        heading = ("ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,price,size,"
                   "channel_id,order_id,flags,ts_in_delta,sequence,symbol\n")
        lines = [heading]
        for line in r.MBO_LINES[1:]:
            time, _, number, price, size, flags, action, side, _ = line.split(",")
            ticks = int(price) // 250000000
            for symbol, value in (("ZNH4", ticks / 64), ("ZNH4-ZNM4", (ticks - 200) * 0.05)):
                lines.append("x,2023-12-25T23:00:00.%09dZ,160,1,7,%s,%s,%.9f,%s,0,%s,%s,0,1,%s\n" % (
                    int(time), action, side, value, size, number, flags,
                    symbol))
        path = self.write("two.csv", "".join(lines))
        for symbol in ("ZNH4", "ZNH4-ZNM4"):
            self.expect_result(0, r.MBO_RESULT, "--format", "cme-mbo", path,
                               "--symbol", symbol)
        self.expect_fault("line 3, column", "--format", "cme-mbo", path)
        self.expect_fault("one instrument: with several, name one with --symbol", "--format",
                          "cme-mbo", path)
        self.expect_fault("expected rows with prices of ESH4", "--format", "cme-mbo", path,
                          "--symbol", "ESH4")

    def test_a_part_taken_off(self):
        """A cancel of less than the order has takes off only that: 3 of 4 are left at the head."""
        lines = [
            r.MBO_HEADING,
            r.mbo_row(1, 1, 100, 5, "A", "B"),
            r.mbo_row(1, 3, 101, 4, "A", "A"),
            r.mbo_row(2, 4, 101, 6, "A", "A"),
            r.mbo_row(3, 3, 101, 1, "C", "A"),
            r.mbo_row(20, 50, 101, 4, "T", "B", 0),
            r.mbo_row(20, 3, 101, 3, "F", "A", 0),
            r.mbo_row(20, 4, 101, 1, "F", "A", 0),
            r.mbo_row(20, 3, 101, 3, "C", "A", 0),
            r.mbo_row(20, 4, 101, 1, "C", "A"),
            r.mbo_row(30, 51, 101, 5, "T", "B", 0),
            r.mbo_row(30, 4, 101, 5, "F", "A", 0),
        ]
        self.expect_result(0, "result: cme-mbo inbound 8 trades 2 identical 2/2 resting-ids 3/3 pass",
                           "--format", "cme-mbo", self.write("day.csv", "".join(lines)))


class Lobster(Replay):
    NAMES = ("X_2020-01-01_1_2_message_2.csv", "X_2020-01-01_1_2_orderbook_2.csv")

    def write_both(self, messages, books):
        for name, lines in zip(self.NAMES, (messages, books)):
            self.write("day/" + name, "".join(lines))
        return self.path("day")

    def test_agrees(self):
        path = self.write_both(r.LOBSTER_MESSAGES, r.LOBSTER_BOOKS)
        self.expect_result(0, r.LOBSTER_RESULT, "--format", "lobster", path)
        with zipfile.ZipFile(self.path("day.zip"), "w", zipfile.ZIP_DEFLATED) as pack:
            pack.writestr(self.NAMES[1], "".join(r.LOBSTER_BOOKS))
            pack.writestr("ReadMe.txt", "a message for the reader")
            pack.writestr(self.NAMES[0], "".join(r.LOBSTER_MESSAGES))
        self.expect_result(0, r.LOBSTER_RESULT, "--format", "lobster", self.path("day.zip"))
        self.expect_result(0, r.LOBSTER_RESULT, "--format", "lobster",
                           self.path("day/" + self.NAMES[0]))

    def test_one_figure_changed(self):
        messages = list(r.LOBSTER_MESSAGES)
        messages[2] = messages[2].replace("1010000", "1030000")
        done = self.run_it("--format", "lobster", self.write_both(messages, r.LOBSTER_BOOKS))
        self.assertEqual(done.returncode, 1)
        self.assertIn("trades 2 identical 1/2", done.stdout)

    def test_bad_input(self):
        both = (r.LOBSTER_MESSAGES, r.LOBSTER_BOOKS)
        rows = (
            ("the book file ends early", (both[0], both[1][:4]),
             "message_2.csv: line 5, column 1: expected an end like that of the file"),
            ("the message file ends early", (both[0][:4], both[1]),
             "orderbook_2.csv: line 5, column 1: expected an end like that of the file"),
            ("a level too few", (both[0], both[1][:3] + ["1010000,4,1000000,5\n"] + both[1][4:]),
             "line 4, column 1: expected as many levels as in the first line"),
            ("a type that does not exist", (["34200.1,9,0,1,1,1\n"] + both[0][1:], both[1]),
             "message_2.csv: line 1, column 9: expected a message type from 1 to 7"),
            ("empty files", ([], []), "message_2.csv: the file is empty"),
        )
        for what, (messages, books), fault in rows:
            with self.subTest(what):
                self.expect_fault(fault, "--format", "lobster", self.write_both(messages, books))
        path = self.write("alone/" + self.NAMES[0], "".join(r.LOBSTER_MESSAGES))
        self.expect_fault("expected " + self.NAMES[1], "--format", "lobster", os.path.dirname(path))
        self.expect_fault("expected a LOBSTER file", "--format", "lobster", self.write("a", "x\n"))


class Bitstamp(Replay):
    def test_agrees(self):
        path = self.write("day.log", "".join(r.BITSTAMP_LINES))
        self.expect_result(0, r.BITSTAMP_RESULT, "--format", "bitstamp", path)

    def test_orders_that_the_exchange_took_off(self):
        path = self.write("day.log", "".join(r.BITSTAMP_OFF_LINES))
        self.expect_result(0, r.BITSTAMP_OFF_RESULT, "--format", "bitstamp", path)

    def test_orders_that_unseen_market_orders_filled(self):
        """A recorded book without the bid at 99.50, more than 10 s later: the bid is gone, and order
        104 finds nobody.  Within 10 s a book may simply be late: it trades."""
        for stamp, result in (
            (1001 + 10001, "inbound 1 trades 0 identical 0/0 recall 1.000 precision 1.000 fail"),
            (1001 + 10000, "inbound 1 trades 0 identical 0/0 recall 1.000 precision 0.000 fail"),
        ):
            lines = [
                r.BITSTAMP_LINES[1],
                '%d order_book {"bids": [["99.40", "1"], ["99.00", "2"]], "asks": []}\n' % stamp,
                r.bitstamp_order(20000, "created", 104, "S", "99.50", "1.00000000"),
            ]
            done = self.run_it("--format", "bitstamp", self.write("day.log", "".join(lines)))
            self.assertTrue(done.stdout.endswith(result + "\n"), done.stdout)

    def test_one_figure_changed(self):
        rows = (
            ("too late", 3, r.bitstamp_trade(12001, "99.5", "1.5"), "recall 0.500 precision 0.500"),
            ("another size", 3, r.bitstamp_trade(2100, "99.5", "1.4"), "recall 0.500 precision 0.500"),
            ("a trade that nobody made", 4, r.bitstamp_trade(2100, "50", "1"),
             "recall 0.666 precision 1.000"),
        )
        for what, number, line, figure in rows:
            with self.subTest(what):
                lines = r.BITSTAMP_LINES[:number] + [line] + r.BITSTAMP_LINES[number + 1 :]
                done = self.run_it("--format", "bitstamp", self.write("day.log", "".join(lines)))
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn(figure, done.stdout)

    def test_bad_input(self):
        cut = r.BITSTAMP_LINES[2][:60] + "\n"
        self.expect_faults(
            "bitstamp",
            r.BITSTAMP_LINES,
            (
                ("JSON cut off", 2, cut, "line 3, column 20: expected a JSON object with id, price"),
                ("an unknown event", 2, "5 order_moved {}\n", "line 3, column 3: expected order_created"),
                ("an amount beyond the engine", 2,
                 r.bitstamp_order(2000, "created", 101, "S", "99.50", "99999999999"),
                 "line 3, column 1: expected numbers within the engine's limits"),
                ("no line feed at the end", 9, r.BITSTAMP_LINES[9].rstrip(), "the file is cut off"),
            ),
        )
        self.expect_fault("the file is empty", "--format", "bitstamp", self.write("empty", ""))


class Coinbase(Replay):
    def test_agrees(self):
        path = self.write("abc_l3_x.json", r.COINBASE_L3)
        self.write("abc_l2_x.json", r.COINBASE_L2)
        self.expect_result(0, r.COINBASE_RESULT, "--format", "coinbase-l3", path)

    def test_a_book_taken_in_an_auction(self):
        """The bid at 9.70 crosses the offer at 9.60; nothing may trade."""
        path = self.write("abc_l3.json", r.COINBASE_L3.replace('"bids":[', '"bids":[["9.70","1","f"],'))
        self.expect_result(
            0,
            "result: coinbase-l3 inbound 6 trades 0 identical 5/5 bids 0/0 asks 0/0"
            " order-counts 0/0 pass",
            "--format", "coinbase-l3", path)

    def test_an_offer_beyond_the_engine(self):
        """Somebody asks for the moon: an order that the venue's limits refuse is counted apart."""
        document = r.COINBASE_L3.replace('"asks":[', '"asks":[["99999999999.99","1","f"],')
        done = self.run_it("--format", "coinbase-l3", self.write("abc_l3.json", document))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("5 orders on 4 levels, 1 beyond the venue's limits", done.stdout)

    def test_level_2_by_name_or_not_at_all(self):
        path = self.write("abc_l3_x.json", r.COINBASE_L3)
        other = self.write("elsewhere.gz", gzip.compress(r.COINBASE_L2.encode()))
        self.expect_result(0, r.COINBASE_RESULT, "--format", "coinbase-l3", path, "--level2", other)
        alone = r.COINBASE_RESULT.replace("bids 2/2 asks 2/2 order-counts 4/4",
                                          "bids 0/0 asks 0/0 order-counts 0/0")
        self.expect_result(0, alone, "--format", "coinbase-l3", path)

    def test_one_figure_changed(self):
        path = self.write("abc_l3_x.json", r.COINBASE_L3)
        for what, level2, figure in (
            ("a size", r.COINBASE_L2.replace("1.25", "1.26"), "bids 1/2 asks 2/2 order-counts 3/3"),
            ("a number of orders", r.COINBASE_L2.replace('"1.25",2', '"1.25",3'),
             "bids 2/2 asks 2/2 order-counts 3/4"),
        ):
            with self.subTest(what):
                self.write("abc_l2_x.json", level2)
                done = self.run_it("--format", "coinbase-l3", path)
                self.assertEqual(done.returncode, 1)
                self.assertIn(figure, done.stdout)

    def test_bad_input(self):
        rows = (
            ("cut off", r.COINBASE_L3[:60], "offset 60: expected"),
            ("one side", '{"bids":[]}', "offset 11: expected a JSON object with bids and asks"),
            ("a negative size", r.COINBASE_L3.replace('"0.25"', '"-0.25"'), "expected [\"price\""),
            ("a price of nothing", r.COINBASE_L3.replace('"9.50","0.25"', '"0.00","0.25"'),
             "expected a price and a size above 0 within the engine's limits"),
            ("no JSON", "price,size\n", "offset 0: expected a JSON object"),
            ("nothing", "", "the file is empty"),
            ("a document of level 2", '{"bids":[["9.50","0.25",3]],"asks":[["9.60","0.25",1]]}',
             "offset 25: expected an order id: a document of level 3"),
        )
        for what, document, fault in rows:
            with self.subTest(what):
                path = self.write("abc_l3_x.json", document)
                self.expect_fault(fault, "--format", "coinbase-l3", path)
        path = self.write("abc_l3_x.json", r.COINBASE_L3)
        self.expect_fault("none.json: no such file", "--format", "coinbase-l3", path, "--level2",
                          self.path("none.json"))


class Cointossx(Replay):
    def write_cases(self, files):
        for name, text in files.items():
            self.write("cases/" + name, text)
        return self.path("cases")

    def test_agrees(self):
        path = self.write_cases(r.COINTOSSX_FILES)
        done = self.run_it("--format", "cointossx", path)
        self.assertEqual(done.stdout.splitlines()[-1], r.COINTOSSX_RESULT, done.stdout)
        self.assertEqual(done.returncode, 0)
        self.assertIn("stop Test4: decided otherwise: it has a hidden order", done.stdout)
        self.assertIn("stop Test5: decided otherwise: a stop whose trigger is already met", done.stdout)

    def test_packed(self):
        memory = io.BytesIO()
        with tarfile.open(fileobj=memory, mode="w:gz") as pack:
            for name, text in r.COINTOSSX_FILES.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(text)
                pack.addfile(entry, io.BytesIO(text.encode()))
        path = self.write("cases.tar.gz", memory.getvalue())
        self.expect_result_line(path)

    def expect_result_line(self, path):
        done = self.run_it("--format", "cointossx", path)
        self.assertEqual(done.stdout.splitlines()[-1], r.COINTOSSX_RESULT, done.stderr)

    def test_one_figure_changed(self):
        rows = (
            ("a trade", "limit/Test1_Trades.csv", r.TRADE_HEADING + "1,50,30\n2,51,10\n"),
            ("a trade too many", "limit/Test1_Trades.csv", r.TRADE_HEADING + "1,50,40\n"),
            ("what is left", "limit/Test1_Output.csv", r.ORDER_HEADING + "O,2,2,,10:01,21,50"),
            ("who is left", "limit/Test1_Output.csv", r.ORDER_HEADING + "O,1,2,,10:01,20,50"),
            ("nothing is left", "limit/Test1_Output.csv", r.ORDER_HEADING),
        )
        for what, name, text in rows:
            with self.subTest(what):
                path = self.write_cases({**r.COINTOSSX_FILES, name: text})
                done = self.run_it("--format", "cointossx", path)
                self.assertEqual(done.returncode, 1)
                self.assertIn("case limit Test1: differs\n", done.stdout)
                self.assertIn("identical 2/3", done.stdout)

    def test_bad_input(self):
        rows = (
            ("an unknown type", {"limit/Test1_Input.csv": r.ORDER_HEADING + "B,3,7,,10:02,40,51"},
             "Test1_Input.csv: line 2, column 5: expected an order type from 1 to 5"),
            ("another heading", {"limit/Test1_Trades.csv": "a,b,c\n"},
             "Test1_Trades.csv: line 1, column 1: expected the heading TradeId,Price,Quantity"),
            ("a case without an output", {"more/Test9_Input.csv": r.ORDER_HEADING},
             "more: expected Test9_Input.csv and Test9_Output.csv"),
        )
        for what, files, fault in rows:
            with self.subTest(what), tempfile.TemporaryDirectory() as folder:
                for name, text in {**r.COINTOSSX_FILES, **files}.items():
                    self.write(os.path.join(folder, name), text)
                self.expect_fault(fault, "--format", "cointossx", folder)
        os.mkdir(self.path("empty"))
        self.expect_fault("expected files TestN_Input.csv", "--format", "cointossx", self.path("empty"))


class Containers(Replay):
    """Damage to what a recording is packed in; the same for every format."""

    def test_damaged(self):
        text = "".join(r.SSE_LINES).encode() * 1
        packed = gzip.compress(text, mtime=0)
        flipped = bytearray(packed)
        flipped[-6] ^= 4
        xz = bytearray(lzma.compress(text))
        xz[len(xz) // 2] ^= 4
        rows = (
            ("gzip cut off", packed[: len(packed) // 2], "truncated gzip input"),
            ("a wrong checksum of gzip", bytes(flipped), "the checksum of the unpacked bytes is wrong"),
            ("xz cut off", lzma.compress(text)[:-30], ""),
            ("a bit of xz", bytes(xz), ""),
        )
        for what, content, fault in rows:
            with self.subTest(what):
                self.expect_fault(fault, "--format", "sse", self.write("day", content))

    def test_not_there(self):
        path = self.path("none")
        self.expect_fault(path + ": no such file", "--format", "sse", path)
        for form in ("cme-mbo", "lobster", "bitstamp", "coinbase-l3", "cointossx"):
            self.expect_fault(path + ": no such file", "--format", form, path)

    def test_foreign(self):
        """A recording of one format is refused as every other."""
        recordings = {
            "sse": self.write("sse", "".join(r.SSE_LINES)),
            "cme-mbo": self.write("mbo", "".join(r.MBO_LINES)),
            "bitstamp": self.write("bitstamp", "".join(r.BITSTAMP_LINES)),
            "coinbase-l3": self.write("coinbase", r.COINBASE_L3 + "\n"),
        }
        for form in ("sse", "cme-mbo", "lobster", "bitstamp", "coinbase-l3", "cointossx"):
            for other, path in recordings.items():
                if form != other:
                    with self.subTest("%s as %s" % (other, form)):
                        self.expect_fault("expected", "--format", form, path)


class Journal(Replay):
    """--journal: what was run can be run again."""

    def verify(self, folder):
        done = subprocess.run([PERPETUA, "verify", folder], capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return [line for line in done.stdout.splitlines() if line.startswith(("output", "state"))]

    def test_verifies_and_repeats(self):
        path = self.write("day.log", "".join(r.SSE_LINES))
        for what, arguments in (
            ("a recording", ("--format", "sse", path)),
            ("a made-up day", ("--demo", "--orders", "70000")),
        ):
            with self.subTest(what):
                hashes = []
                for run in ("first", "second"):
                    folder = self.path(what + run)
                    done = self.run_it(*arguments, "--journal", folder)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    hashes.append(self.verify(folder))
                self.assertEqual(len(hashes[0]), 2)
                self.assertEqual(hashes[0], hashes[1])

    def test_a_journal_is_never_written_over(self):
        path = self.write("day.log", "".join(r.SSE_LINES))
        folder = self.path("journal")
        self.expect_result(0, r.SSE_RESULT, "--format", "sse", path, "--journal", folder)
        self.expect_fault("journal already", "--format", "sse", path, "--journal", folder)
        self.verify(folder)
        self.expect_fault("none/journal", "--format", "sse", path, "--journal",
                          self.path("none/journal"))


class Least(Replay):
    def test_another_share(self):
        """Half of what is recorded is found; that is enough where the caller says so."""
        lines = r.BITSTAMP_LINES[:3] + [r.bitstamp_trade(12001, "99.5", "1.5")] + r.BITSTAMP_LINES[4:]
        path = self.write("day.log", "".join(lines))
        for status, leasts in (
            (1, ("recall=0.5",)),
            (1, ("recall=0.5", "precision=0.500001")),
            (0, ("recall=0.5", "precision=0.5")),
        ):
            options = [word for least in leasts for word in ("--least", least)]
            done = self.run_it("--format", "bitstamp", path, *options)
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)

    def test_bad_input(self):
        path = self.write("day.log", "".join(r.BITSTAMP_LINES))
        for text in ("recall", "recal=0.5", "recall=2", "recall=0,5"):
            with self.subTest(text):
                self.expect_fault("expected NAME=SHARE, a share from 0 to 1, NAME of: recall, precision",
                                  "--format", "bitstamp", path, "--least", text)


class Call(Replay):
    def test_help(self):
        done = self.run_it("--help")
        self.assertEqual(done.returncode, 0)
        self.assertTrue(done.stdout.startswith("usage: perpetua replay"))

    def test_wrong_calls(self):
        rows = (
            (("--format", "sse"), "expected a PATH"),
            (("day.log",), "expected --format FORMAT or --demo"),
            (("--format", "sse", "a", "b"), "expected one PATH, also found b"),
            (("--format",), "expected a value behind --format"),
            (("--what", "x"), "cannot use --what"),
            (("--demo", "--seed", "x"), "cannot use --seed"),
            (("--demo", "--orders", "1"), "cannot use --orders"),
            (("--demo", "a"), "--demo needs no --format and no PATH"),
            (("--format", "nyse", "a"), "--format nyse: expected sse, cme-mbo"),
        )
        for arguments, fault in rows:
            with self.subTest(arguments):
                self.expect_fault(fault, *arguments)

    def test_demo(self):
        first = self.run_it("--demo", "--seed", "3", "--orders", "20000")
        self.assertEqual(first.returncode, 0)
        lines = first.stdout.splitlines()
        self.assertRegex(
            lines[-1], r"^result: demo inbound 20000 trades (\d+) identical \1/\1 pass$")
        for part in ("The opening call", "the first trades", "A sweep", "The book", "The check"):
            self.assertIn(part, first.stdout)
        again = self.run_it("--demo", "--seed", "3", "--orders", "20000").stdout.splitlines()
        timeless = [line for line in lines if "ns each" not in line]
        self.assertEqual(timeless, [line for line in again if "ns each" not in line])


if __name__ == "__main__":
    PERPETUA = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=1)
