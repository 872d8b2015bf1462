/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay_lobster.c - a Nasdaq day from its message and order book files.
 *
 * Role       Feeds each message, and after each brings the visible levels to the recorded ones: the
 *            files show the best levels only, so orders outside of them come and go unseen, and
 *            those from before the day's start have no id.  What is unknown of a level stands in
 *            front of its queue as one order without an id.  At each execution the venue is asked
 *            first: is its best price the executed one, and is the order at the head of its queue
 *            the executed one?
 * Invariant  The question is asked before the execution is fed.
 * Rules      R-BOOK-1, R-BOOK-2.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "replay/input.h"
#include "replay/replay.h"
#include "replay/report.h"
#include "replay/resync.h"
#include "replay/scale.h"
#include "wire/import_lobster.h"

#define ORDERS_MAX  1048576u
#define PATH_SIZE   4096u
#define TAKER_REF   (LOBSTER_ORDER_ID_MAX + 1)
#define UNKNOWN_REF (UINT64_C(1) << 63) /* orders without an id, numbered */

enum { LEAST_PRICES, LEAST_HEADS };

/* Every price; 7,700 of 7,715 less half a point, for any recording. */
const struct least lobster_leasts[] = {
    [LEAST_PRICES] = {"prices", 1000000}, [LEAST_HEADS] = {"queue-head", 993056}, {0}};

/* The two files, read line by line together. */
struct lobster_files {
    struct input messages;
    struct input books;
    char books_path[PATH_SIZE]; /* where the two are files beside each other */
    size_t level_count;
    uint64_t row_count;
};

struct lobster_row {
    struct lobster_message message;
    struct lobster_book book;
};

struct lobster_run {
    const struct replay_options *options;
    FILE *out;
    struct venue venue;
    struct resync resync;
    struct scale scale;
    size_t level_count;
    uint64_t unknown_count;
    uint64_t inbound_count;
    uint64_t row_count;
    uint64_t execution_count;
    uint64_t price_count; /* executions at the venue's best price */
    uint64_t known_count; /* executions where both the order and the head have ids */
    uint64_t head_count;
};

/* --- reading ---------------------------------------------------------------------------------- */

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* Archives of some systems have a file "._NAME" beside each, which is no recording. */
static bool names_messages(const char *name)
{
    const char *base = base_of(name);
    return base[0] != '.' && strstr(base, "message") != NULL && strstr(base, ".csv") != NULL;
}

/* The book file's name is that of the message file with the one word changed. */
static void name_books(const char *name, char *out, size_t size)
{
    const char *word = strstr(base_of(name), "message");
    (void)snprintf(out, size, "%.*sorderbook%s", (int)(word - name), name,
                   word + strlen("message"));
}

static bool find_books(struct lobster_files *files, struct replay_fault *fault)
{
    char wanted[INPUT_NAME_SIZE + 8];
    name_books(files->messages.name, wanted, sizeof wanted);
    for (;;) {
        enum input_result result = input_next_file(&files->books, fault);
        if (result == INPUT_BAD) return false;
        if (result == INPUT_END) break;
        if (strcmp(files->books.name, wanted) == 0) return true;
    }
    return fault_set(fault, "%s: expected %s in it", files->books.path, wanted);
}

/* The path is the message file itself; the book file lies beside it. */
static bool open_beside(struct lobster_files *files, struct replay_fault *fault)
{
    name_books(files->messages.path, files->books_path, sizeof files->books_path);
    if (!input_find(&files->messages, NULL, "a file", fault)) return false;
    if (!input_prove(files->books_path, fault)) return false;
    if (!input_open(&files->books, files->books_path, fault)) return false;
    if (input_find(&files->books, NULL, "a file", fault)) return true;
    input_close(&files->books);
    return false;
}

static bool files_open(struct lobster_files *files, const char *path, struct replay_fault *fault)
{
    *files = (struct lobster_files){0};
    if (!input_open(&files->messages, path, fault)) return false;
    if (!files->messages.is_folder && names_messages(path) && strlen(path) < PATH_SIZE - 8) {
        if (open_beside(files, fault)) return true;
        input_close(&files->messages);
        return false;
    }
    if (input_find(&files->messages, names_messages,
                   "a LOBSTER file ..._message_....csv and its ..._orderbook_....csv", fault) &&
        input_open(&files->books, path, fault)) {
        if (find_books(files, fault)) return true;
        input_close(&files->books);
    }
    input_close(&files->messages);
    return false;
}

