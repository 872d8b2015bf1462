#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""passing.py - members pass lots on, and makers see what their programme makes of their quotes.

A part of operations_test.py, which has the venue and the operators.
Operators open an account at a market maker's member and make a programme for it.  A customer of the broker buys
and gives a part up, which the maker's member refuses, accepts, and is offered in vain; an omnibus account
allocates what it bought.  The maker quotes, and asks what that counts for.
"""

import json
import os

import venue as v
from desk import INSTRUMENT, agree, client, trade

MAKER_MEMBER = 10
MAKER_USER = 50
OMNIBUS_USER = 51
BROKER = 2
FORBIDDEN = 13021
NOT_FOUND = 13020
CASH = 500000


def error_of(rpc, method, **params):
    try:
        rpc.call(method, **params)
    except v.Error as error:
        return error.code
    return 0


def open_account(checks, one, other, member, user, **more):
    """An account of a new user of the member, with cash."""
    roles = ["trader", "member_admin"]
    made = agree(one, other, "user_set", {"user_id": user, "member_id": member, "roles": roles}, "a new user")
    checks.check("user %d" % user, made["state"] == "executed", made)
    fields = {"member_id": member, "state": "approved", "classes": ["futures"], "controller_id": user, **more}
    made = agree(one, other, "account_open", fields, "a new account")
    checks.check("its account", made["state"] == "executed", made)
    accounts = one.call("operations/get_accounts", member_id=member, count=1000)["accounts"]
    account = next(it["account_id"] for it in accounts if it.get("controller_id") == user)
    made = agree(one, other, "deposit", {"account_id": account, "amount_micros": CASH}, "its cash")
    checks.equal("its cash", made["state"], "executed")
    return account


def set_up(checks, one, other):
    for command, fields in [
            ("participant_terms", {"consent_version": 0, "needs_limits": 0}),
            ("give_up_terms", {"window_ns": 3600000, "answer_ns": 1800000}),
            ("programme_terms", {"instrument_name": INSTRUMENT, "programme_id": 1, "runs": 1, "spread_ppm": 10,
                                 "lots": 0.01, "uptime_ppm": 50, "weekdays": 127, "from_minute": 0,
                                 "to_minute": 1440, "reward_micros": 25, "rebate_ppm": 25})]:
        done = agree(one, other, command, fields, "for a test")
        checks.equal(command, done["state"], "executed")
    maker = open_account(checks, one, other, MAKER_MEMBER, MAKER_USER)
    omnibus = open_account(checks, one, other, BROKER, OMNIBUS_USER)
    profile = {"account_id": omnibus, "country": "US", "account_kind": "omnibus"}
    checks.equal("an omnibus account", agree(one, other, "account_profile", profile, "its customers")["state"], "executed")
    enrol = {"account_id": maker, "programme_id": 1, "is_enrolled": 1}
    checks.equal("the maker takes part", agree(one, other, "programme_enrol", enrol, "it quotes")["state"], "executed")
    return [("maker", MAKER_USER, MAKER_MEMBER, maker), ("omnibus", OMNIBUS_USER, BROKER, omnibus)]


def add_keys(venue, accounts):
    path = os.path.join(venue.directory, "keys.json")
    with open(path, encoding="utf-8") as file:
        root = json.load(file)
    model = next(key for key in root["keys"] if key["id"] == "demo")
    for name, user, member, account in accounts:
        root["number_last"] += 1
        root["keys"].append({**model, "id": name, "secret": name + "-secret", "user": user, "member": member,
                             "account": account, "number": root["number_last"]})
    with open(path, "w", encoding="utf-8") as file:
        json.dump(root, file)


def size_of(rpc):
    return rpc.call("private/get_position", instrument_name=INSTRUMENT)["size"]


def test_give_up(checks, giver, taker, maker):
    trade_id = int(trade(giver))
    before = size_of(giver)
    other = error_of(taker, "private/give_up", trade_id=trade_id, to_account_id=2)
    checks.equal("nobody gives up what another traded", other, FORBIDDEN)
    checks.equal("no such trade", error_of(giver, "private/give_up", trade_id=2**50, to_account_id=maker), NOT_FOUND)
    same = error_of(giver, "private/give_up", trade_id=trade_id, to_account_id=3)
    checks.check("not to the same member", same not in (0, FORBIDDEN), same)
    offers = [giver.call("private/give_up", trade_id=trade_id, to_account_id=maker, amount=0.004) for _ in range(2)]
    checks.equal("two offers", [it["state"] for it in offers], ["proposed", "proposed"])
    seen = taker.call("private/get_give_ups")
    checks.equal("the other member sees them", [it["give_up_id"] for it in seen["give_ups"]],
                 [it["give_up_id"] for it in offers])
    checks.equal("and what they are", [(it["amount"], it["direction"], it["waits_for"]) for it in seen["give_ups"]],
                 [(0.004, "buy", "you")] * 2)
    first, second = (int(it["give_up_id"]) for it in offers)
    own = error_of(giver, "private/decide_give_up", give_up_id=first, decision="accept")
    checks.equal("who gives does not accept", own, FORBIDDEN)
    refused = taker.call("private/decide_give_up", give_up_id=first, decision="refuse")
    checks.equal("one is refused", refused["state"], "refused")
    done = taker.call("private/decide_give_up", give_up_id=second, decision="accept")
    checks.equal("the other accepted", (done["state"], done["amount"]), ("accepted", 0.004))
    checks.check("its fee goes over", done["fee"] >= 0, done)
    checks.check("the lots went over", abs(size_of(taker) - 0.004) < 1e-9 and abs(before - 0.004 - size_of(giver)) < 1e-9,
                 (before, size_of(giver), size_of(taker)))
    rest = giver.call("private/give_up", trade_id=trade_id, to_account_id=maker)
    checks.equal("all that is left", rest["amount"], 0.006)
    back = giver.call("private/decide_give_up", give_up_id=int(rest["give_up_id"]), decision="withdraw")
    checks.equal("is withdrawn", back["state"], "withdrawn")
    checks.equal("nothing waits", giver.call("private/get_give_ups")["give_ups"], [])


def buy_bunch(omnibus, name):
    """Buys two amounts under one client order id at most: the market may be without asks for a moment."""
    try:
        done = omnibus.call("private/buy", instrument_name=INSTRUMENT, amount=0.01, type="market", client_order_id=name)
    except v.Error:
        return 0
    return done["order"]["filled_amount"]


def test_allocation(checks, omnibus, account):
    names = iter(range(1, 10000))
    taken = {}

    def attempt():
        name = "bunch-%d" % next(names)
        taken[name] = buy_bunch(omnibus, name)
        return name if taken[name] >= 0.0003 else None

    name = v.wait_for(attempt)
    lots = round(taken[name] * 10000)
    rows = [{"account_id": 2, "amount": 0.0001}, {"account_id": 3, "amount": 0.0001},
            {"account_id": account, "amount": (lots - 2) / 10000}]
    asked = {"instrument_name": INSTRUMENT, "client_order_id": name, "direction": "buy"}
    short = error_of(omnibus, "private/allocate", **asked, rows=rows[:2])
    checks.check("rows that are not the bunch", short != 0, short)
    checks.equal("a row without an amount", error_of(omnibus, "private/allocate", **asked, rows=[{"account_id": 2}]), -32602)
    checks.equal("no rows", error_of(omnibus, "private/allocate", **asked, rows=[]), -32602)
    done = omnibus.call("private/allocate", **asked, rows=rows)
    checks.equal("allocated", [(it["account_id"], round(it["amount"] * 10000)) for it in done],
                 [(2, 1), (3, 1), (account, lots - 2)])
    checks.check("what is kept stays", abs(size_of(omnibus) - (lots - 2) / 10000) < 1e-9, size_of(omnibus))
    again = error_of(omnibus, "private/allocate", **asked, rows=rows)
    checks.check("a bunch is allocated once", again != 0, again)


def test_programme(checks, maker, other):
    mine = maker.call("private/get_programmes")
    checks.equal("the maker's programme", [(it["programme_id"], it["obligation"]["amount"], it["until"]) for it in mine],
                 [(1, 0.01, None)])
    checks.equal("others have none", other.call("private/get_programmes"), [])
    middle = maker.call("public/ticker", instrument_name=INSTRUMENT)["index_price"]

    def quote():
        for side, away in (("buy", 0.96), ("sell", 1.04)):
            maker.call("private/" + side, instrument_name=INSTRUMENT, amount=0.02, type="limit", post_only=True,
                       price=round(middle * away))
        return True

    def attempt():
        try:
            return quote()
        except v.Error:
            return False

    v.wait_for(attempt)

    def measured():
        try:
            found = maker.call("private/get_programme_figures")["programmes"]
        except v.Error:
            return None
        return found if found and found[0]["quoted"] > 0 else None

    figures = v.wait_for(measured)
    checks.check("time that it quoted", figures is not None and 0 < figures[0]["quoted"] <= figures[0]["due"], figures)
    row = figures[0]
    checks.equal("a date counts from the next on", (row["counts"], row["is_met"], row["pays"], row["paid"]),
                 (False, False, 0, 0))
    checks.equal("nothing was measured of others", other.call("private/get_programme_figures")["programmes"], [])
    no_date = error_of(maker, "private/get_programme_figures", trade_date="2020-01-01")
    checks.equal("no such date", no_date, NOT_FOUND)
    wrong = error_of(maker, "private/get_programme_figures", trade_date="soon")
    checks.equal("no date", wrong, -32602)


def test_fees(checks, member):
    fees = member.call("private/get_fee_tiers", instrument_name=INSTRUMENT)
    checks.check("rates without tiers", fees["tiers"] == [] and fees["taker"] >= fees["maker"] >= 0, fees)
    checks.equal("no volume is counted", fees["volume_30d"], 0)


def run(checks, venue, accounts):
    (_, _, _, maker), (_, _, _, omnibus) = accounts
    giver, taker, bunch = (client(venue, name) for name in ("demo", "maker", "omnibus"))
    test_give_up(checks, giver, taker, maker)
    test_allocation(checks, bunch, omnibus)
    test_programme(checks, taker, giver)
    test_fees(checks, giver)
    checks.equal("nothing failed", venue.metric("supervision_failed"), 0)
