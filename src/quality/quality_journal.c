/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quality_journal.c - see quality_journal.h.
 *
 * Role   See quality_journal.h.
 */
#include "quality/quality_journal.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "keep/keep.h"
#include "market_data/grow.h"
#include "model/payoff.h"
#include "model/zone.h"

#define LEVELS_MAX 4096u /* of a side that depth looks at */
#define BP_ONE     10000
#define E9_PER_PPM 1000

/* What is known of an account; members' kinds are looked up when it trades. */
struct party {
    uint32_t member_id;
    uint32_t owner_account_id;
    uint32_t controller_id;
};

/* A live order and when it came. */
struct resting {
    uint32_t link; /* of the pool */
    uint32_t reserved;
    int64_t since_ns;
};

struct quality_journal {
    struct market_data *market;
    struct quality_product products[PRODUCTS_MAX];
    uint32_t product_last;
    struct body_calendar zone;
    int64_t time_ns;
    int64_t carry_ppm; /* a year */
    int64_t other_ppm;
    bool has_memory;
    struct party *parties; /* by account */
    uint32_t party_capacity;
    uint32_t *kinds; /* of members, by id */
    uint32_t kind_capacity;
    struct key_map resting_map;
    struct slot_pool resting_pool;
    struct resting *resting;
    struct market_level levels[LEVELS_MAX];
};

struct quality_journal *quality_journal_create(uint32_t products_max, bool keeps_minutes)
{
    struct quality_journal *journal = calloc(1, sizeof *journal);
    if (journal == NULL) return NULL;
    struct market_config config = market_config_default(products_max);
    config.trades_kept = 16;
    config.minutes_kept = 16;
    config.fundings_kept = 16;
    config.book_changes_kept = 16;
    journal->market = market_data_create(&config);
    journal->has_memory = journal->market != NULL;
    for (uint32_t id = 0; id < PRODUCTS_MAX; id++) {
        quality_init(&journal->products[id].quality, keeps_minutes);
    }
    if (journal->has_memory) return journal;
    quality_journal_destroy(journal);
    return NULL;
}

void quality_journal_bound(struct quality_journal *journal, uint32_t periods_kept)
{
    for (uint32_t id = 0; id < PRODUCTS_MAX; id++) {
        journal->products[id].quality.periods_kept = periods_kept;
    }
}

void quality_journal_costs(struct quality_journal *journal, int64_t carry_ppm, int64_t other_ppm)
{
    journal->carry_ppm = carry_ppm;
    journal->other_ppm = other_ppm;
}

void quality_journal_keep_seconds(struct quality_journal *journal)
{
    for (uint32_t id = 0; id < PRODUCTS_MAX; id++) {
        journal->products[id].quality.keeps_seconds = true;
    }
}

void quality_journal_destroy(struct quality_journal *journal)
{
    for (uint32_t id = 0; id < PRODUCTS_MAX; id++) quality_release(&journal->products[id].quality);
    if (journal->market != NULL) market_data_destroy(journal->market);
    free(journal->parties);
    free(journal->kinds);
    free(journal->resting_map.entries);
    free(journal->resting);
    free(journal);
}

static void product_keep(struct quality_product *product, struct keep *keep)
{
    struct quality *quality = &product->quality;
    const struct keep_list lists[] = {
        KEEP_USED(quality->minutes.list, quality->minutes.capacity, quality->minutes.count),
        KEEP_USED(quality->days.list, quality->days.capacity, quality->days.count),
        KEEP_USED(quality->pending, quality->pending_capacity, quality->pending_count),
        KEEP_USED(quality->intervals.list, quality->intervals.capacity, quality->intervals.count),
        KEEP_USED(quality->seconds.list, quality->seconds.capacity, quality->seconds.count),
    };
    keep_struct(keep, product, sizeof *product, lists, sizeof lists / sizeof lists[0]);
}

