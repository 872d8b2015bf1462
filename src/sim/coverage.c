/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coverage.c - see coverage.h.
 *
 * Role   The lists of the model say what there is to reach; nothing is left out of them.
 */
#include "sim/coverage.h"

#include <stdbool.h>

#include "model/reject.h"

struct named_number {
    const char *name;
    uint32_t number;
};

static const struct named_number command_names[] = {
#define X(name, number, member, type) {#name, number},
    COMMAND_LIST(X)
#undef X
};

static const struct named_number event_names[] = {
#define X(name, number, member) {#name, number},
    EVENT_LIST(X)
#undef X
};

static const struct named_number reject_names[] = {
#define X(name, code, rule, text) {#name, code},
    REJECT_LIST(X)
#undef X
};

static const struct named_number reason_names[] = {
#define X(name, code, rule, text) {#name, code},
    REASON_LIST(X)
#undef X
};

#define COUNT_OF(list) (sizeof(list) / sizeof((list)[0]))

static const char *const situation_names[COVERAGE_SITUATIONS] = {
    [SITUATION_AUCTIONED] = "moved by auction",
    [SITUATION_TAKEN_OVER] = "moved by takeover",
    [SITUATION_DELEVERAGED] = "moved by deleveraging",
    [SITUATION_TORN_UP] = "moved by tear-up",
    [SITUATION_WATER_FILLED] = "batch by water-filling",
    [SITUATION_RANKED] = "batch by rank",
    [SITUATION_PRO_RATA] = "batch pro rata",
    [SITUATION_FUND_FEE] = "fee to the fund",
    [SITUATION_FUND_DEBT] = "debt paid by the fund",
    [SITUATION_FUND_TRIPPED] = "fund tripped",
    [SITUATION_FUND_RELEASED] = "fund released",
    [SITUATION_OWN_SHARE] = "default: own share",
    [SITUATION_FIRST_TRANCHE] = "default: first tranche",
    [SITUATION_GUARANTY_FUND] = "default: guaranty fund",
    [SITUATION_SECOND_TRANCHE] = "default: second tranche",
    [SITUATION_ASSESSMENT] = "default: assessment",
    [SITUATION_GAINS] = "default: haircut of gains",
    [SITUATION_DEBT_LEFT] = "default: last payment, debt is left",
    [SITUATION_SECOND_DEFAULT] = "payment in a later default",
    [SITUATION_UNFUNDED] = "pre-funding state liquidate",
};

static void count_situation(struct coverage *coverage, uint32_t first, uint32_t at)
{
    if (first + at < COVERAGE_SITUATIONS) coverage->situations[first + at]++;
}

static void count_situations(struct coverage *coverage, const struct event *event)
{
    switch (event->kind) {
    case EVENT_POSITION_MOVED:
        if (event->moved.cause > MOVE_TEAR_UP) break; /* by people */
        count_situation(coverage, SITUATION_AUCTIONED, event->moved.cause - MOVE_AUCTION);
        break;
    case EVENT_DELEVERAGE:
        if (event->deleverage.found.lots == 0) break;
        count_situation(coverage, SITUATION_WATER_FILLED,
                        event->deleverage.method - DELEVERAGE_WATER_FILLING);
        break;
    case EVENT_FUND:
        count_situation(coverage, SITUATION_FUND_FEE, event->fund.cause - FUND_FEE);
        break;
    case EVENT_DEFAULT_STEP:
        count_situation(coverage, SITUATION_OWN_SHARE, event->default_step.layer - LAYER_OWN_SHARE);
        if (event->default_step.left.micros > 0 && event->default_step.layer == LAYER_GAINS)
            coverage->situations[SITUATION_DEBT_LEFT]++;
        if (event->default_step.default_number > 1)
            coverage->situations[SITUATION_SECOND_DEFAULT]++;
        break;
    case EVENT_PREFUNDING:
        if (event->prefunding.state == PREFUND_LIQUIDATE)
            coverage->situations[SITUATION_UNFUNDED]++;
        break;
    default: break;
    }
}

void coverage_count(struct coverage *coverage, const struct command *command,
                    const struct event *list, uint32_t count)
{
    uint32_t is_rejected = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct event *event = &list[i];
        if (event->kind < COVERAGE_EVENTS) coverage->events[event->kind]++;
        count_situations(coverage, event);
        if (event->kind == EVENT_REJECTED) {
            is_rejected = 1;
            if (event->reject.code < COVERAGE_REJECTS) coverage->rejects[event->reject.code]++;
        }
        bool is_order = event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED;
        if (!is_order) continue;
        if (event->order.reason < COVERAGE_REASONS) coverage->reasons[event->order.reason]++;
        if (event->order.check < COVERAGE_REJECTS) coverage->checks[event->order.check]++;
    }
    if (command->kind >= COVERAGE_COMMANDS) return;
    coverage->commands[command->kind]++;
    coverage->accepted[command->kind] += 1 - is_rejected;
}

static void add_all(uint64_t *sum, const uint64_t *part, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) sum[i] += part[i];
}

