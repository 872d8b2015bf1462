/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_margin_test.c - accounts under the full model, told as stories, for flow_margin.c,
 * flow_value.c, flow_attention.c and flow_asset.c (R-EQUITY-3, R-EQUITY-4, R-TIER-8 to R-TIER-10,
 * R-MARGIN-5, R-MARGIN-6, R-MARGIN-7, R-MARGIN-8, R-MARGIN-9, R-ATT-1, R-ATT-2, R-ATT-3, R-ATT-4,
 * R-ATT-5, R-ATT-6, R-COLL-1 to R-COLL-3, R-PM-1, R-PM-2).
 */
#include "base/expect.h"
#include "core/fixture.h"

#define USD INT64_C(1000000)

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

/* --- commands --------------------------------------------------------------------------------- */

static struct body_margin_terms one_rate(uint32_t maintenance_ppm)
{
    struct body_margin_terms terms = {
        .bracket_count = 1, .initial_mode = INITIAL_FACTOR, .initial_factor_ppm = 1300000};
    terms.brackets[0].maintenance_ppm = maintenance_ppm;
    return terms;
}

static enum reject send_terms(uint16_t product, const struct body_margin_terms *terms)
{
    fixture_command(&fixture, COMMAND_MARGIN_TERMS)->product_id = product;
    fixture.command.margin = *terms;
    fixture_step(&fixture);
    return fixture_reject(&fixture);
}

static enum reject send_mark(uint16_t product, int64_t mark_e4)
{
    fixture_command(&fixture, COMMAND_REFERENCE_PRICE)->product_id = product;
    fixture.command.reference.mark.ticks_e4 = mark_e4;
    fixture_step(&fixture);
    return fixture_reject(&fixture);
}

static enum reject send_order(uint32_t account, uint16_t product, struct order_entry entry)
{
    struct command *command = fixture_command(&fixture, COMMAND_ORDER_PLACE);
    command->account_id = account;
    command->product_id = product;
    command->order = entry;
    fixture_step(&fixture);
    return fixture_reject(&fixture);
}

static enum reject send_cash(enum command_kind kind, uint32_t account, int64_t micros)
{
    fixture_command(&fixture, kind)->account_id = account;
    fixture.command.cash.amount.micros = micros;
    if (kind == COMMAND_TRANSFER) fixture.command.cash.to_account_id = account + 1;
    fixture_step(&fixture);
    return fixture_reject(&fixture);
}

static enum reject send_mode(uint32_t account, uint8_t mode)
{
    fixture_command(&fixture, COMMAND_MARGIN_MODE)->account_id = account;
    fixture.command.margin_mode.margin_mode = mode;
    fixture_step(&fixture);
    return fixture_reject(&fixture);
}

static struct account_risk_view risk_of(uint32_t account)
{
    struct account_risk_view view;
    assert_true(core_account_risk(fixture.core, account, &view));
    return view;
}

static void expect_reject(const char *row, enum reject reject, int64_t given, int64_t legal)
{
    EXPECT_EQ(row, fixture_reject(&fixture), reject);
    EXPECT_EQ(row, fixture.list[0].reject.given, given);
    EXPECT_EQ(row, fixture.list[0].reject.legal, legal);
}

/* Product 1 at 1000 ticks of 100 micros (0.10 USD a lot), 10 % maintenance and 13 % initial. */
static void start(void)
{
    struct product_terms terms = fixture_terms();
    fixture_start(&fixture, memory, sizeof memory);
    fixture_define(&fixture, PRODUCT, &terms);
    fixture_list(&fixture, PRODUCT);
    fixture_define(&fixture, 2, &terms);
    fixture_list(&fixture, 2);
    fixture_member(&fixture, MEMBER);
    for (uint32_t account = ALICE; account <= CAROL; account++) {
        (void)fixture_account(&fixture, MEMBER, 0);
    }
    (void)fixture_deposit(&fixture, ALICE, 13 * USD);
    (void)fixture_deposit(&fixture, BOB, 1000 * USD);
    struct body_margin_terms margin = one_rate(100000);
    (void)send_terms(PRODUCT, &margin);
    (void)send_terms(2, &margin);
    (void)send_mark(PRODUCT, 10000000);
    (void)send_mark(2, 10000000);
}

