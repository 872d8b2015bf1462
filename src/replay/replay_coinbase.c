/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay_coinbase.c - a whole Coinbase book, loaded order by order.
 *
 * Role       Enters every order of a level 3 document, then compares the venue's levels (price,
 *            size, number of orders) with the same orders summed up plainly, and with a level 2
 *            document taken a moment earlier, where there is one.  Prints what an order costs in
 *            memory and time with a book of that shape.
 * Invariant  No level is fed: the venue adds its levels up itself.
 * Rules      R-BOOK-1, R-PHASE-5.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "replay/input.h"
#include "replay/replay.h"
#include "replay/report.h"
#include "replay/scale.h"
#include "wire/import_coinbase.h"

#define ORDERS_MAX   4194304u
#define DECIMALS_MAX 12u
#define PATH_SIZE    4096u

enum { LEAST_LEVELS, LEAST_COUNTS, LEAST_BIDS, LEAST_ASKS };

/* 18,323 of 18,376 and 26,967 of 27,017 less half a point, for any two documents. */
const struct least coinbase_leasts[] = {[LEAST_LEVELS] = {"levels", 1000000},
                                        [LEAST_COUNTS] = {"order-counts", 1000000},
                                        [LEAST_BIDS] = {"bids", 992116},
                                        [LEAST_ASKS] = {"asks", 993149},
                                        {0}};

/* One level, or one order, of a document. */
struct book_line {
    int64_t ticks;
    int64_t lots;
    uint64_t orders;
    enum side side;
};

struct book_list {
    struct book_line *lines;
    size_t count;
    size_t capacity;
};

struct coinbase_run {
    const struct replay_options *options;
    FILE *out;
    struct venue venue;
    unsigned price_scale;
    unsigned size_scale;
    char symbol[24];
    struct book_list orders; /* of level 3, in the document's order */
    struct book_list levels; /* of level 2 */
    uint64_t beyond_count;   /* orders and levels that the venue's limits do not hold */
    bool has_level2;
    uint64_t level_count; /* of the orders summed up plainly */
    uint64_t same_count;
    uint64_t level2_count[2];
    uint64_t level2_same[2];
    uint64_t size_count;  /* levels whose price and size are those of level 2 */
    uint64_t orders_same; /* of them, those with the same number of orders */
};

/* --- reading ---------------------------------------------------------------------------------- */

static bool list_add(struct book_list *list, const struct book_line *line)
{
    if (list->count == list->capacity) {
        size_t wider = list->capacity == 0 ? 4096 : list->capacity * 2;
        struct book_line *lines = realloc(list->lines, wider * sizeof *lines);
        if (lines == NULL) return false;
        list->lines = lines;
        list->capacity = wider;
    }
    list->lines[list->count++] = *line;
    return true;
}

/* How a document is gone through: first for its decimals, then for its lines. */
struct document_walk {
    struct coinbase_run *run;
    struct book_list *list; /* NULL: only look at decimals */
    bool has_ids;           /* level 3; level 2 has numbers of orders */
};

/* A document of the other level has the same form and means something else. */
static const char *expected_of(const struct document_walk *walk, const struct coinbase_entry *entry)
{
    if ((entry->id.size > 0) == walk->has_ids) {
        return "a price and a size above 0 within the engine's limits";
    }
    return walk->has_ids ? "an order id: a document of level 3"
                         : "a number of orders: a document of level 2";
}

static bool walk_entry(const struct document_walk *walk, const struct coinbase_entry *entry)
{
    struct coinbase_run *run = walk->run;
    if ((entry->id.size > 0) != walk->has_ids) return false;
    if (walk->list == NULL) {
        unsigned price = import_decimals(entry->price);
        unsigned size = import_decimals(entry->size);
        if (price > run->price_scale) run->price_scale = price;
        if (size > run->size_scale) run->size_scale = size;
        return price <= DECIMALS_MAX && size <= DECIMALS_MAX;
    }
    struct book_line line = {.orders = entry->order_count, .side = entry->side};
    /* The reader has proved that both are decimals; what does not fit is too large. */
    bool fits = import_round_decimal(entry->price, run->price_scale, &line.ticks) &&
                import_round_decimal(entry->size, run->size_scale, &line.lots) &&
                line.ticks <= PRICE_TICKS_MAX && line.lots <= QTY_LOTS_MAX;
    if (!fits) {
        run->beyond_count++;
        return true;
    }
    if (line.ticks < 1 || line.lots < 1) return false;
    return list_add(walk->list, &line);
}

