/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_test.c - a fault planted in each invariant is found by it, for audit.c and audit_index.c
 * (R-AUDIT-1 to R-AUDIT-4, R-BOOK-3).
 */
#include "base/expect.h"
#include "core/fixture.h"
#include "core/state/client_index.h"
#include "core/state/state.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static _Alignas(64) unsigned char kept[FIXTURE_SIZE]; /* the sound state */
static struct fixture fixture;
static struct core *core;

/* Orders of the sound state, by what they are. */
static struct {
    struct order *bid;     /* a plain bid, first at its price */
    struct order *second;  /* the next at that price */
    struct order *iceberg; /* an ask */
    struct order *stop;    /* armed, falling, on the mark */
    struct order *trail;   /* armed, trailing the mark */
    struct order *trail_2; /* the next that does */
    struct order *held;    /* waits for its parent */
    struct order *timed;   /* expires first */
    struct order *timed_2; /* expires later */
    struct order *reduces; /* reduce-only */
} orders;

static struct order *placed(uint32_t account, struct order_entry entry)
{
    uint64_t id = fixture_place(&fixture, account, entry);
    EXPECT_TRUE("the order was taken", id != 0);
    return order_find(&fixture.core->store, id);
}

static struct order_entry timed_entry(int64_t after_ns)
{
    struct order_entry entry = fixture_entry(SIDE_BUY, 1, 900);
    entry.tif = TIF_GTD;
    entry.expiry_ns = fixture.time_ns + after_ns;
    return entry;
}

static struct order_entry trail_entry(void)
{
    struct order_entry entry = fixture_entry(SIDE_SELL, 2, 0);
    entry.type = TYPE_TRAIL_MARKET;
    entry.trail_ticks = 50;
    return entry;
}

static void place_list(void)
{
    struct command *command = fixture_command(&fixture, COMMAND_ORDER_LIST);
    command->account_id = CAROL;
    command->product_id = PRODUCT;
    command->list = (struct body_list){.kind = LIST_OTO, .leg_count = 2};
    command->list.legs[0] = fixture_entry(SIDE_BUY, 2, 950);
    command->list.legs[1] = fixture_entry(SIDE_SELL, 2, 1200);
    fixture_step(&fixture);
    orders.held = order_find(&core->store, fixture.list[1].order.order_id);
}

/* A second product whose resume auction runs, with a crossed book that is not open. */
static void start_auction(void)
{
    struct product_terms terms = fixture_terms();
    terms.resume_auction_ns = INT64_C(60000000000);
    fixture_define(&fixture, 2, &terms);
    fixture_list(&fixture, 2);
    (void)fixture_state(&fixture, COMMAND_HALT, 2, HALT_PAUSED);
    (void)fixture_state(&fixture, COMMAND_HALT, 2, HALT_NONE);
    for (uint32_t account = ALICE; account <= BOB; account++) {
        struct command *command = fixture_command(&fixture, COMMAND_ORDER_PLACE);
        command->account_id = account;
        command->product_id = 2;
        command->order = fixture_entry(account == ALICE ? SIDE_BUY : SIDE_SELL, 3, 500);
        fixture_step(&fixture);
    }
}

