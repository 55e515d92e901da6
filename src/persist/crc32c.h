/* SPDX-License-Identifier: MIT */
/*
 * crc32c.h - the checksum of records and contents: CRC-32C (Castagnoli), as in iSCSI (RFC 3720,
 * B.4).
 *
 * A processor that has an instruction for it uses it: on x86_64 it is asked if there is enough to
 * sum up, each time, as there is nowhere to remember the answer; elsewhere the compiler must be
 * allowed to (-march=armv8-a+crc).
 * The instruction works on general registers, so a kernel may use it at any time.
 */
#ifndef PERSIST_CRC32C_H
#define PERSIST_CRC32C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** bm_crc32c_() - checksum of @size bytes that follow those summed up in @crc; 0 to begin with. */
uint32_t bm_crc32c_(uint32_t crc, const void *bytes, size_t size);

/* Both ways of it; for tests, which compare them. */
uint32_t bm_crc32c_by_table_(uint32_t crc, const void *bytes, size_t size);
uint32_t bm_crc32c_by_instruction_(uint32_t crc, const void *bytes, size_t size);

/** bm_has_crc32c_() - is there an instruction? The other two must not be called if not. */
#if defined(__x86_64__)
static inline bool bm_has_crc32c_(void)
{
	uint32_t eax = 1;
	uint32_t ecx = 0;

	/* SSE4.2: bit 20 of ECX. */
	__asm__("cpuid" : "+a"(eax), "+c"(ecx) : : "ebx", "edx");
	return (ecx >> 20 & 1) != 0;
}

static inline uint32_t bm_crc32c_byte_(uint32_t crc, uint8_t byte)
{
	__asm__("crc32b %1, %0" : "+r"(crc) : "r"(byte));
	return crc;
}

static inline uint32_t bm_crc32c_word_(uint32_t crc, uint64_t word)
{
	uint64_t wide = crc;

	__asm__("crc32q %1, %0" : "+r"(wide) : "r"(word));
	return (uint32_t)wide;
}
#elif defined(__ARM_FEATURE_CRC32) && defined(__aarch64__)
static inline bool bm_has_crc32c_(void)
{
	return true;
}

static inline uint32_t bm_crc32c_byte_(uint32_t crc, uint8_t byte)
{
	__asm__("crc32cb %w0, %w0, %w1" : "+r"(crc) : "r"(byte));
	return crc;
}

static inline uint32_t bm_crc32c_word_(uint32_t crc, uint64_t word)
{
	__asm__("crc32cx %w0, %w0, %x1" : "+r"(crc) : "r"(word));
	return crc;
}
#else
static inline bool bm_has_crc32c_(void)
{
	return false;
}

static inline uint32_t bm_crc32c_byte_(uint32_t crc, uint8_t byte)
{
	return crc ^ byte;
}

static inline uint32_t bm_crc32c_word_(uint32_t crc, uint64_t word)
{
	return crc ^ (uint32_t)word;
}
#endif

#endif
