/* SPDX-License-Identifier: MIT */
/*
 * image.h - a handover record in a file, and the contents of its names behind it.
 *
 * A record says where memory is, not what is in it: on a real machine the memory itself does. For
 * machines whose RAM is pretended a file may carry the contents along, in the order of the names,
 * each from the next multiple of 4096 bytes on; docs/handover-format.md has the layout.
 *
 *	struct image image;
 *
 *	if (image_open(&image, path, why, sizeof(why)) == 0) {
 *		...image.named[0 .. image.nr_named]...
 *		image_release(&image);
 *	}
 *
 * What Linux hands over for reserve_mem is read as well: names without sums or contents.
 */
#ifndef CLI_IMAGE_H
#define CLI_IMAGE_H

#include <bootmem/persist.h>

/** Contents begin at multiples of this. */
#define IMAGE_ALIGN 4096u

/** Most names a record may have to be worked on. */
#define IMAGE_NAMES 1024u

enum image_kind {
	IMAGE_RECORD, /* BM_HANDOVER_COMPATIBLE */
	IMAGE_LINUX,  /* "memblock-v1": named reservations of Linux */
};

/**
 * struct image - a file that holds a record
 * @bytes:    all of it; the record begins at its first byte
 * @kind:     whose record it is
 * @rec:      opened, if it is ours
 * @size:     bytes of the record
 * @named:    its names, in order; fate KEPT, or LOST_NAME where an entry is malformed
 * @contents: of each, in @bytes; NULL if the file has none
 */
struct image {
	unsigned char *bytes;
	size_t len;
	enum image_kind kind;
	struct bm_record rec;
	size_t size;
	struct bm_named *named;
	unsigned int nr_named;
	const unsigned char **contents;
};

/**
 * image_open() - read a file and open the record in it
 * @image: set on success; release it with image_release()
 * @path:  file, compressed or not; or "-"
 * @why:   says what went wrong, on failure
 * @room:  bytes at @why
 *
 * Return: 0; -BM_ENOENT if the file cannot be read; -BM_EBADMSG if it holds no whole record.
 */
int image_open(struct image *image, const char *path, char *why, size_t room);

void image_release(struct image *image);

/** image_kind_name() - "bootmem,handover-v1", "memblock-v1" */
const char *image_kind_name(enum image_kind kind);

/** image_has_contents() - is there anything behind the record? */
bool image_has_contents(const struct image *image);

/**
 * image_name() - a name as it may be printed: what would move a terminal's cursor becomes '?'
 * @out: BM_NAME_MAX + 1 bytes
 */
const char *image_name(const struct bm_named *named, char *out);

/** image_next() - @offset rounded up to where contents may begin. */
uint64_t image_next(uint64_t offset);

#endif
