/* SPDX-License-Identifier: Apache-2.0 */
/*
 * auction_test.c - the auction price against trying every price, for auction.c (R-AUCTION-2).
 */
#include "core/book/auction.h"

#include "base/expect.h"
#include "base/random.h"
#include "core/book/book_fixture.h"

enum { PRICE_MAX = 24, ORDERS_MAX = 12, FEW_PRICES = 6, ROUNDS = 500000 };

static struct shelf shelf;
static struct order *resting[2 * PRICE_MAX];
static uint32_t resting_count;

/* Lots at each price; what a book is to the rule. */
struct lots_at {
    int64_t bids[PRICE_MAX + 2];
    int64_t asks[PRICE_MAX + 2];
};

/* What the rule asks of each price. */
struct sums_at {
    int64_t volume[PRICE_MAX + 1];
    int64_t surplus[PRICE_MAX + 1]; /* bids at or above it less asks at or below it */
};

static struct sums_at sums_of(const struct lots_at *lots)
{
    struct sums_at sums = {0};
    int64_t asks = 0;
    int64_t bids = 0;
    for (int64_t p = 1; p <= PRICE_MAX; p++) bids += lots->bids[p];
    for (int64_t p = 1; p <= PRICE_MAX; p++) {
        bids -= lots->bids[p - 1];
        asks += lots->asks[p];
        sums.volume[p] = bids < asks ? bids : asks;
        sums.surplus[p] = bids - asks;
    }
    return sums;
}

static int64_t absolute(int64_t value)
{
    return value < 0 ? -value : value;
}

/* Is there an order with this limit, and is no price better by volume and then by imbalance? */
static bool is_candidate(const struct lots_at *lots, const struct sums_at *sums, int64_t ticks)
{
    if (lots->bids[ticks] + lots->asks[ticks] == 0) return false;
    for (int64_t p = 1; p <= PRICE_MAX; p++) {
        if (lots->bids[p] + lots->asks[p] == 0) continue;
        if (sums->volume[p] > sums->volume[ticks]) return false;
        if (sums->volume[p] < sums->volume[ticks]) continue;
        if (absolute(sums->surplus[p]) < absolute(sums->surplus[ticks])) return false;
    }
    return sums->volume[ticks] > 0;
}

/* The rule, word for word, over all limit prices. */
static struct auction_price brute_force(const struct lots_at *lots, const struct sums_at *sums)
{
    int64_t low = 0;
    int64_t high = 0;
    bool bids_exceed = true;
    bool asks_exceed = true;
    for (int64_t p = 1; p <= PRICE_MAX; p++) {
        if (!is_candidate(lots, sums, p)) continue;
        if (low == 0) low = p;
        high = p;
        if (sums->surplus[p] <= 0) bids_exceed = false;
        if (sums->surplus[p] >= 0) asks_exceed = false;
    }
    if (low == 0) return (struct auction_price){0};
    int64_t ticks = (low + high + 1) / 2;
    if (bids_exceed) ticks = high;
    if (asks_exceed) ticks = low;
    return (struct auction_price){
        .price_ticks = ticks, .lots = sums->volume[low], .imbalance_lots = sums->surplus[ticks]};
}

static void rest(struct lots_at *lots, enum side side, int64_t ticks, int64_t size, int64_t display)
{
    resting[resting_count++] = shelf_rest(&shelf, side, ticks, size, display);
    if (side == SIDE_BUY) lots->bids[ticks] += size;
    if (side == SIDE_SELL) lots->asks[ticks] += size;
}

static void clear(void)
{
    while (resting_count > 0) shelf_end(&shelf, resting[--resting_count]);
}

static void expect_same(const char *row, const struct lots_at *lots)
{
    struct sums_at sums = sums_of(lots);
    struct auction_price got = auction_price_of(&shelf.book);
    struct auction_price want = brute_force(lots, &sums);
    EXPECT_EQ(row, got.lots, want.lots);
    EXPECT_EQ(row, got.price_ticks, want.price_ticks);
    EXPECT_EQ(row, got.imbalance_lots, want.imbalance_lots);
    /* What makes the uncross possible: at this price the whole volume trades. */
    if (got.lots > 0) EXPECT_EQ(row, sums.volume[got.price_ticks], got.lots);
}

struct planned {
    enum side side;
    int64_t ticks;
    int64_t lots;
    int64_t display;
};

