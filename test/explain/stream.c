/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream.c - receipts of random streams: everything that the venue does with its parts switched on.
 *
 * Role       The streams of the differential test go through the core, and lab looks on. Every
 *            receipt must verify. Inverse products and other currencies, closures of the bank,
 *            clearing, approvals by a second person and whatever else a command can do come in any
 *            order.
 *            With --faults a child process is shown, at random places, one figure made wrong or one
 *            event left out; it must find a receipt that does not verify within the commands that
 *            follow.
 *            With --blocks N each Nth order becomes a block or a move between accounts of one
 *            owner, of as many lots as margin may refuse.
 * Usage      stream [--seed N] [--seeds N] [--commands N] [--faults N] [--blocks N]
 *            [--print SEQUENCE]; faults: of each seed, at most; print: shows the receipts of this
 *            command
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/random.h"
#include "base/text.h"
#include "core/core.h"
#include "lab/explain.h"
#include "model/command_text.h"
#include "model/event_text.h"
#include "sim/stream.h"

#define EVENTS_ROOM  (1u << 16)
#define FAULT_WITHIN 400u /* commands until a fault is found */
#define SEEDS_OF_ALL 8u   /* so many have receipts of every subject */

struct options {
    uint64_t seed;
    uint64_t seeds;
    uint64_t commands;
    uint64_t faults;
    uint64_t print;
    uint64_t blocks;
};

struct totals {
    uint64_t receipts[EXPLAIN_SUBJECTS];
    uint64_t others; /* of inverse products and other currencies */
    uint64_t blocks; /* refused for margin, the header's account or the other */
    uint64_t moves;
    uint64_t planted; /* faults */
    uint64_t found;
};

/* What can be made wrong in an event: a number of 64 bits, or the event is left out. */
struct fault {
    uint16_t kind; /* enum event_kind */
    bool is_left_out;
    size_t offset; /* in the body */
};

static const struct fault faults[] = {
    {EVENT_ACCOUNT_QUEUED, true, 0},
    {EVENT_ACCOUNT_QUEUED, false, offsetof(struct event_risk, equity)},
    {EVENT_ACCOUNT_HEALTHY, false, offsetof(struct event_risk, maintenance)},
    {EVENT_LIQUIDATION, false, offsetof(struct event_liquidation, lots)},
    {EVENT_LIQUIDATION, false, offsetof(struct event_liquidation, price)},
    {EVENT_LIQUIDATION, true, 0},
    {EVENT_CLOSE_OUT, false, offsetof(struct event_close_out, bankruptcy)},
    {EVENT_CLOSE_OUT, true, 0},
    {EVENT_FUND, false, offsetof(struct event_fund, amount)},
    {EVENT_POSITION_MOVED, false, offsetof(struct event_moved, value)},
    {EVENT_DELEVERAGE, false, offsetof(struct event_deleverage, need)},
    {EVENT_DELEVERAGE, true, 0},
    {EVENT_DELEVERAGED, false, offsetof(struct event_deleveraged, score)},
    {EVENT_DELEVERAGED, true, 0},
    {EVENT_DEFAULT_STEP, false, offsetof(struct event_default_step, amount)},
    {EVENT_DEFAULT_STEP, true, 0},
    {EVENT_FUNDING, false, offsetof(struct event_funding, cumulative_nanos)},
    {EVENT_FUNDING, false, offsetof(struct event_funding, price)},
    {EVENT_FUNDING_PAYMENT, false, offsetof(struct event_payment, amount)},
    {EVENT_FUNDING_PAYMENT, true, 0},
    {EVENT_PREMIUM, false, offsetof(struct event_premium, premium_e12)},
    {EVENT_MARK, false, offsetof(struct event_mark, mark)},
    {EVENT_INDEX, false, offsetof(struct event_index, index)},
    {EVENT_REJECTED, false, offsetof(struct event_reject, given)},
    {EVENT_REJECTED, false, offsetof(struct event_reject, legal)},
};

#define FAULT_KINDS (sizeof faults / sizeof faults[0])

