#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""bad_http_test.py - requests that are malformed, too large, too slow or too many.

usage: bad_http_test.py PERPETUA

Each is answered with an error or its connection is closed; the venue goes on and a client that behaves is
served all the while.  Only for the slow ones the venue is impatient: a client on a busy machine may be late too.
"""

import gzip
import os
import socket
import sys
import threading
import time

from venue import Checks, Closed, Socket, Venue, is_instrumented

# Seconds after which the venue closes a client that says too little.
PATIENCE_S = 1

# A bound for what never comes: nothing here depends on how fast the machine is.
NEVER_S = 300

PAGE = "<!doctype html><title>page</title>"


class Neighbour(threading.Thread):
    """A client that behaves: it asks all the time, and others wait until it was served once more.

    A patient one connects again when it was closed."""

    def __init__(self, venue, is_patient=False):
        super().__init__()
        self.venue = venue
        self.is_patient = is_patient
        self.is_over = threading.Event()
        self.served = threading.Condition()
        self.count = 0
        self.fault = None

    def ask(self):
        """On one connection, until it is over."""
        with Socket(self.venue.port, timeout_s=NEVER_S) as client:
            while not self.is_over.wait(0.01):
                if client.ask("/readyz")[0] != 200:
                    self.fault = "not ready"
                with self.served:
                    self.count += 1
                    self.served.notify_all()

    def run(self):
        while not self.is_over.is_set():
            try:
                self.ask()
            except (Closed, OSError) as fault:
                if self.is_patient and self.venue.process.poll() is None:
                    continue
                with self.served:
                    self.fault = repr(fault)
                    self.served.notify_all()
                return

    def is_served_again(self):
        """Waits for an answer to a request that was sent after this call."""
        with self.served:
            wanted = self.count + 2
            self.served.wait_for(lambda: self.count >= wanted or self.fault is not None, NEVER_S)
            return self.count >= wanted

    def finish(self, checks):
        self.is_over.set()
        self.join()
        checks.equal("the neighbour was served all the while", self.fault, None)


def outcome(venue, content, timeout_s=NEVER_S):
    """The status of the answer to these bytes, or "closed", or "silent"."""
    with Socket(venue.port, timeout_s=timeout_s) as client:
        try:
            client.send(content)
            return client.read_answer()[0]
        except (Closed, ConnectionError):
            return "closed"
        except (TimeoutError, socket.timeout):
            return "silent"


def request(line="GET /healthz HTTP/1.1", *headers, body=b""):
    lines = [line, "host: localhost", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def check_malformed(checks, venue, neighbour):
    many = ["x-header-%d: value" % i for i in range(500)]
    rows = (
        ("bytes that are no HTTP", os.urandom(300) + b"\r\n\r\n", (400, 403)),
        ("zero bytes", b"\0" * 300 + b"\r\n\r\n", (400, 403)),
        ("an unknown method", request("BREW / HTTP/1.1"), (400, 403)),
        ("a method in small letters is read", request("get / HTTP/1.1"), (200,)),
        ("no target", request("GET HTTP/1.1"), (400, 403, 404)),
        ("a target of 20,000 bytes", request("GET /%s HTTP/1.1" % ("a" * 20000)), (414, 431)),
        ("a query of 7,000 bytes", request("GET /healthz?%s HTTP/1.1" % ("a" * 7000)), (200, 414)),
        ("a thousand parameters", request("GET /healthz?%s HTTP/1.1" % "&".join("a=1" for _ in range(1000))), (200, 414, 431)),
        ("an encoding that is cut off", request("GET /healthz?a=%4 HTTP/1.1"), (200, 400, 403)),
        ("an encoded zero byte", request("GET /healthz?a=%00b HTTP/1.1"), (200, 403, 414)),
        ("a header of 20,000 bytes", request("GET /healthz HTTP/1.1", "x-long: " + "a" * 20000), (431,)),
        ("five hundred headers", request("GET /healthz HTTP/1.1", *many), (431,)),
        ("a body without a length", request("POST /healthz HTTP/1.1"), (411,)),
        ("a chunked body", request("POST /healthz HTTP/1.1", "transfer-encoding: chunked", body=b"1\r\na\r\n0\r\n\r\n"), (411,)),
        ("a length that is no number", request("POST /healthz HTTP/1.1", "content-length: ten", body=b"1234567890"), (400,)),
        ("a length below zero", request("POST /healthz HTTP/1.1", "content-length: -1"), (400,)),
        ("a length of twenty digits", request("POST /healthz HTTP/1.1", "content-length: 99999999999999999999"), (400, 413)),
        ("two lengths", request("POST /healthz HTTP/1.1", "content-length: 1", "content-length: 2", body=b"12"), (400, 405)),
        ("a body of 65,537 bytes", request("POST /healthz HTTP/1.1", "content-length: 65537", body=b"a" * 65537), (413,)),
        ("a body of 10 MB", request("POST /healthz HTTP/1.1", "content-length: 10000000", body=b"a" * 1000000), (413,)),
        ("a body where none belongs", request("GET /healthz HTTP/1.1", "content-length: 5", body=b"abcde"), (200,)),
        ("an upgrade to another protocol", request("GET /healthz HTTP/1.1", "upgrade: h2c", "connection: upgrade"), (200, 400)),
        ("a WebSocket where there is none", request("GET /healthz HTTP/1.1", "upgrade: websocket", "connection: upgrade", "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==", "sec-websocket-version: 13"), (404,)),
        ("TLS on the port without", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(500), (400, 403)),
    )
    for sentence, content, statuses in rows:
        got = outcome(venue, content)
        is_served = neighbour.is_served_again()
        checks.check(sentence, is_served and (got == "closed" or got in statuses), (got, is_served))
    got = outcome(venue, request("POST /healthz HTTP/1.1", "content-length: 65536", body=b"a" * 65536))
    checks.equal("a body of 65,536 bytes is read", got, 405)


def check_paths(checks, venue):
    status, headers, body = venue.get("/")
    checks.equal("the page", (status, body.decode()), (200, PAGE))
    policy = headers.get("content-security-policy", "")
    checks.check("its policy allows this origin alone", "default-src 'none'" in policy and "script-src 'self'" in policy)
    checks.equal("the page is asked for again", headers["cache-control"], "no-cache")
    checks.check("an asset never", "immutable" in venue.get("/assets/a.js")[1]["cache-control"])
    status, headers, body = venue.get("/assets/a.js", headers={"Accept-Encoding": "br, gzip"})
    checks.equal("packed for who accepts it", (status, headers["content-encoding"], gzip.decompress(body)), (200, "gzip", b"1"))
    checks.equal("its type stays", headers["content-type"], "text/javascript; charset=utf-8")
    for refusing in ("br", "gzip;q=0", ""):
        status, headers, body = venue.get("/assets/a.js", headers={"Accept-Encoding": refusing} if refusing else None)
        checks.equal("as it is for %s" % (refusing or "who says nothing"), (status, "content-encoding" in headers, body), (200, False, b"1"))
    for path in ("/../secret", "/assets/../../secret", "/%2e%2e/secret", "/assets/..%2f..%2fsecret", "//etc/passwd", "/assets/", "/.hidden"):
        got = outcome(venue, request("GET %s HTTP/1.1" % path))
        checks.check("no way out of the page by %s" % path, got in (403, 404, "closed"), got)


def is_closed(venue, begin, step):
    """Sends begin, then step again and again, until the venue closes the connection."""
    start = time.monotonic()
    with Socket(venue.port, timeout_s=0.1) as client:
        try:
            client.send(begin)
            while time.monotonic() - start < NEVER_S:
                try:
                    client.more()
                except (TimeoutError, socket.timeout):
                    if step:
                        client.send(step)
        except (Closed, ConnectionError):
            return True
        except (TimeoutError, socket.timeout):
            return False
    return False


def check_slow(checks, venue, neighbour):
    rows = (
        ("a client that says nothing", b"", b""),
        ("a client that says a letter at a time", b"GET /healthz HTTP/1.1\r\nx-slow: ", b"a"),
        ("a client that stops in its headers", b"GET /healthz HTTP/1.1\r\n", b""),
        ("a client that stops in its body", request("POST /healthz HTTP/1.1", "content-length: 100", body=b"abc"), b""),
    )
    results = [None] * len(rows)

    def run(place):
        results[place] = is_closed(venue, rows[place][1], rows[place][2])

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(rows))]
    for thread in threads:
        thread.start()
    checks.check("the neighbour is served beside slow clients", neighbour.is_served_again())
    for thread in threads:
        thread.join()
    for row, closed in zip(rows, results):
        checks.check("%s is closed" % row[0], closed)


def check_pipeline(checks, venue):
    with Socket(venue.port) as client:
        client.send(request() + request("GET /version HTTP/1.1") + request("GET /nothing HTTP/1.1"))
        got = [client.read_answer()[0] for _ in range(3)]
        checks.equal("requests sent at once are answered in order", got, [200, 200, 404])
    with Socket(venue.port) as client:
        client.ask("/healthz", headers={"Connection": "close"})
        try:
            client.more()
            checks.check("connection: close closes", False)
        except Closed:
            checks.check("connection: close closes", True)


def check_exhaustion(checks, program):
    options = ("--connections", "64", "--connections-per-address", "48", "--header-seconds", "600", "--agents", "no")
    with Venue(program, *options) as venue:
        clients = []
        refused = 0
        for _ in range(200):
            try:
                client = Socket(venue.port, timeout_s=NEVER_S)
                clients.append(client)
            except OSError:
                refused += 1
        served = 0
        for client in clients:
            try:
                served += client.ask("/healthz")[0] == 200
            except (Closed, OSError):
                refused += 1
        checks.equal("as many connections of one address as there may be", (served, refused), (48, 152))
        for client in clients:
            client.close()
        deadline = time.monotonic() + NEVER_S
        status = None
        while status != 200 and time.monotonic() < deadline:
            try:
                status = venue.get("/healthz")[0]
            except (Closed, OSError):
                time.sleep(0.05)
        checks.equal("the next one is served when they are gone", status, 200)
        checks.equal("and it stops in order", venue.stop(), 0)


def main():
    checks = Checks()
    program = sys.argv[1]
    with Venue(program, "--agents", "no") as venue:
        page = os.path.join(venue.directory, "page")
        os.makedirs(os.path.join(page, "assets"))
        for name, text in (("index.html", PAGE), ("assets/a.js", "1"), (".hidden", "no"), ("../secret", "no")):
            with open(os.path.join(page, name), "w", encoding="ascii") as file:
                file.write(text)
        with open(os.path.join(page, "assets/a.js.gz"), "wb") as file:
            file.write(gzip.compress(b"1"))
        venue.stop()
        venue.options = ("--page", page, "--header-seconds", "600", "--agents", "no")
        venue.start()
        neighbour = Neighbour(venue)
        neighbour.start()
        check_malformed(checks, venue, neighbour)
        before = venue.resident_mib()
        check_malformed(checks, venue, neighbour)
        check_paths(checks, venue)
        check_pipeline(checks, venue)
        neighbour.finish(checks)
        if is_instrumented(sys.argv[1]):
            print("skipped: memory, in a build with sanitizers")
        else:
            grown = venue.resident_mib() - before
            checks.check("once more all that is bad did not take 8 MiB more", grown < 8, grown)
        checks.equal("it stops in order", venue.stop(), 0)
        venue.options = ("--header-seconds", str(PATIENCE_S), "--agents", "no")
        venue.start()
        neighbour = Neighbour(venue, is_patient=True)
        neighbour.start()
        check_slow(checks, venue, neighbour)
        neighbour.finish(checks)
        checks.equal("it stops in order again", venue.stop(), 0)
    check_exhaustion(checks, program)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
