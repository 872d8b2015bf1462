/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_check_test.c - every reason to refuse a new order, with field, given and nearest legal value
 * (R-CHECK-1, R-CHECK-2), for flow_check.c, flow_form.c, flow_gate.c and flow_enter.c.
 */
#include "base/expect.h"
#include "core/fixture.h"
#include "core/state/state.h"

#define SECOND INT64_C(1000000000)

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;
static struct command *next; /* a good order of alice, spoiled by each row */

static struct product_terms tight_terms(void)
{
    struct product_terms terms = fixture_terms();
    terms.price_ticks_min = 10;
    terms.price_ticks_max = 10000;
    terms.order_lots_max = 100;
    terms.order_notional_micros_max = 5000000; /* 50 lots at 1000 */
    terms.position_lots_max = 60;
    terms.band_ppm = 100000;
    terms.initial_margin_ppm = 100000;
    return terms;
}

/* The book is 5 lots bid at 990 by bob, 5 offered at 1010 by bob; bob is short 5, carol long 5. */
static void start(void)
{
    struct product_terms terms = tight_terms();
    fixture_start(&fixture, memory, sizeof memory);
    fixture_define(&fixture, PRODUCT, &terms);
    fixture_list(&fixture, PRODUCT);
    fixture_member(&fixture, MEMBER);
    for (uint32_t account = ALICE; account <= CAROL; account++) {
        (void)fixture_account(&fixture, MEMBER, 0);
        (void)fixture_deposit(&fixture, account, 800000);
    }
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 5, 1000));
    (void)fixture_place(&fixture, CAROL, fixture_entry(SIDE_BUY, 5, 1000));
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_BUY, 5, 990));
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 5, 1010));
}

/* --- states that rows need -------------------------------------------------------------------- */

static void member_state(uint8_t member_state)
{
    fixture_command(&fixture, COMMAND_MEMBER_SET)->member =
        (struct body_member){.member_id = MEMBER, .kind = MEMBER_FCM, .state = member_state};
    fixture_step(&fixture);
}

static void user(uint32_t member, uint32_t roles)
{
    fixture_command(&fixture, COMMAND_USER_SET)->user =
        (struct body_user){.user_id = 1, .member_id = member, .roles = roles};
    fixture_step(&fixture);
}

static void limits(struct body_limits body)
{
    fixture_command(&fixture, COMMAND_ACCOUNT_LIMITS)->account_id = ALICE;
    fixture.command.limits = body;
    fixture_step(&fixture);
}

static void group(uint32_t id, int64_t lots)
{
    fixture_command(&fixture, COMMAND_GROUP_SET)->account_id = ALICE;
    fixture.command.group =
        (struct body_group){.group_id = id, .lots_max = lots, .window_ns = SECOND};
    fixture_step(&fixture);
}

static void protection(int64_t window_ns, int64_t frozen_ns)
{
    fixture_command(&fixture, COMMAND_MMP_SET)->account_id = ALICE;
    fixture.command.product_id = PRODUCT;
    fixture.command.mmp =
        (struct body_mmp){.window_ns = window_ns, .frozen_ns = frozen_ns, .lots_max = 1};
    fixture_step(&fixture);
}

static void terms_change(struct product_terms terms)
{
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = terms;
    fixture_step(&fixture);
}

static void eligible(uint32_t classes)
{
    struct product_terms terms = tight_terms();
    terms.eligible_classes = classes;
    terms_change(terms);
}

static void budget(int64_t count)
{
    fixture_command(&fixture, COMMAND_VENUE_TERMS)->venue =
        (struct body_venue_terms){.message_window_ns = SECOND, .message_budget_count = count};
    fixture_step(&fixture);
}

static uint64_t place(uint32_t account, enum side side, int64_t lots, int64_t ticks)
{
    return fixture_place(&fixture, account, fixture_entry(side, lots, ticks));
}

