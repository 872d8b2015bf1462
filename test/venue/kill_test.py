#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill_test.py - kill -9 under load, start again, look for everything that was acknowledged.

usage: kill_test.py PERPETUA [--kills N] [--seconds S] [--seed N]

Clients send orders without waiting while the agents trade.  At a random moment the process is killed.
After the restart each acknowledged order is asked for: one that was cancelled must be ended, one that
had filled must have filled at least as much; the balance and the position of an account that waited for
its last answer must be the same to the last digit.  The journal is verified at the end.
"""

import argparse
import random
import subprocess
import sys
import threading
import time

from venue import Checks, Closed, Error, Rpc, Venue

NAME = "BTC_USD-PERPETUAL"
LIMITS = ("--request-burst", "0", "--matching-burst", "0", "--subscribe-burst", "0", "--segment-mib", "4")


class Trader(threading.Thread):
    """Sends orders and cancels without waiting, and keeps every answer."""

    def __init__(self, port, price, number, seed):
        super().__init__()
        self.random = random.Random(seed)
        self.price = price
        self.number = number
        self.client = Rpc(port)
        self.client.log_in("demo")
        self.asked = {}
        self.orders = {}
        self.count = 0

    def send_some(self):
        for _ in range(self.random.randint(1, 20)):
            if self.orders and self.random.random() < 0.3:
                order_id = self.random.choice(list(self.orders))
                number = self.client.ask("private/cancel", order_id=order_id)
            else:
                distance = self.random.choice((-2000, -1000, -200, 200))
                number = self.client.ask(
                    "private/buy" if distance < 0 else "private/sell",
                    instrument_name=NAME,
                    amount=0.0001 * self.random.randint(1, 3),
                    type="limit",
                    price=self.price + distance,
                )
            self.asked[number] = True

    def take_one(self):
        message = self.client.take()
        self.asked.pop(message["id"], None)
        result = message.get("result")
        if result is None:
            return
        order = result.get("order", result)
        self.orders[order["order_id"]] = (order["order_state"], order.get("filled_amount", 0))
        self.count += 1

    def run(self):
        try:
            while True:
                self.send_some()
                while len(self.asked) > 40:
                    self.take_one()
        except (Closed, OSError, ValueError):
            return


def quiet_account(client):
    """Trades once, and says what it has when the answer is durable."""
    position = client.call("private/get_position", instrument_name=NAME)["size"]
    method = "private/sell" if position > 0 else "private/buy"
    try:
        client.call(method, instrument_name=NAME, amount=0.0002, type="market")
    except Error:
        pass
    return standing(client)


def standing(client):
    summary = client.call("private/get_account_summary", currency="USD")
    position = client.call("private/get_position", instrument_name=NAME)
    return summary["balance"], position["size"], position["average_price"]


def wait_for_price(client):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        ticker = client.call("public/ticker", instrument_name=NAME)
        if ticker.get("mark_price") and ticker.get("best_bid_price"):
            return int(ticker["mark_price"])
        time.sleep(0.05)
    raise RuntimeError("the market did not open")


def lost_orders(client, orders):
    """Orders whose acknowledged state is gone."""
    lost = []
    asked = {}
    for order_id in orders:
        asked[client.ask("private/get_order_state", order_id=order_id)] = order_id
    while asked:
        message = client.take()
        order_id = asked.pop(message["id"])
        state, filled = orders[order_id]
        found = message.get("result")
        if found is None:
            lost.append((order_id, state, message["error"]))
            continue
        is_back = state != "open" and found["order_state"] == "open"
        if is_back or found.get("filled_amount", 0) < filled - 1e-12:
            lost.append((order_id, state, filled, found))
    return lost


def one_kill(venue, dice, sums):
    with Rpc(venue.port) as quiet:
        quiet.log_in("demo2")
        price = wait_for_price(quiet)
        traders = [Trader(venue.port, price, i, dice.random()) for i in range(2)]
        for trader in traders:
            trader.start()
        time.sleep(dice.uniform(0.02, 0.15))
        before = quiet_account(quiet)
        time.sleep(dice.uniform(0, 0.02))
    venue.kill()
    for trader in traders:
        trader.join()
    sequence = venue.sequence
    venue.start()
    sums["ready_ms"].append(venue.ready_ms)
    with Rpc(venue.port) as client:
        client.log_in("demo2")
        after = standing(client)
    with Rpc(venue.port) as client:
        client.log_in("demo")
        for trader in traders:
            sums["lost"] += lost_orders(client, trader.orders)
            sums["orders"] += trader.count
    if after != before:
        sums["changed"].append((before, after))
    if venue.sequence < sequence:
        sums["lost"].append(("sequence", sequence, venue.sequence))


def check_disconnect(checks, venue):
    """Orders that were to end with their connection do not outlive the process."""
    with Rpc(venue.port) as client:
        client.log_in("demo2")
        price = wait_for_price(client)
        stays = client.call("private/buy", instrument_name=NAME, amount=0.0001, type="limit", price=price - 3000)
        client.call("private/enable_cancel_on_disconnect", scope="connection")
        ends = client.call("private/buy", instrument_name=NAME, amount=0.0001, type="limit", price=price - 3000)
        venue.kill()
    venue.start()
    with Rpc(venue.port) as client:
        client.log_in("demo2")
        states = [client.call("private/get_order_state", order_id=answer["order"]["order_id"])["order_state"] for answer in (stays, ends)]
        checks.equal("cancel on disconnect holds over a crash", states, ["open", "cancelled"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    checks = Checks()
    dice = random.Random(options.seed)
    sums = {"lost": [], "changed": [], "orders": 0, "ready_ms": []}
    with Venue(options.program, *LIMITS) as venue:
        deadline = time.monotonic() + options.seconds
        kills = 0
        while kills < options.kills and time.monotonic() < deadline:
            one_kill(venue, dice, sums)
            kills += 1
        check_disconnect(checks, venue)
        checks.check("kills", kills >= min(options.kills, 5), kills)
        checks.check("answers that were acknowledged", sums["orders"] > 20 * kills, sums["orders"])
        checks.equal("acknowledged orders that were lost", sums["lost"][:3], [])
        checks.equal("balances and positions that changed", sums["changed"][:3], [])
        checks.equal("it stops in order", venue.stop(), 0)
        done = subprocess.run([options.program, "verify", venue.directory], capture_output=True, text=True, check=False)
        checks.equal("the journal verifies", (done.returncode, done.stderr), (0, ""))
        times = sorted(sums["ready_ms"])
        print(
            "%d kills, %d acknowledged answers, %d commands in the journal; ready after %d ms (median), %d ms (worst)"
            % (kills, sums["orders"], venue.sequence, times[len(times) // 2], times[-1])
        )
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
