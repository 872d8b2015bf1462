/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipt_test.c - numbers as text, pages, JSON objects, and the verdict.
 */
#include "lab/receipt.h"

#include <stdlib.h>

#include "base/expect.h"

static void test_amounts(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct amount amount;
        const char *want;
    } rows[] = {
        {"a price", {63587, 4, "USD"}, "6.3587 USD"},
        {"zeros at the end go", {6358700, 6, "USD"}, "6.3587 USD"},
        {"nothing behind the point", {5000000, 6, "USD"}, "5 USD"},
        {"zeros behind the point stay", {25, 6, ""}, "0.000025"},
        {"less than one and negative", {-25800, 6, "USD"}, "-0.0258 USD"},
        {"zero", {0, 12, ""}, "0"},
        {"a count", {-480, 0, "contracts"}, "-480 contracts"},
        {"more than 64 bits", {(int128)INT64_MAX * 10, 1, ""}, "9223372036854775807"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[AMOUNT_TEXT_SIZE];
        EXPECT_TEXT(rows[i].name, amount_text(text, rows[i].amount), rows[i].want);
    }
}

/* One receipt with everything in it; `recorded` is what the venue is said to have given. */
static bool print(struct receipt_output output, int64_t recorded)
{
    struct receipt receipt;
    receipt_begin(&receipt, output, "Payment of \"one\"", "7.2");
    receipt_input(&receipt, "net", (struct amount){-3, 0, "contracts"}, "FILL 5");
    receipt_step(&receipt, "R-FUND-10", "owed", "-3 x 0.5", (struct amount){-15, 1, "USD"});
    receipt_compare(&receipt, "paid", (struct amount){-15, 1, "USD"},
                    (struct amount){recorded, 1, "USD"});
    return receipt_end(&receipt);
}

static char *printed(enum receipt_format format, int64_t recorded, bool *verifies)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    EXPECT_TRUE("a stream in memory", out != NULL);
    *verifies = print((struct receipt_output){out, format}, recorded);
    fclose(out);
    return text;
}

static void test_page(void **state)
{
    (void)state;
    bool verifies = false;
    char *text = printed(RECEIPT_PAGE, -15, &verifies);
    EXPECT_TRUE("the page verifies", verifies);
    EXPECT_TRUE("title and id", strstr(text, "Payment of \"one\" 7.2\n") == text);
    EXPECT_TRUE("an input with its origin", strstr(text, "-3 contracts   FILL 5\n") != NULL);
    EXPECT_TRUE("a step with its rule", strstr(text, "1  R-FUND-10    owed\n") != NULL);
    EXPECT_TRUE("the last line",
                strstr(text, "result: receipt verified, 1/1 results agree\n") != NULL);
    free(text);
    text = printed(RECEIPT_PAGE, -14, &verifies);
    EXPECT_TRUE("another result does not verify", !verifies);
    EXPECT_TRUE("and says so", strstr(text, "DIFFER") != NULL);
    free(text);
}

static void test_json(void **state)
{
    (void)state;
    bool verifies = false;
    char *text = printed(RECEIPT_JSON, -15, &verifies);
    EXPECT_TEXT(
        "one object", text,
        "{\"title\":\"Payment of \\\"one\\\"\",\"id\":\"7.2\",\"inputs\":[{\"name\":\"net\","
        "\"value\":\"-3 contracts\",\"from\":\"FILL 5\"}],\"steps\":[{\"rule\":\"R-FUND-10\","
        "\"name\":\"owed\",\"formula\":\"-3 x 0.5\",\"value\":\"-1.5 USD\"}],\"notes\":[],"
        "\"results\":[{\"name\":\"paid\",\"computed\":\"-1.5 USD\",\"recorded\":\"-1.5 USD\","
        "\"agree\":true}],\"verified\":true}\n");
    free(text);
}

static void test_lines(void **state)
{
    (void)state;
    bool verifies = false;
    char *text = printed(RECEIPT_LINES, -14, &verifies);
    EXPECT_TEXT(
        "one list, in which each line says what it is", text,
        "{\"title\":\"Payment of \\\"one\\\"\",\"id\":\"7.2\",\"lines\":[{\"section\":\"input\","
        "\"text\":\"net\",\"value\":\"-3 contracts\",\"from\":\"FILL 5\"},{\"section\":\"step\","
        "\"rule\":\"R-FUND-10\",\"text\":\"owed\",\"formula\":\"-3 x 0.5\",\"value\":\"-1.5 USD\"},"
        "{\"section\":\"result\",\"text\":\"paid\",\"value\":\"-1.5 USD\","
        "\"recorded\":\"-1.4 USD\",\"agree\":false}],\"verified\":false}\n");
    free(text);
}

static void test_verdict(void **state)
{
    (void)state;
    const struct receipt_output nothing = {NULL, RECEIPT_LINES};
    struct receipt receipt;
    receipt_begin(&receipt, nothing, "nothing", "1.0");
    EXPECT_TRUE("nothing compared does not verify", !receipt_end(&receipt));
    EXPECT_TRUE("without printing, agreement counts", print(nothing, -15));
    EXPECT_TRUE("without printing, a difference counts", !print(nothing, -16));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_amounts), cmocka_unit_test(test_page),    cmocka_unit_test(test_json),
        cmocka_unit_test(test_lines),   cmocka_unit_test(test_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
