/* SPDX-License-Identifier: MIT */
/*
 * machine.h - a machine, as files describe it: what firmware said, and the command line.
 *
 * A machine is a folder with any of the files below, or a single file of one of these kinds,
 * found out by content. Compressed or not.
 *
 *	cmdline.txt  proc_cmdline.txt     the command line
 *	version.txt                       /proc/version: release and architecture
 *	e820.txt                          the firmware's map as an x86 kernel prints it
 *	boot_params.bin                   the page that an x86 loader fills in
 *	firmware_memmap.txt               /sys/firmware/memmap
 *	efi_memmap.txt                    the EFI map as efi=debug prints it
 *	guest.dtb  qemu.dtb  fdt.dtb      a device tree
 *	acpi/SRAT.bin  acpi/SLIT.bin      nodes, distances
 *	acpi/CEDT.bin                     CXL windows
 *	machine.txt                       a map written by hand, see fw_plain.h
 *	iomem.txt                         /proc/iomem
 *	dmesg.txt                         a kernel log
 *	meminfo.txt  zoneinfo.txt         /proc/meminfo, /proc/zoneinfo: what came of it
 *
 * Or it is the root of a system: "/" for this one, as far as whoever asks may look; another folder
 * with /proc in it for a copy of one. The pieces are the same, where the system has them.
 *
 * Of a log only what firmware and loader said is looked at, and only where no other file says it:
 * its release, command line, firmware maps, SRAT lines and initrd. What the kernel made of these
 * is read only where nothing else says where memory is: then it is the kernel's list of it, that
 * in the log or else /proc/iomem.
 */
#ifndef CLI_MACHINE_H
#define CLI_MACHINE_H

#include <bootmem/profile.h>
#include <bootmem/str.h>

#include "cli/base/input.h"

enum machine_part {
	MACHINE_CMDLINE,
	MACHINE_VERSION,
	MACHINE_E820,
	MACHINE_BOOT_PARAMS,
	MACHINE_MEMMAP,
	MACHINE_EFI,
	MACHINE_TREE,
	MACHINE_SRAT,
	MACHINE_SLIT,
	MACHINE_CEDT,
	MACHINE_PLAIN,
	MACHINE_IOMEM,
	MACHINE_LOG,
	MACHINE_MEMINFO, /* from here on what describes no machine */
	MACHINE_ZONEINFO,
	MACHINE_NR_PARTS,
};

/** No more paths than these can be for root only. */
#define MACHINE_MAX_UNREAD 16

/**
 * struct machine - one machine, in memory
 * @name:    what to call it
 * @parts:   by enum machine_part; bytes is NULL where there is no such file
 * @profile: architecture
 * @kernel:  BM_KERNEL() of the release
 * @cmdline: the command line, "" if there is none
 * @booted_cmdline: that of its files, whatever was wished for; what its log was booted with
 * @booted_kernel: likewise the release
 * @booted_profile: likewise the architecture
 * @kernel_image: where the kernel is; empty: where loaders usually put it
 * @is_root: these are not files of a folder but of a system, or a copy of one
 * @is_own: of the system that this runs on
 * @unread: what of it only root may read
 */
struct machine {
	char *name;
	struct input parts[MACHINE_NR_PARTS];
	const struct bm_profile *profile;
	unsigned int kernel;
	char *cmdline;
	char *booted_cmdline;
	unsigned int booted_kernel;
	const struct bm_profile *booted_profile;
	struct bm_range kernel_image;
	bool is_root;
	bool is_own;
	const char *unread[MACHINE_MAX_UNREAD];
	size_t nr_unread;

	/* private */
	struct machine_log *log;
};

/** struct machine_wish - what the command line of the tool overrides; zeros do not. */
struct machine_wish {
	const struct bm_profile *profile;
	unsigned int kernel;
	const char *cmdline;
};

/**
 * machine_load() - read a machine
 * @machine: set on success; release it with machine_release()
 * @path:    folder, root of a system, file, or "-"
 * @wish:    what to override
 * @why:     says what went wrong, on failure
 * @room:    bytes at @why
 *
 * Return: 0, or -1.
 */
int machine_load(struct machine *machine, const char *path, const struct machine_wish *wish,
		 char *why, size_t room);

/** machine_of_input() - the same for the bytes of a file, which are taken over. */
int machine_of_input(struct machine *machine, const char *name, struct input input, char *why,
		     size_t room);

/**
 * machine_make() - a machine with a given map
 * @machine: set on success
 * @map:     as in fw_plain.h, lines or pieces separated by ';'; or just a size like "8G", placed as
 *           machines of the architecture have it
 * @wish:    x86_64 unless it says otherwise
 * @why:     says what went wrong, on failure
 * @room:    bytes at @why
 *
 * Return: 0, or -1.
 */
int machine_make(struct machine *machine, const char *map, const struct machine_wish *wish,
		 char *why, size_t room);

void machine_release(struct machine *machine);

/** machine_part_of() - which part a file of that name is; false if it is none. */
bool machine_part_of(const char *name, enum machine_part *part);

/**
 * machine_read_beside() - a file of a machine's folder that is none of its parts, compressed or
 * not; false if @folder is none or has no such file. Free @input->bytes.
 */
bool machine_read_beside(const char *folder, const char *name, struct input *input);

/** machine_words() - the command line up to a lone --: what follows is init's. */
struct bm_str machine_words(const struct machine *machine);

/** machine_part() - a part as text; none if there is no such file. */
struct bm_str machine_part(const struct machine *machine, enum machine_part part);

/** machine_kernel() - "6.12" to BM_KERNEL(6, 12); 0 if it is no release. */
unsigned int machine_kernel(const char *text);

struct log;

/**
 * machine_log() - the log, parsed once for a machine and its copies; it is the machine's
 *
 * Return: NULL if there is none, or nothing of boot memory in it.
 */
const struct log *machine_log(const struct machine *machine);

/** machine_said() - the log without the lines of boot memory's trace; it is the machine's. */
struct bm_str machine_said(const struct machine *machine);

/* machine_log.c, for those who make and release machines */
struct machine_log *machine_log_new(void);
void machine_log_free(struct machine_log *kept);

/* machine_kind.c: the part that the bytes of a file are; they are taken over. */
int machine_take(struct machine *machine, const char *name, struct input input, char *why,
		 size_t room);

/* machine_facts.c */
int machine_find_facts(struct machine *machine, const struct machine_wish *wish, char *why,
		       size_t room);

/* machine_root.c: all parts that a system has which runs, or ran, under @root. */
int machine_read_root(struct machine *machine, const char *root, char *why, size_t room);

/** machine_plain_of() - a map as lines of fw_plain.h, to be freed; NULL if it is none. */
char *machine_plain_of(struct bm_str iomem);

/**
 * machine_told_map() - where memory is by the kernel's own list of it, which is after mem= and
 * memmap=: in the log, or else in /proc/iomem
 * @machine: any
 * @iomem:   set to where it is from
 *
 * Return: lines of fw_plain.h to be freed, NULL if there are none.
 */
char *machine_told_map(const struct machine *machine, bool *iomem);

/** machine_log_find() - what follows @key in the first line of the log that has it, to its end. */
struct bm_str machine_log_find(const struct machine *machine, const char *key);

#endif
