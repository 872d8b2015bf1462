/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_positions.c - what an account holds after a trade, against what it held before its next.
 *
 * Role       Gives the core's position arithmetic the position and the entry notional that the
 *            venue recorded before a trade, fills the trade, and compares with what was recorded
 *            before the account's next trade.  Also: a liquidation makes the taker's position
 *            smaller, and no fee is above the stated share.
 * Invariant  A prediction is fed with recorded figures only, never with another prediction.
 * Rules      R-POS-1 to R-POS-3.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/int_math.h"
#include "check/account_trades.h"
#include "check/checks.h"
#include "check/statistics.h"
#include "core/position/position.h"
#include "replay/report.h"

#define TOLERANCE_SCALE 12u

enum { VALUE_TOLERANCE, VALUE_FEE_MAX };

static const struct check_parameter parameters[] = {
    {"tolerance", "largest error of an entry notional", 10000000, 0, 1000000000000,
     TOLERANCE_SCALE},
    {"fee-max", "largest fee, as a share of the value", 10000, 0, PPM_ONE, 6},
};

static const char *const formats[] = {"lighter", NULL};

/* One account's part in one trade. */
struct touch {
    uint64_t account;
    size_t trade;
    enum trade_role role;
};

struct positions_run {
    struct account_trades trades;
    struct touch *touches;
    int64_t tolerance; /* in units of money */
    int64_t fee_max_ppm;
    uint64_t link_count;   /* an account's trade and its next one */
    uint64_t unseen_count; /* of these, trades between the two are not in the file */
    uint64_t same_count;
    int64_t error_max;
    uint64_t liquidation_count;
    uint64_t reducing_count;
    uint64_t fee_count;
    uint64_t fee_good_count;
};

static int by_account(const void *a, const void *b)
{
    const struct touch *first = a;
    const struct touch *second = b;
    if (first->account != second->account) return first->account < second->account ? -1 : 1;
    if (first->trade != second->trade) return first->trade < second->trade ? -1 : 1;
    return (int)first->role - (int)second->role;
}

static bool list_touches(struct positions_run *run)
{
    size_t count = run->trades.count * ROLE_COUNT;
    run->touches = calloc(count + 1, sizeof *run->touches);
    if (run->touches == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        enum trade_role role = i % ROLE_COUNT == 0 ? ROLE_TAKER : ROLE_MAKER;
        size_t trade = i / ROLE_COUNT;
        run->touches[i] = (struct touch){run->trades.list[trade].account[role], trade, role};
    }
    qsort(run->touches, count, sizeof *run->touches, by_account);
    return true;
}

static enum side side_of(const struct account_trade *trade, enum trade_role role)
{
    return role == ROLE_TAKER ? trade->taker_side : side_opposite(trade->taker_side);
}

/* What the core makes of a trade. */
static struct holding holding_after(const struct account_trades *trades,
                                    const struct account_trade *trade, enum trade_role role)
{
    struct slot_pool slots;
    struct position list[2] = {0};
    uint32_t bucket = 0;
    struct position_pool pool = {&slots, list, &bucket, 0};
    slot_pool_init(&slots, 2);
    struct position *position = position_at(&pool, position_make(&pool, 1, 1, 1));
    const struct holding *before = &trade->before[role];
    position->net_lots = before->net_lots;
    position->paid_micros = before->net_lots < 0 ? -before->entry_units : before->entry_units;

    struct money lot_value = {trade->price_ticks * trades->units_per_lot};
    (void)position_fill(&pool, position, side_of(trade, role), (struct qty){trade->size_lots},
                        lot_value);
    int64_t paid = position->paid_micros;
    return (struct holding){position->net_lots, position->net_lots < 0 ? -paid : paid};
}

