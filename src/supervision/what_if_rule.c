/* SPDX-License-Identifier: Apache-2.0 */
/*
 * what_if_rule.c - see what_if_rule.h.
 *
 * Role       See what_if_rule.h.
 * Invariant  Batches of a venue are in the order in which it told of them: by command, then
 *            product, then longs before shorts (R-ADL-1).
 */
#include "supervision/what_if_rule.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "base/text.h"
#include "node/node.h"

/* On the page; the JSON object has all. */
#define PAGE_BATCHES  20u
#define PAGE_ACCOUNTS 40u

static const char *const method_names[] = {[DELEVERAGE_WATER_FILLING] = "water-filling",
                                           [DELEVERAGE_RANK] = "rank",
                                           [DELEVERAGE_PRO_RATA] = "pro-rata"};

/* One DELEVERAGE and the DELEVERAGED behind it. */
struct batch {
    uint64_t sequence; /* 0: this venue has none here */
    int64_t need_lots;
    int64_t given_lots;
    int64_t most_lots; /* given by one account */
    uint32_t candidates;
    uint32_t givers;
    uint16_t product_id;
    uint8_t side; /* of the close */
};

/* What one of the two venues did. */
struct venue_run {
    struct batch *batches;
    uint32_t batch_count;
    uint32_t batch_room;
    int64_t *given_lots; /* by account */
    int64_t *equity_micros;
    uint64_t slices;
    uint64_t takeovers;
    int64_t lots_taken_over;
    int64_t lots_given;
    int64_t debt_micros; /* paid by the funds */
};

struct what_if_rule {
    struct what_if_rule_config config;
    struct node node;
    bool is_open;
    bool has_memory;
    struct venue_run was;
    struct venue_run would;
    uint32_t accounts_max;
    uint32_t *currencies; /* by account; 0: dollars */
    uint8_t *answers;     /* by command: ANSWER_* */
    uint64_t answers_room;
    uint64_t sequence;
    uint64_t answered_otherwise;
    uint64_t terms_changed;
    uint64_t terms_clearing; /* of regime 2: the method is not asked */
};

#define ANSWER_REFUSED_WAS   1u
#define ANSWER_REFUSED_WOULD 2u

/* --- what both did ---------------------------------------------------------------------------- */

static struct batch *next_batch(struct venue_run *venue)
{
    if (venue->batch_count == venue->batch_room) {
        uint32_t room = venue->batch_room * 2 + 64;
        struct batch *batches = realloc(venue->batches, room * sizeof *batches);
        if (batches == NULL) return NULL;
        venue->batches = batches;
        venue->batch_room = room;
    }
    return &venue->batches[venue->batch_count++];
}

static bool see_batch(struct venue_run *venue, const struct event *event)
{
    struct batch *batch = next_batch(venue);
    if (batch == NULL) return false;
    *batch = (struct batch){.sequence = event->sequence,
                            .need_lots = event->deleverage.need.lots,
                            .candidates = event->deleverage.candidates,
                            .product_id = event->product_id,
                            .side = event->deleverage.side};
    return true;
}

static void see_given(struct venue_run *venue, const struct event *event)
{
    ASSERT(venue->batch_count > 0);
    struct batch *batch = &venue->batches[venue->batch_count - 1];
    int64_t lots = event->deleveraged.lots.lots;
    ASSERT(lots > 0);
    batch->given_lots += lots;
    batch->givers++;
    batch->most_lots = i64_max(batch->most_lots, lots);
    venue->lots_given += lots;
    venue->given_lots[event->account_id] += lots;
}

static void see_answer(struct what_if_rule *run, uint64_t sequence, uint8_t answer)
{
    if (sequence >= run->answers_room) {
        uint64_t room = sequence * 2 + 4096;
        uint8_t *answers = realloc(run->answers, room);
        run->has_memory = run->has_memory && answers != NULL;
        if (answers == NULL) return;
        memset(answers + run->answers_room, 0, room - run->answers_room);
        run->answers = answers;
        run->answers_room = room;
    }
    run->answers[sequence] |= answer;
}

