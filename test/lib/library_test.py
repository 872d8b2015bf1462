#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""library_test.py - libperpetua, installed and used by programs that know nothing of its source.

usage: library_test.py BUILD_ROOT SOURCE_ROOT

Installs into a temporary folder, then: the header alone in C and C++, the names that both libraries
show, examples/backtest.c linked with either, and their results.  Exit status 77 if a compiler or a
tool is missing and nothing else is wrong.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from decimal import Decimal

BUILD = ""
SOURCE = ""
MISSING = set()

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror"]
# Two files that include the header, and use what it defines and what it declares.
USER = """
#include <perpetua.h>
#include <perpetua.h>
int %(name)s(void);
int %(name)s(void)
{
    struct perpetua_config config = perpetua_config_small();
    struct command command;
    command.order.price.ticks = side_sign(SIDE_SELL);
    return perpetua_config_fault(&config) == NULL && command.order.price.ticks == -1 &&
                   side_opposite(SIDE_BUY) == SIDE_SELL && entry_account(1) > entry_clearing(1)
               ? (int)EVENT_TRADE - 30
               : 1;
}
"""
MAIN = "int other(void);\n" + USER % {"name": "one"} + "int main(void) { return one() + other(); }\n"


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError("%s\n%s%s" % (" ".join(command), done.stdout, done.stderr))
    return done.stdout


def needs(*tools):
    missing = [tool for tool in tools if shutil.which(tool) is None]
    MISSING.update(missing)
    if missing:
        raise unittest.SkipTest("there is no " + ", ".join(missing))


class Library(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        needs("meson", "pkg-config")
        cls.holder = tempfile.TemporaryDirectory()
        cls.root = os.path.join(cls.holder.name, "root")
        run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", cls.root])
        cls.installed = {}
        for folder, _, names in os.walk(cls.root):
            cls.installed.update({name: os.path.join(folder, name) for name in names})
        folder = os.path.dirname(cls.installed["perpetua.pc"])
        cls.environment = dict(os.environ, PKG_CONFIG_LIBDIR=folder, PKG_CONFIG_PATH="")
        cls.environment.update(PKG_CONFIG_SYSROOT_DIR=cls.root)
        cls.environment.update(PKG_CONFIG_ALLOW_SYSTEM_CFLAGS="1", PKG_CONFIG_ALLOW_SYSTEM_LIBS="1")
        cls.libraries = os.path.dirname(cls.installed["libperpetua.a"])

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def package(self, *options):
        return run(["pkg-config", *options, "perpetua"], env=self.environment).split()

    def path(self, name):
        return os.path.join(self.holder.name, name)

    def result(self, program, *arguments):
        environment = dict(os.environ, LD_LIBRARY_PATH=self.libraries)
        return run([program, *arguments], env=environment)

    def example(self, compiler, static):
        """examples/backtest.c linked as its README says."""
        needs(compiler)
        program = self.path("backtest-%s-%s" % (compiler, "static" if static else "shared"))
        libs = self.package("--libs")
        if static:
            libs = ["-Wl,-Bstatic", *libs, "-Wl,-Bdynamic"]
        source = os.path.join(SOURCE, "examples", "backtest.c")
        run([compiler, "-std=c11", *WARNINGS, *self.package("--cflags"), source, "-o", program, *libs])
        dynamic = run(["readelf", "-d", program])
        self.assertEqual("libperpetua.so.0" in dynamic, not static)
        return program

    def test_names_of_the_shared_library(self):
        needs("nm", "readelf")
        output = run(["nm", "-D", "--defined-only", self.installed["libperpetua.so.0"]])
        names = {line.split()[-1] for line in output.splitlines()}
        self.assertEqual(names, self.declared())
        dynamic = run(["readelf", "-d", self.installed["libperpetua.so.0"]])
        self.assertIn("soname: [libperpetua.so.0]", dynamic)

    def test_names_of_the_static_library(self):
        needs("nm")
        output = run(["nm", "-g", "--defined-only", self.installed["libperpetua.a"]])
        names = {line.split()[-1] for line in output.splitlines() if len(line.split()) == 3}
        self.assertEqual(names, self.declared())

    def declared(self):
        with open(self.installed["perpetua.h"], encoding="ascii") as file:
            names = set(re.findall(r"^[a-z][\w ]*[ *](\w+)\([^{};#]*\);", file.read(), re.MULTILINE))
        names.discard("static_assert")
        self.assertGreater(len(names), 15)
        for name in names:
            self.assertTrue(name.startswith("perpetua_"), name)
        return names

    def test_header_in_each_language(self):
        for compiler, standard, suffix in (
            ("gcc", "c11", "c"),
            ("clang", "c11", "c"),
            ("gcc", "c17", "c"),
            ("g++", "c++17", "cpp"),
            ("clang++", "c++17", "cpp"),
        ):
            with self.subTest(compiler=compiler, standard=standard):
                needs(compiler)
                sources = [self.path("main." + suffix), self.path("other." + suffix)]
                for path, text in zip(sources, (MAIN, USER % {"name": "other"})):
                    with open(path, "w", encoding="ascii") as file:
                        file.write(text)
                program = self.path("user-" + compiler)
                command = [compiler, "-std=" + standard, *WARNINGS, *sources, "-o", program]
                run(command + self.package("--cflags", "--libs"))
                self.result(program)

    def test_version(self):
        with open(self.installed["perpetua.h"], encoding="ascii") as file:
            version = re.search(r'^#define PERPETUA_VERSION "(.*)"$', file.read(), re.MULTILINE)
        self.assertEqual([version.group(1)], self.package("--modversion"))

    def test_example(self):
        needs("readelf")
        results = {}
        for compiler in ("gcc", "clang"):
            for static in (False, True):
                with self.subTest(compiler=compiler, static=static):
                    program = self.example(compiler, static)
                    results[compiler, static] = [self.result(program, s) for s in ("1", "2")]
        first = next(iter(results.values()))
        for variant, result in results.items():
            self.assertEqual(result, first, variant)
        self.assertNotEqual(*first)
        for text in first:
            self.assert_adds_up(text)

    def assert_adds_up(self, text):
        """Fills are those that the last lines sum up, and nothing was rejected."""
        fills = re.findall(r"^fill .*$", text, re.MULTILINE)
        count, fees = re.search(r"^(\d+) fills, .* fees (\d+) micros$", text, re.MULTILINE).groups()
        self.assertEqual(int(count), len(fills))
        self.assertGreater(len(fills), 10)
        charged = [Decimal(fee) for fee in re.findall(r"  fee (\S+)", text)]
        self.assertEqual(len(charged), len(fills))
        self.assertEqual(int(fees), sum(charged) * 1000000)
        self.assertNotIn("rejected", text)
        self.assertRegex(text, r"\nprofit -?\d+ micros\nstate [0-9a-f]{32} after \d+ commands\n\Z")


def main():
    global BUILD, SOURCE
    BUILD, SOURCE = sys.argv[1:]
    program = unittest.main(argv=sys.argv[:1], exit=False)
    if not program.result.wasSuccessful():
        return 1
    if MISSING:
        print("skipped in part: there is no " + ", ".join(sorted(MISSING)))
        return 77
    return 0


if __name__ == "__main__":
    sys.exit(main())
