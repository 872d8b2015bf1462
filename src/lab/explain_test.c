/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_test.c - a small fall, each figure calculated by hand: a refusal, a close-out,
 * deleveraging by rank, and with a clearing house the payments of a default.
 *
 * A lot is worth a dollar a tick. Account 1 buys ten lots at 100 with 100 USD, from accounts 2
 * (six) and 3 (four) with 1,000 USD each; maintenance margin is 10 %, initial margin 15 %. Then
 * figures are made wrong, one at a time, and the receipt must not verify.
 */
#include "lab/explain.h"

#include <string.h>

#include "base/expect.h"
#include "model/reject.h"

#define USD     INT64_C(1000000)
#define TICK_E4 INT64_C(10000)
#define LIST    32u

static struct explain explain;
static struct event list[LIST];
static uint32_t count;
static uint64_t sequence;

static struct event *told(uint16_t kind, uint32_t account_id, uint16_t product_id)
{
    struct event *event = &list[count];
    *event = (struct event){.sequence = sequence + 1,
                            .index = count,
                            .account_id = account_id,
                            .product_id = product_id,
                            .kind = kind};
    count++;
    return event;
}

static void step(struct command *command)
{
    command->sequence = ++sequence;
    assert_true(explain_command(&explain, command, list, count));
    count = 0;
}

static void open_account(uint32_t id, uint32_t member_id, uint8_t state, int64_t usd)
{
    struct command command = {.kind = COMMAND_DEPOSIT, .account_id = id};
    struct event *account = told(EVENT_ACCOUNT, id, 0);
    account->party.member_id = member_id;
    account->party.state = state;
    told(EVENT_CASH, id, 0)->cash.balance.micros = usd * USD;
    step(&command);
}

static void set_terms(uint8_t regime)
{
    struct command command = {.kind = COMMAND_PRODUCT_DEFINE, .product_id = 1};
    command.terms.tick_value_micros = USD;
    command.terms.price_ticks_min = 1;
    command.terms.price_ticks_max = 1000;
    command.terms.order_lots_max = 1000;
    command.terms.order_notional_micros_max = 1000000 * USD;
    told(EVENT_PRODUCT, 0, 1)->product.state = PRODUCT_LISTED;
    told(EVENT_PHASE, 0, 1)->phase.phase = PHASE_OPEN;
    step(&command);
    command = (struct command){.kind = COMMAND_MARGIN_TERMS, .product_id = 1};
    command.margin.bracket_count = 1;
    command.margin.initial_mode = INITIAL_FACTOR;
    command.margin.initial_factor_ppm = 1500000;
    command.margin.brackets[0].maintenance_ppm = 100000;
    step(&command);
    command = (struct command){.kind = COMMAND_LIQUIDATION_TERMS, .product_id = 1};
    command.liquidation.liquidate_ratio_ppm = 1000000;
    command.liquidation.slice_factor_ppm = 1100000;
    command.liquidation.adjustment_ppm = 1000000;
    command.liquidation.spread_ppm = 1000000;
    command.liquidation.exposure_ppm = 1000000;
    command.liquidation.work_max = 10;
    command.liquidation.regime = regime;
    command.liquidation.method = DELEVERAGE_RANK;
    step(&command);
}

static void hold(uint32_t account_id, int64_t lots, int64_t usd)
{
    struct event *event = told(EVENT_FILL, account_id, 1);
    event->fill.net.lots = lots;
    event->fill.paid.micros = lots * 100 * USD;
    event->fill.balance.micros = usd * USD;
}

static void begin(uint8_t regime)
{
    static const struct explain_request nothing = {.subject = EXPLAIN_SUBJECTS,
                                                   .is_thorough = true};
    sequence = 0;
    count = 0;
    assert_true(explain_init(&explain, &nothing));
    set_terms(regime);
    open_account(1, 1, PARTY_APPROVED, 100);
    open_account(2, 2, PARTY_APPROVED, 1000);
    open_account(3, 2, PARTY_APPROVED, 1000);
    struct command command = {.kind = COMMAND_REFERENCE_PRICE, .product_id = 1};
    told(EVENT_REFERENCE_PRICE, 0, 1)->reference.mark.ticks_e4 = 100 * TICK_E4;
    hold(1, 10, 100);
    hold(2, -6, 1000);
    hold(3, -4, 1000);
    step(&command);
}

/* Five lots more: 225 less 150 are needed, and 100 less 150 are free. */
static void refuse(void)
{
    told(EVENT_REJECTED, 1, 1)->reject = (struct event_reject){
        .given = 75 * USD, .code = REJECT_MARGIN, .command_kind = COMMAND_ORDER_PLACE};
}

