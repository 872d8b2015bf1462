/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agents_test.c - the agents make a market of a core that lists BTCPERP.
 *
 * Role       Runs some hours of venue time in memory and measures what a visitor would see: spread,
 *            depth, trades, funding, liquidations: agent_maker.c, agent_taker.c, agent_leveraged.c.
 */
#include "agents/agents.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/expect.h"
#include "model/listing.h"

#define SECOND      INT64_C(1000000000)
#define MINUTE      (60 * SECOND)
#define START       INT64_C(1790000000000000000)
#define FUND        1u
#define FIRST       2u
#define EVENTS      4096u
#define EVENT_KINDS 256u
#define SPREADS_MAX 20000u

struct market {
    struct core *core;
    struct agents agents;
    struct event list[EVENTS];
    struct events events;
    int64_t now_ns;
    uint64_t sequence;
    uint64_t counts[EVENT_KINDS];
    uint64_t setup_rejects;
    int64_t spreads[SPREADS_MAX];
    uint32_t spread_count;
    uint32_t thin_count;
    uint32_t index_states; /* mask of those seen */
};

static void drain(void *context, const struct event *list, uint32_t count)
{
    struct market *market = context;
    for (uint32_t i = 0; i < count; i++) market->counts[list[i].kind % EVENT_KINDS]++;
    if (market->agents.submit != NULL) agents_learn(&market->agents, list, count);
}

static bool submit(void *context, struct command *command)
{
    struct market *market = context;
    command->sequence = ++market->sequence;
    command->time_ns = market->now_ns;
    (void)core_step(market->core, command, &market->events);
    drain(market, market->events.list, market->events.count);
    return true;
}

static void list_product(struct market *market)
{
    struct listing listing = {.from_ns = START,
                              .fund_account_id = FUND,
                              .product_id = 1,
                              .regime = REGIME_VENUE,
                              .method = DELEVERAGE_WATER_FILLING,
                              .source_count = 5,
                              .source_ids = {1, 2, 3, 4, 5}};
    struct command command = {.kind = COMMAND_MEMBER_SET};
    command.member =
        (struct body_member){.member_id = 1, .kind = MEMBER_SELF_CLEARING, .state = PARTY_APPROVED};
    (void)submit(market, &command);
    command = (struct command){.kind = COMMAND_ACCOUNT_OPEN};
    command.account = (struct body_account){.member_id = 1, .state = PARTY_APPROVED};
    (void)submit(market, &command);
    command = (struct command){.kind = COMMAND_DEPOSIT, .account_id = FUND};
    command.cash.amount.micros = INT64_C(5000000000000);
    (void)submit(market, &command);
    for (uint32_t step = 0; listing_command(&listing, step, &command); step++)
        (void)submit(market, &command);
}

static struct market *market_open(enum path_scenario scenario, uint64_t seed)
{
    struct market *market = calloc(1, sizeof *market);
    struct core_config capacities = core_config_small();
    size_t size = core_size(&capacities);
    void *memory = aligned_alloc(64, (size + 63) / 64 * 64);
    ASSERT(market != NULL && memory != NULL);
    memset(memory, 0, size);
    market->core = core_init(memory, size, &capacities);
    market->now_ns = START;
    market->events = (struct events){
        .list = market->list, .capacity = EVENTS, .drain = drain, .context = market};
    list_product(market);

    struct agents_config config = agents_config_default();
    config.seed = seed;
    config.scenario = scenario;
    config.first_account_id = FIRST;
    config.first_member_id = 2;
    config.first_user_id = 2;
    config.account_classes = CLASS_FUTURES;
    config.source_count = 5;
    for (uint32_t i = 0; i < 5; i++) config.source_ids[i] = i + 1;
    agents_start(&market->agents, &config, market->core, START);
    EXPECT_TRUE("set up", agents_setup(&market->agents, market->core, submit, market));
    market->setup_rejects = market->counts[EVENT_REJECTED];
    return market;
}

static void market_close(struct market *market)
{
    core_audit(market->core);
    free(market->core);
    free(market);
}

static void measure(struct market *market)
{
    struct depth_level bids[5];
    struct depth_level asks[5];
    uint32_t bid_count = core_depth(market->core, 1, SIDE_BUY, bids, 5);
    uint32_t ask_count = core_depth(market->core, 1, SIDE_SELL, asks, 5);
    struct economy_view economy;
    if (core_economy(market->core, 1, &economy))
        market->index_states |= UINT32_C(1) << economy.index_state;
    if (bid_count < 5 || ask_count < 5) {
        market->thin_count++;
        return;
    }
    if (market->spread_count == SPREADS_MAX) return;
    market->spreads[market->spread_count++] = asks[0].price.ticks - bids[0].price.ticks;
}

