/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_listing_test.c - the life of a product, and what an operator sets for the whole venue, for
 * flow_listing.c and flow_admin.c (R-TERMS-1 to R-TERMS-3, R-STATE-5 to R-STATE-7, R-SIZE-4,
 * R-TIME-5, R-CAL-1, R-BUDGET-1).
 */
#include "base/expect.h"
#include "core/fixture_text.h"
#include "core/state/state.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

#define STEP(row, action, expected)                                                                \
    do {                                                                                           \
        action;                                                                                    \
        EXPECT_TEXT(row, fixture_text(&fixture), expected);                                        \
    } while (0)

static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
}

static void terms_set(uint16_t product, const struct product_terms *terms)
{
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = product;
    fixture.command.terms = *terms;
    fixture_step(&fixture);
}

static void expect_reject(const char *row, enum reject reject, enum field field, int64_t given,
                          int64_t legal)
{
    EXPECT_EQ(row, fixture_reject(&fixture), reject);
    EXPECT_EQ(row, fixture.list[0].reject.field, field);
    EXPECT_EQ(row, fixture.list[0].reject.given, given);
    EXPECT_EQ(row, fixture.list[0].reject.legal, legal);
}

static void test_define(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    fixture_define(&fixture, 0, &terms);
    expect_reject("R-TERMS-3 product 0", REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, 0, 0);
    fixture_define(&fixture, 4, &terms);
    expect_reject("beyond the last", REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, 4, 0);
    fixture_define(&fixture, PRODUCT, &terms);
    expect_reject("one that is there", REJECT_PRODUCT_EXISTS, FIELD_PRODUCT, PRODUCT, 0);
    terms.order_lots_max = 0;
    fixture_define(&fixture, 2, &terms);
    expect_reject("R-TERMS-1 wrong terms", REJECT_TERMS, FIELD_QTY, 0, 1);
    terms.order_lots_max = 1;
    terms.register_entry = 99;
    fixture_define(&fixture, 2, &terms);
    const struct event_product *body = &fixture.list[0].product;
    EXPECT_EQ("its state", body->state, PRODUCT_DRAFT);
    EXPECT_EQ("the first version of its terms", body->terms_version, 1);
    EXPECT_EQ("its entry in the register", body->register_entry, 99);
    EXPECT_TEXT("its symbol", body->symbol, "TEST");
    terms_set(2, &terms);
    EXPECT_EQ("the second version", fixture.list[0].product.terms_version, 2);
}

static void test_change_of_terms(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    terms_set(2, &terms);
    expect_reject("a product that is not there", REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, 2, 0);
    terms_set(4, &terms);
    expect_reject("nor can be", REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, 4, 0);
    terms.symbol[0] = 'X';
    terms_set(PRODUCT, &terms);
    expect_reject("R-TERMS-2 the symbol is fixed", REJECT_TERMS_FIXED, FIELD_PRODUCT, 0, 0);
    terms = fixture_terms();
    terms.quote[0] = 'X';
    terms_set(PRODUCT, &terms);
    expect_reject("the quote is fixed", REJECT_TERMS_FIXED, FIELD_PRODUCT, 0, 0);
    terms = fixture_terms();
    terms.tick_value_micros = 101;
    terms_set(PRODUCT, &terms);
    expect_reject("the tick value is fixed", REJECT_TERMS_FIXED, FIELD_TICK_VALUE, 101, 100);
    terms = fixture_terms();
    terms.decimals_price = 3;
    terms_set(PRODUCT, &terms);
    expect_reject("decimals of prices are fixed", REJECT_TERMS_FIXED, FIELD_PRICE, 3, 0);
    terms = fixture_terms();
    terms.decimals_qty = 4;
    terms_set(PRODUCT, &terms);
    expect_reject("and of quantities", REJECT_TERMS_FIXED, FIELD_PRICE, 4, 0);
    fixture_define(&fixture, 2, &terms);
    terms.symbol[0] = 'Y';
    terms.tick_value_micros = 7;
    terms_set(2, &terms);
    EXPECT_EQ("a draft may still change", fixture_reject(&fixture), REJECT_NONE);
    (void)fixture_state(&fixture, COMMAND_PRODUCT_STATE, 2, PRODUCT_WITHDRAWN);
    terms_set(2, &terms);
    expect_reject("what was withdrawn does not", REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT,
                  PRODUCT_WITHDRAWN, 0);
}

/* R-SIZE-4: the capacity counts the highest price there ever was, and covers what is open. */
static void test_capacity(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 1000000, 1));
    terms.price_ticks_max = PRICE_TICKS_MAX; /* times 100: 40000 lots */
    terms_set(PRODUCT, &terms);
    expect_reject("less than is open", REJECT_TERMS, FIELD_QTY, 40000, 1000000);
    (void)fixture_cancel(&fixture, ALICE, 256 + 1);
    terms_set(PRODUCT, &terms);
    EXPECT_EQ("nothing is open any more", fixture_reject(&fixture), REJECT_NONE);
    terms.price_ticks_max = 1;
    terms_set(PRODUCT, &terms);
    EXPECT_EQ("the highest price falls", fixture_reject(&fixture), REJECT_NONE);
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 40001, 1));
    expect_reject("but not the capacity", REJECT_CAPACITY, FIELD_QTY, 40001, 40000);
}