static void take_symbol(struct coinbase_run *run, struct import_slice product)
{
    size_t size = product.size < sizeof run->symbol ? product.size : sizeof run->symbol - 1;
    for (size_t i = 0; i < size; i++) {
        char byte = product.text[i];
        bool is_legal = (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '-';
        run->symbol[i] = is_legal ? byte : '-';
    }
    if (size > 0) run->symbol[size] = '\0';
}

static bool walk_document(const struct document_walk *walk, const struct input *input,
                          struct import_slice document, struct replay_fault *fault)
{
    struct coinbase_reader reader;
    struct coinbase_entry entry;
    struct import_fault import;
    coinbase_begin(&reader, document);
    for (;;) {
        enum coinbase_result result = coinbase_next(&reader, &entry, &import);
        if (result == COINBASE_END) break;
        if (result == COINBASE_BAD) return input_fault_document(input, &import, fault);
        if (walk_entry(walk, &entry)) continue;
        import = (struct import_fault){expected_of(walk, &entry), reader.scanner.at};
        return input_fault_document(input, &import, fault);
    }
    take_symbol(walk->run, reader.product);
    return true;
}

/* Reads one document: with `list` NULL for its decimals, else for its lines. */
static bool read_document(const char *path, const struct document_walk *walk,
                          struct replay_fault *fault)
{
    struct input input;
    struct import_slice document = {0};
    if (!input_prove(path, fault) || !input_open(&input, path, fault)) return false;
    bool is_read = input_find(&input, NULL, "a file", fault) &&
                   input_document(&input, &document, fault) &&
                   walk_document(walk, &input, document, fault);
    free((void *)(uintptr_t)document.text);
    input_close(&input);
    return is_read;
}

/* The level 2 document beside `path`: the same name with the last "l3" an "l2".  Empty if none. */
static void find_level2(const struct replay_options *options, char out[PATH_SIZE])
{
    out[0] = '\0';
    const char *path = options->level2 == NULL ? options->path : options->level2;
    size_t size = strlen(path);
    if (size >= PATH_SIZE) return;
    memcpy(out, path, size + 1);
    if (options->level2 != NULL) return;

    for (size_t i = size; i >= 2; i--) {
        if (memcmp(out + i - 2, "l3", 2) != 0) continue;
        out[i - 1] = '2';
        FILE *file = fopen(out, "rb");
        if (file != NULL) {
            (void)fclose(file);
            return;
        }
        break;
    }
    out[0] = '\0';
}

static bool read_documents(struct coinbase_run *run, const struct replay_options *options,
                           struct replay_fault *fault)
{
    char level2[PATH_SIZE];
    find_level2(options, level2);
    run->has_level2 = level2[0] != '\0';
    struct document_walk decimals = {run, NULL, true};
    struct document_walk level2_decimals = {run, NULL, false};
    struct document_walk orders = {run, &run->orders, true};
    struct document_walk levels = {run, &run->levels, false};
    if (!read_document(options->path, &decimals, fault)) return false;
    if (run->has_level2 && !read_document(level2, &level2_decimals, fault)) return false;
    if (!read_document(options->path, &orders, fault)) return false;
    if (run->orders.count >= ORDERS_MAX) {
        return fault_set(fault, "%s: expected fewer than %u orders", options->path, ORDERS_MAX);
    }
    return !run->has_level2 || read_document(level2, &levels, fault);
}

/* --- comparing -------------------------------------------------------------------------------- */

/* Bids before asks, best price first. */
static int by_price(const void *a, const void *b)
{
    const struct book_line *first = a;
    const struct book_line *second = b;
    if (first->side != second->side) return first->side == SIDE_BUY ? -1 : 1;
    int64_t left = side_price_key(first->side, first->ticks);
    int64_t right = side_price_key(second->side, second->ticks);
    return (left > right) - (left < right);
}

/* Orders summed up into levels, best first, bids first.  In place. */
static void sum_levels(struct book_list *list)
{
    size_t kept = 0;
    if (list->count == 0) return;
    qsort(list->lines, list->count, sizeof *list->lines, by_price);
    for (size_t i = 0; i < list->count; i++) {
        if (kept > 0 && by_price(&list->lines[kept - 1], &list->lines[i]) == 0) {
            list->lines[kept - 1].lots += list->lines[i].lots;
            list->lines[kept - 1].orders += list->lines[i].orders;
        } else {
            list->lines[kept++] = list->lines[i];
        }
    }
    list->count = kept;
}

/* All levels of the venue as one list of the same form. */
static bool take_levels(struct coinbase_run *run, struct book_list *list)
{
    uint32_t max = (uint32_t)run->orders.count + 1;
    struct depth_level *levels = calloc(max, sizeof *levels);
    bool is_taken = levels != NULL;
    for (int side = SIDE_BUY; side <= SIDE_SELL && is_taken; side++) {
        uint32_t count = venue_depth(&run->venue, (enum side)side, levels, max);
        for (uint32_t i = 0; i < count && is_taken; i++) {
            struct book_line line = {levels[i].price.ticks, levels[i].open.lots, levels[i].orders,
                                     (enum side)side};
            is_taken = list_add(list, &line);
        }
    }
    free(levels);
    return is_taken;
}

static void compare_level2(struct coinbase_run *run, const struct book_list *venue)
{
    const struct book_line *at = venue->lines;
    const struct book_line *end = venue->lines + venue->count;
    for (size_t i = 0; i < run->levels.count; i++) {
        const struct book_line *want = &run->levels.lines[i];
        while (at < end && by_price(at, want) < 0) at++;
        bool is_same = at < end && by_price(at, want) == 0 && at->lots == want->lots;
        run->level2_count[want->side]++;
        run->level2_same[want->side] += is_same ? 1 : 0;
        run->size_count += is_same ? 1 : 0;
        run->orders_same += is_same && at->orders == want->orders ? 1 : 0;
    }
}

static bool compare(struct coinbase_run *run)
{
    struct book_list venue = {0};
    bool is_taken = take_levels(run, &venue);
    sum_levels(&run->orders);
    sum_levels(&run->levels);
    if (is_taken) compare_level2(run, &venue);
    run->level_count = run->orders.count;
    bool is_aligned = venue.count == run->orders.count;
    for (size_t i = 0; is_aligned && i < venue.count; i++) {
        const struct book_line *want = &run->orders.lines[i];
        bool is_same = by_price(&venue.lines[i], want) == 0 && venue.lines[i].lots == want->lots &&
                       venue.lines[i].orders == want->orders;
        run->same_count += is_same ? 1 : 0;
    }
    free(venue.lines);
    return is_taken;
}

/* --- the whole -------------------------------------------------------------------------------- */

static void load(struct coinbase_run *run)
{
    venue_phase(&run->venue, PHASE_PRE_OPEN, 0);
    for (size_t i = 0; i < run->orders.count && !fault_is_set(run->venue.fault); i++) {
        const struct book_line *line = &run->orders.lines[i];
        struct venue_order order = {.ref = i + 1,
                                    .price_ticks = line->ticks,
                                    .qty_lots = line->lots,
                                    .side = line->side,
                                    .type = TYPE_LIMIT,
                                    .tif = TIF_GTC};
        venue_place(&run->venue, &order);
    }
    /* A book taken in an auction is crossed; opening it would trade. */
    struct depth_level bid;
    struct depth_level ask;
    bool is_crossed = venue_best(&run->venue, SIDE_BUY, &bid) &&
                      venue_best(&run->venue, SIDE_SELL, &ask) &&
                      bid.price.ticks >= ask.price.ticks;
    if (!is_crossed) venue_phase(&run->venue, PHASE_OPEN, 0);
}

static bool print_result(const struct coinbase_run *run, size_t order_count)
{
    const uint64_t *same = run->level2_same;
    const uint64_t *all = run->level2_count;
    struct core_footprint footprint = core_footprint(run->venue.core);
    const struct least_set *least = &run->options->least;
    const struct least *list = coinbase_leasts;
    bool is_pass = least_reached(least, list, LEAST_LEVELS, run->same_count, run->level_count) &&
                   least_reached(least, list, LEAST_COUNTS, run->orders_same, run->size_count) &&
                   least_reached(least, list, LEAST_BIDS, same[SIDE_BUY], all[SIDE_BUY]) &&
                   least_reached(least, list, LEAST_ASKS, same[SIDE_SELL], all[SIDE_SELL]);
    report_venue(run->out, &run->venue);
    fprintf(run->out,
            "coinbase-l3: %zu orders on %" PRIu64 " levels, %" PRIu64
            " beyond the venue's limits; %u bytes an order, %u a level%s\n",
            order_count, run->level_count, run->beyond_count, footprint.order_bytes,
            footprint.level_bytes, run->has_level2 ? "" : "; no level 2 document to compare with");
    fprintf(run->out,
            "result: coinbase-l3 inbound %zu trades %" PRIu64 " identical %" PRIu64 "/%" PRIu64
            " bids %" PRIu64 "/%" PRIu64 " asks %" PRIu64 "/%" PRIu64 " order-counts %" PRIu64
            "/%" PRIu64 " %s\n",
            order_count, run->venue.fill_total, run->same_count, run->level_count, same[SIDE_BUY],
            all[SIDE_BUY], same[SIDE_SELL], all[SIDE_SELL], run->orders_same, run->size_count,
            is_pass ? "pass" : "fail");
    return is_pass;
}

static enum replay_status load_and_compare(struct coinbase_run *run,
                                           const struct replay_options *options,
                                           struct replay_fault *fault)
{
    struct venue_options venue = {.symbol = run->symbol,
                                  .journal = options->journal,
                                  .tap = options->tap,
                                  .orders_max = ORDERS_MAX,
                                  .products_max = 1,
                                  .price_decimals = run->price_scale,
                                  .qty_decimals = run->size_scale};
    size_t order_count = run->orders.count;
    if (!venue_open(&run->venue, &venue, fault)) return REPLAY_BAD_INPUT;
    load(run);
    bool is_pass = false;
    if (!compare(run)) {
        (void)fault_memory(fault);
    } else {
        is_pass = venue_finish(&run->venue) && print_result(run, order_count);
    }
    return report_status(&run->venue, is_pass, fault);
}

enum replay_status replay_coinbase(const struct replay_options *options, struct replay_fault *fault)
{
    struct coinbase_run run = {.options = options, .out = options->out, .symbol = "COINBASE"};
    enum replay_status status = REPLAY_BAD_INPUT;
    if (read_documents(&run, options, fault)) status = load_and_compare(&run, options, fault);
    free(run.orders.lines);
    free(run.levels.lines);
    return status;
}