static void files_close(struct lobster_files *files)
{
    input_close(&files->messages);
    input_close(&files->books);
}

static bool read_book(struct lobster_files *files, struct import_slice line,
                      struct lobster_book *book, struct replay_fault *fault)
{
    struct import_fault import = {"levels of ask price, ask size, bid price, bid size", 1};
    if (files->row_count == 0) files->level_count = lobster_level_count(line);
    if (files->level_count == 0) return input_fault_line(&files->books, &import, fault);
    if (lobster_read_book(line, files->level_count, book, &import) != IMPORT_BAD) return true;
    return input_fault_line(&files->books, &import, fault);
}

/* One line of each file; they must end together. */
static enum input_result read_row(struct lobster_files *files, struct lobster_row *row,
                                  struct replay_fault *fault)
{
    struct import_slice line;
    struct import_fault import;
    enum input_result message = input_line(&files->messages, &line, fault);
    if (message == INPUT_BAD) return INPUT_BAD;
    if (message == INPUT_TAKEN &&
        lobster_read_message(line, &row->message, &import) == IMPORT_BAD) {
        (void)input_fault_line(&files->messages, &import, fault);
        return INPUT_BAD;
    }
    enum input_result book = input_line(&files->books, &line, fault);
    if (book == INPUT_BAD) return INPUT_BAD;
    if (book != message) {
        const struct input *longer = book == INPUT_TAKEN ? &files->books : &files->messages;
        import = (struct import_fault){"an end like that of the file that goes with it", 1};
        (void)input_fault_line(longer, &import, fault);
        return INPUT_BAD;
    }
    if (book == INPUT_END) return INPUT_END;
    if (!read_book(files, line, &row->book, fault)) return INPUT_BAD;
    files->row_count++;
    return INPUT_TAKEN;
}

/* --- the visible levels ----------------------------------------------------------------------- */

static struct venue_order limit_order(const struct lobster_run *run, enum side side,
                                      const struct lobster_level *level, int64_t time_ns)
{
    return (struct venue_order){.time_ns = time_ns,
                                .price_ticks = scale_ticks(&run->scale, level->price_e4),
                                .qty_lots = scale_lots(&run->scale, level->size),
                                .side = side,
                                .type = TYPE_LIMIT,
                                .tif = TIF_GTC};
}

/* Lots of the level that the venue does not have: one order without an id, in front. */
static void add_unknown(struct lobster_run *run, struct venue_order order, int64_t missing_lots)
{
    order.ref = UNKNOWN_REF + run->unknown_count++;
    order.qty_lots = missing_lots;
    resync_place_first(&run->resync, &order, 1);
}

/* Levels that the recording shows. */
static size_t wanted_count(const struct lobster_run *run, const struct lobster_level *wanted)
{
    size_t count = 0;
    while (count < run->level_count && wanted[count].size > 0) count++;
    return count;
}

/* The first level of the venue that the recording, as far as it shows the side, does not have. */
static bool find_unwanted(const struct lobster_run *run, enum side side,
                          const struct lobster_level *wanted, int64_t *ticks)
{
    struct depth_level levels[LOBSTER_LEVELS_MAX + 1];
    size_t last = wanted_count(run, wanted);
    bool shows_all = last < run->level_count; /* the side has no further levels */
    uint32_t count = venue_depth(&run->venue, side, levels, (uint32_t)last + 1);
    uint32_t i = 0;
    for (size_t next = 0; i < count && next < last; next++) {
        int64_t key = side_price_key(side, scale_ticks(&run->scale, wanted[next].price_e4));
        *ticks = levels[i].price.ticks;
        if (side_price_key(side, *ticks) < key) return true;
        /* Of a wanted level that the venue lacks, the next one may stand here. */
        if (side_price_key(side, *ticks) == key) i++;
    }
    if (i == count || !shows_all) return false;
    *ticks = levels[i].price.ticks;
    return true;
}

static void drop_unwanted(struct lobster_run *run, enum side side,
                          const struct lobster_level *wanted, int64_t time_ns)
{
    int64_t ticks;
    while (!fault_is_set(run->venue.fault) && find_unwanted(run, side, wanted, &ticks)) {
        resync_drop_level(&run->resync, side, ticks, time_ns);
    }
}

