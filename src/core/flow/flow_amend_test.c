/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_amend_test.c - amends, decreases and cancels: who keeps the place, and what is refused, for
 * flow_amend.c (R-AMEND-1 to R-AMEND-9, R-CANCEL-1).
 */
#include "base/expect.h"
#include "core/fixture_text.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

#define STEP(row, action, expected)                                                                \
    do {                                                                                           \
        action;                                                                                    \
        EXPECT_TEXT(row, fixture_text(&fixture), expected);                                        \
    } while (0)

static uint64_t place(uint32_t account, enum side side, int64_t lots, int64_t ticks)
{
    return fixture_place(&fixture, account, fixture_entry(side, lots, ticks));
}

static uint64_t place_flags(uint32_t account, enum side side, int64_t lots, int64_t ticks,
                            uint16_t flags)
{
    struct order_entry entry = fixture_entry(side, lots, ticks);
    entry.flags = flags;
    return fixture_place(&fixture, account, entry);
}

/* Alice's command about an order of hers; the caller may change it before it is stepped. */
static struct body_amend *change(enum command_kind kind, uint64_t order_id)
{
    struct command *command = fixture_command(&fixture, kind);
    command->account_id = ALICE;
    command->product_id = PRODUCT;
    command->amend.order_id = order_id;
    return &command->amend;
}

static void amend(uint64_t order_id, int64_t lots, int64_t ticks)
{
    struct body_amend *body = change(COMMAND_ORDER_AMEND, order_id);
    body->qty.lots = lots;
    body->price.ticks = ticks;
    body->set = (lots == 0 ? 0 : AMEND_QTY) | (ticks == 0 ? 0 : AMEND_PRICE);
    fixture_step(&fixture);
}

static void amend_trigger(uint64_t order_id, int64_t ticks)
{
    struct body_amend *body = change(COMMAND_ORDER_AMEND, order_id);
    body->trigger.ticks = ticks;
    body->set = AMEND_TRIGGER;
    fixture_step(&fixture);
}

static void decrease(uint64_t order_id, int64_t lots)
{
    change(COMMAND_ORDER_DECREASE, order_id)->qty.lots = lots;
    fixture_step(&fixture);
}

static uint64_t armed(int64_t lots, int64_t trigger, int64_t ticks)
{
    struct order_entry entry = fixture_entry(SIDE_BUY, lots, ticks);
    entry.type = ticks == 0 ? TYPE_STOP_MARKET : TYPE_STOP_LIMIT;
    entry.trigger.ticks = trigger;
    return fixture_place(&fixture, ALICE, entry);
}

static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
}

static void test_place_in_the_queue(void **state)
{
    (void)state;
    start();
    uint64_t id = place(ALICE, SIDE_SELL, 10, 100);
    (void)place(BOB, SIDE_SELL, 5, 100);
    STEP("R-AMEND-4 fewer lots keep the place", amend(id, 8, 0), "amended 1 8@100");
    STEP("nothing new keeps it too", amend(id, 8, 100), "amended 1 8@100");
    STEP("it is still first", place(CAROL, SIDE_BUY, 1, 100),
         "accepted 3 1@100; trade 1/3 1@100; fill 1 -1; fill 3 1; filled 3 0@100");
    STEP("the total counts what is filled", amend(id, 6, 0), "amended 1 5@100");
    STEP("more lots lose the place", amend(id, 7, 0), "amended 1 6@100");
    STEP("the other is first now", place(CAROL, SIDE_BUY, 1, 100),
         "accepted 4 1@100; trade 2/4 1@100; fill 2 -1; fill 4 2; filled 4 0@100");
    STEP("another price", amend(id, 0, 99), "amended 1 6@99");
    STEP("first by price", place(CAROL, SIDE_BUY, 1, 100),
         "accepted 5 1@100; trade 1/5 1@99; fill 1 -2; fill 5 3; filled 5 0@100");
    (void)place(CAROL, SIDE_BUY, 3, 90);
    STEP("a price that trades at once", amend(id, 0, 90),
         "amended 1 5@90; trade 6/1 3@90; fill 6 6; fill 1 -5; filled 6 0@90");
}

