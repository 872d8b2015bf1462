/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_margin_fuzz.c - any bytes as orders, their changes, marks, cash, assets and terms of three
 * products, two of them under the full model and one of these with forced closes.
 *
 * After each command: the audit; nobody is queued or closed but at a mark; at a mark whoever has a
 * position in the product is queued exactly if it is unhealthy; an order that does not make the
 * worse side larger, an order that is made smaller and one that is cancelled are never refused for
 * margin; an order that does, and is taken, leaves its account healthy (R-MARGIN-6, R-MARGIN-8,
 * R-ATT-1 to R-ATT-4, R-LIQ-2).
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "core/fixture.h"

enum { STEPS_MAX = 400, ACCOUNTS = 6, PRODUCTS = 3, QUEUE_PPM = 910000 };

struct bytes {
    const uint8_t *next;
    size_t left;
};

static struct fixture fixture;
static void *memory;
static int64_t marks[PRODUCTS + 1]; /* ticks, as the venue has them */
static uint64_t latest_orders[ACCOUNTS + 1];

static uint32_t below(struct bytes *bytes, uint32_t count)
{
    if (bytes->left == 0) return 0;
    bytes->left--;
    return *bytes->next++ % count;
}

static uint32_t any_account(struct bytes *bytes)
{
    return 1 + below(bytes, ACCOUNTS);
}

static uint16_t any_product(struct bytes *bytes)
{
    return (uint16_t)(1 + below(bytes, PRODUCTS));
}

static bool is_unhealthy(const struct account_risk_view *view)
{
    return view->maintenance.micros > 0 &&
           (int128)view->maintenance.micros * PPM_ONE >= (int128)view->equity.micros * QUEUE_PPM;
}

static struct account_risk_view risk_of(uint32_t account)
{
    struct account_risk_view view;
    bool exists = core_account_risk(fixture.core, account, &view);
    ASSERT(exists);
    return view;
}

static int64_t worse_of(uint32_t account, uint16_t product, const struct order_entry *entry)
{
    struct position_view view = {.net = {0}};
    (void)core_position(fixture.core, account, product, &view);
    int64_t bids = view.open_bids.lots + (entry != NULL && entry->side == SIDE_BUY) *
                                             (entry == NULL ? 0 : entry->qty.lots);
    int64_t asks = view.open_asks.lots + (entry != NULL && entry->side == SIDE_SELL) *
                                             (entry == NULL ? 0 : entry->qty.lots);
    int64_t up = view.net.lots + bids;
    int64_t down = view.net.lots - asks;
    return i64_max(up < 0 ? -up : up, down < 0 ? -down : down);
}

static bool is_trading(uint16_t product)
{
    struct product_view view;
    return core_product(fixture.core, product, &view) && view.phase == PHASE_OPEN &&
           view.halt == HALT_NONE;
}

static uint32_t count_closed(void)
{
    return fixture_count(&fixture, EVENT_LIQUIDATION) + fixture_count(&fixture, EVENT_CLOSE_OUT);
}

static void expect_nobody_queued(void)
{
    ASSERT(fixture_count(&fixture, EVENT_ACCOUNT_QUEUED) == 0);
    ASSERT(count_closed() == 0);
}

/* --- commands --------------------------------------------------------------------------------- */

