/* SPDX-License-Identifier: Apache-2.0 */
/*
 * order_test.c - the store of orders and the queue of a level, for order.c.
 */
#include "core/book/order.h"

#include "base/expect.h"
#include "base/random.h"
#include "core/book/book_fixture.h"

static struct shelf shelf;

static void test_ids(void **state)
{
    (void)state;
    shelf_start(&shelf, 64);
    struct order *first = shelf_order(&shelf, SIDE_BUY, 10, 1, 0);
    struct order *second = shelf_order(&shelf, SIDE_BUY, 10, 1, 0);
    uint64_t first_id = first->id;
    EXPECT_TRUE("R-ID-1 ids grow", second->id > first_id);
    EXPECT_TRUE("an order is found by its id", order_find(&shelf.store, first_id) == first);
    order_free(&shelf.store, first);
    EXPECT_TRUE("a dead order is not found", order_find(&shelf.store, first_id) == NULL);

    struct order *third = shelf_order(&shelf, SIDE_BUY, 10, 1, 0);
    EXPECT_TRUE("its slot is taken again", third == first);
    EXPECT_TRUE("but not its id", third->id > second->id);
    EXPECT_TRUE("the old id stays unknown", order_find(&shelf.store, first_id) == NULL);
    EXPECT_TRUE("the new id is known", order_find(&shelf.store, third->id) == third);
}

static void test_ids_from_outside(void **state)
{
    (void)state;
    shelf_start(&shelf, 64);
    struct order *order = shelf_order(&shelf, SIDE_BUY, 10, 1, 0);
    EXPECT_TRUE("id 0 is none", order_find(&shelf.store, 0) == NULL);
    EXPECT_TRUE("slot 0 is none", order_find(&shelf.store, UINT64_C(1) << SHELF_SLOT_BITS) == NULL);
    EXPECT_TRUE("a slot never taken", order_find(&shelf.store, order->id + 1) == NULL);
    EXPECT_TRUE("the largest id", order_find(&shelf.store, UINT64_MAX) == NULL);
    EXPECT_TRUE("the right slot in another life",
                order_find(&shelf.store, order->id + (UINT64_C(1) << SHELF_SLOT_BITS)) == NULL);
}

static void test_extras(void **state)
{
    (void)state;
    shelf_start(&shelf, 64);
    struct order *plain = shelf_order(&shelf, SIDE_BUY, 10, 7, 0);
    EXPECT_EQ("a plain order has no extra", plain->extra, 0);
    EXPECT_EQ("and shows all", order_shown_lots(&shelf.store, plain), 7);
    EXPECT_EQ("the extra of a plain order is all zero", order_extra(&shelf.store, plain)->group, 0);

    struct order_extra *extra = order_extra_make(&shelf.store, plain);
    EXPECT_TRUE("it gets one", plain->extra != 0);
    EXPECT_TRUE("only one", order_extra_make(&shelf.store, plain) == extra);
    EXPECT_EQ("one is live", shelf.pools.extras.live, 1);
    extra->heap_index = 1;
    EXPECT_STOPS("an order that will expire is not freed", order_free(&shelf.store, plain));
    extra->heap_index = 0;
    order_free(&shelf.store, plain);
    EXPECT_EQ("the extra goes with its order", shelf.pools.extras.live, 0);
}

/* clang-format off */
static const struct {
    const char *row;
    enum order_type type;
    bool is_market;
    bool has_trigger;
    bool buy_rises;
    bool sell_rises;
} types[] = {
    /* row           type               market  trigger buy    sell */
    {"limit",        TYPE_LIMIT,        false,  false,  true,  false},
    {"market",       TYPE_MARKET,       true,   false,  true,  false},
    {"stop limit",   TYPE_STOP_LIMIT,   false,  true,   true,  false},
    {"stop market",  TYPE_STOP_MARKET,  true,   true,   true,  false},
    {"take limit",   TYPE_TAKE_LIMIT,   false,  true,   false, true},
    {"take market",  TYPE_TAKE_MARKET,  true,   true,   false, true},
    {"trail market", TYPE_TRAIL_MARKET, true,   true,   true,  false},
};
/* clang-format on */

static void test_types(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const char *row = types[i].row;
        EXPECT_EQ(row, type_is_market(types[i].type), types[i].is_market); /* R-FORM-3 */
        EXPECT_EQ(row, type_has_trigger(types[i].type), types[i].has_trigger);
        EXPECT_EQ(row, order_rises(types[i].type, SIDE_BUY), types[i].buy_rises); /* R-TRIG-1 */
        EXPECT_EQ(row, order_rises(types[i].type, SIDE_SELL), types[i].sell_rises);
    }
    EXPECT_FALSE("a type beyond the last has no trigger", type_has_trigger(TYPE_TRAIL_MARKET + 1));
}

