#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""faults_test.py - a venue on a feed-server: five sources, and what becomes of the index when they fail.

usage: faults_test.py PERPETUA [--return]

Nothing here depends on how fast the machine is: each step waits until the venue says what it must come to
say, and what must never have been is looked for in the journal afterwards.  With --return the venue runs
faster, and a banned source must come back, after fifteen minutes of venue time and not before.
"""

import subprocess
import sys

from feed_server import BANNED, DEGRADED, HALT, NAMES, NORMAL, STALE, USED
from feed_server import FeedServer, index_values, wait_for
from venue import Checks, Venue

RETURN_S = 15 * 60


def all_used(figures):
    return figures.state == NORMAL and figures.count(USED) == len(NAMES)


def check_wait(checks, sentence, venue, holds):
    held, figures = wait_for(venue, holds)
    checks.check(sentence, held, (figures.state, figures.statuses()))
    return figures


def provoke(checks, sentence, venue, server, word, metric):
    """Says the word until the metric of its source grows: a lost change of a book can be made good by the
    next one before anybody could notice."""
    name = word.split(" ")[1]
    before = wait_for(venue, lambda figures: True)[1].of(metric, name)
    is_seen = False
    for _ in range(60):
        server.say(word)
        is_seen = wait_for(venue, lambda figures: figures.of(metric, name) > before, timeout_s=4)[0]
        if is_seen:
            break
    checks.check(sentence, is_seen)


def check_silence(checks, venue, server):
    def stale(count):
        return lambda figures: figures.count(STALE) == count

    server.say("silence kraken")
    check_wait(checks, "a silent source is stale, and the index goes on", venue, lambda f: stale(1)(f) and f.state == NORMAL)
    server.say("silence gemini", "silence bitfinex")
    check_wait(checks, "with three stale it is degraded", venue, lambda f: f.state == DEGRADED)
    server.say("silence bitstamp")
    check_wait(checks, "with four it halts", venue, lambda f: f.state == HALT)
    server.say("resume all")
    check_wait(checks, "and is normal when they speak again", venue, all_used)


def check_connections(checks, venue, server):
    before = wait_for(venue, all_used)[1]
    for name in ("coinbase", "kraken", "gemini", "bitfinex"):
        provoke(checks, "a gap of %s is seen" % name, venue, server, "gap " + name, "feed_gaps_total")
    provoke(checks, "garbage is counted", venue, server, "garbage bitstamp", "feed_malformed_total")
    server.say("drop all")
    check_wait(
        checks, "what is cut connects again", venue,
        lambda f: all(f.of("feed_connections_total", n) > before.of("feed_connections_total", n) for n in NAMES),
    )
    figures = check_wait(checks, "and all are used again", venue, all_used)
    check_wait(
        checks, "prices go on", venue,
        lambda f: all(f.of("feed_prices_total", n) > figures.of("feed_prices_total", n) for n in NAMES),
    )
    server.say("refuse coinbase")
    check_wait(checks, "a source that turns us away", venue, lambda f: f.of("feed_ends_total", "coinbase", "unreached") > 0)
    server.say("resume all")
    check_wait(checks, "is asked again", venue, all_used)


def check_restart(checks, venue, server):
    port = server.port
    server.kill()
    check_wait(checks, "without any source it halts", venue, lambda f: f.state == HALT)
    check_wait(checks, "no connection is open", venue, lambda f: all(f.of("feed_open", n) == 0 for n in NAMES))
    server.start("127.0.0.1:%d" % port)
    check_wait(checks, "a feed-server that comes back is found", venue, all_used)
    checks.equal("the venue is ready meanwhile", venue.get("/readyz")[0], 200)


def check_stray(checks, venue, server, is_long):
    server.say("stray bitfinex 70000")
    check_wait(checks, "a source that strays is banned", venue, lambda f: f.of("feed_status", "bitfinex") == BANNED)
    server.say("resume bitfinex")
    sent = wait_for(venue, lambda f: True)[1].of("feed_prices_total", "bitfinex")
    check_wait(
        checks, "its price is back, and the index normal without it", venue,
        lambda f: f.of("feed_prices_total", "bitfinex") > sent + 3 and f.state == NORMAL,
    )
    if is_long:
        check_wait(checks, "it comes back", venue, all_used)


def check_states(checks, values):
    ones = [value for value in values if value[2].count(STALE) == 1 and value[2].count(USED) >= 3]
    checks.check("one stale source never changed the state", ones and all(value[1] == "normal" for value in ones), len(ones))
    twos = [value for value in values if value[2].count(USED) == 2]
    checks.check("two that are left are a degraded index", twos and all(value[1] == "degraded" for value in twos), len(twos))


def check_ban(checks, values, is_long):
    first = [value[2][4] for value in values].index(BANNED)
    back = [value[3] for value in values[first:] if value[2][4] == USED]
    banned_s = (back[0] if back else values[-1][3]) - values[first][3]
    print("banned for %d s of venue time%s" % (banned_s, "" if back else ", and still at the end"))
    checks.check("it is not back before its time", not back or banned_s >= RETURN_S, banned_s)
    checks.check("it is back, if that was waited for", back or not is_long)


def check_receipts(checks, program, directory):
    command = [program, "explain", "all", "--journal", directory]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    checks.equal("every index value can be computed again from the journal", done.returncode, 0)
    print(done.stdout.strip().splitlines()[-1])


def main():
    checks = Checks()
    program = sys.argv[1]
    is_long = "--return" in sys.argv
    options = ("--agents", "no", "--feed-interval-ms", "20", "--speed", "60" if is_long else "10")
    with FeedServer(program, "--interval-ms", "50") as server:
        with Venue(program, *options, "--feeds", server.url) as venue:
            check_wait(checks, "five sources make a normal index", venue, all_used)
            if not is_long:
                check_silence(checks, venue, server)
                check_connections(checks, venue, server)
                check_restart(checks, venue, server)
            check_stray(checks, venue, server, is_long)
            checks.equal("it stops in order", venue.stop(120), 0)
            values = index_values(program, venue.directory)
            if not is_long:
                check_states(checks, values)
            check_ban(checks, values, is_long)
            check_receipts(checks, program, venue.directory)
        checks.equal("the feed-server too", server.stop(), 0)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