static struct explain explain;
static struct totals totals;
static const struct options *asked;

static FILE *choose(void *context, const struct event *event)
{
    (void)context;
    return event->sequence == asked->print ? stdout : NULL;
}

static void print_step(const struct command *command, const struct event *events, uint32_t count)
{
    static char text[COMMAND_TEXT_SIZE];
    static char line[EVENT_TEXT_SIZE];
    (void)command_text(text, sizeof text, command, NULL);
    printf("%" PRIu64 "  %s\n", command->sequence, text);
    for (uint32_t i = 0; i < count; i++) {
        (void)event_text(line, sizeof line, &events[i], NULL);
        printf("  %3u  %s\n", events[i].index, line);
    }
}

static void count_others(const struct event *events, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (explain_subject_of(&events[i]) == EXPLAIN_SUBJECTS) continue;
        const struct watch_product *product = &explain.watch.products[events[i].product_id];
        bool is_refused = events[i].kind == EVENT_REJECTED;
        uint16_t kind = is_refused ? events[i].reject.command_kind : 0;
        totals.blocks += kind == COMMAND_BLOCK_TRADE;
        totals.moves += kind == COMMAND_POSITION_MOVE;
        totals.others += product->is_inverse || product->currency != CURRENCY_DOLLAR;
    }
}

static bool failed(void)
{
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        if (explain.totals[i].first_failed != 0) return true;
    }
    return false;
}

static void print_failed(uint64_t seed)
{
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        const struct explain_total *total = &explain.totals[i];
        if (total->first_failed == 0) continue;
        printf("seed %" PRIu64 ": of command %" PRIu64 " a receipt of subject %s does not verify\n",
               seed, total->first_failed, explain_subject_name((enum explain_subject)i));
    }
}

static void *memory(size_t size)
{
    void *block = aligned_alloc(64, (size + 63) / 64 * 64);
    if (block == NULL) abort();
    memset(block, 0, size);
    return block;
}

/* --- faults ----------------------------------------------------------------------------------- */

/* What people decide has no receipt, nor a mark that they give. */
static bool has_receipt(const struct event *event)
{
    if (explain_subject_of(event) == EXPLAIN_SUBJECTS) return false;
    if (event->kind == EVENT_MARK) {
        return explain.watch.products[event->product_id].mark_terms.components != 0;
    }
    if (event->kind == EVENT_REJECTED) {
        uint16_t kind = event->reject.command_kind;
        return kind == COMMAND_BLOCK_TRADE || kind == COMMAND_POSITION_MOVE;
    }
    bool is_limit = event->kind == EVENT_FUND &&
                    (event->fund.cause == FUND_TRIP || event->fund.cause == FUND_RELEASE);
    return !is_limit;
}

static void fault_make(const struct fault *fault, struct events *events, uint32_t at)
{
    if (fault->is_left_out) {
        events->count--;
        memmove(&events->list[at], &events->list[at + 1],
                (events->count - at) * sizeof events->list[0]);
        return;
    }
    int64_t number;
    char *place = (char *)&events->list[at] + EVENT_HEADER_SIZE + fault->offset;
    memcpy(&number, place, sizeof number);
    number++;
    memcpy(place, &number, sizeof number);
}

/* The fault to be planted in these events, if any: each kind of fault is tried about as often. */
static const struct fault *fault_choose(struct random *random, const struct events *events,
                                        uint32_t *at)
{
    const struct fault *fault = &faults[random_below(random, FAULT_KINDS)];
    for (uint32_t i = 0; i < events->count; i++) {
        if (events->list[i].kind != fault->kind || !has_receipt(&events->list[i])) continue;
        *at = i;
        return fault;
    }
    return NULL;
}

/* --- a seed ----------------------------------------------------------------------------------- */

struct run {
    uint64_t seed;
    struct stream *stream;
    struct core *core;
    struct events events;
    struct random random;
    uint64_t planted;
    uint64_t left;             /* in a child: commands until its fault must be found */
    const struct fault *fault; /* NULL: no child */
};