void quality_journal_keep(struct quality_journal *journal, struct keep *keep)
{
    const struct keep_list parties[] = {KEEP_LIST(journal->parties, journal->party_capacity)};
    const struct keep_list members[] = {KEEP_LIST(journal->kinds, journal->kind_capacity)};
    const struct keep_list map[] = {
        KEEP_LIST(journal->resting_map.entries, journal->resting_map.capacity)};
    const struct keep_list resting[] = {
        KEEP_LIST(journal->resting, journal->resting_pool.capacity)};
    market_data_keep(journal->market, keep);
    for (uint32_t id = 0; id < PRODUCTS_MAX; id++) product_keep(&journal->products[id], keep);
    keep_bytes(keep, &journal->product_last, sizeof journal->product_last);
    keep_bytes(keep, &journal->zone, sizeof journal->zone);
    keep_bytes(keep, &journal->time_ns, sizeof journal->time_ns);
    keep_bytes(keep, &journal->has_memory, sizeof journal->has_memory);
    keep_struct(keep, &journal->party_capacity, sizeof journal->party_capacity, parties, 1);
    keep_struct(keep, &journal->kind_capacity, sizeof journal->kind_capacity, members, 1);
    keep_struct(keep, &journal->resting_map, sizeof journal->resting_map, map, 1);
    keep_struct(keep, &journal->resting_pool, sizeof journal->resting_pool, resting, 1);
}

const struct quality_product *quality_journal_product(const struct quality_journal *journal,
                                                      uint32_t product_id)
{
    const struct quality_product *product = &journal->products[product_id];
    return product->is_known ? product : NULL;
}

uint32_t quality_journal_last(const struct quality_journal *journal)
{
    return journal->product_last;
}

/* --- who -------------------------------------------------------------------------------------- */

static void party_note(struct quality_journal *journal, const struct event *event)
{
    const struct event_party *body = &event->party;
    void *items = event->kind == EVENT_MEMBER ? (void *)journal->kinds : (void *)journal->parties;
    if (event->kind == EVENT_MEMBER) {
        if (!array_make_room(&items, &journal->kind_capacity, sizeof *journal->kinds,
                             body->id + 1)) {
            journal->has_memory = false;
            return;
        }
        journal->kinds = items;
        journal->kinds[body->id] = body->kind;
        return;
    }
    if (!array_make_room(&items, &journal->party_capacity, sizeof *journal->parties,
                         event->account_id + 1)) {
        journal->has_memory = false;
        return;
    }
    journal->parties = items;
    journal->parties[event->account_id] =
        (struct party){body->member_id, body->owner_account_id, body->controller_id};
}

static struct party party_of(const struct quality_journal *journal, uint32_t account_id)
{
    if (account_id >= journal->party_capacity) return (struct party){0};
    return journal->parties[account_id];
}

static uint32_t kind_of(const struct quality_journal *journal, uint32_t account_id)
{
    uint32_t member_id = party_of(journal, account_id).member_id;
    if (member_id >= journal->kind_capacity) return 0;
    uint32_t kind = journal->kinds[member_id];
    return kind < QUALITY_KINDS ? kind : 0;
}

static bool is_wash(const struct quality_journal *journal, const struct event_trade *trade)
{
    struct party maker = party_of(journal, trade->maker_account_id);
    struct party taker = party_of(journal, trade->taker_account_id);
    bool has_owner = maker.owner_account_id == taker.owner_account_id;
    bool has_controller = maker.controller_id != 0 && maker.controller_id == taker.controller_id;
    return (has_owner && maker.owner_account_id != 0) || has_controller;
}

/* --- what ------------------------------------------------------------------------------------- */

static int64_t value_of(const struct quality_product *product, int64_t lots, int64_t ticks)
{
    int128 micros = (int128)lots * ticks * product->terms.tick_value_micros;
    if (product->payoff.payoff == PAYOFF_INVERSE && ticks > 0) {
        /* The face is what a lot is worth in dollars. */
        micros =
            (int128)lots * payoff_face(product->terms.tick_value_micros, product->payoff.scale);
    }
    return micros > INT64_MAX ? INT64_MAX : (int64_t)micros;
}