/* Every level that the venue has within what is shown is wanted; makes them equal. */
static void fit_levels(struct lobster_run *run, enum side side, const struct lobster_level *wanted,
                       int64_t time_ns)
{
    struct depth_level levels[LOBSTER_LEVELS_MAX];
    size_t last = wanted_count(run, wanted);
    uint32_t count = venue_depth(&run->venue, side, levels, (uint32_t)last);
    uint32_t have = 0;
    for (size_t i = 0; i < last; i++) {
        struct venue_order order = limit_order(run, side, &wanted[i], time_ns);
        int64_t lots = 0;
        if (have < count && levels[have].price.ticks == order.price_ticks) {
            lots = levels[have].open.lots;
            have++;
        }
        if (lots < order.qty_lots) add_unknown(run, order, order.qty_lots - lots);
        if (lots > order.qty_lots) {
            resync_cut_level(&run->resync, side, order.price_ticks, lots - order.qty_lots, time_ns);
        }
    }
}

/* Both sides are cleared of what is too much before anything is added: nothing crosses then. */
static void sync_book(struct lobster_run *run, const struct lobster_row *row)
{
    int64_t time_ns = row->message.time_ns;
    drop_unwanted(run, SIDE_BUY, row->book.levels[SIDE_BUY], time_ns);
    drop_unwanted(run, SIDE_SELL, row->book.levels[SIDE_SELL], time_ns);
    fit_levels(run, SIDE_BUY, row->book.levels[SIDE_BUY], time_ns);
    fit_levels(run, SIDE_SELL, row->book.levels[SIDE_SELL], time_ns);
}

/* --- messages --------------------------------------------------------------------------------- */

static bool has_id(uint64_t ref)
{
    return ref < TAKER_REF;
}

/* Asks the venue before the execution is fed; then feeds it. */
static void feed_execution(struct lobster_run *run, const struct lobster_message *message)
{
    struct depth_level best;
    struct order_view view;
    uint64_t head = UNKNOWN_REF;
    int64_t ticks = scale_ticks(&run->scale, message->price_e4);
    int64_t lots = scale_lots(&run->scale, message->size);
    bool has_best = venue_best(&run->venue, message->side, &best);
    bool is_known = venue_order_view(&run->venue, message->order_id, &view);
    (void)venue_head(&run->venue, message->side, &head);
    run->execution_count++;
    run->price_count += has_best && best.price.ticks == ticks ? 1 : 0;
    if (is_known && has_id(head)) {
        run->known_count++;
        run->head_count += head == message->order_id ? 1 : 0;
    }
    if (is_known && (head != message->order_id || view.open.lots < lots)) {
        /* The venue would fill another order: the executed one is made smaller instead. */
        int64_t cut = view.open.lots < lots ? view.open.lots : lots;
        (void)venue_decrease(&run->venue, message->order_id, cut, message->time_ns);
        return;
    }
    struct venue_order taker = {.ref = TAKER_REF + run->execution_count,
                                .time_ns = message->time_ns,
                                .price_ticks = ticks,
                                .qty_lots = lots,
                                .side = side_opposite(message->side),
                                .type = TYPE_LIMIT,
                                .tif = TIF_IOC};
    venue_place(&run->venue, &taker);
}

