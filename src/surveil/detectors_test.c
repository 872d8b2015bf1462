/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detectors_test.c - each detector on stories that it must tell, and on near ones it must not.
 *
 * Role       detect_self_match.c, detect_money_pass.c, detect_prearranged.c, detect_spoofing.c,
 *            detect_layering.c, detect_quote_stuffing.c, detect_momentum_ignition.c,
 *            detect_funding_pressure.c, detect_settlement_pressure.c, detect_index_push.c,
 *            detect_liquidation_hunting.c, detect_front_running.c, detect_position_limit.c,
 *            detect_off_market.c, detect_staff_change.c, and burst.c and pressure.c behind them.
 *            A row is one story with one number changed.
 */
#include <inttypes.h>

#include "base/expect.h"
#include "surveil/fixture.h"

struct row {
    const char *name;
    void (*story)(struct fixture *fixture, const struct row *row);
    const char *detector;
    int64_t a;
    int64_t b;
    int64_t c;
    uint32_t alerts;
};

/* --- trades between accounts ------------------------------------------------------------------ */

/* Accounts 2 and 3 of controller `a` and `b` trade once. */
static void linked_trade(struct fixture *fixture, const struct row *row)
{
    fixture_account(fixture,
                    &(struct fixture_party){.id = 2, .controller = (uint32_t)row->a, .member = 1});
    fixture_account(fixture,
                    &(struct fixture_party){.id = 3, .controller = (uint32_t)row->b, .member = 1});
    uint64_t order = fixture_rest(fixture, 2, SIDE_SELL, FIXTURE_MID + 1, 10);
    fixture_wait_ms(fixture, 5000);
    fixture_take(fixture, 3, order, 10);
}

/* `a` round trips of accounts 2 and 3; in every one of them 3 buys `b` lots elsewhere too. */
static void round_trips(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a; i++) {
        uint64_t order = fixture_rest(fixture, 2, SIDE_SELL, FIXTURE_MID + 1, 10);
        fixture_wait_ms(fixture, 3000);
        fixture_take(fixture, 3, order, 10);
        order = fixture_rest(fixture, 2, SIDE_BUY, FIXTURE_MID - 1, 10);
        fixture_wait_ms(fixture, 3000);
        fixture_take(fixture, 3, order, 10);
        if (row->b == 0) continue;
        order = fixture_rest(fixture, 4, SIDE_SELL, FIXTURE_MID + 1, row->b);
        fixture_take(fixture, 3, order, row->b);
    }
}

static void prevented(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a; i++) {
        uint64_t order = fixture_rest(fixture, 2, SIDE_SELL, FIXTURE_MID + 1, 10);
        fixture_cancel(fixture, order, (enum reason)row->b);
        fixture_wait_ms(fixture, 1000);
    }
}

/* `a` times 3 meets 2's order `b` ticks beyond the best price; with `c` the gainer changes. */
static void passes(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a; i++) {
        uint32_t gains = row->c != 0 && i % 2 == 1 ? 3 : 2;
        uint64_t order = fixture_rest(fixture, gains, SIDE_SELL, FIXTURE_MID + 3 + row->b, 50 + i);
        fixture_wait_ms(fixture, 2000);
        fixture_take(fixture, gains == 2 ? 3 : 2, order, 50 + i);
        fixture_wait_ms(fixture, 60000);
    }
}

/* The same there and back: 2 sells dear, then buys cheap; 3 also buys `c` lots elsewhere. */
static void passes_back(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a; i++) {
        bool sells = i % 2 == 0;
        int64_t away = sells ? 3 + row->b : -3 - row->b;
        enum side side = sells ? SIDE_SELL : SIDE_BUY;
        uint64_t order = fixture_rest(fixture, 2, side, FIXTURE_MID + away, 50);
        fixture_take(fixture, 3, order, 50);
        order = fixture_rest(fixture, 4, SIDE_SELL, FIXTURE_MID + 1, row->c);
        if (row->c != 0) fixture_take(fixture, 3, order, row->c);
        fixture_wait_ms(fixture, 60000);
    }
}

