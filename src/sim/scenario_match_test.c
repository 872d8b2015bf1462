/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_match_test.c - what fits and what does not: who accepts too much tests nothing.
 */
#include "sim/scenario_match.h"

#include "base/expect.h"

static void test_line(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *expected;
        const char *actual;
        bool fits;
    } rows[] = {
        {"the same", "accepted a1  open 2  price 5", "accepted a1  open 2  price 5", true},
        {"fields left out", "accepted a1", "accepted a1  open 2  price 5", true},
        {"one of two fields", "accepted a1  price 5", "accepted a1  open 2  price 5", true},
        {"another order of fields", "accepted a1  price 5  open 2", "accepted a1  open 2  price 5",
         true},
        {"spaces at the end", "accepted a1  open 2  ", "accepted a1  open 2", true},
        {"another kind", "armed a1", "accepted a1  open 2", false},
        {"another subject", "accepted a2", "accepted a1  open 2", false},
        {"half of the head", "accepted", "accepted a1  open 2", false},
        {"more than the head", "accepted a1 b1", "accepted a1  open 2", false},
        {"another value", "accepted a1  open 3", "accepted a1  open 2  price 3", false},
        {"the value of another field", "accepted a1  open 5", "accepted a1  open 2  price 5",
         false},
        {"the beginning of a value", "accepted a1  open 2", "accepted a1  open 25", false},
        {"the end of a label", "accepted a1  side buy", "accepted a1  taker side buy", false},
        {"a field that is not there", "accepted a1  shown 1", "accepted a1  open 2", false},
        {"a field where there is none", "accepted a1  open 2", "accepted a1", false},
        {"one space where two belong", "accepted a1 open 2", "accepted a1  open 2", false},
        {"the head as a field", "accepted a1  accepted a1", "accepted a1  open 2", false},
        {"nothing", "", "accepted a1", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, match_line(rows[i].expected, rows[i].actual), rows[i].fits);
    }
}

#define LINES(...)                                                                                 \
    {                                                                                              \
        {__VA_ARGS__}, sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *)                \
    }

static void test_lines(void **state)
{
    (void)state;
    static const struct match_lines actual = LINES(
        "accepted b1  open 3", "trade 1 @ 5  taker b1", "fill ann  net 1", "fill bob  net -1",
        "filled a1", "trade 2 @ 6  taker b1", "fill ann  net 3", "fill bob  net -3", "filled b1");
    static const struct {
        const char *row;
        struct match_lines expected;
        bool fits;
        uint32_t expected_at;
        uint32_t actual_at;
    } rows[] = {
        {"trades stand for their fills",
         LINES("accepted b1", "trade 1 @ 5", "filled a1", "trade 2 @ 6", "filled b1"), true, 5, 9},
        {"the fills of one of two trades",
         LINES("accepted b1", "trade 1 @ 5", "filled a1", "trade 2 @ 6", "fill ann  net 3",
               "fill bob", "filled b1"),
         true, 7, 9},
        {"all fills",
         LINES("accepted b1", "trade 1 @ 5", "fill ann", "fill bob", "filled a1", "trade 2 @ 6",
               "fill ann", "fill bob", "filled b1"),
         true, 9, 9},
        {"one fill of two", LINES("accepted b1", "trade 1 @ 5", "fill ann", "filled a1"), false, 3,
         3},
        {"the second fill of two", LINES("accepted b1", "trade 1 @ 5", "fill bob"), false, 2, 2},
        {"a fill that is wrong", LINES("accepted b1", "trade 1 @ 5", "fill ann  net 2"), false, 2,
         2},
        {"an event too few", LINES("accepted b1", "trade 1 @ 5", "filled a1", "trade 2 @ 6"), false,
         4, 8},
        {"an event too many",
         LINES("accepted b1", "trade 1 @ 5", "filled a1", "trade 2 @ 6", "filled b1", "armed c1"),
         false, 5, 9},
        {"an event left out in between", LINES("accepted b1", "trade 1 @ 5", "trade 2 @ 6"), false,
         2, 4},
        {"another order", LINES("accepted b1", "filled a1", "trade 1 @ 5"), false, 1, 1},
        {"nothing expected", {{NULL}, 0}, false, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t expected_at = 99;
        uint32_t actual_at = 99;
        bool fits = match_lines(&rows[i].expected, &actual, &expected_at, &actual_at);
        EXPECT_EQ(rows[i].row, fits, rows[i].fits);
        EXPECT_EQ(rows[i].row, expected_at, rows[i].expected_at);
        EXPECT_EQ(rows[i].row, actual_at, rows[i].actual_at);
    }
    struct match_lines none = {.count = 0};
    uint32_t at;
    EXPECT_TRUE("nothing and nothing", match_lines(&none, &none, &at, &at));
    struct match_lines fill = LINES("fill ann  net 1");
    EXPECT_FALSE("a fill without its trade", match_lines(&fill, &none, &at, &at));
}

static void test_rewrite(void **state)
{
    (void)state;
    static const char actual[] = "accepted a1  open 2  taker side buy  price 5  says no more";
    static const struct {
        const char *row;
        const char *expected;
        const char *want;
    } rows[] = {
        {"without a guide all but the sentence", NULL,
         "accepted a1  open 2  taker side buy  price 5"},
        {"another kind is no guide", "armed a1  open 3",
         "accepted a1  open 2  taker side buy  price 5"},
        {"the fields that were named", "accepted a7  price 9", "accepted a1  price 5"},
        {"labels of two words", "accepted a7  taker side sell", "accepted a1  taker side buy"},
        {"no fields", "accepted a7", "accepted a1"},
        {"a field that is gone", "accepted a7  shown 5  open 1", "accepted a1  open 2"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[128];
        size_t length = match_rewrite(out, sizeof out, rows[i].expected, actual);
        EXPECT_TEXT(rows[i].row, out, rows[i].want);
        EXPECT_EQ(rows[i].row, length, strlen(rows[i].want));
        EXPECT_TRUE("it fits what it was made from", match_line(out, actual));
    }
    EXPECT_TRUE("fill", match_is_fill("fill ann  net 1"));
    EXPECT_FALSE("filled is no fill", match_is_fill("filled a1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_rewrite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