static void fill_with_flag(uint16_t flags, uint32_t group_id)
{
    struct order_entry entry = fixture_entry(SIDE_BUY, 1, 1010);
    entry.flags = flags;
    entry.group_id = group_id;
    (void)fixture_place(&fixture, ALICE, entry);
}

static void place_named(uint64_t client_order_id)
{
    struct order_entry entry = fixture_entry(SIDE_BUY, 1, 900);
    entry.client_order_id = client_order_id;
    (void)fixture_place(&fixture, ALICE, entry);
}

/* Makes the memory for orders, conditional orders or positions run out. */
static void use_up_orders(void)
{
    terms_change(fixture_terms());
    while (place(CAROL, SIDE_BUY, 1, 11) != 0) continue;
}

static void use_up_extras(void)
{
    terms_change(fixture_terms());
    struct order_entry entry = fixture_entry(SIDE_BUY, 1, 11);
    entry.tif = TIF_DAY;
    while (fixture_place(&fixture, CAROL, entry) != 0) continue;
}

static void use_up_positions(void)
{
    struct product_terms terms = fixture_terms();
    terms_change(terms);
    for (uint16_t id = 2; id < 4; id++) {
        fixture_define(&fixture, id, &terms);
        fixture_list(&fixture, id);
    }
    for (uint32_t i = 0; i < 28 * 3; i++) {
        if (i < 28) (void)fixture_account(&fixture, MEMBER, 0);
        struct command *command = fixture_command(&fixture, COMMAND_ORDER_PLACE);
        command->account_id = 4 + i % 28;
        command->product_id = (uint16_t)(1 + i / 28);
        command->order = fixture_entry(SIDE_BUY, 1, 900);
        command->order.tif = TIF_IOC;
        fixture_step(&fixture);
    }
}

static void empty_book(void)
{
    fixture_command(&fixture, COMMAND_MASS_CANCEL)->mass.side = SIDE_ANY;
    fixture_step(&fixture);
}

static void draft_product(void)
{
    struct product_terms terms = tight_terms();
    fixture_define(&fixture, 2, &terms);
}

/* A second product so dear that it has no capacity at all (R-SIZE-4). */
static void dear_product(void)
{
    struct product_terms terms = fixture_terms();
    terms.tick_value_micros = TICK_VALUE_MICROS_MAX;
    terms.price_ticks_max = PRICE_TICKS_MAX;
    terms.order_notional_micros_max = NOTIONAL_MICROS_MAX;
    fixture_define(&fixture, 2, &terms);
    fixture_list(&fixture, 2);
}

static void open_retail(void)
{
    fixture_command(&fixture, COMMAND_ACCOUNT_OPEN)->account = (struct body_account){
        .member_id = MEMBER, .classes = CLASS_RETAIL, .state = PARTY_APPROVED};
    fixture_step(&fixture);
}

/* Every number that an order id can have has been given. */
static void use_up_numbers(void)
{
    fixture.core->venue->orders.order_count = UINT64_MAX >> fixture.core->store.slot_bits;
}

static void withdraw(int64_t micros)
{
    fixture_command(&fixture, COMMAND_WITHDRAW)->account_id = ALICE;
    fixture.command.cash.amount.micros = micros;
    fixture_step(&fixture);
}

/* --- changes of the order --------------------------------------------------------------------- */

/* A conditional order of this type; market types have no price. */
static void conditional(uint8_t type, int64_t trigger)
{
    next->order.type = type;
    next->order.trigger.ticks = trigger;
    if (type_is_market(type)) next->order.price.ticks = 0;
}

static void trailing(int64_t distance)
{
    conditional(TYPE_TRAIL_MARKET, 0);
    next->order.trail_ticks = distance;
}

static void size(enum side side, int64_t lots, int64_t ticks)
{
    next->order.side = (uint8_t)side;
    next->order.qty.lots = lots;
    next->order.price.ticks = ticks;
}

#define NOW fixture.time_ns

/* X(name, what the state is, how the order is spoiled, code, field, given, legal).  Unspoiled it
   is a
 * limit order of alice, good till cancelled, to buy 10 at 1000. */
