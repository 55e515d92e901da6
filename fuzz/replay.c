// SPDX-License-Identifier: MIT
/*
 * replay.c - the main() of a fuzz target that is built without a fuzzing engine.
 *
 * Feeds it the empty input and every file given, folders with all they hold, so that whatever a
 * fuzzer once found is tried again by everybody's compiler. Each name is printed before its input
 * is tried: the last one printed is the one that crashed.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int try_stream(FILE *file)
{
	uint8_t *data = NULL;
	size_t room = 0;
	size_t size = 0;
	size_t got;

	do {
		room += 65536;
		data = realloc(data, room);
		if (!data)
			return -1;
		got = fread(data + size, 1, room - size, file);
		size += got;
	} while (got > 0);
	/* Exactly as large as the input, so that reading past the end is noticed. */
	data = realloc(data, size > 0 ? size : 1);
	if (data)
		LLVMFuzzerTestOneInput(data, size);
	free(data);
	return data ? 0 : -1;
}

static int try_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	int err;

	if (!file) {
		perror(path);
		return -1;
	}
	printf("%s\n", path);
	fflush(stdout);
	err = try_stream(file);
	fclose(file);
	return err;
}

static int try_folder(const char *path, DIR *folder)
{
	char name[4096];
	struct dirent *entry;
	int err = 0;

	while (!err && (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		if (snprintf(name, sizeof(name), "%s/%s", path, entry->d_name) >= (int)sizeof(name))
			return -1;
		err = try_file(name);
	}
	return err;
}

static int try_path(const char *path)
{
	DIR *folder = opendir(path);
	int err;

	if (!folder)
		return try_file(path);
	err = try_folder(path, folder);
	closedir(folder);
	return err;
}

int main(int argc, char **argv)
{
	int err = 0;
	int i;

	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (i = 1; i < argc; i++)
		err |= try_path(argv[i]);
	return err ? 1 : 0;
}
