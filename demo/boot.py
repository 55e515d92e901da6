#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""boot.py - boot demo kernels in QEMU, and believe them only if all they say agrees.

    boot.py [--firmware NAME] [--nodes N] [--mem MIB] [--cpus N] [--append WORDS] ARCH...
    boot.py --check | --matrix [ARCH...]

A kernel's last line is "N passed, N failed", and QEMU's exit status says the same; a boot is good
if both do, nothing failed, and it ended in time. The first form shows the console; the others run
lists of boots and print a line for each: --check the short list of `make check`, --matrix the long
one of `make check-full`.

Exit status: 0 all good, 1 not.
"""
import argparse
import os
import re
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VERDICT = re.compile(r"^(\d+) passed, (\d+) failed$", re.M)
TIME_LIMIT = 120


def kernel(arch, name="kernel"):
    return os.path.join(ROOT, "build", "demo-" + arch, name)


def start(arch, name, append):
    return ["-kernel", kernel(arch, name), "-append", append]


def sbi(append):
    return start("riscv64", "kernel", append)


def pvh(append):
    return [*EXIT_OF_PC, *start("x86_64", "kernel", append)]


def ovmf(append):
    return [*EXIT_OF_PC, *start("x86_64", "kernel.efi", append),
            *flash("OVMF/OVMF_CODE_4M.fd", "OVMF/OVMF_VARS_4M.fd")]


def tree(append):
    return [*EXIT_OF_ARM, *start("aarch64", "kernel.efi", append)]


def aavmf(append):
    return [*tree(append), *flash("AAVMF/AAVMF_CODE.fd", "AAVMF/AAVMF_VARS.fd")]


def flash(code, variables):
    return ["-drive", "if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/" + code,
            "-drive", "if=pflash,unit=1,format=raw,snapshot=on,file=/usr/share/" + variables]


# The kernels of docs/porting.md.
PORTING = {"riscv64": "kernel.porting", "aarch64": "kernel.porting.efi"}

EXIT_OF_PC = ["-device", "isa-debug-exit,iobase=0xf4,iosize=4"]
EXIT_OF_ARM = ["-semihosting-config", "enable=on,target=native"]

# Named memory that kexec must bring over.
NAMES = " ".join("reserve_mem=%s:region%d" % (how, i) for i, how in enumerate(
    ("4K:64", "8K:4K", "16K:16K", "64K:64K", "12K:4K", "100K:4K", "4K:2M", "256K:4K")))

# What QEMU's exit status is for success, where it cannot be 0.
SUCCESS = {"x86_64": 33}

# The usual machine. (riscv64: the other interrupt controller cannot serve more than two nodes.)
MACHINE = {"riscv64": ["-machine", "virt,aia=aplic"], "x86_64": ["-machine", "q35"],
           "aarch64": ["-machine", "virt", "-cpu", "max"]}

# How a kernel is started: by architecture and firmware.
FIRMWARE = {("riscv64", "sbi"): sbi, ("x86_64", "pvh"): pvh, ("x86_64", "uefi"): ovmf,
            ("aarch64", "tree"): tree, ("aarch64", "uefi"): aavmf}


class Boot:
    """A machine to boot: what is not said is small. @qemu is the part of QEMU's command line that
    says what the machine is, instead of nodes, mem and cpus. @trips: by kexec there and back.
    @stage: of docs/porting.md."""

    def __init__(self, arch, firmware=None, nodes=1, mem=256, cpus=2, append="", good=True,
                 qemu=None, trips=0, stage=0):
        self.arch = arch
        self.firmware = firmware or firmwares(arch)[0]
        self.nodes, self.mem, self.cpus = nodes, mem, max(cpus, 1)
        self.good, self.qemu, self.trips, self.stage = good, qemu, trips, stage
        self.append = "kexec=%d torture=100 %s" % (trips, NAMES) if trips else \
            "stage=%d" % stage if stage else append
        self.time_limit = TIME_LIMIT + trips * 2

    def name(self):
        size = "%d MiB, %d nodes, %d CPUs" % (self.mem, self.nodes, self.cpus)
        words = [self.arch, self.firmware, " ".join(self.qemu) if self.qemu else size,
                 "%d round trips" % self.trips if self.trips else self.append]
        return ", ".join(word for word in words if word)

    def memory(self):
        """Memory and CPUs of each node; the first nodes have the rest. More memory than this host
        has will do: little of it is ever touched."""
        if self.nodes == 1:
            return ["-object", backend(0, self.mem), "-machine", "memory-backend=m0"]
        args = []
        for node in range(self.nodes):
            first = sum(share(self.cpus, self.nodes, n) for n in range(node))
            nr = share(self.cpus, self.nodes, node)
            args += ["-object", backend(node, share(self.mem, self.nodes, node)), "-numa",
                     "node,nodeid=%d,memdev=m%d" % (node, node) +
                     (",cpus=%d-%d" % (first, first + nr - 1) if nr else "")]
        return args

    def machine(self):
        return [*MACHINE[self.arch], "-m", "%dM" % self.mem, "-smp", str(self.cpus), *self.memory()]

    def command(self):
        return ["qemu-system-" + self.arch, *(self.qemu or self.machine()),
                "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot",
                "-net", "none", *FIRMWARE[self.arch, self.firmware](self.append),
                *(["-initrd", kernel(self.arch, "kernel.initrd")] if self.trips else []),
                *(["-kernel", kernel(self.arch, PORTING[self.arch])] if self.stage else [])]

    def run(self):
        """(console, exit status with 0 for success, or None if it did not end)"""
        try:
            ran = subprocess.run(self.command(), stdin=subprocess.DEVNULL,
                                 timeout=self.time_limit, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT)
            good = SUCCESS.get(self.arch, 0)
            out, status = ran.stdout, 0 if ran.returncode == good else ran.returncode or good
        except subprocess.TimeoutExpired as late:
            out, status = late.stdout or b"", None
        return out.decode("utf-8", "replace").replace("\r", ""), status


def firmwares(arch):
    return [f for a, f in FIRMWARE if a == arch]


def backend(node, mem):
    return "memory-backend-ram,id=m%d,size=%dM,reserve=off" % (node, mem)


def share(amount, nr, i):
    return amount // nr + (i < amount % nr)


def fault(console, status, good, trips=0):
    """What is wrong with a boot that should end well, badly, or in whatever way (None); None if
    nothing is."""
    found = VERDICT.findall(console)
    if status is None:
        return "no end in time"
    if len(found) != 1:
        return "%d verdicts" % len(found)
    passed, failed = (int(word) for word in found[0])
    if (status == 0) != (failed == 0):
        return "exit status %d, but the kernel says %d failed" % (status, failed)
    if good and (failed or not passed):
        return "%d failed" % failed
    if trips and console.count("\njump ") != 2 * trips:
        return "%d jumps of %d" % (console.count("\njump "), 2 * trips)
    return "it should have failed" if good is False and not failed else None


def try_samples():
    assert fault("x\n3 passed, 0 failed\n", 0, True) is None
    assert fault("3 passed, 0 failed\n", 1, True)
    assert fault("2 passed, 1 failed\n", 0, True)
    assert fault("2 passed, 1 failed\n", 1, True)
    assert fault("2 passed, 1 failed\n", 1, False) is None
    assert fault("3 passed, 0 failed\n", 0, False)
    assert fault("2 passed, 1 failed\n", 1, None) is None
    assert fault("2 passed, 1 failed\n", 0, None)
    assert fault("0 passed, 0 failed\n", 0, True)
    assert fault("3 passed, 0 failed\n", None, True)
    assert fault("", 0, True)
    assert fault("\njump 1\njump 2\n3 passed, 0 failed\n", 0, True, 1) is None
    assert fault("\njump 1\n3 passed, 0 failed\n", 0, True, 1)


def short_list(arch):
    for firmware in firmwares(arch):
        yield Boot(arch, firmware, nodes=2, append="reserve_mem=1M:4096:oops")
    for words in ("mem=64K", "trap"):
        yield Boot(arch, append=words, good=False)
    yield Boot(arch, mem=128, trips=3)
    for stage in (2, 3) if arch in PORTING else ():
        yield Boot(arch, mem=128, stage=stage)


def long_list(arch):
    """Sizes, nodes, policies, firmware; then what people write on command lines."""
    most = 4 if arch == "riscv64" else 8
    for firmware in firmwares(arch):
        for mem in (128, 512, 3072, 65536):
            yield Boot(arch, firmware, mem=mem)
        for nodes in (2, 3, most):
            yield Boot(arch, firmware, nodes=nodes, mem=4096 + 128, cpus=most)
    for policy in ("eager", "deferred", "lazy"):
        yield Boot(arch, nodes=2, mem=4096, append="pages=%s" % policy)
        yield Boot(arch, mem=65536, append="pages=%s torture=1000" % policy)
    for words in GOOD_WORDS:
        yield Boot(arch, nodes=2, mem=1024, append=words)
    for words in BAD_WORDS:
        yield Boot(arch, nodes=2, mem=1024, append=words, good=None)
    if arch == "x86_64":
        for words in ("", "movable_node"):
            yield Boot(arch, append=words, qemu=PLUGGABLE)
    yield Boot(arch, mem=128, cpus=1, trips=1000)


GOOD_WORDS = ["mem=512M", "kernelcore=50%", "movablecore=100M", "kernelcore=mirror", "numa=off",
              "memblock=debug", "reserve_mem=8M:2M:a reserve_mem=4K:4K:b", "numa=fake=4"]

# Whatever comes of these, a verdict must.
BAD_WORDS = ["mem=0", "mem=1", "mem=-1", "mem=99999999T", "kernelcore=101%", "movablecore=-1",
             "memmap=exactmap", "memmap=1G!0", "memmap=1G$0", "memmap=,,,=%s", "numa=fake=0",
             "numa=fake=99999", "reserve_mem=99999G:3:x", "reserve_mem=::", "pages=never",
             "like=9999.99999", "torture=0", "\"mem=512M", "movable_node kernelcore=0",
             "hugepages=99999999999 crashkernel=1G@1G,high"]

PLUGGABLE = ["-machine", "q35", "-smp", "2", "-m", "2G,slots=4,maxmem=16G",
             "-object", "memory-backend-ram,id=m0,size=1G", "-numa", "node,memdev=m0,cpus=0",
             "-object", "memory-backend-ram,id=m1,size=1G", "-numa", "node,memdev=m1,cpus=1",
             "-object", "memory-backend-ram,id=d0,size=1G", "-device", "pc-dimm,memdev=d0,node=1"]


def judge(boot):
    start = time.monotonic()
    console, status = boot.run()
    wrong = fault(console, status, boot.good, boot.trips)
    print("  %-4s %s (%.1f s)" % ("FAIL" if wrong else "ok", boot.name(),
                                  time.monotonic() - start), flush=True)
    if wrong:
        print("%s\n%s\n%s" % (wrong, " ".join(boot.command()), console))
    return not wrong


def show(boot):
    console, status = boot.run()
    wrong = fault(console, status, boot.good, boot.trips)
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
    parser.add_argument("--matrix", action="store_true")
    args = parser.parse_args()
    try_samples()
    archs = args.arch or list(MACHINE)
    if args.check or args.matrix:
        boots = long_list if args.matrix else short_list
        results = [judge(boot) for arch in archs for boot in boots(arch)]
    else:
        results = [show(Boot(arch, args.firmware, args.nodes, args.mem, args.cpus, args.append))
                   for arch in archs]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