#define ROWS(X)                                                                                    \
    X(a_good_order, (void)0, (void)0, NONE, NONE, 0, 0)                                            \
    /* 1 product */                                                                                \
    X(no_product, (void)0, next->product_id = 0, UNKNOWN_PRODUCT, PRODUCT, 0, 0)                   \
    X(a_product_not_defined, (void)0, next->product_id = 3, UNKNOWN_PRODUCT, PRODUCT, 3, 0)        \
    X(a_product_beyond_the_last, (void)0, next->product_id = 4, UNKNOWN_PRODUCT, PRODUCT, 4, 0)    \
    X(a_draft, draft_product(), next->product_id = 2, PRODUCT_NOT_LISTED, PRODUCT, PRODUCT_DRAFT,  \
      0)                                                                                           \
    /* 2 account, role */                                                                          \
    X(no_account, (void)0, next->account_id = 0, UNKNOWN_ACCOUNT, ACCOUNT, 0, 0)                   \
    X(an_account_not_opened, (void)0, next->account_id = 4, UNKNOWN_ACCOUNT, ACCOUNT, 4, 0)        \
    X(a_trader_of_another_member, (fixture_member(&fixture, 2), user(2, ROLE_TRADER)),             \
      next->actor_id = 1, NOT_CONTROLLED, ACCOUNT, ALICE, 0)                                       \
    X(a_trader_of_the_member, user(MEMBER, ROLE_TRADER), next->actor_id = 1, NONE, NONE, 0, 0)     \
    X(a_trader_of_the_venue, user(0, ROLE_TRADER), next->actor_id = 1, NONE, NONE, 0, 0)           \
    X(a_user_who_is_no_trader, user(MEMBER, 0x7eu), next->actor_id = 1, ROLE, ACTOR, 1, 0)         \
    /* 3 states */                                                                                 \
    X(a_suspended_account, fixture_state(&fixture, COMMAND_ACCOUNT_STATE, ALICE, PARTY_SUSPENDED), \
      (void)0, ACCOUNT_STATE, ACCOUNT, PARTY_SUSPENDED, 0)                                         \
    X(a_suspended_member, member_state(PARTY_SUSPENDED), (void)0, MEMBER_STATE, ACCOUNT,           \
      PARTY_SUSPENDED, 0)                                                                          \
    X(a_member_that_applied, member_state(PARTY_APPLIED), (void)0, MEMBER_STATE, ACCOUNT,          \
      PARTY_APPLIED, 0)                                                                            \
    /* 4 halts and phase */                                                                        \
    X(the_venue_halted, fixture_state(&fixture, COMMAND_HALT, 0, HALT_HALTED), (void)0,            \
      VENUE_HALTED, PRODUCT, 0, 0)                                                                 \
    X(the_venue_paused, fixture_state(&fixture, COMMAND_HALT, 0, HALT_PAUSED), (void)0,            \
      VENUE_PAUSED, PRODUCT, 0, 0)                                                                 \
    X(the_product_halted, fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_HALTED), (void)0,    \
      PRODUCT_HALTED, PRODUCT, 0, 0)                                                               \
    X(the_product_paused, fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_PAUSED), (void)0,    \
      PRODUCT_PAUSED, PRODUCT, 0, 0)                                                               \
    X(halted_and_paused,                                                                           \
      (fixture_state(&fixture, COMMAND_HALT, 0, HALT_PAUSED),                                      \
       fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_HALTED)),                               \
      (void)0, PRODUCT_HALTED, PRODUCT, 0, 0)                                                      \
    X(closed, fixture_state(&fixture, COMMAND_PHASE, PRODUCT, PHASE_CLOSED), (void)0,              \
      PRODUCT_CLOSED, PRODUCT, 0, 0)                                                               \
    X(a_limit_order_before_the_auction,                                                            \
      fixture_state(&fixture, COMMAND_PHASE, PRODUCT, PHASE_PRE_OPEN), (void)0, NONE, NONE, 0, 0)  \
    X(a_market_order_before_it, fixture_state(&fixture, COMMAND_PHASE, PRODUCT, PHASE_PRE_OPEN),   \
      conditional(TYPE_MARKET, 0), PHASE_ORDER_TYPE, TYPE, TYPE_MARKET, 0)                         \
    X(immediate_or_cancel_before_it,                                                               \
      fixture_state(&fixture, COMMAND_PHASE, PRODUCT, PHASE_PRE_OPEN), next->order.tif = TIF_IOC,  \
      PHASE_ORDER_TYPE, TYPE, TYPE_LIMIT, 0)                                                       \
    X(fill_or_kill_before_it, fixture_state(&fixture, COMMAND_PHASE, PRODUCT, PHASE_PRE_OPEN),     \
      next->order.tif = TIF_FOK, PHASE_ORDER_TYPE, TYPE, TYPE_LIMIT, 0)                            \
    X(an_armed_order_before_it, fixture_state(&fixture, COMMAND_PHASE, PRODUCT, PHASE_PRE_OPEN),   \
      (conditional(TYPE_STOP_MARKET, 1100), next->order.tif = TIF_IOC), NONE, NONE, 0, 0)          \
    /* 5 liquidate-only */                                                                         \
    X(a_restricted_account,                                                                        \
      fixture_state(&fixture, COMMAND_ACCOUNT_STATE, ALICE, PARTY_RESTRICTED),                     \
      next->order.flags = FLAG_CANCEL_ON_PAUSE, LIQUIDATE_ONLY, FLAGS, FLAG_CANCEL_ON_PAUSE, 0)    \
    X(a_restricted_member, member_state(PARTY_RESTRICTED), (void)0, LIQUIDATE_ONLY, FLAGS, 0, 0)   \
    X(a_restricted_product,                                                                        \
      fixture_state(&fixture, COMMAND_PRODUCT_STATE, PRODUCT, PRODUCT_RESTRICTED), (void)0,        \
      LIQUIDATE_ONLY, FLAGS, 0, 0)                                                                 \
    X(but_carol_may_reduce, member_state(PARTY_RESTRICTED),                                        \
      (next->account_id = CAROL, next->order.flags = FLAG_REDUCE_ONLY, size(SIDE_SELL, 5, 1000)),  \
      NONE, NONE, 0, 0)                                                                            \
    /* 6 eligibility */                                                                            \
    X(not_eligible, eligible(CLASS_RETAIL | CLASS_FUTURES), (void)0, NOT_ELIGIBLE, ACCOUNT, 0,     \
      CLASS_RETAIL | CLASS_FUTURES)                                                                \
    X(eligible_by_one_class, (eligible(CLASS_RETAIL | CLASS_FUTURES), open_retail()),              \
      next->account_id = 4, MARGIN, MARGIN, 100000, 0)                                             \
    /* 7 form: values */                                                                           \
    X(a_third_side, (void)0, next->order.side = 2, FIELD, SIDE, 2, 0)                              \
    X(type_0, (void)0, next->order.type = 0, FIELD, TYPE, 0, 0)                                    \
    X(a_type_beyond_the_last, (void)0, next->order.type = 8, FIELD, TYPE, 8, 0)                    \
    X(tif_0, (void)0, next->order.tif = 0, FIELD, TIF, 0, 0)                                       \
    X(a_tif_beyond_the_last, (void)0, next->order.tif = 6, FIELD, TIF, 6, 0)                       \
    X(an_unknown_flag, (void)0, next->order.flags = 0x80u, FIELD, FLAGS, 0x80, 0)                  \
    X(no_self_match_prevention, (void)0, next->order.smp_mode = SMP_NONE, FIELD, SMP, SMP_NONE, 0) \
    X(an_unknown_source, (void)0, next->order.trigger_source = 3, FIELD, TRIGGER_SOURCE, 3, 0)     \
    /* 7 form: combinations */                                                                     \
    X(both_post_only, (void)0, next->order.flags = 3, COMBINATION, FLAGS, 3, 0)                    \
    X(post_only_market, (void)0, (conditional(TYPE_MARKET, 0), next->order.flags = 1),             \
      COMBINATION, FLAGS, 1, 0)                                                                    \
    X(post_only_stop_market, (void)0,                                                              \
      (conditional(TYPE_STOP_MARKET, 1100), next->order.flags = 2), COMBINATION, FLAGS, 2, 0)      \
    X(post_only_at_once, (void)0, (next->order.tif = TIF_IOC, next->order.flags = 1), COMBINATION, \
      FLAGS, 1, 0)                                                                                 \
    X(post_only_all_or_none, (void)0, (next->order.tif = TIF_FOK, next->order.flags = 2),          \
      COMBINATION, FLAGS, 2, 0)                                                                    \
    X(protection_of_a_limit_order, (void)0, next->order.flags = FLAG_PROTECTION, COMBINATION,      \
      FLAGS, FLAG_PROTECTION, 0)                                                                   \
    X(protection_of_a_trailing_stop, (void)0,                                                      \
      (trailing(5), next->order.flags = FLAG_PROTECTION, next->order.price.ticks = 1000),          \
      COMBINATION, FLAGS, FLAG_PROTECTION, 0)                                                      \
    X(a_price_of_a_market_order, (void)0, next->order.type = TYPE_MARKET, COMBINATION, PRICE,      \
      1000, 0)                                                                                     \
    X(an_iceberg_at_once, (void)0, (next->order.tif = TIF_IOC, next->order.display.lots = 2),      \
      COMBINATION, DISPLAY, 2, 0)                                                                  \
    X(an_iceberg_that_stops, (void)0,                                                              \
      (conditional(TYPE_STOP_LIMIT, 1100), next->order.display.lots = 2), COMBINATION, DISPLAY, 2, \
      0)                                                                                           \
    X(an_iceberg_that_reduces, (void)0,                                                            \
      (next->order.flags = FLAG_REDUCE_ONLY, next->order.display.lots = 2), COMBINATION, DISPLAY,  \
      2, 0)                                                                                        \
    X(a_trigger_of_a_limit_order, (void)0, next->order.trigger.ticks = 7, COMBINATION, TRIGGER, 7, \
      0)                                                                                           \
    X(a_trigger_of_a_trailing_stop, (void)0, (trailing(5), next->order.trigger.ticks = 7),         \
      COMBINATION, TRIGGER, 7, 0)                                                                  \
    X(a_distance_of_a_stop, (void)0,                                                               \
      (conditional(TYPE_STOP_LIMIT, 1100), next->order.trail_ticks = 3), COMBINATION, TRAIL, 3, 0) \
    X(a_source_of_a_limit_order, (void)0, next->order.trigger_source = SOURCE_LAST, COMBINATION,   \
      TRIGGER_SOURCE, SOURCE_LAST, 0)                                                              \
    X(an_expiry_of_a_lasting_order, (void)0, next->order.expiry_ns = 9, COMBINATION, EXPIRY, 9, 0) \
    X(a_group_all_or_none, group(7, 5), (next->order.tif = TIF_FOK, next->order.group_id = 7),     \
      COMBINATION, GROUP, 7, 0)                                                                    \
    X(market_maker_all_or_none, protection(SECOND, 0),                                             \
      (next->order.tif = TIF_FOK, next->order.flags = FLAG_MMP), COMBINATION, FLAGS, FLAG_MMP, 0)  \
    X(an_expiry_now, (void)0, (next->order.tif = TIF_GTD, next->order.expiry_ns = NOW), EXPIRY,    \
      EXPIRY, NOW, NOW)                                                                            \
    X(an_expiry_just_after, (void)0, (next->order.tif = TIF_GTD, next->order.expiry_ns = NOW + 1), \
      NONE, NONE, 0, 0)                                                                            \
    /* 8 sizes */                                                                                  \
    X(no_lots, (void)0, next->order.qty.lots = 0, QTY, QTY, 0, 1)                                  \
    X(too_many_lots, (void)0, next->order.qty.lots = 101, QTY, QTY, 101, 100)                      \
    X(the_smallest_number_of_lots, (void)0, next->order.qty.lots = INT64_MIN, QTY, QTY, INT64_MIN, \
      1)                                                                                           \
    X(a_price_below_the_lowest, (void)0, next->order.price.ticks = 9, PRICE, PRICE, 9, 10)         \
    X(a_price_above_the_highest, (void)0, next->order.price.ticks = 10001, PRICE, PRICE, 10001,    \
      10000)                                                                                       \
    X(a_protection_price_too_high, (void)0,                                                        \
      (conditional(TYPE_MARKET, 0), next->order.flags = FLAG_PROTECTION,                           \
       next->order.price.ticks = INT64_MAX),                                                       \
      PRICE, PRICE, INT64_MAX, 10000)                                                              \
    X(a_trigger_below_the_lowest, (void)0, conditional(TYPE_STOP_LIMIT, 0), PRICE, TRIGGER, 0, 10) \
    X(a_distance_of_nothing, fixture_marks(&fixture, 1000, 0), trailing(0), PRICE, TRAIL, 0, 1)    \
    X(a_distance_beyond_all_prices, fixture_marks(&fixture, 1000, 0), trailing(10001), PRICE,      \
      TRAIL, 10001, 10000)                                                                         \
    X(an_iceberg_that_hides_nothing, (void)0, next->order.display.lots = 10, DISPLAY, DISPLAY, 10, \
      9)                                                                                           \
    X(an_iceberg_that_shows_less_than_nothing, (void)0, next->order.display.lots = -1, DISPLAY,    \
      DISPLAY, -1, 9)                                                                              \
    X(an_iceberg_of_two_halves, (void)0, next->order.display.lots = 5, NONE, NONE, 0, 0)           \
    /* 9 to 11 */                                                                                  \
    X(a_client_order_id_in_use, place_named(44), next->order.client_order_id = 44,                 \
      CLIENT_ORDER_ID, CLIENT_ORDER_ID, 44, 0)                                                     \
    X(the_same_of_another_account, place_named(44),                                                \
      (next->order.client_order_id = 44, next->account_id = CAROL), NONE, NONE, 0, 0)              \
    X(a_group_that_is_not_there, group(7, 5), next->order.group_id = 8, GROUP, GROUP, 8, 0)        \
    X(a_group_that_is_triggered, (group(7, 1), fill_with_flag(0, 7)), next->order.group_id = 7,    \
      GROUP_TRIGGERED, GROUP, 7, 0)                                                                \
    X(no_protection_set, (void)0, next->order.flags = FLAG_MMP, MMP_MISSING, FLAGS, 0, 0)          \
    X(protection_switched_off, (protection(SECOND, 0), protection(0, 0)),                          \
      next->order.flags = FLAG_MMP, MMP_MISSING, FLAGS, 0, 0)                                      \
    X(frozen_for_five_seconds, (protection(SECOND, 5 * SECOND), fill_with_flag(FLAG_MMP, 0)),      \
      next->order.flags = FLAG_MMP, MMP_FROZEN, FLAGS, 0, NOW + 5 * SECOND)                        \
    X(frozen_until_reset, (protection(SECOND, 0), fill_with_flag(FLAG_MMP, 0)),                    \
      next->order.flags = FLAG_MMP, MMP_FROZEN, FLAGS, 0, INT64_MAX)                               \
    X(frozen_is_for_the_flag_only, (protection(SECOND, 0), fill_with_flag(FLAG_MMP, 0)), (void)0,  \
      NONE, NONE, 0, 0)                                                                            \
    X(no_memory_for_orders, use_up_orders(), (void)0, CAPACITY, ORDERS, 0, 0)                      \
    X(no_numbers_for_orders, use_up_numbers(), (void)0, CAPACITY, ORDERS, 0, 0)                    \
    X(no_memory_for_conditional_orders, use_up_extras(), next->order.tif = TIF_DAY, CAPACITY,      \
      EXTRAS, 0, 0)                                                                                \
    X(a_plain_order_needs_none, use_up_extras(), (void)0, NONE, NONE, 0, 0)                        \
    X(no_memory_for_positions, use_up_positions(), (void)0, CAPACITY, POSITIONS, 0, 0)             \
    /* 12 to 15 */                                                                                 \
    X(nothing_to_reduce, (void)0, next->order.flags = FLAG_REDUCE_ONLY, NOTHING_TO_REDUCE, QTY,    \
      10, 0)                                                                                       \
    X(the_wrong_side_to_reduce, (void)0,                                                           \
      (next->account_id = CAROL, next->order.flags = FLAG_REDUCE_ONLY), NOTHING_TO_REDUCE, QTY,    \
      10, 0)                                                                                       \
    X(an_empty_other_side, empty_book(), conditional(TYPE_MARKET, 0), NO_REFERENCE, PRICE, 0, 0)   \
    X(too_much_notional, (void)0, next->order.qty.lots = 51, NOTIONAL, QTY, 51, 50)                \
    X(a_market_order_at_its_protection, (void)0,                                                   \
      (conditional(TYPE_MARKET, 0), next->order.qty.lots = 48), NOTIONAL, QTY, 48, 47)             \
    X(a_bid_below_the_band, (void)0, next->order.price.ticks = 890, PRICE_OUT_OF_BAND, PRICE, 890, \
      891)                                                                                         \
    X(a_bid_at_the_band, (void)0, next->order.price.ticks = 891, NONE, NONE, 0, 0)                 \
    X(an_ask_above_the_band, (void)0, size(SIDE_SELL, 1, 1112), PRICE_OUT_OF_BAND, PRICE, 1112,    \
      1111)                                                                                        \
    X(an_empty_side_has_no_band, empty_book(), size(SIDE_SELL, 1, 9999), NONE, NONE, 0, 0)         \
    /* 16 to 20 */                                                                                 \
    X(the_position_limit, place(ALICE, SIDE_BUY, 50, 900), next->order.qty.lots = 11,              \
      POSITION_LIMIT, QTY, 11, 10)                                                                 \
    X(the_position_limit_of_a_long, (void)0, (next->account_id = CAROL, size(SIDE_BUY, 56, 891)),  \
      POSITION_LIMIT, QTY, 56, 55)                                                                 \
    X(which_may_sell_more, (void)0, (next->account_id = CAROL, size(SIDE_SELL, 45, 1011)), NONE,   \
      NONE, 0, 0)                                                                                  \
    X(no_capacity_left, dear_product(), (next->product_id = 2, next->order.qty.lots = 1),          \
      CAPACITY, QTY, 1, 0)                                                                         \
    X(the_message_budget, (budget(1), place(ALICE, SIDE_BUY, 1, 900)), (void)0, MESSAGE_BUDGET,    \
      ACCOUNT, 1, NOW + SECOND)                                                                    \
    X(the_clearing_members_quantity, limits((struct body_limits){.order_lots_max = 9}), (void)0,   \
      FCM_ORDER_QTY, QTY, 10, 9)                                                                   \
    X(the_clearing_members_notional,                                                               \
      limits((struct body_limits){.order_notional_micros_max = 999999}), (void)0, FCM_NOTIONAL,    \
      QTY, 10, 9)                                                                                  \
    X(the_clearing_members_position,                                                               \
      (limits((struct body_limits){.position_lots_max = 12}), place(ALICE, SIDE_BUY, 5, 900)),     \
      (void)0, FCM_POSITION, QTY, 10, 7)                                                           \
    X(a_position_far_beyond_it,                                                                    \
      (place(ALICE, SIDE_BUY, 20, 900), limits((struct body_limits){.position_lots_max = 12})),    \
      (void)0, FCM_POSITION, QTY, 10, 0)                                                           \
    X(which_holds_for_armed_orders, limits((struct body_limits){.order_lots_max = 9}),             \
      conditional(TYPE_STOP_LIMIT, 1100), FCM_ORDER_QTY, QTY, 10, 9)                               \
    X(a_stop_met_by_the_mark, fixture_marks(&fixture, 1100, 0),                                    \
      conditional(TYPE_STOP_LIMIT, 1100), TRIGGER_MET, TRIGGER, 1100, 1100)                        \
    X(a_stop_not_met_yet, fixture_marks(&fixture, 1099, 0), conditional(TYPE_STOP_LIMIT, 1100),    \
      NONE, NONE, 0, 0)                                                                            \
    X(a_stop_met_by_the_last_price, (void)0,                                                       \
      (conditional(TYPE_TAKE_LIMIT, 1000), next->order.trigger_source = SOURCE_LAST), TRIGGER_MET, \
      TRIGGER, 1000, 1000)                                                                         \
    X(a_trail_without_a_mark, (void)0, trailing(5), TRAIL_REFERENCE, TRAIL, 5, 0)                  \
    X(a_post_only_that_would_trade, (void)0,                                                       \
      (next->order.flags = FLAG_POST_ONLY, next->order.price.ticks = 1015), POST_ONLY, PRICE,      \
      1015, 1009)                                                                                  \
    X(a_post_only_ask, (void)0, (next->order.flags = FLAG_POST_ONLY, size(SIDE_SELL, 1, 990)),     \
      POST_ONLY, PRICE, 990, 991)                                                                  \
    X(a_post_only_that_rests, (void)0, next->order.flags = FLAG_POST_ONLY, NONE, NONE, 0, 0)       \
    X(the_clearing_members_margin, limits((struct body_limits){.margin_micros_max = 99999}),       \
      (void)0, FCM_MARGIN, MARGIN, 100000, 99999)                                                  \
    X(too_little_collateral, withdraw(700001), (void)0, MARGIN, MARGIN, 100000, 99999)             \
    X(just_enough, withdraw(700000), (void)0, NONE, NONE, 0, 0)                                    \
    X(the_smaller_side_needs_none, (place(ALICE, SIDE_SELL, 20, 1020), withdraw(600000)), (void)0, \
      NONE, NONE, 0, 0)