void coverage_add(struct coverage *sum, const struct coverage *part)
{
    add_all(sum->commands, part->commands, COVERAGE_COMMANDS);
    add_all(sum->accepted, part->accepted, COVERAGE_COMMANDS);
    add_all(sum->events, part->events, COVERAGE_EVENTS);
    add_all(sum->rejects, part->rejects, COVERAGE_REJECTS);
    add_all(sum->checks, part->checks, COVERAGE_REJECTS);
    add_all(sum->reasons, part->reasons, COVERAGE_REASONS);
    add_all(sum->situations, part->situations, COVERAGE_SITUATIONS);
}

static void print_counts(FILE *out, const struct named_number *names, size_t count,
                         const uint64_t *counts)
{
    for (size_t i = 0; i < count; i++) {
        if (counts[names[i].number] == 0) continue;
        fprintf(out, "  %-30s %10llu\n", names[i].name,
                (unsigned long long)counts[names[i].number]);
    }
}

void coverage_print(const struct coverage *coverage, FILE *out)
{
    fprintf(out, "commands                              sent   accepted\n");
    for (size_t i = 0; i < COUNT_OF(command_names); i++) {
        fprintf(out, "  %-30s %10llu %10llu\n", command_names[i].name,
                (unsigned long long)coverage->commands[command_names[i].number],
                (unsigned long long)coverage->accepted[command_names[i].number]);
    }
    fprintf(out, "events\n");
    print_counts(out, event_names, COUNT_OF(event_names), coverage->events);
    fprintf(out, "rejects\n");
    print_counts(out, reject_names, COUNT_OF(reject_names), coverage->rejects);
    fprintf(out, "reasons of orders' ends and changes\n");
    print_counts(out, reason_names, COUNT_OF(reason_names), coverage->reasons);
    fprintf(out, "checks that ended a triggered or activated order\n");
    print_counts(out, &reject_names[1], COUNT_OF(reject_names) - 1, coverage->checks);
    fprintf(out, "turns of forced closes and defaults\n");
    for (uint32_t i = 0; i < COVERAGE_SITUATIONS; i++) {
        fprintf(out, "  %-36s %10llu\n", situation_names[i],
                (unsigned long long)coverage->situations[i]);
    }
}

/* Which part of the economy a name belongs to: each part has a range of numbers in each list. */
struct part_ranges {
    uint32_t part;
    uint32_t events_from;
    uint32_t rejects_from;
    uint32_t reasons_from;
};

static const struct part_ranges ranges[] = {
    {PART_PRICES, EVENT_PRICE_TERMS, REJECT_PRICE_TERMS_MISSING, REASON_LIQUIDATION},
    {PART_MARGIN, EVENT_MARGIN_VENUE, REJECT_NO_MARK, REASON_LIQUIDATION},
    {PART_LIQUIDATION, EVENT_LIQUIDATION_TERMS, REJECT_NOT_PROVIDER, REASON_LIQUIDATION},
    {PART_WATERFALL, EVENT_DEFAULT_STEP, UINT32_MAX, UINT32_MAX},
    {PART_SETTLEMENT, EVENT_BUSINESS_CALENDAR, REJECT_SETTLEMENT_PRICE, REASON_FINAL},
    {PART_WATERFALL, EVENT_DEFAULT_TERMS, UINT32_MAX, UINT32_MAX},
    {PART_PAYOFF, EVENT_PAYOFF_TERMS, REJECT_CURRENCY, UINT32_MAX},
    {PART_REGISTER, EVENT_REGISTER_TERMS, REJECT_REGISTER, UINT32_MAX},
};

static uint32_t part_of_command(uint32_t number)
{
    return economy_part_of((uint16_t)number);
}

static uint32_t part_of_event(uint32_t number)
{
    uint32_t part = 0;
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        if (number >= ranges[i].events_from) part = ranges[i].part;
    }
    return part;
}

static uint32_t part_of_reject(uint32_t number)
{
    uint32_t part = 0;
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        if (number >= ranges[i].rejects_from) part = ranges[i].part;
    }
    return part;
}

static uint32_t part_of_reason(uint32_t number)
{
    uint32_t part = 0;
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        if (number >= ranges[i].reasons_from) part = ranges[i].part;
    }
    return part;
}

struct expected_names {
    const struct named_number *names;
    size_t count;
    uint32_t (*part_of)(uint32_t number);
};

static uint32_t name_missing(FILE *out, const struct expected_names *expected,
                             const uint64_t *counts, uint32_t parts)
{
    uint32_t missing = 0;
    for (size_t i = 0; i < expected->count; i++) {
        uint32_t number = expected->names[i].number;
        uint32_t part = expected->part_of(number);
        if (number == 0 || counts[number] != 0 || (part & parts) != part) continue;
        fprintf(out, "never reached: %s\n", expected->names[i].name);
        missing++;
    }
    return missing;
}

uint32_t coverage_missing(const struct coverage *coverage, uint32_t parts, FILE *out)
{
    const struct expected_names commands = {command_names, COUNT_OF(command_names),
                                            part_of_command};
    const struct expected_names events = {event_names, COUNT_OF(event_names), part_of_event};
    const struct expected_names rejects = {reject_names, COUNT_OF(reject_names), part_of_reject};
    const struct expected_names reasons = {reason_names, COUNT_OF(reason_names), part_of_reason};
    return name_missing(out, &commands, coverage->accepted, parts) +
           name_missing(out, &events, coverage->events, parts) +
           name_missing(out, &rejects, coverage->rejects, parts) +
           name_missing(out, &reasons, coverage->reasons, parts);
}
