# SPDX-License-Identifier: Apache-2.0
"""venue.py - a running venue for tests, and clients of it, with the standard library alone.

Venue starts the program on a free loopback port; Socket is one TCP connection that speaks HTTP
badly or well; WebSocket is RFC 6455 from the client's side; Rpc calls methods over a WebSocket.
"""

import base64
import json
import os
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time

READY = re.compile(r"ready after (\d+) ms: sequence (\d+), port (\d+), TLS port (\d+), (\d+) MiB")


def wait_for(look, timeout_s=300):
    """What `look` gives once it is true, or last gave: what a venue tells of may come a moment later."""
    end = time.monotonic() + timeout_s
    found = look()
    while not found and time.monotonic() < end:
        time.sleep(0.05)
        found = look()
    return found


class Venue:
    """The program in a data directory of its own, which close() removes."""

    def __init__(self, program, *options, directory=None, is_tls=False):
        self.program = program
        self.options = options
        self.is_own = directory is None
        self.directory = directory or tempfile.mkdtemp(prefix="venue-test-")
        self.is_tls = is_tls
        self.process = None
        self.log = []
        self.start()

    def start(self, timeout_s=300):
        arguments = [self.program, "venue", "--demo", "--data", self.directory]
        arguments += ["--listen", "127.0.0.1:0"]
        if self.is_tls:
            arguments += ["--tls", "127.0.0.1:0"]
        self.log = []
        self.process = subprocess.Popen(
            [*arguments, *self.options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self.is_ready = threading.Event()
        self.reader = threading.Thread(target=self.read_log, args=(self.process.stderr,))
        self.reader.start()
        if not self.is_ready.wait(timeout_s) or self.process.poll() is not None:
            raise RuntimeError("the venue did not start:\n" + "\n".join(self.log))
        words = READY.search("\n".join(self.log))
        self.ready_ms, self.sequence, self.port, self.tls_port, self.memory_mib = map(
            int, words.groups()
        )

    def read_log(self, stream):
        for line in stream:
            self.log.append(line.decode(errors="replace").rstrip())
            if READY.search(self.log[-1]):
                self.is_ready.set()
        self.is_ready.set()

    def kill(self):
        """As a power cut would end the process: nothing is written any more."""
        self.process.kill()
        self.process.wait()
        self.reader.join()

    def stop(self, timeout_s=300):
        """In order.  Returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout_s)
        self.reader.join()
        return status

    def close(self):
        if self.process.poll() is None:
            self.kill()
        if self.is_own:
            shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def get(self, path, method="GET", body=None, headers=None, timeout_s=300):
        """One request on a connection of its own: (status, headers, body)."""
        with Socket(self.port, timeout_s=timeout_s) as client:
            return client.ask(path, method, body, headers)

    def metric(self, name):
        """The value of a metric without labels."""
        text = self.get("/metrics")[2].decode()
        return float(re.search(r"^perpetua_%s (\S+)$" % name, text, re.MULTILINE).group(1))

    def resident_mib(self):
        with open("/proc/%d/statm" % self.process.pid, encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def is_instrumented(program):
    """Built with a sanitizer, whose own memory says nothing of the venue's."""
    with open(program, "rb") as file:
        return b"__asan_init" in file.read()


class Closed(Exception):
    """The venue closed the connection."""


class Socket:
    """A TCP connection and what of its input was not used yet."""

    def __init__(self, port, timeout_s=300, context=None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout_s)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_hostname="localhost")
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, content):
        self.socket.sendall(content)

    def more(self):
        try:
            got = self.socket.recv(65536)
        except ConnectionError:
            got = b""
        if not got:
            raise Closed()
        self.rest += got

    def read(self, size):
        while len(self.rest) < size:
            self.more()
        got, self.rest = self.rest[:size], self.rest[size:]
        return got

    def read_to(self, mark):
        while mark not in self.rest:
            self.more()
        got, self.rest = self.rest.split(mark, 1)
        return got

    def read_answer(self, is_head=False):
        lines = self.read_to(b"\r\n\r\n").decode().split("\r\n")
        status = int(lines[0].split(" ")[1])
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        size = 0 if is_head else int(headers.get("content-length", 0))
        return status, headers, self.read(size)

    def ask(self, path, method="GET", body=None, headers=None):
        head = "%s %s HTTP/1.1\r\nhost: localhost\r\n" % (method, path)
        for name, value in (headers or {}).items():
            head += "%s: %s\r\n" % (name, value)
        if body is not None:
            head += "content-length: %d\r\n" % len(body)
        self.send(head.encode() + b"\r\n" + (body or b""))
        return self.read_answer(method == "HEAD")