/* Alice gets `lots` at `ticks` from bob (or sells them to him). */
static void trade(enum side side, int64_t lots, int64_t ticks)
{
    enum side other = side == SIDE_BUY ? SIDE_SELL : SIDE_BUY;
    (void)send_order(BOB, PRODUCT, fixture_entry(other, lots, ticks));
    (void)send_order(ALICE, PRODUCT, fixture_entry(side, lots, ticks));
    EXPECT_EQ("the trade", fixture_count(&fixture, EVENT_TRADE), 1);
}

/* The first event of this kind; a test that misses it fails. */
static struct event event_of(enum event_kind kind)
{
    const struct event *event = fixture_event(&fixture, kind);
    if (event == NULL) fail_msg("no event of kind %u", (unsigned)kind);
    return event == NULL ? (struct event){.kind = 0} : *event;
}

/* --- stories ---------------------------------------------------------------------------------- */

/* BTCPERP: long 1 contract at 6.3587, mark 6.3329, cash 50.05. */
static void test_golden_account(void **state)
{
    (void)state;
    start();
    (void)send_mark(PRODUCT, 635870000);
    (void)fixture_deposit(&fixture, CAROL, 50050000);
    struct body_margin_terms margin = one_rate(130414);
    EXPECT_EQ("terms", send_terms(PRODUCT, &margin), REJECT_NONE);
    (void)send_order(BOB, PRODUCT, fixture_entry(SIDE_SELL, 1, 63587));
    EXPECT_EQ("bought", send_order(CAROL, PRODUCT, fixture_entry(SIDE_BUY, 1, 63587)), REJECT_NONE);
    (void)send_mark(PRODUCT, 633290000);
    struct account_risk_view view = risk_of(CAROL);
    EXPECT_EQ("unrealised", view.unrealised.micros, -25800);
    EXPECT_EQ("equity", view.equity.micros, 50024200);
    EXPECT_EQ("maintenance", view.maintenance.micros, 825899);
    EXPECT_EQ("initial", view.initial.micros, 1073669);
    EXPECT_EQ("available", view.available.micros, 48950531);
    EXPECT_EQ("ratio", view.ratio_ppm, 16510);
    EXPECT_EQ("more than its value is behind it", view.liquidation_price.ticks_e4, 0);
}

static void test_check(void **state)
{
    (void)state;
    start();
    /* 1000 lots at 1000 ticks are 100 USD: initial margin 13 USD, all of alice's money. */
    (void)send_order(ALICE, PRODUCT, fixture_entry(SIDE_BUY, 1001, 1000));
    expect_reject("one lot too many", REJECT_MARGIN, 13013000, 13 * USD);
    EXPECT_EQ("all of it", send_order(ALICE, PRODUCT, fixture_entry(SIDE_BUY, 1000, 1000)),
              REJECT_NONE);
    EXPECT_EQ("the other side is free",
              send_order(ALICE, PRODUCT, fixture_entry(SIDE_SELL, 1000, 1100)), REJECT_NONE);
    (void)send_order(ALICE, PRODUCT, fixture_entry(SIDE_SELL, 1, 1100));
    expect_reject("but not beyond the worse side", REJECT_MARGIN, 13000, 0);
    EXPECT_EQ("nor elsewhere", send_order(ALICE, 2, fixture_entry(SIDE_BUY, 1, 900)),
              REJECT_MARGIN);
    /* What it can lose at once counts: 100 lots at 10 ticks above the mark. */
    start();
    (void)send_order(ALICE, PRODUCT, fixture_entry(SIDE_BUY, 1000, 1010));
    expect_reject("a bid above the mark", REJECT_MARGIN, 14 * USD, 13 * USD);
    (void)send_order(ALICE, PRODUCT, fixture_entry(SIDE_SELL, 1000, 990));
    expect_reject("an offer below the mark", REJECT_MARGIN, 14 * USD, 13 * USD);
    EXPECT_EQ("a bid below it", send_order(ALICE, PRODUCT, fixture_entry(SIDE_BUY, 1000, 990)),
              REJECT_NONE);
}