static void step_order(struct bytes *bytes)
{
    uint32_t account = any_account(bytes);
    uint16_t product = any_product(bytes);
    int64_t off = (int64_t)below(bytes, 41) - 20;
    int64_t ticks = i64_max(1, marks[product] + marks[product] * off / 100);
    struct order_entry entry =
        fixture_entry((enum side)below(bytes, 2), 1 + below(bytes, 200), ticks);
    if (below(bytes, 8) == 0) entry.flags = FLAG_REDUCE_ONLY;
    if (below(bytes, 8) == 0) entry.tif = TIF_IOC;
    int64_t before = worse_of(account, product, NULL);
    int64_t after = worse_of(account, product, &entry);
    struct account_risk_view was = risk_of(account);

    struct command *command = fixture_command(&fixture, COMMAND_ORDER_PLACE);
    command->account_id = account;
    command->product_id = product;
    command->order = entry;
    fixture_step(&fixture);
    expect_nobody_queued();
    enum reject reject = fixture_reject(&fixture);
    if (after <= before) ASSERT(reject != REJECT_MARGIN && reject != REJECT_NO_MARK);
    bool adds = after > before && reject == REJECT_NONE && entry.flags == 0;
    if (adds && product <= 2 && !was.is_queued) {
        struct account_risk_view view = risk_of(account);
        /* A portfolio may ask for less with more lots, and then nothing is asked. */
        ASSERT(view.initial.micros <= was.initial.micros || !is_unhealthy(&view));
    }
    if (was.is_queued && entry.flags == 0) ASSERT(reject != REJECT_NONE);
    const struct event *accepted = fixture_event(&fixture, EVENT_ORDER_ACCEPTED);
    if (accepted != NULL) latest_orders[account] = accepted->order.order_id;
}

/* The latest order of an account becomes smaller, or ends: nothing that risk could refuse. */
static void step_change(struct bytes *bytes)
{
    uint32_t account = any_account(bytes);
    struct order_view view;
    if (!core_order(fixture.core, latest_orders[account], &view)) return;
    uint32_t what = below(bytes, 3);
    int64_t lots = 1 + (int64_t)below(bytes, 200);
    static const enum command_kind kinds[] = {COMMAND_ORDER_CANCEL, COMMAND_ORDER_DECREASE,
                                              COMMAND_ORDER_AMEND};
    struct command *command = fixture_command(&fixture, kinds[what]);
    command->account_id = account;
    command->product_id = view.product_id;
    if (what == 0) {
        command->cancel.order_id = latest_orders[account];
    } else {
        command->amend.order_id = latest_orders[account];
        command->amend.qty.lots = lots;
    }
    if (what == 2) {
        command->amend.set = AMEND_QTY;
        command->amend.qty.lots = view.filled.lots + i64_min(lots, view.open.lots);
    }
    fixture_step(&fixture);
    expect_nobody_queued();
    enum reject reject = fixture_reject(&fixture);
    ASSERT(reject != REJECT_MARGIN && reject != REJECT_NO_MARK);
}

/* At a mark the queue is exact for everybody with a position in the product. */
static void expect_exact_queue(uint16_t product)
{
    for (uint32_t account = 1; account <= ACCOUNTS; account++) {
        struct position_view position;
        if (!core_position(fixture.core, account, product, &position)) continue;
        if (position.net.lots == 0) continue;
        struct account_risk_view view = risk_of(account);
        ASSERT(view.is_queued == is_unhealthy(&view));
    }
}

static void step_mark(struct bytes *bytes)
{
    uint16_t product = any_product(bytes);
    int64_t move = (int64_t)below(bytes, 31) - 15;
    if (below(bytes, 16) == 0) move *= 5;
    marks[product] = i64_max(10, marks[product] + marks[product] * move / 100);
    marks[product] = i64_min(marks[product], 900000);
    struct command *command = fixture_command(&fixture, COMMAND_REFERENCE_PRICE);
    command->product_id = product;
    command->reference.mark.ticks_e4 = marks[product] * FINE_PER_TICK + below(bytes, 100);
    fixture_step(&fixture);
    ASSERT(fixture_reject(&fixture) == REJECT_NONE);
    if (!is_trading(product)) expect_nobody_queued();
    /* Closes behind the look move lots of others too, whom nobody looks at before the next mark. */
    if (product <= 2 && is_trading(product) && count_closed() == 0) expect_exact_queue(product);
}

