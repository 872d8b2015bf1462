/* SPDX-License-Identifier: Apache-2.0 */
/*
 * what_if.c - see what_if.h.
 *
 * Role   See what_if.h.
 */
#include "supervision/what_if.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "model/event_text.h"
#include "model/register_example.h"
#include "model/reject.h"
#include "node/core_copy.h"

#define FIVE_DAYS_PPM INT64_C(2236068) /* square root of 5, to the nearest millionth */

struct margins {
    int64_t maintenance;
    int64_t initial;
    bool is_queued;
};

struct what_if {
    struct core_config capacities;
    struct body_settlement_terms settlements[PRODUCTS_MAX];
    bool has_settlement[PRODUCTS_MAX];
    struct body_register_entry entries[EXAMPLE_ENTRIES + 1];
    uint32_t *classes; /* by account */
    uint32_t account_count;
    struct core_copy copy;
    const struct event *events; /* of the latest command to it */
    uint32_t event_count;
    struct margins *before;
    /* What came of it. */
    uint64_t sequence;
    struct what_if_step steps[WHAT_IF_STEPS];
    uint32_t step_count;
    struct what_if_product products[PRODUCTS_MAX];
    uint32_t product_count;
    struct what_if_sums sums[2]; /* before, after */
    uint32_t without_class;
    uint32_t queued;
};

struct what_if *what_if_create(const struct core_config *capacities)
{
    struct what_if *run = calloc(1, sizeof *run);
    if (run == NULL) return NULL;
    run->capacities = *capacities;
    run->classes = calloc(capacities->accounts_max, sizeof *run->classes);
    run->before = calloc(capacities->accounts_max, sizeof *run->before);
    if (run->classes != NULL && run->before != NULL) return run;
    what_if_destroy(run);
    return NULL;
}

void what_if_destroy(struct what_if *run)
{
    if (run == NULL) return;
    free(run->classes);
    free(run->before);
    core_copy_close(&run->copy);
    free(run);
}

/* --- the journal ------------------------------------------------------------------------------ */

static void see_event(struct what_if *run, const struct command *command, const struct event *event)
{
    if (event->kind == EVENT_ACCOUNT && event->account_id < run->capacities.accounts_max) {
        run->classes[event->account_id] = event->party.classes;
        if (event->account_id > run->account_count) run->account_count = event->account_id;
    }
    if (event->kind == EVENT_SETTLEMENT_TERMS && command->kind == COMMAND_SETTLEMENT_TERMS) {
        run->settlements[event->product_id % PRODUCTS_MAX] = command->settlement_terms;
        run->has_settlement[event->product_id % PRODUCTS_MAX] = true;
    }
    bool is_entry = event->kind == EVENT_REGISTER_ENTRY && command->kind == COMMAND_REGISTER_ENTRY;
    if (is_entry && command->register_entry.entry_id <= EXAMPLE_ENTRIES) {
        run->entries[command->register_entry.entry_id] = command->register_entry;
    }
}

void what_if_see(struct what_if *run, const struct journal_step *step)
{
    const struct command *command = step->worked == NULL ? step->command : step->worked;
    for (uint32_t i = 0; i < step->event_count; i++) see_event(run, command, &step->events[i]);
}

/* --- the copy --------------------------------------------------------------------------------- */

static struct margins margins_of(const struct what_if *run, uint32_t account_id)
{
    struct account_risk_view view;
    memset(&view, 0, sizeof view);
    (void)core_account_risk(run->copy.core, account_id, &view);
    return (struct margins){view.maintenance.micros, view.initial.micros, view.is_queued};
}

/* One command to the copy; its REJECTED, or NULL. */
static const struct event *step_once(struct what_if *run, struct command *command)
{
    run->event_count = core_copy_try(&run->copy, command, &run->events);
    for (uint32_t i = 0; i < run->event_count; i++) {
        if (run->events[i].kind == EVENT_REJECTED) return &run->events[i];
    }
    return NULL;
}

/* The next user behind `after` who operates the venue; 0: no more. */
static uint32_t next_operator(const struct what_if *run, uint32_t after)
{
    struct user_view user;
    uint32_t end = core_users_end(run->copy.core);
    for (uint32_t id = after + 1; id < end; id++) {
        bool is_staff = core_user(run->copy.core, id, &user) && user.member_id == 0;
        if (is_staff && (user.roles & ROLE_MARKET_OPERATIONS) != 0) return id;
    }
    return 0;
}