static void product_state(uint32_t product, uint32_t product_state)
{
    (void)fixture_state(&fixture, COMMAND_PRODUCT_STATE, product, product_state);
}

static void test_life(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    terms.schedule_count = 1;
    terms.schedule[0].phase = PHASE_PRE_OPEN;
    product_state(3, PRODUCT_FILED);
    expect_reject("a product that is not there", REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, 3, 0);
    product_state(4, PRODUCT_FILED);
    expect_reject("nor can be", REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, 4, 0);
    fixture_define(&fixture, 2, &terms);
    product_state(2, PRODUCT_LISTED);
    expect_reject("a step too far", REJECT_TRANSITION, FIELD_STATE, PRODUCT_LISTED, PRODUCT_DRAFT);
    STEP("filed", product_state(2, PRODUCT_FILED), "product ");
    STEP("stayed", product_state(2, PRODUCT_STAYED), "product ");
    STEP("approved", product_state(2, PRODUCT_APPROVED), "product ");
    STEP("stayed again", product_state(2, PRODUCT_STAYED), "product ");
    STEP("approved again", product_state(2, PRODUCT_APPROVED), "product ");
    STEP("R-STATE-7 listed, in the phase of its schedule", product_state(2, PRODUCT_LISTED),
         "product ; phase pre_open");
    STEP("restricted: the phase stays", product_state(2, PRODUCT_RESTRICTED), "product ");
    STEP("and listed again", product_state(2, PRODUCT_LISTED), "product ");
    STEP("R-STATE-6 delisted", product_state(2, PRODUCT_DELISTED), "product ; phase closed");
    product_state(2, PRODUCT_LISTED);
    expect_reject("for ever", REJECT_TRANSITION, FIELD_STATE, PRODUCT_LISTED, PRODUCT_DELISTED);
}

static void test_delisting(void **state)
{
    (void)state;
    start();
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 2, 100));
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 2, 100));
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 1, 105));
    product_state(PRODUCT, PRODUCT_DELISTED);
    expect_reject("R-STATE-6 not with open interest", REJECT_OPEN_INTEREST, FIELD_STATE, 2, 0);
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_BUY, 2, 100));
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_SELL, 2, 100));
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 1, 90));
    STEP("its orders end", product_state(PRODUCT, PRODUCT_DELISTED),
         "product ; cancelled 6 1@90 delisted; cancelled 3 1@105 delisted; phase closed");
}

/* A closed product gives no second event, and its auction ends with it. */
static void test_delisting_when_closed(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    (void)fixture_state(&fixture, COMMAND_PHASE, PRODUCT, PHASE_CLOSED);
    STEP("no phase to change", product_state(PRODUCT, PRODUCT_DELISTED), "product ");
    terms.resume_auction_ns = 1000;
    fixture_define(&fixture, 2, &terms);
    fixture_list(&fixture, 2);
    (void)fixture_state(&fixture, COMMAND_HALT, 2, HALT_PAUSED);
    (void)fixture_state(&fixture, COMMAND_HALT, 2, HALT_NONE);
    STEP("the auction ends with the product", product_state(2, PRODUCT_DELISTED),
         "product ; phase closed");
    fixture.time_ns += 1000;
    fixture_command(&fixture, COMMAND_TICK);
    STEP("nothing opens any more", fixture_step(&fixture), "");
}

static void test_rules_version(void **state)
{
    (void)state;
    start();
    EXPECT_EQ("R-TIME-5 from the start", fixture.core->venue->rules_version, 1);
    fixture_command(&fixture, COMMAND_RULES_VERSION)->rules.rules_version = 0;
    fixture_step(&fixture);
    expect_reject("R-TIME-5 version 0", REJECT_RULES_VERSION, FIELD_KIND, 0, RULES_VERSION_MAX);
    fixture_command(&fixture, COMMAND_RULES_VERSION)->rules.rules_version = UINT64_MAX;
    fixture_step(&fixture);
    expect_reject("one nobody knows", REJECT_RULES_VERSION, FIELD_KIND, -1, RULES_VERSION_MAX);
    fixture_command(&fixture, COMMAND_RULES_VERSION)->rules.rules_version = 1;
    STEP("one that is known", fixture_step(&fixture), "rules_version ");
    EXPECT_EQ("it is shown", fixture.list[0].venue.rules_version, 1);
}