static void feed_message(struct lobster_run *run, const struct lobster_message *message)
{
    struct lobster_level level = {message->price_e4, message->size};
    struct order_view view;
    switch (message->type) {
    case LOBSTER_ADD: {
        struct venue_order order = limit_order(run, message->side, &level, message->time_ns);
        order.ref = message->order_id;
        run->inbound_count++;
        venue_place(&run->venue, &order);
        break;
    }
    case LOBSTER_REDUCE:
    case LOBSTER_DELETE:
        if (!venue_order_view(&run->venue, message->order_id, &view)) break;
        run->inbound_count++;
        if (message->type == LOBSTER_DELETE || view.open.lots * run->scale.lot <= message->size) {
            (void)venue_cancel(&run->venue, message->order_id, message->time_ns);
        } else {
            (void)venue_decrease(&run->venue, message->order_id,
                                 scale_lots(&run->scale, message->size), message->time_ns);
        }
        break;
    case LOBSTER_EXECUTION:
        run->inbound_count++;
        feed_execution(run, message);
        break;
    case LOBSTER_HIDDEN:
    case LOBSTER_CROSS:
    case LOBSTER_HALT: break;
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool survey_row(struct lobster_run *run, const struct lobster_row *row)
{
    const struct lobster_message *message = &row->message;
    if (message->type <= LOBSTER_EXECUTION) {
        scale_see_price(&run->scale, message->price_e4);
        scale_see_qty(&run->scale, message->size);
    }
    for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
        const struct lobster_level *levels = row->book.levels[side];
        for (size_t i = 0; i < run->level_count && levels[i].size > 0; i++) {
            scale_see_price(&run->scale, levels[i].price_e4);
            scale_see_qty(&run->scale, levels[i].size);
        }
    }
    return true;
}

/* The first row only says how the book stood. */
static bool take_row(struct lobster_run *run, const struct lobster_row *row)
{
    if (run->row_count > 0) feed_message(run, &row->message);
    sync_book(run, row);
    run->row_count++;
    return !fault_is_set(run->venue.fault);
}

static bool read_rows(const struct replay_options *options, struct lobster_run *run,
                      bool (*take)(struct lobster_run *run, const struct lobster_row *row),
                      struct replay_fault *fault)
{
    struct lobster_files files;
    if (!files_open(&files, options->path, fault)) return false;
    struct lobster_row row = {0};
    enum input_result result = read_row(&files, &row, fault);
    while (result == INPUT_TAKEN) {
        run->level_count = files.level_count;
        if (!take(run, &row)) break;
        result = read_row(&files, &row, fault);
    }
    if (result == INPUT_END && files.row_count == 0) {
        (void)fault_set(fault, "%s: %s: the file is empty", options->path, files.messages.name);
    }
    files_close(&files);
    return !fault_is_set(fault);
}

static bool print_result(const struct lobster_run *run)
{
    const struct least_set *least = &run->options->least;
    bool is_pass =
        run->execution_count > 0 &&
        least_reached(least, lobster_leasts, LEAST_PRICES, run->price_count,
                      run->execution_count) &&
        least_reached(least, lobster_leasts, LEAST_HEADS, run->head_count, run->known_count);
    report_venue(run->out, &run->venue);
    fprintf(
        run->out,
        "lobster: %" PRIu64 " rows, %zu levels; executed at the venue's best price %s (at least "
        "%s), head of the queue %s (at least %s), %" PRIu64 " commands to put the book right\n",
        run->row_count, run->level_count, report_rate(run->price_count, run->execution_count).text,
        report_share(least_share(least, lobster_leasts, LEAST_PRICES)).text,
        report_rate(run->head_count, run->known_count).text,
        report_share(least_share(least, lobster_leasts, LEAST_HEADS)).text, run->resync.count);
    fprintf(run->out,
            "result: lobster inbound %" PRIu64 " trades %" PRIu64 " identical %" PRIu64 "/%" PRIu64
            " queue-head %" PRIu64 "/%" PRIu64 " %s\n",
            run->inbound_count, run->execution_count, run->price_count, run->execution_count,
            run->head_count, run->known_count, is_pass ? "pass" : "fail");
    return is_pass;
}

enum replay_status replay_lobster(const struct replay_options *options, struct replay_fault *fault)
{
    struct lobster_run run = {.options = options, .out = options->out};
    struct venue_options venue = {.symbol = "LOBSTER",
                                  .journal = options->journal,
                                  .tap = options->tap,
                                  .orders_max = ORDERS_MAX,
                                  .products_max = 1,
                                  .price_decimals = 4};
    if (!read_rows(options, &run, survey_row, fault)) return REPLAY_BAD_INPUT;
    if (!scale_settle(&run.scale, options->path, fault)) return REPLAY_BAD_INPUT;
    if (!venue_open(&run.venue, &venue, fault)) return REPLAY_BAD_INPUT;
    resync_begin(&run.resync, &run.venue);
    bool is_pass =
        read_rows(options, &run, take_row, fault) && venue_finish(&run.venue) && print_result(&run);
    resync_end(&run.resync);
    return report_status(&run.venue, is_pass, fault);
}
