#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""metrics_test.py - /metrics is text that Prometheus reads, and says what is true.

usage: metrics_test.py PERPETUA

promtool judges it where it is installed; a reader of the same rules does everywhere.
"""

import re
import shutil
import subprocess
import sys

from venue import Checks, Venue, wait_for

SAMPLE = re.compile(r'^([a-z_]+)(?:\{([a-z_]+="[^"\\]*"(?:,[a-z_]+="[^"\\]*")*)\})? (-?[0-9.+Inf]+)$')


def faults_of(text):
    """What is wrong with the text by the rules of the format and of names."""
    faults = []
    kinds = {}
    helps = set()
    seen = set()
    for line in text.splitlines():
        words = line.split(" ")
        if line.startswith("# HELP "):
            if not line.endswith("."):
                faults.append("help without an end: " + line)
            helps.add(words[2])
            continue
        if line.startswith("# TYPE "):
            kinds[words[2]] = words[3]
            continue
        match = SAMPLE.match(line)
        if not match:
            faults.append("no sample: " + line)
            continue
        name = re.sub(r"_(bucket|sum|count)$", "", match.group(1))
        name = name if kinds.get(name) == "histogram" else match.group(1)
        if name not in kinds or name not in helps:
            faults.append("no TYPE or HELP: " + line)
        if (kinds.get(name) == "counter") != name.endswith("_total"):
            faults.append("counters, and only they, end in _total: " + name)
        if (match.group(1), match.group(2)) in seen:
            faults.append("twice: " + line)
        seen.add((match.group(1), match.group(2)))
    if not text.endswith("\n"):
        faults.append("no newline at the end")
    return faults


def check_histogram(checks, text):
    buckets = re.findall(r'^perpetua_command_seconds_bucket\{le="([^"]+)"\} (\d+)$', text, re.MULTILINE)
    counts = [int(count) for _, count in buckets]
    bounds = [float(bound) for bound, _ in buckets]
    total = int(re.search(r"^perpetua_command_seconds_count (\d+)$", text, re.MULTILINE).group(1))
    checks.check("bounds ascend to infinity", bounds == sorted(bounds) and bounds[-1] == float("inf"))
    checks.check("counts ascend to the number of all", counts == sorted(counts) and counts[-1] == total)


def is_memory_right(venue):
    """Two looks, between which the venue goes on: it may have grown."""
    memory = venue.metric("resident_memory_bytes") / (1 << 20)
    return abs(memory - venue.resident_mib()) < 4


def main():
    checks = Checks()
    with Venue(sys.argv[1]) as venue:
        status, headers, body = venue.get("/metrics")
        text = body.decode()
        checks.equal("it is answered", status, 200)
        checks.check("as text of version 0.0.4", "version=0.0.4" in headers["content-type"])
        checks.equal("it keeps the rules", faults_of(text), [])
        checks.equal("a fault would be seen", len(faults_of(text + "perpetua_x 1\n")), 1)
        check_histogram(checks, text)
        before = float(re.search(r"^perpetua_commands_total (\d+)$", text, re.MULTILINE).group(1))
        checks.check("commands go on", wait_for(lambda: venue.metric("commands_total") > before))
        checks.check("memory is what the system says", wait_for(lambda: is_memory_right(venue)))
        if shutil.which("promtool"):
            done = subprocess.run(["promtool", "check", "metrics"], input=body, capture_output=True, check=False)
            checks.equal("promtool has nothing to say", (done.returncode, done.stdout + done.stderr), (0, b""))
        else:
            print("skipped: promtool is not installed")
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
