#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kept_test.py - protections by group, the log of who came and announcements, before and after a kill.

usage: kept_test.py PERPETUA
"""

import contextlib
import os
import sqlite3
import sys
import time

from kill_test import LIMITS, NAME, wait_for_price
from venue import Checks, Error, Rpc, Venue, wait_for

INDEX = "btc_usd"


def configure(client, name, quantity, **more):
    if name:
        more["mmp_group"] = name
    more.setdefault("max_quote_quantity", 1)
    return client.call("private/set_mmp_config", index_name=INDEX, interval=60, frozen_time=0, quantity_limit=quantity, **more)


def quote(client, group, set_id, price, amount=0.01):
    quotes = [{"instrument_name": NAME, "quote_set_id": set_id, "bid": {"price": price, "amount": amount}}]
    return client.call("private/mass_quote", quote_id="1", mmp_group=group, quotes=quotes, detailed=True)


def resting(client):
    orders = client.call("private/get_open_orders_by_instrument", instrument_name=NAME)
    return sorted(order["mmp_group"] + "." + order["quote_set_id"] for order in orders if order.get("quote"))


def fault_of(client, method, **params):
    try:
        client.call(method, **params)
    except Error as error:
        return error.code
    return 0


def told(client):
    """Groups that the channel has named until now."""
    client.call("public/test")
    return [note["params"]["data"]["mmp_group"] for note in client.notes if note["params"]["channel"].startswith("user.mmp_trigger")]


def protections_before(checks, client):
    price = wait_for_price(client)
    client.call("private/enable_cancel_on_disconnect", scope="connection")
    configure(client, "alpha", 0.001)
    configure(client, "beta", 0.001)
    configure(client, "", 5, trade_count_limit=7)
    shown = client.call("private/get_mmp_config", index_name=INDEX, mmp_group="alpha")
    checks.equal("a group has a configuration of its own", [(row["mmp_group"], row["quantity_limit"]) for row in shown], [("alpha", 0.001)])
    shown = client.call("private/get_mmp_config", index_name=INDEX)
    checks.equal("without a name it is that of plain orders", [(row.get("mmp_group"), row["trade_count_limit"]) for row in shown], [(None, 7)])
    client.call("private/subscribe", channels=["user.mmp_trigger." + INDEX])
    quote(client, "alpha", "1", price - 2000)
    quote(client, "alpha", "2", price - 2001)
    quote(client, "beta", "1", price - 2002)
    checks.equal("quotes rest", resting(client), ["alpha.1", "alpha.2", "beta.1"])
    quote(client, "alpha", "3", price + 1000)  # it trades at once, or with the next that sells
    wait_for(lambda: client.call("private/get_mmp_status", index_name=INDEX, mmp_group="alpha"))
    traded = client.call("private/get_user_trades_by_instrument", instrument_name=NAME, count=10)["trades"]
    checks.check("a quote that trades is filled", traded)
    checks.equal("its group's quotes end, the other's rest", resting(client), ["beta.1"])
    rows = client.call("private/get_mmp_status", index_name=INDEX, mmp_group="alpha")
    checks.equal("the group is frozen until it is reset", [(row["mmp_group"], row["frozen_until"]) for row in rows], [("alpha", 0)])
    checks.equal("the channel names the group", wait_for(lambda: told(client)), ["alpha"])
    refused = quote(client, "alpha", "1", price - 2000)
    checks.check("a frozen group quotes no more", refused["errors"] and not refused["orders"], refused)
    checks.equal("the other group does", quote(client, "beta", "2", price - 2003)["errors"], [])
    checks.equal("one set is taken back", client.call("private/cancel_quotes", cancel_type="quote_set_id", quote_set_id="2"), 1)
    checks.equal("a currency that nothing is in takes none back", client.call("private/cancel_quotes", cancel_type="currency", currency="ETH"), 0)
    begin = time.monotonic()
    ended = client.call("private/cancel_quotes", cancel_type="currency", currency="BTC", detailed=True, freeze_quotes=True)
    checks.equal("in detail the orders are shown", [order["order_state"] for order in ended], ["cancelled"])
    is_frozen = fault_of(client, "private/mass_quote", quote_id="2", mmp_group="beta", quotes=[]) != 0
    checks.check("and quotes are frozen for a second", is_frozen or time.monotonic() - begin > 0.9)


def open_lots(client, group):
    orders = client.call("private/get_open_orders_by_instrument", instrument_name=NAME)
    return sum(order["contracts"] for order in orders if order.get("mmp_group") == group and order["direction"] == "buy")


def quote_limit(checks, client):
    """No more is open on a side than max_quote_quantity, however it comes there."""
    while fault_of(client, "private/mass_quote", quote_id="0", mmp_group="beta", quotes=[]) != 0:
        time.sleep(0.05)  # they are frozen for a second
    price = wait_for_price(client) - 3000
    shown = configure(client, "wide", 1, max_quote_quantity=0.03)
    checks.equal("the limit of open quotes is shown", [row["max_quote_quantity"] for row in shown], [0.03])
    checks.equal("as much may be open", quote(client, "wide", "1", price, 0.02)["errors_count"], 0)
    over = quote(client, "wide", "2", price, 0.02)
    checks.equal("a quote beyond it is refused", [row["error"]["code"] for row in over["errors"]], [11030])
    checks.equal("and does not rest", (over["orders"], open_lots(client, "wide")), ([], 200))
    both = [{"instrument_name": NAME, "quote_set_id": name, "bid": {"price": price, "amount": 0.01}} for name in ("3", "4")]
    pair = client.call("private/mass_quote", quote_id="2", mmp_group="wide", quotes=both, detailed=True)
    checks.equal("of two in one request the second", [row["quote_set_id"] for row in pair["errors"]], ["4"])
    checks.equal("a quote in its own place counts once", quote(client, "wide", "1", price - 1, 0.02)["errors_count"], 0)
    checks.equal("but may not grow", quote(client, "wide", "1", price - 1, 0.03)["errors_count"], 1)
    checks.equal("it may become less", quote(client, "wide", "1", price - 1, 0.01)["errors_count"], 0)
    asks = [{"instrument_name": NAME, "quote_set_id": "5", "ask": {"price": price + 9000, "amount": 0.03}}]
    ask = client.call("private/mass_quote", quote_id="3", mmp_group="wide", quotes=asks, detailed=True)
    checks.equal("the other side has its own", ask["errors_count"], 0)
    wider = configure(client, "wide", 1, max_quote_quantity=0.05)
    checks.equal("the limit can be changed", [row["max_quote_quantity"] for row in wider], [0.05])
    checks.equal("then more may be open", quote(client, "wide", "1", price - 1, 0.04)["errors_count"], 0)
    limit = {"instrument_name": NAME, "type": "limit", "price": price, "label": "maker", "mmp": True}
    configure(client, "", 5, max_quote_quantity=0.02)
    placed = client.call("private/buy", amount=0.02, **limit)["order"]
    checks.equal("an order of the protection is refused alike", fault_of(client, "private/buy", amount=0.001, **limit), 11030)
    checks.equal("and an edit that makes it grow", fault_of(client, "private/edit", order_id=placed["order_id"], amount=0.03, price=price), 11030)
    checks.equal("others are not asked", client.call("private/buy", amount=0.03, **{**limit, "mmp": False})["order"]["order_state"], "open")
    client.call("private/cancel_all")


def quote_limit_after(checks, client):
    price = wait_for_price(client) - 3000
    client.call("private/enable_cancel_on_disconnect", scope="connection")
    rows = client.call("private/get_mmp_config", index_name=INDEX, mmp_group="wide")
    checks.equal("limits of open quotes are kept", [row["max_quote_quantity"] for row in rows], [0.05])
    checks.equal("and hold", quote(client, "wide", "9", price, 0.06)["errors_count"], 1)


def new_and_all(client):
    """All announcements, if all are new: one may be made between the two questions."""
    new = client.call("private/get_new_announcements")
    return new if new == client.call("public/get_announcements", count=50) else None


def mark_first(checks, client):
    """One announcement is read: it is not new any more, and still listed."""
    new = wait_for(lambda: new_and_all(client))
    checks.check("none is read yet", new)
    checks.equal("the newest is marked as read", client.call("private/set_announcement_as_read", announcement_id=new[0]["id"]), "ok")
    left = [row["id"] for row in client.call("private/get_new_announcements")]  # newer ones may have come
    checks.equal("the others are new", left[-len(new) + 1 :], [row["id"] for row in new[1:]])
    checks.check("and this one is not", new[0]["id"] not in left, left)
    checks.equal("all are listed", client.call("public/get_announcements", count=50)[-len(new) :], new)
    checks.equal("what was never announced cannot be read", fault_of(client, "private/set_announcement_as_read", announcement_id=1), 13020)
    return new[0]["id"]


def protections_after(checks, client):
    names = sorted(row.get("mmp_group", "") for row in client.call("private/get_mmp_config"))
    checks.equal("names of protections are kept", names, ["", "alpha", "beta", "wide"])
    checks.equal("a freeze is kept", [row["mmp_group"] for row in client.call("private/get_mmp_status")], ["alpha"])
    checks.equal("a reset ends it", client.call("private/reset_mmp", index_name=INDEX, mmp_group="alpha"), "ok")
    checks.equal("nothing is frozen", client.call("private/get_mmp_status"), [])
    configure(client, "beta", 0.001)
    checks.check("a group that was never set has no reset", fault_of(client, "private/reset_mmp", index_name=INDEX, mmp_group="gamma") != 0)


def accesses(client):
    return client.call("private/get_access_log", count=100)


def wait_for_accesses(directory, count):
    """Until the database has them: a kill takes away what is only in memory."""
    with contextlib.closing(sqlite3.connect(os.path.join(directory, "history.db"), timeout=300)) as database:
        while database.execute("SELECT COUNT(*) FROM accesses").fetchone()[0] < count:
            time.sleep(0.01)


def main():
    checks = Checks()
    with Venue(sys.argv[1], *LIMITS) as venue:
        with Rpc(venue.port) as client:
            client.log_in("demo")
            checks.check("a wrong secret is refused", fault_of(client, "public/auth", grant_type="client_credentials", client_id="demo", client_secret="no") == 13004)
            log = accesses(client)
            checks.equal("both are in the log", [row["result"] for row in log["data"]], ["failure", "success"])
            notices = client.call("public/get_announcements", count=50)
            protections_before(checks, client)
            while not notices:  # written at the next commit
                time.sleep(0.01)
                notices = client.call("public/get_announcements", count=50)
            checks.check("the listing was announced", any(NAME + " is listed" == row["title"] for row in notices), notices)
            quote_limit(checks, client)
            read = mark_first(checks, client)
            wait_for_accesses(venue.directory, 2)
        venue.kill()
        venue.start()
        with Rpc(venue.port) as client:
            client.log_in("demo")
            later = accesses(client)
            checks.equal("the log goes on where it was", [row["id"] for row in later["data"]], [log["data"][0]["id"] + 1] + [row["id"] for row in log["data"]])
            checks.equal("and counts all", later["records_total"], 3)
            page = client.call("private/get_access_log", count=1, offset=2)["data"]
            checks.equal("a page of it", [row["id"] for row in page], [log["data"][1]["id"]])
            again = client.call("public/get_announcements", count=50)
            checks.equal("announcements are kept", again[-len(notices) :], notices)
            protections_after(checks, client)
            quote_limit_after(checks, client)
            checks.check("what was read stays read", read not in [row["id"] for row in client.call("private/get_new_announcements")])
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
