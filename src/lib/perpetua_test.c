/* SPDX-License-Identifier: Apache-2.0 */
/*
 * perpetua_test.c - the library's own part: arguments of strangers, memory, texts.
 */
#include "lib/perpetua_api.h"

#include <stdlib.h>

#include "base/expect.h"
#include "model/accounts_chart.h"

#define EVENTS_MAX 64u

struct venue_fixture {
    struct core *venue;
    struct event list[EVENTS_MAX];
    struct events events;
};

/* clang-format off */
static const struct {
    const char *row;
    uint32_t accounts_max;
    int32_t size_change;
    uint32_t offset;
    bool is_opened;
} openings[] = {
    {"exactly what it needs",  64,  0,                  0, true},
    {"one byte less",          64, -1,                  0, false},
    {"more than it needs",     64,  64,                 0, true},
    {"not aligned",            64,  64,                32, false},
    {"a capacity not legal",    1,  0,                  0, false},
};
/* clang-format on */

static void test_open(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof openings / sizeof openings[0]; i++) {
        struct core_config config = perpetua_config_small();
        size_t needed = perpetua_size(&config);
        size_t room = (needed / PERPETUA_ALIGNMENT + 3) * PERPETUA_ALIGNMENT;
        unsigned char *memory = aligned_alloc(PERPETUA_ALIGNMENT, room);
        assert_non_null(memory);
        memset(memory, 0, room);
        config.accounts_max = openings[i].accounts_max < 2 ? 1 : config.accounts_max;
        size_t size = (size_t)((int64_t)needed + openings[i].size_change);
        struct core *venue = perpetua_open(memory + openings[i].offset, size, &config);
        EXPECT_EQ(openings[i].row, venue != NULL, openings[i].is_opened);
        if (venue != NULL) perpetua_audit(venue);
        free(memory);
    }
}

static void test_configs(void **state)
{
    (void)state;
    struct core_config small = perpetua_config_small();
    struct core_config large = perpetua_config_large();
    EXPECT_TRUE("the small venue is legal", perpetua_config_fault(&small) == NULL);
    EXPECT_TRUE("the large venue is legal", perpetua_config_fault(&large) == NULL);
    EXPECT_TRUE("the small one takes less than 32 MiB", perpetua_size(&small) < 32u << 20);
    EXPECT_TRUE("the large one takes less than 4 GiB", perpetua_size(&large) < UINT64_C(4) << 30);
    small.orders_max = 0;
    EXPECT_TEXT("the fault is named", perpetua_config_fault(&small), "orders_max");
    EXPECT_EQ("an illegal venue has no size", perpetua_size(&small), 0);
    EXPECT_TRUE("and cannot be made", perpetua_create(&small) == NULL);
    perpetua_destroy(NULL);
}

static void venue_step(struct venue_fixture *fixture, struct command command)
{
    command.sequence = perpetua_sequence(fixture->venue) + 1;
    command.time_ns = 1000 + (int64_t)command.sequence;
    perpetua_step(fixture->venue, &command, &fixture->events);
}

static void venue_start(struct venue_fixture *fixture)
{
    struct core_config config = perpetua_config_small();
    memset(fixture, 0, sizeof *fixture);
    fixture->venue = perpetua_create(&config);
    assert_non_null(fixture->venue);
    fixture->events = (struct events){.list = fixture->list, .capacity = EVENTS_MAX};
}

/* A listed product 1, and account 1 with a bid of 5 lots at 100. */
static void venue_with_order(struct venue_fixture *fixture)
{
    struct product_terms terms = {.symbol = "TEST",
                                  .quote = "USD",
                                  .tick_value_micros = 100,
                                  .price_ticks_min = 1,
                                  .price_ticks_max = 1000000,
                                  .order_lots_max = 1000,
                                  .order_notional_micros_max = 1000000000,
                                  .protection_ticks = 50,
                                  .smp_mode = SMP_CANCEL_TAKER};
    struct body_member member = {.member_id = 1, .kind = MEMBER_FCM, .state = PARTY_APPROVED};
    struct body_account account = {.member_id = 1, .state = PARTY_APPROVED};
    struct order_entry order = {
        .price = {100}, .qty = {5}, .side = SIDE_BUY, .type = TYPE_LIMIT, .tif = TIF_GTC};
    venue_step(fixture, (struct command){.kind = COMMAND_MEMBER_SET, .member = member});
    venue_step(fixture,
               (struct command){.kind = COMMAND_PRODUCT_DEFINE, .product_id = 1, .terms = terms});
    for (uint32_t next = PRODUCT_FILED; next <= PRODUCT_LISTED; next++) {
        if (next == PRODUCT_STAYED || next == PRODUCT_WITHDRAWN) continue;
        venue_step(fixture, (struct command){.kind = COMMAND_PRODUCT_STATE,
                                             .product_id = 1,
                                             .state = {.state = next}});
    }
    venue_step(fixture, (struct command){.kind = COMMAND_ACCOUNT_OPEN, .account = account});
    venue_step(
        fixture,
        (struct command){.kind = COMMAND_DEPOSIT, .account_id = 1, .cash = {.amount = {7000000}}});
    venue_step(fixture,
               (struct command){
                   .kind = COMMAND_ORDER_PLACE, .account_id = 1, .product_id = 1, .order = order});
}