static void step_cash(struct bytes *bytes)
{
    static const enum command_kind kinds[] = {COMMAND_DEPOSIT, COMMAND_WITHDRAW, COMMAND_TRANSFER};
    enum command_kind kind = kinds[below(bytes, 3)];
    struct command *command = fixture_command(&fixture, kind);
    uint32_t account = any_account(bytes);
    command->account_id = account;
    command->cash.amount.micros = 1 + (int64_t)below(bytes, 250) * below(bytes, 250) * 1000;
    if (kind == COMMAND_TRANSFER) command->cash.to_account_id = any_account(bytes);
    fixture_step(&fixture);
    expect_nobody_queued();
    if (fixture_reject(&fixture) != REJECT_NONE || kind == COMMAND_DEPOSIT) return;
    struct account_risk_view view = risk_of(account);
    ASSERT(view.equity.micros >= view.initial.micros);
}

static void step_asset(struct bytes *bytes)
{
    uint32_t what = below(bytes, 4);
    uint32_t account = any_account(bytes);
    if (what == 0) {
        fixture_command(&fixture, COMMAND_ASSET_PRICE)->asset_price =
            (struct body_asset_price){1, 0, 1 + (int64_t)below(bytes, 250) * 100000};
    } else {
        enum command_kind kind = what == 1 ? COMMAND_ASSET_WITHDRAW : COMMAND_ASSET_DEPOSIT;
        fixture_command(&fixture, kind)->account_id = account;
        fixture.command.asset_cash =
            (struct body_asset_cash){1, 0, (int64_t)below(bytes, 250) * 1000000, 0};
    }
    int64_t credited = risk_of(account).credited.micros;
    fixture_step(&fixture);
    expect_nobody_queued();
    struct account_risk_view view = risk_of(account);
    bool taken = what == 1 && fixture_reject(&fixture) == REJECT_NONE;
    if (taken && view.credited.micros < credited) {
        ASSERT(view.equity.micros >= view.initial.micros);
    }
}

static struct body_margin_terms margin_terms(uint32_t choice)
{
    struct body_margin_terms terms = {.bracket_count = 3,
                                      .initial_mode = INITIAL_FACTOR,
                                      .initial_factor_ppm = 1300000,
                                      .risk_group = (uint8_t)(choice & 1u)};
    terms.brackets[0].maintenance_ppm = 50000 + 20000 * (choice & 3u);
    terms.brackets[1] = (struct margin_bracket){5000000, 200000, 0, 0, 0};
    terms.brackets[2] = (struct margin_bracket){20000000, 400000, 0, 0, 0};
    if ((choice & 4u) != 0) {
        terms.size_slope_e12 = 200000000;
        terms.size_cap_ppm = 100000;
    }
    if ((choice & 8u) != 0) {
        terms.interest_high_micros = 30000000;
        terms.concentration_ppm = 50000;
        terms.concentration_share_ppm = 300000;
        terms.weekend_ppm = 20000;
        terms.weekend_from_minute = 5000;
        terms.weekend_to_minute = 100;
    }
    return terms;
}

static void send_margin_terms(uint16_t product, uint32_t choice)
{
    fixture_command(&fixture, COMMAND_MARGIN_TERMS)->product_id = product;
    fixture.command.margin = margin_terms(choice);
    fixture_step(&fixture);
    ASSERT(fixture_reject(&fixture) == REJECT_NONE);
    expect_nobody_queued();
}

static void send_liquidation_terms(void)
{
    fixture_command(&fixture, COMMAND_LIQUIDATION_TERMS)->product_id = 1;
    fixture.command.liquidation =
        (struct body_liquidation_terms){.window_ns = INT64_C(28800000000000),
                                        .liquidate_ratio_ppm = 1000000,
                                        .close_out_ppm = 666667,
                                        .slice_factor_ppm = 1100000,
                                        .adjustment_ppm = 1000000,
                                        .spread_ppm = 500000,
                                        .exposure_ppm = 1000000,
                                        .work_max = 4,
                                        .regime = REGIME_VENUE,
                                        .method = DELEVERAGE_WATER_FILLING};
    fixture_step(&fixture);
    ASSERT(fixture_reject(&fixture) == REJECT_NONE);
}