/* R-ACTION-1 to R-ACTION-3: where two people are needed, two of the journal's agree. */
static const struct event *step_agreed(struct what_if *run, struct command *command)
{
    static const char reason[] = "what if perpetual futures are swaps";
    uint32_t proposer = next_operator(run, 0);
    struct command propose = {.kind = COMMAND_ACTION_PROPOSE, .actor_id = proposer};
    memcpy(propose.action_propose.reason, reason, sizeof reason);
    const struct event *rejected = step_once(run, &propose);
    if (rejected != NULL) return rejected;
    uint64_t action_id = 0;
    for (uint32_t i = 0; i < run->event_count && action_id == 0; i++) {
        if (run->events[i].kind == EVENT_ACTION) action_id = run->events[i].action.action_id;
    }
    command->actor_id = proposer;
    rejected = step_once(run, command);
    command->actor_id = 0;
    if (rejected != NULL) return rejected;
    struct command approve = {.kind = COMMAND_ACTION_APPROVE,
                              .actor_id = next_operator(run, proposer)};
    approve.action_decide.action_id = action_id;
    memcpy(approve.action_decide.reason, reason, sizeof reason);
    return step_once(run, &approve);
}

static const struct event *step(struct what_if *run, struct command *command)
{
    const struct event *rejected = step_once(run, command);
    bool needs_two = rejected != NULL && rejected->reject.code == REJECT_APPROVAL &&
                     next_operator(run, next_operator(run, 0)) != 0;
    return needs_two ? step_agreed(run, command) : rejected;
}

/* --- the decision ----------------------------------------------------------------------------- */

static void note(struct what_if *run, uint16_t product_id, const char *what,
                 const struct event *rejected)
{
    if (run->step_count == WHAT_IF_STEPS) return;
    struct what_if_step *noted = &run->steps[run->step_count++];
    *noted = (struct what_if_step){
        .what = what, .product_id = product_id, .is_accepted = rejected == NULL};
    if (rejected != NULL) {
        (void)event_text(noted->refusal, sizeof noted->refusal, rejected, NULL);
    }
}

static void send(struct what_if *run, struct command *command, const char *what)
{
    note(run, command->product_id, what, step(run, command));
}

static void send_entries(struct what_if *run)
{
    struct command command = {.kind = COMMAND_REGISTER_ENTRY};
    if (run->entries[EXAMPLE_COURT].entry_id != 0) {
        command.register_entry = run->entries[EXAMPLE_COURT];
        command.register_entry.status = REGISTER_GRANTED;
        send(run, &command, "register: the court's decision is in force");
    }
    if (run->entries[EXAMPLE_ORDER].entry_id != 0) {
        command.register_entry = run->entries[EXAMPLE_ORDER];
        command.register_entry.account_class = CLASS_CLEARED_SWAP;
        send(run, &command, "register: the order names the cleared swaps class");
    }
}

static uint32_t scaled(uint32_t rate_ppm, int64_t most_ppm)
{
    int128 rate = div_ceil((int128)rate_ppm * FIVE_DAYS_PPM, PPM_ONE);
    return rate > most_ppm ? (uint32_t)most_ppm : (uint32_t)rate;
}

/* Brackets for five days, none above a rate. */
static struct body_margin_terms five_days(const struct body_margin_terms *terms, int64_t most_ppm)
{
    struct body_margin_terms five = *terms;
    for (uint32_t i = 0; i < terms->bracket_count; i++) {
        struct margin_bracket *bracket = &five.brackets[i];
        bracket->maintenance_ppm = scaled(bracket->maintenance_ppm, most_ppm);
        bracket->initial_ppm = scaled(bracket->initial_ppm, PPM_ONE);
    }
    return five;
}

/* The large brackets reach what the venue's rules allow at most; the refusal says what that is. */
static void send_margin(struct what_if *run, struct what_if_product *product,
                        const struct body_margin_terms *terms)
{
    struct command command = {.kind = COMMAND_MARGIN_TERMS, .product_id = product->product_id};
    command.margin = five_days(terms, PPM_ONE);
    product->before_ppm = terms->brackets[0].maintenance_ppm;
    product->after_ppm = command.margin.brackets[0].maintenance_ppm;
    const struct event *rejected = step(run, &command);
    bool is_capped = rejected != NULL && rejected->reject.field == FIELD_MAINTENANCE;
    if (is_capped) {
        product->cut_ppm = (uint32_t)rejected->reject.legal;
        command.margin = five_days(terms, product->cut_ppm);
        product->after_ppm = command.margin.brackets[0].maintenance_ppm;
        rejected = step(run, &command);
    }
    note(run, product->product_id, "margin terms", rejected);
}