static void test_no_mark(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    fixture_define(&fixture, 3, &terms);
    fixture_list(&fixture, 3);
    struct body_margin_terms margin = one_rate(100000);
    EXPECT_EQ("a product without orders needs no mark", send_terms(3, &margin), REJECT_NONE);
    (void)send_order(BOB, 3, fixture_entry(SIDE_BUY, 1, 1000));
    expect_reject("but its orders do", REJECT_NO_MARK, 0, 0);
    EXPECT_EQ("field", fixture.list[0].reject.field, FIELD_MARK);
    (void)send_mark(3, 10000000);
    EXPECT_EQ("with a mark", send_order(BOB, 3, fixture_entry(SIDE_BUY, 1, 1000)), REJECT_NONE);
}

/* V79, Paradex: long 10, less equity than initial margin; selling 5 is accepted. */
static void test_less_risk_is_never_refused(void **state)
{
    (void)state;
    start();
    trade(SIDE_BUY, 1000, 1000);
    (void)send_mark(PRODUCT, 9700000); /* equity 10, initial 12.61, maintenance 9.7: queued */
    EXPECT_TRUE("below initial margin",
                risk_of(ALICE).equity.micros < risk_of(ALICE).initial.micros);
    struct order_entry sell = fixture_entry(SIDE_SELL, 500, 970);
    sell.flags = FLAG_REDUCE_ONLY;
    EXPECT_EQ("V79", send_order(ALICE, PRODUCT, sell), REJECT_NONE);
    EXPECT_EQ("queued: reduce-only", send_order(ALICE, PRODUCT, fixture_entry(SIDE_SELL, 1, 970)),
              REJECT_LIQUIDATE_ONLY);
}

static void test_withdrawal_gate(void **state)
{
    (void)state;
    start();
    trade(SIDE_BUY, 500, 1000);
    (void)send_cash(COMMAND_WITHDRAW, ALICE, 6500001);
    expect_reject("initial margin stays", REJECT_FUNDS, 6500001, 6500000);
    EXPECT_EQ("the rest may go", send_cash(COMMAND_WITHDRAW, ALICE, 6500000), REJECT_NONE);
    /* A profit of 10 USD: equity 16.5, initial margin 7.8; cash is 6.5. */
    (void)send_mark(PRODUCT, 12000000);
    (void)send_cash(COMMAND_WITHDRAW, ALICE, 6500001);
    expect_reject("profit that is not realised is not cash", REJECT_FUNDS, 6500001, 6500000);
    (void)send_mark(PRODUCT, 9990000);
    (void)send_cash(COMMAND_WITHDRAW, ALICE, 1);
    expect_reject("a loss is", REJECT_FUNDS, 1, 0);
}