/* Every field of the packed word keeps its value when all others are set. */
static void test_bits(void **state)
{
    (void)state;
    struct order order = {0};
    order.bits = ORDER_FLAGS_ALL | (uint32_t)SIDE_SELL << ORDER_SIDE_SHIFT |
                 (uint32_t)TYPE_TRAIL_MARKET << ORDER_TYPE_SHIFT |
                 (uint32_t)TIF_DAY << ORDER_TIF_SHIFT | (uint32_t)SMP_NONE << ORDER_SMP_SHIFT |
                 (uint32_t)SOURCE_LAST << ORDER_SOURCE_SHIFT | ORDER_ICEBERG_BIT |
                 ORDER_UNTRIGGERED_BIT | ORDER_WAITED_BIT | ORDER_ACTIVE_BIT;
    uint32_t before = order.bits;
    for (enum order_place place = PLACE_NONE; place <= PLACE_QUEUED; place++) {
        order_set_place(&order, place);
        EXPECT_EQ("the place", order_place(&order), place);
        EXPECT_EQ("flags", order_flags(&order), ORDER_FLAGS_ALL);
        EXPECT_EQ("side", order_side(&order), SIDE_SELL);
        EXPECT_EQ("type", order_type(&order), TYPE_TRAIL_MARKET);
        EXPECT_EQ("tif", order_tif(&order), TIF_DAY);
        EXPECT_EQ("smp", order_smp(&order), SMP_NONE);
        EXPECT_EQ("source", order_source(&order), SOURCE_LAST);
        order_set_place(&order, PLACE_NONE);
        EXPECT_EQ("nothing else moved", order.bits, before);
    }
}

enum { QUEUED_MAX = 300 };

/* The queue of a level against an array of the orders in it. */
static void test_queue(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 5);
    shelf_start(&shelf, 64);
    struct level *level = level_at(&shelf.store, 1);
    struct order *queue[QUEUED_MAX];
    uint32_t count = 0;
    for (uint32_t step = 0; step < 20000; step++) {
        if (count < QUEUED_MAX && random_chance(&random, step / 1000 % 2 == 0 ? 3 : 1, 4)) {
            int64_t lots = random_between(&random, 1, 100);
            int64_t display = random_between(&random, 0, 1) * random_between(&random, 1, lots);
            queue[count] = shelf_order(&shelf, SIDE_BUY, 10, lots, display);
            if (display > 0) order_extra(&shelf.store, queue[count])->shown_lots = display;
            level_append(&shelf.store, level, queue[count]);
            count++;
        } else if (count > 0) {
            uint32_t index = (uint32_t)random_below(&random, count);
            level_unlink(&shelf.store, level, queue[index]);
            order_free(&shelf.store, queue[index]);
            count--;
            for (uint32_t i = index; i < count; i++) queue[i] = queue[i + 1];
        }
        int64_t shown_lots = 0;
        int64_t hidden_lots = 0;
        uint32_t slot = level->oldest;
        for (uint32_t i = 0; i < count; i++) {
            struct order *order = order_at(&shelf.store, slot);
            EXPECT_TRUE("R-BOOK-2 oldest first", order == queue[i]);
            EXPECT_TRUE("and back",
                        order->older == (i == 0 ? 0 : order_slot(&shelf.store, queue[i - 1])));
            shown_lots += order_shown_lots(&shelf.store, order);
            hidden_lots += order->open_lots - order_shown_lots(&shelf.store, order);
            slot = order->newer;
        }
        EXPECT_EQ("no order behind the newest", slot, 0);
        EXPECT_EQ("orders", level->order_count, count);
        EXPECT_EQ("shown lots", level->shown_lots, shown_lots);
        EXPECT_EQ("hidden lots", level->hidden_lots, hidden_lots);
    }
}

static void test_wrong_use_stops(void **state)
{
    (void)state;
    shelf_start(&shelf, 64);
    struct level *level = level_at(&shelf.store, 1);
    struct order *order = shelf_order(&shelf, SIDE_BUY, 10, 5, 0);
    struct order *other = shelf_order(&shelf, SIDE_BUY, 10, 5, 0);
    struct order *third = shelf_order(&shelf, SIDE_BUY, 10, 5, 0);
    EXPECT_STOPS("nothing is taken out of an empty level",
                 level_unlink(&shelf.store, level, order));
    level_append(&shelf.store, level, order);
    EXPECT_STOPS("a stranger at the front", level_unlink(&shelf.store, level, other));
    level_append(&shelf.store, level, other);
    EXPECT_STOPS("an order is not in two queues", level_append(&shelf.store, level, order));
    EXPECT_STOPS("a queued order is not freed", order_free(&shelf.store, order));
    EXPECT_STOPS("nor is the last of a queue", order_free(&shelf.store, other));
    third->older = order_slot(&shelf.store, order);
    EXPECT_STOPS("a stranger at the end", level_unlink(&shelf.store, level, third));

    struct order *empty = shelf_order(&shelf, SIDE_BUY, 10, 0, 0);
    EXPECT_STOPS("an order with nothing open does not queue",
                 level_append(&shelf.store, level, empty));
}

static void test_lots_never_negative(void **state)
{
    (void)state;
    shelf_start(&shelf, 64);
    struct level *level = level_at(&shelf.store, 1);
    struct order *order = shelf_order(&shelf, SIDE_BUY, 10, 5, 0);
    level_append(&shelf.store, level, order);
    order->open_lots = 6; /* without telling the level */
    EXPECT_STOPS("more shown lots go than there are", level_unlink(&shelf.store, level, order));

    struct order *iceberg = shelf_order(&shelf, SIDE_BUY, 11, 5, 2);
    struct level *next = level_at(&shelf.store, 2);
    order_extra(&shelf.store, iceberg)->shown_lots = 2;
    level_append(&shelf.store, next, iceberg);
    iceberg->open_lots = 6;
    EXPECT_STOPS("more hidden lots go than there are", level_unlink(&shelf.store, next, iceberg));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_ids_from_outside),
        cmocka_unit_test(test_extras),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_bits),
        cmocka_unit_test(test_queue),
        cmocka_unit_test(test_wrong_use_stops),
        cmocka_unit_test(test_lots_never_negative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
