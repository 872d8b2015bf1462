#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""operations_test.py - two operators at their console: a halt, terms, an error trade, and a restart.

usage: operations_test.py PERPETUA

What one proposes the other approves; the reasons are those that were given, also after the venue was
stopped and started again.  A trade outside of the no-cancel range is busted: a notice says so to
everybody, and both sides have what they had.  Before, members pass lots on, and a maker looks at its programme
(passing.py).
"""

import sys

import passing
import venue as v
from desk import INSTRUMENT, agree, client, submit, trade

OPERATE = {"control_terms": {"no_cancel_ticks": 0, "no_cancel_ppm": 0}}


def test_halt(checks, one, other):
    halt = {"instrument_name": INSTRUMENT, "state": "paused"}
    checks.equal("a pause waits for nobody", submit(one, "halt", halt, "a drill")["state"], "executed")
    product = one.call("operations/get_state")["products"][0]
    checks.equal("the market is paused", product["halt"], "paused")
    reason = v.wait_for(lambda: one.call("operations/get_state")["products"][0].get("halt_reason"))
    checks.equal("and says why", reason, "a drill")
    resume = {"instrument_name": INSTRUMENT, "state": "none"}
    waiting = submit(one, "halt", resume, "the drill is over")
    checks.equal("to go on needs two", waiting["state"], "waiting")
    own = one.call("operations/approve", action_id=waiting["action_id"], reason="me again")
    checks.equal("not the same person twice", own["reject"]["name"], "approver")
    seen = other.call("operations/get_actions")["waiting"]
    checks.equal("the other sees it", [it["may_decide"] for it in seen], [True])
    done = other.call("operations/approve", action_id=waiting["action_id"], reason="agreed")
    checks.equal("and agrees", done["state"], "executed")
    checks.equal("nothing waits any more", one.call("operations/get_actions")["waiting"], [])


def decided(member, trade_id):
    found = member.call("private/get_error_trades")
    return [it for it in found if it["trade_id"] == trade_id and it["state"] == "busted"]


def ask_about(member):
    """A trade that is asked about; None: its price was the mark, which is a range of its own."""
    trade_id = trade(member)
    try:
        member.call("private/request_error_trade", trade_id=trade_id, reason="a digit too many")
    except v.Error:
        return None
    return trade_id


def test_error_trade(checks, one, other, member):
    trade_id = trade(member)
    try:
        member.call("private/request_error_trade", trade_id=trade_id, reason="a digit too many")
        refused = 0
    except v.Error as error:
        refused = error.code
    checks.check("a trade near the mark stands", refused != 0)
    done = agree(one, other, "control_terms", OPERATE["control_terms"], "no range for a test")
    checks.equal("the range is taken away", done["state"], "executed")
    trade_id = v.wait_for(lambda: ask_about(member))
    checks.check("the member asks", trade_id is not None)
    net = member.call("private/get_position", instrument_name=INSTRUMENT)["size"]
    errors = v.wait_for(lambda: one.call("operations/get_error_trades")["errors"])
    checks.equal("the operators see who and why", errors[0]["request_reason"], "a digit too many")
    bust = {"trade_id": int(trade_id), "decision": "busted"}
    done = agree(one, other, "error_decide", bust, "clearly an error")
    checks.equal("busted by two", done["state"], "executed")
    checks.check("the member sees it", v.wait_for(lambda: decided(member, trade_id)))
    after = member.call("private/get_position", instrument_name=INSTRUMENT)["size"]
    checks.check("the lots went back", after != net, (net, after))
    return trade_id


def notices(venue):
    with v.Rpc(venue.port) as nobody:
        return [(it["kind"], it["reason"]) for it in nobody.call("public/get_notices")]


def all_ended(operator, last_reason):
    """The actions that have ended, once the last of them is among them: the desk is a moment behind."""
    ended = operator.call("operations/get_actions")["ended"]
    return ended if any(it["reason"] == last_reason for it in ended) else None


def main():
    checks = v.Checks()
    with v.Venue(sys.argv[1]) as venue:
        accounts = passing.set_up(checks, client(venue, "operator"), client(venue, "operator2"))
        checks.equal("the venue stops", venue.stop(), 0)
        passing.add_keys(venue, accounts)
        venue.start()
        passing.run(checks, venue, accounts)
        one, other = client(venue, "operator"), client(venue, "operator2")
        test_error_trade(checks, one, other, client(venue, "demo"))
        test_halt(checks, one, other)
        told = notices(venue)
        checks.equal("everybody may read it", told, [("error_trade", "clearly an error")])
        ended = v.wait_for(lambda: all_ended(one, "the drill is over"))
        checks.check("every action has ended", ended)
        checks.equal("the venue stops again", venue.stop(), 0)
        venue.start()
        again = client(venue, "regulator")
        count = len(ended)
        same = v.wait_for(lambda: len(again.call("operations/get_actions")["ended"]) == count)
        checks.check("after a restart all actions are there", same)
        reasons = [it["reason"] for it in again.call("operations/get_actions")["ended"]]
        checks.equal("with their reasons", reasons, [it["reason"] for it in ended])
        checks.equal("and the notices", notices(venue), told)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
