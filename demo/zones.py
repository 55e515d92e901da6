#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""zones.py - are the zones of three kernels the same: ours, Debian's, and the one in the tool?

    zones.py MAP...            folders of maps/; those that cannot be are passed over

A folder of maps/ says how QEMU was called when a kernel of Debian was booted, and what that kernel
logged. Here the same machine is started with a demo kernel and the same words, which prints its
zones in the form of that log; `bootmem zones --log` predicts them from what the firmware said.
All three must be the same, line by line.

Left out are machines whose tables were replaced, or that something else was done to. Words that
the kernel must refuse are among them, so it need not pass all its own tests, but tell how many.

Exit status: 0 they are, 1 not.
"""
import lzma
import os
import re
import shlex
import subprocess
import sys

import boot

LINE = re.compile(r"^(?:Zone ranges:|  (?:DMA|DMA32|Normal|Device|Movable) +(?:\[mem|empty)|"
                  r"Movable zone start|  Node \d+: 0x|Early memory node|  node +\d+: \[mem|"
                  r"Initmem setup node|On node \d+, zone)")
STAMP = re.compile(r"^\[ *\d+\.\d+\] ", re.M)
FIRMWARE = {("x86_64", "seabios"): "pvh", ("x86_64", "ovmf"): "uefi", ("aarch64", "none"): "tree",
            ("aarch64", "aavmf"): "uefi", ("riscv64", "none"): "sbi"}
QUIET = "torture=100"


def read_case(folder):
    with open(os.path.join(folder, "case.txt"), encoding="utf-8") as f:
        return dict(re.findall(r"(?m)^(\w+) = (.*)$", f.read()))


def can_do(folder):
    case = read_case(folder)
    odd = {"srat", "slit", "memattr", "extra", "expect", "initrd_pad"} & set(case)
    return (case["arch"], case["firmware"]) in FIRMWARE and not odd


def zone_lines(text):
    """The lines about zones; of a file with several boots those of the first."""
    lines = [line.rstrip() for line in STAMP.sub("", text).splitlines() if LINE.match(line)]
    again = [i for i, line in enumerate(lines) if line == "Zone ranges:"][1:2]
    return lines[:again[0]] if again else lines


def of_debian(folder):
    with lzma.open(os.path.join(folder, "dmesg.txt.xz"), "rt", errors="replace") as f:
        return zone_lines(f.read())


def of_tool(folder):
    ran = subprocess.run([os.path.join(boot.ROOT, "bootmem"), "zones", "--log", folder],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return zone_lines(ran.stdout.decode("utf-8", "replace"))


def of_demo(folder):
    case = read_case(folder)
    append = "%s like=%s %s" % (case["cmdline"], case["kernel"], QUIET)
    machine = boot.Boot(case["arch"], FIRMWARE[case["arch"], case["firmware"]], append=append,
                        qemu=shlex.split(case["qemu"]))
    console, status = machine.run()
    return zone_lines(console), boot.fault(console, status, None), console


def differences(name, have, want):
    return ["  %s: %s" % (name, line) for line in have if line not in want]


def judge(folder):
    ours, wrong, console = of_demo(folder)
    debian, tool = of_debian(folder), of_tool(folder)
    same = bool(ours) and ours == debian == tool
    print("  %-4s zones of %s" % ("ok" if same and not wrong else "FAIL", os.path.basename(folder)),
          flush=True)
    if wrong:
        print("%s\n%s" % (wrong, console))
    if not same:
        print("\n".join(differences("demo  ", ours, debian) + differences("debian", debian, ours) +
                        differences("tool  ", tool, debian)))
    return same and not wrong


def try_samples():
    log = "[    0.000000] Zone ranges:\n[    0.000000]   DMA32    empty\nx\n" \
          "  Normal   [mem 0x1-0x2]\n"
    assert zone_lines(log) == ["Zone ranges:", "  DMA32    empty", "  Normal   [mem 0x1-0x2]"]
    assert zone_lines(log + log) == zone_lines(log)


def main():
    try_samples()
    results = [judge(folder.rstrip("/")) for folder in sys.argv[1:] if can_do(folder)]
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