static void test_iceberg(void **state)
{
    (void)state;
    struct depth_level level;
    start();
    struct order_entry entry = fixture_entry(SIDE_SELL, 10, 100);
    entry.display.lots = 4;
    uint64_t id = fixture_place(&fixture, ALICE, entry);
    STEP("hidden lots go first", amend(id, 6, 0), "amended 1 6@100");
    (void)core_depth(fixture.core, PRODUCT, SIDE_SELL, &level, 1);
    EXPECT_EQ("all that was shown still is", level.open.lots, 4);
    STEP("a decrease takes hidden ones too", decrease(id, 3), "decreased 1 3@100 member");
    (void)core_depth(fixture.core, PRODUCT, SIDE_SELL, &level, 1);
    EXPECT_EQ("then shown ones", level.open.lots, 3);
}

static void test_post_only(void **state)
{
    (void)state;
    start();
    (void)place(BOB, SIDE_BUY, 5, 95);
    uint64_t refuses = place_flags(ALICE, SIDE_SELL, 1, 100, FLAG_POST_ONLY);
    uint64_t cancels = place_flags(ALICE, SIDE_SELL, 1, 100, FLAG_POST_ONLY_CANCEL);
    STEP("R-POST-1 refused, and unchanged", amend(refuses, 0, 95), "rejected post_only");
    STEP("R-POST-2 amended, then cancelled", amend(cancels, 0, 95),
         "amended 3 1@95; cancelled 3 1@95 amend_post_only");
    STEP("to a price at which it rests", amend(refuses, 0, 96), "amended 2 1@96");
}

static void test_reduce_only(void **state)
{
    (void)state;
    start();
    (void)place(ALICE, SIDE_BUY, 5, 100);
    (void)place(BOB, SIDE_SELL, 5, 100);
    uint64_t id = place_flags(ALICE, SIDE_SELL, 3, 110, FLAG_REDUCE_ONLY);
    STEP("more than the position is cut to it", amend(id, 9, 0), "amended 3 5@110");
    STEP("with a new price too", amend(id, 9, 111), "amended 3 5@111");
}

/* An order that came as a market order rests at its protection price and is a limit order then. */
static void test_market_order(void **state)
{
    (void)state;
    start();
    (void)place(BOB, SIDE_SELL, 1, 100);
    struct order_entry entry = fixture_entry(SIDE_BUY, 3, 0);
    entry.type = TYPE_MARKET;
    uint64_t id = fixture_place(&fixture, ALICE, entry);
    STEP("another price", amend(id, 0, 120), "amended 2 2@120");
    STEP("an active order has no trigger", amend_trigger(id, 130), "rejected combination");
}

static void test_armed(void **state)
{
    (void)state;
    start();
    (void)fixture_marks(&fixture, 1000, 0);
    uint64_t first = armed(5, 1100, 1110);
    uint64_t second = armed(5, 1100, 1120);
    uint64_t market = armed(2, 1200, 0);
    STEP("R-AMEND-7 its price", amend(first, 0, 1115), "amended 1 5@1115");
    STEP("more lots", amend(first, 9, 0), "amended 1 9@1115");
    STEP("a trigger that is met already", amend_trigger(first, 1000), "rejected trigger_met");
    STEP("the same trigger keeps the place", amend_trigger(first, 1100), "amended 1 9@1115");
    STEP("another one", amend_trigger(first, 1101), "amended 1 9@1115");
    STEP("and back: behind the other", amend_trigger(first, 1100), "amended 1 9@1115");
    STEP("a stop-market order has no price", amend(market, 0, 1000), "rejected combination");
    STEP("but a size", amend(market, 4, 0), "amended 3 4@0");
    STEP("fewer lots", decrease(market, 1), "decreased 3 3@0 member");
    STEP("none", decrease(market, 3), "cancelled 3 3@0 decreased");
    STEP("they fire in their order", (void)fixture_marks(&fixture, 1100, 0),
         "reference_price ; triggered 2 5@1120; triggered 1 9@1115");
    (void)second;
}

static void trail(uint64_t *id)
{
    struct order_entry entry = fixture_entry(SIDE_BUY, 5, 0);
    entry.type = TYPE_TRAIL_MARKET;
    entry.trail_ticks = 10;
    *id = fixture_place(&fixture, ALICE, entry);
}

