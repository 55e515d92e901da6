#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""headers.py - does every public header stand on its own?

Each header is compiled alone, and included twice, as C11 and as C++17, by gcc and by clang, for
64-bit and 32-bit machines, with 64-bit and 32-bit phys_addr_t, all warnings being errors. And
bootmem.h, which promises everything at once, leads to each of them.

Exit status: 0 if so, 1 with what the compilers said.
"""
import concurrent.futures
import glob
import itertools
import os
import platform
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WARN = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion", "-Werror"]

# In C++ a constructor function named like its struct "shadows" one that nobody declared.
LANGUAGES = {"c": ["-std=c11", "-Wshadow"], "c++": ["-std=c++17"]}
COMPILERS = {"c": ["gcc", "clang"], "c++": ["g++", "clang++"]}
MACHINES = ["-m64", "-m32"] if platform.machine() == "x86_64" else ["-DBM_DEBUG=0"]


def compile_one(job):
    header, language, nr, machine, bits = job
    source = "#include <%s>\n#include <%s>\nint main_is_not_here(void);\n" % (header, header)
    command = [COMPILERS[language][nr], "-x", language, *LANGUAGES[language], *WARN, machine,
               "-ffreestanding", "-fsyntax-only", "-DBM_PHYS_ADDR_BITS=%d" % bits, "-Iinclude", "-"]
    ran = subprocess.run(command, input=source.encode(), stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, cwd=ROOT)
    if ran.returncode == 0:
        return ""
    return "$ %s # <%s>\n%s" % (" ".join(command), header, ran.stdout.decode("utf-8", "replace"))


def forgotten(headers):
    """Headers that bootmem.h does not lead to."""
    listed = subprocess.run(["gcc", "-ffreestanding", "-Iinclude", "-MM",
                             "include/bootmem/bootmem.h"], stdout=subprocess.PIPE, cwd=ROOT)
    return [name for name in headers
            if "include/" + name not in listed.stdout.decode().replace("\\", " ").split()]


def main():
    headers = sorted(os.path.relpath(path, os.path.join(ROOT, "include"))
                     for path in glob.glob(os.path.join(ROOT, "include", "bootmem", "*.h")))
    jobs = itertools.product(headers, LANGUAGES, (0, 1), MACHINES, (64, 32))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        said = [text for text in pool.map(compile_one, jobs) if text]
    said += ["<%s> is not in <bootmem/bootmem.h>\n" % name for name in forgotten(headers)]
    print("\n".join(said), end="")
    return 1 if said or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
