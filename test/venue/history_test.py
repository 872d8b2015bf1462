#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""history_test.py - what clients can ask for stays the same over a stop, a kill and a lost database.

usage: history_test.py PERPETUA

The venue trades with its agents, then stops and starts without them, so that nothing changes any more.
Every answer must then be the same: from the snapshot and the database; after a kill; and after the
database was deleted, from the journal alone.
"""

import contextlib
import glob
import os
import sqlite3
import sys
import time

from kill_test import LIMITS, NAME, QUIET, wait_for_price
from venue import Checks, Error, Rpc, Venue

QUESTIONS = (
    ("open orders", "private/get_open_orders_by_instrument", {"instrument_name": NAME}),
    ("ended orders", "private/get_order_history_by_instrument", {"instrument_name": NAME, "count": 100, "include_unfilled": True}),
    ("own trades", "private/get_user_trades_by_instrument", {"instrument_name": NAME, "count": 100}),
    ("position", "private/get_position", {"instrument_name": NAME}),
    ("everybody's trades", "public/get_last_trades_by_instrument", {"instrument_name": NAME, "count": 100}),
    ("cancel on disconnect", "private/get_cancel_on_disconnect", {"scope": "account"}),
    ("the book", "public/get_order_book", {"instrument_name": NAME, "depth": 100}),
)

# What moves with the marks although nobody trades.
MOVING = {
    "timestamp", "mark_price", "index_price", "estimated_settlement_price", "estimated_delivery_price", "initial_margin", "maintenance_margin",
    "floating_profit_loss", "total_profit_loss", "estimated_liquidation_price", "leverage", "current_funding", "funding_8h",
    "funding_estimate", "premium", "impact_bid", "impact_ask", "state", "halt", "phase", "interest_value", "settlement_price",
    "open_orders_margin", "size_currency", "stats", "delta",
}


def still(answer):
    """The answer without what moves by itself."""
    if isinstance(answer, dict):
        return {name: still(value) for name, value in answer.items() if name not in MOVING and not name.startswith(("funding", "mark_", "next_", "sample"))}
    if isinstance(answer, list):
        return [still(value) for value in answer]
    return answer


def ask_all(venue):
    answers = {}
    with Rpc(venue.port) as client:
        client.log_in("demo")
        for sentence, method, params in QUESTIONS:
            try:
                answers[sentence] = still(client.call(method, **params))
            except Error as error:
                answers[sentence] = "error %d" % error.code
        summary = client.call("private/get_account_summary", currency="USD", extended=True)
        answers["balance"] = summary["balance"]
        answers["self-match prevention"] = summary["self_trading_reject_mode"]
    return answers


def buy(client, label):
    """The trades of a market order: none if the book was without asks at that moment."""
    try:
        return client.call("private/buy", instrument_name=NAME, amount=0.001, type="market", label=label)["trades"]
    except Error:
        return None


def trade(venue):
    with Rpc(venue.port) as client:
        client.log_in("demo")
        price = wait_for_price(client)
        client.call("private/set_self_trading_config", mode="cancel_maker", extended_to_subaccounts=True)
        client.call("private/enable_cancel_on_disconnect", scope="account")
        for i in range(5):
            while not buy(client, "market-%d" % i):
                time.sleep(0.05)
            client.call("private/buy", instrument_name=NAME, amount=0.002, type="limit", price=price - 2000 - i, label="rests %d" % i)
            ended = client.call("private/sell", instrument_name=NAME, amount=0.003, type="limit", price=price + 3000 + i)
            client.call("private/cancel", order_id=ended["order"]["order_id"])
        client.call("private/buy", instrument_name=NAME, amount=0.001, type="stop_market", trigger="mark_price", trigger_price=price + 9000)


def compare(checks, title, before, after):
    for sentence, answer in before.items():
        is_same = after[sentence] == answer
        checks.check("%s: %s" % (title, sentence), is_same, None if is_same else (answer, after[sentence]))


def history_through(directory):
    """The last command that the database holds, asked as another process would."""
    with contextlib.closing(sqlite3.connect(os.path.join(directory, "history.db"))) as database:
        return database.execute("SELECT value FROM meta WHERE name = 'sequence'").fetchone()[0]


def snapshots_follow_history(checks, program):
    """However suddenly the venue ends, no snapshot is newer than what the database has."""
    with Venue(program, *LIMITS, "--snapshot-commands", "200") as venue:
        while sum("snapshot at sequence" in line for line in venue.log) < 3:
            time.sleep(0.005)
        venue.kill()
        newest = max(int(name.split("-")[1].split(".")[0]) for name in os.listdir(venue.directory) if name.startswith("snapshot-") and name.endswith(".snap"))
        through = history_through(venue.directory)
        checks.check("no snapshot is ahead of the history", newest <= through, (newest, through))
        venue.start()
        line = next(line for line in venue.log if "commands run again" in line)
        checks.check("the newest snapshot is used", "snapshot %d," % newest in line, line)


def run_again(venue):
    """Commands that recovery ran again."""
    line = next(line for line in venue.log if "commands run again" in line)
    return int(line.split(" commands run again")[0].split(", ")[-1])


def main():
    checks = Checks()
    snapshots_follow_history(checks, sys.argv[1])
    with Venue(sys.argv[1], *LIMITS, *QUIET) as venue:
        trade(venue)
        goal = venue.metric("commands_total") + 100  # agents go on with theirs
        while venue.metric("commands_total") < goal:
            time.sleep(0.05)
        checks.equal("it stops in order", venue.stop(), 0)
        venue.options += ("--agents", "no")
        venue.start()
        checks.equal("from the snapshot nothing is run again", run_again(venue), 0)
        before = ask_all(venue)
        checks.equal("five orders rest and one waits for its trigger", len(before["open orders"]), 6)
        checks.check("texts are kept", sorted(order["label"] for order in before["open orders"])[-1] == "rests 4", before["open orders"])
        checks.equal("self-match prevention is kept", before["self-match prevention"], "cancel_maker")
        checks.equal("cancel on disconnect is kept", before["cancel on disconnect"], {"scope": "account", "enabled": True})
        checks.check("trades are kept", len(before["own trades"]["trades"]) >= 5)
        venue.kill()
        venue.start()
        compare(checks, "after a kill", before, ask_all(venue))
        checks.equal("it stops in order", venue.stop(), 0)
        for path in glob.glob(os.path.join(venue.directory, "history.db*")):
            os.unlink(path)
        venue.start()
        checks.check("without the database all is run again", run_again(venue) > 100, run_again(venue))
        compare(checks, "from the journal", before, ask_all(venue))
        checks.equal("it stops in order", venue.stop(), 0)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