/* clang-format off */
static const struct {
    const char *row;
    struct planned orders[6];
    int64_t price;
    int64_t lots;
    int64_t imbalance;
} rows[] = {
    {"an empty book",                      {{0}}, 0, 0, 0},
    {"bids alone",                         {{SIDE_BUY, 5, 1, 0}}, 0, 0, 0},
    {"asks alone",                         {{SIDE_SELL, 5, 1, 0}}, 0, 0, 0},
    {"a book that is not crossed",         {{SIDE_BUY, 5, 1, 0}, {SIDE_SELL, 6, 1, 0}}, 0, 0, 0},
    {"one price",                          {{SIDE_BUY, 5, 3, 0}, {SIDE_SELL, 5, 3, 0}}, 5, 3, 0},
    {"bids exceed: the highest price",     {{SIDE_BUY, 9, 5, 0}, {SIDE_SELL, 3, 2, 0}}, 9, 2, 3},
    {"asks exceed: the lowest price",      {{SIDE_BUY, 9, 2, 0}, {SIDE_SELL, 3, 5, 0}}, 3, 2, -3},
    {"balanced: the middle",               {{SIDE_BUY, 9, 2, 0}, {SIDE_SELL, 3, 2, 0}}, 6, 2, 0},
    {"balanced: the middle, rounded up",   {{SIDE_BUY, 8, 2, 0}, {SIDE_SELL, 3, 2, 0}}, 6, 2, 0},
    {"hidden lots count",                  {{SIDE_BUY, 9, 8, 1}, {SIDE_SELL, 3, 9, 2}}, 3, 8, -1},
    {"volume before imbalance",            {{SIDE_BUY, 9, 5, 0}, {SIDE_BUY, 5, 5, 0},
                                            {SIDE_SELL, 5, 6, 0}, {SIDE_SELL, 4, 1, 0}}, 5, 7, 3},
    {"surplus on both sides: the middle",  {{SIDE_BUY, 10, 10, 0}, {SIDE_BUY, 4, 5, 0},
                                            {SIDE_SELL, 10, 5, 0}, {SIDE_SELL, 4, 10, 0}}, 7,
                                             10, 0},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    shelf_start(&shelf, 64);
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lots_at lots = {0};
        for (uint32_t k = 0; k < 6 && rows[i].orders[k].lots > 0; k++) {
            const struct planned *order = &rows[i].orders[k];
            rest(&lots, order->side, order->ticks, order->lots, order->display);
        }
        struct auction_price price = auction_price_of(&shelf.book);
        EXPECT_EQ(rows[i].row, price.price_ticks, rows[i].price);
        EXPECT_EQ(rows[i].row, price.lots, rows[i].lots);
        EXPECT_EQ(rows[i].row, price.imbalance_lots, rows[i].imbalance);
        expect_same(rows[i].row, &lots);
        clear();
    }
}

static void test_random_books(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 4242);
    uint32_t auctions = 0;
    shelf_start(&shelf, 64);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct lots_at lots = {0};
        int64_t prices = random_between(&random, 2, PRICE_MAX);
        int64_t size_max = random_between(&random, 1, 6);
        uint64_t orders = random_below(&random, ORDERS_MAX + 1);
        for (uint64_t k = 0; k < orders; k++) {
            enum side side = random_chance(&random, 1, 2) ? SIDE_BUY : SIDE_SELL;
            int64_t size = random_between(&random, 1, size_max);
            int64_t display = size > 1 && random_chance(&random, 1, 5) ? 1 : 0;
            rest(&lots, side, random_between(&random, 1, prices), size, display);
        }
        expect_same("a random book", &lots);
        auctions += auction_price_of(&shelf.book).lots > 0;
        clear();
    }
    EXPECT_TRUE("many of them were auctions", auctions > ROUNDS / 3);
}

/* Every book with 0, 1 or 2 lots on each side at each of six prices: 3 to the power of 12. */
static void test_all_small_books(void **state)
{
    (void)state;
    enum { SIZES = 3, BOOKS = 531441 };
    shelf_start(&shelf, 64);
    for (uint32_t code = 0; code < BOOKS; code++) {
        struct lots_at lots = {0};
        uint32_t rest_of_code = code;
        for (int64_t ticks = 1; ticks <= FEW_PRICES; ticks++) {
            for (uint32_t side = 0; side < 2; side++) {
                int64_t size = rest_of_code % SIZES;
                rest_of_code /= SIZES;
                if (size > 0) rest(&lots, (enum side)side, ticks, size, 0);
            }
        }
        expect_same("a small book", &lots);
        clear();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_random_books),
        cmocka_unit_test(test_all_small_books),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
