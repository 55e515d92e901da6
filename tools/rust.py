#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rust.py - do the Rust bindings say what the headers say, and do they work?

    rust.py LIBRARY-FOLDER SCRATCH-FOLDER

Declarations in bindings/rust/src/sys.rs are written by hand. From them this makes a C file that
declares each function once more, in C's words, next to the real headers, and asserts each constant:
a difference is a compile error. And two programs, in C and in Rust, that print the size of each
structure and the offset and size of each member: a difference is a difference. Then the tests of
the crate are linked with the library and run.

Exit status: 0 if so, 1 with what differs. Says "skipped" where there is no rustc.
"""
import difflib
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CRATE = os.path.join(ROOT, "bindings", "rust")
WORDS = {"c_char": "char", "c_int": "int", "c_uint": "unsigned int", "c_ulong": "unsigned long",
         "c_void": "void", "usize": "size_t", "u64": "uint64_t", "bool": "bool",
         "phys_addr_t": "phys_addr_t", "pfn_t": "pfn_t", "memblock_flags": "enum memblock_flags"}

ASK = """use std::mem::{size_of, MaybeUninit};

fn size_at<T>(_: *const T) -> usize {
    size_of::<T>()
}

macro_rules! at {
    ($s:ident, $($m:ident)*) => {{
        let place = MaybeUninit::<$s>::uninit();
        let base = place.as_ptr();
        println!("{} {}", stringify!($s), size_of::<$s>());
        $(
            let member = unsafe { core::ptr::addr_of!((*base).$m) };
            let offset = member as usize - base as usize;
            println!("{} {} {} {}", stringify!($s), stringify!($m), offset, size_at(member));
        )*
    }};
}
"""


def c_type(rust):
    """`*const memblock` as C writes it."""
    found = re.match(r"\*(const|mut) (.*)", rust)
    if found:
        return "%s%s *" % ("const " if found.group(1) == "const" else "", c_type(found.group(2)))
    return WORDS.get(rust, "struct " + rust)


def structures(text):
    """(name, members) of every structure."""
    for name, body in re.findall(r"(?ms)^pub struct (\w+) \{\n(.*?)^\}", text):
        yield name, re.findall(r"(?m)^    pub (\w+):", body)


def functions(text):
    """(name, types of parameters, type returned) of every function of C."""
    block = re.search(r'(?ms)^extern "C" \{\n(.*?)^\}', text).group(1)
    for name, params, back in re.findall(r"pub fn (\w+)\(([^)]*)\)(?: -> ([^;]+))?;", block):
        yield name, re.findall(r"\w+: ([^,\n]+)", params), back or "c_void"


def c_program(text):
    lines = ["#include <stdio.h>", "#include <bootmem/bootmem.h>", ""]
    for name, params, back in functions(text):
        lines.append("%s %s(%s);" % (c_type(back), name, ", ".join(map(c_type, params))))
    for name, value in re.findall(r"(?m)^pub const (\w+): \w+ = (.+);$", text):
        value = value.replace("!0", "~(phys_addr_t)0")
        lines.append('_Static_assert(%s == (%s), "%s");' % (name, value, name))
    lines += ["", "int main(void)", "{"]
    for name, members in structures(text):
        lines.append('\tprintf("%s %%zu\\n", sizeof(struct %s));' % (name, name))
        lines += ['\tprintf("%s %s %%zu %%zu\\n", offsetof(struct %s, %s), '
                  'sizeof(((struct %s *)0)->%s));' % (name, m, name, m, name, m) for m in members]
    return "\n".join(lines + ["\treturn 0;", "}", ""])


def rust_program(text):
    asks = "".join("    at!(%s, %s);\n" % (name, " ".join(m)) for name, m in structures(text))
    return "use bootmem::sys::*;\n%sfn main() {\n%s}\n" % (ASK, asks)


def run(*command):
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT)
    if ran.returncode != 0:
        print("$ %s\n%s" % (" ".join(command), ran.stdout.decode("utf-8", "replace")), end="")
        sys.exit(1)
    return ran.stdout.decode()


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def main():
    if not shutil.which("rustc"):
        print("skipped: no rustc")
        return 0
    library, scratch = sys.argv[1:]
    os.makedirs(scratch, exist_ok=True)
    with open(os.path.join(CRATE, "src", "sys.rs"), encoding="utf-8") as f:
        text = f.read()

    def at(name):
        return os.path.join(scratch, name)

    rust = ["rustc", "--edition=2021", "-Dwarnings", "--extern", "bootmem=" + at("libbootmem.rlib"),
            "-Lnative=" + library, "-lstatic=bootmem-core"]
    write(at("layout.c"), c_program(text))
    write(at("layout.rs"), rust_program(text))
    run("gcc", "-std=c11", "-Wall", "-Werror", "-Iinclude", at("layout.c"), "-o", at("layout-c"))
    run("rustc", "--edition=2021", "-Dwarnings", "--crate-name=bootmem", "--crate-type=rlib",
        os.path.join(CRATE, "src", "lib.rs"), "-o", at("libbootmem.rlib"))
    run(*rust, at("layout.rs"), "-o", at("layout-rust"))
    run(*rust, "--test", os.path.join(CRATE, "tests", "map.rs"), "-o", at("map"))
    said = [run(at("layout-" + language)).splitlines() for language in ("c", "rust")]
    differ = list(difflib.unified_diff(*said, "C", "Rust", lineterm="", n=0))
    print("\n".join(differ), end="\n" if differ else "")
    run(at("map"))
    return 1 if differ or len(said[0]) < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
