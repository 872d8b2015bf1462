/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cointossx_load.c - files of a folder or archive to cases.
 *
 * Role       See cointossx_load.h.  Files with other names are passed over.
 * Invariant  None.
 * Rules      none.
 */
#include "replay/cointossx_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "replay/input.h"

enum part { PART_NONE, PART_INIT, PART_INPUT, PART_OUTPUT, PART_TRADES };

static const struct {
    const char *ending;
    enum part part;
} parts[] = {
    {"_Init.csv", PART_INIT},
    {"_Input.csv", PART_INPUT},
    {"_Output.csv", PART_OUTPUT},
    {"_Trades.csv", PART_TRADES},
};

/* What a path names: "folder/Test7_Input.csv". */
struct file_name {
    struct import_slice folder;
    unsigned number;
    enum part part;
};

static struct file_name parse_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    struct file_name name = {.folder = {path, slash == NULL ? 0 : (size_t)(slash - path)}};
    const char *under = strchr(base, '_');
    uint64_t number;
    if (strncmp(base, "Test", 4) != 0 || under == NULL) return name;
    if (!text_read_u64(base + 4, (size_t)(under - base - 4), &number) || number > 9999) return name;
    name.number = (unsigned)number;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(under, parts[i].ending) == 0) name.part = parts[i].part;
    }
    return name;
}

static struct cointossx_case *find_case(struct cointossx_cases *cases, const struct file_name *name,
                                        struct replay_fault *fault)
{
    for (size_t i = 0; i < cases->count; i++) {
        struct cointossx_case *known = &cases->list[i];
        if (known->number == name->number && import_is(name->folder, known->folder)) return known;
    }
    if (cases->count == COINTOSSX_CASES_MAX || name->folder.size >= COINTOSSX_FOLDER_MAX) {
        (void)fault_set(fault, "expected at most %u cases in folders with short names",
                        COINTOSSX_CASES_MAX);
        return NULL;
    }
    struct cointossx_case *added = &cases->list[cases->count++];
    memset(added, 0, sizeof *added);
    memcpy(added->folder, name->folder.text, name->folder.size);
    added->number = name->number;
    return added;
}

static enum import_result take_order(struct cointossx_orders *orders, struct import_slice line,
                                     struct import_fault *import)
{
    if (!orders->is_there) {
        orders->is_there = true;
        return cointossx_read_order_heading(line, import);
    }
    if (orders->count == COINTOSSX_LINES_MAX) {
        return import_bad(import, "at most 64 lines", line.text, line.text);
    }
    enum import_result result = cointossx_read_order(line, &orders->list[orders->count], import);
    if (result == IMPORT_TAKEN) orders->count++;
    return result;
}

static enum import_result take_trade(struct cointossx_trades *trades, struct import_slice line,
                                     uint64_t number, struct import_fault *import)
{
    if (number == 1) return cointossx_read_trade_heading(line, import);
    if (trades->count == COINTOSSX_LINES_MAX) {
        return import_bad(import, "at most 64 lines", line.text, line.text);
    }
    enum import_result result = cointossx_read_trade(line, &trades->list[trades->count], import);
    if (result == IMPORT_TAKEN) trades->count++;
    return result;
}

static struct cointossx_orders *orders_of(struct cointossx_case *one, enum part part)
{
    switch (part) {
    case PART_INIT: return &one->init;
    case PART_INPUT: return &one->input;
    case PART_OUTPUT: return &one->output;
    case PART_TRADES:
    case PART_NONE: break;
    }
    return NULL;
}

static bool read_file(struct cointossx_case *one, enum part part, struct input *input,
                      struct replay_fault *fault)
{
    struct import_slice line;
    struct import_fault import;
    struct cointossx_orders *orders = orders_of(one, part);
    for (;;) {
        enum input_result result = input_line(input, &line, fault);
        if (result == INPUT_BAD) return false;
        if (result == INPUT_END) return true;
        enum import_result taken = orders != NULL
                                       ? take_order(orders, line, &import)
                                       : take_trade(&one->trades, line, input->line, &import);
        if (taken == IMPORT_BAD) return input_fault_line(input, &import, fault);
    }
}

static bool read_files(struct cointossx_cases *cases, struct input *input,
                       struct replay_fault *fault)
{
    for (;;) {
        enum input_result result = input_next_file(input, fault);
        if (result == INPUT_BAD) return false;
        if (result == INPUT_END) return true;
        struct file_name name = parse_name(input->name);
        if (name.part == PART_NONE) continue;
        struct cointossx_case *one = find_case(cases, &name, fault);
        if (one == NULL || !read_file(one, name.part, input, fault)) return false;
    }
}

static int by_name(const void *a, const void *b)
{
    const struct cointossx_case *first = a;
    const struct cointossx_case *second = b;
    int folder = strcmp(first->folder, second->folder);
    if (folder != 0) return folder;
    return (first->number > second->number) - (first->number < second->number);
}

static bool check_cases(struct cointossx_cases *cases, const char *path, struct replay_fault *fault)
{
    if (cases->count == 0)
        return fault_set(fault, "%s: expected files TestN_Input.csv in it", path);
    qsort(cases->list, cases->count, sizeof *cases->list, by_name);
    for (size_t i = 0; i < cases->count; i++) {
        const struct cointossx_case *one = &cases->list[i];
        if (one->input.is_there && one->output.is_there) continue;
        return fault_set(fault, "%s: %s: expected Test%u_Input.csv and Test%u_Output.csv", path,
                         one->folder, one->number, one->number);
    }
    return true;
}

bool cointossx_load(struct cointossx_cases *cases, const char *path, struct replay_fault *fault)
{
    struct input input;
    *cases = (struct cointossx_cases){0};
    cases->list = calloc(COINTOSSX_CASES_MAX, sizeof *cases->list);
    if (cases->list == NULL) return fault_memory(fault);
    bool is_read = input_open(&input, path, fault);
    if (is_read) {
        is_read = read_files(cases, &input, fault);
        input_close(&input);
    }
    if (is_read && check_cases(cases, path, fault)) return true;
    cointossx_free(cases);
    return false;
}

void cointossx_free(struct cointossx_cases *cases)
{
    free(cases->list);
    *cases = (struct cointossx_cases){0};
}
