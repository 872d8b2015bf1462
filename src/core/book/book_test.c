/* SPDX-License-Identifier: Apache-2.0 */
/*
 * book_test.c - price and time priority, icebergs and decreases, for book.c (R-BOOK-1, R-BOOK-2,
 * R-ICE-1).
 */
#include "core/book/book.h"

#include "base/expect.h"
#include "base/random.h"
#include "core/book/book_fixture.h"

static struct shelf shelf;
static struct book *const book = &shelf.book;

static void test_empty(void **state)
{
    (void)state;
    shelf_start(&shelf, 64);
    EXPECT_FALSE("no bids", book_has(book, SIDE_BUY));
    EXPECT_TRUE("no first ask", book_first(book, SIDE_SELL) == NULL);
    EXPECT_FALSE("an empty book is not crossed", book_is_crossed(book));
    EXPECT_FALSE("nothing to trade with", book_crosses(book, SIDE_BUY, INT64_MAX));
    EXPECT_STOPS("an empty side has no best price", (void)book_best_ticks(book, SIDE_BUY));
}

static void test_best(void **state)
{
    (void)state;
    shelf_start(&shelf, 64);
    shelf_rest(&shelf, SIDE_BUY, 90, 1, 0);
    struct order *bid = shelf_rest(&shelf, SIDE_BUY, 95, 1, 0);
    shelf_rest(&shelf, SIDE_BUY, 95, 1, 0);
    shelf_rest(&shelf, SIDE_SELL, 110, 1, 0);
    struct order *ask = shelf_rest(&shelf, SIDE_SELL, 100, 1, 0);
    EXPECT_EQ("R-BOOK-1 the highest bid", book_best_ticks(book, SIDE_BUY), 95);
    EXPECT_EQ("R-BOOK-1 the lowest ask", book_best_ticks(book, SIDE_SELL), 100);
    EXPECT_TRUE("R-BOOK-2 the older of two", book_first(book, SIDE_BUY) == bid);
    EXPECT_TRUE("the only one", book_first(book, SIDE_SELL) == ask);
    EXPECT_FALSE("not crossed", book_is_crossed(book));
    EXPECT_TRUE("a buy at the ask trades", book_crosses(book, SIDE_BUY, 100));
    EXPECT_FALSE("a buy below it rests", book_crosses(book, SIDE_BUY, 99));
    EXPECT_TRUE("a sell at the bid trades", book_crosses(book, SIDE_SELL, 95));
    EXPECT_FALSE("a sell above it rests", book_crosses(book, SIDE_SELL, 96));
    shelf_rest(&shelf, SIDE_BUY, 100, 1, 0);
    EXPECT_TRUE("equal prices are crossed", book_is_crossed(book));
}

static void test_iceberg(void **state)
{
    (void)state;
    shelf_start(&shelf, 64);
    struct order *iceberg = shelf_rest(&shelf, SIDE_SELL, 100, 25, 10);
    struct order *plain = shelf_rest(&shelf, SIDE_SELL, 100, 4, 0);
    const struct level *level = level_at(&shelf.store, ladder_best(&book->sides[SIDE_SELL]));
    EXPECT_EQ("shown", level->shown_lots, 14);
    EXPECT_EQ("hidden", level->hidden_lots, 15);

    book_execute(book, iceberg, 6);
    EXPECT_EQ("still shows some", order_shown_lots(&shelf.store, iceberg), 4);
    EXPECT_FALSE("so it keeps its place", book_must_replenish(book, iceberg));
    EXPECT_STOPS("more than it shows", book_execute(book, iceberg, 5));
    EXPECT_STOPS("nothing to show yet", book_replenish(book, iceberg));
    book_execute(book, iceberg, 4);
    EXPECT_TRUE("shows nothing", book_must_replenish(book, iceberg));
    EXPECT_TRUE("but stays in front until told", book_first(book, SIDE_SELL) == iceberg);
    book_replenish(book, iceberg);
    EXPECT_EQ("the next part", order_shown_lots(&shelf.store, iceberg), 10);
    EXPECT_TRUE("R-ICE-1 behind the others", book_first(book, SIDE_SELL) == plain);

    book_execute(book, plain, 4);
    order_free(&shelf.store, plain);
    book_execute(book, iceberg, 10);
    book_replenish(book, iceberg);
    EXPECT_EQ("the last part is what is left", order_shown_lots(&shelf.store, iceberg), 5);
    EXPECT_EQ("nothing is hidden now", level->hidden_lots, 0);
    book_execute(book, iceberg, 5);
    EXPECT_EQ("all of it", iceberg->open_lots, 0);
    EXPECT_EQ("it has left the book", order_place(iceberg), PLACE_TAKING);
    EXPECT_FALSE("and is not replenished", book_must_replenish(book, iceberg));
    EXPECT_FALSE("the level is gone", book_has(book, SIDE_SELL));
}

