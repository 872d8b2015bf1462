#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The evidence pack: usage: evidence_test.py PERPETUA SOURCE

Every rule that it names is defined in the rulebook, every test exists; a principle says what is done
or what is not here; figures are those of the journal; a journal that was changed is refused."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

PERPETUA, SOURCE = sys.argv[1:3]
JOURNAL = os.path.join(SOURCE, "test", "golden", "weekend")
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(SOURCE, "scripts"))


def expect(what, holds, shown=""):
    if not holds:
        sys.exit("evidence_test: %s\n%s" % (what, shown))


def run(*arguments):
    return subprocess.run([PERPETUA, "evidence", *arguments], capture_output=True, text=True,
                          check=False)


def defined_rules():
    """The rules of docs/rulebook, as scripts/trace_rules finds them."""
    import importlib.machinery
    import importlib.util
    path = os.path.join(SOURCE, "scripts", "trace_rules")
    loader = importlib.machinery.SourceFileLoader("trace_rules", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("trace_rules", loader))
    loader.exec_module(module)
    rules, _ = module.definitions(SOURCE)
    return rules


def check_principle(principle, rules):
    name = principle["section"] + " " + principle["name"]
    expect(name + " says something", principle["what"] or principle["missing"])
    claims = principle["what"] is not None
    expect(name + " claims with rules and tests",
           (principle["rules"] != [] and principle["tests"] != []) == claims)
    for rule in principle["rules"]:
        expect("%s names %s, which is in the rulebook" % (name, rule), rule in rules)
    for test in principle["tests"]:
        expect("%s names %s, which exists" % (name, test),
               os.path.isfile(os.path.join(SOURCE, test)))


def check_figures(pack):
    with open(os.path.join(JOURNAL, "expected"), encoding="ascii") as file:
        expected = dict(line.split()[:2] for line in file if not line.startswith("state"))
    expect("commands", pack["commands"] == int(expected["commands"]))
    expect("events", pack["events"] == int(expected["events"]))
    expect("the hash of all events", pack["output_hash"] == expected["output"])
    expect("the head of the chain", pack["chain_head"] == expected["chain"])
    expect("it verifies", pack["is_verified"] is True and pack["is_reconciled"] is True)
    figures = {}
    for principle in pack["principles"]:
        figures.update(principle["figures"])
    found = subprocess.run([PERPETUA, "report", "list", "--journal", JOURNAL], capture_output=True,
                           text=True, check=False).stdout.split("trade dates:\n")[1].splitlines()
    trades = sum(int(line.split()[3]) for line in found)
    lots = sum(int(line.split()[5]) for line in found)
    expect("trade dates", figures["trade dates"] == len(found), str(found))
    expect("trades", figures["trades"] == trades and figures["fills"] == 2 * trades)
    expect("contracts", figures["contracts"] == lots)


def main():
    rules = defined_rules()
    expect("there are rules", len(rules) > 200)
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        done = run("--journal", JOURNAL, "--out", out)
        expect("the evidence", done.returncode == 0, done.stdout + done.stderr)
        with open(os.path.join(out, "evidence.json"), encoding="utf-8") as file:
            pack = json.load(file)
        with open(os.path.join(out, "evidence.md"), encoding="utf-8") as file:
            page = file.read()
        expect("principles of exchange and clearing house", len(pack["principles"]) >= 25)
        for principle in pack["principles"]:
            check_principle(principle, rules)
            expect("the page has it too", principle["section"] + " " + principle["name"] in page)
        check_figures(pack)
        again = os.path.join(folder, "again")
        run("--journal", JOURNAL, "--out", again)
        with open(os.path.join(again, "evidence.md"), encoding="utf-8") as file:
            expect("the same journal gives the same page", file.read() == page)

        copy = os.path.join(folder, "copy")
        shutil.copytree(JOURNAL, copy)
        os.chmod(copy, 0o755)
        path = os.path.join(copy, "journal-0000000001.segment")
        os.chmod(path, 0o644)
        with open(path, "r+b") as file:
            file.seek(100000)
            byte = file.read(1)
            file.seek(100000)
            file.write(bytes([byte[0] ^ 1]))
        done = run("--journal", copy, "--out", out)
        expect("a changed journal is refused", done.returncode == 2 and done.stderr != "",
               done.stdout + done.stderr)
        for wrong in [[], ["--journal", JOURNAL], ["--out", out],
                      ["--journal", os.path.join(folder, "none"), "--out", out]]:
            expect("an unusable call", run(*wrong).returncode == 2, str(wrong))


main()