static void test_queue(void **state)
{
    (void)state;
    start();
    trade(SIDE_BUY, 1000, 1000);
    (void)send_mark(PRODUCT, 9775300); /* equity 10.753, maintenance 9.7753: 0.9091 */
    EXPECT_EQ("not yet", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 0);
    EXPECT_FALSE("not queued", risk_of(ALICE).is_queued);
    (void)send_mark(PRODUCT, 9774000); /* equity 10.74, maintenance 9.774: 0.91006 */
    struct event event = event_of(EVENT_ACCOUNT_QUEUED);
    EXPECT_EQ("who", event.account_id, ALICE);
    EXPECT_EQ("where", event.product_id, PRODUCT);
    EXPECT_EQ("equity", event.risk.equity.micros, 10740000);
    EXPECT_EQ("maintenance", event.risk.maintenance.micros, 9774000);
    EXPECT_EQ("initial", event.risk.initial.micros, 12706200);
    EXPECT_EQ("balance", event.risk.balance.micros, 13 * USD);
    EXPECT_EQ("unrealised", event.risk.unrealised.micros, -2260000);
    EXPECT_EQ("ratio", event.risk.ratio_ppm, 910056);
    EXPECT_EQ("mark", event.risk.mark.ticks_e4, 9774000);
    uint32_t queued[2];
    EXPECT_EQ("one", core_queued_accounts(fixture.core, queued, 2), 1);
    EXPECT_EQ("alice", queued[0], ALICE);
    (void)send_mark(PRODUCT, 9770000);
    EXPECT_EQ("once is enough", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 0);
    /* R-ATT-4: a deposit ends it at once. */
    (void)fixture_deposit(&fixture, ALICE, USD);
    event = event_of(EVENT_ACCOUNT_HEALTHY);
    EXPECT_EQ("not a product's doing", event.product_id, 0);
    EXPECT_EQ("no mark", event.risk.mark.ticks_e4, 0);
    EXPECT_EQ("equity", event.risk.equity.micros, 11700000);
    EXPECT_EQ("none", core_queued_accounts(fixture.core, queued, 2), 0);
    (void)send_mark(PRODUCT, 9600000);
    EXPECT_TRUE("queued again", risk_of(ALICE).is_queued);
    (void)send_mark(PRODUCT, 9900000);
    EXPECT_EQ("a mark ends it too", fixture_count(&fixture, EVENT_ACCOUNT_HEALTHY), 1);
    (void)send_mark(PRODUCT, 9600000);
    /* Closing half of it releases it in the middle of the command. */
    (void)send_order(BOB, PRODUCT, fixture_entry(SIDE_BUY, 700, 960));
    struct order_entry sell = fixture_entry(SIDE_SELL, 700, 960);
    sell.flags = FLAG_REDUCE_ONLY;
    (void)send_order(ALICE, PRODUCT, sell);
    EXPECT_EQ("a fill ends it", fixture_count(&fixture, EVENT_ACCOUNT_HEALTHY), 1);
    EXPECT_EQ("right after its event", fixture.list[4].kind, EVENT_ACCOUNT_HEALTHY);
}

static void test_queue_order_and_shorts(void **state)
{
    (void)state;
    start();
    (void)fixture_deposit(&fixture, CAROL, 13 * USD);
    trade(SIDE_SELL, 1000, 1000);
    (void)send_order(BOB, PRODUCT, fixture_entry(SIDE_BUY, 1000, 1000));
    (void)send_order(CAROL, PRODUCT, fixture_entry(SIDE_SELL, 1000, 1000));
    (void)send_mark(PRODUCT, 10500000);
    EXPECT_EQ("both", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 2);
    EXPECT_EQ("ascending", event_of(EVENT_ACCOUNT_QUEUED).account_id, ALICE);
    uint32_t queued[4];
    EXPECT_EQ("two", core_queued_accounts(fixture.core, queued, 4), 2);
    EXPECT_EQ("then carol", queued[1], CAROL);
    EXPECT_EQ("one is written", core_queued_accounts(fixture.core, queued, 1), 1);
}