static void fall(int64_t ticks, int64_t equity_usd)
{
    told(EVENT_REFERENCE_PRICE, 0, 1)->reference.mark.ticks_e4 = ticks * TICK_E4;
    told(EVENT_ACCOUNT_QUEUED, 1, 1)->risk = (struct event_risk){
        .equity = {equity_usd * USD},
        .maintenance = {ticks * USD},
        .initial = {ticks * 3 * USD / 2},
        .balance = {100 * USD},
        .ratio_ppm = equity_usd > 0 ? ticks * PPM_ONE / equity_usd : RATIO_PPM_MAX};
    told(EVENT_CLOSE_OUT, 1, 1)->close_out = (struct event_close_out){.equity = {equity_usd * USD},
                                                                      .maintenance = {ticks * USD},
                                                                      .own = {ticks * USD},
                                                                      .mark = {ticks * TICK_E4},
                                                                      .net = {10},
                                                                      .bankruptcy = {900 * USD}};
}

/* At 93 account 1 has 30 USD left: 930 - 30 for ten lots. Scores: 7 % x 558 / 1,042 and
 * 7 % x 372 / 1,028. */
static void deleverage(void)
{
    fall(93, 30);
    told(EVENT_DELEVERAGE, 0, 1)->deleverage = (struct event_deleverage){
        .need = {10}, .found = {10}, .candidates = 2, .method = DELEVERAGE_RANK, .side = SIDE_SELL};
    told(EVENT_DELEVERAGED, 2, 1)->deleveraged =
        (struct event_deleveraged){{558 * USD}, {1042 * USD}, {42 * USD}, {-6}, {6}, 37485, {0}};
    told(EVENT_DELEVERAGED, 3, 1)->deleveraged =
        (struct event_deleveraged){{372 * USD}, {1028 * USD}, {28 * USD}, {-4}, {4}, 25330, {0}};
    told(EVENT_POSITION_MOVED, 1, 1)->moved = (struct event_moved){.lots = {6},
                                                                   .value = {540 * USD},
                                                                   .bankruptcy = {540 * USD},
                                                                   .realised = {-60 * USD},
                                                                   .other_realised = {60 * USD},
                                                                   .net = {4},
                                                                   .balance = {40 * USD},
                                                                   .other_account_id = 2,
                                                                   .cause = MOVE_DELEVERAGE,
                                                                   .side = SIDE_SELL};
    told(EVENT_POSITION_MOVED, 1, 1)->moved = (struct event_moved){.lots = {4},
                                                                   .value = {360 * USD},
                                                                   .bankruptcy = {360 * USD},
                                                                   .realised = {-40 * USD},
                                                                   .other_realised = {40 * USD},
                                                                   .other_account_id = 3,
                                                                   .cause = MOVE_DELEVERAGE,
                                                                   .side = SIDE_SELL};
}

static void open_waterfall(void)
{
    open_account(9, 3, PARTY_APPLIED, 25);
    open_account(10, 1, PARTY_APPLIED, 5);
    open_account(11, 2, PARTY_APPLIED, 7);
    struct command command = {.kind = COMMAND_DEFAULT_TERMS};
    told(EVENT_DEFAULT_TERMS, 0, 0)->default_terms =
        (struct event_default_terms){.tranche_micros = 10 * USD,
                                     .window_ns = 1000,
                                     .assessment_ppm = 200000,
                                     .assessment_sum_ppm = 550000,
                                     .capital_account_id = 9};
    for (uint32_t i = 0; i < 2; i++) {
        told(EVENT_DEFAULT_MEMBER, 0, 0)->default_member = (struct event_default_member){
            .requirement = {100 * USD}, .member_id = 1 + i, .guaranty_account_id = 10 + i};
    }
    step(&command);
}

static void pay(uint8_t layer, uint32_t payer, uint32_t member_id, const int64_t usd[5])
{
    told(EVENT_DEFAULT_STEP, 1, 1)->default_step =
        (struct event_default_step){.amount = {usd[0] * USD},
                                    .debt = {50 * USD},
                                    .left = {usd[1] * USD},
                                    .most = {usd[2] * USD},
                                    .weight = {usd[3] * USD},
                                    .balance = {usd[4] * USD},
                                    .payer_account_id = payer,
                                    .member_id = member_id,
                                    .layer = layer,
                                    .default_number = 1};
}

/* At 85 account 1 owes 50 USD. Amount, left, most, weight and balance after. */
static void run_waterfall(void)
{
    fall(85, -50);
    pay(LAYER_OWN_SHARE, 10, 1, (const int64_t[]){5, 45, 5, 0, 0});
    pay(LAYER_FIRST_TRANCHE, 9, 0, (const int64_t[]){10, 35, 10, 0, 15});
    pay(LAYER_GUARANTY_FUND, 11, 2, (const int64_t[]){7, 28, 7, 7, 0});
    pay(LAYER_SECOND_TRANCHE, 9, 0, (const int64_t[]){10, 18, 10, 0, 5});
    pay(LAYER_ASSESSMENT, 11, 2, (const int64_t[]){18, 0, 20, 100, -18});
}

struct story {
    const char *name;
    uint8_t regime;
    void (*tell)(void);
    uint64_t want[EXPLAIN_SUBJECTS];
};