static void see_event(struct what_if_rule *run, struct venue_run *venue, const struct event *event)
{
    bool is_would = venue == &run->would;
    switch (event->kind) {
    case EVENT_REJECTED:
        see_answer(run, event->sequence, is_would ? ANSWER_REFUSED_WOULD : ANSWER_REFUSED_WAS);
        break;
    case EVENT_LIQUIDATION: venue->slices++; break;
    case EVENT_POSITION_MOVED:
        if (event->moved.cause != MOVE_TAKEOVER) break;
        venue->takeovers++;
        venue->lots_taken_over += event->moved.lots.lots;
        break;
    case EVENT_FUND:
        if (event->fund.cause == FUND_DEBT) venue->debt_micros -= event->fund.amount.micros;
        break;
    case EVENT_DELEVERAGE: run->has_memory = see_batch(venue, event) && run->has_memory; break;
    case EVENT_DELEVERAGED:
        if (run->has_memory) see_given(venue, event);
        break;
    default: break;
    }
}

/* The events of the second venue, once they are durable. */
static void see_would(void *context, const struct event *list, uint32_t count)
{
    struct what_if_rule *run = context;
    for (uint32_t i = 0; i < count; i++) see_event(run, &run->would, &list[i]);
}

/* --- the second venue ------------------------------------------------------------------------- */

static bool take_memory(struct what_if_rule *run, uint32_t accounts_max)
{
    struct venue_run *venues[] = {&run->was, &run->would};
    run->accounts_max = accounts_max;
    run->has_memory = true;
    run->currencies = calloc(accounts_max + 1u, sizeof *run->currencies);
    if (run->currencies == NULL) return false;
    for (uint32_t i = 0; i < 2; i++) {
        venues[i]->given_lots = calloc(accounts_max + 1u, sizeof *venues[i]->given_lots);
        venues[i]->equity_micros = calloc(accounts_max + 1u, sizeof *venues[i]->equity_micros);
        if (venues[i]->given_lots == NULL || venues[i]->equity_micros == NULL) return false;
    }
    return true;
}

static bool open_venue(struct what_if_rule *run, const struct core_config *capacities,
                       struct journal_error *error)
{
    struct node_config config = node_config_default(run->config.directory, see_would, run);
    config.clock_ns = NULL;
    config.has_threads = false;
    config.seal_interval = 0;
    config.state_interval = 0;
    config.snapshot_interval = 0;
    if (node_create(run->config.directory, capacities, error) != JOURNAL_OK) return false;
    run->is_open = node_open(&run->node, &config, error) == JOURNAL_OK;
    return run->is_open;
}

struct what_if_rule *what_if_rule_create(const struct what_if_rule_config *config,
                                         const struct core_config *capacities,
                                         struct journal_error *error)
{
    struct what_if_rule *run = calloc(1, sizeof *run);
    if (run == NULL || !take_memory(run, capacities->accounts_max)) {
        (void)journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory");
        what_if_rule_destroy(run);
        return NULL;
    }
    run->config = *config;
    if (open_venue(run, capacities, error)) return run;
    what_if_rule_destroy(run);
    return NULL;
}

static void free_venue(struct venue_run *venue)
{
    free(venue->batches);
    free(venue->given_lots);
    free(venue->equity_micros);
}

void what_if_rule_destroy(struct what_if_rule *run)
{
    if (run == NULL) return;
    struct journal_error error = {0};
    if (run->is_open) (void)node_close(&run->node, &error);
    free_venue(&run->was);
    free_venue(&run->would);
    free(run->currencies);
    free(run->answers);
    free(run);
}

/* R-LIQ-1.  In regime 2 the method is that of R-ADL-4 whatever the terms say (R-DEFAULT-8). */
static void change_terms(struct what_if_rule *run, struct command *command)
{
    if (command->kind != COMMAND_LIQUIDATION_TERMS) return;
    if (command->liquidation.regime == REGIME_CLEARING) {
        run->terms_clearing++;
        return;
    }
    command->liquidation.method = (uint8_t)run->config.method;
    if (run->config.is_fundless) command->liquidation.fund_notional_micros_max = 0;
    if (run->config.is_sliceless) command->liquidation.close_out_ppm = PPM_ONE;
    run->terms_changed++;
}

