/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whatif.c - perpetua whatif: what changes if perpetuals are decided to be swaps.
 *
 * Role       Runs the journal, copies the state at its end, and sends the copy what an operator
 *            would send after such a decision: the court's entry granted, the order replaced by one
 *            for the cleared swaps class, classes, margin for five days instead of one. The venue
 *            says what it accepts; margins before and after are the venue's own.
 * Never      The journal is not written; the copy is thrown away.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "cli/cli.h"
#include "cli/journal_run.h"
#include "core/desk_view.h"
#include "model/command_text.h"
#include "model/event_text.h"
#include "model/register_example.h"
#include "model/reject.h"

static const char help[] =
    "usage: perpetua whatif --regime swap --journal DIR\n"
    "\n"
    "Says what would change for the products and accounts of a journal if perpetual futures were\n"
    "decided to be swaps: account class, eligibility, margin for a liquidation period of five\n"
    "days instead of one, reports. The changes are sent as commands to a copy of the state at\n"
    "the end of the journal; what the venue refuses is printed with its rule. The margin for\n"
    "five days is that for one times the square root of five, 2.236068, a convention and not a\n"
    "rule.\n"
    "\n"
    "  --journal DIR  the journal, or a copy of it; it is not written\n"
    "\n"
    "exit status: 0 printed, 1 the journal is damaged, 2 unusable input or call\n";

#define FIVE_DAYS_PPM INT64_C(2236068) /* square root of 5, to the nearest millionth */
#define EVENTS_ROOM   65536u

struct margins {
    int64_t maintenance;
    int64_t initial;
    bool is_queued;
};

struct run {
    struct core_config capacities;
    struct body_settlement_terms settlements[PRODUCTS_MAX];
    bool has_settlement[PRODUCTS_MAX];
    struct body_register_entry entries[EXAMPLE_ENTRIES + 1];
    uint32_t *classes; /* by account */
    uint32_t account_count;
    struct core *core; /* the copy */
    void *memory;
    struct event *list;
    struct margins *before;
};

static bool begin(void *context, const struct core_config *capacities)
{
    struct run *run = context;
    run->capacities = *capacities;
    run->classes = calloc(capacities->accounts_max, sizeof *run->classes);
    run->before = calloc(capacities->accounts_max, sizeof *run->before);
    run->list = calloc(EVENTS_ROOM, sizeof *run->list);
    return run->classes != NULL && run->before != NULL && run->list != NULL;
}

static bool take(void *context, const struct journal_step *step, const struct core *core)
{
    struct run *run = context;
    const struct command *command = step->worked == NULL ? step->command : step->worked;
    (void)core;
    for (uint32_t i = 0; i < step->event_count; i++) {
        const struct event *event = &step->events[i];
        if (event->kind == EVENT_ACCOUNT && event->account_id < run->capacities.accounts_max) {
            run->classes[event->account_id] = event->party.classes;
            if (event->account_id > run->account_count) run->account_count = event->account_id;
        }
        bool has_terms =
            event->kind == EVENT_SETTLEMENT_TERMS && command->kind == COMMAND_SETTLEMENT_TERMS;
        if (has_terms) {
            run->settlements[event->product_id % PRODUCTS_MAX] = command->settlement_terms;
            run->has_settlement[event->product_id % PRODUCTS_MAX] = true;
        }
        bool is_entry =
            event->kind == EVENT_REGISTER_ENTRY && command->kind == COMMAND_REGISTER_ENTRY;
        if (is_entry && command->register_entry.entry_id <= EXAMPLE_ENTRIES) {
            run->entries[command->register_entry.entry_id] = command->register_entry;
        }
    }
    return true;
}

/* The state at the end, in memory of its own. */
static bool copy_core(struct run *run, const struct core *core)
{
    size_t size = core_size(&run->capacities);
    size = (size + 63) / 64 * 64;
    run->memory = aligned_alloc(64, size);
    if (run->memory == NULL) return false;
    memset(run->memory, 0, size);
    run->core = core_init(run->memory, size, &run->capacities);
    struct core_region from[CORE_REGIONS_MAX];
    struct core_region to[CORE_REGIONS_MAX];
    size_t sizes[CORE_REGIONS_MAX];
    uint32_t count = core_regions(core, from);
    for (uint32_t i = 0; i < count; i++) sizes[i] = from[i].size;
    if (!core_regions_restore(run->core, sizes, count, to)) return false;
    for (uint32_t i = 0; i < count; i++) memcpy(to[i].bytes, from[i].bytes, from[i].size);
    return true;
}