static void change_product(struct what_if *run, uint16_t product_id)
{
    struct terms_view view;
    struct product_view state;
    if (!core_product(run->copy.core, product_id, &state)) return;
    if (state.state != PRODUCT_LISTED && state.state != PRODUCT_RESTRICTED) return;
    if (!core_terms(run->copy.core, product_id, &view)) return;
    struct product_terms terms = *view.product;
    struct body_margin_terms margin = {0};
    struct what_if_product *product = &run->products[run->product_count++];
    *product =
        (struct what_if_product){.product_id = product_id, .has_margin = view.margin != NULL};
    static_assert(sizeof product->symbol > sizeof terms.symbol, "with its end");
    memcpy(product->symbol, terms.symbol, sizeof terms.symbol);
    if (view.margin != NULL) margin = *view.margin;
    struct command command = {.kind = COMMAND_SETTLEMENT_TERMS, .product_id = product_id};
    if (run->has_settlement[product_id]) {
        command.settlement_terms = run->settlements[product_id];
        command.settlement_terms.account_class = CLASS_CLEARED_SWAP;
        send(run, &command, "account class futures -> cleared swaps (settlement terms)");
    }
    command = (struct command){.kind = COMMAND_PRODUCT_TERMS, .product_id = product_id};
    command.terms = terms;
    command.terms.eligible_classes =
        (terms.eligible_classes & ~(uint32_t)CLASS_FUTURES) | CLASS_CLEARED_SWAP;
    send(run, &command, "eligible accounts: those of the cleared swaps class (product terms)");
    if (product->has_margin) send_margin(run, product, &margin);
}

static void count_accounts(struct what_if *run)
{
    for (uint32_t id = 1; id <= run->account_count; id++) {
        const struct margins both[2] = {run->before[id], margins_of(run, id)};
        if (both[0].maintenance == 0 && both[1].maintenance == 0) continue;
        for (uint32_t i = 0; i < 2; i++) {
            run->sums[i].maintenance_micros += both[i].maintenance;
            run->sums[i].initial_micros += both[i].initial;
        }
        run->without_class += (run->classes[id] & CLASS_CLEARED_SWAP) == 0;
        run->queued += both[1].is_queued && !both[0].is_queued;
    }
}

bool what_if_decide(struct what_if *run, const struct core *core)
{
    if (!core_copy_open(&run->copy, &run->capacities, core)) return false;
    run->sequence = core_sequence(core);
    for (uint32_t id = 1; id <= run->account_count; id++) run->before[id] = margins_of(run, id);
    send_entries(run);
    for (uint32_t id = 1; id < run->capacities.products_max; id++) {
        change_product(run, (uint16_t)id);
    }
    count_accounts(run);
    return true;
}

/* --- the page --------------------------------------------------------------------------------- */

/* A rate in ppm as per cent. */
static void put_percent(FILE *out, uint32_t ppm)
{
    fprintf(out, "%" PRIu32 ".%04" PRIu32 " %%", ppm / 10000, ppm % 10000);
}

/* Money in dollars and cents, rounded to the nearest. */
static void put_dollars(FILE *out, int64_t micros)
{
    int64_t cents = (micros + 5000) / 10000;
    fprintf(out, "%" PRId64 ".%02" PRId64, cents / 100, cents % 100);
}

static void put_steps(const struct what_if *run, FILE *out, uint16_t product_id)
{
    for (uint32_t i = 0; i < run->step_count; i++) {
        const struct what_if_step *noted = &run->steps[i];
        if (noted->product_id != product_id) continue;
        if (noted->is_accepted) {
            fprintf(out, "  %s: accepted\n", noted->what);
        } else {
            fprintf(out, "  %s: REFUSED: %s\n", noted->what, noted->refusal);
        }
    }
}

static void put_product(const struct what_if *run, FILE *out, const struct what_if_product *product)
{
    fprintf(out, "product %u %s\n", product->product_id, product->symbol);
    if (product->has_margin) {
        fputs("  margin period 1 day -> 5 days: maintenance of the first bracket ", out);
        put_percent(out, product->before_ppm);
        fputs(" -> ", out);
        put_percent(out, product->after_ppm);
        fputc('\n', out);
    }
    if (product->cut_ppm != 0) {
        fputs("  brackets are cut to the highest legal maintenance rate, ", out);
        put_percent(out, product->cut_ppm);
        fputc('\n', out);
    }
    put_steps(run, out, product->product_id);
}

