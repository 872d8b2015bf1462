#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""life_test.py - starting, being asked how it is, stopping, starting again.

usage: life_test.py PERPETUA
"""

import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import time

from venue import Checks, Socket, Venue, trusting


def check_endpoints(checks, venue):
    checks.equal("/healthz answers", venue.get("/healthz")[::2], (200, b"ok\n"))
    status, headers, body = venue.get("/readyz")
    checks.equal("/readyz says ready", (status, json.loads(body)["status"]), (200, "ready"))
    checks.equal("nothing of it is cached", headers["cache-control"], "no-store")
    checks.equal("/version names the program", json.loads(venue.get("/version")[2])["name"], "perpetua")
    checks.equal("HEAD has no body", venue.get("/version", method="HEAD")[::2], (200, b""))
    checks.equal("another method is refused", venue.get("/version", "POST", b"")[0], 405)
    checks.equal("an unknown path is 404", venue.get("/no/such/path")[0], 404)
    checks.check("its answer is JSON", json.loads(venue.get("/no/such/path")[2])["error"]["code"] == 404)


def check_tls(checks, venue):
    context = trusting(venue.directory)
    with Socket(venue.tls_port, context=context) as client:
        checks.equal("TLS with the certificate that it made", client.ask("/healthz")[0], 200)
        checks.check("is TLS 1.2 or newer", client.socket.version() in ("TLSv1.2", "TLSv1.3"))
        checks.equal("a connection serves many requests", client.ask("/version")[0], 200)
    for name in ("keys.json", "tls-key.pem", "demo-rsa.pem", "history.db", "journal-0000000001.segment"):
        mode = stat.S_IMODE(os.stat(os.path.join(venue.directory, name)).st_mode)
        checks.equal("%s is its owner's alone" % name, mode, 0o600)


def check_market(checks, venue):
    deadline = time.monotonic() + 300
    while venue.metric("commands_total") < 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    checks.check("the agents trade", venue.metric("commands_total") >= 200)
    checks.equal("and nothing is refused in the opening", len([l for l in venue.log if "refused" in l]), 0)


def check_register(checks, program, directory):
    def run(*words):
        done = subprocess.run(
            [program, *words, "--journal", directory], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    status, listed = run("register", "list")
    checks.check("the register is printed", status == 0 and "CME v. CFTC" in listed, listed)
    checks.check("its gate is on", "the gate is on" in listed)
    checks.check("the product rests on its approval", "BTCPERP is listed by entry 1" in listed, listed)
    relief = [line for line in listed.splitlines() if line.startswith("  4  letter")]
    checks.check("the relief of June 2026 has lapsed", len(relief) == 1 and "not in force" in relief[0], relief)
    status, shown = run("register", "show", "1")
    checks.check("an entry with its history", status == 0 and "state approved" in shown, shown)
    checks.equal("an entry that does not exist", run("register", "show", "99")[0], 2)
    status, said = run("whatif", "--regime", "swap")
    checks.check("what if it is a swap", status == 0 and "REFUSED" not in said, said)
    margins = re.search(r"maintenance margin ([0-9.]+) -> ([0-9.]+) USD", said)
    before, after = float(margins.group(1)), float(margins.group(2))
    checks.check("five days need more than two days do", before == 0 or 2 < after / before < 2.3, said)


def check_restart(checks, venue):
    checks.equal("it stops in order", venue.stop(), 0)
    checks.check("and says so", any("is sealed and in a snapshot" in line for line in venue.log))
    checks.check("every line of its log is JSON", all(json.loads(line) for line in venue.log))
    program = venue.program
    done = subprocess.run([program, "verify", venue.directory], capture_output=True, check=False)
    checks.equal("its journal verifies", done.returncode, 0)
    check_register(checks, program, venue.directory)
    before = max(int(line.split("stopped: sequence ")[1].split()[0]) for line in venue.log if "stopped: sequence" in line)
    venue.start()
    checks.check("nothing is lost", venue.sequence >= before, (venue.sequence, before))
    checks.check("the listing is not done twice", not any("listed BTCPERP" in line for line in venue.log))
    print("ready after %d ms, %d MiB in use" % (venue.ready_ms, venue.memory_mib))
    venue.kill()
    venue.start()
    checks.check("after a kill too", venue.sequence >= before)


def check_configuration(checks, program):
    def run(*options):
        done = subprocess.run([program, "venue", *options], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def run_file(text):
        with tempfile.NamedTemporaryFile("w", suffix=".conf", delete=False) as file:
            file.write(text)
        try:
            return run("--config", file.name, "--check-config")
        finally:
            os.unlink(file.name)

    status, printed = run("--print-config")
    checks.check("the configuration is printed", status == 0 and "connections = 4096" in printed)
    checks.equal("what is printed is read", run_file(printed.replace("data = ", "data = x"))[0], 0)
    rows = (
        ("a number that is too small", "data = x\n\nconnections = 3\n", ":3:", "nearest legal value is 16"),
        ("a number that is none", "data = x\nconnections = many\n", ":2:", "whole number from 16 to 65536"),
        ("a key that does not exist", "conections = 100\n", ":1:", "nearest is 'connections'"),
        ("a line without a value", "# good\nbad\n", ":2:", "KEY = VALUE"),
        ("a switch that is neither", "demo = maybe\n", ":1:", "yes or no"),
        ("an endpoint that is none", "data = x\nlisten = 8080\n", "listen = 8080", "HOST:PORT"),
        ("no data directory", "demo = yes\n", "data", "a directory is needed"),
        ("a scenario that does not exist", "data = x\nscenario = boom\n", "scenario", "calm"),
    )
    for sentence, text, place, meaning in rows:
        status, said = run_file(text)
        checks.check(sentence, status == 2 and place in said and meaning in said, said)
    checks.equal("a file that is not there", run("--config", "/no/such/file", "--check-config")[0], 2)
    status, said = run("--data", "x", "--report-settings", "/no/such/file", "--check-config")
    checks.check("settings of reports that are not there", status == 2 and "/no/such/file" in said, said)
    checks.equal("an option without a value", run("--data")[0], 2)
    status, said = run("--help")
    checks.check("help says how", status == 0 and "usage: perpetua venue" in said)


def check_refusals(checks, program):
    with Venue(program, "--agents", "no") as venue:
        same = subprocess.run(
            [program, "venue", "--demo", "--data", venue.directory, "--listen", "127.0.0.1:0"],
            capture_output=True, text=True, timeout=300, check=False,
        )
        checks.check("a second venue in the same directory is refused", same.returncode == 1 and "lock" in same.stderr, same.stderr)
        with tempfile.TemporaryDirectory() as directory:
            other = subprocess.run(
                [program, "venue", "--demo", "--data", directory, "--listen", "127.0.0.1:%d" % venue.port],
                capture_output=True, text=True, timeout=300, check=False,
            )
            checks.check("a port that is taken is refused", other.returncode == 1 and "cannot listen" in other.stderr, other.stderr)


def main():
    checks = Checks()
    program = sys.argv[1]
    check_configuration(checks, program)
    check_refusals(checks, program)
    with Venue(program, is_tls=True) as venue:
        print("ready after %d ms, %d MiB in use" % (venue.ready_ms, venue.memory_mib))
        check_endpoints(checks, venue)
        check_tls(checks, venue)
        check_market(checks, venue)
        check_restart(checks, venue)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
