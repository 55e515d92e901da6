// SPDX-License-Identifier: MIT
/*
 * cmd_capture.c - `bootmem capture`: the running machine as a folder that every verb reads.
 *
 * Only what describes memory is taken, so that a capture can be shown to anyone: of the command
 * line the parameters of boot memory, of the loader's page the fields that speak of memory, of
 * the device tree everything but serial numbers, addresses of network cards and seeds. What could
 * not be read is said, with the reason.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/base/program.h"
#include "cli/machine/capture.h"
#include "cli/verbs/cli.h"

enum {
	ID_SHOW = 256,
	ID_SYSROOT,
};

static const struct cli_option options[] = {
	{ ID_SHOW, "show", NULL, "print what would be written, write nothing" },
	{ ID_SYSROOT, "sysroot", "DIR", "read DIR/proc and DIR/sys instead" },
	{ 0 },
};

/* --- showing ---------------------------------------------------------------------------------- */

static bool is_text(const struct piece *piece)
{
	return memchr(piece->bytes, '\0', piece->len) == NULL;
}

static int show(void *ctx, const struct piece *piece)
{
	size_t i;

	(void)ctx;
	printf("==> %s (%zu bytes)\n", piece->name, piece->len);
	if (is_text(piece)) {
		fwrite(piece->bytes, 1, piece->len, stdout);
		return 0;
	}
	for (i = 0; i < piece->len; i++)
		printf("%02x%s", (unsigned char)piece->bytes[i],
		       i % 32 == 31 || i + 1 == piece->len ? "\n" : "");
	return 0;
}

/* --- writing ---------------------------------------------------------------------------------- */

static int make_folder(const char *path)
{
	if (mkdir(path, 0777) == 0)
		return 0;
	fprintf(stderr, "%s: error: %s\n", path,
		errno == EEXIST ? "exists already; name a folder that does not" : strerror(errno));
	return -1;
}

/* A piece may lie in a folder of its own, one level deep. */
static bool make_parent(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *parent = strndup(path, (size_t)(slash - path));
	bool ok = parent && (mkdir(parent, 0777) == 0 || errno == EEXIST);

	free(parent);
	return ok;
}

static int write_piece(void *ctx, const struct piece *piece)
{
	const char *folder = ctx;
	char *path;
	FILE *file = NULL;
	int err = -1;

	if (asprintf(&path, "%s/%s", folder, piece->name) < 0)
		return -1;
	if (make_parent(path))
		file = fopen(path, "wx");
	if (file) {
		err = fwrite(piece->bytes, 1, piece->len, file) == piece->len ? 0 : -1;
		err = fclose(file) == 0 ? err : -1;
	}
	if (err)
		fprintf(stderr, "%s: error: %s\n", path, strerror(errno));
	else
		printf("%s\n", path);
	free(path);
	return err;
}

static void say_missing(void *ctx, const char *what, const char *why)
{
	(void)ctx;
	fflush(stdout);
	fprintf(stderr, "not captured: %s: %s\n", what, why);
}

static int cmd_capture(struct cli *cli)
{
	struct capture capture = { .sysroot = "", .put = write_piece, .missing = say_missing };
	bool show_only = false;
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0) {
		show_only |= id == ID_SHOW;
		if (id == ID_SYSROOT)
			capture.sysroot = value;
	}
	if (id < 0)
		return id == -2 ? EXIT_YES : EXIT_USAGE;
	if (cli->nr_args != (show_only ? 0 : 1)) {
		cli_wrong(cli, show_only ? "--show wants no folder" : "name one folder to write");
		return EXIT_USAGE;
	}
	if (show_only)
		capture.put = show;
	else if (make_folder(cli->args[0]) != 0)
		return EXIT_USAGE;
	capture.ctx = show_only ? NULL : cli->args[0];
	return capture_run(&capture) == 0 ? EXIT_YES : EXIT_USAGE;
}

const struct verb verb_capture = {
	.name = "capture",
	.summary = "write this machine's memory description to a folder, nothing secret",
	.synopsis = "FOLDER | --show",
	.examples = "  bootmem capture --show\n"
		    "  sudo bootmem capture my-machine && bootmem check my-machine\n",
	.text = "Writes what every other verb reads as a machine: parameters of boot memory, the\n"
		"kernel's release, /sys/firmware/memmap, what the loader said of memory, the\n"
		"device tree, SRAT and SLIT, /proc/iomem, and how much memory there is. "
		"Parameters\n"
		"of other things, serial numbers, network addresses and seeds are left out.\n"
		"Some files only root can read; what is missing is said on standard error.\n",
	.options = options,
	.run = cmd_capture,
};