/* `a` times an order meets one `b` ms older, which is `c` lots larger. */
static void arranged(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a; i++) {
        uint64_t order = fixture_rest(fixture, 2, SIDE_SELL, FIXTURE_MID + 1, 100 + i + row->c);
        fixture_wait_ms(fixture, row->b);
        fixture_take(fixture, 3, order, 100 + i);
        fixture_cancel(fixture, order, REASON_MEMBER);
        fixture_wait_ms(fixture, 30000);
    }
}

/* --- orders that are not meant to trade ------------------------------------------------------- */

/* `a` cycles; the large order of `b` lots goes `c` ms after the small one is filled. */
static void spoofs(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a; i++) {
        uint64_t genuine = fixture_rest(fixture, 2, SIDE_BUY, FIXTURE_MID - 1, 20);
        uint64_t large = fixture_rest(fixture, 2, SIDE_SELL, FIXTURE_MID + 6, row->b);
        fixture_wait_ms(fixture, 500);
        fixture_take(fixture, 4, genuine, 20);
        fixture_wait_ms(fixture, row->c);
        fixture_cancel(fixture, large, REASON_MEMBER);
        fixture_wait_ms(fixture, 20000);
    }
}

/* A maker has as much on the other side. */
static void two_sided(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a; i++) {
        uint64_t bid = fixture_rest(fixture, 2, SIDE_BUY, FIXTURE_MID - 1, row->b);
        uint64_t ask = fixture_rest(fixture, 2, SIDE_SELL, FIXTURE_MID + 1, row->b);
        fixture_take(fixture, 4, bid, 20);
        fixture_wait_ms(fixture, row->c);
        fixture_cancel(fixture, ask, REASON_MEMBER);
        fixture_cancel(fixture, bid, REASON_MEMBER);
        fixture_wait_ms(fixture, 20000);
    }
}

/* `a` prices of `b` lots above; `c` lots are bought below, then all go. */
static void layers_once(struct fixture *fixture, const struct row *row)
{
    uint64_t orders[8];
    for (int64_t i = 0; i < row->a; i++) {
        orders[i] = fixture_rest(fixture, 2, SIDE_SELL, FIXTURE_MID + 10 + i, row->b);
    }
    fixture_wait_ms(fixture, 8000);
    if (row->c > 0) {
        uint64_t genuine = fixture_rest(fixture, 2, SIDE_BUY, FIXTURE_MID - 1, row->c);
        fixture_take(fixture, 4, genuine, row->c);
    }
    fixture_wait_ms(fixture, 1000);
    for (int64_t i = 0; i < row->a; i++) fixture_cancel(fixture, orders[i], REASON_MEMBER);
    fixture_wait_ms(fixture, 20000);
}

static void layers(struct fixture *fixture, const struct row *row)
{
    layers_once(fixture, row);
    layers_once(fixture, row);
}

/* Once, but the layers follow the price: each is moved `b` times. */
static void layers_follow(struct fixture *fixture, const struct row *row)
{
    uint64_t orders[8];
    for (int64_t i = 0; i < row->a; i++) {
        orders[i] = fixture_rest(fixture, 2, SIDE_SELL, FIXTURE_MID + 10 + i, 2000);
    }
    for (int64_t move = 1; move <= row->b; move++) {
        fixture_wait_ms(fixture, 2000);
        for (int64_t i = 0; i < row->a; i++) {
            fixture_amend(fixture, orders[i], FIXTURE_MID + 10 + i + move % 2);
        }
    }
    uint64_t genuine = fixture_rest(fixture, 2, SIDE_BUY, FIXTURE_MID - 1, row->c);
    fixture_take(fixture, 4, genuine, row->c);
    for (int64_t i = 0; i < row->a; i++) fixture_cancel(fixture, orders[i], REASON_MEMBER);
}