/* R-ATT-6: who comes into a product while it is queued stands there at its place in the queue. */
static void test_queue_of_a_product(void **state)
{
    (void)state;
    start();
    (void)fixture_deposit(&fixture, CAROL, 13 * USD + 100000);
    EXPECT_EQ("carol is in both", send_order(CAROL, 2, fixture_entry(SIDE_BUY, 1, 900)), 0);
    trade(SIDE_BUY, 1000, 1000);
    (void)send_order(BOB, PRODUCT, fixture_entry(SIDE_SELL, 1000, 1000));
    (void)send_order(CAROL, PRODUCT, fixture_entry(SIDE_BUY, 1000, 1000));
    (void)send_mark(PRODUCT, 9700000);
    EXPECT_EQ("both", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 2);
    core_audit(fixture.core);
    struct order_entry stop = fixture_entry(SIDE_BUY, 1, 1100);
    stop.type = TYPE_STOP_LIMIT;
    stop.trigger.ticks = 1100;
    stop.flags = FLAG_REDUCE_ONLY;
    EXPECT_EQ("a stop may wait for a position", send_order(ALICE, 2, stop), REJECT_NONE);
    core_audit(fixture.core);
    (void)send_mark(2, 10000000);
    EXPECT_EQ("a mark of that product looks at both", risk_of(ALICE).is_queued, true);
    (void)fixture_deposit(&fixture, ALICE, 10 * USD);
    EXPECT_EQ("the first leaves", event_of(EVENT_ACCOUNT_HEALTHY).account_id, ALICE);
    core_audit(fixture.core);
    (void)send_mark(PRODUCT, 10000000);
    EXPECT_EQ("and the other", event_of(EVENT_ACCOUNT_HEALTHY).account_id, CAROL);
    core_audit(fixture.core);
}

/* R-ATT-1: nobody is queued while nothing trades, and everybody is seen when it opens. */
static void test_pause(void **state)
{
    (void)state;
    start();
    trade(SIDE_BUY, 1000, 1000);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_PAUSED);
    (void)send_mark(PRODUCT, 9000000);
    EXPECT_EQ("in a pause", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 0);
    (void)send_mark(2, 10000000);
    EXPECT_EQ("a product without a position", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 0);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_NONE);
    EXPECT_EQ("at the opening", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 1);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_PAUSED);
    (void)send_mark(PRODUCT, 11000000);
    EXPECT_EQ("nor does a pause release", fixture_count(&fixture, EVENT_ACCOUNT_HEALTHY), 0);
}

/* A mark set in a pause moves the equity behind a position that trades. */
static void test_cross(void **state)
{
    (void)state;
    start();
    (void)fixture_deposit(&fixture, ALICE, 13 * USD);
    trade(SIDE_BUY, 1000, 1000);
    (void)send_order(BOB, 2, fixture_entry(SIDE_SELL, 1000, 1000));
    (void)send_order(ALICE, 2, fixture_entry(SIDE_BUY, 1000, 1000));
    EXPECT_EQ("two positions", risk_of(ALICE).positions, 2);
    EXPECT_EQ("equity is shared", risk_of(ALICE).maintenance.micros, 20 * USD);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_PAUSED);
    (void)send_mark(PRODUCT, 9500000);
    EXPECT_EQ("not in a pause", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 0);
    (void)send_mark(2, 10000001);
    EXPECT_EQ("but at the next mark of the other", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED),
              1);
}

/* R-MARGIN-9: a sub-account stands alone. */
static void test_isolated(void **state)
{
    (void)state;
    start();
    fixture_command(&fixture, COMMAND_ACCOUNT_OPEN)->account = (struct body_account){
        .member_id = MEMBER, .parent_account_id = ALICE, .state = PARTY_APPROVED};
    fixture_step(&fixture);
    uint32_t isolated = fixture.list[0].account_id;
    fixture_command(&fixture, COMMAND_TRANSFER)->account_id = ALICE;
    fixture.command.cash = (struct body_cash){{5 * USD}, isolated, 0, 0};
    fixture_step(&fixture);
    (void)send_order(BOB, PRODUCT, fixture_entry(SIDE_SELL, 300, 1000));
    (void)send_order(isolated, PRODUCT, fixture_entry(SIDE_BUY, 300, 1000));
    (void)send_mark(PRODUCT, 9000000);
    EXPECT_TRUE("the sub-account is queued", risk_of(isolated).is_queued);
    EXPECT_FALSE("its parent is not", risk_of(ALICE).is_queued);
    EXPECT_EQ("and has lost nothing", risk_of(ALICE).equity.micros, 8 * USD);
    EXPECT_EQ("its liquidation price", risk_of(isolated).liquidation_price.ticks_e4, 9259260);
}