#define X(name, prepare, change, code, field, given, legal)                                        \
    static void prepare_##name(void)                                                               \
    {                                                                                              \
        prepare;                                                                                   \
    }                                                                                              \
    static void change_##name(void)                                                                \
    {                                                                                              \
        change;                                                                                    \
    }
ROWS(X)
#undef X

static void expect_verdict(const char *row, enum reject reject, enum field field, int64_t given,
                           int64_t legal)
{
    EXPECT_EQ(row, fixture_reject(&fixture), reject);
    if (reject == REJECT_NONE) return;
    const struct event *event = fixture_event(&fixture, EVENT_REJECTED);
    EXPECT_EQ(row, fixture.events.count, 1); /* one event, and nothing else */
    EXPECT_EQ(row, event->reject.field, field);
    EXPECT_EQ(row, event->reject.given, given);
    EXPECT_EQ(row, event->reject.legal, legal);
}

static void good_order(void)
{
    next = fixture_command(&fixture, COMMAND_ORDER_PLACE);
    next->account_id = ALICE;
    next->product_id = PRODUCT;
    next->order = fixture_entry(SIDE_BUY, 10, 1000);
}

static void test_rows(void **state)
{
    (void)state;
#define X(name, prepare, change, code, field, given, legal)                                        \
    start();                                                                                       \
    prepare_##name();                                                                              \
    good_order();                                                                                  \
    change_##name();                                                                               \
    fixture_step(&fixture);                                                                        \
    expect_verdict(#name, REJECT_##code, FIELD_##field, given, legal);
    ROWS(X)
#undef X
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
