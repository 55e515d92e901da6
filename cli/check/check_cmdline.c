// SPDX-License-Identifier: MIT
/*
 * check_cmdline.c - a command line by itself: what is refused, and what is not what it looks like.
 *
 * The library reads parameters exactly as Linux does and tells what Linux refuses. Here are the
 * words that Linux takes without complaint and that still do something else than was meant.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/check/check_cmdline.h"

/* --- places -------------------------------------------------------------------------------- */

struct bm_str cmdline_word(const struct bm_cmdline_iter *it)
{
	const char *end = it->value.at ? it->value.at + it->value.len : it->name.at + it->name.len;

	return bm_str(it->name.at, (size_t)(end - it->name.at));
}

struct place cmdline_place(const struct claims *claims, struct bm_str piece)
{
	struct doc *doc = claims->doc;

	if (doc->fdt.blob)
		return place_in_blob(doc, (size_t)(piece.at - (const char *)doc->fdt.blob));
	return place_in_text(doc, (size_t)(piece.at - doc->input.bytes), piece.len);
}

bool str_has(struct bm_str text, const char *word)
{
	return text.at && memmem(text.at, text.len, word, strlen(word)) != NULL;
}

/* --- what the library tells ---------------------------------------------------------------- */

static const struct {
	const char *name;
	const char *form;
} forms[] = {
	{ "mem", "mem=SIZE, such as mem=4G" },
	{ "memmap", "memmap=SIZE@START (RAM), SIZE$START (reserved), SIZE#START (ACPI), "
		    "SIZE!START (persistent), or exactmap" },
	{ "kernelcore", "kernelcore=SIZE, kernelcore=25% or kernelcore=mirror" },
	{ "movablecore", "movablecore=SIZE or movablecore=25%" },
	{ "numa", "numa=off, numa=fake=4, numa=fake=512M or numa=fake=2U" },
	{ "crashkernel", "crashkernel=SIZE[@START], SIZE,high, SIZE,low, or START-END:SIZE[,...]" },
	{ "reserve_mem", "reserve_mem=SIZE:ALIGN:NAME, such as reserve_mem=12M:4096:oops" },
	{ "cma", "cma=SIZE, cma=SIZE@START or cma=SIZE@START-END" },
	{ "hugepagesz", "hugepagesz=2M or hugepagesz=1G" },
	{ "hugepages", "hugepages=N, or hugepages=NODE:N[,NODE:N]" },
	{ "hugetlb_cma", "hugetlb_cma=SIZE, or hugetlb_cma=NODE:SIZE[,NODE:SIZE]" },
	{ "initrd", "initrd=START,SIZE" },
	{ "initrdmem", "initrdmem=START,SIZE" },
	{ "memblock", "memblock=debug" },
	{ "kho", "kho=on or kho=off" },
	{ "kho_scratch", "kho_scratch=LOW,ANYWHERE,PER_NODE, such as 16M,512M,256M, or 200%" },
	{ "kho_bootmem", "kho_bootmem=LOW,ANYWHERE,PER_NODE, such as 16M,512M,256M, or 200%" },
};

/* The word that @piece is in, without what follows the '='. */
static struct bm_str name_around(const struct claims *claims, struct bm_str piece)
{
	const char *end = claims->cmdline.at + claims->cmdline.len;
	const char *start = piece.at;
	const char *stop;

	while (start > claims->cmdline.at && !strchr(" \t\n\"", start[-1]))
		start--;
	stop = memchr(start, '=', (size_t)(end - start));
	return bm_str(start, (size_t)((stop ? stop : end) - start));
}

static void tell_refused(const struct claims *claims, struct bm_str piece)
{
	struct bm_str name = name_around(claims, piece);
	struct finding *found = finding_add(claims->findings, 301, cmdline_place(claims, piece),
					    "'%.*s' is refused; the parameter has no effect",
					    (int)piece.len, piece.at);
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (bm_name_is(name, forms[i].name))
			finding_help(found, "write %s", forms[i].form);
}

static void take_diag(void *ctx, const struct bm_diag *diag)
{
	struct claims *claims = ctx;
	struct bm_str piece = bm_str(claims->cmdline.at + diag->offset, diag->len);

	if (diag->code == BM_DIAG_MALFORMED)
		tell_refused(claims, piece);
	else if (diag->code == BM_DIAG_NUMBER)
		finding_add(claims->findings, 334, cmdline_place(claims, piece),
			    "'%.*s' is no amount of memory, so none is asked for", (int)piece.len,
			    piece.at);
	else if (diag->code == BM_DIAG_QUOTES)
		finding_add(claims->findings, 303, cmdline_place(claims, bm_str(piece.at, 0)),
			    "a quote is never closed; everything after it is one word");
}

