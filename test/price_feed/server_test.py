#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""server_test.py - the feed-server's options, TLS with a checked certificate, and recorded prices.

usage: server_test.py PERPETUA
"""

import json
import os
import subprocess
import sys
import tempfile

from feed_server import HALT, NAMES, NORMAL, USED, FeedServer, wait_for
from venue import Checks, Closed, Venue, WebSocket


def check_usage(checks, program):
    rows = (
        ("no address", [], "--listen"),
        ("an address that is none", ["--listen", "9000"], "HOST:PORT"),
        ("an option without a value", ["--listen"], "value"),
        ("an unknown option", ["--listen", "127.0.0.1:0", "--lisp", "x"], "--help"),
        ("a speed beyond its bounds", ["--listen", "127.0.0.1:0", "--speed", "1001"], "1 to 1000"),
        ("a venue that does not exist", ["--listen", "127.0.0.1:0", "--stale", "x"], "kraken"),
        ("a scenario that does not exist", ["--listen", "127.0.0.1:0", "--scenario", "x"], "calm"),
        ("a record that is not there", ["--listen", "127.0.0.1:0", "--recorded", "/no/file"], "/no/file"),
        ("TLS without files", ["--tls", "127.0.0.1:0"], "--tls-cert"),
    )
    for sentence, options, said in rows:
        done = subprocess.run([program, "feed-server", *options], capture_output=True, text=True, timeout=60, check=False)
        lines = done.stderr.strip().splitlines()
        checks.check(sentence, done.returncode == 2 and len(lines) == 1 and said in lines[0], done.stderr)
    done = subprocess.run([program, "feed-server", "--help"], capture_output=True, text=True, timeout=60, check=False)
    checks.check("help says how", done.returncode == 0 and "usage: perpetua feed-server" in done.stdout)


def bitstamp_mid(client):
    """The middle of the next book, in cents."""
    while True:
        message = json.loads(client.read_frame()[1])
        if message["event"] == "data":
            prices = [round(float(message["data"][side][0][0]) * 100) for side in ("bids", "asks")]
            return sum(prices) / 2


def check_recorded(checks, program):
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "candles.csv")
        with open(path, "w", encoding="ascii") as file:
            file.write("start,low,high,open,close,volume\n")
            file.writelines("%d,1,1,1,%s,1\n" % (1677628800 + 60 * i, price) for i, price in enumerate((20000, 20000, 30000)))
        with FeedServer(program, "--recorded", "kraken=" + path, "--speed", "60", "--interval-ms", "20") as server:
            with WebSocket(server.port, "/bitstamp/", timeout_s=60) as client:
                client.send_frame(b'{"event":"bts:subscribe","data":{"channel":"order_book_btcusd"}}')
                seen = [bitstamp_mid(client) for _ in range(20)]
                while max(seen) - min(seen) < 100000:
                    seen.append(bitstamp_mid(client))
        checks.check("recorded prices, and those between two of them", 1999900 < min(seen) and max(seen) < 3000100, (min(seen), max(seen)))


def check_paths(checks, program):
    with FeedServer(program) as server:
        for path in ("/", "/nowhere", "/kraken", "/bitstamp/x"):
            try:
                WebSocket(server.port, path, timeout_s=60).close()
                checks.check("no venue at " + path, False)
            except Closed:
                checks.check("no venue at " + path, True)
        with WebSocket(server.port, "/kraken/v2", timeout_s=60) as client:
            client.read_frame()
            client.send_frame(b'{"method":"subscribe","params":{"channel":"book","symbol":["ETH/USD"]}}')
            checks.check("another symbol is refused", json.loads(client.read_frame()[1])["success"] is False)
    checks.equal("without --control there is none", control_status(program), False)


def control_status(program):
    process = subprocess.Popen([program, "feed-server", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE)
    try:
        port = int(process.stdout.readline().split(b"port ")[1].split(b",")[0])
        WebSocket(port, "/control", timeout_s=60).close()
        return True
    except Closed:
        return False
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def check_faults(checks, program):
    options = ("--interval-ms", "20", "--drop-every", "40", "--gap-every", "25", "--stale", "gemini")
    with FeedServer(program, *options) as server:
        with Venue(program, "--agents", "no", "--feed-interval-ms", "10", "--feeds", server.url) as venue:
            rest = [name for name in NAMES if name != "gemini"]
            held, figures = wait_for(venue, lambda f: all(f.of("feed_connections_total", name) >= 3 for name in rest))
            checks.check("connections are cut and come again", held, [figures.of("feed_connections_total", name) for name in rest])
            held, figures = wait_for(venue, lambda f: all(f.of("feed_gaps_total", name) >= 1 for name in ("kraken", "bitfinex")))
            # No connection lives for the two heartbeats after which a gap of Coinbase shows.
            checks.check("gaps are mended", held, [figures.of("feed_gaps_total", name) for name in rest])
            checks.equal("the stale one said nothing", figures.of("feed_quotes_total", "gemini"), 0)
            checks.equal("nothing of it is malformed", sum(figures.of("feed_malformed_total", name) for name in NAMES), 0)


def check_tls(checks, program):
    """The certificate that a venue made for itself serves the feed-server of another."""
    with Venue(program, "--agents", "no", is_tls=True) as maker:
        certificate = os.path.join(maker.directory, "tls-certificate.pem")
        files = ("--tls-cert", certificate, "--tls-key", os.path.join(maker.directory, "tls-key.pem"))
        with FeedServer(program, "--tls", "127.0.0.1:0", *files) as server:
            options = ("--agents", "no", "--feeds", "wss://127.0.0.1:%d" % server.tls_port)
            with Venue(program, *options, "--feed-authority", certificate) as venue:
                held, figures = wait_for(venue, lambda f: f.state == NORMAL and f.count(USED) == len(NAMES))
                checks.check("over TLS, with a certificate that is trusted", held, (figures.state, figures.statuses()))
            with Venue(program, *options) as venue:
                held, figures = wait_for(venue, lambda f: all(f.of("feed_ends_total", name, "unreached") >= 1 for name in NAMES))
                checks.check("one that is not trusted is refused", held, (figures.state, figures.statuses()))
                checks.equal("no connection came about", sum(figures.of("feed_connections_total", name) for name in NAMES), 0)
                held, figures = wait_for(venue, lambda f: f.state == HALT)
                checks.check("so the index has no price", held, (figures.state, figures.statuses()))


def main():
    checks = Checks()
    program = sys.argv[1]
    check_usage(checks, program)
    check_recorded(checks, program)
    check_paths(checks, program)
    check_faults(checks, program)
    check_tls(checks, program)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
