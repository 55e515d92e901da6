#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""boot.py - boot demo kernels in QEMU, and believe them only if all they say agrees.

    boot.py [--firmware NAME] [--nodes N] [--mem MIB] [--cpus N] [--append WORDS] ARCH...
    boot.py --check | --matrix [ARCH...]

A kernel's last line is "N passed, N failed", and QEMU's exit status says the same; a boot is good
if both do, nothing failed, and it ended in time. The first form shows the console; the others run
lists of boots and print a line for each: --check the short list of `make check`, --matrix the long
one of `make check-full`.

Exit status: 0 all good, 1 not, 2 QEMU or firmware is missing.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VERDICT = re.compile(r"^(\d+) passed, (\d+) failed$", re.M)
TIME_LIMIT = 120


def kernel(arch, name="kernel"):
    return os.path.join(ROOT, "build", "demo-" + arch, name)


def riscv64(_, append):
    """QEMU's default interrupt controller cannot serve more than two nodes."""
    return ["-machine", "virt,aia=aplic", "-kernel", kernel("riscv64"), "-append", append]


def pc(append, name):
    return ["-machine", "q35", "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
            "-kernel", kernel("x86_64", name), "-append", append]


def pvh(_, append):
    return pc(append, "kernel")


def ovmf(_, append):
    return [*pc(append, "kernel.efi"), "-bios", "/usr/share/ovmf/OVMF.fd"]


def virt(append):
    return ["-machine", "virt", "-cpu", "max", "-semihosting-config", "enable=on,target=native",
            "-kernel", kernel("aarch64", "kernel.efi"), "-append", append]


def tree(_, append):
    return virt(append)


def aavmf(_, append):
    return [*virt(append), "-bios", "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"]


QEMU = {"riscv64": "qemu-system-riscv64", "x86_64": "qemu-system-x86_64",
        "aarch64": "qemu-system-aarch64"}

# What QEMU's exit status is for success, where it cannot be 0.
SUCCESS = {"x86_64": 33}

# (architecture, firmware): the part of QEMU's command line that says how the kernel is started
FIRMWARE = {("riscv64", "sbi"): riscv64, ("x86_64", "pvh"): pvh, ("x86_64", "uefi"): ovmf,
            ("aarch64", "tree"): tree, ("aarch64", "uefi"): aavmf}


class Boot:
    """A machine to boot: what is not said is small."""

    def __init__(self, arch, firmware=None, nodes=1, mem=256, cpus=2, append="", good=True,
                 more=()):
        self.arch = arch
        self.firmware = firmware or [f for a, f in FIRMWARE if a == arch][0]
        self.nodes, self.mem, self.cpus = nodes, mem, max(cpus, 1)
        self.append, self.good, self.more = append, good, list(more)

    def name(self):
        words = [self.arch, self.firmware, "%d MiB" % self.mem, "%d nodes" % self.nodes,
                 "%d CPUs" % self.cpus, self.append]
        return ", ".join(word for word in words if word)

    def numa(self):
        """Memory and CPUs of each node; the first nodes have the rest."""
        args = []
        for node in range(self.nodes if self.nodes > 1 else 0):
            mem = share(self.mem, self.nodes, node)
            first = sum(share(self.cpus, self.nodes, n) for n in range(node))
            nr = share(self.cpus, self.nodes, node)
            args += ["-object", "memory-backend-ram,id=m%d,size=%dM" % (node, mem),
                     "-numa", "node,nodeid=%d,memdev=m%d%s" %
                     (node, node, ",cpus=%d-%d" % (first, first + nr - 1) if nr else "")]
        return args

    def command(self):
        start = FIRMWARE[self.arch, self.firmware]
        return [QEMU[self.arch], "-m", "%dM" % self.mem, "-smp", str(self.cpus), *self.numa(),
                "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot",
                "-net", "none", *start(self, self.append), *self.more]

    def run(self):
        """(console, exit status with 0 for success, or None if it did not end)"""
        try:
            ran = subprocess.run(self.command(), stdin=subprocess.DEVNULL, timeout=TIME_LIMIT,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            good = SUCCESS.get(self.arch, 0)
            out, status = ran.stdout, 0 if ran.returncode == good else ran.returncode or good
        except subprocess.TimeoutExpired as late:
            out, status = late.stdout or b"", None
        return out.decode("utf-8", "replace").replace("\r", ""), status


def share(amount, nr, i):
    return amount // nr + (i < amount % nr)


def fault(console, status, good):
    """What is wrong with a boot that should end well, or badly; None if it did."""
    found = VERDICT.findall(console)
    if status is None:
        return "no end after %d s" % TIME_LIMIT
    if len(found) != 1:
        return "%d verdicts" % len(found)
    passed, failed = (int(word) for word in found[0])
    if (status == 0) != (failed == 0):
        return "exit status %d, but the kernel says %d failed" % (status, failed)
    if good and (failed or not passed):
        return "%d failed" % failed
    return "it should have failed" if not good and not failed else None


def try_samples():
    assert fault("x\n3 passed, 0 failed\n", 0, True) is None
    assert fault("3 passed, 0 failed\n", 1, True)
    assert fault("2 passed, 1 failed\n", 0, True)
    assert fault("2 passed, 1 failed\n", 1, True)
    assert fault("2 passed, 1 failed\n", 1, False) is None
    assert fault("3 passed, 0 failed\n", 0, False)
    assert fault("0 passed, 0 failed\n", 0, True)
    assert fault("3 passed, 0 failed\n", None, True)
    assert fault("", 0, True)


def short_list(arch):
    firmwares = [f for a, f in FIRMWARE if a == arch]
    for firmware in firmwares:
        yield Boot(arch, firmware, nodes=2, append="reserve_mem=1M:4096:oops")
    yield Boot(arch, firmwares[0], append="mem=64K", good=False)


def judge(boot):
    start = time.monotonic()
    console, status = boot.run()
    wrong = fault(console, status, boot.good)
    print("  %-4s %s (%.1f s)" % ("FAIL" if wrong else "ok", boot.name(),
                                  time.monotonic() - start), flush=True)
    if wrong:
        print("%s\n%s\n%s" % (wrong, " ".join(boot.command()), console))
    return not wrong


def show(boot):
    console, status = boot.run()
    wrong = fault(console, status, boot.good)
    print(console, end="")
    if wrong:
        print("%s: %s" % (boot.name(), wrong))
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("arch", nargs="*")
    parser.add_argument("--firmware")
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--mem", type=int, default=256, help="MiB")
    parser.add_argument("--cpus", type=int, default=2)
    parser.add_argument("--append", default="", help="command line of the kernel")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    try_samples()
    archs = args.arch or list(QEMU)
    missing = [QEMU[arch] for arch in archs if not shutil.which(QEMU[arch])]
    if missing:
        print("skipped: there is no " + ", ".join(missing))
        return 2
    if args.check:
        results = [judge(boot) for arch in archs for boot in short_list(arch)]
    else:
        results = [show(Boot(arch, args.firmware, args.nodes, args.mem, args.cpus, args.append))
                   for arch in archs]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