/* --- numbers ------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How the number at the front of @piece is written, which decides what it is. */
static void check_notation(const struct claims *claims, struct bm_str piece)
{
	struct bm_str rest = piece;
	uint64_t value = bm_memparse(&rest);
	size_t len = piece.len - rest.len;
	bool is_hex = len > 2 && (piece.at[1] | 32) == 'x';

	if (is_hex && len <= 5 && (piece.at[len - 1] | 32) == 'e')
		finding_add(claims->findings, 304, cmdline_place(claims, bm_str(piece.at, len)),
			    "%.*s is %" PRIu64 ": after 0x an E is a digit, not a suffix", (int)len,
			    piece.at, value);
	if (piece.len > 1 && piece.at[0] == '0' && is_digit(piece.at[1]))
		finding_add(claims->findings, 305,
			    cmdline_place(claims, bm_str(piece.at, len ? len : 1)),
			    "%.*s is octal: %" PRIu64, (int)(len ? len : 1), piece.at, value);
}

/* What follows a size that the handler never looks at. */
static void check_size(const struct claims *claims, struct bm_str value, const char *go_on)
{
	struct bm_str rest = value;

	if (!value.at || value.len == 0 || !is_digit(value.at[0]))
		return;
	check_notation(claims, value);
	bm_memparse(&rest);
	if (rest.len > 0 && !strchr(go_on, rest.at[0]))
		finding_add(claims->findings, 302, cmdline_place(claims, rest),
			    "'%.*s' after the size is not read", (int)rest.len, rest.at);
}

/* --- memmap= ------------------------------------------------------------------------------- */

static void check_lone_size(const struct claims *claims, struct bm_str word,
			    const struct bm_map_edit *edit)
{
	struct finding *found;
	int len = (int)edit->place.len;

	found = finding_add(claims->findings, 310, cmdline_place(claims, word),
			    "memmap=%.*s has no '$start': it means \"use only the first %s\"", len,
			    edit->place.at, in_bytes(edit->start).text);
	finding_help(found,
		     "if you wrote memmap=%.*s$ADDRESS, the loader ate the dollar sign; in "
		     "grub.cfg write memmap=%.*s\\$ADDRESS",
		     len, edit->place.at, len, edit->place.at);
}

static void check_junk(const struct claims *claims, struct bm_str word,
		       const struct bm_map_edit *edit)
{
	struct bm_str rest = edit->place;

	bm_memparse(&rest);
	if (rest.len > 0 && *rest.at == '\\')
		finding_add(
			claims->findings, 311, cmdline_place(claims, word),
			"a backslash reached the kernel: memmap=%.*s means \"use only the first "
			"%s\"",
			(int)edit->place.len, edit->place.at, in_bytes(edit->start).text);
	else
		finding_add(claims->findings, 302, cmdline_place(claims, edit->place),
			    "'%.*s' is called malformed, but its effect stays",
			    (int)edit->place.len, edit->place.at);
}

static void check_memmap(const struct claims *claims, const struct bm_cmdline_iter *it)
{
	struct bm_str word = cmdline_word(it);
	struct bm_map_edit_iter edits;
	struct bm_map_edit edit;

	if (!it->value.at)
		return;
	bm_map_edit_of(&edits, it->value);
	while (bm_map_edit_next(&edits, &edit)) {
		if (edit.op != BM_MAP_EXACT)
			check_notation(claims, edit.place);
		if (edit.has_junk)
			check_junk(claims, word, &edit);
		else if (edit.op == BM_MAP_LIMIT)
			check_lone_size(claims, word, &edit);
		else if (edit.op != BM_MAP_EXACT && edit.size == 0)
			finding_add(claims->findings, 314, cmdline_place(claims, edit.place),
				    "memmap=%.*s is about 0 bytes", (int)edit.place.len,
				    edit.place.at);
	}
}

/* exactmap forgets all RAM; something must give it back. */
static void check_exactmap(const struct claims *claims)
{
	struct bm_str exact = bm_str(NULL, 0);
	struct bm_map_edit_iter it;
	struct bm_map_edit edit;

	bm_map_edit_first(&it, claims->cmdline);
	while (bm_map_edit_next(&it, &edit)) {
		if (edit.op == BM_MAP_EXACT)
			exact = edit.place;
		else if (edit.op == BM_MAP_ADD && edit.to == BM_FW_USABLE)
			exact = bm_str(NULL, 0);
	}
	if (exact.at)
		finding_add(claims->findings, 313, cmdline_place(claims, exact),
			    "exactmap forgets all RAM, and no memmap=SIZE@START gives any back");
}

