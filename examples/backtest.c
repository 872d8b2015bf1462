/* SPDX-License-Identifier: Apache-2.0 */
/*
 * backtest.c - a small strategy traded against a generated book, through libperpetua.
 *
 * The book is a random walk, so the result says nothing about the strategy.  Prices are in ticks
 * of 0.1 USD, quantities in lots of 0.001 BTC.
 */
#include <inttypes.h>
#include <perpetua.h>
#include <stdio.h>
#include <stdlib.h>

enum { BTC = 1, ROUNDS = 400, LEVELS = 3, CLIP_LOTS = 5, NET_LOTS_MAX = 50, EDGE_TICKS = 30 };
#define DEPOSIT_MICROS INT64_C(10000000000) /* 10,000 USD */

struct backtest {
    struct perpetua *venue;
    struct event list[64];
    struct events events;
    uint32_t made_account; /* whose account the program's last ACCOUNT_OPEN made */
    uint32_t strategy;     /* whose fills are printed */
    uint32_t fills;
    int64_t fees_micros;
    uint64_t random;
};

/* Called for the events of every command, in pieces of at most the length of the list. */
static void look_at(void *context, const struct event *list, uint32_t count)
{
    struct backtest *test = context;
    char text[PERPETUA_TEXT_SIZE];
    for (uint32_t i = 0; i < count; i++) {
        if (list[i].kind == EVENT_ACCOUNT) test->made_account = list[i].account_id;
        if (list[i].kind == EVENT_REJECTED) {
            perpetua_reject_text(text, sizeof text, &list[i]);
            printf("rejected: %s\n", text);
        }
        if (list[i].kind != EVENT_FILL || list[i].account_id != test->strategy) continue;
        test->fills++;
        test->fees_micros += list[i].fill.fee.micros;
        perpetua_event_text(text, sizeof text, &list[i]);
        printf("%s\n", text);
    }
}

static void step(struct backtest *test, struct command command)
{
    command.sequence = perpetua_sequence(test->venue) + 1;
    command.time_ns = (int64_t)command.sequence * 1000000; /* a millisecond later than the last */
    perpetua_step(test->venue, &command, &test->events);
    look_at(test, test->list, test->events.count);
}

static uint32_t open_account(struct backtest *test)
{
    struct body_account body = {.member_id = 1, .state = PARTY_APPROVED};
    step(test, (struct command){.kind = COMMAND_ACCOUNT_OPEN, .account = body});
    uint32_t account_id = test->made_account;
    struct body_cash cash = {.amount = {DEPOSIT_MICROS}};
    step(test, (struct command){.kind = COMMAND_DEPOSIT, .account_id = account_id, .cash = cash});
    return account_id;
}

static void list_product(struct backtest *test)
{
    struct product_terms terms = {.symbol = "BTC-PERP",
                                  .quote = "USD",
                                  .tick_value_micros = 100,
                                  .price_ticks_min = 1,
                                  .price_ticks_max = 10000000,
                                  .order_lots_max = 100000,
                                  .order_notional_micros_max = INT64_C(1000000000000),
                                  .initial_margin_ppm = 50000,
                                  .fee_taker_ppm = 200,
                                  .smp_mode = SMP_CANCEL_TAKER};
    struct body_member member = {.member_id = 1, .kind = MEMBER_FCM, .state = PARTY_APPROVED};
    step(test, (struct command){.kind = COMMAND_MEMBER_SET, .member = member});
    struct command command = {.kind = COMMAND_PRODUCT_DEFINE, .product_id = BTC, .terms = terms};
    step(test, command);
    const uint32_t states[] = {PRODUCT_FILED, PRODUCT_APPROVED, PRODUCT_LISTED};
    command = (struct command){.kind = COMMAND_PRODUCT_STATE, .product_id = BTC};
    for (int i = 0; i < 3; i++) {
        command.state.state = states[i];
        step(test, command);
    }
}

static void place(struct backtest *test, uint32_t account_id, int side, int64_t ticks, int tif)
{
    struct command command = {.kind = COMMAND_ORDER_PLACE, .product_id = BTC};
    command.account_id = account_id;
    command.order = (struct order_entry){.price = {ticks}, .qty = {CLIP_LOTS}, .type = TYPE_LIMIT};
    command.order.side = (uint8_t)side;
    command.order.tif = (uint8_t)tif;
    step(test, command);
}

/* The market: takes its quotes back and quotes three levels a side around the new fair price. */
static void quote(struct backtest *test, uint32_t market, int64_t fair)
{
    struct body_mass_cancel all = {.side = SIDE_ANY};
    step(test, (struct command){.kind = COMMAND_MASS_CANCEL, .account_id = market, .mass = all});
    for (int64_t level = 1; level <= LEVELS; level++) {
        place(test, market, SIDE_BUY, fair - 2 * level, TIF_GTC);
        place(test, market, SIDE_SELL, fair + 2 * level, TIF_GTC);
    }
}

int main(int argc, char **argv)
{
    static struct backtest test;
    struct perpetua_config config = perpetua_config_small();
    test.random = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    test.venue = perpetua_create(&config);
    if (test.venue == NULL) return 1;
    test.events = (struct events){test.list, 64, 0, look_at, &test};
    list_product(&test);
    uint32_t market = open_account(&test);
    test.strategy = open_account(&test);

    int64_t fair = 600000, average = fair;
    struct position_view position = {{0}, {0}, {0}, {0}, {0}};
    for (int round = 0; round < ROUNDS; round++) {
        test.random = test.random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        fair += (int64_t)((test.random >> 33) % 41) - 20;
        quote(&test, market, fair);
        /* Buys well below the slow average, sells well above it, within a limit. */
        struct depth_level bid, ask;
        if (perpetua_depth(test.venue, BTC, SIDE_BUY, &bid, 1) == 0) continue;
        if (perpetua_depth(test.venue, BTC, SIDE_SELL, &ask, 1) == 0) continue;
        if (ask.price.ticks < average - EDGE_TICKS && position.net.lots < NET_LOTS_MAX)
            place(&test, test.strategy, SIDE_BUY, ask.price.ticks, TIF_IOC);
        if (bid.price.ticks > average + EDGE_TICKS && position.net.lots > -NET_LOTS_MAX)
            place(&test, test.strategy, SIDE_SELL, bid.price.ticks, TIF_IOC);
        average += (fair - average) / 16;
        perpetua_position(test.venue, test.strategy, BTC, &position);
    }
    /* Worth of the open position at the last fair price, less what was paid for it. */
    struct money cash = perpetua_balance(test.venue, entry_account(test.strategy));
    int64_t open = position.net.lots * fair * 100 - position.paid.micros;
    struct hash128 hash = perpetua_hash(test.venue);
    printf("%" PRIu32 " fills, net %" PRId64 " lots, fees %" PRId64 " micros\n", test.fills,
           position.net.lots, test.fees_micros);
    printf("profit %" PRId64 " micros\n", cash.micros - DEPOSIT_MICROS + open);
    printf("state %016" PRIx64 "%016" PRIx64 " after %" PRIu64 " commands\n", hash.high, hash.low,
           perpetua_sequence(test.venue));
    perpetua_destroy(test.venue);
    return 0;
}