static void test_plain_products_beside(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    terms.initial_margin_ppm = 100000;
    start();
    fixture_define(&fixture, 3, &terms);
    fixture_list(&fixture, 3);
    (void)send_mark(3, 10000000);
    EXPECT_EQ("a plain order", send_order(ALICE, 3, fixture_entry(SIDE_BUY, 500, 1000)),
              REJECT_NONE);
    EXPECT_EQ("its hold is in the initial margin", risk_of(ALICE).initial.micros, 5 * USD);
    trade(SIDE_BUY, 500, 1000);
    (void)send_order(ALICE, 3, fixture_entry(SIDE_BUY, 151, 1000));
    expect_reject("equity less initial margin is free", REJECT_MARGIN, 1510000, 1500000);
    (void)send_mark(PRODUCT, 10100000); /* profit 5 USD less 0.065 more initial margin */
    EXPECT_EQ("profit counts here", send_order(ALICE, 3, fixture_entry(SIDE_BUY, 151, 1000)),
              REJECT_NONE);
    struct body_margin_terms margin = one_rate(100000);
    EXPECT_EQ("the product changes its model", send_terms(3, &margin), REJECT_NONE);
    struct account_view account;
    (void)core_account(fixture.core, ALICE, &account);
    EXPECT_EQ("nothing is held any more", account.held.micros, 0);
    EXPECT_EQ("terms", fixture.list[0].margin_terms.terms_version, 1);
}

static void test_assets(void **state)
{
    (void)state;
    start();
    fixture_command(&fixture, COMMAND_ASSET_TERMS)->asset =
        (struct body_asset_terms){1, 100000, 1000 * USD, 3 * ASSET_UNITS};
    fixture_step(&fixture);
    EXPECT_EQ("terms", fixture_reject(&fixture), REJECT_NONE);
    fixture_command(&fixture, COMMAND_ASSET_DEPOSIT)->account_id = CAROL;
    fixture.command.asset_cash = (struct body_asset_cash){1, 0, ASSET_UNITS, 9};
    fixture_step(&fixture);
    EXPECT_EQ("nothing without a price", fixture.list[0].asset_cash.credited.micros, 0);
    EXPECT_EQ("its reference", fixture.list[0].asset_cash.reference, 9);
    fixture_command(&fixture, COMMAND_ASSET_PRICE)->asset_price =
        (struct body_asset_price){1, 0, 100 * USD};
    fixture_step(&fixture);
    EXPECT_EQ("a haircut of a tenth", risk_of(CAROL).equity.micros, 90 * USD);
    EXPECT_EQ("units", core_asset_units(fixture.core, CAROL, 1), ASSET_UNITS);
    EXPECT_EQ("not cash", send_cash(COMMAND_WITHDRAW, CAROL, 1), REJECT_FUNDS);
    (void)send_order(BOB, PRODUCT, fixture_entry(SIDE_SELL, 5000, 1000));
    EXPECT_EQ("it backs orders", send_order(CAROL, PRODUCT, fixture_entry(SIDE_BUY, 5000, 1000)),
              REJECT_NONE);
    fixture_command(&fixture, COMMAND_ASSET_WITHDRAW)->account_id = CAROL;
    fixture.command.asset_cash = (struct body_asset_cash){1, 0, ASSET_UNITS / 2, 0};
    fixture_step(&fixture);
    expect_reject("and stays while it does", REJECT_MARGIN, 45 * USD, 25 * USD);
    fixture_command(&fixture, COMMAND_ASSET_PRICE)->asset_price =
        (struct body_asset_price){1, 0, 50 * USD};
    fixture_step(&fixture);
    EXPECT_EQ("a price queues nobody", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 0);
    (void)send_mark(PRODUCT, 10000000);
    EXPECT_EQ("the next mark does", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 1);
    fixture_command(&fixture, COMMAND_ASSET_DEPOSIT)->account_id = CAROL;
    fixture.command.asset_cash = (struct body_asset_cash){1, 0, ASSET_UNITS, 0};
    fixture_step(&fixture);
    EXPECT_EQ("more of it ends it", fixture_count(&fixture, EVENT_ACCOUNT_HEALTHY), 1);
    fixture_command(&fixture, COMMAND_ASSET_DEPOSIT)->account_id = ALICE;
    fixture.command.asset_cash = (struct body_asset_cash){1, 0, ASSET_UNITS + 1, 0};
    fixture_step(&fixture);
    expect_reject("the venue's cap", REJECT_AMOUNT, ASSET_UNITS + 1, ASSET_UNITS);
    fixture_command(&fixture, COMMAND_ASSET_WITHDRAW)->account_id = ALICE;
    fixture.command.asset_cash = (struct body_asset_cash){1, 0, 1, 0};
    fixture_step(&fixture);
    expect_reject("more than one has", REJECT_FUNDS, 1, 0);
}