static void market_run(struct market *market, int64_t duration_ns)
{
    int64_t end_ns = market->now_ns + duration_ns;
    while (market->now_ns < end_ns) {
        market->now_ns += market->agents.config.tick_ns;
        EXPECT_TRUE("advances", agents_advance(&market->agents, market->core, market->now_ns));
        if (market->now_ns % SECOND == 0) measure(market);
    }
}

static int compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static int64_t spread_median(struct market *market)
{
    qsort(market->spreads, market->spread_count, sizeof market->spreads[0], compare);
    return market->spreads[market->spread_count / 2];
}

static void test_listing(void **state)
{
    (void)state;
    struct market *market = market_open(PATH_CALM, 1);
    EXPECT_EQ("the listing and the accounts are accepted", market->setup_rejects, 0);
    struct product_view view;
    EXPECT_TRUE("there is a product", core_product(market->core, 1, &view));
    EXPECT_EQ("it is listed", view.state, PRODUCT_LISTED);
    EXPECT_EQ("it is open", view.phase, PHASE_OPEN);
    market_close(market);
}

static void test_calm(void **state)
{
    (void)state;
    struct market *market = market_open(PATH_CALM, 7);
    market_run(market, 20 * MINUTE);
    int64_t seconds = 20 * 60;
    EXPECT_TRUE("the book is hardly ever thin", market->thin_count < seconds / 100);
    int64_t spread = spread_median(market);
    EXPECT_TRUE("the spread is 1 to 4 dollars", spread >= 1 && spread <= 4);
    EXPECT_TRUE("a trade every second or so", market->counts[EVENT_TRADE] > (uint64_t)seconds);
    EXPECT_TRUE("few commands are refused",
                market->counts[EVENT_REJECTED] * 50 < market->counts[EVENT_ORDER_ACCEPTED]);
    struct product_view view;
    (void)core_product(market->core, 1, &view);
    int64_t distance = view.mark.ticks_e4 - view.index.ticks_e4;
    EXPECT_TRUE("the mark stays near the index",
                distance * 500 < view.index.ticks_e4 && -distance * 500 < view.index.ticks_e4);
    EXPECT_TRUE("there is open interest", view.open_interest.lots > 1000);
    market_close(market);
}

static void test_crash(void **state)
{
    (void)state;
    struct market *market = market_open(PATH_CRASH, 11);
    market_run(market, 10 * MINUTE);
    EXPECT_TRUE("accounts come into the queue", market->counts[EVENT_ACCOUNT_QUEUED] > 5);
    EXPECT_TRUE("accounts are liquidated", market->counts[EVENT_LIQUIDATION] > 5);
    market_close(market);
}

static void test_squeeze(void **state)
{
    (void)state;
    struct market *market = market_open(PATH_FUNDING_SQUEEZE, 3);
    market_run(market, 30 * MINUTE);
    struct economy_view economy;
    EXPECT_TRUE("there is funding", core_economy(market->core, 1, &economy));
    EXPECT_TRUE("longs will pay well more than the 0.01 % below which nobody pays",
                economy.estimate_e12 > INT64_C(200000000));
    market_close(market);
}

static void test_outage(void **state)
{
    (void)state;
    struct market *market = market_open(PATH_INDEX_OUTAGE, 5);
    market_run(market, 10 * MINUTE);
    EXPECT_EQ("normal, degraded and halt are seen", market->index_states,
              1u << INDEX_NORMAL | 1u << INDEX_DEGRADED | 1u << INDEX_HALT);
    struct product_view view;
    (void)core_product(market->core, 1, &view);
    EXPECT_EQ("the market is open again", view.halt, HALT_NONE);
    market_close(market);
}

static void test_repeats(void **state)
{
    (void)state;
    struct hash128 hashes[2];
    for (uint32_t run = 0; run < 2; run++) {
        struct market *market = market_open(PATH_TREND, 21);
        market_run(market, 2 * MINUTE);
        hashes[run] = core_hash(market->core);
        market_close(market);
    }
    EXPECT_TRUE("one seed, one venue", memcmp(&hashes[0], &hashes[1], sizeof hashes[0]) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_listing), cmocka_unit_test(test_calm),
        cmocka_unit_test(test_crash),   cmocka_unit_test(test_squeeze),
        cmocka_unit_test(test_outage),  cmocka_unit_test(test_repeats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