static void test_calendar(void **state)
{
    (void)state;
    start();
    fixture_command(&fixture, COMMAND_CALENDAR)->calendar.step_count = ZONE_STEPS_MAX + 1;
    fixture_step(&fixture);
    expect_reject("R-CAL-1 too many steps", REJECT_CALENDAR, FIELD_STEPS, ZONE_STEPS_MAX + 1, 0);
    fixture_command(&fixture, COMMAND_CALENDAR)->calendar.step_count = 2;
    fixture_step(&fixture);
    expect_reject("steps at one instant", REJECT_CALENDAR, FIELD_STEPS, 1, 0);
    fixture_command(&fixture, COMMAND_CALENDAR)->calendar.step_count = 2;
    fixture.command.calendar.steps[1] = (struct zone_step){.from_ns = 5, .offset_s = -3600};
    STEP("two steps", fixture_step(&fixture), "calendar ");
    EXPECT_EQ("they are counted", fixture.list[0].venue.step_count, 2);

    /* An hour west of UTC the day ends an hour later. */
    struct order_entry entry = fixture_entry(SIDE_BUY, 1, 90);
    entry.tif = TIF_DAY;
    (void)fixture_place(&fixture, ALICE, entry);
    const int64_t hour_ns = INT64_C(3600000000000);
    fixture.time_ns += 24 * hour_ns - fixture.time_ns % (24 * hour_ns);
    fixture_command(&fixture, COMMAND_TICK);
    STEP("midnight in UTC", fixture_step(&fixture), "");
    fixture.time_ns += hour_ns;
    fixture_command(&fixture, COMMAND_TICK);
    STEP("midnight there", fixture_step(&fixture), "cancelled 1 1@90 expired");
}

/* clang-format off */
static const struct {
    const char *row;
    int64_t window_ns, count;
    enum field field; /* FIELD_NONE: legal */
    int64_t given;
} budgets[] = {
    {"none",                0, 0, FIELD_NONE, 0},
    {"a negative window",   -1, 5, FIELD_WINDOW, -1},
    {"more than a day",     WINDOW_NS_MAX + 1, 5, FIELD_WINDOW, WINDOW_NS_MAX + 1},
    {"a negative count",    1000, -5, FIELD_LIMIT, -5},
    {"more than is counted", 1000, MESSAGE_BUDGET_MAX + 1, FIELD_LIMIT, MESSAGE_BUDGET_MAX + 1},
    {"the largest",         WINDOW_NS_MAX, MESSAGE_BUDGET_MAX, FIELD_NONE, 0},
    {"a window alone",      1000, 0, FIELD_NONE, 0},
    {"a count alone",       0, 1, FIELD_NONE, 0},
};
/* clang-format on */

static void test_budget(void **state)
{
    (void)state;
    start();
    for (uint32_t i = 0; i < sizeof budgets / sizeof budgets[0]; i++) {
        fixture_command(&fixture, COMMAND_VENUE_TERMS)->venue =
            (struct body_venue_terms){budgets[i].window_ns, budgets[i].count};
        fixture_step(&fixture);
        bool is_legal = budgets[i].field == FIELD_NONE;
        EXPECT_EQ(budgets[i].row, fixture_reject(&fixture), is_legal ? REJECT_NONE : REJECT_FIELD);
        if (is_legal) {
            (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_BUY, 1, 90));
            EXPECT_EQ("none of them refuses this order", fixture_reject(&fixture), REJECT_NONE);
            continue;
        }
        EXPECT_EQ(budgets[i].row, fixture.list[0].reject.field, budgets[i].field);
        EXPECT_EQ(budgets[i].row, fixture.list[0].reject.given, budgets[i].given);
    }
    for (uint32_t i = 0; i < 5; i++) {
        (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 1, 90));
        EXPECT_EQ("a count without a window is no budget", fixture_reject(&fixture), REJECT_NONE);
    }
}

/* R-BUDGET-1: windows are fixed in time, and a new one starts with nothing used. */
static void test_budget_windows(void **state)
{
    (void)state;
    start();
    fixture_command(&fixture, COMMAND_VENUE_TERMS)->venue = (struct body_venue_terms){1000, 2};
    fixture_step(&fixture);
    fixture.time_ns += 900;
    int64_t window_start_ns = fixture.time_ns - fixture.time_ns % 1000;
    for (uint32_t i = 0; i < 3; i++) {
        (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 1, 90));
        EXPECT_EQ("two in a window", fixture_reject(&fixture) != REJECT_NONE, i == 2);
    }
    expect_reject("the third", REJECT_MESSAGE_BUDGET, FIELD_ACCOUNT, 2, window_start_ns + 1000);
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_BUY, 1, 90));
    EXPECT_EQ("each account has its own", fixture_reject(&fixture), REJECT_NONE);
    fixture.time_ns = window_start_ns + 1000;
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 1, 90));
    EXPECT_EQ("the next window", fixture_reject(&fixture), REJECT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_define),        cmocka_unit_test(test_change_of_terms),
        cmocka_unit_test(test_capacity),      cmocka_unit_test(test_life),
        cmocka_unit_test(test_delisting),     cmocka_unit_test(test_delisting_when_closed),
        cmocka_unit_test(test_rules_version), cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_budget),        cmocka_unit_test(test_budget_windows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
