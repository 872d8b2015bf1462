/* SPDX-License-Identifier: Apache-2.0 */
/*
 * control_test.c - which commands need two people, when actions lapse, the no-cancel range.
 *
 * Rules  R-CONTROL-1, R-CONTROL-2, R-ACTION-2, R-ACTION-4, R-ERROR-2.
 */
#include "core/control/control.h"

#include "base/expect.h"

static void test_controls(void **state)
{
    (void)state;
    const struct body_control_terms terms = {.withdrawal_micros = 100};
    static const struct {
        const char *row;
        uint16_t kind;
        int64_t value; /* state, or amount */
        bool is_staff;
        uint32_t controls;
        bool is_emergency;
    } rows[] = {
        {"listing", COMMAND_PRODUCT_STATE, PRODUCT_LISTED, true, TWO_FOR_LISTING, true},
        {"an entry", COMMAND_REGISTER_ENTRY, 0, true, TWO_FOR_LISTING, false},
        {"terms", COMMAND_MARGIN_TERMS, 0, true, TWO_FOR_TERMS, true},
        {"users", COMMAND_USER_SET, 0, true, TWO_FOR_TERMS, false},
        {"limits by the venue", COMMAND_ACCOUNT_LIMITS, 0, true, TWO_FOR_LIMITS, true},
        {"limits by the member", COMMAND_ACCOUNT_LIMITS, 0, false, 0, true},
        {"a decision", COMMAND_ERROR_DECIDE, 0, true, TWO_FOR_BUST, false},
        {"a withdrawal at the size", COMMAND_WITHDRAW, 100, false, 0, false},
        {"a withdrawal above it", COMMAND_WITHDRAW, 101, false, TWO_FOR_WITHDRAWAL, false},
        {"a withdrawal of an asset", COMMAND_ASSET_WITHDRAW, 0, false, TWO_FOR_ASSETS, false},
        {"a halt", COMMAND_HALT, HALT_HALTED, true, 0, true},
        {"a pause", COMMAND_HALT, HALT_PAUSED, true, 0, true},
        {"the end of a halt", COMMAND_HALT, HALT_NONE, true, TWO_FOR_EMERGENCY, true},
        {"a transfer", COMMAND_POSITION_TRANSFER, 0, true, TWO_FOR_EMERGENCY, true},
        {"an order", COMMAND_ORDER_PLACE, 0, false, 0, false},
        {"a case", COMMAND_CASE, 0, true, 0, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct command command = {.kind = rows[i].kind};
        if (rows[i].kind == COMMAND_WITHDRAW) {
            command.cash.amount.micros = rows[i].value;
        } else if (rows[i].kind == COMMAND_HALT || rows[i].kind == COMMAND_PRODUCT_STATE) {
            command.state.state = (uint32_t)rows[i].value;
        }
        EXPECT_EQ(rows[i].row, controls_of(&command, &terms, rows[i].is_staff), rows[i].controls);
        EXPECT_EQ(rows[i].row, command_is_emergency(&command), rows[i].is_emergency);
    }
}

static void test_terms(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct body_control_terms terms;
        enum field field;
    } rows[] = {
        {"everything off", {0}, FIELD_NONE},
        {"everything on",
         {MONEY_MICROS_MAX, WINDOW_NS_MAX, PRICE_TICKS_MAX, WINDOW_NS_MAX, 1000000, CONTROLS_ALL},
         FIELD_NONE},
        {"an undefined control", {0, 0, 0, 0, 0, CONTROLS_ALL + 1}, FIELD_TWO_PERSON},
        {"a negative size", {-1, 0, 0, 0, 0, 0}, FIELD_AMOUNT},
        {"a window of more than a day", {0, WINDOW_NS_MAX + 1, 0, 0, 0, 0}, FIELD_WINDOW},
        {"a negative range", {0, 0, -1, 0, 0, 0}, FIELD_BAND},
        {"a range above the mark", {0, 0, 0, 0, 1000001, 0}, FIELD_RATE},
        {"a negative lapse", {0, 0, 0, -1, 0, 0}, FIELD_EXPIRY},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, control_terms_check(&rows[i].terms).field, rows[i].field);
    }
}

static void test_range(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t ticks;
        uint32_t ppm;
        int64_t mark_e4;
        int64_t low;
        int64_t high;
    } rows[] = {
        {"ticks alone", 3, 0, 1000000, 97, 103},
        {"a share alone", 0, 50000, 1000000, 95, 105},
        {"the wider holds: the share", 3, 50000, 1000000, 95, 105},
        {"the wider holds: the ticks", 8, 50000, 1000000, 92, 108},
        {"a mark between two ticks", 3, 0, 1005000, 98, 103},
        {"no width", 0, 0, 1005000, 101, 100},
        {"lower than nothing", 9, 0, 50000, -4, 14},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct body_control_terms terms = {.no_cancel_ticks = rows[i].ticks,
                                                 .no_cancel_ppm = rows[i].ppm};
        struct tick_range range = no_cancel_ticks(&terms, rows[i].mark_e4);
        EXPECT_EQ(rows[i].row, range.low, rows[i].low);
        EXPECT_EQ(rows[i].row, range.high, rows[i].high);
    }
}

static void test_lapse(void **state)
{
    (void)state;
    const struct action action = {.since_ns = 1000, .state = ACTION_WAITS_FOR_PERSON};
    struct body_control_terms terms = {.approval_ns = 50};
    EXPECT_FALSE("before it", action_has_lapsed(&action, &terms, 1049));
    EXPECT_TRUE("at it", action_has_lapsed(&action, &terms, 1050));
    terms.approval_ns = 0;
    EXPECT_FALSE("never", action_has_lapsed(&action, &terms, INT64_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_controls),
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_range),
        cmocka_unit_test(test_lapse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