static const struct story stories[] = {
    {"an order is refused", REGIME_VENUE, refuse, {[EXPLAIN_REFUSAL] = 1}},
    {"two shorts give their lots, the higher score first",
     REGIME_VENUE,
     deleverage,
     {[EXPLAIN_MARGIN] = 1, [EXPLAIN_LIQUIDATION] = 1, [EXPLAIN_DELEVERAGE] = 5}},
    {"five layers pay a debt of fifty",
     REGIME_CLEARING,
     run_waterfall,
     {[EXPLAIN_MARGIN] = 1, [EXPLAIN_LIQUIDATION] = 1, [EXPLAIN_DEFAULT] = 5}},
};

/* Tells the story, with one figure of one event made wrong: the number at `offset`, in 64 bits. */
static uint64_t run_story(const struct story *story, uint32_t event_index, size_t offset)
{
    struct command command = {.kind = COMMAND_REFERENCE_PRICE, .product_id = 1};
    begin(story->regime);
    if (story->regime == REGIME_CLEARING) open_waterfall();
    story->tell();
    if (story->tell == refuse) {
        command = (struct command){.kind = COMMAND_ORDER_PLACE, .account_id = 1, .product_id = 1};
        command.order.price.ticks = 100;
        command.order.qty.lots = 5;
        command.order.type = TYPE_LIMIT;
    }
    if (event_index < LIST && event_index < count) {
        int64_t number;
        char *at = (char *)&list[event_index] + EVENT_HEADER_SIZE + offset;
        memcpy(&number, at, sizeof number);
        number++;
        memcpy(at, &number, sizeof number);
    }
    step(&command);
    uint64_t failed = 0;
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        const struct explain_total *total = &explain.totals[i];
        failed += total->receipts - total->verified;
        if (event_index >= LIST) EXPECT_EQ(story->name, total->verified, story->want[i]);
    }
    explain_release(&explain);
    return failed;
}

static void test_stories(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
        EXPECT_EQ(stories[i].name, run_story(&stories[i], LIST, 0), 0);
    }
}

static void test_wrong_figures(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t story;
        uint32_t event_index;
        size_t offset;
    } rows[] = {
        {"needed", 0, 0, offsetof(struct event_reject, given)},
        {"free", 0, 0, offsetof(struct event_reject, legal)},
        {"equity in the queue", 1, 1, offsetof(struct event_risk, equity)},
        {"ratio in the queue", 1, 1, offsetof(struct event_risk, ratio_ppm)},
        {"equity of a close-out", 1, 2, offsetof(struct event_close_out, equity)},
        {"bankruptcy value", 1, 2, offsetof(struct event_close_out, bankruptcy)},
        {"room of a fund that is not there", 1, 2, offsetof(struct event_close_out, fund_room)},
        {"need", 1, 3, offsetof(struct event_deleverage, need)},
        {"found", 1, 3, offsetof(struct event_deleverage, found)},
        {"level", 1, 3, offsetof(struct event_deleverage, level_ppm)},
        {"exposure", 1, 4, offsetof(struct event_deleveraged, exposure)},
        {"profit", 1, 4, offsetof(struct event_deleveraged, profit)},
        {"score", 1, 5, offsetof(struct event_deleveraged, score)},
        {"lots of a move", 1, 6, offsetof(struct event_moved, lots)},
        {"value of a move", 1, 6, offsetof(struct event_moved, value)},
        {"realised by the other", 1, 7, offsetof(struct event_moved, other_realised)},
        {"amount of the own share", 2, 3, offsetof(struct event_default_step, amount)},
        {"left after the tranche", 2, 4, offsetof(struct event_default_step, left)},
        {"weight in the fund", 2, 5, offsetof(struct event_default_step, weight)},
        {"bound of the second tranche", 2, 6, offsetof(struct event_default_step, most)},
        {"balance after the assessment", 2, 7, offsetof(struct event_default_step, balance)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t failed = run_story(&stories[rows[i].story], rows[i].event_index, rows[i].offset);
        EXPECT_EQ(rows[i].name, failed > 0, true);
    }
}

/* Who may see the receipt of a refusal. */
static void test_owners(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint16_t kind;
        uint16_t leg;
        uint32_t owner;
    } rows[] = {
        {"an order", COMMAND_ORDER_PLACE, 0, 7},
        {"a leg of a list", COMMAND_ORDER_LIST, 1, 7},
        {"a block that the own account cannot afford", COMMAND_BLOCK_TRADE, 0, 7},
        {"a block that the other cannot afford", COMMAND_BLOCK_TRADE, 1, EXPLAIN_VENUE_ONLY},
        {"a move from the account", COMMAND_POSITION_MOVE, 0, 7},
        {"a move that the other cannot afford", COMMAND_POSITION_MOVE, 1, EXPLAIN_VENUE_ONLY},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct event event = {
            .kind = EVENT_REJECTED,
            .account_id = 7,
            .reject = {.code = REJECT_MARGIN, .command_kind = rows[i].kind, .leg = rows[i].leg}};
        EXPECT_EQ(rows[i].name, explain_subject_of(&event), EXPLAIN_REFUSAL);
        EXPECT_EQ(rows[i].name, explain_owner(&event), rows[i].owner);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_owners),
        cmocka_unit_test(test_stories),
        cmocka_unit_test(test_wrong_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
