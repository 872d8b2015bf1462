/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reject_text_test.c - lookups, and the sentence with its values put in.
 */
#include "model/reject_text.h"

#include "base/expect.h"

static void test_lookups(void **state)
{
    (void)state;
    EXPECT_TEXT("reject", reject_name(REJECT_MARGIN), "MARGIN");
    EXPECT_TEXT("reject", reject_rule(REJECT_MARGIN), "R-MARGIN-3");
    EXPECT_TEXT("reject", reject_text(REJECT_VENUE_HALTED),
                "the venue is halted: nothing is accepted");
    EXPECT_TEXT("reason", reason_name(REASON_SELF_MATCH), "SELF_MATCH");
    EXPECT_TEXT("reason", reason_rule(REASON_SELF_MATCH), "R-SMP-1");
    EXPECT_TEXT("reason", reason_text(REASON_EXPIRED), "its time was over");
    EXPECT_TEXT("field", field_name(FIELD_MARGIN_RATE), "MARGIN_RATE");
    EXPECT_TEXT("field", field_text(FIELD_MARGIN_RATE), "initial_margin_ppm");
    EXPECT_TRUE("no reject", reject_name(5) == NULL);
    EXPECT_TRUE("no reject", reject_rule(5) == NULL);
    EXPECT_TRUE("no reject", reject_text(UINT16_MAX) == NULL);
    EXPECT_TRUE("no reason", reason_name(20) == NULL);
    EXPECT_TRUE("no reason", reason_rule(20) == NULL);
    EXPECT_TRUE("no reason", reason_text(20) == NULL);
    EXPECT_TRUE("no field", field_name(29) == NULL);
    EXPECT_TRUE("no field", field_text(29) == NULL);
}

static void test_sentences(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct event_reject reject;
        const char *want;
    } rows[] = {
        {"field, given and legal",
         {.code = REJECT_PRICE, .field = FIELD_TRIGGER, .given = -1, .legal = 1},
         "field trigger is -1; nearest legal is 1 ticks"},
        {"given and legal",
         {.code = REJECT_QTY, .given = 0, .legal = 1},
         "quantity 0 is outside the limits; nearest legal is 1 lots"},
        {"the value last",
         {.code = REJECT_TRANSFER_OWNER, .given = 7},
         "account 7 has another owner"},
        {"the largest numbers",
         {.code = REJECT_MARGIN, .given = INT64_MIN, .legal = INT64_MAX},
         "this needs -9223372036854775808 micros of free collateral; 9223372036854775807 are free"},
        {"no value",
         {.code = REJECT_PRODUCT_PAUSED},
         "the product is paused: only cancels are accepted"},
        {"a field that does not exist",
         {.code = REJECT_CAPACITY, .field = 999},
         "the venue's capacity for unknown is used up; try again later"},
        {"a code that does not exist", {.code = 5}, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[REJECT_SENTENCE_SIZE];
        size_t length = reject_sentence(text, sizeof text, &rows[i].reject);
        EXPECT_TEXT(rows[i].row, text, rows[i].want);
        EXPECT_EQ(rows[i].row, length, strlen(rows[i].want));
    }
}

/* Every text of the list, with the longest values, fits and has no letter that is not known. */
static void test_every_sentence_fits(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= UINT16_MAX; code++) {
        const char *row = reject_name((uint16_t)code);
        if (row == NULL) continue;
        struct event_reject reject = {
            .code = (uint16_t)code, .field = FIELD_EXTRAS, .given = INT64_MIN, .legal = INT64_MIN};
        char text[REJECT_SENTENCE_SIZE];
        EXPECT_TRUE(row, reject_sentence(text, sizeof text, &reject) > 0);
        EXPECT_TRUE(row, strchr(text, '%') == NULL);
        EXPECT_EQ("too small", reject_sentence(text, 5, &reject), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lookups),
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_every_sentence_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
