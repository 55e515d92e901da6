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

#include "cli/base/json.h"
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

/** struct capturing - what the functions that are told of each piece know. */
struct capturing {
	const char *folder; /* NULL if only shown */
	struct json *json;  /* NULL if text is wanted */
	bool quiet;
};

/* --- showing ---------------------------------------------------------------------------------- */

static bool is_text(const struct piece *piece)
{
	return memchr(piece->bytes, '\0', piece->len) == NULL;
}

static void print_piece(const struct piece *piece)
{
	size_t i;

	printf("==> %s (%zu bytes)\n", piece->name, piece->len);
	if (is_text(piece)) {
		fwrite(piece->bytes, 1, piece->len, stdout);
		return;
	}
	for (i = 0; i < piece->len; i++)
		printf("%02x%s", (unsigned char)piece->bytes[i],
		       i % 32 == 31 || i + 1 == piece->len ? "\n" : "");
}

/* What is text as it is, all else in hexadecimal. */
static void put_content(struct json *json, const struct piece *piece)
{
	bool as_text = is_text(piece);
	char *content = calloc(2, piece->len + 1);
	size_t i;

	if (!content)
		return;
	if (as_text)
		memcpy(content, piece->bytes, piece->len);
	for (i = 0; !as_text && i < piece->len; i++)
		snprintf(content + 2 * i, 3, "%02x", (unsigned char)piece->bytes[i]);
	json_text(json, as_text ? "text" : "hex", content);
	free(content);
}

static void put_piece(const struct capturing *to, const struct piece *piece)
{
	json_open(to->json, NULL, '{');
	json_text(to->json, "name", piece->name);
	json_number(to->json, "size", piece->len);
	if (!to->folder)
		put_content(to->json, piece);
	json_close(to->json);
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

static int write_piece(const struct capturing *to, const struct piece *piece)
{
	char *path;
	FILE *file = NULL;
	int err = -1;

	if (asprintf(&path, "%s/%s", to->folder, piece->name) < 0)
		return -1;
	if (make_parent(path))
		file = fopen(path, "wx");
	if (file) {
		err = fwrite(piece->bytes, 1, piece->len, file) == piece->len ? 0 : -1;
		err = fclose(file) == 0 ? err : -1;
	}
	if (err)
		fprintf(stderr, "%s: error: %s\n", path, strerror(errno));
	else if (!to->json && !to->quiet)
		printf("%s\n", path);
	free(path);
	return err;
}

/* --- both ------------------------------------------------------------------------------------- */

static int take_piece(void *ctx, const struct piece *piece)
{
	const struct capturing *to = ctx;
	int err = to->folder ? write_piece(to, piece) : 0;

	if (!err && to->json)
		put_piece(to, piece);
	else if (!err && !to->folder && !to->quiet)
		print_piece(piece);
	return err;
}

static void take_missing(void *ctx, const char *what, const char *why)
{
	const struct capturing *to = ctx;

	if (to->json) {
		json_open(to->json, NULL, '{');
		json_text(to->json, "name", what);
		json_text(to->json, "missing", why);
		json_close(to->json);
	}
	if (to->quiet)
		return;
	fflush(stdout);
	fprintf(stderr, "not captured: %s: %s\n", what, why);
}

static int run(struct capturing *to, const char *sysroot, bool as_json)
{
	struct capture capture = {
		.sysroot = sysroot,
		.ctx = to,
		.put = take_piece,
		.missing = take_missing,
	};
	struct json json = json_to(stdout);
	int err;

	if (!as_json)
		return capture_run(&capture) == 0 ? EXIT_YES : EXIT_USAGE;
	to->json = &json;
	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.capture/1");
	if (to->folder)
		json_text(&json, "folder", to->folder);
	json_open(&json, "pieces", '[');
	err = capture_run(&capture);
	json_close(&json);
	json_open(&json, "result", '{');
	json_bool(&json, "ok", err == 0);
	json_close(&json);
	json_close(&json);
	return err == 0 ? EXIT_YES : EXIT_USAGE;
}

static int cmd_capture(struct cli *cli)
{
	struct capturing to = { 0 };
	const char *sysroot = "", *value;
	bool show_only = false;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0) {
		show_only |= id == ID_SHOW;
		if (id == ID_SYSROOT)
			sysroot = value;
	}
	if (id < 0)
		return id == -2 ? EXIT_YES : EXIT_USAGE;
	if (cli->nr_args != (show_only ? 0 : 1)) {
		cli_wrong(cli, show_only ? "--show wants no folder" : "name one folder to write");
		return EXIT_USAGE;
	}
	if (!show_only && make_folder(cli->args[0]) != 0)
		return EXIT_USAGE;
	to.folder = show_only ? NULL : cli->args[0];
	to.quiet = cli->quiet;
	return run(&to, sysroot, cli->json && !cli->quiet);
}

const struct verb verb_capture = {
	.name = "capture",
	.summary = "this machine's memory as a folder, nothing secret in it",
	.synopsis = "FOLDER | --show",
	.examples = "  bootmem capture --show\n"
		    "  sudo bootmem capture my-machine && bootmem check my-machine\n",
	.text = "Writes what every other verb reads as a machine: parameters of boot memory, the\n"
		"kernel's release, /sys/firmware/memmap, what the loader said of memory, the\n"
		"device tree, SRAT and SLIT, /proc/iomem, and how much memory there is.\n"
		"Parameters of other things, serial numbers, network addresses and seeds are\n"
		"left out. Some files only root can read; what is missing is said on standard\n"
		"error.\n"
		"\n"
		"JSON has the schema bootmem.capture/1.\n",
	.options = options,
	.run = cmd_capture,
};