static void send_grid(uint8_t group, uint32_t share_ppm)
{
    fixture_command(&fixture, COMMAND_RISK_GRID)->grid =
        (struct body_risk_grid){.risk_group = group,
                                .scenario_count = 2,
                                .net_ppm = 20000,
                                .hedged_ppm = 10000,
                                .share_ppm = share_ppm,
                                .scenarios = {{-160000, 1000000}, {160000, 1000000}}};
    fixture_step(&fixture);
}

static void test_portfolio(void **state)
{
    (void)state;
    start();
    send_grid(1, 500000);
    EXPECT_EQ("a grid", fixture_reject(&fixture), REJECT_NONE);
    struct body_margin_terms margin = one_rate(100000);
    margin.risk_group = 1;
    (void)send_terms(PRODUCT, &margin);
    (void)send_terms(2, &margin);
    trade(SIDE_BUY, 500, 1000);
    (void)send_order(BOB, 2, fixture_entry(SIDE_BUY, 500, 1000));
    (void)send_order(ALICE, 2, fixture_entry(SIDE_SELL, 500, 1000));
    EXPECT_EQ("cross adds up", risk_of(ALICE).initial.micros, 13 * USD);
    EXPECT_EQ("approved", send_mode(ALICE, MARGIN_PORTFOLIO), REJECT_NONE);
    EXPECT_TRUE("shown", risk_of(ALICE).is_portfolio);
    EXPECT_EQ("the hedged part of the floor", risk_of(ALICE).initial.micros, 500000);
    EXPECT_EQ("half of it", risk_of(ALICE).maintenance.micros, 250000);
    EXPECT_EQ("again", send_mode(ALICE, MARGIN_PORTFOLIO), REJECT_MARGIN_MODE);
    EXPECT_EQ("no such mode", send_mode(ALICE, 2), REJECT_FIELD);
    EXPECT_EQ("more of both", send_order(ALICE, PRODUCT, fixture_entry(SIDE_BUY, 780, 1000)),
              REJECT_NONE);
    (void)send_order(ALICE, PRODUCT, fixture_entry(SIDE_BUY, 600, 1000));
    EXPECT_EQ("up to the grid", fixture_reject(&fixture), REJECT_MARGIN);
    EXPECT_EQ("an order of the hedge that does not raise it",
              send_order(ALICE, 2, fixture_entry(SIDE_SELL, 10, 1000)), REJECT_NONE);
    EXPECT_EQ("back to cross needs its margin", send_mode(ALICE, MARGIN_CROSS), REJECT_MARGIN);
    (void)fixture_deposit(&fixture, ALICE, 100 * USD);
    EXPECT_EQ("with it", send_mode(ALICE, MARGIN_CROSS), REJECT_NONE);
}