/* `a` pairs of messages a second for `b` seconds; with `c` it trades once in each pair of them. */
static void flood(struct fixture *fixture, const struct row *row)
{
    for (int64_t second = 0; second < row->b; second++) {
        for (int64_t i = 0; i < row->a; i++) {
            uint64_t order = fixture_rest(fixture, 2, SIDE_BUY, FIXTURE_MID - 20, 1 + row->c);
            if (row->c != 0) fixture_take(fixture, 4, order, 1);
            fixture_cancel(fixture, order, REASON_MEMBER);
        }
        fixture_wait_ms(fixture, 1000);
    }
}

/* Quotes first: `a` messages in every second of account 3, until the percentile is known.  Then `b`
 * pairs of messages a second by account 2 for `c` seconds. */
static void flood_among(struct fixture *fixture, const struct row *row)
{
    (void)surveil_set(fixture->surveil, surveil_find("quote-stuffing"), "samples", 500);
    (void)surveil_set(fixture->surveil, surveil_find("quote-stuffing"), "rate", 300);
    for (int64_t second = 0; second < 600; second++) {
        for (int64_t i = 0; i < row->a / 2; i++) {
            uint64_t order = fixture_rest(fixture, 3, SIDE_BUY, FIXTURE_MID - 20, 1);
            fixture_cancel(fixture, order, REASON_MEMBER);
        }
        fixture_wait_ms(fixture, 1000);
    }
    const struct row burst = {.a = row->b, .b = row->c};
    flood(fixture, &burst);
}

/* --- prices ----------------------------------------------------------------------------------- */

/* Takes the book up to `a` levels, then sells `b` per cent to those who follow, at `c` ticks. */
static void ignition(struct fixture *fixture, const struct row *row)
{
    for (int64_t level = 1; level <= row->a; level++) {
        uint32_t maker = 5 + 2 * (uint32_t)(level % 3);
        uint64_t order = fixture_rest(fixture, maker, SIDE_SELL, FIXTURE_MID + level * 3, 3000);
        fixture_take(fixture, 2, order, 3000);
        fixture_wait_ms(fixture, 1000);
    }
    uint64_t out = fixture_rest(fixture, 2, SIDE_SELL, FIXTURE_MID + row->c, 30000);
    fixture_wait_ms(fixture, 2000);
    fixture_take(fixture, 6, out, row->a * 3000 * row->b / 100);
}

/* Takes `a` times `b` lots, then sells them to what stands `c` ticks above: nobody followed. */
static void in_and_out(struct fixture *fixture, const struct row *row)
{
    for (int64_t level = 1; level <= row->a; level++) {
        uint32_t maker = 5 + 2 * (uint32_t)(level % 3);
        uint64_t order = fixture_rest(fixture, maker, SIDE_SELL, FIXTURE_MID + level * 3, row->b);
        fixture_take(fixture, 2, order, row->b);
        fixture_wait_ms(fixture, 1000);
    }
    uint64_t stands = fixture_rest(fixture, 6, SIDE_BUY, FIXTURE_MID + row->c, 30000);
    fixture_take(fixture, 2, stands, row->a * row->b);
}

/* The push of nine levels, then three fifths out `b` ticks away and the rest `c`. */
static void ignition_parts(struct fixture *fixture, const struct row *row)
{
    const struct row first = {.a = row->a, .b = 60, .c = row->b};
    ignition(fixture, &first);
    uint64_t out = fixture_rest(fixture, 2, SIDE_SELL, FIXTURE_MID + row->c, 30000);
    fixture_take(fixture, 6, out, row->a * 3000 * 40 / 100);
}

static void liquidated(struct fixture *fixture, uint32_t account_id)
{
    struct event event = {.kind = EVENT_LIQUIDATION, .account_id = account_id};
    fixture_begin(fixture);
    fixture_show(fixture, &event);
}

