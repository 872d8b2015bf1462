# SPDX-License-Identifier: Apache-2.0
"""tree.py - what the checks share: which files there are, C text without comments, findings.

A check is a function from a root folder to a list of findings.  run_check prints them and gives
the exit status; with --self-test it runs the check's own test instead, on a small tree with planted
faults.
"""

import os
import re
import sys
import tempfile

SKIPPED_FOLDERS = {".git", "__pycache__", "node_modules"}

C_TOKEN = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""",
    re.DOTALL | re.VERBOSE,
)


def project_root():
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def list_files(root, under="", suffixes=()):
    """Paths relative to root, sorted; build folders and tools' caches are left out."""
    found = []
    for folder, subfolders, names in os.walk(os.path.join(root, under)):
        subfolders[:] = sorted(
            name
            for name in subfolders
            if name not in SKIPPED_FOLDERS and name != "build" and not name.startswith("build-")
        )
        for name in sorted(names):
            if not suffixes or name.endswith(tuple(suffixes)):
                found.append(os.path.relpath(os.path.join(folder, name), root))
    return found


def read_text(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text, keep_strings=False):
    """The same text with comments (and what stands in quotes) blanked, lines and columns kept."""

    def replace(match):
        token = match.group(0)
        if token[0] == "/":
            return blank(token)
        return token if keep_strings else token[0] + blank(token[1:-1]) + token[-1]

    return C_TOKEN.sub(replace, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def is_test(path):
    """Files of src/ that are not part of the program: tests, fuzz targets and what they share."""
    name = os.path.basename(path)
    is_shared = name.startswith("fixture_") or name.endswith(("_fixture.c", "_fixture.h"))
    return is_shared or path.endswith(("_test.c", "_fuzz.c")) or path == "src/base/expect.h"


def finding(path, line, message):
    return "%s:%d: %s" % (path, line, message)


def write_tree(root, files):
    for path, text in files.items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)


def expect_findings(name, check, files, expected):
    """Runs check on a tree of these files; each expected text must be in exactly one finding."""
    with tempfile.TemporaryDirectory() as root:
        write_tree(root, files)
        found = check(root)
    problems = []
    for text in expected:
        hits = [line for line in found if text in line]
        if len(hits) != 1:
            problems.append("%s: expected one finding with '%s', got %r" % (name, text, hits))
    for line in found:
        if not any(text in line for text in expected):
            problems.append("%s: unexpected finding: %s" % (name, line))
    return problems


def run_check(name, check, self_test):
    """The main program of a check script."""
    if sys.argv[1:] == ["--self-test"]:
        problems = self_test()
        for problem in problems:
            print(problem)
        print("%s: self-test %s" % (name, "failed" if problems else "passed"))
        return 1 if problems else 0
    if sys.argv[1:]:
        print("usage: %s [--self-test]" % name, file=sys.stderr)
        return 2
    found = check(project_root())
    for line in found:
        print(line)
    print("%s: %s" % (name, "%d findings" % len(found) if found else "clean"))
    return 1 if found else 0