/* The hedge's two marks move apart: the portfolio is looked at through both. */
static void test_portfolio_is_looked_at(void **state)
{
    (void)state;
    start();
    send_grid(1, 500000);
    struct body_margin_terms margin = one_rate(100000);
    margin.risk_group = 1;
    (void)send_terms(PRODUCT, &margin);
    (void)send_terms(2, &margin);
    (void)send_mode(ALICE, MARGIN_PORTFOLIO);
    trade(SIDE_BUY, 800, 1000);
    (void)send_order(BOB, 2, fixture_entry(SIDE_BUY, 800, 1000));
    (void)send_order(ALICE, 2, fixture_entry(SIDE_SELL, 800, 1000));
    (void)send_mark(2, 11500000);
    EXPECT_EQ("twelve dollars lost on one leg", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 1);
    (void)send_mark(PRODUCT, 11500000);
    EXPECT_EQ("the other brings them back", fixture_count(&fixture, EVENT_ACCOUNT_HEALTHY), 1);
    (void)send_mark(PRODUCT, 10000000);
    EXPECT_EQ("or takes them", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 1);
}

static void test_terms(void **state)
{
    (void)state;
    start();
    struct body_margin_terms margin = one_rate(100000);
    EXPECT_EQ("no product", send_terms(9, &margin), REJECT_UNKNOWN_PRODUCT);
    margin.brackets[0].maintenance_ppm = 0;
    EXPECT_EQ("no rate", send_terms(PRODUCT, &margin), REJECT_TERMS);
    margin.brackets[0].maintenance_ppm = 200000;
    trade(SIDE_BUY, 1000, 1000);
    EXPECT_EQ("tighter terms", send_terms(PRODUCT, &margin), REJECT_NONE);
    EXPECT_EQ("queue nobody", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 0);
    EXPECT_EQ("second version", fixture.list[0].margin_terms.terms_version, 2);
    (void)send_mark(PRODUCT, 10000000);
    EXPECT_EQ("the next mark does", fixture_count(&fixture, EVENT_ACCOUNT_QUEUED), 1);
    fixture_command(&fixture, COMMAND_MARGIN_VENUE)->margin_venue.queue_ratio_ppm = 800000;
    fixture_step(&fixture);
    expect_reject("the ratio is fixed by now", REJECT_TERMS_FIXED, 800000, 910000);
    struct product_terms terms = fixture_terms();
    terms.price_ticks_max = 10000000001;
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = terms;
    fixture_step(&fixture);
    expect_reject("a lot would be worth too much", REJECT_TERMS, 100, 99);

    struct product_terms dear = fixture_terms();
    dear.tick_value_micros = 1000001;
    fixture_define(&fixture, 3, &dear);
    margin.brackets[0].maintenance_ppm = 100000;
    (void)send_terms(3, &margin);
    expect_reject("or is already", REJECT_TERMS, 1000001, 1000000);
}

static void test_venue_ratio(void **state)
{
    (void)state;
    fixture_start(&fixture, memory, sizeof memory);
    static const uint32_t ratios[] = {499999, 1000001, 800000};
    for (uint32_t i = 0; i < 3; i++) {
        fixture_command(&fixture, COMMAND_MARGIN_VENUE)->margin_venue.queue_ratio_ppm = ratios[i];
        fixture_step(&fixture);
        EXPECT_EQ("bounds", fixture_reject(&fixture), i < 2 ? REJECT_FIELD : REJECT_NONE);
    }
    EXPECT_EQ("shown", fixture.list[0].margin_terms.queue_ratio_ppm, 800000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_account),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_no_mark),
        cmocka_unit_test(test_less_risk_is_never_refused),
        cmocka_unit_test(test_withdrawal_gate),
        cmocka_unit_test(test_queue),
        cmocka_unit_test(test_queue_of_a_product),
        cmocka_unit_test(test_queue_order_and_shorts),
        cmocka_unit_test(test_pause),
        cmocka_unit_test(test_cross),
        cmocka_unit_test(test_isolated),
        cmocka_unit_test(test_plain_products_beside),
        cmocka_unit_test(test_assets),
        cmocka_unit_test(test_portfolio),
        cmocka_unit_test(test_portfolio_is_looked_at),
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_venue_ratio),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