enum journal_status what_if_rule_see(struct what_if_rule *run, const struct journal_step *step,
                                     struct journal_error *error)
{
    struct command command = *step->command;
    for (uint32_t i = 0; i < step->event_count; i++) see_event(run, &run->was, &step->events[i]);
    enum journal_status status;
    if (command.kind == COMMAND_SEAL) {
        static const struct hash128 none;
        bool has_state = !hash128_equal(command.seal.state_hash, none);
        status = node_seal(&run->node, has_state ? SEAL_STATE : SEAL_OUTPUT);
    } else {
        change_terms(run, &command);
        status = node_submit(&run->node, &command);
    }
    run->sequence = step->command->sequence;
    if (status != JOURNAL_OK) return node_status(&run->node, error);
    ASSERT(core_sequence(node_core(&run->node)) == run->sequence);
    if (run->has_memory) return JOURNAL_OK;
    return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory");
}

static void keep_equities(const struct what_if_rule *run, const struct venue_run *venue,
                          const struct core *core)
{
    struct account_risk_view view;
    for (uint32_t id = 1; id <= run->accounts_max; id++) {
        bool is_account = core_account_risk(core, id, &view);
        if (is_account) venue->equity_micros[id] = view.equity.micros;
    }
}

enum journal_status what_if_rule_end(struct what_if_rule *run, const struct core *core,
                                     struct journal_error *error)
{
    enum journal_status status = node_seal(&run->node, SEAL_STATE);
    if (status == JOURNAL_OK) status = node_settle(&run->node);
    if (status != JOURNAL_OK) return node_status(&run->node, error);
    for (uint32_t id = 1; id <= run->accounts_max; id++) {
        run->currencies[id] = core_account_currency(core, id);
    }
    keep_equities(run, &run->was, core);
    keep_equities(run, &run->would, node_core(&run->node));
    run->is_open = false;
    status = node_close(&run->node, error);
    if (status != JOURNAL_OK) return status;
    if (!run->has_memory) return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory");
    for (uint64_t i = 0; i < run->answers_room; i++) {
        run->answered_otherwise +=
            run->answers[i] == ANSWER_REFUSED_WAS || run->answers[i] == ANSWER_REFUSED_WOULD;
    }
    return JOURNAL_OK;
}

/* --- side by side ----------------------------------------------------------------------------- */

static int64_t rank_of(const struct batch *batch)
{
    return (int64_t)batch->product_id * 2 + (batch->side == SIDE_SELL ? 0 : 1);
}

static bool is_before(const struct batch *a, const struct batch *b)
{
    if (a->sequence != b->sequence) return a->sequence < b->sequence;
    return rank_of(a) < rank_of(b);
}

/* Walks the batches of both, those of the same command, product and side together. */
struct pairs {
    const struct what_if_rule *run;
    uint32_t was_next;
    uint32_t would_next;
    struct batch was; /* its sequence is 0 if that venue has none here */
    struct batch would;
};

static bool next_pair(struct pairs *pairs)
{
    const struct venue_run *was = &pairs->run->was;
    const struct venue_run *would = &pairs->run->would;
    bool has_was = pairs->was_next < was->batch_count;
    bool has_would = pairs->would_next < would->batch_count;
    if (!has_was && !has_would) return false;
    const struct batch *a = has_was ? &was->batches[pairs->was_next] : NULL;
    const struct batch *b = has_would ? &would->batches[pairs->would_next] : NULL;
    bool takes_was = has_was && (!has_would || !is_before(b, a));
    bool takes_would = has_would && (!has_was || !is_before(a, b));
    pairs->was = takes_was ? *a : (struct batch){0};
    pairs->would = takes_would ? *b : (struct batch){0};
    pairs->was_next += takes_was;
    pairs->would_next += takes_would;
    return true;
}

/* Money as text: dollars to the nearest cent, of another currency its units. */
struct money_text {
    char text[TEXT_NUMBER_SIZE];
};

static struct money_text dollars(int64_t micros)
{
    struct money_text written;
    int64_t cents = (int64_t)div_floor((int128)micros + 5000, 10000);
    (void)text_write_decimal(written.text, sizeof written.text, cents, 2);
    return written;
}

static struct money_text equity(const struct what_if_rule *run, const struct venue_run *venue,
                                uint32_t id)
{
    struct money_text written;
    if (run->currencies[id] == 0) return dollars(venue->equity_micros[id]);
    (void)text_write_decimal(written.text, sizeof written.text, venue->equity_micros[id], 0);
    return written;
}

static bool has_given(const struct what_if_rule *run, uint32_t id)
{
    return run->was.given_lots[id] != 0 || run->would.given_lots[id] != 0;
}