static void send_grid(uint32_t choice)
{
    fixture_command(&fixture, COMMAND_RISK_GRID)->grid = (struct body_risk_grid){
        .risk_group = 1,
        .scenario_count = 2,
        .net_ppm = 20000 + 10000 * (choice & 3u),
        .hedged_ppm = 10000,
        .share_ppm = 500000 + 100000 * (choice & 3u),
        .scenarios = {{-160000, 1000000}, {160000 + 10000 * (int32_t)choice, 1000000}}};
    fixture_step(&fixture);
    ASSERT(fixture_reject(&fixture) == REJECT_NONE);
    expect_nobody_queued();
}

static void step_terms(struct bytes *bytes)
{
    switch (below(bytes, 6)) {
    case 0: send_margin_terms((uint16_t)(1 + below(bytes, 2)), below(bytes, 16)); break;
    case 1: send_grid(below(bytes, 8)); break;
    case 2:
        (void)fixture_state(&fixture, COMMAND_HALT, any_product(bytes), below(bytes, 6) / 4);
        break;
    case 3:
        (void)fixture_state(&fixture, COMMAND_PHASE, any_product(bytes),
                            u32_min(PHASE_OPEN, below(bytes, 9)));
        break;
    case 4:
        fixture_command(&fixture, COMMAND_MASS_CANCEL)->mass.side = SIDE_ANY;
        fixture_step(&fixture);
        expect_nobody_queued();
        break;
    default:
        fixture_command(&fixture, COMMAND_MARGIN_MODE)->account_id = any_account(bytes);
        fixture.command.margin_mode.margin_mode = (uint8_t)below(bytes, 2);
        fixture_step(&fixture);
        expect_nobody_queued();
        break;
    }
}

/* --- the target ------------------------------------------------------------------------------- */

static void start(void)
{
    if (memory == NULL) memory = aligned_alloc(64, FIXTURE_SIZE);
    if (memory == NULL) abort();
    fixture_start(&fixture, memory, FIXTURE_SIZE);
    fixture_member(&fixture, MEMBER);
    for (uint32_t i = 1; i <= PRODUCTS; i++) {
        uint16_t product = (uint16_t)i;
        struct product_terms terms = fixture_terms();
        terms.smp_mode = SMP_CANCEL_MAKER;
        terms.fee_taker_ppm = 1000;
        if (product == 3) terms.initial_margin_ppm = 100000;
        fixture_define(&fixture, product, &terms);
        fixture_list(&fixture, product);
        marks[product] = 1000 * product;
        fixture_command(&fixture, COMMAND_REFERENCE_PRICE)->product_id = product;
        fixture.command.reference.mark.ticks_e4 = marks[product] * FINE_PER_TICK;
        fixture_step(&fixture);
    }
    for (uint32_t account = 1; account <= ACCOUNTS; account++) {
        (void)fixture_account(&fixture, MEMBER, account % 2 == 0 ? account - 1 : 0);
        (void)fixture_deposit(&fixture, account, 1000000 * (int64_t)(account * account));
    }
    fixture_command(&fixture, COMMAND_ASSET_TERMS)->asset =
        (struct body_asset_terms){1, 100000, 5000000, 2000000000};
    fixture_step(&fixture);
    send_grid(0);
    send_margin_terms(1, 1);
    send_margin_terms(2, 3);
    send_liquidation_terms();
    memset(latest_orders, 0, sizeof latest_orders);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    struct bytes bytes = {input, size};
    start();
    for (uint32_t step = 0; step < STEPS_MAX && bytes.left > 0; step++) {
        uint32_t what = below(&bytes, 23);
        if (what >= 20) {
            step_change(&bytes);
        } else if (what < 11) {
            step_order(&bytes);
        } else if (what < 16) {
            step_mark(&bytes);
        } else if (what < 18) {
            step_cash(&bytes);
        } else if (what < 19) {
            step_asset(&bytes);
        } else {
            step_terms(&bytes);
        }
    }
    return 0;
}