/* Goes on in a child with a fault; true in the child. */
static bool fault_plant(struct run *run)
{
    uint32_t at = 0;
    bool wants =
        run->fault == NULL && run->planted < asked->faults && random_below(&run->random, 4) == 0;
    const struct fault *fault = wants ? fault_choose(&run->random, &run->events, &at) : NULL;
    if (fault == NULL) return false;
    uint16_t kind = run->events.list[at].kind;
    uint64_t sequence = run->events.list[at].sequence;
    fflush(stdout);
    pid_t child = fork();
    if (child < 0) abort();
    if (child == 0) {
        fault_make(fault, &run->events, at);
        run->fault = fault;
        run->left = FAULT_WITHIN;
        return true;
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child) abort();
    bool is_found = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    run->planted++;
    totals.planted++;
    totals.found += is_found;
    if (!is_found) {
        printf("seed %" PRIu64 ": a fault of command %" PRIu64 " is not found: %s %s %zu\n",
               run->seed, sequence, event_kind_name(kind), fault->is_left_out ? "left out" : "at",
               fault->offset);
    }
    return false;
}

/* --- blocks ----------------------------------------------------------------------------------- */

#define ACCOUNTS_TRIED 64u
#define LOTS_TENFOLD   5u

/* An account with the same owner, if there is one; else any. */
static uint32_t relative_of(struct run *run, uint32_t account_id)
{
    struct account_view from = {0};
    uint32_t other = 0;
    (void)core_account(run->core, account_id, &from);
    for (uint32_t i = 0; i < ACCOUNTS_TRIED; i++) {
        struct account_view to = {0};
        other = 1 + (uint32_t)random_below(&run->random, ACCOUNTS_TRIED);
        bool is_there = core_account(run->core, other, &to) && other != account_id;
        if (is_there && to.owner_account_id == from.owner_account_id) break;
    }
    return other;
}

static int64_t some_lots(struct run *run)
{
    int64_t lots = random_between(&run->random, 1, 9);
    for (uint64_t i = random_below(&run->random, LOTS_TENFOLD); i > 0; i--) lots *= 10;
    return lots;
}

static void bend_to_block(struct run *run, struct command *command)
{
    struct product_view product = {0};
    uint8_t side = command->order.side;
    (void)core_product(run->core, command->product_id, &product);
    int64_t near = product.mark.ticks_e4 / FINE_PER_TICK + random_between(&run->random, -3, 3);
    command->kind = COMMAND_BLOCK_TRADE;
    command->actor_id = 0;
    memset(&command->block_trade, 0, sizeof command->block_trade);
    command->block_trade = (struct body_block_trade){
        .consent_id = command->sequence + (UINT64_C(1) << 40),
        .agreed_ns = command->time_ns,
        .price = {near > 1 ? near : 1},
        .lots = some_lots(run),
        .other_account_id = 1 + (uint32_t)random_below(&run->random, ACCOUNTS_TRIED / 4),
        .side = side,
        .is_maker = (uint8_t)random_below(&run->random, 2),
    };
}

static void bend_to_move(struct run *run, struct command *command)
{
    struct product_view product = {0};
    (void)core_product(run->core, command->product_id, &product);
    int64_t mark_ticks = product.mark.ticks_e4 / FINE_PER_TICK;
    bool is_at_mark = random_below(&run->random, 2) == 0;
    command->kind = COMMAND_POSITION_MOVE;
    command->actor_id = 0;
    memset(&command->position_move, 0, sizeof command->position_move);
    command->position_move = (struct body_position_move){
        .price = {is_at_mark || mark_ticks < 2 ? 0 : mark_ticks / 2},
        .to_account_id = relative_of(run, command->account_id),
    };
}

static void bend(struct run *run, struct command *command)
{
    bool is_bent = random_below(&run->random, asked->blocks) == 0;
    if (command->kind != COMMAND_ORDER_PLACE || !is_bent) return;
    if (random_below(&run->random, 2) == 0) {
        bend_to_block(run, command);
    } else {
        bend_to_move(run, command);
    }
}

