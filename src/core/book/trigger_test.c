/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trigger_test.c - armed orders against an array of them, for trigger.c (R-TRIG-1, R-TRIG-2,
 * R-TRAIL-1, R-TRAIL-2).
 */
#include "core/book/trigger.h"

#include "base/expect.h"
#include "base/int_math.h"
#include "base/random.h"
#include "core/book/book_fixture.h"

enum { ARMED_MAX = 300 };

static struct shelf shelf;
static struct trigger_set set;

static struct order *conditional(enum order_type type, enum side side, enum trigger_source source,
                                 int64_t trigger_ticks)
{
    struct order *order = shelf_order(&shelf, side, 10, 5, 0);
    order->bits = (uint32_t)side << ORDER_SIDE_SHIFT | (uint32_t)type << ORDER_TYPE_SHIFT |
                  (uint32_t)source << ORDER_SOURCE_SHIFT | ORDER_UNTRIGGERED_BIT;
    order_set_place(order, PLACE_TAKING);
    order_extra_make(&shelf.store, order)->trigger_ticks = trigger_ticks;
    return order;
}

static struct order *armed(enum order_type type, enum side side, enum trigger_source source,
                           int64_t trigger_ticks)
{
    struct order *order = conditional(type, side, source, trigger_ticks);
    trigger_arm(&set, &shelf.store, order);
    return order;
}

static void start(void)
{
    shelf_start(&shelf, 64);
    set = (struct trigger_set){0};
}

/* clang-format off */
static const struct {
    const char *row;
    enum order_type type;
    enum side side;
    int64_t trigger_ticks;
    int64_t reference_e4;
    bool is_met;
} conditions[] = {
    {"a stop buy below its trigger",              TYPE_STOP_LIMIT,   SIDE_BUY,  100,  999999,
     false},
    {"a stop buy at it",                          TYPE_STOP_LIMIT,   SIDE_BUY,  100, 1000000, true},
    {"a stop buy above it",                       TYPE_STOP_MARKET,  SIDE_BUY,  100, 1000001, true},
    {"a stop sell a hair above its trigger",      TYPE_STOP_MARKET,  SIDE_SELL, 100, 1000001,
     false},
    {"a stop sell at it",                         TYPE_STOP_LIMIT,   SIDE_SELL, 100, 1000000, true},
    {"a stop sell below it",                      TYPE_STOP_LIMIT,   SIDE_SELL, 100,       1, true},
    {"a take-profit buy waits for lower prices",  TYPE_TAKE_LIMIT,   SIDE_BUY,  100, 1000001,
     false},
    {"a take-profit buy at its trigger",          TYPE_TAKE_MARKET,  SIDE_BUY,  100, 1000000, true},
    {"a take-profit sell waits for higher prices", TYPE_TAKE_LIMIT,  SIDE_SELL, 100,  999999,
     false},
    {"a take-profit sell at its trigger",         TYPE_TAKE_MARKET,  SIDE_SELL, 100, 1000000, true},
    {"a trailing buy rises",                      TYPE_TRAIL_MARKET, SIDE_BUY,  100, 1000000, true},
    {"a trailing sell falls",                     TYPE_TRAIL_MARKET, SIDE_SELL, 100,  999999, true},
    {"a trailing sell above its trigger",         TYPE_TRAIL_MARKET, SIDE_SELL, 100, 1000001,
     false},
};
/* clang-format on */

static void test_conditions(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        start();
        struct order *order = armed(conditions[i].type, conditions[i].side, SOURCE_INDEX,
                                    conditions[i].trigger_ticks);
        struct fine_price reference = {conditions[i].reference_e4};
        bool is_met = conditions[i].is_met;
        EXPECT_EQ(conditions[i].row, trigger_is_met(&shelf.store, order, reference), is_met);
        struct order *next = trigger_next(&set, &shelf.store, SOURCE_INDEX, reference);
        EXPECT_TRUE(conditions[i].row, next == (is_met ? order : NULL));
        next = trigger_next(&set, &shelf.store, SOURCE_MARK, reference);
        EXPECT_TRUE("another source does not matter", next == NULL);
    }
}

