#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""receipts_test.py - clients ask a running venue how its numbers came about.

usage: receipts_test.py PERPETUA

Over both transports: everybody's receipts, an account's own, none of another's; what does not exist and
what asks for too much is a catalogued error; a venue that was killed gives the same receipts again.
"""

import base64
import json
import sys
import time

from kill_test import LIMITS, NAME, wait_for_price
from venue import Checks, Error, Rpc, Venue

WAIT_S = 300
NOT_FOUND = 13020
UNAUTHORIZED = 13009
INVALID = -32602
TOO_MANY = 10028
BEHIND = 13028


def eventually(ask):
    """Waits for a receipt that is still to come; any other error is the answer."""
    deadline = time.monotonic() + WAIT_S
    while True:
        try:
            return ask()
        except Error as error:
            if error.code not in (NOT_FOUND, BEHIND) or time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def error_of(ask):
    try:
        ask()
    except Error as error:
        return error.code
    return 0


def check_receipt(checks, sentence, receipt, rules):
    """A receipt that is whole: inputs with their origin, steps with their rules, results that agree."""
    sections = {}
    for line in receipt["lines"]:
        sections.setdefault(line["section"], []).append(line)
    named = {line["rule"] for line in sections.get("step", [])}
    checks.check(sentence + ": verified", receipt["verified"] is True, receipt)
    checks.check(sentence + ": inputs", all(line["from"] and line["value"] for line in sections.get("input", [])) and "input" in sections)
    checks.check(sentence + ": rules", set(rules) <= named, named)
    checks.check(sentence + ": results", all(line["agree"] and line["value"] == line["recorded"] for line in sections["result"]))


def check_public(checks, client):
    for kind, rules in (("mark", ["R-MARK-2"]), ("index", ["R-INDEX-7"]), ("funding", ["R-PREMIUM-5"])):
        receipt = eventually(lambda: client.call("public/get_receipt", kind=kind, instrument_name=NAME))
        check_receipt(checks, kind, receipt, rules)
        again = client.call("public/get_receipt", kind=kind, id=receipt["id"])
        checks.equal(kind + ": by its number", again, receipt)
    checks.equal("no instrument", error_of(lambda: client.call("public/get_receipt", kind="mark")), -32000)
    checks.equal("no such kind", error_of(lambda: client.call("public/get_receipt", kind="margin", instrument_name=NAME)), INVALID)
    for wrong in ("", "x", "0", "1.", "1.2.3", "-1", "99999999999999999999"):
        checks.equal("id '%s'" % wrong, error_of(lambda: client.call("public/get_receipt", kind="mark", id=wrong)), INVALID)
    checks.equal("a number that is no mark", error_of(lambda: client.call("public/get_receipt", kind="mark", id="1")), NOT_FOUND)
    checks.equal("not logged in", error_of(lambda: client.call("private/get_receipt", kind="margin")), UNAUTHORIZED)


def buy(client, lots):
    """Buys so many lots: what rests at that moment may be less, then another order takes the rest."""
    deadline = time.monotonic() + WAIT_S
    while True:
        try:
            order = client.call("private/buy", instrument_name=NAME, amount=lots / 10000, type="market")["order"]
            lots -= round(order["filled_amount"] * 10000)
        except Error:
            order = None
        if lots == 0 or time.monotonic() > deadline:
            return order["order_id"]
        time.sleep(0.05)


def check_margin(checks, client):
    """The account as it stands, beside what the venue says of it."""
    receipt = client.call("private/get_receipt", kind="margin", instrument_name=NAME)
    check_receipt(checks, "margin", receipt, ["R-EQUITY-3", "R-MARGIN-5", "R-ATT-5"])
    order_id = buy(client, 5000)
    receipt = client.call("private/get_receipt", kind="margin")
    check_receipt(checks, "margin of a position", receipt, ["R-EQUITY-2", "R-TIER-1"])
    net = [line["value"] for line in receipt["lines"] if line["text"] == "net position"]
    checks.equal("its lots", net, ["5000 contracts"])
    return order_id


def refuse(client):
    """An order that the money does not allow."""
    return error_of(lambda: client.call("private/buy", instrument_name=NAME, amount=50, type="market"))


def check_refusal(checks, client, other):
    checks.equal("nothing refused yet", error_of(lambda: client.call("private/get_receipt", kind="refusal")), NOT_FOUND)
    checks.equal("refused", refuse(client), 10009)
    receipt = client.call("private/get_receipt", kind="refusal", instrument_name=NAME)
    check_receipt(checks, "refusal", receipt, ["R-MARGIN-2", "R-EQUITY-3"])
    checks.equal("by its number", client.call("private/get_receipt", kind="refusal", id=receipt["id"]), receipt)
    for sentence, ask in (
        ("another's by its number", lambda: other.call("private/get_receipt", kind="refusal", id=receipt["id"])),
        ("another's newest", lambda: other.call("private/get_receipt", kind="refusal")),
        ("another's by the command alone", lambda: other.call("private/get_receipt", kind="refusal", id=receipt["id"].split(".")[0])),
        ("everybody's", lambda: other.call("public/get_receipt", kind="mark", id=receipt["id"])),
    ):
        checks.equal(sentence, error_of(ask), NOT_FOUND)
    return receipt


def check_order(checks, client, other, order_id):
    ask = {"kind": "liquidation", "order_id": order_id}
    checks.equal("no forced close", error_of(lambda: client.call("private/get_receipt", **ask)), NOT_FOUND)
    checks.equal("another's order", error_of(lambda: other.call("private/get_receipt", **ask)), 10004)
    checks.equal("no order", error_of(lambda: client.call("private/get_receipt", kind="liquidation", order_id="7")), 10004)


def check_many(checks, client):
    """Many questions at once: each has an answer, a receipt or the catalogued refusal."""
    count = 300
    for _ in range(count):
        client.ask("private/get_receipt", kind="margin")
    codes = []
    while len(codes) < count:
        answer = client.take()
        if "id" in answer:
            codes.append(answer.get("error", {}).get("code", 0))
    checks.check("answered or refused", set(codes) <= {0, TOO_MANY}, set(codes))
    checks.check("some are answered", 0 in codes)


def over_http(venue, method, **params):
    key = base64.b64encode(b"demo:demo-secret").decode()
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    status, _, content = venue.get("/api/v2", method="POST", body=body, headers={"Authorization": "Basic " + key})
    return status, json.loads(content)


def check_http(checks, venue, refusal):
    status, answer = over_http(venue, "private/get_receipt", kind="margin")
    checks.equal("margin over HTTP", status, 200)
    checks.check("is verified", answer["result"]["verified"])
    status, answer = over_http(venue, "private/get_receipt", kind="refusal")
    checks.equal("the same over HTTP", answer.get("result"), refusal)
    status, _ = over_http(venue, "private/get_receipt", kind="default")
    checks.equal("none over HTTP", status, 400)


def main():
    checks = Checks()
    with Venue(sys.argv[1], *LIMITS, "--speed", "30") as venue:
        with Rpc(venue.port) as client, Rpc(venue.port) as other:
            wait_for_price(client)
            check_public(checks, client)
            client.log_in("demo")
            other.log_in("demo2")
            order_id = check_margin(checks, client)
            refusal = check_refusal(checks, client, other)
            check_order(checks, client, other, order_id)
            check_many(checks, client)
        check_http(checks, venue, refusal)
        venue.kill()
        venue.start()
        with Rpc(venue.port) as client:
            client.log_in("demo")
            again = eventually(lambda: client.call("private/get_receipt", kind="refusal"))
            checks.equal("after a kill", again, refusal)
        checks.equal("all verify", venue.metric("receipts_unverified_total"), 0)
        checks.equal("none failed", venue.metric("receipts_failed"), 0)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
