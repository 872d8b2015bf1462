/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stage_crowd.c - see stage_crowd.h.
 */
#include "surveil_bench/stage_crowd.h"

#include "base/int_math.h"
#include "market_data/grow.h"

#define ROUND_SHIFT 40                           /* of the round in a client order id */
#define SHORTEST_NS (INT64_C(60) * STAGE_SECOND) /* of a recording that is worth repeating */
#define REPLACED_NS INT64_C(200000000)
#define RESTING_NS  (INT64_C(120) * STAGE_SECOND) /* over which what rested is placed */

/* The answer of a recorded crowd: what stays of a push, in per cent; how fast it fades, a second's
 * part of it; how far it goes at most, in parts per million of the price. */
#define ANSWER_PERCENT 80
#define ANSWER_SHIFT   256
#define ANSWER_PPM_MAX INT64_C(15000)

/* --- a recording ------------------------------------------------------------------------------ */

/* Who replaces an order at once with one of its side and size is the same person. */
static uint32_t crowd_account(struct stage *stage, const struct recorded *recorded)
{
    bool is_replaced = stage->last_replaced != 0 && recorded->lots == stage->last_replaced_lots &&
                       recorded->side == stage->last_replaced_side &&
                       stage->now_ns - stage->last_replaced_ns <= REPLACED_NS;
    if (is_replaced) return stage->last_replaced;
    return stage->crowd_first + (uint32_t)random_below(&stage->random, STAGE_CROWD);
}

static uint64_t crowd_order_id(const struct stage *stage, const struct recorded *recorded)
{
    return recorded->id + (stage->record_round << ROUND_SHIFT);
}

static int64_t crowd_ticks(const struct stage *stage, const struct recorded *recorded)
{
    return i64_max(recorded->ticks + stage->round_ticks + stage->answer_ticks, 1);
}

static void crowd_place(struct stage *stage, const struct recorded *recorded, uint32_t account_id)
{
    if (!map_make_room(&stage->crowd_orders)) {
        stage->has_memory = false;
        return;
    }
    key_map_put(&stage->crowd_orders, (struct map_key){recorded->id, stage->record_round},
                account_id);
    struct command command = {
        .kind = COMMAND_ORDER_PLACE, .account_id = account_id, .product_id = STAGE_PRODUCT};
    command.order = (struct order_entry){.client_order_id = crowd_order_id(stage, recorded),
                                         .price = {crowd_ticks(stage, recorded)},
                                         .qty = {recorded->lots},
                                         .side = recorded->side,
                                         .type = TYPE_LIMIT,
                                         .tif = recorded->tif};
    stage_command(stage, &command);
}

static void crowd_change(struct stage *stage, const struct recorded *recorded)
{
    uint32_t account_id = map_find(&stage->crowd_orders, recorded->id, stage->record_round);
    if (account_id == 0) return;
    bool is_cancel = recorded->kind == RECORDED_CANCEL;
    bool is_amend = recorded->kind == RECORDED_AMEND;
    struct command command = {.kind = is_cancel  ? COMMAND_ORDER_CANCEL
                                      : is_amend ? COMMAND_ORDER_AMEND
                                                 : COMMAND_ORDER_DECREASE,
                              .account_id = account_id,
                              .product_id = STAGE_PRODUCT};
    if (is_cancel) {
        command.cancel.client_order_id = crowd_order_id(stage, recorded);
        stage->last_replaced = account_id;
        stage->last_replaced_ns = stage->now_ns;
    } else {
        command.amend = (struct body_amend){.client_order_id = crowd_order_id(stage, recorded),
                                            .price = {crowd_ticks(stage, recorded)},
                                            .qty = {recorded->lots},
                                            .set = recorded->set};
    }
    stage_command(stage, &command);
    for (uint32_t i = 0; is_cancel && i < stage->events.count; i++) {
        if (stage->list[i].kind != EVENT_ORDER_CANCELLED) continue;
        stage->last_replaced_lots = stage->list[i].order.open.lots;
        stage->last_replaced_side = stage->list[i].order.side;
    }
}

static void crowd_state(struct stage *stage, uint32_t account_id, enum party_state state)
{
    struct command command = {.kind = COMMAND_ACCOUNT_STATE, .account_id = account_id};
    command.state.state = (uint8_t)state;
    stage_command(stage, &command);
}

/* The recording is over: it begins again where the price is now.  Account by account, so that there
 * is a book at any time.  The venue ends the orders, not the accounts: they did not choose to. */
static void crowd_again(struct stage *stage)
{
    const struct recording *recording = stage->options.recording;
    int64_t second = (stage->now_ns - stage->options.start_ns) / STAGE_SECOND;
    int64_t mid = stage->options.mids == NULL ? stage_mid(stage) : stage->options.mids[second];
    if (mid != 0) stage->round_ticks = (mid - stage->record_mid) / 2;
    stage->record_round++;
    for (uint32_t i = 0; i < STAGE_CROWD; i++) {
        uint32_t account_id = stage->crowd_first + i;
        crowd_state(stage, account_id, PARTY_SUSPENDED);
        crowd_state(stage, account_id, PARTY_APPROVED);
        for (size_t k = i; k < recording->resting_count; k += STAGE_CROWD) {
            crowd_place(stage, &recording->list[k], account_id);
        }
    }
    stage->record_next = recording->resting_count;
}

/* When the next one of the recording is due, from the beginning of the day. */
static int64_t crowd_due_ns(const struct stage *stage)
{
    const struct recording *recording = stage->options.recording;
    if (stage->record_next < recording->resting_count) {
        return (int64_t)((int128)RESTING_NS * (int64_t)stage->record_next /
                         (int64_t)recording->resting_count);
    }
    int64_t base_ns = RESTING_NS + (int64_t)stage->record_round * recording->length_ns;
    if (stage->record_next == recording->count) {
        return recording->length_ns < SHORTEST_NS ? INT64_MAX / 4 : base_ns + recording->length_ns;
    }
    return base_ns + recording->list[stage->record_next].time_ns;
}

void stage_crowd_advance(struct stage *stage)
{
    const struct recording *recording = stage->options.recording;
    while (stage->has_memory) {
        if (stage->options.start_ns + crowd_due_ns(stage) > stage->now_ns) return;
        if (stage->record_next == recording->count) {
            crowd_again(stage);
            continue;
        }
        const struct recorded *recorded = &recording->list[stage->record_next++];
        if (recorded->kind == RECORDED_PLACE) {
            crowd_place(stage, recorded, crowd_account(stage, recorded));
        } else {
            crowd_change(stage, recorded);
        }
    }
}

void stage_crowd_answer(struct stage *stage, int64_t second, int64_t mid)
{
    bool was_played = stage->has_played;
    stage->has_played = false;
    if (stage->options.mids == NULL || stage->options.recording == NULL || mid == 0) return;
    if (!was_played) {
        stage->answer_ticks = stage->answer_e3 / 1000;
        stage->answer_e3 -= stage->answer_e3 / ANSWER_SHIFT;
        return;
    }
    int64_t clean = stage->options.mids[second];
    int64_t most = clean / 2 * ANSWER_PPM_MAX / PPM_ONE;
    int64_t moved = (mid - clean) / 2 * ANSWER_PERCENT / 100;
    stage->answer_ticks = i64_clamp(moved, -most, most);
    stage->answer_e3 = stage->answer_ticks * 1000;
}