/* --- other parameters ---------------------------------------------------------------------- */

static void check_core(const struct claims *claims, const struct bm_cmdline_iter *it)
{
	struct bm_str rest = it->value;
	uint64_t number;

	if (str_has(it->value, "mirror"))
		return;
	number = bm_memparse(&rest);
	if (rest.len > 0 && *rest.at == '%' && number > 100)
		finding_add(claims->findings, 330, cmdline_place(claims, cmdline_word(it)),
			    "%.*s=%" PRIu64 "%% is more than there is", (int)it->name.len,
			    it->name.at, number);
	check_size(claims, it->value, "%");
}

static bool linux_takes(struct bm_str value, struct bm_reserve_mem_param *param)
{
	return bm_reserve_mem_parse(value, param) == 0 &&
	       param->name.len <= BM_RESERVE_MEM_NAME_MAX;
}

static void check_reserve_mem(const struct claims *claims, const struct bm_cmdline_iter *it)
{
	struct bm_reserve_mem_param param, other;
	struct bm_cmdline_iter before;
	unsigned int nr = 0;

	if (!linux_takes(it->value, &param))
		return;
	if (param.align & (param.align - 1))
		finding_add(claims->findings, 342, cmdline_place(claims, it->value),
			    "alignment 0x%" PRIx64
			    " is no power of two; Linux masks with it anyway",
			    param.align);
	bm_cmdline_first(&before, claims->cmdline);
	while (bm_cmdline_find(&before, "reserve_mem") && before.value.at != it->value.at) {
		if (!linux_takes(before.value, &other))
			continue;
		nr++;
		if (other.name.len == param.name.len &&
		    memcmp(other.name.at, param.name.at, param.name.len) == 0)
			finding_add(claims->findings, 341, cmdline_place(claims, it->value),
				    "a second reserve_mem named '%.*s' is refused",
				    (int)param.name.len, param.name.at);
	}
	if (nr == BM_RESERVE_MEM_MAX)
		finding_add(claims->findings, 341, cmdline_place(claims, it->value),
			    "a ninth reserve_mem is refused; there is room for %d",
			    BM_RESERVE_MEM_MAX);
}

/* A capital U, M or G anywhere in the value makes it no number of nodes. */
static void check_fake(const struct claims *claims, const struct bm_cmdline_iter *it,
		       struct bm_str amount)
{
	size_t i, digits = 0;

	for (i = 0; i < amount.len; i++)
		if (strchr("UMG", amount.at[i]))
			return;
	while (digits < amount.len && amount.at[digits] >= '0' && amount.at[digits] <= '9')
		digits++;
	if (digits > 0 && digits < amount.len && strchr("mgukKtT", amount.at[digits]))
		finding_add(claims->findings, 356, cmdline_place(claims, it->value),
			    "numa=fake=%.*s asks for %.*s nodes, not for nodes of that size",
			    (int)amount.len, amount.at, (int)digits, amount.at);
}

static void check_numa(const struct claims *claims, const struct bm_cmdline_iter *it)
{
	static const char *const words[] = { "off", "fake=", "noacpi", "nohmat" };
	const size_t fake = strlen("fake=");
	size_t i;

	if (it->value.len > fake && memcmp(it->value.at, "fake=", fake) == 0)
		check_fake(claims, it, bm_str(it->value.at + fake, it->value.len - fake));
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (it->value.at && it->value.len >= strlen(words[i]) &&
		    memcmp(it->value.at, words[i], strlen(words[i])) == 0)
			return;
	if (it->value.at)
		finding_add(claims->findings, 355, cmdline_place(claims, cmdline_word(it)),
			    "numa=%.*s does nothing; there are off, fake=, noacpi and nohmat",
			    (int)it->value.len, it->value.at);
}

/* --- words --------------------------------------------------------------------------------- */

enum word {
	WORD_MEM,
	WORD_MEMMAP,
	WORD_CORE,
	WORD_CMA,
	WORD_RESERVE_MEM,
	WORD_NUMA,
	WORD_OTHER,
};

