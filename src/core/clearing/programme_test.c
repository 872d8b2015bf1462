/* SPDX-License-Identifier: Apache-2.0 */
/*
 * programme_test.c - terms, figures and payments of programmes of makers.
 */
#include "core/clearing/programme.h"

#include "base/expect.h"

static const struct body_programme_terms good = {
    .lots = 5,
    .reward_micros = 3000000,
    .programme_id = 1,
    .spread_ppm = 2000,
    .uptime_ppm = 900000,
    .rebate_ppm = 500000,
    .from_minute = 540,
    .to_minute = 1020,
    .weekdays = 31,
    .runs = 1,
};

/* R-PROG-1 */
static void test_terms(void **state)
{
    struct body_programme_terms terms[11];
    static const struct {
        const char *row;
        enum field field;
    } rows[] = {
        {"as they should be", FIELD_NONE},
        {"no lots", FIELD_QTY},
        {"more lots than an order has", FIELD_QTY},
        {"no spread", FIELD_SPREAD},
        {"a spread above the middle", FIELD_SPREAD},
        {"no uptime", FIELD_UPTIME},
        {"more than all of the fees", FIELD_RATE},
        {"a reward below nothing", FIELD_AMOUNT},
        {"no day of the week", FIELD_WEEKDAYS},
        {"hours that end as they begin", FIELD_MINUTE},
        {"hours that end on the next day", FIELD_MINUTE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) terms[i] = good;
    terms[1].lots = 0;
    terms[2].lots = QTY_LOTS_MAX + 1;
    terms[3].spread_ppm = 0;
    terms[4].spread_ppm = 1000001;
    terms[5].uptime_ppm = 0;
    terms[6].rebate_ppm = 1000001;
    terms[7].reward_micros = -1;
    terms[8].weekdays = 0;
    terms[9].to_minute = 540;
    terms[10].to_minute = 1441;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, programme_terms_check(&terms[i]).field, rows[i].field);
    }
}

/* R-PROG-3, R-PROG-4 */
static void test_payments(void **state)
{
    static const struct {
        const char *row;
        struct body_programme_payment payment;
        enum field field;
        int64_t uptime_ppm;
        int64_t amount;
    } rows[] = {
        {"all of the time", {.due_ns = 10, .quoted_ns = 10}, FIELD_NONE, 1000000, 3000000},
        {"a third, rounded down", {.due_ns = 3, .quoted_ns = 1}, FIELD_NONE, 333333, 3000000},
        {"fees, the half rounded down", {.due_ns = 1, .maker_fees = {7}}, FIELD_NONE, 0, 3000003},
        {"no time that counts", {.due_ns = 0}, FIELD_MEASURED, 0, 0},
        {"quoted for longer", {.due_ns = 3, .quoted_ns = 4}, FIELD_MEASURED, 0, 0},
        {"quoted for less than nothing", {.due_ns = 3, .quoted_ns = -1}, FIELD_MEASURED, 0, 0},
        {"fees that were paid out", {.due_ns = 3, .maker_fees = {-1}}, FIELD_MEASURED, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, programme_figures_check(&rows[i].payment).field, rows[i].field);
        if (rows[i].field != FIELD_NONE) continue;
        EXPECT_EQ(rows[i].row, programme_uptime_ppm(&rows[i].payment), rows[i].uptime_ppm);
        EXPECT_EQ(rows[i].row, programme_amount(&good, &rows[i].payment), rows[i].amount);
    }
}

static void test_enrolments(void **state)
{
    (void)state;
    struct programme programme = {.account_count = 2, .enrolments = {{7, 10}, {9, 11}}};
    EXPECT_EQ("the second", programme_enrolment(&programme, 9)->paid, 11);
    EXPECT_TRUE("nobody else", programme_enrolment(&programme, 8) == NULL);
    programme.account_count = 1;
    EXPECT_TRUE("nobody behind the last", programme_enrolment(&programme, 9) == NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_payments),
        cmocka_unit_test(test_enrolments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
