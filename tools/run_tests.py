#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""run_tests.py - run everything that `make check` means, and say in one last line how it went.

    run_tests.py [--only TEXT] [--under CMD]
                 [--configs "gcc clang"] [--libs "release size"] [--checks "layers tidy"]

A configuration is built with `make CONFIG=x testable`; the test programs that are then there are
cmocka programs and are run side by side. Of --libs only the library is built. A check is
`make check-x`; its exit status decides, and one that cannot run here says "skipped: why". Every
cmocka case, build and check counts as one test. A program that dies, overruns its time or leaves
cases out fails, also if all cases it reported passed.

Output of what passed is dropped, of what failed is shown in full at the end. The last line is
"N passed, N failed", with ", N skipped" only if any were. Exit status: 0 if none failed.
"""
import argparse
import concurrent.futures
import os
import pty
import re
import signal
import subprocess
import sys
import termios
import time

TIME_LIMIT = 300
SKIPPED = re.compile(r"^skipped: .*", re.M)
PLAN = re.compile(r"^1\.\.(\d+)")
CASE = re.compile(r"^(not )?ok (\d+) (# SKIP|-) ?(.*)")


class Result:
    """What one program, check or build said."""

    def __init__(self, name):
        self.name = name
        self.passed = 0
        self.skipped = 0
        self.failed = []
        self.output = ""
        self.seconds = 0.0


def open_output():
    """(end to read, end to write): a terminal, so that a program that dies has flushed its lines,
    or a pipe where there are no terminals."""
    try:
        master, slave = pty.openpty()
    except OSError:
        return os.pipe()
    modes = termios.tcgetattr(slave)
    modes[1] &= ~termios.OPOST
    termios.tcsetattr(slave, termios.TCSANOW, modes)
    return master, slave


def run(command, env):
    """Exit status and all output."""
    master, slave = open_output()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=slave, stderr=slave,
                             env=env, start_new_session=True)
    os.close(slave)
    out = []
    alarm = time.monotonic() + TIME_LIMIT
    with concurrent.futures.ThreadPoolExecutor(1) as reader:
        done = reader.submit(read_all, master, out)
        try:
            status = child.wait(alarm - time.monotonic())
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            status = "no end after %d s" % TIME_LIMIT
        done.result()
    os.close(master)
    return status, b"".join(out).decode("utf-8", "replace")


def read_all(fd, out):
    while True:
        try:
            data = os.read(fd, 65536)
        except OSError:
            return
        if not data:
            return
        out.append(data)


def judge_cases(result, status, text):
    """Read what cmocka printed; distrust it where the exit status says otherwise."""
    planned = seen = 0
    for line in text.splitlines():
        plan = PLAN.match(line)
        case = CASE.match(line)
        if plan:
            planned += int(plan.group(1))
        elif case and case.group(3) == "# SKIP":
            seen += 1
            result.skipped += 1
        elif case and case.group(1):
            seen += case.group(2) != "0"
            result.failed.append(case.group(4))
        elif case:
            seen += 1
            result.passed += 1
    if seen < planned:
        result.failed += ["%d of %d cases never ended" % (planned - seen, planned)]
    elif planned == 0:
        result.failed.append("no case ran")
    if status != 0 and not result.failed:
        result.failed.append("exit status %s" % status)


def run_program(name, command):
    result = Result(name)
    env = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP",
               ASAN_OPTIONS="detect_leaks=1:abort_on_error=0", UBSAN_OPTIONS="print_stacktrace=1")
    start = time.monotonic()
    status, result.output = run(command, env)
    result.seconds = time.monotonic() - start
    judge_cases(result, status, result.output)
    return result


def run_check(name, command):
    result = Result(name)
    start = time.monotonic()
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)
    result.seconds = time.monotonic() - start
    result.output = ran.stdout.decode("utf-8", "replace")
    skipped = SKIPPED.search(result.output)
    if ran.returncode == 0 and skipped:
        result.skipped = 1
        print("  SKIP    %s, %s" % (name, skipped.group(0)), flush=True)
    elif ran.returncode == 0:
        result.passed = 1
    else:
        result.failed.append("exit status %d" % ran.returncode)
    return result


def make(*args):
    return [os.environ.get("MAKE", "make"), "-s", "--no-print-directory", *args]


def programs_of(config):
    listed = subprocess.run(make("CONFIG=" + config, "print-TESTS"), stdout=subprocess.PIPE,
                            check=True)
    return listed.stdout.decode().split()


class Report:
    def __init__(self, verbose):
        self.results = []
        self.verbose = verbose

    def add(self, result):
        self.results.append(result)
        word = "FAIL" if result.failed else "ok"
        if self.verbose or result.failed:
            print("  %-4s %s (%.1f s)" % (word, result.name, result.seconds), flush=True)

    def close(self):
        for result in (r for r in self.results if r.failed):
            print("\n--- %s: %s" % (result.name, "; ".join(result.failed)))
            print(result.output.rstrip())
        passed = sum(r.passed for r in self.results)
        failed = sum(len(r.failed) for r in self.results)
        skipped = sum(r.skipped for r in self.results)
        print("%d passed, %d failed%s" % (passed, failed, ", %d skipped" % skipped * bool(skipped)))
        return 1 if failed or not passed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="programs and checks whose name has this text")
    parser.add_argument("--under", default="", help="command to run each program with")
    parser.add_argument("--configs", default="")
    parser.add_argument("--libs", default="")
    parser.add_argument("--checks", default="")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    report = Report(args.verbose)
    work = []

    def build(config, goal):
        print("  BUILD   %s" % config, flush=True)
        result = run_check("build " + config,
                           make("-k", "-j%d" % args.jobs, "CONFIG=" + config, goal))
        report.add(result)
        return not result.failed

    for config in args.libs.split():
        build(config, "lib")
    for config in args.configs.split():
        if build(config, "testable"):
            work += [(run_program, path, args.under.split() + [path])
                     for path in programs_of(config) if args.only in path]
    for check in args.checks.split():
        if args.only in check:
            work.append((run_check, "check " + check, make("check-" + check)))
    print("  RUN     %d programs and checks" % len(work), flush=True)
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for ended in concurrent.futures.as_completed(
                [pool.submit(how, name, command) for how, name, command in work]):
            report.add(ended.result())
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
