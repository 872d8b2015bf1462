#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""supervision_test.py - abuse in a running venue is seen, looked at, taken up as a case, and found again.

usage: supervision_test.py PERPETUA

Two clients wash trades and one spoofs; the alerts come over the channel; the book is opened as it was; a case
is opened and closed.  The venue is restarted a day later and has everything again.  Its reports of the day
before, its verification and its books are those that the command line makes of the same journal.
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import time

from kill_test import LIMITS, NAME, wait_for_price
from venue import Checks, Error, Rpc, Venue

WAIT_S = 240
FORBIDDEN = 13021
NOT_FOUND = 13020
INVALID = -32602
ACCOUNTS = {"demo": 2, "demo2": 3}
STEADY = ("alert_id", "detector", "accounts", "first_sequence", "raised_sequence", "number")


def wait_until(holds):
    deadline = time.monotonic() + WAIT_S
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError("it did not come")
        time.sleep(0.02)


def error_of(client, method, **params):
    try:
        client.call(method, **params)
    except Error as error:
        return error.code
    return 0


def command_line(venue, *arguments):
    done = subprocess.run([venue.program, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


class Console:
    """A surveillance key that is subscribed to alerts."""

    def __init__(self, client):
        self.client = client
        client.log_in("surveillance")
        client.call("private/subscribe", channels=["surveillance.alerts"])

    def told(self, detector, account_id):
        """The latest that the channel told of such an alert; None: nothing yet."""
        self.client.call("public/test")
        found = None
        for note in self.client.notes:
            alert = note["params"]["data"]
            if note["params"]["channel"] == "surveillance.alerts" and alert["detector"] == detector:
                found = alert if account_id in alert["accounts"] else found
        return found


def wash(maker, taker):
    """The maker's order is joined to the best price, and the taker takes through it."""
    book = maker.call("public/get_order_book", instrument_name=NAME, depth=1)
    if not book["asks"]:
        return
    price = book["asks"][0][0]
    maker.call("private/sell", instrument_name=NAME, amount=2, type="limit", price=price)
    taker.call("private/buy", instrument_name=NAME, amount=2.5, type="limit", price=price + 20, time_in_force="immediate_or_cancel")
    maker.call("private/cancel_all")


def spoof(client):
    """A large bid below the best, a small sale, the bid withdrawn: sent in one go."""
    book = client.call("public/get_order_book", instrument_name=NAME, depth=1)
    if not book["bids"]:
        return
    price = book["bids"][0][0] - 15
    asked = [client.ask("private/buy", instrument_name=NAME, amount=30, type="limit", price=price)]
    asked.append(client.ask("private/sell", instrument_name=NAME, amount=0.05, type="market"))
    asked.append(client.ask("private/cancel_all"))
    while asked:
        asked.remove(client.take()["id"])


def abuse(checks, venue, console):
    """Both patterns, again until surveillance has seen them.  Returns the alerts as they were told."""
    with Rpc(venue.port) as one, Rpc(venue.port) as other, Rpc(venue.port) as staff:
        staff.log_in("operator")
        for account_id in ACCOUNTS.values():
            fields = {"account_id": account_id, "amount_micros": "5000000", "reference": 1}
            staff.call("operations/submit", command="deposit", fields=fields, reason="for a test")
        one.log_in("demo")
        other.log_in("demo2")
        pair = [one, other]

        def washed():
            wash(pair[0], pair[1])
            pair.reverse()
            return console.told("self-match", ACCOUNTS["demo"])

        def spoofed():
            spoof(one)
            return console.told("spoofing", ACCOUNTS["demo"])

        wait_until(spoofed)
        wait_until(washed)
        checks.equal("a trader sees no alerts", error_of(one, "surveillance/get_alerts"), FORBIDDEN)
        channels = one.call("private/subscribe", channels=["surveillance.alerts"])
        checks.equal("and hears of none", channels, [])
        checks.equal("and opens no case", error_of(one, "surveillance/open_case", reason="mine"), FORBIDDEN)
    return [console.told(name, ACCOUNTS["demo"]) for name in ("spoofing", "self-match")]


def check_alert(checks, console, told):
    """What is kept is what was told; it opens with its evidence, the tape and the book."""
    client = console.client
    name = told["detector"]
    listed = client.call("surveillance/get_alerts", detector=name, account_id=ACCOUNTS["demo"])
    checks.check(name + ": in the list", told["alert_id"] in [alert["alert_id"] for alert in listed["alerts"]], listed)
    opened = client.call("surveillance/get_alert", alert_id=told["alert_id"])
    checks.equal(name + ": the same alert", [opened["alert"][key] for key in STEADY], [told[key] for key in STEADY])
    beyond = [f["value"] <= f["threshold"] if f["alerts_if"] == "at_most" else f["value"] >= f["threshold"] for f in opened["figures"]]
    checks.check(name + ": figures beyond their thresholds", beyond and all(beyond), opened["figures"])
    checks.check(name + ": its parties", {party["account_id"] for party in opened["parties"]} == set(told["accounts"]))
    named = {step["account_id"] for step in opened["actions"]} | {step.get("maker_account_id") for step in opened["actions"]}
    checks.check(name + ": its actions", opened["actions"] and named & set(told["accounts"]), opened["actions"][:3])
    return client.call("surveillance/get_book", instrument_name=NAME, sequence=told["raised_sequence"], depth=200)


def check_bounds(checks, client):
    for method, params in (
        ("surveillance/get_book", {"instrument_name": NAME, "sequence": 10**15}),
        ("surveillance/get_tape", {"instrument_name": NAME, "from_sequence": 9, "to_sequence": 8}),
        ("surveillance/get_tape", {"instrument_name": NAME, "from_sequence": 0, "to_sequence": 8}),
        ("surveillance/case_action", {"case_id": 1, "action": "forget", "reason": "x"}),
        ("surveillance/open_case", {"reason": "x" * 97}),
    ):
        checks.equal("%s %s" % (method, params), error_of(client, method, **params), INVALID)
    checks.equal("no such alert", error_of(client, "surveillance/get_alert", alert_id="spoofing.1-p1-a2-s1"), NOT_FOUND)
    checks.equal("no such case", error_of(client, "surveillance/get_case", case_id=9), NOT_FOUND)


def check_case(checks, client, told):
    """From opening to closing, every step with who and why."""
    opened = client.call("surveillance/open_case", alert_id=told["alert_id"], reason="large bids, withdrawn")
    case_id = opened["case_id"]
    user_id = client.call("private/get_session")["user_id"]
    client.call("surveillance/case_action", case_id=case_id, action="assign", assignee=user_id, reason="mine")
    client.call("surveillance/case_action", case_id=case_id, action="note", reason='asked the member; "no comment"')
    client.call("surveillance/case_action", case_id=case_id, action="escalate", reason="again in an hour")
    last = client.call("surveillance/case_action", case_id=case_id, action="close", outcome="referred", reason="to the regulator")
    wait_until(lambda: client.call("surveillance/get_cases")["through"] >= last["sequence"])
    case = client.call("surveillance/get_case", case_id=case_id)
    checks.equal("its steps", [step["action"] for step in case["history"]], ["open", "assign", "note", "escalate", "close"])
    checks.equal("its end", [case["case"][key] for key in ("state", "outcome", "level_name")], ["closed", "referred", "head of surveillance"])
    checks.equal("its alert", case["case"]["alert_id"], told["alert_id"])
    checks.equal("its reason", case["case"]["reason"], "large bids, withdrawn")
    checks.equal("who did it", {step["user_id"] for step in case["history"]}, {user_id})
    checks.check("to whom it may be given", user_id in [user["user_id"] for user in case["assignees"]])
    listed = client.call("surveillance/get_cases", state="closed")
    checks.equal("in the list", [listed["total"], listed["cases"][0]], [1, case["case"]])
    checks.equal("none is open", client.call("surveillance/get_cases", state="open")["total"], 0)
    alert = client.call("surveillance/get_alert", alert_id=told["alert_id"])["alert"]
    checks.equal("the alert names its case", alert.get("case_id"), case_id)
    closed = error_of(client, "surveillance/case_action", case_id=case_id, action="note", reason="too late")
    checks.check("a closed case stays closed", closed not in (0, FORBIDDEN, INVALID), closed)
    return case


def verify(venue, client):
    """A verification up to now; waits for its end."""
    client.call("regulator/verify", start=True)
    wait_until(lambda: client.call("regulator/verify")["state"] != "running")
    return client.call("regulator/verify")


def check_pages(checks, client, date):
    """The longest report page by page: the pages of one text, whatever the journal does meanwhile."""
    asked = {"trade_date": date, "report": "audit-trail", "format": "csv"}
    asked["limit"] = client.call("regulator/get_report", **asked)["size"] // 3
    page = client.call("regulator/get_report", **asked)
    size, text, count = page["size"], page["text"], 1
    while page["next_offset"] is not None:
        page = client.call("regulator/get_report", **asked, offset=page["next_offset"], through=page["through"])
        checks.equal("page %d is of the same text" % count, (page["size"], page["offset"]), (size, len(text)))
        text += page["text"]
        count += 1
    checks.check("the audit trail in %d pages" % count, count > 2 and len(text) == size and text.endswith("\n"), (count, len(text), size))
    rows = [line.split(",", 1)[0] for line in text.splitlines() if line[:1].isdigit()]
    checks.check("its rows without a gap", rows[:-1] == [str(i) for i in range(1, len(rows))], len(rows))
    checks.equal("not beyond what is durable", error_of(client, "regulator/get_report", **asked, through=2**60), INVALID)


def check_what_if(checks, client):
    answer = client.call("regulator/what_if", regime="swap")
    result = answer["result"]
    checks.check("what would be sent is accepted", result["steps"] and all(step["accepted"] for step in result["steps"]), result)
    before, after = result["before"]["initial"], result["after"]["initial"]
    checks.check("five days need more, wherever there is a position", after > before or before == 0, result)
    checks.check("and a page", "margin period 1 day -> 5 days" in answer["text"], answer["text"])
    checks.equal("no other regime", error_of(client, "regulator/what_if", regime="option"), INVALID)


def check_reports(checks, venue, client, date, directory):
    """Every report of the date in its formats: as the command line has them, but for the hash of a longer journal."""
    listed = client.call("regulator/get_reports")
    checks.check("the date is over", {"date": date, "complete": True}.items() <= listed["figures"][-1].items(), listed["figures"])
    bulletin = {"trade_date": date, "report": "bulletin"}
    wait_until(lambda: client.call("regulator/get_report", **bulletin)["complete"])
    texts = {}
    for report in listed["reports"]:
        form = report["formats"][len(report["name"]) % len(report["formats"])]
        answer = client.call("regulator/get_report", trade_date=date, report=report["name"], format=form)
        checks.check("%s: complete and reconciled" % report["name"], answer["complete"] and answer["reconciled"], {**answer, "text": ""})
        checks.equal("%s in one page" % report["name"], (answer["next_offset"], answer["size"]),
                     (None, len(answer["text"])))
        texts[report["name"] + "." + form] = answer["text"]
    check_pages(checks, client, date)
    settings = client.call("regulator/get_report", trade_date=date, report="part-16.02", format="fixml")
    checks.check("the exchange's code is that of the settings", 'Exch="QX"' in settings["text"], settings["text"][:400])
    checks.equal("no such date", error_of(client, "regulator/get_report", trade_date="2020-01-01", report="bulletin"), NOT_FOUND)
    checks.equal("no date", error_of(client, "regulator/get_report", trade_date="yesterday", report="bulletin"), INVALID)
    checks.equal("no report", error_of(client, "regulator/get_report", trade_date=date, report="gossip"), NOT_FOUND)
    evidence = client.call("regulator/get_evidence")
    checks.check("evidence", evidence["verified"] and evidence["reconciled"] and len(evidence["evidence"]["principles"]) > 20)
    with open(os.path.join(directory, "reports.json"), "w", encoding="utf-8") as file:
        json.dump(texts, file)
    return texts


def without_hash(text):
    """The audit trail ends with the hash of all events of the journal, which has gone on."""
    return text.rsplit("journal_output", 1)[0]


def settings_of(venue):
    return venue.options[venue.options.index("--report-settings") + 1]


def compare_reports(checks, venue, date, texts):
    for form in sorted({name.rsplit(".", 1)[1] for name in texts}):
        out = os.path.join(venue.directory, "reports-" + form)
        status, _ = command_line(venue, "report", "all", "--journal", venue.directory, "--date", date, "--out", out, "--format", form,
                                 "--settings", settings_of(venue))
        checks.equal("perpetua report all, %s" % form, status, 0)
        for name, text in texts.items():
            if not name.endswith("." + form):
                continue
            with open(os.path.join(out, name), encoding="utf-8") as file:
                want = file.read()
            is_trail = name.startswith("audit-trail")
            same = without_hash(text) == without_hash(want) if is_trail else text == want
            at = len(os.path.commonprefix([text, want]))
            checks.check("%s is the same, byte for byte" % name, same and len(text) > 0, (text[at - 200 : at + 200], want[at - 200 : at + 200]))


def compare_book(checks, venue, book):
    status, out = command_line(venue, "surveil", "book", "--journal", venue.directory, "--sequence", str(book["sequence"]), "--levels", "200", "--json")
    checks.equal("perpetua surveil book", status, 0)
    rows = [json.loads(line) for line in out.splitlines()]
    for side, name in (("bid", "bids"), ("ask", "asks")):
        want = [(row["order_id"], row["account"], row["shown_lots"]) for row in rows if row["side"] == side]
        got = [(int(order["order_id"]), order["account_id"], round(order["amount"] * 10000)) for level in book[name] for order in level["orders"]]
        checks.check("the same %s, order by order" % name, got == want and len(got) > 0, (got[:3], want[:3]))


def compare_command_line(checks, venue, found):
    """The journal is at rest: the command line says the same of it."""
    compare_reports(checks, venue, found["date"], found["texts"])
    compare_book(checks, venue, found["book"])
    compare_book(checks, venue, found["late"])  # found from the snapshot of the first stop
    verified = found["verified"]
    status, out = command_line(venue, "verify", venue.directory, "--through", str(verified["through"]))
    lines = dict(line.split(None, 2)[:1] + [line] for line in out.splitlines() if line)
    checks.equal("perpetua verify", status, 0)
    for word, key in (("output", "hash"), ("state", "state_hash")):
        checks.check("the same %s" % key, lines[word].split()[2] == verified[key], (lines[word], verified[key]))
    status, out = command_line(venue, "surveil", "cases", "--journal", venue.directory, "--json")
    cases = [json.loads(line) for line in out.splitlines()]
    checks.equal("perpetua surveil cases", status, 0)
    checks.equal("one case", [case["alert_id"] for case in cases], [found["case"]["case"]["alert_id"]])
    checks.equal("with its history", [step["reason"] for step in cases[0]["history"]], [step["reason"] for step in found["case"]["history"]])


def first_day(checks, venue):
    with Rpc(venue.port) as client:
        wait_for_price(client)
        console = Console(client)
        names = [told["alert_id"] for told in abuse(checks, venue, console)]
        sequence = int(venue.metric("durable_sequence"))
        wait_until(lambda: client.call("surveillance/get_alerts")["through"] >= sequence)
        alerts = [client.call("surveillance/get_alert", alert_id=name)["alert"] for name in names]
        books = [check_alert(checks, console, told) for told in alerts]
        check_bounds(checks, client)
        case = check_case(checks, client, alerts[0])
        return {"alerts": alerts, "book": books[0], "case": case, "sequence": int(venue.metric("sequence"))}


def second_day(checks, venue, found):
    with Rpc(venue.port) as client, Rpc(venue.port) as regulator:
        client.log_in("surveillance")
        regulator.log_in("regulator")
        wait_until(lambda: client.call("surveillance/get_alerts")["through"] > found["sequence"])
        for told in found["alerts"]:
            again = client.call("surveillance/get_alert", alert_id=told["alert_id"])["alert"]
            checks.equal("found again: " + told["alert_id"], [again[key] for key in STEADY], [told[key] for key in STEADY])
        checks.equal("the case again", client.call("surveillance/get_case", case_id=found["case"]["case"]["case_id"])["history"], found["case"]["history"])
        checks.equal("the book again", client.call("surveillance/get_book", instrument_name=NAME, sequence=found["book"]["sequence"], depth=200), found["book"])

        def ended_minutes():
            return client.call("quality/get_minutes", instrument_name=NAME)["periods"]

        wait_until(lambda: len(ended_minutes()) > 1)
        minutes = ended_minutes()
        checks.check("minutes that had ended", len(minutes) > 1 and all(minute["observed_s"] == 60 for minute in minutes[1:]), minutes[:1])
        adoption = client.call("quality/get_adoption", instrument_name=NAME)
        rows = [dict(zip(adoption["columns"], row)) for row in adoption["rows"]]
        series = {row["start"]: row["spread_bp"] for row in rows}  # another minute may have ended since
        checks.equal("the series has them too", [series.get(minute["start"]) for minute in minutes], [minute["spread_bp"] for minute in minutes])

        def ended_days():
            return client.call("quality/get_days", instrument_name=NAME)["periods"]

        wait_until(ended_days)  # a day ends when the next one is first looked at
        days = ended_days()
        checks.check("the day with its trades", days[0]["trades"] > 0 and days[0]["volume"] > 0, days[:1])
        verified = verify(venue, regulator)
        checks.equal("it verifies", [verified["state"], verified["through"], verified["mismatches"]], ["done", verified["of"], 0])
        dates = regulator.call("regulator/get_reports")["dates"]
        texts = check_reports(checks, venue, regulator, dates[-1], venue.directory)
        check_what_if(checks, regulator)
        checks.equal("surveillance asks no what-if", error_of(client, "regulator/what_if", regime="swap"), FORBIDDEN)
        checks.equal("surveillance gets no reports", error_of(client, "regulator/get_reports"), FORBIDDEN)
        checks.equal("the regulator opens no case", error_of(regulator, "surveillance/open_case", reason="mine"), FORBIDDEN)

        def late_book():
            sequence = int(venue.metric("durable_sequence"))
            return client.call("surveillance/get_book", instrument_name=NAME, sequence=sequence, depth=200)

        wait_until(lambda: min(len(late_book()[side]) for side in ("bids", "asks")) > 3)
        return {**found, "verified": verified, "date": dates[-1], "texts": texts, "late": late_book()}


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        settings = os.path.join(folder, "settings")
        with open(settings, "w", encoding="ascii") as file:
            file.write("exchange QX\nlevel * 30 60\n")
        run(checks, sys.argv[1], settings)
    return checks.finish()


def run(checks, program, settings):
    with Venue(program, *LIMITS, "--report-settings", settings) as venue:
        found = first_day(checks, venue)
        checks.equal("it stops in order", venue.stop(), 0)
        tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
        venue.options += ("--speed", "30", "--begin", tomorrow.strftime("%Y-%m-%dT%H:%M:%SZ"))
        venue.start()
        found = second_day(checks, venue, found)
        checks.equal("nothing failed", venue.metric("supervision_failed"), 0)
        checks.equal("it stops in order again", venue.stop(), 0)
        compare_command_line(checks, venue, found)


if __name__ == "__main__":
    sys.exit(main())