static void test_views(void **state)
{
    (void)state;
    struct venue_fixture fixture;
    venue_start(&fixture);
    EXPECT_EQ("nothing stepped", perpetua_sequence(fixture.venue), 0);
    venue_with_order(&fixture);
    struct depth_level level;
    struct order_view order;
    struct account_view account;
    struct position_view position;
    struct product_view product;
    uint64_t id = 0;
    EXPECT_EQ("commands stepped", perpetua_sequence(fixture.venue), 8);
    EXPECT_EQ("time of the last", perpetua_time_ns(fixture.venue), 1008);
    EXPECT_EQ("one bid", perpetua_depth(fixture.venue, 1, SIDE_BUY, &level, 1), 1);
    EXPECT_EQ("its price", level.price.ticks, 100);
    EXPECT_EQ("no ask", perpetua_depth(fixture.venue, 1, SIDE_SELL, &level, 1), 0);
    EXPECT_EQ("one order", perpetua_queue(fixture.venue, 1, SIDE_BUY, &id, 1), 1);
    EXPECT_TRUE("found by its id", perpetua_order(fixture.venue, id, &order));
    EXPECT_EQ("its quantity", order.open.lots, 5);
    EXPECT_TRUE("its account", perpetua_account(fixture.venue, 1, &account));
    EXPECT_EQ("the balance", account.balance.micros, 7000000);
    EXPECT_EQ("in the ledger", perpetua_balance(fixture.venue, entry_account(1)).micros, 7000000);
    EXPECT_EQ("from the bank", perpetua_balance(fixture.venue, ENTRY_BANK).micros, -7000000);
    EXPECT_TRUE("its position", perpetua_position(fixture.venue, 1, 1, &position));
    EXPECT_EQ("with a bid", position.open_bids.lots, 5);
    EXPECT_TRUE("the product", perpetua_product(fixture.venue, 1, &product));
    EXPECT_EQ("is listed", product.state, PRODUCT_LISTED);
    perpetua_destroy(fixture.venue);
}

static void test_strange_arguments(void **state)
{
    (void)state;
    struct venue_fixture fixture;
    venue_start(&fixture);
    venue_with_order(&fixture);
    struct hash128 before = perpetua_hash(fixture.venue);
    struct depth_level level;
    struct order_view order;
    struct account_view account;
    struct position_view position;
    struct product_view product;
    uint64_t id = 0;
    enum side strange = (enum side)3;
    EXPECT_EQ("depth of a third side", perpetua_depth(fixture.venue, 1, strange, &level, 1), 0);
    EXPECT_EQ("queue of a third side", perpetua_queue(fixture.venue, 1, strange, &id, 1), 0);
    EXPECT_EQ("depth of nothing", perpetua_depth(fixture.venue, 9999, SIDE_BUY, &level, 1), 0);
    EXPECT_EQ("no room", perpetua_depth(fixture.venue, 1, SIDE_BUY, &level, 0), 0);
    EXPECT_EQ("no room for orders", perpetua_queue(fixture.venue, 1, SIDE_BUY, &id, 0), 0);
    EXPECT_TRUE("no order 0", !perpetua_order(fixture.venue, 0, &order));
    EXPECT_TRUE("no such order", !perpetua_order(fixture.venue, UINT64_MAX, &order));
    EXPECT_TRUE("no account 0", !perpetua_account(fixture.venue, 0, &account));
    EXPECT_TRUE("no such account", !perpetua_account(fixture.venue, UINT32_MAX, &account));
    EXPECT_TRUE("no such position", !perpetua_position(fixture.venue, UINT32_MAX, 1, &position));
    EXPECT_TRUE("no position there", !perpetua_position(fixture.venue, 1, 65535, &position));
    EXPECT_TRUE("no product 0", !perpetua_product(fixture.venue, 0, &product));
    EXPECT_TRUE("no such product", !perpetua_product(fixture.venue, 65535, &product));
    EXPECT_EQ("no such entry", perpetua_balance(fixture.venue, UINT32_MAX).micros, 0);
    struct hash128 after = perpetua_hash(fixture.venue);
    EXPECT_TRUE("looking changed nothing", hash128_equal(before, after));
    perpetua_destroy(fixture.venue);
}

static void test_texts(void **state)
{
    (void)state;
    struct venue_fixture fixture;
    char text[PERPETUA_TEXT_SIZE];
    venue_start(&fixture);
    EXPECT_TEXT("the version", perpetua_version(), PERPETUA_VERSION);
    venue_with_order(&fixture);
    EXPECT_EQ("accepted", fixture.list[0].kind, EVENT_ORDER_ACCEPTED);
    size_t length = perpetua_event_text(text, sizeof text, &fixture.list[0]);
    EXPECT_TRUE("an event has a text", length > 0 && length == strlen(text));
    EXPECT_EQ("one byte short", perpetua_event_text(text, length, &fixture.list[0]), 0);
    EXPECT_TEXT("leaves nothing", text, "");
    EXPECT_EQ("no reason", perpetua_reject_text(text, sizeof text, &fixture.list[0]), 0);
    EXPECT_TEXT("and no text", text, "");

    venue_step(&fixture, (struct command){.kind = COMMAND_ORDER_CANCEL,
                                          .account_id = 1,
                                          .product_id = 1,
                                          .cancel = {.order_id = 999}});
    EXPECT_EQ("rejected", fixture.list[0].kind, EVENT_REJECTED);
    EXPECT_TRUE("with a reason", perpetua_reject_text(text, sizeof text, &fixture.list[0]) > 0);
    EXPECT_TEXT("that says why", text, "order 999 is not a live order of this account");
    perpetua_destroy(fixture.venue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open),  cmocka_unit_test(test_configs),
        cmocka_unit_test(test_views), cmocka_unit_test(test_strange_arguments),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
