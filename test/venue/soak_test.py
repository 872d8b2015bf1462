#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""soak_test.py - 27 hours of venue time with agents, over the night in which the clocks go back.

usage: soak_test.py PERPETUA [SPEED]

Funding is due at 00:00, 08:00 and 16:00 New York time, settlement at 12:00 and 16:00: each must have
happened, to the second, also with an hour that comes twice.  Memory must stay flat.  The venue then stops
in order and its journal verifies: every event and every state hash of the run again.
"""

import calendar
import subprocess
import sys
import time

from kill_test import LIMITS, NAME
from venue import Checks, Error, Rpc, Venue, is_instrumented

BEGIN = "2026-10-31T19:00:00Z"
END = "2026-11-01T21:30:00Z"
# 16:00 in summer time; 00:00; then winter time: 08:00, 16:00.
FUNDING = ["2026-10-31T20:00:00Z", "2026-11-01T04:00:00Z", "2026-11-01T13:00:00Z", "2026-11-01T21:00:00Z"]
# 16:00 in summer time; then 12:00 and 16:00 in winter time.
SETTLEMENT = ["2026-10-31T20:00:00Z", "2026-11-01T17:00:00Z", "2026-11-01T21:00:00Z"]


def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def run_until(venue, end_s, timeout_s):
    """Samples of memory until venue time has come to the end."""
    samples = []
    deadline = time.monotonic() + timeout_s
    while venue.metric("venue_time_seconds") < end_s and time.monotonic() < deadline:
        samples.append(venue.resident_mib())
        time.sleep(1)
    return samples


def wait_for_history(venue):
    """The history has what the venue has worked by now."""
    sequence = venue.metric("sequence")
    deadline = time.monotonic() + 60
    while venue.metric("history_sequence") < sequence and time.monotonic() < deadline:
        time.sleep(0.1)
    return venue.metric("history_sequence") >= sequence


def times_of(client, method, name, **params):
    try:
        answer = client.call(method, **params)
    except Error as error:
        return "error %s" % error
    rows = answer if isinstance(answer, list) else answer[name]
    return sorted({row["timestamp"] // 1000 for row in rows})


def main():
    checks = Checks()
    program = sys.argv[1]
    speed = sys.argv[2] if len(sys.argv) > 2 else "1000"
    options = (*LIMITS, "--speed", speed, "--begin", BEGIN, "--segment-mib", "64")
    with Venue(program, *options) as venue:
        begin = time.monotonic()
        samples = run_until(venue, seconds(END), 3600)
        took = time.monotonic() - begin
        checks.check("27 hours passed", venue.metric("venue_time_seconds") >= seconds(END))
        checks.check("the history follows", wait_for_history(venue))
        with Rpc(venue.port) as client:
            client.log_in("demo")
            span = {"start_timestamp": seconds(BEGIN) * 1000, "end_timestamp": seconds(END) * 1000}
            funding = times_of(client, "public/get_funding_rate_history", "", instrument_name=NAME, **span)
            checks.equal("funding at every due time, and at no other", funding, [seconds(text) for text in FUNDING])
            settled = times_of(client, "public/get_last_settlements_by_instrument", "settlements", instrument_name=NAME, count=100)
            checks.equal("settlement too", settled, [seconds(text) for text in SETTLEMENT])
        third = len(samples) // 3
        grown = max(samples[2 * third :]) - max(samples[third : 2 * third]) if third else None
        if is_instrumented(program):
            print("skipped: memory, in a build with sanitizers")
        else:
            checks.check("memory is flat in the last third", grown is not None and grown < 8, samples)
        commands = venue.metric("commands_total")
        checks.check("the market lived", venue.metric("commands_total") > 100000, commands)
        checks.equal("it stops in order", venue.stop(120), 0)
        done = subprocess.run([program, "verify", venue.directory], capture_output=True, text=True, check=False)
        checks.equal("the journal verifies", (done.returncode, done.stderr), (0, ""))
        print("%d commands in %.0f s, %.0f MiB at the end" % (commands, took, samples[-1]))
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