/* clang-format off */
static const struct {
    const char *row;
    int64_t lots;
    int64_t display;
    int64_t executed;
    int64_t off;
    int64_t shown;
    int64_t hidden;
} decreases[] = {
    {"a plain order",                      10, 0, 0, 3, 7, 0},
    {"an iceberg gives hidden lots first", 10, 4, 0, 3, 4, 3},
    {"all hidden lots",                    10, 4, 0, 6, 4, 0},
    {"then shown ones",                    10, 4, 0, 8, 2, 0},
    {"to the last lot",                    10, 4, 0, 9, 1, 0},
    {"after a part was executed",          10, 4, 3, 5, 1, 1},
    {"more than is hidden after that",     10, 4, 2, 7, 1, 0},
};
/* clang-format on */

static void test_decrease(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof decreases / sizeof decreases[0]; i++) {
        const char *row = decreases[i].row;
        shelf_start(&shelf, 64);
        struct order *order =
            shelf_rest(&shelf, SIDE_BUY, 50, decreases[i].lots, decreases[i].display);
        struct order *behind = shelf_rest(&shelf, SIDE_BUY, 50, 1, 0);
        if (decreases[i].executed > 0) book_execute(book, order, decreases[i].executed);
        book_decrease(book, order, decreases[i].off);

        const struct level *level = level_at(&shelf.store, ladder_best(&book->sides[SIDE_BUY]));
        EXPECT_EQ(row, order->open_lots, decreases[i].shown + decreases[i].hidden);
        EXPECT_EQ(row, order_shown_lots(&shelf.store, order), decreases[i].shown);
        EXPECT_EQ(row, level->shown_lots, decreases[i].shown + 1);
        EXPECT_EQ(row, level->hidden_lots, decreases[i].hidden);
        EXPECT_TRUE(row, book_first(book, SIDE_BUY) == order); /* the place is kept */
        shelf_end(&shelf, order);
        EXPECT_EQ(row, level->shown_lots, 1);
        EXPECT_EQ(row, level->hidden_lots, 0);
        EXPECT_TRUE(row, book_first(book, SIDE_BUY) == behind);
    }
}

static void test_wrong_use_stops(void **state)
{
    (void)state;
    shelf_start(&shelf, 64);
    struct order *taking = shelf_order(&shelf, SIDE_BUY, 50, 5, 0);
    EXPECT_STOPS("what is not in the book is not taken out", book_remove(book, taking));
    EXPECT_STOPS("nor executed", book_execute(book, taking, 1));
    EXPECT_STOPS("nor decreased", book_decrease(book, taking, 1));
    book_rest(book, taking);
    EXPECT_STOPS("an order rests once", book_rest(book, taking));
    EXPECT_STOPS("no lots", book_execute(book, taking, 0));
    EXPECT_STOPS("more lots than open", book_execute(book, taking, 6));
    EXPECT_STOPS("a decrease takes something", book_decrease(book, taking, 0));
    EXPECT_STOPS("and leaves something", book_decrease(book, taking, 5));
    struct order *empty = shelf_order(&shelf, SIDE_BUY, 50, 0, 0);
    EXPECT_STOPS("an order with nothing open does not rest", book_rest(book, empty));
    taking->price_ticks = 51; /* without telling the book */
    EXPECT_STOPS("an order stands in the level of its price", book_remove(book, taking));
}