/* clang-format off */
static const struct {
    const char *row;
    enum side side;
    int64_t distance;
    int64_t reference_e4;
    int64_t trigger_ticks;
} trails[] = {
    {"a sell stands below the reference",   SIDE_SELL, 10, 1000000,  90},
    {"its reference is rounded down",       SIDE_SELL, 10, 1009999,  90},
    {"a buy stands above the reference",    SIDE_BUY,  10, 1000000, 110},
    {"its reference is rounded up",         SIDE_BUY,  10, 1000001, 111},
    {"a sell is held at one tick",          SIDE_SELL, 10,  100000,   1},
    {"even far below",                      SIDE_SELL, PRICE_TICKS_MAX, 1, 1},
    {"the smallest distance",               SIDE_SELL,  1,   30000,   2},
    {"the largest there is",                SIDE_BUY,  PRICE_TICKS_MAX,
     PRICE_TICKS_MAX * FINE_PER_TICK, 2 * PRICE_TICKS_MAX},
};
/* clang-format on */

static void test_trails(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof trails / sizeof trails[0]; i++) {
        start();
        struct order *order = conditional(TYPE_TRAIL_MARKET, trails[i].side, SOURCE_MARK, 1);
        struct fine_price reference = {trails[i].reference_e4};
        EXPECT_EQ(trails[i].row, trail_ticks_at(order, trails[i].distance, reference),
                  trails[i].trigger_ticks);
    }
    struct order *order = conditional(TYPE_TRAIL_MARKET, SIDE_BUY, SOURCE_MARK, 1);
    EXPECT_STOPS("no reference, no trail", (void)trail_ticks_at(order, 1, (struct fine_price){0}));
}

static void test_wrong_use_stops(void **state)
{
    (void)state;
    start();
    struct order *order = conditional(TYPE_STOP_LIMIT, SIDE_BUY, SOURCE_LAST, 0);
    EXPECT_STOPS("a trigger is a price", trigger_arm(&set, &shelf.store, order));
    order_extra(&shelf.store, order)->trigger_ticks = 7;
    EXPECT_STOPS("what is not armed is not disarmed", trigger_disarm(&set, &shelf.store, order));
    EXPECT_STOPS("nor moved", trigger_move(&set, &shelf.store, order, 8));
    EXPECT_STOPS("nor resized", trigger_resize(&set, &shelf.store, order, 8));
    order->bits &= ~ORDER_UNTRIGGERED_BIT;
    EXPECT_STOPS("a triggered order is not armed again", trigger_arm(&set, &shelf.store, order));
    order->bits |= ORDER_UNTRIGGERED_BIT;
    trigger_arm(&set, &shelf.store, order);
    EXPECT_STOPS("an order is armed once", trigger_arm(&set, &shelf.store, order));
    EXPECT_STOPS("a trigger does not move to nowhere", trigger_move(&set, &shelf.store, order, 0));
    EXPECT_STOPS("an armed order has lots", trigger_resize(&set, &shelf.store, order, 0));
    order_extra(&shelf.store, order)->trigger_ticks = 8; /* without telling the set */
    EXPECT_STOPS("its level must be there", trigger_disarm(&set, &shelf.store, order));
    EXPECT_STOPS("also to resize it", trigger_resize(&set, &shelf.store, order, 9));
}

/* The plain truth: who is armed, and when last armed or moved. */
static struct {
    struct order *order;
    uint64_t came;
} truth[ARMED_MAX];
static uint32_t truth_count;

static int64_t trigger_of(const struct order *order)
{
    return order_extra(&shelf.store, order)->trigger_ticks;
}

/* Does a fire before b?  Rising before falling; lowest rising, highest falling trigger; oldest. */
static bool fires_before(uint32_t a, uint32_t b)
{
    const struct order *first = truth[a].order;
    const struct order *second = truth[b].order;
    bool first_rises = order_rises(order_type(first), order_side(first));
    bool second_rises = order_rises(order_type(second), order_side(second));
    if (first_rises != second_rises) return first_rises;
    if (trigger_of(first) != trigger_of(second)) {
        return (trigger_of(first) < trigger_of(second)) == first_rises;
    }
    return truth[a].came < truth[b].came;
}