/* The same downwards; `a` accounts that are long are liquidated on the way, `b` that are short. */
static void hunt(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a + row->b; i++) {
        fixture_begin(fixture);
        fixture_fill(fixture, (uint32_t)(4 + i), 0, i < row->a ? 100 : -100);
    }
    for (int64_t level = 1; level <= 9; level++) {
        static const uint32_t makers[] = {1, 3, 9};
        uint64_t order =
            fixture_rest(fixture, makers[level % 3], SIDE_BUY, FIXTURE_MID - level * 3, 3000);
        fixture_take(fixture, 2, order, 3000);
        fixture_wait_ms(fixture, 1000);
    }
    for (int64_t i = 0; i < row->a + row->b; i++) liquidated(fixture, (uint32_t)(4 + i));
    uint64_t out = fixture_rest(fixture, 2, SIDE_BUY, FIXTURE_MID - row->c, 30000);
    fixture_take(fixture, 3, out, 20000);
}

/* Position `a`; in the last minutes `b` lots are bought of the 2,000 that trade then. */
static void window(struct fixture *fixture, const struct row *row, uint16_t kind)
{
    fixture_begin(fixture);
    fixture_fill(fixture, 2, 0, row->a);
    for (int64_t minute = 0; minute < 40; minute++) {
        uint64_t order = fixture_rest(fixture, 5, SIDE_SELL, FIXTURE_MID + 1, 1000);
        fixture_take(fixture, 6, order, 1000);
        fixture_wait_ms(fixture, 60000);
    }
    for (int64_t minute = 0; minute < 4; minute++) {
        uint64_t order = fixture_rest(fixture, 5, SIDE_SELL, FIXTURE_MID + 1, 1000);
        fixture_take(fixture, 6, order, 500);
        for (int64_t part = 0; part < 4; part++) {
            fixture_take(fixture, row->c != 0 ? 6 : 2, order, row->b / 16);
        }
        fixture_wait_ms(fixture, 60000);
    }
    struct event event = {.kind = kind};
    fixture_begin(fixture);
    fixture_show(fixture, &event);
}

static void funding(struct fixture *fixture, const struct row *row)
{
    window(fixture, row, EVENT_FUNDING);
}

static void settlement(struct fixture *fixture, const struct row *row)
{
    window(fixture, row, EVENT_SETTLEMENT);
}

static void index_step(struct fixture *fixture, int64_t index_e4, int64_t spread_e4)
{
    struct event input = {.kind = EVENT_INDEX_INPUT};
    for (uint32_t i = 0; i < INDEX_INPUTS_PER_EVENT; i++) {
        input.index_input.inputs[i].price.ticks_e4 = index_e4 + spread_e4 * (int64_t)i / 2;
        input.index_input.source_ids[i] = i + 1;
    }
    fixture_begin(fixture);
    struct event index = {.kind = EVENT_INDEX, .index_value.statuses = 0x111}; /* all are used */
    index.index_value.index.ticks_e4 = index_e4 + spread_e4 / 2;
    fixture_show(fixture, &index);
    fixture_show(fixture, &input);
    fixture_wait_ms(fixture, 1000);
}

/* Account 2 buys `lots`, then sources part by `spread_e4`. */
static void index_built(struct fixture *fixture, int64_t lots, int64_t spread_e4)
{
    int64_t index_e4 = FIXTURE_MID * FINE_PER_TICK;
    for (int64_t i = 0; i < 100; i++) index_step(fixture, index_e4, 10000);
    uint64_t order = fixture_rest(fixture, 5, SIDE_SELL, FIXTURE_MID + 1, 5000);
    fixture_take(fixture, 6, order, 1000);
    for (int64_t i = 0; i < 12; i++) fixture_take(fixture, 2, order, lots / 12);
    for (int64_t i = 0; i < 5; i++) index_step(fixture, index_e4, 10000);
    for (int64_t i = 0; i < 8; i++) index_step(fixture, index_e4, spread_e4);
}

/* Buys `a` lots, then sources part by `b`, then sells them `c` ticks higher. */
static void index_push(struct fixture *fixture, const struct row *row)
{
    index_built(fixture, row->a, row->b);
    uint64_t out = fixture_rest(fixture, 7, SIDE_BUY, FIXTURE_MID + row->c, 5000);
    fixture_take(fixture, 2, out, row->a);
}

