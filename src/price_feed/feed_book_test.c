/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_book_test.c - levels as a source sends them, and the checksum that it computes of them.
 */
#include "price_feed/feed_book.h"

#include "base/expect.h"
#include "base/random.h"

static struct import_slice slice_of(const char *text)
{
    return (struct import_slice){text, strlen(text)};
}

static bool set(struct feed_book *book, enum feed_book_side side, const char *price,
                const char *qty)
{
    return feed_book_set(book, side, slice_of(price), slice_of(qty));
}

static void test_crc(void **state)
{
    (void)state;
    EXPECT_EQ("the check value that catalogues of checksums give", feed_crc32(0, "123456789", 9),
              0xCBF43926);
    EXPECT_EQ("nothing", feed_crc32(0, "", 0), 0);
    EXPECT_EQ("in two pieces", feed_crc32(feed_crc32(0, "1234", 4), "56789", 5), 0xCBF43926);
}

/* The worked example of the source's own description: ten levels a side, 3310070434. */
static void test_published_example(void **state)
{
    (void)state;
    static const char *const bids[10][2] = {{"45283.5", "0.10000000"}, {"45283.4", "1.54582015"},
                                            {"45282.1", "0.10000000"}, {"45281.0", "0.10000000"},
                                            {"45280.3", "1.54592586"}, {"45279.0", "0.07990000"},
                                            {"45277.6", "0.03310103"}, {"45277.5", "0.30000000"},
                                            {"45277.3", "1.54602737"}, {"45276.6", "0.15445238"}};
    static const char *const asks[10][2] = {{"45285.2", "0.00100000"}, {"45286.4", "1.54571953"},
                                            {"45286.6", "1.54571109"}, {"45289.6", "1.54560911"},
                                            {"45290.2", "0.15890660"}, {"45291.8", "1.54553491"},
                                            {"45294.7", "0.04454749"}, {"45296.1", "0.35380000"},
                                            {"45297.5", "0.09945542"}, {"45299.5", "0.18772827"}};
    struct feed_book book;
    feed_book_clear(&book);
    /* From the worst to the best: the order of arrival must not matter. */
    for (int i = 9; i >= 0; i--) {
        EXPECT_TRUE("bid", set(&book, FEED_BIDS, bids[i][0], bids[i][1]));
        EXPECT_TRUE("ask", set(&book, FEED_ASKS, asks[i][0], asks[i][1]));
    }
    EXPECT_EQ("checksum", feed_book_checksum(&book), 3310070434);
    EXPECT_EQ("best bid", feed_book_best_e8(&book, FEED_BIDS), 4528350000000);
    EXPECT_EQ("best ask", feed_book_best_e8(&book, FEED_ASKS), 4528520000000);
    EXPECT_TRUE("an eleventh", set(&book, FEED_BIDS, "45270.0", "1.00000000"));
    EXPECT_TRUE("stays while the message is worked", feed_book_checksum(&book) != 3310070434);
    feed_book_trim(&book);
    EXPECT_EQ("then it falls out", feed_book_checksum(&book), 3310070434);
    EXPECT_TRUE("a level changes", set(&book, FEED_ASKS, "45285.2", "0.00200000"));
    EXPECT_TRUE("checksum too", feed_book_checksum(&book) != 3310070434);
    EXPECT_TRUE("and back", set(&book, FEED_ASKS, "45285.2", "0.00100000"));
    EXPECT_EQ("checksum too", feed_book_checksum(&book), 3310070434);
}

static void test_refusals(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "1"},
        {"1", ""},
        {"-1", "1"},
        {"1", "-1"},
        {"0", "1"},
        {"1e3", "1"},
        {"1", "1e-3"},
        {"x", "1"},
        {"1", "x"},
        {"1.2.3", "1"},
        {"9999999999999", "1"},
    };
    struct feed_book book;
    feed_book_clear(&book);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_FALSE(rows[i][0], set(&book, FEED_BIDS, rows[i][0], rows[i][1]));
    }
    EXPECT_FALSE("more digits than fit",
                 set(&book, FEED_BIDS, "1", "1.0000000000000000000000000000000000000000000000"));
    EXPECT_EQ("nothing is in the book", feed_book_best_e8(&book, FEED_BIDS), 0);
    EXPECT_TRUE("a level that is not there is taken away", set(&book, FEED_BIDS, "5", "0.00"));
    EXPECT_EQ("nothing is in the book", feed_book_best_e8(&book, FEED_BIDS), 0);
}

/* A level comes before one goes, in the same message. */
static void test_order_of_changes(void **state)
{
    (void)state;
    struct feed_book book;
    feed_book_clear(&book);
    for (int i = 0; i < 10; i++) {
        char price[16];
        (void)snprintf(price, sizeof price, "%d", 100 + i);
        EXPECT_TRUE("ten asks", set(&book, FEED_ASKS, price, "1"));
    }
    EXPECT_TRUE("a worse one comes", set(&book, FEED_ASKS, "110", "1"));
    EXPECT_TRUE("the best goes", set(&book, FEED_ASKS, "100", "0"));
    feed_book_trim(&book);
    EXPECT_EQ("ten", book.sides[FEED_ASKS].count, 10);
    EXPECT_EQ("the last", book.sides[FEED_ASKS].levels[9].price_e8, INT64_C(11000000000));
    for (int i = 0; i < 100; i++) {
        char price[16];
        (void)snprintf(price, sizeof price, "%d", 300 - i);
        EXPECT_TRUE("a flood", set(&book, FEED_ASKS, price, "1"));
    }
    EXPECT_EQ("is bounded", book.sides[FEED_ASKS].count, FEED_BOOK_ROOM);
    EXPECT_EQ("the best stays", feed_book_best_e8(&book, FEED_ASKS), INT64_C(10100000000));
}

/* A plain table of prices beside the book: after each step the ten best are the same. */
static void test_against_table(void **state)
{
    (void)state;
    enum { PRICES = 24, STEPS = 20000 };
    struct random random;
    struct feed_book book;
    bool is_there[PRICES] = {false};
    random_seed(&random, 7);
    feed_book_clear(&book);
    for (int step = 0; step < STEPS; step++) {
        char price[16];
        int place = (int)random_below(&random, PRICES);
        bool is_gone = random_chance(&random, 1, 2);
        (void)snprintf(price, sizeof price, "%d", 100 + place);
        EXPECT_TRUE("set", set(&book, FEED_BIDS, price, is_gone ? "0" : "2"));
        feed_book_trim(&book);
        is_there[place] = !is_gone;
        /* A level that fell out is forgotten until the source sends it again. */
        uint32_t count = 0;
        for (int i = PRICES - 1; i >= 0; i--) {
            if (!is_there[i]) continue;
            if (count == FEED_BOOK_LEVELS) {
                is_there[i] = false;
                continue;
            }
            EXPECT_EQ("level", book.sides[FEED_BIDS].levels[count].price_e8,
                      (100 + i) * INT64_C(100000000));
            count++;
        }
        EXPECT_EQ("levels", book.sides[FEED_BIDS].count, count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crc),           cmocka_unit_test(test_published_example),
        cmocka_unit_test(test_refusals),      cmocka_unit_test(test_order_of_changes),
        cmocka_unit_test(test_against_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
