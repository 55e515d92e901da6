// SPDX-License-Identifier: MIT
/*
 * image.c - open a file that should hold a handover record, and find the contents in it.
 *
 * The file may be anything: the library opens the record, this file only finds out whose it is,
 * and that no content reaches beyond the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "cli/base/input.h"
#include "cli/persist/image.h"

const char *image_kind_name(enum image_kind kind)
{
	return kind == IMAGE_RECORD ? BM_HANDOVER_COMPATIBLE : "memblock-v1";
}

bool image_has_contents(const struct image *image)
{
	return image->len > image->size;
}

const char *image_name(const struct bm_named *named, char *out)
{
	size_t i;

	for (i = 0; named->name[i] != '\0'; i++) {
		unsigned char byte = (unsigned char)named->name[i];

		out[i] = byte < 0x20 || byte == 0x7f ? '?' : (char)byte;
	}
	out[i] = '\0';
	return out;
}

uint64_t image_next(uint64_t offset)
{
	return (offset + IMAGE_ALIGN - 1) / IMAGE_ALIGN * IMAGE_ALIGN;
}

void image_release(struct image *image)
{
	free(image->bytes);
	free(image->named);
	free(image->contents);
	*image = (struct image){ 0 };
}

/* --- whose record it is ---------------------------------------------------------------- */

static int fail(char *why, size_t room, const char *reason)
{
	snprintf(why, room, "%s", reason);
	return -BM_EBADMSG;
}

static int open_ours(struct image *image, char *why, size_t room)
{
	int pos = -1;

	if (bm_record_open(&image->rec, image->bytes, image->len) != 0)
		return fail(why, room, bm_record_fault(image->bytes, image->len));
	if (image->rec.nr_names > IMAGE_NAMES)
		return fail(why, room, "it has more than 1024 names");
	while (image->nr_named < image->rec.nr_names &&
	       bm_record_next_name(&image->rec, &pos, &image->named[image->nr_named]))
		image->nr_named++;
	return 0;
}

static int open_linux(struct image *image, char *why, size_t room)
{
	struct bm_names names;
	int nr;

	bm_names_init(&names, image->named, IMAGE_NAMES);
	nr = bm_kho_memblock_names(image->bytes, image->len, &names);
	if (nr < 0)
		return fail(why, room,
			    nr == -BM_ENOSPC ? "it has more than 1024 names" :
					       "an entry is malformed: 'reserve-mem-v1' with start "
					       "and size of 8 bytes, size not 0, is expected");
	image->nr_named = (unsigned int)nr;
	return 0;
}

/* What the root says it is; "" if these bytes are no tree. Old versions crash some libfdt. */
static const char *compatible_of(const struct image *image)
{
	const char *compatible;

	if (image->len < sizeof(struct fdt_header) || fdt_magic(image->bytes) != FDT_MAGIC ||
	    fdt_version(image->bytes) < 16 || fdt_check_full(image->bytes, image->len) != 0)
		return "";
	compatible = fdt_stringlist_get(image->bytes, 0, "compatible", 0, NULL);
	return compatible ? compatible : "";
}

static int open_kind(struct image *image, char *why, size_t room)
{
	const char *compatible = compatible_of(image);

	if (strncmp(compatible, "kho-v", 5) == 0) {
		snprintf(why, room,
			 "this is the root of Linux's hand-over (%.20s), which only points to "
			 "records; the one of its child 'memblock' is wanted",
			 compatible);
		return -BM_EBADMSG;
	}
	if (strcmp(compatible, image_kind_name(IMAGE_LINUX)) != 0)
		return open_ours(image, why, room);
	image->kind = IMAGE_LINUX;
	return open_linux(image, why, room);
}

/* --- contents ---------------------------------------------------------------------------- */

static int find_contents(struct image *image, char *why, size_t room)
{
	uint64_t offset = image->size;
	unsigned int i;

	for (i = 0; image_has_contents(image) && i < image->nr_named; i++) {
		struct bm_range range = image->named[i].range;
		uint64_t size = range.end - range.start;

		offset = image_next(offset);
		if (offset > image->len || size > image->len - offset) {
			char name[BM_NAME_MAX + 1];

			snprintf(why, room, "the content of '%s' is cut off",
				 image_name(&image->named[i], name));
			return -BM_EBADMSG;
		}
		image->contents[i] = image->bytes + offset;
		offset += size;
	}
	return 0;
}

int image_open(struct image *image, const char *path, char *why, size_t room)
{
	struct input input;
	int err;

	*image = (struct image){ 0 };
	if (input_read(path, &input, why, room) != 0)
		return -BM_ENOENT;
	image->bytes = (unsigned char *)input.bytes;
	image->len = input.len;
	image->named = calloc(IMAGE_NAMES, sizeof(*image->named));
	image->contents = calloc(IMAGE_NAMES, sizeof(*image->contents));
	if (!image->bytes)
		err = fail(why, room, "the file is empty");
	else if (!image->named || !image->contents)
		err = fail(why, room, "out of memory");
	else
		err = open_kind(image, why, room);
	if (!err) {
		image->size = fdt_totalsize(image->bytes);
		err = find_contents(image, why, room);
	}
	if (err)
		image_release(image);
	return err;
}