/* The same, but it sells `c` per cent of them. */
static void index_part(struct fixture *fixture, const struct row *row)
{
    index_built(fixture, row->a, row->b);
    uint64_t out = fixture_rest(fixture, 7, SIDE_BUY, FIXTURE_MID + 20, 5000);
    fixture_take(fixture, 2, out, row->a * row->c / 100);
}

/* The same by an account that has traded `c` lots in the quarter of an hour before. */
static void index_usual(struct fixture *fixture, const struct row *row)
{
    uint64_t order = fixture_rest(fixture, 5, SIDE_SELL, FIXTURE_MID + 1, row->c);
    fixture_take(fixture, 2, order, row->c);
    fixture_wait_ms(fixture, 900000);
    const struct row push = {.a = row->a, .b = row->b, .c = 20};
    index_push(fixture, &push);
}

/* Buys `a` lots in 12 parts; the sources part a little, and all of them rise by `b`; out higher.
 * With `c` the same happened three minutes before, without anybody. */
static void index_moves(struct fixture *fixture, const struct row *row)
{
    int64_t index_e4 = FIXTURE_MID * FINE_PER_TICK;
    for (int64_t i = 0; i < 100; i++) index_step(fixture, index_e4, 10000);
    for (int64_t i = 0; i < row->c; i++) index_step(fixture, index_e4, 600000);
    for (int64_t i = 0; i < (row->c > 0 ? 180 : 0); i++) index_step(fixture, index_e4, 10000);
    uint64_t order = fixture_rest(fixture, 5, SIDE_SELL, FIXTURE_MID + 1, 5000);
    fixture_take(fixture, 6, order, 1000);
    for (int64_t i = 0; i < 12; i++) fixture_take(fixture, 2, order, row->a / 12);
    for (int64_t i = 0; i < 5; i++) index_step(fixture, index_e4, 10000);
    int64_t spread_e4 = row->b == 0 ? 600000 : 60000;
    for (int64_t i = 0; i < 8; i++) index_step(fixture, index_e4 + row->b, spread_e4);
    uint64_t out = fixture_rest(fixture, 7, SIDE_BUY, FIXTURE_MID + 20, 5000);
    fixture_take(fixture, 2, out, row->a);
}

/* --- positions and people --------------------------------------------------------------------- */

/* `a` times the house buys `b` ms before (or, negative, behind) the customer of member `c`. */
static void front(struct fixture *fixture, const struct row *row)
{
    fixture_account(fixture, &(struct fixture_party){.id = 2, .member = 7});
    fixture_account(fixture,
                    &(struct fixture_party){.id = 3, .member = (uint32_t)row->c, .customer = 3});
    for (int64_t i = 0; i < row->a; i++) {
        if (row->b > 0) {
            uint64_t ahead = fixture_rest(fixture, 5, SIDE_SELL, FIXTURE_MID + 1, 100);
            fixture_take(fixture, 2, ahead, 100);
            fixture_wait_ms(fixture, row->b);
        }
        uint64_t order = fixture_rest(fixture, 5, SIDE_SELL, FIXTURE_MID + 2, 4000);
        fixture_take(fixture, 3, order, 4000);
        if (row->b < 0) {
            uint64_t behind = fixture_rest(fixture, 5, SIDE_SELL, FIXTURE_MID + 1, 100);
            fixture_take(fixture, 2, behind, 100);
        }
        fixture_wait_ms(fixture, 3000);
        uint64_t out = fixture_rest(fixture, 6, SIDE_BUY, FIXTURE_MID + 2, 100);
        fixture_take(fixture, 2, out, 100);
        fixture_wait_ms(fixture, 60000);
    }
}