static void held(uint64_t *id)
{
    struct command *command = fixture_command(&fixture, COMMAND_ORDER_LIST);
    command->account_id = ALICE;
    command->product_id = PRODUCT;
    command->list = (struct body_list){.kind = LIST_OTO, .leg_count = 2};
    command->list.legs[0] = fixture_entry(SIDE_BUY, 2, 50);
    command->list.legs[1] = fixture_entry(SIDE_SELL, 2, 200);
    fixture_step(&fixture);
    *id = fixture.list[1].order.order_id;
}

static void list_second(void)
{
    struct product_terms terms = fixture_terms();
    fixture_define(&fixture, 2, &terms);
    fixture_list(&fixture, 2);
}

static void filled_once(uint64_t *id)
{
    *id = place(ALICE, SIDE_SELL, 5, 100);
    (void)place(BOB, SIDE_BUY, 2, 100);
}

static struct command *next;
static uint64_t order; /* a sell of 5 at 100, of which 2 are filled, unless the row makes another */

/* X(name, what the state is, how the command is spoiled, code, field, given, legal).  Unspoiled
   it amends
 * the total of alice's order to 4. */
#define ROWS(X)                                                                                    \
    X(a_good_amend, (void)0, (void)0, NONE, NONE, 0, 0)                                            \
    X(no_such_product, (void)0, next->product_id = 3, UNKNOWN_PRODUCT, PRODUCT, 3, 0)              \
    X(no_such_account, (void)0, next->account_id = 9, UNKNOWN_ACCOUNT, ACCOUNT, 9, 0)              \
    X(a_suspended_member_amends_not,                                                               \
      (fixture_command(&fixture, COMMAND_MEMBER_SET)->member =                                     \
           (struct body_member){.member_id = 1, .kind = 1, .state = PARTY_SUSPENDED},              \
       fixture_step(&fixture)),                                                                    \
      (void)0, MEMBER_STATE, ACCOUNT, PARTY_SUSPENDED, 0)                                          \
    X(a_pause, fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_PAUSED), (void)0,               \
      PRODUCT_PAUSED, PRODUCT, 0, 0)                                                               \
    X(no_id_at_all, (void)0, next->amend.order_id = 0, UNKNOWN_ORDER, CLIENT_ORDER_ID, 0, 0)       \
    X(an_unknown_client_order_id, (void)0,                                                         \
      (next->amend.order_id = 0, next->amend.client_order_id = 77), UNKNOWN_ORDER,                 \
      CLIENT_ORDER_ID, 77, 0)                                                                      \
    X(an_id_of_nobody, (void)0, next->amend.order_id = 12345, UNKNOWN_ORDER, ORDER, 12345, 0)      \
    X(an_order_of_another, (void)0, next->account_id = BOB, UNKNOWN_ORDER, ORDER, (int64_t)order,  \
      0)                                                                                           \
    X(an_order_in_another_product, list_second(), next->product_id = 2, UNKNOWN_ORDER, ORDER,      \
      (int64_t)order, 0)                                                                           \
    X(a_trail_of_more_lots_has_no_notional, (fixture_marks(&fixture, 90, 0), trail(&order)),       \
      (next->amend.order_id = order, next->amend.qty.lots = 1000000), NONE, NONE, 0, 0)            \
    X(a_stop_of_too_many_lots, order = armed(5, 1000000, 0),                                       \
      (next->amend.order_id = order, next->amend.qty.lots = 1000000), NONE, NONE, 0, 0)            \
    X(a_held_order, held(&order), next->amend.order_id = order, ORDER_HELD, ORDER, (int64_t)order, \
      0)                                                                                           \
    X(liquidate_only, fixture_state(&fixture, COMMAND_PRODUCT_STATE, PRODUCT, PRODUCT_RESTRICTED), \
      (void)0, LIQUIDATE_ONLY, FLAGS, 0, 0)                                                        \
    X(nothing_to_set, (void)0, next->amend.set = 0, FIELD, FLAGS, 0, 0)                            \
    X(something_undefined_to_set, (void)0, next->amend.set = 9, FIELD, FLAGS, 9, 0)                \
    X(a_trail_has_no_trigger_to_set, (fixture_marks(&fixture, 90, 0), trail(&order)),              \
      (next->amend.order_id = order, next->amend.set = AMEND_TRIGGER,                              \
       next->amend.trigger.ticks = 3),                                                             \
      COMBINATION, TRIGGER, 3, 0)                                                                  \
    X(a_trail_has_a_size, (fixture_marks(&fixture, 90, 0), trail(&order)),                         \
      next->amend.order_id = order, NONE, NONE, 0, 0)                                              \
    X(as_much_as_is_filled, (void)0, next->amend.qty.lots = 2, AMEND_QTY, QTY, 2, 2)               \
    X(more_than_is_legal, (void)0, next->amend.qty.lots = 1000001, QTY, QTY, 1000001, 1000000)     \
    X(no_price, (void)0, next->amend.set = AMEND_PRICE, PRICE, PRICE, 0, 1)                        \
    X(a_trigger_of_nothing, order = armed(5, 300, 310),                                            \
      (next->amend.order_id = order, next->amend.set = AMEND_TRIGGER), PRICE, TRIGGER, 0, 1)       \
    X(a_decrease_of_nothing, (void)0,                                                              \
      (next->kind = COMMAND_ORDER_DECREASE, next->amend.qty.lots = 0), QTY, QTY, 0, 1)             \
    X(a_decrease_of_less, (void)0,                                                                 \
      (next->kind = COMMAND_ORDER_DECREASE, next->amend.qty.lots = -4), QTY, QTY, -4, 1)           \
    X(a_decrease_of_a_held_order, held(&order),                                                    \
      (next->kind = COMMAND_ORDER_DECREASE, next->amend.order_id = order), ORDER_HELD, ORDER,      \
      (int64_t)order, 0)                                                                           \
    X(a_decrease_in_a_pause, fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_PAUSED),          \
      next->kind = COMMAND_ORDER_DECREASE, NONE, NONE, 0, 0)                                       \
    X(a_decrease_in_a_halt, fixture_state(&fixture, COMMAND_HALT, 0, HALT_HALTED),                 \
      next->kind = COMMAND_ORDER_DECREASE, VENUE_HALTED, PRODUCT, 0, 0)                            \
    X(a_decrease_of_an_order_of_another, (void)0,                                                  \
      (next->kind = COMMAND_ORDER_DECREASE, next->account_id = BOB), UNKNOWN_ORDER, ORDER,         \
      (int64_t)order, 0)                                                                           \
    X(a_decrease_in_no_product, (void)0,                                                           \
      (next->kind = COMMAND_ORDER_DECREASE, next->product_id = 2), UNKNOWN_PRODUCT, PRODUCT, 2, 0) \
    X(a_decrease_of_no_account, (void)0,                                                           \
      (next->kind = COMMAND_ORDER_DECREASE, next->account_id = 0), UNKNOWN_ACCOUNT, ACCOUNT, 0, 0)