static void start(void)
{
    struct product_terms terms = fixture_terms();
    terms.initial_margin_ppm = 100000;
    fixture_open(&fixture, memory, sizeof memory);
    core = fixture.core;
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = terms;
    fixture_step(&fixture);
    uint32_t sub = fixture_account(&fixture, MEMBER, CAROL);
    (void)fixture_deposit(&fixture, sub, 1000000000);
    (void)fixture_marks(&fixture, 1000, 1000);

    (void)placed(ALICE, fixture_entry(SIDE_BUY, 5, 1000)); /* a trade: positions */
    (void)placed(BOB, fixture_entry(SIDE_SELL, 5, 1000));
    struct order_entry named = fixture_entry(SIDE_BUY, 4, 990);
    named.client_order_id = 7;
    orders.bid = placed(BOB, named);
    orders.second = placed(sub, fixture_entry(SIDE_BUY, 3, 990));
    struct order_entry iceberg = fixture_entry(SIDE_SELL, 20, 1010);
    iceberg.display.lots = 6;
    orders.iceberg = placed(CAROL, iceberg);
    (void)placed(CAROL, fixture_entry(SIDE_SELL, 1, 90000)); /* kept in the tree of far prices */
    struct order_entry stop = fixture_entry(SIDE_SELL, 3, 900);
    stop.type = TYPE_STOP_LIMIT;
    stop.trigger.ticks = 910;
    orders.stop = placed(ALICE, stop);
    orders.trail = placed(ALICE, trail_entry());
    orders.trail_2 = placed(ALICE, trail_entry());
    place_list();
    orders.timed = placed(BOB, timed_entry(1000000000));
    orders.timed_2 = placed(BOB, timed_entry(2000000000));
    struct order_entry reduces = fixture_entry(SIDE_SELL, 2, 1020);
    reduces.flags = FLAG_REDUCE_ONLY;
    orders.reduces = placed(ALICE, reduces);
    start_auction();
    memcpy(kept, memory, sizeof memory);
}

/* --- where things are ------------------------------------------------------------------------- */

static struct position *position_of(uint32_t account)
{
    return position_at(&core->positions, position_find(&core->positions, account, PRODUCT));
}

static struct level *level_of(const struct order *order)
{
    enum side side = order_side(order);
    uint32_t slot =
        ladder_find(&core->books[PRODUCT].sides[side], side_price_key(side, order->price_ticks));
    return level_at(&core->store, slot);
}

static struct level *trigger_level_of(const struct order *order)
{
    uint32_t slot =
        price_tree_find(core->store.levels, &core->triggers[PRODUCT].trees[SOURCE_MARK][1],
                        ~order_extra(&core->store, order)->trigger_ticks);
    return level_at(&core->store, slot);
}

static struct product *product_of(void)
{
    return core_product_at(core, PRODUCT);
}

static struct ledger_line *line_of(uint32_t entry)
{
    return &core->ledger.lines[entry];
}

static uint32_t slot_of(const struct order *order)
{
    return order_slot(&core->store, order);
}

static struct order_extra *extra_of(const struct order *order)
{
    return order_extra(&core->store, order);
}

/* --- the faults ------------------------------------------------------------------------------- */