static void compare_link(struct positions_run *run, const struct touch *touch,
                         const struct touch *next)
{
    const struct account_trade *trade = &run->trades.list[touch->trade];
    const struct account_trade *later = &run->trades.list[next->trade];
    struct holding predicted = holding_after(&run->trades, trade, touch->role);
    const struct holding *recorded = &later->before[next->role];
    bool is_continuous = trade->section != 0 && trade->section == later->section;
    if (!is_continuous && predicted.net_lots != recorded->net_lots) {
        run->unseen_count++;
        return;
    }
    int64_t error = narrow_i64((int128)predicted.entry_units - recorded->entry_units);
    if (error < 0) error = -error;
    bool is_same = predicted.net_lots == recorded->net_lots && error <= run->tolerance;
    run->link_count++;
    run->same_count += is_same ? 1 : 0;
    if (error > run->error_max) run->error_max = error;
}

static void compare_links(struct positions_run *run)
{
    size_t count = run->trades.count * ROLE_COUNT;
    for (size_t i = 0; i + 1 < count; i++) {
        const struct touch *touch = &run->touches[i];
        const struct touch *next = &run->touches[i + 1];
        if (touch->account != next->account) continue;
        /* Both sides of one trade are one account: there is no order between the two fills. */
        bool is_own = touch->trade == next->trade ||
                      (i > 0 && run->touches[i - 1].account == touch->account &&
                       run->touches[i - 1].trade == touch->trade);
        if (!is_own) compare_link(run, touch, next);
    }
}

static void compare_trade(struct positions_run *run, const struct account_trade *trade)
{
    for (int role = ROLE_TAKER; role < ROLE_COUNT; role++) {
        run->fee_count++;
        run->fee_good_count += trade->fee_ppm[role] <= run->fee_max_ppm ? 1 : 0;
    }
    if (!trade->is_liquidation) return;
    struct position position = {.net_lots = trade->before[ROLE_TAKER].net_lots};
    run->liquidation_count++;
    run->reducing_count +=
        position_reducible(&position, trade->taker_side) >= trade->size_lots ? 1 : 0;
}

/* The tolerance in units of money, rounded down. */
static int64_t tolerance_units(int64_t tolerance, unsigned money_scale)
{
    for (unsigned scale = money_scale; scale < TOLERANCE_SCALE; scale++) tolerance /= 10;
    return tolerance;
}

static bool print_result(const struct positions_run *run, FILE *out)
{
    bool is_pass = run->link_count > 0 && run->same_count == run->link_count &&
                   run->reducing_count == run->liquidation_count &&
                   run->fee_good_count == run->fee_count;
    fprintf(out,
            "positions: %zu trades; %" PRIu64
            " times trades between an account's two are not in the file\n",
            run->trades.count, run->unseen_count);
    fprintf(out,
            "result: positions lighter identical %" PRIu64 "/%" PRIu64
            " largest-error %s liquidations-reduce %" PRIu64 "/%" PRIu64 " fees %" PRIu64
            "/%" PRIu64 " %s\n",
            run->same_count, run->link_count,
            report_decimal(run->error_max, run->trades.money_scale).text, run->reducing_count,
            run->liquidation_count, run->fee_good_count, run->fee_count, check_word(is_pass));
    return is_pass;
}

static enum check_status run_positions(const struct check_call *call, struct replay_fault *fault)
{
    struct positions_run run = {.fee_max_ppm = call->values[VALUE_FEE_MAX]};
    struct source source;
    if (!source_open(&source, call->paths[0], fault)) return CHECK_BAD_INPUT;
    bool is_read = account_trades_read(&run.trades, &source, call->group, fault);
    if (is_read && run.trades.count == 0) {
        is_read = source_fault_offset(&source, 0, "objects with trade_id, size and price", fault);
    }
    bool is_pass = false;
    if (is_read && !list_touches(&run)) is_read = fault_memory(fault);
    if (is_read) {
        run.tolerance = tolerance_units(call->values[VALUE_TOLERANCE], run.trades.money_scale);
        compare_links(&run);
        for (size_t i = 0; i < run.trades.count; i++) compare_trade(&run, &run.trades.list[i]);
        is_pass = print_result(&run, call->out);
    }
    free(run.touches);
    account_trades_free(&run.trades);
    source_close(&source);
    return check_verdict(is_pass, fault);
}

const struct check check_positions = {
    .name = "positions",
    .summary = "positions and entry notionals of accounts from trade to trade",
    .formats = formats,
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .path_max = 1,
    .run = run_positions,
};
