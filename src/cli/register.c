/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register.c - perpetua register: the regulatory register of a journal, and what rests on it.
 *
 * Role       Runs the journal; keeps the latest of each entry, filing and state of a product, and
 *            for one entry everything that was ever said about it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/journal_run.h"
#include "model/event_text.h"
#include "model/text_words.h"

static const char help[] =
    "usage: perpetua register list --journal DIR\n"
    "       perpetua register show ENTRY --journal DIR\n"
    "\n"
    "Prints the regulatory register as it stands at the end of the journal: each entry with\n"
    "its status, times, scope, conditions and whether it is in force, and each product with its\n"
    "state and the entry that it rests on. show prints one entry with its history: each event\n"
    "about it, and each change of a product that cited it.\n"
    "\n"
    "  --journal DIR  the journal, or a copy of it\n"
    "\n"
    "exit status: 0 printed, 1 the journal is damaged, 2 unusable input or call\n";

#define ENTRIES_MAX (2u * PRODUCTS_MAX + 64u)

struct kept_entry {
    struct body_register_entry said;
    struct event_register_entry event;
    bool exists;
};

struct kept_product {
    struct event_product event;
    uint64_t basis; /* of the latest approval or listing */
    bool exists;
};

struct run {
    struct kept_entry entries[ENTRIES_MAX];
    struct kept_product products[PRODUCTS_MAX];
    uint64_t shown; /* 0: the list */
    bool is_gated;
};

static void print_event(const struct event *event)
{
    char time[DATE_TEXT_SIZE];
    char text[EVENT_TEXT_SIZE];
    (void)utc_write_text(time, event->time_ns);
    (void)event_text(text, sizeof text, event, NULL);
    printf("%10" PRIu64 "  %s  %s\n", event->sequence, time, text);
}

static void keep_entry(struct run *run, const struct command *command, const struct event *event)
{
    uint64_t id = event->register_entry.entry_id;
    if (id >= ENTRIES_MAX) return;
    struct kept_entry *entry = &run->entries[id];
    entry->event = event->register_entry;
    entry->exists = true;
    bool is_said =
        command->kind == COMMAND_REGISTER_ENTRY && command->register_entry.entry_id == id;
    if (is_said) entry->said = command->register_entry;
    if (run->shown == id) print_event(event);
}

static void keep_product(struct run *run, const struct event *event)
{
    struct kept_product *product = &run->products[event->product_id % PRODUCTS_MAX];
    bool is_change = !product->exists || product->event.state != event->product.state;
    uint32_t state = event->product.state;
    if (is_change && (state == PRODUCT_APPROVED || state == PRODUCT_LISTED)) {
        product->basis = event->product.register_entry;
    }
    product->event = event->product;
    product->exists = true;
    if (run->shown != 0 && run->shown == event->product.register_entry) print_event(event);
}

static bool take(void *context, const struct journal_step *step, const struct core *core)
{
    struct run *run = context;
    (void)core;
    for (uint32_t i = 0; i < step->event_count; i++) {
        const struct event *event = &step->events[i];
        if (event->kind == EVENT_REGISTER_ENTRY) keep_entry(run, step->command, event);
        if (event->kind == EVENT_PRODUCT) keep_product(run, event);
        if (event->kind == EVENT_REGISTER_TERMS) run->is_gated = true;
    }
    return true;
}

static bool begin(void *context, const struct core_config *capacities)
{
    (void)context;
    (void)capacities;
    return true;
}

static bool end(void *context, const struct core *core)
{
    (void)context;
    (void)core;
    return true;
}

static void print_mask(const char *label, enum word_set set, uint32_t mask)
{
    if (mask == 0) return;
    printf("   %s", label);
    for (uint32_t bit = 0; bit < 32; bit++) {
        const char *word = word_of(set, UINT64_C(1) << bit);
        if ((mask >> bit & 1u) != 0 && word != NULL) printf(" %s", word);
    }
}

static void print_time(const char *label, int64_t time_ns)
{
    char text[DATE_TEXT_SIZE];
    if (time_ns == 0) return;
    (void)utc_write_text(text, time_ns);
    printf("   %s %s", label, text);
}

static void print_entry(const struct kept_entry *entry)
{
    const struct event_register_entry *event = &entry->event;
    printf("%3" PRIu64 "  %-9s %-9s %s  %.*s: %.*s\n    ", event->entry_id,
           word_of(WORDS_REGISTER_KIND, event->kind), word_of(WORDS_REGISTER_STATUS, event->status),
           event->in_force ? "in force    " : "not in force", (int)AUTHORITY_SIZE,
           entry->said.authority, (int)CITATION_SIZE, entry->said.citation);
    print_mask("of", WORDS_UNDERLYINGS, event->underlyings);
    if (event->scope_product_id != 0) printf("   product %u", event->scope_product_id);
    print_mask("class", WORDS_CLASSES, event->account_class);
    print_time("from", event->effective_ns);
    print_time("until", event->expiry_ns);
    if (event->fallback != FALLBACK_NONE) {
        printf("   else %s", word_of(WORDS_FALLBACK, event->fallback));
    }
    printf("\n");
    if (entry->said.condition[0] != '\0') {
        printf("       %.*s\n", (int)CONDITION_SIZE, entry->said.condition);
    }
}

static void print_list(const struct run *run)
{
    printf("the gate is %s\n", run->is_gated ? "on" : "off");
    for (uint32_t id = 1; id < ENTRIES_MAX; id++) {
        if (run->entries[id].exists) print_entry(&run->entries[id]);
    }
    for (uint32_t id = 1; id < PRODUCTS_MAX; id++) {
        const struct kept_product *product = &run->products[id];
        if (!product->exists) continue;
        printf("product %u %s is %s", id, product->event.symbol,
               word_of(WORDS_PRODUCT_STATE, product->event.state));
        if (product->basis != 0) printf(" by entry %" PRIu64, product->basis);
        printf("\n");
    }
}

static int usage_fault(const char *what)
{
    fprintf(stderr, "perpetua register: %s; see perpetua register --help\n", what);
    return EXIT_UNUSABLE;
}

int cli_register(int argc, char **argv)
{
    static struct run run;
    const char *directory = NULL;
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    bool is_list = argc == 4 && strcmp(argv[1], "list") == 0;
    bool is_show = argc == 5 && strcmp(argv[1], "show") == 0;
    if (!is_list && !is_show) return usage_fault("expected list or show ENTRY");
    if (strcmp(argv[argc - 2], "--journal") == 0) directory = argv[argc - 1];
    if (directory == NULL) return usage_fault("expected --journal DIR");
    run = (struct run){0};
    if (is_show && (!text_read_u64(argv[2], strlen(argv[2]), &run.shown) || run.shown == 0)) {
        return usage_fault("the number of an entry is a whole number above 0");
    }
    struct journal_visitor visitor = {.program = "perpetua register",
                                      .directory = directory,
                                      .context = &run,
                                      .begin = begin,
                                      .command = take,
                                      .end = end};
    struct journal_run_result result;
    int exit_code = journal_run(&visitor, &result);
    if (exit_code != EXIT_OK) return exit_code;
    if (is_list) {
        print_list(&run);
    } else if (run.shown < ENTRIES_MAX && run.entries[run.shown].exists) {
        print_entry(&run.entries[run.shown]);
    } else {
        return usage_fault("there is no such entry in this journal");
    }
    return EXIT_OK;
}
