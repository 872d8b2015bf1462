# SPDX-License-Identifier: Apache-2.0
"""feed_server.py - a running feed-server for tests, and what a venue says of its feeds."""

import re
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/venue")
from venue import WebSocket  # noqa: E402

NAMES = ("coinbase", "kraken", "bitstamp", "gemini", "bitfinex")
READY = re.compile(rb"port (\d+), TLS port (\d+)")
SAMPLE = re.compile(r'^perpetua_(\w+)\{(\w+)="([^"]*)"(?:,(\w+)="([^"]*)")?\} (\S+)$', re.MULTILINE)

USED, STALE, BANNED = 1, 3, 4
NORMAL, DEGRADED, HALT = 0, 1, 2


class FeedServer:
    def __init__(self, program, *options, listen="127.0.0.1:0"):
        self.program = program
        self.options = options
        self.start(listen)

    def start(self, listen):
        arguments = [self.program, "feed-server", "--listen", listen, "--control", *self.options]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        ports = READY.search(line)
        if not ports:
            self.process.wait()
            raise RuntimeError("the feed-server did not start: %r" % line)
        self.port, self.tls_port = map(int, ports.groups())

    @property
    def url(self):
        return "ws://127.0.0.1:%d" % self.port

    def say(self, *lines):
        with WebSocket(self.port, "/control", timeout_s=60) as control:
            for line in lines:
                control.send_frame(line.encode())
                opcode, answer = control.read_frame()
                if (opcode, answer) != (1, b"ok"):
                    raise RuntimeError("%s: %r" % (line, answer))

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(30)
        self.process.stdout.close()
        return status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()


class Figures:
    """One look at the metrics of a venue."""

    def __init__(self, venue):
        self.rows = {}
        text = venue.get("/metrics", timeout_s=60)[2].decode()
        for name, key, value, other, more, number in SAMPLE.findall(text):
            self.rows[(name, value, more if other else "")] = float(number)
        self.state = self.rows.get(("index_state", "1", ""))

    def of(self, name, source, reason=""):
        return self.rows.get((name, source, reason))

    def statuses(self):
        return tuple(self.of("feed_status", name) for name in NAMES)

    def count(self, status):
        return sum(seen == status for seen in self.statuses())


def wait_for(venue, holds, timeout_s=240):
    """Looks until it holds; returns (whether it came to hold, the last figures)."""
    deadline = time.monotonic() + timeout_s
    while True:
        figures = Figures(venue)
        if holds(figures):
            return True, figures
        if time.monotonic() > deadline:
            return False, figures
        time.sleep(0.05)


INDEX = re.compile(r"index \d+ (\S+)  state (\w+) .* statuses 0x([0-9a-f]+)  as of (\S+)$")


def index_values(program, directory):
    """(price, state, statuses by source, time in seconds) of every index value of a journal."""
    text = subprocess.run(
        [program, "explain", "list", "index", "--last", "0", "--journal", directory],
        capture_output=True, text=True, check=True,
    ).stdout
    values = []
    for line in text.splitlines():
        match = INDEX.search(line)
        if not match:
            continue
        bits = int(match.group(3), 16)
        moment = time.strptime(match.group(4)[:19], "%Y-%m-%dT%H:%M:%S")
        statuses = tuple(bits >> 4 * i & 15 for i in range(len(NAMES)))
        values.append((float(match.group(1)), match.group(2), statuses, time.mktime(moment)))
    return values