static bool run_commands(struct run *run)
{
    static struct command command;
    for (uint64_t i = 0; i < asked->commands && !failed(); i++) {
        stream_next(run->stream, &command);
        if (asked->blocks > 0) bend(run, &command);
        (void)core_step(run->core, &command, &run->events);
        stream_learn(run->stream, run->events.list, run->events.count);
        count_others(run->events.list, run->events.count);
        if (command.sequence == asked->print) {
            print_step(&command, run->events.list, run->events.count);
        }
        (void)fault_plant(run);
        if (!explain_command(&explain, &command, run->events.list, run->events.count)) abort();
        if (run->fault != NULL && (failed() || run->left-- == 0)) _exit(failed() ? 0 : 1);
        if (failed()) {
            print_failed(run->seed);
            print_step(&command, run->events.list, run->events.count);
        }
    }
    if (run->fault != NULL) _exit(failed() ? 0 : 1);
    return !failed();
}

/* True if all verify. */
static bool run_seed(uint64_t seed)
{
    struct core_config config = stream_config(seed);
    struct explain_request request = {
        .subject = EXPLAIN_SUBJECTS, .choose = choose, .is_thorough = true};
    size_t size = core_size(&config);
    struct run run = {
        .seed = seed,
        .stream = stream_create(seed, 6, PARTS_ALL),
        .core = core_init(memory(size), size, &config),
        .events = {.list = calloc(EVENTS_ROOM, sizeof(struct event)), .capacity = EVENTS_ROOM},
    };
    random_seed(&run.random, seed);
    if (run.core == NULL || run.events.list == NULL || !explain_init(&explain, &request)) abort();
    bool verifies = run_commands(&run);
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        totals.receipts[i] += explain.totals[i].receipts;
    }
    explain_release(&explain);
    stream_destroy(run.stream);
    free(run.events.list);
    free(run.core);
    return verifies;
}

static bool read_options(struct options *options, int argc, char **argv)
{
    static const char *const names[] = {"--seed",   "--seeds", "--commands",
                                        "--faults", "--print", "--blocks"};
    uint64_t *const values[] = {&options->seed,   &options->seeds, &options->commands,
                                &options->faults, &options->print, &options->blocks};
    const uint32_t count = sizeof names / sizeof names[0];
    for (int i = 1; i + 1 < argc; i += 2) {
        uint32_t place = 0;
        while (place < count && strcmp(argv[i], names[place]) != 0) place++;
        if (place == count || !text_read_u64(argv[i + 1], strlen(argv[i + 1]), values[place])) {
            return false;
        }
    }
    return argc % 2 == 1;
}

int main(int argc, char **argv)
{
    struct options options = {.seed = 1, .seeds = 10, .commands = 5000};
    if (!read_options(&options, argc, argv)) {
        fprintf(stderr, "usage: stream [--seed N] [--seeds N] [--commands N] [--faults N] "
                        "[--blocks N] [--print SEQUENCE]\n");
        return 2;
    }
    asked = &options;
    bool verifies = true;
    for (uint64_t i = 0; i < options.seeds; i++) {
        verifies = run_seed(options.seed + i) && verifies;
    }
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        printf("%-12s %" PRIu64 "\n", explain_subject_name((enum explain_subject)i),
               totals.receipts[i]);
        if (totals.receipts[i] == 0 && options.seeds >= SEEDS_OF_ALL) verifies = false;
    }
    printf("not of dollars alone: %" PRIu64 "\n", totals.others);
    printf("blocks refused: %" PRIu64 ", moves: %" PRIu64 "\n", totals.blocks, totals.moves);
    bool has_both = totals.blocks > 0 && totals.moves > 0;
    if (!has_both && options.blocks > 0) verifies = false;
    printf("faults found: %" PRIu64 " of %" PRIu64 "\n", totals.found, totals.planted);
    return verifies && totals.others > 0 && totals.found == totals.planted ? 0 : 1;
}