/* X(name, what the failing assertion says, the fault) */
#define FAULTS(X)                                                                                  \
    /* R-AUDIT-1 */                                                                                \
    X(money_from_nowhere, "ledger_sum", line_of(ENTRY_FEES)->balance_micros++)                     \
    X(money_lost, "ledger_sum", line_of(entry_account(ALICE))->balance_micros--)                   \
    /* R-AUDIT-2 */                                                                                \
    X(lots_from_nowhere, "net == 0", position_of(ALICE)->net_lots++)                               \
    X(value_from_nowhere, "paid + ledger_exact", position_of(ALICE)->paid_micros++)                \
    X(clearing_entry_is_off, "paid + ledger_exact",                                                \
      (line_of(entry_clearing(PRODUCT))->balance_micros++, line_of(ENTRY_FEES)->balance_micros--)) \
    X(flat_position_has_paid, "position->net_lots == 0", position_of(CAROL)->paid_micros++)        \
    X(open_interest_is_off, "open_interest ==", product_of()->open_interest_lots++)                \
    X(open_lots_of_product_are_off, "open_lots == product->open_lots", product_of()->open_lots++)  \
    X(more_than_the_capacity, "product->lots_max", product_of()->lots_max = 3)                     \
    X(owner_net_is_off, "owners == 0", position_of(CAROL)->owner_net_lots++)                       \
    X(owner_open_is_off, "owners_open == open_lots",                                               \
      position_of(CAROL)->owner_open_lots[SIDE_BUY]++)                                             \
    X(owner_net_in_the_wrong_place, "position->owner_net_lots == 0",                               \
      position_of(4)->owner_net_lots++)                                                            \
    /* R-AUDIT-3 */                                                                                \
    X(hold_without_margin, "margin_micros ==", line_of(entry_account(ALICE))->hold_micros++)       \
    X(margin_without_hold, "margin_micros ==", position_of(BOB)->margin_micros++)                  \
    X(position_of_another, "position->account == account_id",                                      \
      core_account_at(core, ALICE)->first_position = core_account_at(core, BOB)->first_position)   \
    X(account_counts_an_order_more, "core_account_at", core_account_at(core, BOB)->order_count++)  \
    /* R-AUDIT-4: orders and positions */                                                          \
    X(order_of_another_position,                                                                   \
      "order->position ==", orders.bid->position = orders.iceberg->position)                       \
    X(nothing_open, "order->open_lots > 0", orders.bid->open_lots = 0)                             \
    X(order_between_places, "order_place(order) >=", order_set_place(orders.bid, PLACE_TAKING))    \
    X(order_in_the_work_queue,                                                                     \
      "order_place(order) >=", order_set_place(orders.held, PLACE_QUEUED))                         \
    X(resting_but_not_active, "active ==", orders.bid->bits &= ~ORDER_ACTIVE_BIT)                  \
    X(armed_but_active, "active ==", orders.stop->bits |= ORDER_ACTIVE_BIT)                        \
    X(id_of_another_slot, "order_find", orders.reduces->id++)                                      \
    X(client_id_not_in_the_table, "client_index_find", orders.second->client_order_id = 8)         \
    X(client_table_misses_one, "client_index_find", client_index_remove(core, orders.bid))         \
    X(list_points_back_wrongly, "links[slot].older",                                               \
      core->store.links[slot_of(orders.timed)].older = 0)                                          \
    X(older_after_newer, "order->id > older_id", orders.timed->id = orders.bid->id)                \
    X(last_order_is_off, "position->last_order ==", position_of(BOB)->last_order = 0)              \
    X(position_counts_an_order_more, "position->order_count", position_of(BOB)->order_count++)     \
    X(reduce_only_count_is_off, "reduce_only_count", position_of(ALICE)->reduce_only_count = 0)    \
    X(bids_of_position_are_off, "open_lots[SIDE_BUY]", position_of(BOB)->open_lots[SIDE_BUY]++)    \
    X(asks_of_position_are_off, "open_lots[SIDE_SELL]", position_of(BOB)->open_lots[SIDE_SELL]++)  \
    X(position_not_in_the_table, "position_find",                                                  \
      memset(core->positions.buckets, 0, sizeof core->positions.buckets[0] * 64))                  \
    X(pool_counts_an_order_more, "venue->orders.orders.live", core->venue->orders.orders.live++)   \
    X(work_left_over, "work_oldest", core->venue->work_oldest = slot_of(orders.held))              \
    /* R-AUDIT-4: levels */                                                                        \
    X(no_level_at_its_price, "slot != 0", orders.second->price_ticks = 777)                        \
    X(iceberg_shows_nothing, "order_shown_lots", extra_of(orders.iceberg)->shown_lots = 0)         \
    X(first_is_not_the_oldest, "order->older != 0",                                                \
      level_of(orders.bid)->oldest = slot_of(orders.second))                                       \
    X(level_counts_an_order_more, "level->order_count", level_of(orders.bid)->order_count++)       \
    X(level_shows_a_lot_more, "shown_lots == level", level_of(orders.bid)->shown_lots++)           \
    X(level_hides_a_lot_more, "hidden_lots == level", level_of(orders.iceberg)->hidden_lots++)     \
    X(order_in_the_wrong_level, "side_price_key",                                                  \
      orders.second->price_ticks = orders.timed->price_ticks)                                      \
    X(ladder_counts_a_level_more, "window_levels", core->ladder_states[2].window_levels++)         \
    X(tree_counts_a_level_more, "tree_levels", core->ladder_states[3].tree_levels++)               \
    X(window_lost_a_bit, "window_has_bit", core->ladder_words[2] = 0)                              \
    X(window_has_a_bit_more, "in_window", core->ladder_words[2] = ~UINT64_C(0))                    \
    X(summary_lost_a_word, "is_used", core->ladder_summary[2] = 0)                                 \
    X(window_moved_without_its_levels, "slot != 0", core->ladder_states[3].base += 1 << 20)        \
    X(tree_of_far_prices_lost, "slot != 0", core->ladder_states[3].tree.root = 0)                  \
    X(misses_never_paid, "misses", core->ladder_states[2].misses = core->config.ladder_width)      \
    X(crossed_while_open, "book_is_crossed", core_product_at(core, 2)->phase = PHASE_OPEN)         \
    /* R-AUDIT-4: triggers, expiries, tables */                                                    \
    X(armed_order_of_another_trigger, "falls ?", extra_of(orders.stop)->trigger_ticks++)           \
    X(trigger_level_counts_more, "orders == level", trigger_level_of(orders.stop)->order_count++)  \
    X(trigger_tree_lost, "expected->armed",                                                        \
      core->triggers[PRODUCT].trees[SOURCE_MARK][1].root = 0)                                      \
    X(trail_list_lost, "expected->trailing",                                                       \
      (core->triggers[PRODUCT].trail_oldest[SOURCE_MARK] = 0,                                      \
       core->triggers[PRODUCT].trail_newest[SOURCE_MARK] = 0))                                     \
    X(trail_list_points_back_wrongly, "trail_older", extra_of(orders.trail_2)->trail_older = 0)    \
    X(trail_list_ends_early, "trail_newest",                                                       \
      core->triggers[PRODUCT].trail_newest[SOURCE_MARK] = slot_of(orders.trail))                   \
    X(trail_list_holds_a_stranger, "PLACE_ARMED",                                                  \
      core->triggers[PRODUCT].trail_oldest[SOURCE_MARK] = slot_of(orders.timed))                   \
    X(trail_list_of_another_source, "order_source",                                                \
      (core->triggers[PRODUCT].trail_oldest[SOURCE_LAST] = slot_of(orders.trail),                  \
       core->triggers[PRODUCT].trail_newest[SOURCE_LAST] = slot_of(orders.trail)))                 \
    X(level_belongs_to_nobody, "levels.live", core->venue->orders.levels.live++)                   \
    X(auction_not_counted, "auctions_running", core->venue->auctions_running = 0)                  \
    X(expiry_not_counted, "expiry_count", core->venue->expiry_count--)                             \
    X(expiry_in_the_wrong_place, "heap_index", extra_of(orders.timed)->heap_index = 2)             \
    X(expiry_of_nobody, "PLACE_NONE", core->expiry.slots[1] = core->venue->orders.orders.used)     \
    X(later_expiry_first, "expiry_ns",                                                             \
      extra_of(orders.timed)->expiry_ns = extra_of(orders.timed_2)->expiry_ns + 1)                 \
    X(extra_of_nobody, "extras.live", core->venue->orders.extras.live++)                           \
    X(client_table_knows_a_stranger, "count == expected",                                          \
      core->client_slots[slot_of(orders.bid)] = slot_of(orders.second))                            \
    X(client_table_knows_the_dead, "PLACE_NONE",                                                   \
      core->client_slots[slot_of(orders.bid)] = core->venue->orders.orders.used)

#define X(name, condition, fault)                                                                  \
    static void plant_##name(void)                                                                 \
    {                                                                                              \
        fault;                                                                                     \
    }
FAULTS(X)
#undef X

static const struct {
    const char *row;
    const char *condition;
    void (*plant)(void);
} faults[] = {
#define X(name, condition, fault) {#name, condition, plant_##name},
    FAULTS(X)
#undef X
};

static void test_sound(void **state)
{
    (void)state;
    start();
    core_audit(core); /* ends the test if it finds anything */
    EXPECT_EQ("the far ask is in the tree", core->ladder_states[3].tree_levels, 1);
    EXPECT_TRUE("both trailing orders stand in one level",
                trigger_level_of(orders.trail)->order_count == 2);
}

static void test_planted_faults(void **state)
{
    (void)state;
    start();
    for (uint32_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        faults[i].plant();
        EXPECT_STOPS(faults[i].row, core_audit(core));
        if (strstr(expect_stop.condition, faults[i].condition) == NULL) {
            EXPECT_TEXT(faults[i].row, expect_stop.condition, faults[i].condition);
        }
        memcpy(memory, kept, sizeof memory);
    }
    core_audit(core);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound),
        cmocka_unit_test(test_planted_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
