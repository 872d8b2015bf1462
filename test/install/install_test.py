#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""install_test.py - meson install into a folder, and a venue that starts from there with its page.

usage: install_test.py BUILD SOURCE
"""

import glob
import os
import shutil
import subprocess
import sys
import tempfile

from venue import Checks, Rpc, Venue

EXPECTED = (
    "bin/perpetua",
    "include/perpetua.h",
    "share/man/man1/perpetua.1*",
    "lib/systemd/system/perpetua.service",
    "lib/**/libperpetua.so*",
    "lib/**/libperpetua.a",
    "lib/**/pkgconfig/perpetua.pc",
)


def install(build, root):
    """The prefix inside of the folder."""
    command = ["meson", "install", "--no-rebuild", "--quiet", "-C", build, "--destdir", root]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return os.path.dirname(os.path.dirname(glob.glob(root + "/**/bin/perpetua", recursive=True)[0]))


def check_files(checks, prefix, root):
    for name in EXPECTED:
        checks.check("%s is installed" % name, glob.glob(os.path.join(prefix, name), recursive=True))
    with open(os.path.join(prefix, "lib/systemd/system/perpetua.service"), encoding="utf-8") as file:
        unit = file.read()
    program = os.path.join(prefix, "bin/perpetua")[len(root) :]
    checks.check("the unit starts the installed program", "ExecStart=%s venue" % program in unit, unit)


def check_page(checks, venue, prefix):
    status, headers, body = venue.get("/")
    checks.equal("the page is served", status, 200)
    checks.check("as HTML", headers["content-type"].startswith("text/html"), headers)
    with open(os.path.join(prefix, "share/perpetua/page/index.html"), "rb") as file:
        checks.check("it is the installed one", body == file.read())


def main():
    build, source = sys.argv[1:3]
    checks = Checks()
    root = tempfile.mkdtemp(prefix="install-test-")
    os.chdir("/")  # nothing of the source tree is found from here
    try:
        prefix = install(build, root)
        check_files(checks, prefix, root)
        with Venue(os.path.join(prefix, "bin/perpetua"), "--agents", "no") as venue:
            with Rpc(venue.port) as client:
                checks.check("it answers", client.call("public/get_time") > 0)
            if os.path.exists(os.path.join(source, "web/dist/index.html")):
                check_page(checks, venue, prefix)
            else:
                print("skipped: the page, which is not built")
            checks.equal("it stops in order", venue.stop(), 0)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