/* Accounts 2 and 3 come to `a` and `b` lots; with `c` they have one controller. */
static void positions(struct fixture *fixture, const struct row *row)
{
    for (uint32_t id = 2; id <= 3; id++) {
        uint32_t controller = row->c != 0 ? 9 : id;
        fixture_account(fixture,
                        &(struct fixture_party){.id = id, .controller = controller, .member = 1});
    }
    fixture_begin(fixture);
    fixture_fill(fixture, 5, 0, 4000000);
    fixture_fill(fixture, 2, 0, row->a);
    fixture_fill(fixture, 3, 0, row->b);
}

static void far_trade(struct fixture *fixture, const struct row *row)
{
    uint64_t order = fixture_rest(fixture, 5, SIDE_SELL, FIXTURE_MID + row->a, 10);
    fixture_take(fixture, 2, order, 10);
}

/* After `a` trades a command of kind `b` by user `c`. */
static void change(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a; i++) {
        uint64_t order = fixture_rest(fixture, 5, SIDE_SELL, FIXTURE_MID + 1, 10);
        fixture_take(fixture, 6, order, 10);
    }
    fixture_begin(fixture);
    struct command command = {.kind = (uint16_t)row->b,
                              .actor_id = (uint32_t)row->c,
                              .product_id = FIXTURE_PRODUCT,
                              .sequence = fixture->sequence};
    fixture->has_memory = surveil_command(fixture->surveil, &command);
}

