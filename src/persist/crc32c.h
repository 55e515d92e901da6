/* SPDX-License-Identifier: MIT */
/*
 * crc32c.h - the checksum of records and contents: CRC-32C (Castagnoli), as in iSCSI (RFC 3720,
 * B.4).
 *
 * Where the compiler may use the processor's instruction (-msse4.2, -march=armv8-a+crc), it does.
 */
#ifndef PERSIST_CRC32C_H
#define PERSIST_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/** bm_crc32c() - checksum of @size bytes that follow those summed up in @crc; 0 to begin with. */
uint32_t bm_crc32c(uint32_t crc, const void *bytes, size_t size);

/** One byte, not yet or no longer inverted, by instruction where there is one. */
#if defined(__SSE4_2__)
#define BM_HAS_CRC_INSTRUCTION 1
static inline uint32_t bm_crc32c_byte(uint32_t crc, uint8_t byte)
{
	return __builtin_ia32_crc32qi(crc, byte);
}
#elif defined(__ARM_FEATURE_CRC32)
#define BM_HAS_CRC_INSTRUCTION 1
static inline uint32_t bm_crc32c_byte(uint32_t crc, uint8_t byte)
{
	__asm__("crc32cb %w0, %w0, %w1" : "+r"(crc) : "r"(byte));
	return crc;
}
#else
#define BM_HAS_CRC_INSTRUCTION 0
static inline uint32_t bm_crc32c_byte(uint32_t crc, uint8_t byte)
{
	return crc ^ byte;
}
#endif

#if defined(__SSE4_2__) && defined(__x86_64__)
#define BM_HAS_CRC_WORD 1
static inline uint32_t bm_crc32c_word(uint32_t crc, uint64_t word)
{
	return (uint32_t)__builtin_ia32_crc32di(crc, word);
}
#elif defined(__ARM_FEATURE_CRC32)
#define BM_HAS_CRC_WORD 1
static inline uint32_t bm_crc32c_word(uint32_t crc, uint64_t word)
{
	__asm__("crc32cx %w0, %w0, %x1" : "+r"(crc) : "r"(word));
	return crc;
}
#else
#define BM_HAS_CRC_WORD 0
static inline uint32_t bm_crc32c_word(uint32_t crc, uint64_t word)
{
	return crc ^ (uint32_t)word;
}
#endif

#endif
