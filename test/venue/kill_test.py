#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill_test.py - kill -9 under load, start again, look for everything that was acknowledged.

usage: kill_test.py PERPETUA [--kills N] [--seed N]

Clients send orders without waiting while the agents trade.  When they have got a random number of
answers the process is killed.  After the restart each acknowledged order is asked for: one that was
cancelled must be ended, one that had filled must have filled at least as much; the balance and the
position of an account that waited for its last answer must be the same to the last digit.  Clients that
followed the private events of their account ask for them again and must find all that they saw, without
a gap.  The journal is verified at the end.
"""

import argparse
import datetime
import random
import subprocess
import sys
import threading
import time

from venue import Checks, Closed, Error, Rpc, Venue

NAME = "BTC_USD-PERPETUAL"
ANSWERS_MAX = 120  # that a trader gets before the kill
WAIT_S = 300  # for anything: no machine is so slow
EVENTS = "user.orders.any.any.raw"
# Money moves at fundings and settlements too: venue time begins hours away from any.
TOMORROW = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
QUIET = ("--begin", TOMORROW.strftime("%Y-%m-%dT01:00:00Z"))
LIMITS = ("--request-burst", "0", "--matching-burst", "0", "--subscribe-burst", "0", "--segment-mib", "4")


class Trader(threading.Thread):
    """Sends orders and cancels without waiting, and keeps every answer."""

    def __init__(self, port, price, seed):
        super().__init__()
        self.random = random.Random(seed)
        self.price = price
        self.client = Rpc(port, timeout_s=WAIT_S)
        self.client.log_in("demo")
        self.client.call("private/subscribe", channels=[EVENTS])
        self.asked = {}
        self.orders = {}
        self.count = 0
        self.wanted = self.random.randint(5, ANSWERS_MAX)
        self.is_enough = threading.Event()

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
        self.count += 1
        if self.count == self.wanted:
            self.is_enough.set()
        result = message.get("result")
        if result is None:
            return
        order = result.get("order", result)
        self.orders[order["order_id"]] = (order["order_state"], order.get("filled_amount", 0))

    def run(self):
        try:
            while True:
                self.send_some()
                while len(self.asked) > 40:
                    self.take_one()
        except (Closed, OSError, ValueError):
            return
        finally:
            self.is_enough.set()


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
    """The mark of a market that has both sides."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        ticker = client.call("public/ticker", instrument_name=NAME)
        if ticker.get("mark_price") and ticker.get("best_bid_price") and ticker.get("best_ask_price"):
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


def seen_numbers(notes):
    """Numbers of the private events that a client saw; None when one was left out on the way."""
    numbers = []
    for note in notes:
        params = note["params"]
        if numbers and params["prev_sequence"] != numbers[-1]:
            return None
        numbers.append(params["sequence"])
    return numbers


def stream_faults(client, notes):
    """What a client that resumes finds wrong with the events of its account."""
    numbers = seen_numbers(notes)
    if numbers is None:
        return ["a message was left out", notes]
    if not numbers:
        return []
    found = []
    has_more = True
    while has_more and (not found or found[-1] < numbers[-1]):
        after = found[-1] if found else numbers[0] - 1
        answer = client.call("private/get_account_events", after_sequence=after, count=1000)
        found += [event["sequence"] for event in answer["events"]]
        has_more = answer["has_more"]
    is_whole = found == list(range(numbers[0], numbers[0] + len(found)))
    if is_whole and found[-1] >= numbers[-1]:
        return []
    return ["saw %d to %d, found %r to %r, %d of them" % (numbers[0], numbers[-1], found[:1], found[-1:], len(found))]


def one_kill(venue, dice, sums):
    with Rpc(venue.port, timeout_s=WAIT_S) as quiet:
        quiet.log_in("demo2")
        quiet.call("private/subscribe", channels=[EVENTS])
        price = wait_for_price(quiet)
        traders = [Trader(venue.port, price, dice.random()) for _ in range(2)]
        traders[0].client.call("private/cancel_all")
        for trader in traders:
            trader.start()
        for trader in traders:
            trader.is_enough.wait(WAIT_S)
            sums["wanted"] += trader.wanted
        before = quiet_account(quiet)
        time.sleep(dice.uniform(0, 0.02))
    venue.kill()
    for trader in traders:
        trader.join()
    sequence = venue.sequence
    venue.start()
    sums["ready_ms"].append(venue.ready_ms)
    with Rpc(venue.port, timeout_s=WAIT_S) as client:
        client.log_in("demo2")
        after = standing(client)
        sums["streams"] += stream_faults(client, quiet.notes)
    with Rpc(venue.port, timeout_s=WAIT_S) as client:
        client.log_in("demo")
        for trader in traders:
            sums["lost"] += lost_orders(client, trader.orders)
            sums["answers"] += trader.count
            sums["orders"] += len(trader.orders)
            sums["notes"] += len(trader.client.notes)
            sums["streams"] += stream_faults(client, trader.client.notes)
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
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    checks = Checks()
    dice = random.Random(options.seed)
    sums = {"lost": [], "changed": [], "streams": [], "ready_ms": []}
    sums |= {"answers": 0, "orders": 0, "wanted": 0, "notes": 0}
    with Venue(options.program, *LIMITS, *QUIET) as venue:
        for _ in range(options.kills):
            one_kill(venue, dice, sums)
        check_disconnect(checks, venue)
        checks.check("answers came before each kill", sums["answers"] >= sums["wanted"], sums["answers"])
        checks.check("orders were acknowledged", sums["orders"] > 0, sums["orders"])
        checks.equal("acknowledged orders that were lost", sums["lost"][:3], [])
        checks.equal("events that clients cannot find again", sums["streams"][:3], [])
        checks.equal("balances and positions that changed", sums["changed"][:3], [])
        checks.equal("it stops in order", venue.stop(), 0)
        done = subprocess.run([options.program, "verify", venue.directory], capture_output=True, text=True, check=False)
        checks.equal("the journal verifies", (done.returncode, done.stderr), (0, ""))
        times = sorted(sums["ready_ms"])
        print(
            "%d kills, %d answers, %d orders asked for again, %d private events seen, %d commands in the journal; "
            "ready after %d ms (median), %d ms (worst)"
            % (options.kills, sums["answers"], sums["orders"], sums["notes"], venue.sequence, times[len(times) // 2], times[-1])
        )
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
