/* SPDX-License-Identifier: MIT */
/*
 * wire.h - numbers out of foreign bytes, by width and byte order.
 *
 * The pointer need not be aligned, the caller has checked that the bytes are there. No
 * structure is ever laid over a blob, so parsers run the same on every machine.
 */
#ifndef FW_WIRE_H
#define FW_WIRE_H

#include <stdint.h>

static inline uint16_t wire_le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t wire_le32(const uint8_t *p)
{
	return wire_le16(p) | (uint32_t)wire_le16(p + 2) << 16;
}

static inline uint64_t wire_le64(const uint8_t *p)
{
	return wire_le32(p) | (uint64_t)wire_le32(p + 4) << 32;
}

static inline uint32_t wire_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

#endif