static uint32_t givers(const struct what_if_rule *run, const struct venue_run *venue)
{
    uint32_t count = 0;
    for (uint32_t id = 1; id <= run->accounts_max; id++) count += venue->given_lots[id] != 0;
    return count;
}

/* --- the page --------------------------------------------------------------------------------- */

static void put_terms(const struct what_if_rule *run, FILE *out)
{
    fprintf(out,
            "what if deleveraging were by %s%s%s, commands 1 to %" PRIu64 "\n"
            "liquidation terms: %" PRIu64 " changed",
            method_names[run->config.method], run->config.is_fundless ? ", without fund" : "",
            run->config.is_sliceless ? ", without slices" : "", run->sequence, run->terms_changed);
    if (run->terms_clearing != 0) {
        fprintf(out, ", %" PRIu64 " left as they are: regime clearing asks no method (R-DEFAULT-8)",
                run->terms_clearing);
    }
    fputc('\n', out);
}

static void put_sums(const struct what_if_rule *run, FILE *out)
{
    const struct venue_run *was = &run->was;
    const struct venue_run *would = &run->would;
    fprintf(out, "%-34s %18s %18s\n", "", "as it was", "as it would be");
    fprintf(out, "%-34s %18" PRIu64 " %18" PRIu64 "\n", "slices", was->slices, would->slices);
    fprintf(out, "%-34s %18" PRIu64 " %18" PRIu64 "\n", "takeovers by a fund", was->takeovers,
            would->takeovers);
    fprintf(out, "%-34s %18" PRId64 " %18" PRId64 "\n", "lots taken over", was->lots_taken_over,
            would->lots_taken_over);
    fprintf(out, "%-34s %18" PRIu32 " %18" PRIu32 "\n", "batches of deleveraging", was->batch_count,
            would->batch_count);
    fprintf(out, "%-34s %18" PRId64 " %18" PRId64 "\n", "lots given", was->lots_given,
            would->lots_given);
    fprintf(out, "%-34s %18" PRIu32 " %18" PRIu32 "\n", "accounts that gave", givers(run, was),
            givers(run, would));
    fprintf(out, "%-34s %18s %18s\n", "debts paid by funds", dollars(was->debt_micros).text,
            dollars(would->debt_micros).text);
    fprintf(out, "commands taken by one venue and refused by the other: %" PRIu64 "\n",
            run->answered_otherwise);
}

static void put_batch(const struct batch *batch, FILE *out)
{
    if (batch->sequence == 0) {
        fprintf(out, "  %33s", "no batch");
        return;
    }
    fprintf(out, "  %9" PRId64 " %5" PRIu32 " of %-5" PRIu32 " %9" PRId64, batch->need_lots,
            batch->givers, batch->candidates, batch->most_lots);
}

static void put_batches(const struct what_if_rule *run, FILE *out)
{
    struct pairs pairs = {.run = run};
    uint32_t count = 0;
    while (next_pair(&pairs)) {
        if (count == 0) {
            fputs("batches; lots needed, how many accounts gave, the most lots of one\n"
                  "   sequence product closes  as it was                         "
                  "  as it would be\n",
                  out);
        }
        if (++count > PAGE_BATCHES) continue;
        const struct batch *batch = pairs.was.sequence != 0 ? &pairs.was : &pairs.would;
        fprintf(out, "%11" PRIu64 " %7u %-6s", batch->sequence, batch->product_id,
                batch->side == SIDE_SELL ? "longs" : "shorts");
        put_batch(&pairs.was, out);
        put_batch(&pairs.would, out);
        fputc('\n', out);
    }
    if (count > PAGE_BATCHES) fprintf(out, "  and %" PRIu32 " more\n", count - PAGE_BATCHES);
}

static void put_accounts(const struct what_if_rule *run, FILE *out)
{
    uint32_t count = 0;
    for (uint32_t id = 1; id <= run->accounts_max; id++) {
        if (!has_given(run, id)) continue;
        if (count == 0) {
            fputs("accounts that gave lots, and their equity at the end\n"
                  "    account  lots as it was  as it would be  equity as it was  "
                  "as it would be\n",
                  out);
        }
        if (++count > PAGE_ACCOUNTS) continue;
        fprintf(out, "%11" PRIu32 " %15" PRId64 " %15" PRId64 " %17s %15s\n", id,
                run->was.given_lots[id], run->would.given_lots[id], equity(run, &run->was, id).text,
                equity(run, &run->would, id).text);
    }
    if (count > PAGE_ACCOUNTS) fprintf(out, "  and %" PRIu32 " more\n", count - PAGE_ACCOUNTS);
}