static struct order *truth_next(enum trigger_source source, struct fine_price reference)
{
    uint32_t next = ARMED_MAX;
    for (uint32_t i = 0; i < truth_count; i++) {
        if (order_source(truth[i].order) != source) continue;
        if (!trigger_is_met(&shelf.store, truth[i].order, reference)) continue;
        if (next == ARMED_MAX || fires_before(i, next)) next = i;
    }
    return next == ARMED_MAX ? NULL : truth[next].order;
}

/* R-TRAIL-2: trailing orders stand in the order in which they were armed first, which is their
   id. */
static void check_trail_lists(void)
{
    for (uint32_t source = 0; source < TRIGGER_SOURCES; source++) {
        uint32_t expected = 0;
        for (uint32_t i = 0; i < truth_count; i++) {
            expected += order_type(truth[i].order) == TYPE_TRAIL_MARKET &&
                        order_source(truth[i].order) == source;
        }
        uint32_t older = 0;
        uint32_t count = 0;
        for (uint32_t slot = set.trail_oldest[source]; slot != 0; count++) {
            const struct order *order = order_at(&shelf.store, slot);
            const struct order_extra *extra = order_extra(&shelf.store, order);
            EXPECT_EQ("the list goes back as it came", extra->trail_older, older);
            EXPECT_TRUE("oldest first",
                        older == 0 || order_at(&shelf.store, older)->id < order->id);
            EXPECT_EQ("of this source", order_source(order), source);
            older = slot;
            slot = extra->trail_newer;
        }
        EXPECT_EQ("and ends with the newest", set.trail_newest[source], older);
        EXPECT_EQ("all trailing orders of the source", count, expected);
    }
}

static void arm_randomly(struct random *random, uint64_t now)
{
    enum order_type type =
        (enum order_type)random_between(random, TYPE_STOP_LIMIT, TYPE_TRAIL_MARKET);
    enum side side = (enum side)random_below(random, 2);
    enum trigger_source source = (enum trigger_source)random_below(random, TRIGGER_SOURCES);
    truth[truth_count].order = armed(type, side, source, random_between(random, 1, 40));
    truth[truth_count++].came = now;
}

static void change_randomly(struct random *random, uint64_t now)
{
    uint32_t index = (uint32_t)random_below(random, truth_count);
    struct order *order = truth[index].order;
    switch (random_below(random, 3)) {
    case 0:
        trigger_disarm(&set, &shelf.store, order);
        EXPECT_EQ("it is nowhere", order_place(order), PLACE_TAKING);
        order_free(&shelf.store, order);
        truth[index] = truth[--truth_count];
        break;
    case 1:
        trigger_move(&set, &shelf.store, order, random_between(random, 1, 40));
        truth[index].came = now;
        break;
    default: {
        int64_t lots = random_between(random, 1, 100);
        trigger_resize(&set, &shelf.store, order, lots);
        EXPECT_EQ("it has these lots", order->open_lots, lots);
        break;
    }
    }
}

static void test_random_steps(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 31);
    start();
    truth_count = 0;
    for (uint64_t step = 1; step <= 20000; step++) {
        bool grows = step / 800 % 2 == 0;
        if (truth_count < ARMED_MAX && random_chance(&random, grows ? 1 : 0, 2)) {
            arm_randomly(&random, step);
        } else if (truth_count > 0) {
            change_randomly(&random, step);
        }
        for (uint32_t source = 0; source < TRIGGER_SOURCES; source++) {
            struct fine_price reference = {random_between(&random, 1, 420000)};
            enum trigger_source at = (enum trigger_source)source;
            EXPECT_TRUE("R-TRIG-2 who fires next",
                        trigger_next(&set, &shelf.store, at, reference) ==
                            truth_next(at, reference));
        }
        check_trail_lists();
    }
    while (truth_count > 0) {
        trigger_disarm(&set, &shelf.store, truth[--truth_count].order);
    }
    EXPECT_EQ("no level is left behind", shelf.pools.levels.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_trails),
        cmocka_unit_test(test_wrong_use_stops),
        cmocka_unit_test(test_random_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
