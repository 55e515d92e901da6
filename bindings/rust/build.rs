// SPDX-License-Identifier: MIT
//! Where libbootmem-core.a is: BOOTMEM_LIB_DIR if set, else wherever pkg-config says.
use std::env;
use std::process::Command;

fn installed() -> Option<String> {
    let mut asked = Command::new("pkg-config");
    let out = asked.args(["--variable=libdir", "bootmem-core"]).output().ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    Some(text.trim().to_string()).filter(|folder| !folder.is_empty())
}

fn main() {
    println!("cargo:rerun-if-env-changed=BOOTMEM_LIB_DIR");
    if let Some(folder) = env::var("BOOTMEM_LIB_DIR").ok().or_else(installed) {
        println!("cargo:rustc-link-search=native={}", folder);
    }
    println!("cargo:rustc-link-lib=static=bootmem-core");
}
