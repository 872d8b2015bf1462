#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""desk.py - what tests of consoles and members share: keys, two operators that agree, a trade."""

import venue as v

INSTRUMENT = "BTC_USD-PERPETUAL"


def client(venue, key):
    rpc = v.Rpc(venue.port)
    rpc.log_in(key)
    return rpc


def submit(rpc, command, fields, reason, **more):
    return rpc.call("operations/submit", command=command, fields=fields, reason=reason, **more)


def agree(one, other, command, fields, reason):
    """Proposed by one, approved by the other."""
    waiting = submit(one, command, fields, reason)
    if waiting["state"] != "waiting":
        return waiting
    return other.call("operations/approve", action_id=waiting["action_id"], reason="seen and agreed")


def trade(member):
    """Buys until the market trades."""

    def attempt():
        try:
            return member.call("private/buy", instrument_name=INSTRUMENT, amount=0.01, type="market")
        except v.Error:
            return None

    return v.wait_for(lambda: (attempt() or {}).get("trades"))[0]["trade_id"]
