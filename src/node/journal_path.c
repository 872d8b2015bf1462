/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_path.c - see journal_path.h.
 *
 * Role       See journal_path.h.
 * Invariant  journal_name_read accepts exactly what journal_name_make wrote.
 * Rules      none.
 */
#include "node/journal_path.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "base/text.h"

#define GENERATION_DIGITS 10

struct name_form {
    const char *before;
    const char *after;
};

static const struct name_form forms[] = {
    [JOURNAL_FILE_SEGMENT] = {"journal-", ".segment"},
    [JOURNAL_FILE_SPARE] = {"spare-", ".segment"},
    [JOURNAL_FILE_ARCHIVED] = {"journal-", ".segment.zst"},
};

bool journal_path_join(char out[OS_PATH_SIZE_MAX], const char *directory, const char *name)
{
    int size = snprintf(out, OS_PATH_SIZE_MAX, "%s/%s", directory, name);
    return size > 0 && size < OS_PATH_SIZE_MAX;
}

void journal_name_make(char out[JOURNAL_NAME_SIZE], enum journal_file_kind kind,
                       uint32_t generation)
{
    ASSERT(kind != JOURNAL_FILE_OTHER);
    (void)snprintf(out, JOURNAL_NAME_SIZE, "%s%010" PRIu32 "%s", forms[kind].before, generation,
                   forms[kind].after);
}

static bool name_has_form(const char *name, const struct name_form *form, uint32_t *generation)
{
    size_t before_size = strlen(form->before);
    if (strncmp(name, form->before, before_size) != 0) return false;
    const char *digits = name + before_size;
    if (strlen(digits) != GENERATION_DIGITS + strlen(form->after)) return false;
    if (strcmp(digits + GENERATION_DIGITS, form->after) != 0) return false;
    uint64_t value = 0;
    if (!text_read_u64(digits, GENERATION_DIGITS, &value)) return false;
    if (value == 0 || value > UINT32_MAX) return false;
    *generation = (uint32_t)value;
    return true;
}

enum journal_file_kind journal_name_read(const char *name, uint32_t *generation)
{
    if (name_has_form(name, &forms[JOURNAL_FILE_SEGMENT], generation)) return JOURNAL_FILE_SEGMENT;
    if (name_has_form(name, &forms[JOURNAL_FILE_SPARE], generation)) return JOURNAL_FILE_SPARE;
    if (name_has_form(name, &forms[JOURNAL_FILE_ARCHIVED], generation)) {
        return JOURNAL_FILE_ARCHIVED;
    }
    return JOURNAL_FILE_OTHER;
}

static void note_name(void *context, const char *name)
{
    struct journal_listing *listing = context;
    uint32_t generation = 0;
    enum journal_file_kind kind = journal_name_read(name, &generation);
    if (kind == JOURNAL_FILE_SPARE) {
        bool is_first = listing->spare_count == 0 || generation < listing->spare_first;
        if (is_first) listing->spare_first = generation;
        listing->spare_count++;
    }
    if (kind != JOURNAL_FILE_SEGMENT) return;
    bool is_first = listing->segment_count == 0 || generation < listing->segment_first;
    if (is_first) listing->segment_first = generation;
    listing->segment_last = u32_max(listing->segment_last, generation);
    listing->segment_count++;
}

enum journal_status journal_list(const char *directory, struct journal_listing *listing,
                                 struct journal_error *error)
{
    *listing = (struct journal_listing){0};
    enum os_result result = os_directory_list(directory, note_name, listing);
    if (result != OS_OK) return journal_error_os(error, result, "list", directory);
    return JOURNAL_OK;
}

bool journal_path_make(char out[OS_PATH_SIZE_MAX], const char *directory,
                       enum journal_file_kind kind, uint32_t generation)
{
    char name[JOURNAL_NAME_SIZE];
    journal_name_make(name, kind, generation);
    return journal_path_join(out, directory, name);
}