static void trade_note(struct quality_journal *journal, const struct event *event)
{
    struct quality_product *product = &journal->products[event->product_id];
    const struct event_trade *body = &event->trade;
    struct quality_trade trade = {
        .price = body->price.ticks,
        .lots = body->qty.lots,
        .value_micros = value_of(product, body->qty.lots, body->price.ticks),
        .side = (enum side)body->taker_side,
        .is_auction = body->auction != 0,
        .is_wash = is_wash(journal, body),
        .maker_kind = kind_of(journal, body->maker_account_id),
        .taker_kind = kind_of(journal, body->taker_account_id),
    };
    quality_trade(&product->quality, &trade);
}

static void rest_begin(struct quality_journal *journal, const struct event *event)
{
    void *items = journal->resting;
    if (!map_make_room(&journal->resting_map) ||
        !pool_make_room(&journal->resting_pool, &items, sizeof *journal->resting)) {
        journal->has_memory = false;
        return;
    }
    journal->resting = items;
    uint32_t slot = slot_take(&journal->resting_pool, journal->resting, sizeof *journal->resting);
    journal->resting[slot].since_ns = event->time_ns;
    key_map_put(&journal->resting_map, (struct map_key){event->order.order_id, 0}, slot);
}

/* An order that ends in the command in which it came has not rested. */
static void rest_end(struct quality_journal *journal, const struct event *event)
{
    struct map_key key = {event->order.order_id, 0};
    uint32_t slot = map_find(&journal->resting_map, key.a, key.b);
    if (slot == 0) return;
    int64_t since_ns = journal->resting[slot].since_ns;
    (void)key_map_remove(&journal->resting_map, key);
    slot_free(&journal->resting_pool, journal->resting, sizeof *journal->resting, slot);
    if (event->time_ns == since_ns) return;
    quality_life(&journal->products[event->product_id].quality, event->time_ns - since_ns);
}

static void price_note(struct quality_product *product, const struct event *event)
{
    if (event->kind == EVENT_INDEX) product->index_e4 = event->index_value.index.ticks_e4;
    if (event->kind == EVENT_MARK) product->mark_e4 = event->mark.mark.ticks_e4;
    if (event->kind == EVENT_REFERENCE_PRICE) {
        if (event->reference.index.ticks_e4 != 0)
            product->index_e4 = event->reference.index.ticks_e4;
        if (event->reference.mark.ticks_e4 != 0) product->mark_e4 = event->reference.mark.ticks_e4;
    }
    if (event->kind == EVENT_INDEX) return;
    quality_prices(&product->quality, product->mark_e4, product->index_e4);
}

static int64_t cap_of(const struct quality_product *product)
{
    const struct body_funding_terms *terms = &product->funding;
    if (terms->clamp_e12 > 0) return terms->clamp_e12;
    int64_t margin_ppm = (int64_t)terms->cap_initial_ppm - terms->cap_maintenance_ppm;
    return terms->cap_factor_ppm * margin_ppm; /* ppm x ppm = 10^-12 */
}

static void order_note(struct quality_journal *journal, const struct event *event)
{
    struct quality_sums *sums = &journal->products[event->product_id].quality.minute.sums;
    switch (event->kind) {
    case EVENT_ORDER_ACCEPTED:
    case EVENT_ORDER_ARMED:
    case EVENT_ORDER_HELD:
        sums->orders++;
        rest_begin(journal, event);
        return;
    case EVENT_ORDER_AMENDED:
    case EVENT_ORDER_DECREASED: sums->amends++; return;
    case EVENT_ORDER_CANCELLED:
        sums->cancels++;
        rest_end(journal, event);
        return;
    case EVENT_ORDER_FILLED: rest_end(journal, event); return;
    default: return;
    }
}