class WebSocket(Socket):
    def __init__(self, port, path="/ws/api/v2", timeout_s=300, context=None):
        super().__init__(port, timeout_s, context)
        key = base64.b64encode(os.urandom(16)).decode()
        self.send(
            (
                "GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n\r\n" % (path, key)
            ).encode()
        )
        self.status = self.read_answer(is_head=True)[0]
        if self.status != 101:
            raise Closed("status %d" % self.status)

    def send_frame(self, payload, opcode=1, is_final=True):
        size = len(payload)
        head = bytes([(0x80 if is_final else 0) | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += bytes([0x80 | 126]) + struct.pack(">H", size)
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", size)
        mask = os.urandom(4)
        wide = (mask * (size // 4 + 1))[:size]
        masked = (int.from_bytes(payload, "big") ^ int.from_bytes(wide, "big")).to_bytes(size, "big")
        self.send(head + mask + masked)

    def read_frame(self):
        """(opcode, payload) of the next frame; pings are answered."""
        while True:
            first, second = self.read(2)
            size = second & 0x7F
            if size == 126:
                size = struct.unpack(">H", self.read(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self.read(8))[0]
            payload = self.read(size)
            if first & 0x0F != 9:
                return first & 0x0F, payload
            self.send_frame(payload, opcode=10)

    def read_close(self):
        """The code and the reason with which the venue closes; what comes before is passed over."""
        while True:
            opcode, payload = self.read_frame()
            if opcode == 8:
                return struct.unpack(">H", payload[:2])[0], payload[2:].decode()


class Error(Exception):
    def __init__(self, error):
        super().__init__(json.dumps(error))
        self.code = error["code"]


class Rpc(WebSocket):
    """JSON-RPC over a WebSocket: call() waits, ask() and take() do not need each other."""

    def __init__(self, port, timeout_s=300, context=None):
        super().__init__(port, timeout_s=timeout_s, context=context)
        self.number = 0
        self.notes = []

    def ask(self, method, **params):
        self.number += 1
        message = {"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}
        self.send_frame(json.dumps(message).encode())
        return self.number

    def take(self):
        """The next answer; notifications are put aside."""
        while True:
            opcode, payload = self.read_frame()
            if opcode != 1:
                raise Closed("opcode %d" % opcode)
            message = json.loads(payload)
            if "id" in message:
                return message
            self.notes.append(message)

    def call(self, method, **params):
        number = self.ask(method, **params)
        while True:
            message = self.take()
            if message["id"] == number:
                break
        if "error" in message:
            raise Error(message["error"])
        return message["result"]

    def log_in(self, key="demo"):
        return self.call(
            "public/auth",
            grant_type="client_credentials",
            client_id=key,
            client_secret=key + "-secret",
        )


class Checks:
    """Counts what held; a test ends with finish()."""

    def __init__(self):
        self.begin = time.monotonic()
        self.passed = 0
        self.failed = 0

    def check(self, sentence, holds, seen=None):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
        more = "" if holds or seen is None else ": " + repr(seen)[:2000]
        print("%s %s%s" % ("ok    " if holds else "FAILED", sentence, more), flush=True)

    def equal(self, sentence, got, want):
        self.check(sentence, got == want, got)

    def finish(self):
        took = time.monotonic() - self.begin
        print("%d checks, %d failed, %.1f s" % (self.passed + self.failed, self.failed, took))
        return 1 if self.failed else 0


def trusting(directory):
    """A TLS context that trusts the certificate that the venue made for itself."""
    return ssl.create_default_context(cafile=os.path.join(directory, "tls-certificate.pem"))
