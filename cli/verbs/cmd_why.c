// SPDX-License-Identifier: MIT
/*
 * cmd_why.c - `bootmem why`: who owns an address, since which event.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/program.h"
#include "cli/base/scan.h"
#include "cli/render/render_why.h"
#include "cli/verbs/load.h"

enum {
	ID_PARTIAL = 256,
};

static const struct cli_option options[] = {
	{ ID_PARTIAL, "partial", NULL, "accept a log that ends before the hand-over" },
	{ 0 },
};

/* "0x3fe00000", "1G", "4096" */
static bool parse_address(const struct cli *cli, const char *text, phys_addr_t *out)
{
	static const char suffixes[] = "KMGTPE";
	struct scan scan = { text, text + strlen(text) };
	bool ok = scan_hex(&scan, out) || scan_dec(&scan, out);
	const char *suffix = ok && !scan_done(&scan) ? strchr(suffixes, *scan.pos) : NULL;
	unsigned int shift = suffix ? 10 * (unsigned int)(suffix - suffixes + 1) : 0;

	if (suffix)
		scan.pos++;
	if (!ok || !scan_done(&scan) || *out > PHYS_ADDR_MAX >> shift) {
		cli_wrong(cli, "'%s' is no address; write 0x3fe00000, 4096 or 1G", text);
		return false;
	}
	*out <<= shift;
	return true;
}

static const struct owned *owner_at(const struct owners *owners, phys_addr_t addr)
{
	size_t i;

	for (i = 0; i < owners->nr_spans; i++)
		if (owners->spans[i].base <= addr && addr < owners->spans[i].end)
			return &owners->spans[i];
	return NULL;
}

static const struct map_bank *bank_at(const struct map *map, phys_addr_t addr)
{
	size_t i;

	for (i = 0; i < map->nr_banks; i++)
		if (map->banks[i].base <= addr && addr < map->banks[i].end)
			return &map->banks[i];
	return NULL;
}

static int answer(const struct cli *cli, const char *name, const struct log *log, phys_addr_t addr)
{
	struct replay *replay;
	struct map map;
	int err = map_replay(log, &replay);

	if (!err) {
		err = map_new(replay, &map);
		if (!err) {
			struct why why = {
				.name = name,
				.addr = addr,
				.replay = replay,
				.bank = bank_at(&map, addr),
				.owner = owner_at(&map.owners, addr),
			};

			if (!cli->quiet)
				(cli->json ? render_why_json : render_why)(&why);
			err = why.bank || why.owner ? EXIT_YES : EXIT_NO;
			map_release(&map);
		}
		replay_free(replay);
	}
	if (err < 0) {
		say_unreplayable(name, 0);
		return EXIT_USAGE;
	}
	return err;
}

static int cmd_why(struct cli *cli)
{
	bool partial = false;
	const char *value;
	phys_addr_t addr;
	struct log log;
	char *name;
	int id, code;

	while ((id = cli_next_option(cli, &value)) > 0)
		partial = true;
	if (id < 0)
		return id == -2 ? EXIT_YES : EXIT_USAGE;
	if (cli->nr_args == 0) {
		cli_wrong(cli, "an address is missing");
		return EXIT_USAGE;
	}
	if (!parse_address(cli, cli->args[0], &addr))
		return EXIT_USAGE;
	code = load_one(cli, 1, partial, &log, &name);
	if (code != EXIT_YES)
		return code;
	code = answer(cli, name, &log, addr);
	free(name);
	log_release(&log);
	return code;
}

const struct verb verb_why = {
	.name = "why",
	.summary = "say who owns an address, and what ever happened to it",
	.synopsis = "ADDRESS [INPUT]",
	.examples = "  dmesg | bootmem why 0x3fe00000 -\n"
		    "  bootmem why 1G boot.log.xz\n",
	.text = "Replays a kernel log up to the hand-over and lists every event that touched the\n"
		"address, with its line in the log. Exit 1 if nothing is known of the address: no\n"
		"memory, not reserved, not in firmware's map. INPUT may also be a machine (see\n"
		"bootmem zones --help), which is then booted.\n"
		"\n"
		"JSON has the schema bootmem.why/1.\n",
	.options = options,
	.run = cmd_why,
};