static void event_note(struct quality_journal *journal, const struct event *event)
{
    struct quality_product *product = &journal->products[event->product_id % PRODUCTS_MAX];
    bool is_order = event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED;
    if (is_order) {
        product->is_touched = true;
        order_note(journal, event);
        return;
    }
    switch (event->kind) {
    case EVENT_TRADE: trade_note(journal, event); return;
    case EVENT_FILL: product->is_touched = true; return;
    case EVENT_MEMBER:
    case EVENT_ACCOUNT: party_note(journal, event); return;
    case EVENT_PRODUCT:
        product->is_known = true;
        journal->product_last = u32_max(journal->product_last, event->product_id);
        return;
    case EVENT_INDEX:
    case EVENT_MARK:
    case EVENT_REFERENCE_PRICE: price_note(product, event); return;
    case EVENT_FUNDING:
        quality_funding(&product->quality, event->funding.rate_e12, event->funding.average_e12,
                        cap_of(product));
        return;
    case EVENT_REJECTED:
        if (event->reject.command_kind != COMMAND_ORDER_PLACE) return;
        product->quality.minute.sums.refusals++;
        return;
    default: return;
    }
}

/* --- the book --------------------------------------------------------------------------------- */

/* Twice the middle of the book, and twice how far from it each depth reaches, ascending. */
struct reaches {
    int64_t mid_twice;
    int64_t twice[QUALITY_DEPTHS];
};

/* A price of 10^12 ticks, twice, times 50 basis points fits in 64 bits. */
static struct reaches reaches_of(int64_t mid_twice)
{
    struct reaches reaches = {.mid_twice = mid_twice};
    for (uint32_t place = 0; place < QUALITY_DEPTHS; place++) {
        reaches.twice[place] = mid_twice * quality_depth_bp[place] / BP_ONE;
    }
    return reaches;
}

static void depth_add(struct quality_journal *journal, uint16_t product_id, enum side side,
                      const struct reaches *reaches, int64_t depth[QUALITY_DEPTHS])
{
    const struct quality_product *product = &journal->products[product_id];
    uint32_t count = market_depth(journal->market, product_id, side, journal->levels, LEVELS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        int64_t ticks = journal->levels[i].price.ticks;
        int64_t distance_twice = (int64_t)i64_magnitude(2 * ticks - reaches->mid_twice);
        uint32_t place = QUALITY_DEPTHS;
        if (distance_twice > reaches->twice[place - 1]) return;
        int64_t micros = value_of(product, journal->levels[i].shown.lots, ticks);
        if (micros == 0) micros = journal->levels[i].shown.lots;
        while (place > 0 && distance_twice <= reaches->twice[place - 1]) depth[--place] += micros;
    }
}

static void depth_look(struct quality_journal *journal, uint16_t product_id)
{
    struct quality *quality = &journal->products[product_id].quality;
    int64_t depth[QUALITY_DEPTHS] = {0};
    int64_t side_depth[2] = {0};
    if (quality->bid > 0 && quality->ask > 0) {
        const struct reaches reaches = reaches_of(quality->bid + quality->ask);
        depth_add(journal, product_id, SIDE_BUY, &reaches, depth);
        side_depth[SIDE_BUY] = depth[QUALITY_SHOCK_BP];
        depth_add(journal, product_id, SIDE_SELL, &reaches, depth);
        side_depth[SIDE_SELL] = depth[QUALITY_SHOCK_BP] - side_depth[SIDE_BUY];
    }
    quality_depth(quality, depth, side_depth);
    journal->products[product_id].depth_ns = journal->time_ns;
}

static void book_look(struct quality_journal *journal, uint16_t product_id)
{
    struct quality_product *product = &journal->products[product_id];
    struct market_level bid = {0};
    struct market_level ask = {0};
    (void)market_depth(journal->market, product_id, SIDE_BUY, &bid, 1);
    (void)market_depth(journal->market, product_id, SIDE_SELL, &ask, 1);
    bool is_moved =
        bid.price.ticks != product->quality.bid || ask.price.ticks != product->quality.ask;
    bool is_open = product->quality.shocks[0].is_open || product->quality.shocks[1].is_open;
    bool is_due = journal->time_ns - product->depth_ns >= NS_PER_SECOND;
    quality_quote(&product->quality, bid.price.ticks, ask.price.ticks);
    if (is_moved || is_open || is_due) depth_look(journal, product_id);
    product->is_touched = false;
}