static struct margins margins_of(const struct run *run, uint32_t account_id)
{
    struct account_risk_view view;
    memset(&view, 0, sizeof view);
    (void)core_account_risk(run->core, account_id, &view);
    return (struct margins){view.maintenance.micros, view.initial.micros, view.is_queued};
}

static void ignore_events(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    (void)list;
    (void)count;
}

/* One command to the copy; its REJECTED, or NULL. */
static const struct event *step_once(struct run *run, struct command *command)
{
    struct events events = {.list = run->list, .capacity = EVENTS_ROOM, .drain = ignore_events};
    command->sequence = core_sequence(run->core) + 1;
    command->time_ns = core_time_ns(run->core);
    (void)core_step(run->core, command, &events);
    for (uint32_t i = 0; i < events.count; i++) {
        if (run->list[i].kind == EVENT_REJECTED) return &run->list[i];
    }
    return NULL;
}

/* The next user behind `after` who operates the venue; 0: no more. */
static uint32_t next_operator(const struct run *run, uint32_t after)
{
    struct user_view user;
    uint32_t end = core_users_end(run->core);
    for (uint32_t id = after + 1; id < end; id++) {
        bool is_staff = core_user(run->core, id, &user) && user.member_id == 0;
        if (is_staff && (user.roles & ROLE_MARKET_OPERATIONS) != 0) return id;
    }
    return 0;
}