/* clang-format off */
static const struct row rows[] = {
    {"two accounts of one controller trade", linked_trade, "self-match", 9, 9, 0, 1},
    {"two accounts of two controllers trade once", linked_trade, "self-match", 8, 9, 0, 0},
    {"six trades there and back", round_trips, "self-match", 4, 0, 0, 1},
    {"four trades there and back", round_trips, "self-match", 2, 0, 0, 0},
    {"trades there and back, most trading elsewhere", round_trips, "self-match", 4, 60, 0, 0},
    {"prevention works twenty times", prevented, "self-match", 20, REASON_SELF_MATCH, 0, 1},
    {"prevention works nineteen times", prevented, "self-match", 19, REASON_SELF_MATCH, 0, 0},
    {"twenty cancels by the member", prevented, "self-match", 20, REASON_MEMBER, 0, 0},
    {"six passes far beyond the best price", passes, "money-pass", 6, 100, 0, 1},
    {"five passes of one direction", passes, "money-pass", 5, 100, 0, 0},
    {"six trades near the best price", passes, "money-pass", 6, 5, 0, 0},
    {"three passes there and back", passes_back, "money-pass", 3, 100, 0, 1},
    {"two passes, there and back", passes_back, "money-pass", 2, 100, 0, 0},
    {"three there and back near the best price", passes_back, "money-pass", 3, 5, 0, 0},
    {"there and back, a quarter of the trading", passes_back, "money-pass", 4, 100, 150, 1},
    {"there and back, a ninth of the trading", passes_back, "money-pass", 4, 100, 400, 0},
    {"far trades in which both gain in turn", passes, "money-pass", 6, 100, 1, 0},
    {"three trades of one size half a second apart", arranged, "prearranged", 3, 500, 0, 1},
    {"two such trades", arranged, "prearranged", 2, 500, 0, 0},
    {"three trades two seconds apart", arranged, "prearranged", 3, 2000, 0, 0},
    {"three trades of unlike sizes", arranged, "prearranged", 3, 500, 50, 0},
    {"two cycles with a large order", spoofs, "spoofing", 2, 9000, 300, 1},
    {"one cycle", spoofs, "spoofing", 1, 9000, 300, 0},
    {"two cycles with an order that is no large part", spoofs, "spoofing", 2, 900, 300, 0},
    {"two cycles in which the order stays three seconds", spoofs, "spoofing", 2, 9000, 3000, 0},
    {"a maker that places both sides anew", two_sided, "spoofing", 4, 9000, 300, 0},
    {"five layers and a trade, twice", layers, "layering", 5, 2000, 100, 1},
    {"five layers and a trade, once", layers_once, "layering", 5, 2000, 100, 0},
    {"five layers that follow the price, once", layers_follow, "layering", 5, 3, 100, 1},
    {"five layers that move once", layers_follow, "layering", 5, 1, 100, 0},
    {"two layers", layers, "layering", 2, 5000, 100, 0},
    {"five layers of an eighth of the depth", layers, "layering", 5, 300, 100, 1},
    {"five thin layers", layers, "layering", 5, 180, 100, 0},
    {"five layers without a trade", layers, "layering", 5, 2000, 0, 0},
    {"five layers and a trade as large", layers, "layering", 5, 2000, 9000, 0},
    {"400 messages a second for five seconds", flood, "quote-stuffing", 200, 5, 0, 1},
    {"400 messages a second for two seconds", flood, "quote-stuffing", 200, 2, 0, 0},
    {"100 messages a second for a minute", flood, "quote-stuffing", 50, 50, 0, 0},
    {"400 messages a second with trades", flood, "quote-stuffing", 200, 5, 1, 0},
    {"200 messages a second where others send four", flood_among, "quote-stuffing", 4, 100, 5, 1},
    {"100 messages a second where others send four", flood_among, "quote-stuffing", 4, 50, 9, 1},
    {"50 messages a second where others send four", flood_among, "quote-stuffing", 4, 25, 20, 0},
    {"154 messages a second where others send 160", flood_among, "quote-stuffing", 160, 77, 5, 0},
    {"a push of nine levels and out above", ignition, "momentum-ignition", 9, 60, 80, 1},
    {"a push of nine levels and out below", ignition, "momentum-ignition", 9, 60, -20, 0},
    {"a push of two levels", ignition, "momentum-ignition", 2, 60, 80, 0},
    {"a push of nine levels that is kept", ignition, "momentum-ignition", 9, 10, 80, 0},
    {"a push, most out below, the rest above", ignition_parts, "momentum-ignition", 9, -20, 120, 1},
    {"a push, all of it out below", ignition_parts, "momentum-ignition", 9, -20, 10, 0},
    {"five orders in, one out, all taking", in_and_out, "momentum-ignition", 5, 1000, 80, 0},
    {"nine large orders in, one out, all taking", in_and_out, "momentum-ignition", 9, 3000, 80, 1},
    {"three longs liquidated by a push downwards", hunt, "liquidation-hunting", 3, 0, 40, 1},
    {"one long liquidated", hunt, "liquidation-hunting", 1, 0, 40, 0},
    {"shorts liquidated meanwhile", hunt, "liquidation-hunting", 0, 3, 40, 0},
    {"longs liquidated, bought back at a loss", hunt, "liquidation-hunting", 3, 0, -40, 1},
    {"a short buys before funding", funding, "funding-pressure", -5000, 1600, 0, 1},
    {"a long buys before funding", funding, "funding-pressure", 5000, 1600, 0, 0},
    {"a small short buys before funding", funding, "funding-pressure", -1000, 1600, 0, 0},
    {"a short buys little before funding", funding, "funding-pressure", -5000, 64, 0, 0},
    {"others buy before funding", funding, "funding-pressure", -5000, 1600, 1, 0},
    {"a long buys before settlement", settlement, "settlement-pressure", 9000, 1600, 0, 1},
    {"a short buys before settlement", settlement, "settlement-pressure", -9000, 1600, 0, 0},
    {"a small long buys before settlement", settlement, "settlement-pressure", 900, 1600, 0, 0},
    {"a long buys little before settlement", settlement, "settlement-pressure", 9000, 64, 0, 0},
    {"a position, a push of the sources, and out", index_push, "index-push", 1000, 600000, 20, 1},
    {"a small position and a push", index_push, "index-push", 24, 600000, 20, 0},
    {"a position, sources as usual, and out", index_push, "index-push", 1000, 10000, 20, 0},
    {"half of the volume, half of it out", index_part, "index-push", 1000, 600000, 50, 1},
    {"half of the volume, a third of it out", index_part, "index-push", 1000, 600000, 33, 0},
    {"a tenth of the volume, half of it out", index_part, "index-push", 120, 600000, 50, 0},
    {"a push by one who trades a little", index_usual, "index-push", 1000, 600000, 1000, 1},
    {"a push by one who trades much", index_usual, "index-push", 1000, 600000, 4000, 0},
    {"a position, a market that rises, and out", index_moves, "index-push", 1000, 600000, 0, 0},
    {"a position and a push behind another one", index_moves, "index-push", 1000, 0, 8, 1},
    {"a position, a push, and out at a loss", index_push, "index-push", 1000, 600000, -20, 0},
    {"the house is three times ahead of its customer", front, "front-running", 3, 1000, 7, 1},
    {"the house is twice ahead of its customer", front, "front-running", 2, 1000, 7, 0},
    {"the house is ahead by seven seconds", front, "front-running", 3, 7000, 7, 0},
    {"the house comes behind its customer", front, "front-running", 3, -1, 7, 0},
    {"the customer is another member's", front, "front-running", 3, 1000, 8, 0},
    {"a controller over the limit", positions, "position-limit", 500000, 400000, 1, 2},
    {"two accounts of two controllers", positions, "position-limit", 390000, 390000, 0, 1},
    {"a trade one per cent away", far_trade, "off-market", 600, 0, 0, 1},
    {"a trade a tenth of a per cent away", far_trade, "off-market", 60, 0, 0, 0},
    {"terms change after a trade", change, "staff-change", 1, COMMAND_PRODUCT_TERMS, 0, 1},
    {"terms change before any trade", change, "staff-change", 0, COMMAND_PRODUCT_TERMS, 0, 0},
    {"a user halts the product", change, "staff-change", 1, COMMAND_HALT, 5, 1},
    {"a feed sends a price", change, "staff-change", 1, COMMAND_REFERENCE_PRICE, 0, 0},
    {"an order is placed", change, "staff-change", 1, COMMAND_ORDER_PLACE, 5, 0},
};
/* clang-format on */