static const struct known {
	const char *name;
	enum word word;
	bool once; /* of several only the last counts */
} known[] = {
	{ "mem", WORD_MEM, false },
	{ "memmap", WORD_MEMMAP, false },
	{ "kernelcore", WORD_CORE, true },
	{ "movablecore", WORD_CORE, true },
	{ "movable_node", WORD_OTHER, false },
	{ "numa", WORD_NUMA, false },
	{ "cma", WORD_CMA, true },
	{ "hugetlb_cma", WORD_OTHER, true },
	{ "hugepages", WORD_OTHER, false },
	{ "hugepagesz", WORD_OTHER, false },
	{ "crashkernel", WORD_OTHER, false },
	{ "reserve_mem", WORD_RESERVE_MEM, false },
	{ "initrdmem", WORD_OTHER, true },
	{ "kho_scratch", WORD_OTHER, true },
	{ "kho_bootmem", WORD_OTHER, true },
};

#define NR_KNOWN (sizeof(known) / sizeof(known[0]))

/* Same length but one letter, or one letter more or less. */
static bool is_slip(struct bm_str name, const char *want)
{
	size_t len = strlen(want), same = 0, tail = 0;
	size_t longer = name.len > len ? name.len : len;

	if (len < 5 || longer - (name.len < len ? name.len : len) > 1)
		return false;
	while (same < name.len && same < len && name.at[same] == want[same])
		same++;
	while (tail + same < name.len && tail + same < len &&
	       name.at[name.len - 1 - tail] == want[len - 1 - tail])
		tail++;
	return same + tail + 1 == longer;
}

static void check_unknown(const struct claims *claims, const struct bm_cmdline_iter *it)
{
	size_t i;

	for (i = 0; i < NR_KNOWN; i++)
		if (bm_name_is(it->name, known[i].name))
			return;
	for (i = 0; i < NR_KNOWN; i++)
		if (it->value.at && is_slip(it->name, known[i].name)) {
			finding_add(claims->findings, 354, cmdline_place(claims, it->name),
				    "'%.*s' is no parameter of boot memory; was %s meant?",
				    (int)it->name.len, it->name.at, known[i].name);
			return;
		}
}

static void check_again(const struct claims *claims, const struct bm_cmdline_iter *it,
			const struct known *entry)
{
	struct bm_cmdline_iter after = *it;

	if (entry->once && bm_cmdline_find(&after, entry->name))
		finding_point(
			finding_add(claims->findings, 352, cmdline_place(claims, cmdline_word(it)),
				    "%s is given again later; this one has no effect", entry->name),
			cmdline_place(claims, cmdline_word(&after)), "the one that counts");
	if (entry->word == WORD_MEM && bm_cmdline_find(&after, entry->name))
		finding_add(
			claims->findings, 350, cmdline_place(claims, cmdline_word(it)),
			"mem= is given more than once; on x86 and riscv the smallest counts, on "
			"arm64 the last");
}

static void check_word(const struct claims *claims, const struct bm_cmdline_iter *it,
		       const struct known *entry)
{
	check_again(claims, it, entry);
	switch (entry->word) {
	case WORD_MEM:
		check_size(claims, it->value, "");
		break;
	case WORD_MEMMAP:
		check_memmap(claims, it);
		break;
	case WORD_CORE:
		check_core(claims, it);
		break;
	case WORD_CMA:
		check_size(claims, it->value, "@");
		break;
	case WORD_RESERVE_MEM:
		check_reserve_mem(claims, it);
		break;
	case WORD_NUMA:
		check_numa(claims, it);
		break;
	case WORD_OTHER:
		break;
	}
}

void check_cmdline(struct lint *lint, struct claims *claims)
{
	struct bm_fw_sink sink = { .ctx = claims, .diag = take_diag };
	struct bm_cmdline_iter it;
	struct bm_params params;
	size_t i;

	(void)lint;
	bm_params_parse(&params, claims->cmdline, &sink);
	bm_cmdline_first(&it, claims->cmdline);
	while (bm_cmdline_next(&it)) {
		for (i = 0; i < NR_KNOWN; i++) {
			if (!bm_name_is(it.name, known[i].name))
				continue;
			if (!it.for_init)
				check_word(claims, &it, &known[i]);
			else if (it.value.at)
				finding_add(claims->findings, 353,
					    cmdline_place(claims, cmdline_word(&it)),
					    "%s comes after --, so it is for init, not for the "
					    "kernel",
					    known[i].name);
		}
		check_unknown(claims, &it);
	}
	check_exactmap(claims);
}