#define X(name, prepare, spoil, code, field, given, legal)                                         \
    static void prepare_##name(void)                                                               \
    {                                                                                              \
        prepare;                                                                                   \
    }                                                                                              \
    static void spoil_##name(void)                                                                 \
    {                                                                                              \
        spoil;                                                                                     \
    }
ROWS(X)
#undef X

static void expect_verdict(const char *row, enum reject reject, enum field field, int64_t given,
                           int64_t legal)
{
    EXPECT_EQ(row, fixture_reject(&fixture), reject);
    if (reject == REJECT_NONE) return;
    const struct event *event = fixture_event(&fixture, EVENT_REJECTED);
    EXPECT_EQ(row, fixture.events.count, 1);
    EXPECT_EQ(row, event->reject.field, field);
    EXPECT_EQ(row, event->reject.given, given);
    EXPECT_EQ(row, event->reject.legal, legal);
}

static void test_refusals(void **state)
{
    (void)state;
#define X(name, prepare, spoil, code, field, given, legal)                                         \
    start();                                                                                       \
    filled_once(&order);                                                                           \
    prepare_##name();                                                                              \
    (void)change(COMMAND_ORDER_AMEND, order);                                                      \
    next = &fixture.command;                                                                       \
    next->amend.qty.lots = 4;                                                                      \
    next->amend.set = AMEND_QTY;                                                                   \
    spoil_##name();                                                                                \
    fixture_step(&fixture);                                                                        \
    expect_verdict(#name, REJECT_##code, FIELD_##field, given, legal);
    ROWS(X)
#undef X
}

/* R-AMEND-4: what an amend adds is checked as a new order would be. */
static void test_limits(void **state)
{
    (void)state;
    start();
    uint64_t id = place(ALICE, SIDE_BUY, 10, 100);
    struct product_terms terms = fixture_terms();
    terms.position_lots_max = 20;
    terms.initial_margin_ppm = 1000000;
    terms.order_notional_micros_max = 300000; /* 30 lots at 100 */
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = terms;
    fixture_step(&fixture);
    STEP("the notional of all of it", amend(id, 31, 0), "rejected notional");
    STEP("the position limit, by what it adds", amend(id, 21, 0), "rejected position_limit");
    EXPECT_EQ("given what it adds", fixture.list[0].reject.given, 11);
    EXPECT_EQ("legal what is left", fixture.list[0].reject.legal, 10);
    STEP("just within", amend(id, 20, 0), "amended 1 20@100");
    fixture_command(&fixture, COMMAND_ACCOUNT_LIMITS)->account_id = ALICE;
    fixture.command.limits.order_lots_max = 15;
    fixture_step(&fixture);
    STEP("the clearing member's limit, by all of it", amend(id, 16, 101), "rejected fcm_order_qty");
    STEP("which fewer lots at the same price never meet", amend(id, 16, 0), "amended 1 16@100");
    fixture_command(&fixture, COMMAND_VENUE_TERMS)->venue =
        (struct body_venue_terms){.message_window_ns = 1000000000, .message_budget_count = 1};
    fixture_step(&fixture);
    STEP("R-BUDGET-2 an amend that loses its place counts", amend(id, 15, 101), "amended 1 15@101");
    STEP("the second is refused", amend(id, 15, 102), "rejected message_budget");
    STEP("one that keeps its place is not", amend(id, 14, 0), "amended 1 14@101");
}

static void test_cancel(void **state)
{
    (void)state;
    struct order_entry named = fixture_entry(SIDE_BUY, 1, 50);
    named.client_order_id = 9;
    start();
    (void)fixture_place(&fixture, ALICE, named);
    fixture_command(&fixture, COMMAND_ORDER_CANCEL)->account_id = ALICE;
    fixture.command.product_id = PRODUCT;
    fixture.command.cancel.client_order_id = 9;
    STEP("R-CANCEL-1 by client order id", fixture_step(&fixture), "cancelled 1 1@50 member");
    uint64_t id = fixture_place(&fixture, ALICE, named);
    EXPECT_EQ("of another account", fixture_cancel(&fixture, BOB, id), REJECT_UNKNOWN_ORDER);
    EXPECT_EQ("of no account", fixture_cancel(&fixture, 0, id), REJECT_UNKNOWN_ACCOUNT);
    (void)fixture_state(&fixture, COMMAND_PHASE, PRODUCT, PHASE_CLOSED);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_HALTED);
    EXPECT_EQ("R-PHASE-2 not in a halt", fixture_cancel(&fixture, ALICE, id),
              REJECT_PRODUCT_HALTED);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_PAUSED);
    EXPECT_EQ("R-PHASE-3 but in a pause", fixture_cancel(&fixture, ALICE, id), REJECT_NONE);
    EXPECT_EQ("it is gone", fixture_cancel(&fixture, ALICE, id), REJECT_UNKNOWN_ORDER);

    struct product_terms terms = fixture_terms();
    fixture_define(&fixture, 2, &terms);
    fixture_command(&fixture, COMMAND_ORDER_CANCEL)->account_id = ALICE;
    fixture.command.product_id = 2;
    STEP("nothing is in a draft", fixture_step(&fixture), "rejected unknown_product");
    (void)fixture_state(&fixture, COMMAND_PRODUCT_STATE, 2, PRODUCT_WITHDRAWN);
    fixture_command(&fixture, COMMAND_ORDER_CANCEL)->account_id = ALICE;
    fixture.command.product_id = 2;
    STEP("nor in what was withdrawn", fixture_step(&fixture), "rejected unknown_order");
    fixture_command(&fixture, COMMAND_ORDER_CANCEL)->account_id = ALICE;
    fixture.command.product_id = 4;
    STEP("nor beyond the last product", fixture_step(&fixture), "rejected unknown_product");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_place_in_the_queue),
        cmocka_unit_test(test_iceberg),
        cmocka_unit_test(test_post_only),
        cmocka_unit_test(test_reduce_only),
        cmocka_unit_test(test_market_order),
        cmocka_unit_test(test_armed),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_cancel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