enum { RESTING_MAX = 200 };

/* Priority against an array: for each order its side, price, and when it came to its queue. */
static struct {
    struct order *order;
    uint64_t came;
} resting[RESTING_MAX];

static struct order *truth_first(uint32_t count, enum side side)
{
    uint32_t first = RESTING_MAX;
    for (uint32_t i = 0; i < count; i++) {
        const struct order *order = resting[i].order;
        if (order_side(order) != side) continue;
        if (first == RESTING_MAX) first = i;
        int64_t key = side_price_key(side, order->price_ticks);
        int64_t first_key = side_price_key(side, resting[first].order->price_ticks);
        if (key < first_key) first = i;
        if (key == first_key && resting[i].came < resting[first].came) first = i;
    }
    return first == RESTING_MAX ? NULL : resting[first].order;
}

static void forget(uint32_t index, uint32_t *count)
{
    resting[index] = resting[*count - 1];
    (*count)--;
}

static void random_execute(struct random *random, uint32_t *count, uint64_t now)
{
    uint32_t index = (uint32_t)random_below(random, *count);
    struct order *order = resting[index].order;
    int64_t shown_lots = order_shown_lots(&shelf.store, order);
    book_execute(book, order, random_between(random, 1, shown_lots));
    if (order->open_lots == 0) {
        order_free(&shelf.store, order);
        forget(index, count);
    } else if (book_must_replenish(book, order)) {
        book_replenish(book, order);
        resting[index].came = now;
    }
}

static void random_step(struct random *random, uint32_t *count, uint64_t now, bool grows)
{
    if (*count < RESTING_MAX && random_chance(random, grows ? 1 : 0, 2)) {
        enum side side = random_chance(random, 1, 2) ? SIDE_BUY : SIDE_SELL;
        int64_t lots = random_between(random, 1, 50);
        int64_t display =
            lots > 1 && random_chance(random, 1, 4) ? random_between(random, 1, lots - 1) : 0;
        resting[*count].order =
            shelf_rest(&shelf, side, random_between(random, 1, 300), lots, display);
        resting[(*count)++].came = now;
        return;
    }
    if (*count == 0) return;
    uint32_t index = (uint32_t)random_below(random, *count);
    struct order *order = resting[index].order;
    switch (random_below(random, 3)) {
    case 0:
        shelf_end(&shelf, order);
        forget(index, count);
        break;
    case 1:
        if (order->open_lots > 1) {
            book_decrease(book, order, random_between(random, 1, order->open_lots - 1));
        }
        EXPECT_FALSE("a decrease leaves something shown", book_must_replenish(book, order));
        break;
    default: random_execute(random, count, now); break;
    }
}

static void test_random_steps(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 77);
    shelf_start(&shelf, 64);
    uint32_t count = 0;
    for (uint64_t step = 1; step <= 40000; step++) {
        random_step(&random, &count, step, step / 500 % 2 == 0);
        EXPECT_TRUE("the first bid", book_first(book, SIDE_BUY) == truth_first(count, SIDE_BUY));
        EXPECT_TRUE("the first ask", book_first(book, SIDE_SELL) == truth_first(count, SIDE_SELL));
        EXPECT_EQ("no order is lost", shelf.pools.orders.live, count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),           cmocka_unit_test(test_best),
        cmocka_unit_test(test_iceberg),         cmocka_unit_test(test_decrease),
        cmocka_unit_test(test_wrong_use_stops), cmocka_unit_test(test_random_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