static void test_stories(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture fixture;
        fixture_open(&fixture);
        rows[i].story(&fixture, &rows[i]);
        EXPECT_EQ(rows[i].name, fixture_alerts(&fixture, rows[i].detector, NULL), rows[i].alerts);
        fixture_close(&fixture);
    }
}

/* What an alert says of the story is what the story was. */
static void test_evidence(void **state)
{
    (void)state;
    struct fixture fixture;
    static const struct alert none;
    const struct alert *alert = &none;
    const struct row story = {.a = 3, .b = 9000, .c = 300};
    fixture_open(&fixture);
    uint64_t before = fixture.sequence;
    spoofs(&fixture, &story);
    EXPECT_EQ("one alert for three cycles", fixture_alerts(&fixture, "spoofing", &alert), 1);
    EXPECT_EQ("it was found once more", alert->repeats, 1);
    EXPECT_EQ("the account", alert->accounts[0], 2);
    EXPECT_EQ("no other account", alert->account_count, 1);
    EXPECT_EQ("from the first order", alert->first_sequence, before + 1);
    EXPECT_EQ("to the last cancel", alert->last_sequence, fixture.sequence);
    EXPECT_EQ("cycles", alert->figures[0].value, 2);
    EXPECT_EQ("9,000 lots against 20", alert->figures[1].value, 450000000);
    EXPECT_EQ("all on one side", alert->figures[3].value, 1000000);
    EXPECT_EQ("nothing of them was filled", alert->figures[4].value, 0);
    EXPECT_EQ("they lived no second", alert->figures[5].value, 0);
    EXPECT_EQ("after 300 ms", alert->figures[6].value, 300);
    EXPECT_TRUE("at most is said", alert->figures[6].is_most);
    EXPECT_EQ("each parameter is told", alert->parameter_count, 9);
    char id[ALERT_ID_SIZE];
    alert_id(alert, id);
    char want[ALERT_ID_SIZE];
    (void)snprintf(want, sizeof want, "spoofing.1-p1-a2-s%" PRIu64, before + 8);
    EXPECT_TEXT("the id has the sequence at which it was raised", id, want);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stories),
        cmocka_unit_test(test_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