void what_if_rule_write_page(const struct what_if_rule *run, FILE *out)
{
    put_terms(run, out);
    put_sums(run, out);
    put_batches(run, out);
    put_accounts(run, out);
    fputs("Nobody answers the change: whoever sent commands sent the same ones.\n", out);
    fprintf(out, "result: the other journal is %s, sequence %" PRIu64 "\n", run->config.directory,
            run->sequence + 1);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void json_venue(const struct what_if_rule *run, FILE *out, const char *name,
                       const struct venue_run *venue)
{
    fprintf(out,
            ",\"%s\":{\"slices\":%" PRIu64 ",\"takeovers\":%" PRIu64 ",\"lots_taken_over\":%" PRId64
            ",\"batches\":%" PRIu32 ",\"lots_given\":%" PRId64 ",\"accounts_that_gave\":%" PRIu32
            ",\"debts_paid\":\"%s\"}",
            name, venue->slices, venue->takeovers, venue->lots_taken_over, venue->batch_count,
            venue->lots_given, givers(run, venue), dollars(venue->debt_micros).text);
}

static void json_batch(FILE *out, const char *name, const struct batch *batch)
{
    if (batch->sequence == 0) {
        fprintf(out, ",\"%s\":null", name);
        return;
    }
    fprintf(out,
            ",\"%s\":{\"need_lots\":%" PRId64 ",\"given_lots\":%" PRId64 ",\"candidates\":%" PRIu32
            ",\"givers\":%" PRIu32 ",\"most_lots\":%" PRId64 "}",
            name, batch->need_lots, batch->given_lots, batch->candidates, batch->givers,
            batch->most_lots);
}

static void json_batches(const struct what_if_rule *run, FILE *out)
{
    struct pairs pairs = {.run = run};
    const char *gap = "";
    fputs(",\"batches\":[", out);
    while (next_pair(&pairs)) {
        const struct batch *batch = pairs.was.sequence != 0 ? &pairs.was : &pairs.would;
        fprintf(out, "%s{\"sequence\":%" PRIu64 ",\"product_id\":%u,\"closes\":\"%s\"", gap,
                batch->sequence, batch->product_id, batch->side == SIDE_SELL ? "longs" : "shorts");
        json_batch(out, "was", &pairs.was);
        json_batch(out, "would", &pairs.would);
        fputc('}', out);
        gap = ",";
    }
    fputc(']', out);
}

static void json_accounts(const struct what_if_rule *run, FILE *out)
{
    const char *gap = "";
    fputs(",\"accounts\":[", out);
    for (uint32_t id = 1; id <= run->accounts_max; id++) {
        if (!has_given(run, id)) continue;
        fprintf(out,
                "%s{\"account_id\":%" PRIu32 ",\"lots_was\":%" PRId64 ",\"lots_would\":%" PRId64
                ",\"currency\":%" PRIu32 ",\"equity_was\":\"%s\",\"equity_would\":\"%s\"}",
                gap, id, run->was.given_lots[id], run->would.given_lots[id], run->currencies[id],
                equity(run, &run->was, id).text, equity(run, &run->would, id).text);
        gap = ",";
    }
    fputc(']', out);
}

void what_if_rule_write_json(const struct what_if_rule *run, FILE *out)
{
    fprintf(
        out,
        "{\"deleveraging\":\"%s\",\"without_fund\":%s,\"without_slices\":%s,\"through\":%" PRIu64
        ",\"terms_changed\":%" PRIu64 ",\"terms_of_clearing\":%" PRIu64
        ",\"answered_otherwise\":%" PRIu64,
        method_names[run->config.method], run->config.is_fundless ? "true" : "false",
        run->config.is_sliceless ? "true" : "false", run->sequence, run->terms_changed,
        run->terms_clearing, run->answered_otherwise);
    json_venue(run, out, "was", &run->was);
    json_venue(run, out, "would", &run->would);
    json_batches(run, out);
    json_accounts(run, out);
    fputs("}\n", out);
}