static const char *const consequences[] = {
    "Parts 15 to 17 as futures -> Parts 43 and 45, real-time and to a repository",
    "segregation under 1.20 -> cleared swaps customer accounts, Part 22",
    "39.13: minimum liquidation period 1 day -> 5 days",
    "daily bulletin, audit trail and 39.19 reports stay",
};

#define CONSEQUENCE_COUNT (sizeof consequences / sizeof consequences[0])

void what_if_write_page(const struct what_if *run, FILE *out)
{
    fprintf(out, "what if perpetual futures are swaps, as of command %" PRIu64 "\n", run->sequence);
    put_steps(run, out, 0);
    for (uint32_t i = 0; i < run->product_count; i++) put_product(run, out, &run->products[i]);
    fputs("accounts with positions\n  maintenance margin ", out);
    put_dollars(out, run->sums[0].maintenance_micros);
    fputs(" -> ", out);
    put_dollars(out, run->sums[1].maintenance_micros);
    fputs(" USD, initial ", out);
    put_dollars(out, run->sums[0].initial_micros);
    fputs(" -> ", out);
    put_dollars(out, run->sums[1].initial_micros);
    fprintf(out, " USD\n  without the cleared swaps class, may only reduce: %" PRIu32 "\n",
            run->without_class);
    fprintf(out,
            "  queued for liquidation by it at once: %" PRIu32
            " (others at the next look at their mark)\n",
            run->queued);
    fputs("reports and custody (not compared with the texts in force)\n", out);
    for (uint32_t i = 0; i < CONSEQUENCE_COUNT; i++) fprintf(out, "  %s\n", consequences[i]);
}

/* --- JSON ------------------------------------------------------------------------------------- */

/* Texts here are printable ASCII. */
static void json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void json_margin(FILE *out, const char *name, const struct what_if_sums *sums)
{
    fprintf(out, "\"%s\":{\"maintenance\":", name);
    put_dollars(out, sums->maintenance_micros);
    fputs(",\"initial\":", out);
    put_dollars(out, sums->initial_micros);
    fputc('}', out);
}

static void json_steps(const struct what_if *run, FILE *out)
{
    fputs(",\"steps\":[", out);
    for (uint32_t i = 0; i < run->step_count; i++) {
        const struct what_if_step *noted = &run->steps[i];
        fprintf(out, "%s{\"product_id\":%u,\"text\":", i == 0 ? "" : ",", noted->product_id);
        json_text(out, noted->what);
        fprintf(out, ",\"accepted\":%s,\"refusal\":", noted->is_accepted ? "true" : "false");
        json_text(out, noted->refusal);
        fputc('}', out);
    }
    fputc(']', out);
}

static void json_products(const struct what_if *run, FILE *out)
{
    fputs(",\"products\":[", out);
    for (uint32_t i = 0; i < run->product_count; i++) {
        const struct what_if_product *product = &run->products[i];
        fprintf(out, "%s{\"product_id\":%u,\"symbol\":", i == 0 ? "" : ",", product->product_id);
        json_text(out, product->symbol);
        if (product->has_margin) {
            fprintf(out,
                    ",\"maintenance_before_ppm\":%" PRIu32 ",\"maintenance_after_ppm\":%" PRIu32,
                    product->before_ppm, product->after_ppm);
        }
        fputc('}', out);
    }
    fputc(']', out);
}

void what_if_write_json(const struct what_if *run, FILE *out)
{
    fprintf(out, "{\"sequence\":%" PRIu64, run->sequence);
    json_steps(run, out);
    json_products(run, out);
    fputc(',', out);
    json_margin(out, "before", &run->sums[0]);
    fputc(',', out);
    json_margin(out, "after", &run->sums[1]);
    fprintf(out, ",\"accounts_without_class\":%" PRIu32 ",\"accounts_queued\":%" PRIu32,
            run->without_class, run->queued);
    fputs(",\"consequences\":[", out);
    for (uint32_t i = 0; i < CONSEQUENCE_COUNT; i++) {
        if (i > 0) fputc(',', out);
        json_text(out, consequences[i]);
    }
    fputs("]}", out);
}