/* --- feeding ---------------------------------------------------------------------------------- */

static void advance(struct quality_journal *journal, const struct command *command)
{
    journal->time_ns = i64_max(journal->time_ns, i64_min(command->time_ns, TIME_NS_MAX));
    int64_t offset_ns = zone_local_ns(&journal->zone, journal->time_ns) - journal->time_ns;
    for (uint32_t id = 1; id <= journal->product_last; id++) {
        struct quality_product *product = &journal->products[id];
        if (!product->is_known) continue;
        struct market_ticker ticker;
        bool is_minute_over = journal->time_ns >= product->quality.minute.start_ns + NS_PER_MINUTE;
        if (is_minute_over && market_ticker(journal->market, (uint16_t)id, &ticker)) {
            product->quality.open_interest_lots = ticker.open_interest.lots;
        }
        product->quality.offset_ns = offset_ns;
        quality_advance(&product->quality, journal->time_ns);
    }
}

/* An interval's funding is the premium over the divisor, so a basis at which funding pays for the
 * interest of an interval is that interest times the divisor. */
static void costs_note(const struct quality_journal *journal, struct quality_product *product)
{
    const struct body_funding_terms *funding = &product->funding;
    int64_t interval_ns = funding->interval_ns;
    if (interval_ns == 0 && funding->time_count > 0) interval_ns = NS_PER_DAY / funding->time_count;
    int128 carry_e9 = (int128)journal->carry_ppm * E9_PER_PPM * interval_ns;
    product->quality.costs = (struct quality_costs){
        .fee_e9 = product->terms.fee_taker_ppm * E9_PER_PPM,
        .other_e9 = journal->other_ppm * E9_PER_PPM,
        .carry_e9 = (int64_t)div_floor(carry_e9 * u32_max(funding->divisor, 1), 365 * NS_PER_DAY),
    };
}

static void terms_note(struct quality_journal *journal, const struct command *command)
{
    struct quality_product *product = &journal->products[command->product_id % PRODUCTS_MAX];
    switch (command->kind) {
    case COMMAND_CALENDAR: journal->zone = command->calendar; return;
    case COMMAND_PRODUCT_DEFINE:
    case COMMAND_PRODUCT_TERMS: product->terms = command->terms; break;
    case COMMAND_PAYOFF_TERMS: product->payoff = command->payoff_terms; return;
    case COMMAND_FUNDING_TERMS: product->funding = command->funding; break;
    default: return;
    }
    costs_note(journal, product);
}

bool quality_journal_command(struct quality_journal *journal, const struct quality_step *step)
{
    advance(journal, step->command);
    for (uint32_t i = 0; i < step->event_count; i++) {
        event_note(journal, &step->events[i]);
        if (!market_data_apply(journal->market, &step->events[i], 1)) return false;
    }
    if (!market_data_end(journal->market, step->command->sequence)) return false;
    if (step->worked != NULL) terms_note(journal, step->worked);
    for (uint32_t id = 1; id <= journal->product_last; id++) {
        struct quality_product *product = &journal->products[id];
        if (product->is_touched) book_look(journal, (uint16_t)id);
        if (!product->quality.has_memory) return false;
    }
    return journal->has_memory;
}

bool quality_journal_finish(struct quality_journal *journal)
{
    for (uint32_t id = 1; id <= journal->product_last; id++) {
        struct quality_product *product = &journal->products[id];
        struct market_ticker ticker;
        if (market_ticker(journal->market, (uint16_t)id, &ticker)) {
            product->quality.open_interest_lots = ticker.open_interest.lots;
        }
        quality_finish(&product->quality);
        if (!product->quality.has_memory) return false;
    }
    return journal->has_memory;
}
