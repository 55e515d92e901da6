// SPDX-License-Identifier: MIT
/*
 * say.c - lines on the console, and the count of what went well.
 *
 * A line is put together on the caller's stack and written in one go under a lock, so CPUs do not
 * mix theirs.
 */
#include <stdarg.h>

#include "arch.h"
#include "kernel.h"

#define LINE 240

struct line {
	size_t len;
	char text[LINE];
};

static atomic_flag is_writing = ATOMIC_FLAG_INIT;
static unsigned int nr_passed;
static unsigned int nr_failed;

static void put(struct line *line, char c)
{
	if (line->len < LINE)
		line->text[line->len++] = c;
}

static void put_text(struct line *line, const char *text)
{
	while (*text != '\0')
		put(line, *text++);
}

static void put_number(struct line *line, unsigned long long number, unsigned int base)
{
	char digits[24];
	unsigned int nr = 0;

	do {
		digits[nr++] = "0123456789abcdef"[number % base];
		number /= base;
	} while (number > 0);
	while (nr > 0)
		put(line, digits[--nr]);
}

static unsigned long long take_number(va_list *args, unsigned int nr_longs)
{
	if (nr_longs == 0)
		return va_arg(*args, unsigned int);
	return nr_longs == 1 ? va_arg(*args, unsigned long) : va_arg(*args, unsigned long long);
}

static long long take_signed(va_list *args, unsigned int nr_longs)
{
	if (nr_longs == 0)
		return va_arg(*args, int);
	return nr_longs == 1 ? va_arg(*args, long) : va_arg(*args, long long);
}

static void put_signed(struct line *line, long long number)
{
	if (number < 0)
		put(line, '-');
	put_number(line, number < 0 ? -(unsigned long long)number : (unsigned long long)number, 10);
}

/* One conversion; @format is behind the %. Return: what follows it. */
static const char *convert(struct line *line, const char *format, va_list *args)
{
	unsigned int nr_longs = 0;

	for (; *format == 'l'; format++)
		nr_longs++;
	switch (*format) {
	case 's':
		put_text(line, va_arg(*args, const char *));
		break;
	case 'c':
		put(line, (char)va_arg(*args, int));
		break;
	case 'd':
		put_signed(line, take_signed(args, nr_longs));
		break;
	case 'u':
	case 'x':
		put_number(line, take_number(args, nr_longs), *format == 'u' ? 10 : 16);
		break;
	default:
		put(line, *format);
	}
	return format + 1;
}

void say(const char *format, ...)
{
	struct line line = { 0 };
	va_list args;

	va_start(args, format);
	while (*format != '\0') {
		if (*format == '%')
			format = convert(&line, format + 1, &args);
		else
			put(&line, *format++);
	}
	va_end(args);
	while (atomic_flag_test_and_set_explicit(&is_writing, memory_order_acquire))
		arch_relax();
	arch_write(line.text, line.len);
	atomic_flag_clear_explicit(&is_writing, memory_order_release);
}

bool check(bool ok, const char *what)
{
	say("%s %s\n", ok ? "ok    " : "FAILED", what);
	if (ok)
		nr_passed++;
	else
		nr_failed++;
	return ok;
}

bool all_passed(void)
{
	return nr_failed == 0 && nr_passed > 0;
}

bool verdict(void)
{
	say("%u passed, %u failed\n", nr_passed, nr_failed);
	return all_passed();
}

void need(int err, const char *what)
{
	if (check(err == 0, what))
		return;
	say("error %d, this kernel cannot go on\n", err);
	verdict();
	arch_off(false);
}

/* Anything may be broken now, also the lock. */
void trap(uint64_t cause, uint64_t pc, uint64_t addr)
{
	static atomic_flag is_trapped = ATOMIC_FLAG_INIT;

	if (!atomic_flag_test_and_set(&is_trapped)) {
		atomic_flag_clear(&is_writing);
		say("\ntrap %llx at %llx, address %llx\n", (unsigned long long)cause,
		    (unsigned long long)pc, (unsigned long long)addr);
		check(false, "no trap");
		verdict();
	}
	arch_off(false);
}
