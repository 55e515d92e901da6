// SPDX-License-Identifier: MIT
/*
 * escape.c - which characters each loader takes for its own, and how they are made to pass.
 *
 * GRUB reads its script like a shell; /etc/default/grub is read by a shell before that, within
 * double quotes, so what the script needs is escaped once more. Others take the line as it is.
 */
#include <stdio.h>
#include <string.h>

#include "cli/convert/escape.h"

/* Unquoted in a script of GRUB's: all that means something to it. */
static const char *for_grub(char c)
{
	switch (c) {
	case '$':
		return "\\$";
	case '"':
		return "\\\"";
	case '\'':
		return "\\'";
	case '\\':
		return "\\\\";
	case ';':
		return "\\;";
	case '&':
		return "\\&";
	case '|':
		return "\\|";
	case '<':
		return "\\<";
	case '>':
		return "\\>";
	default:
		return NULL;
	}
}

/* The same, within the double quotes of a shell. */
static const char *for_default_grub(char c)
{
	switch (c) {
	case '$':
		return "\\\\\\$";
	case '"':
		return "\\\\\\\"";
	case '\'':
		return "\\\\'";
	case '\\':
		return "\\\\\\\\";
	case ';':
		return "\\\\;";
	case '&':
		return "\\\\&";
	case '|':
		return "\\\\|";
	case '<':
		return "\\\\<";
	case '>':
		return "\\\\>";
	case '`':
		return "\\`";
	default:
		return NULL;
	}
}

static const char *for_nobody(char c)
{
	(void)c;
	return NULL;
}

/* Within single quotes only they themselves end them. */
static const char *for_shell(char c)
{
	return c == '\'' ? "'\\''" : NULL;
}

static const struct loader loaders[] = {
	{ "grub", "/etc/default/grub", "GRUB_CMDLINE_LINUX=\"", "\"", for_default_grub },
	{ "grub.cfg", "grub.cfg", "linux /vmlinuz ", "", for_grub },
	{ "systemd-boot", "loader/entries/*.conf", "options ", "", for_nobody },
	{ "extlinux", "extlinux.conf", "append ", "", for_nobody },
	{ "u-boot", "prompt or script", "setenv bootargs '", "'", for_shell },
	{ "qemu", "shell", "qemu-system-... -append '", "'", for_shell },
	{ "kexec", "shell", "kexec -l vmlinuz --append='", "'", for_shell },
	{ "kernel", "what the kernel sees", "", "", for_nobody },
};

const struct loader *loader_nth(size_t i)
{
	return i < sizeof(loaders) / sizeof(loaders[0]) ? &loaders[i] : NULL;
}

const struct loader *loader_find(const char *name)
{
	size_t i;

	for (i = 0; loader_nth(i); i++)
		if (strcmp(loaders[i].name, name) == 0)
			return &loaders[i];
	return NULL;
}

void loader_print(FILE *file, const struct loader *loader, const char *text)
{
	for (; *text; text++) {
		const char *escaped = loader->escape(*text);

		if (escaped)
			fputs(escaped, file);
		else
			fputc(*text, file);
	}
}
