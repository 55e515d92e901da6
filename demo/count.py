#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""count.py - instructions from a finished map to the first page of the page allocator.

    count.py [ARCH...]

Boots kernels with one CPU in QEMU with -icount, where each instruction takes a nanosecond, so the
counts repeat exactly, on any host. Prints a row for each architecture and policy, a column for each
size of memory, as docs/performance.md has them.

Exit status: 0, or 1 if `pages=lazy` is not flat: more than half as much again for 64 times as much.
"""
import re
import sys

import boot

SIZES = (1024, 65536)
POLICIES = ("eager", "deferred", "lazy")
COUNT = re.compile(r"^first page after (\d+) instructions$", re.M)


def count(arch, mem, policy):
    machine = boot.Boot(arch, mem=mem, cpus=1, append="count torture=100 pages=" + policy)
    machine.qemu = [*machine.machine(), "-icount", "shift=0"]
    console, status = machine.run()
    found = COUNT.search(console)
    wrong = boot.fault(console, status, True) or (None if found else "no count")
    if wrong:
        sys.exit("%s: %s\n%s" % (machine.name(), wrong, console))
    return int(found.group(1))


def thousands(number):
    return "{:,}".format(number).replace(",", " ")


def main():
    flat = True
    print("| architecture | `pages=` | 1 GiB | 64 GiB |\n|---|---|---|---|")
    for arch in sys.argv[1:] or list(boot.MACHINE):
        for policy in POLICIES:
            small, large = (count(arch, mem, policy) for mem in SIZES)
            print("| %s | %s | %s | %s |" % (arch, policy, thousands(small), thousands(large)),
                  flush=True)
            flat = flat and (policy != "lazy" or 2 * large <= 3 * small)
    if not flat:
        print("pages=lazy is not flat")
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
