#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""bad_socket_test.py - WebSockets that are malformed, too large, too deep, too slow.

usage: bad_socket_test.py PERPETUA

Each gets a catalogued error or a close code with a reason; a client that behaves is served all the while.
"""

import json
import os
import socket
import struct
import sys
import time

from bad_http_test import NEVER_S, Neighbour
from venue import Checks, Closed, Rpc, Venue, WebSocket, is_instrumented, wait_for

NAME = "BTC_USD-PERPETUAL"


def closing(venue, send, timeout_s=NEVER_S):
    """What the venue says when it closes: (code, reason); ("closed",) without a word."""
    with WebSocket(venue.port, timeout_s=timeout_s) as client:
        try:
            send(client)
            return client.read_close()
        except (Closed, ConnectionError):
            return ("closed",)
        except (socket.timeout, TimeoutError):
            return ("open",)


def answer(venue, payload):
    """The answer to one message."""
    with WebSocket(venue.port, timeout_s=NEVER_S) as client:
        client.send_frame(payload)
        opcode, got = client.read_frame()
        return json.loads(got) if opcode == 1 else (opcode, got)


def raw(content):
    return lambda client: client.send(content)


def masked(first, size_bytes, payload=b""):
    mask = b"\x01\x02\x03\x04"
    return bytes([first]) + size_bytes + mask + bytes(c ^ mask[i % 4] for i, c in enumerate(payload))


def check_frames(checks, venue, neighbour):
    test = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "public/test", "params": {}}).encode()
    padded = test[:-1] + b" " * (32768 - len(test)) + b"}"
    checks.check("a message of 32,768 bytes is read", "result" in answer(venue, padded))
    rows = (
        ("a message of 32,769 bytes", lambda c: c.send_frame(padded + b" "), (1009,)),
        ("fragments that are too large together", lambda c: [c.send_frame(b"a" * 20000, 1 if i == 0 else 0, False) for i in range(3)], (1009,)),
        ("a binary message", lambda c: c.send_frame(b"\x00\x01", opcode=2), (1003,)),
        ("text that is no UTF-8", lambda c: c.send_frame(b"\xff\xfe{}"), (1007,)),
        ("a frame without a mask, which the library reads", raw(b"\x81\x02{}"), (1002, "open")),
        ("a frame of 2^63 bytes", raw(masked(0x81, b"\xff" + struct.pack(">Q", 1 << 63))), (1002, 1009)),
        ("a frame of 2^40 bytes", raw(masked(0x81, b"\xff" + struct.pack(">Q", 1 << 40), b"a" * 4096)), (1009,)),
        ("a ping of 126 bytes", lambda c: c.send_frame(b"a" * 126, opcode=9), (1002,)),
        ("an opcode that does not exist", lambda c: c.send_frame(b"a", opcode=3), (1002,)),
        ("a reserved bit", raw(masked(0xC1, b"\x81", b"a")), (1002,)),
        ("a continuation of nothing", lambda c: c.send_frame(b"a", opcode=0), (1002,)),
        ("random bytes", raw(os.urandom(2000)), ()),
    )
    for sentence, send, codes in rows:
        # Those that may be left open are given a moment to be closed; the others all they need.
        got = closing(venue, send, 2 if "open" in codes or not codes else NEVER_S)
        is_served = neighbour.is_served_again()
        checks.check(sentence, is_served and (got[0] == "closed" or got[0] in codes or not codes), (got, is_served))
    with WebSocket(venue.port, timeout_s=NEVER_S) as client:
        client.send_frame(b"hello", opcode=9)
        checks.equal("a ping is answered", client.read_frame(), (10, b"hello"))
        client.send_frame(test[:20], 1, False)
        client.send_frame(b"between", opcode=9)
        checks.equal("also between fragments", client.read_frame(), (10, b"between"))
        client.send_frame(test[20:], 0, True)
        checks.check("fragments are one message", b"result" in client.read_frame()[1])
        client.send_frame(struct.pack(">H", 1000) + b"bye", opcode=8)
        checks.equal("a close is answered", client.read_close()[0], 1000)


def check_texts(checks, venue):
    rows = (
        ("no JSON", b"hello"),
        ("nothing", b""),
        ("half of an object", b'{"jsonrpc":"2.0","id":1'),
        ("brackets 15,000 deep", b"[" * 15000),
        ("objects 5,000 deep", b'{"a":' * 5000 + b"1" + b"}" * 5000),
        ("a number of 10,000 digits", b'{"jsonrpc":"2.0","id":1,"method":"public/ticker","params":{"instrument_name":' + b"9" * 10000 + b"}}"),
        ("an array", b"[]"),
        ("a text", b'"text"'),
        ("no method", b'{"jsonrpc":"2.0","id":1}'),
        ("a method that is a number", b'{"jsonrpc":"2.0","id":1,"method":5}'),
        ("an unknown method", b'{"jsonrpc":"2.0","id":1,"method":"public/none"}'),
        ("parameters that are a list", b'{"jsonrpc":"2.0","id":1,"method":"public/ticker","params":[1]}'),
        ("an instrument that is an object", b'{"jsonrpc":"2.0","id":1,"method":"public/ticker","params":{"instrument_name":{}}}'),
        ("an instrument of 30,000 letters", b'{"jsonrpc":"2.0","id":1,"method":"public/ticker","params":{"instrument_name":"' + b"a" * 30000 + b'"}}'),
        ("a private method without a key", b'{"jsonrpc":"2.0","id":1,"method":"private/get_positions","params":{}}'),
        ("a wrong secret", b'{"jsonrpc":"2.0","id":1,"method":"public/auth","params":{"grant_type":"client_credentials","client_id":"demo","client_secret":"wrong"}}'),
        ("an unknown key", b'{"jsonrpc":"2.0","id":1,"method":"public/auth","params":{"grant_type":"client_credentials","client_id":"nobody","client_secret":"x"}}'),
        ("a token that is none", b'{"jsonrpc":"2.0","id":1,"method":"private/get_positions","params":{"access_token":"' + b"0" * 64 + b'"}}'),
    )
    for sentence, payload in rows:
        got = answer(venue, payload)
        code = got.get("error", {}).get("code") if isinstance(got, dict) else None
        checks.check("%s gets an error" % sentence, isinstance(code, int), got)


def check_slow_reader(checks, venue, neighbour):
    """Asks for much and reads nothing, until the backlog is over its bound."""
    slow = WebSocket(venue.port)
    ask = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "public/get_instruments", "params": {}}).encode()
    slow.socket.settimeout(NEVER_S)
    before = venue.metric("slow_clients_cut_total")
    deadline = time.monotonic() + NEVER_S
    try:
        while venue.metric("slow_clients_cut_total") == before and time.monotonic() < deadline:
            for _ in range(200):
                slow.send_frame(ask)
            if not neighbour.is_served_again():
                break
    except (socket.timeout, TimeoutError, ConnectionError):
        pass
    while venue.metric("slow_clients_cut_total") == before and time.monotonic() < deadline:
        time.sleep(0.1)
    checks.equal("a client that does not read is cut", venue.metric("slow_clients_cut_total"), before + 1)
    try:
        code, reason = slow.read_close()
        checks.check("with a code and a reason", code == 1008 and "too slow" in reason, (code, reason))
    except (Closed, ConnectionError):
        checks.check("with a code and a reason, or closed when it did not read on", True)
    slow.close()


def count_becomes(venue, count):
    """Waits until as many WebSockets are open: one that was closed is counted until the venue has seen it."""
    wait_for(lambda: venue.metric("websockets") == count)
    return venue.metric("websockets")


def check_many(checks, venue):
    """Many sockets that come and go leave nothing behind."""
    checks.equal("nobody is left of those before", count_becomes(venue, 0), 0)
    sockets = [Rpc(venue.port) for _ in range(200)]
    for client in sockets:
        client.ask("public/subscribe", channels=["book.%s.100ms" % NAME, "trades.%s.100ms" % NAME])
    answered = sum("result" in client.take() for client in sockets)
    checks.equal("two hundred subscribe", answered, 200)
    checks.equal("and are counted", venue.metric("websockets"), 200)
    for client in sockets:
        client.close()
    checks.equal("they are gone without a goodbye", count_becomes(venue, 0), 0)


def check_stop(checks, venue):
    client = Rpc(venue.port)
    client.ask("public/subscribe", channels=["book.%s.100ms" % NAME])
    client.take()
    checks.equal("it stops in order", venue.stop(), 0)
    code, reason = client.read_close()
    checks.check("and says goodbye", code == 1001 and "stopping" in reason, (code, reason))


def main():
    checks = Checks()
    options = ("--request-burst", "0", "--subscribe-burst", "0", "--backlog-kib", "256")
    with Venue(sys.argv[1], *options) as venue:
        neighbour = Neighbour(venue)
        neighbour.start()
        for is_first in (True, False):
            check_frames(checks, venue, neighbour)
            check_texts(checks, venue)
            check_slow_reader(checks, venue, neighbour)
            check_many(checks, venue)
            if is_first:
                before = venue.resident_mib()
        neighbour.finish(checks)
        if is_instrumented(sys.argv[1]):
            print("skipped: memory, in a build with sanitizers")
        else:
            grown = venue.resident_mib() - before
            checks.check("once more all that is bad did not take 24 MiB more", grown < 24, grown)
        check_stop(checks, venue)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