/* R-ACTION-1 to R-ACTION-3: where two people are needed, two of the journal's agree. */
static const struct event *step_agreed(struct run *run, struct command *command)
{
    static const char reason[] = "what if perpetual futures are swaps";
    uint32_t proposer = next_operator(run, 0);
    struct command propose = {.kind = COMMAND_ACTION_PROPOSE, .actor_id = proposer};
    memcpy(propose.action_propose.reason, reason, sizeof reason);
    const struct event *rejected = step_once(run, &propose);
    if (rejected != NULL) return rejected;
    uint64_t action_id = 0;
    for (uint32_t i = 0; action_id == 0; i++) {
        if (run->list[i].kind == EVENT_ACTION) action_id = run->list[i].action.action_id;
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

static const struct event *step(struct run *run, struct command *command)
{
    const struct event *rejected = step_once(run, command);
    bool needs_two = rejected != NULL && rejected->reject.code == REJECT_APPROVAL &&
                     next_operator(run, next_operator(run, 0)) != 0;
    return needs_two ? step_agreed(run, command) : rejected;
}

/* The same; says what came of it. */
static void send(struct run *run, struct command *command, const char *what)
{
    char text[EVENT_TEXT_SIZE];
    const struct event *rejected = step(run, command);
    if (rejected == NULL) {
        printf("  %s: accepted\n", what);
        return;
    }
    (void)event_text(text, sizeof text, rejected, NULL);
    printf("  %s: REFUSED: %s\n", what, text);
}

/* --- the decision ----------------------------------------------------------------------------- */

static void send_entries(struct run *run)
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
static void send_margin(struct run *run, uint16_t product_id, const struct body_margin_terms *terms)
{
    struct command command = {.kind = COMMAND_MARGIN_TERMS, .product_id = product_id};
    command.margin = five_days(terms, PPM_ONE);
    printf("  margin period 1 day -> 5 days: maintenance of the first bracket %.4f %% -> %.4f %%\n",
           terms->brackets[0].maintenance_ppm / 10000.0,
           command.margin.brackets[0].maintenance_ppm / 10000.0);
    const struct event *rejected = step(run, &command);
    bool is_capped = rejected != NULL && rejected->reject.field == FIELD_MAINTENANCE;
    if (is_capped) {
        int64_t most_ppm = rejected->reject.legal;
        printf("  brackets are cut to the highest legal maintenance rate, %.4f %%\n",
               (double)most_ppm / 10000.0);
        command.margin = five_days(terms, most_ppm);
    }
    if (rejected != NULL) {
        send(run, &command, "margin terms");
    } else {
        printf("  margin terms: accepted\n");
    }
}

static void change_product(struct run *run, uint16_t product_id)
{
    struct terms_view view;
    struct product_view product;
    if (!core_product(run->core, product_id, &product)) return;
    if (product.state != PRODUCT_LISTED && product.state != PRODUCT_RESTRICTED) return;
    if (!core_terms(run->core, product_id, &view)) return;
    struct product_terms terms = *view.product;
    struct body_margin_terms margin = {0};
    bool has_margin = view.margin != NULL;
    if (has_margin) margin = *view.margin;
    printf("product %u %s\n", product_id, terms.symbol);
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
    if (has_margin) send_margin(run, product_id, &margin);
}

static void print_accounts(const struct run *run)
{
    struct margins sum_before = {0};
    struct margins sum_after = {0};
    uint32_t without_class = 0;
    uint32_t queued = 0;
    for (uint32_t id = 1; id <= run->account_count; id++) {
        struct margins after = margins_of(run, id);
        const struct margins *before = &run->before[id];
        if (before->maintenance == 0 && after.maintenance == 0) continue;
        sum_before.maintenance += before->maintenance;
        sum_before.initial += before->initial;
        sum_after.maintenance += after.maintenance;
        sum_after.initial += after.initial;
        without_class += (run->classes[id] & CLASS_CLEARED_SWAP) == 0;
        queued += after.is_queued && !before->is_queued;
    }
    printf("accounts with positions\n");
    printf("  maintenance margin %.2f -> %.2f USD, initial %.2f -> %.2f USD\n",
           (double)sum_before.maintenance / 1e6, (double)sum_after.maintenance / 1e6,
           (double)sum_before.initial / 1e6, (double)sum_after.initial / 1e6);
    printf("  without the cleared swaps class, may only reduce: %" PRIu32 "\n", without_class);
    printf("  queued for liquidation by it at once: %" PRIu32
           " (others at the next look at their mark)\n",
           queued);
}

static void print_reports(void)
{
    printf("reports and custody (from memory where the texts were not at hand: check)\n"
           "  Parts 15 to 17 as futures -> Parts 43 and 45, real-time and to a repository\n"
           "  segregation under 1.20 -> cleared swaps customer accounts, Part 22\n"
           "  39.13: minimum liquidation period 1 day -> 5 days\n"
           "  daily bulletin, audit trail and 39.19 reports stay\n");
}

static bool end(void *context, const struct core *core)
{
    struct run *run = context;
    if (!copy_core(run, core)) return false;
    for (uint32_t id = 1; id <= run->account_count; id++) run->before[id] = margins_of(run, id);
    printf("what if perpetual futures are swaps, as of command %" PRIu64 "\n", core_sequence(core));
    send_entries(run);
    for (uint32_t id = 1; id < run->capacities.products_max; id++) {
        change_product(run, (uint16_t)id);
    }
    print_accounts(run);
    print_reports();
    return true;
}

int cli_whatif(int argc, char **argv)
{
    static struct run run;
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    bool is_good = argc == 5 && strcmp(argv[1], "--regime") == 0 && strcmp(argv[2], "swap") == 0 &&
                   strcmp(argv[3], "--journal") == 0;
    if (!is_good) {
        fprintf(stderr, "perpetua whatif: expected --regime swap --journal DIR; see perpetua "
                        "whatif --help\n");
        return EXIT_UNUSABLE;
    }
    run = (struct run){0};
    struct journal_visitor visitor = {.program = "perpetua whatif",
                                      .directory = argv[4],
                                      .context = &run,
                                      .begin = begin,
                                      .command = take,
                                      .end = end};
    struct journal_run_result result;
    int exit_code = journal_run(&visitor, &result);
    free(run.classes);
    free(run.before);
    free(run.list);
    free(run.memory);
    return exit_code;
}
