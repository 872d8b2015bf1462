/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_give_up.c - lots of a trade that go to an account of another member, if it wants them.
 *
 * Role   A proposal waits until it is answered or lapses.  Accepted, the lots go over for what they
 *        cost in the trade and the fee goes with them, so that both sides stand as if the receiver
 *        had traded.  Nothing here is asked while the window for give-ups is 0.
 * Rules  R-GIVE-1 to R-GIVE-5.
 */
#include <string.h>

#include "core/flow/flow_liquidation.h"
#include "core/flow/flow_margin.h"
#include "core/flow/flow_register.h"
#include "core/product/payoff.h"

/* --- terms ------------------------------------------------------------------------------------ */

static bool is_waiting(const struct core *core, const struct give_up *give_up)
{
    return give_up->id != 0 &&
           !give_up_has_lapsed(give_up, &core->venue->give_up_terms, core->venue->time_ns);
}

static void give_up_free(struct give_up *give_up)
{
    memset(give_up, 0, sizeof *give_up);
}

static struct verdict check_duration(enum field field, int64_t duration_ns)
{
    if (duration_ns >= 0 && duration_ns <= WINDOW_NS_MAX) return verdict_ok();
    return verdict_of(REJECT_FIELD, field, duration_ns, 0);
}

void flow_give_up_terms(struct core *core, const struct command *command)
{
    const struct body_give_up_terms *terms = &command->give_up_terms;
    struct verdict verdict = check_duration(FIELD_WINDOW, terms->window_ns);
    if (verdict.reject == REJECT_NONE) verdict = check_duration(FIELD_ANSWER, terms->answer_ns);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    /* What has lapsed under the present terms does not come back under others. */
    for (uint32_t i = 0; i < core->venue->give_ups_used; i++) {
        struct give_up *give_up = &core->give_ups[i];
        if (give_up->id != 0 && !is_waiting(core, give_up)) give_up_free(give_up);
    }
    core->venue->give_up_terms = *terms;
    emit(core, EVENT_GIVE_UP_TERMS, 0, 0)->give_up_terms =
        (struct event_give_up_terms){.window_ns = terms->window_ns, .answer_ns = terms->answer_ns};
}

/* --- what both ways of passing lots on ask ---------------------------------------------------- */

int32_t product_date(const struct core *core, uint32_t product_id)
{
    const struct settlement *settlement = core_settlement_at(core, product_id);
    if (settlement->has_terms) return settlement->trade_date;
    return day_of(&core->venue->calendar, core->venue->time_ns);
}

struct verdict gate_trade_time(const struct core *core, const struct kept_trade *trade)
{
    int64_t window_ns = core->venue->give_up_terms.window_ns;
    int64_t age_ns = core->venue->time_ns - trade->time_ns;
    if (age_ns > window_ns) {
        return verdict_of(REJECT_TRADE_LATE, FIELD_TRADE, age_ns, window_ns);
    }
    if (trade->date == product_date(core, trade->product)) return verdict_ok();
    return verdict_of(REJECT_TRADE_LATE, FIELD_TRADE, age_ns, 0);
}

int64_t give_ups_waiting(const struct core *core, uint64_t trade_id, enum side side)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < core->venue->give_ups_used; i++) {
        const struct give_up *give_up = &core->give_ups[i];
        bool is_of_side = give_up->trade_id == trade_id && give_up->side == (uint8_t)side;
        if (is_of_side && is_waiting(core, give_up)) lots += give_up->lots;
    }
    return lots;
}

/* R-SIZE-5 */
static struct verdict check_position_room(const struct core *core, uint32_t position)
{
    if (position != 0 || slot_pool_room(&core->venue->positions) >= POSITION_MAKE_SLOTS) {
        return verdict_ok();
    }
    return verdict_of(REJECT_CAPACITY, FIELD_POSITIONS, 0, 0);
}

struct verdict check_receipt(const struct core *core, const struct receipt *receipt)
{
    const struct product *product = core_product_at(core, receipt->product);
    uint32_t position = account_position(core, receipt->account, receipt->product);
    bool reduces = receipt->lots <= position_reducible(position_at(&core->positions, position),
                                                       (enum side)receipt->side);
    struct intent intent = {.account = receipt->account,
                            .position = position,
                            .product = receipt->product,
                            .flags = reduces ? FLAG_REDUCE_ONLY : 0,
                            .side = receipt->side,
                            .type = TYPE_LIMIT,
                            .tif = TIF_GTC,
                            .price_ticks = receipt->ticks,
                            .lots = receipt->lots,
                            .added_lots = receipt->owner_lots};
    struct verdict verdict = gate_party_state(core, receipt->account);
    if (verdict.reject == REJECT_NONE) {
        verdict = gate_liquidate_only(core, receipt->account, product, intent.flags);
    }
    if (verdict.reject == REJECT_NONE) {
        verdict = gate_eligible(core, receipt->product, receipt->account, intent.flags);
    }
    if (verdict.reject == REJECT_NONE) verdict = check_position_room(core, position);
    if (verdict.reject == REJECT_NONE) verdict = check_position_limit(core, &intent);
    intent.added_lots = receipt->lots;
    if (verdict.reject == REJECT_NONE) verdict = check_clearing_limits(core, &intent);
    return verdict.reject == REJECT_NONE ? check_margin(core, &intent) : verdict;
}

/* --- proposing -------------------------------------------------------------------------------- */

static struct verdict refuse_trade(uint64_t trade_id)
{
    return verdict_of(REJECT_TRADE, FIELD_TRADE, (int64_t)trade_id, 0);
}

/* R-GIVE-2: lots of that side that nobody has got and nobody is asked about. */
static int64_t lots_left(const struct core *core, const struct kept_trade *trade, enum side side)
{
    return trade->lots - trade->given_lots[side] - give_ups_waiting(core, trade->id, side);
}

static struct verdict check_to_account(const struct core *core, const struct command *command)
{
    uint32_t to = command->give_up.to_account_id;
    if (!account_exists(core, to)) {
        return verdict_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, to, 0);
    }
    uint32_t member_id = core_account_at(core, command->account_id)->member;
    if (core_account_at(core, to)->member != member_id) return verdict_ok();
    return verdict_of(REJECT_GIVE_UP_MEMBER, FIELD_ACCOUNT, to, 0);
}

static struct verdict check_give_up(struct core *core, const struct command *command)
{
    const struct body_give_up *body = &command->give_up;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (body->side > SIDE_SELL) return verdict_of(REJECT_FIELD, FIELD_SIDE, body->side, 0);
    const struct kept_trade *trade = trade_find(core, body->trade_id);
    if (trade == NULL || !trade_stands(trade)) return refuse_trade(body->trade_id);
    enum side side = (enum side)body->side;
    if (trade_account(trade, side) != command->account_id) {
        return verdict_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, command->account_id, 0);
    }
    verdict = gate_product(core, trade->product);
    if (verdict.reject == REJECT_NONE) verdict = gate_trade_time(core, trade);
    if (verdict.reject == REJECT_NONE) verdict = check_to_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    int64_t left = lots_left(core, trade, side);
    if (left > 0 && body->lots >= 0 && body->lots <= left) return verdict_ok();
    return verdict_of(REJECT_QTY, FIELD_QTY, body->lots, left);
}

/* The first place that is free or lapsed; NULL if so many wait. */
static struct give_up *place_for(struct core *core)
{
    for (uint32_t i = 0; i < GIVE_UPS_MAX; i++) {
        if (is_waiting(core, &core->give_ups[i])) continue;
        if (i >= core->venue->give_ups_used) core->venue->give_ups_used = i + 1;
        return &core->give_ups[i];
    }
    return NULL;
}

static struct event_give_up *give_up_emit(struct core *core, const struct give_up *give_up,
                                          int64_t ticks, enum give_up_step step)
{
    struct event *event = emit(core, EVENT_GIVE_UP, give_up->from, give_up->product);
    event->give_up = (struct event_give_up){.give_up_id = give_up->id,
                                            .trade_id = give_up->trade_id,
                                            .price = {ticks},
                                            .qty = {give_up->lots},
                                            .to_account_id = give_up->to,
                                            .actor_id = core->command->actor_id,
                                            .side = give_up->side,
                                            .step = (uint8_t)step};
    return &event->give_up;
}

void flow_give_up(struct core *core, const struct command *command)
{
    const struct body_give_up *body = &command->give_up;
    struct verdict verdict = check_give_up(core, command);
    struct give_up *give_up = NULL;
    if (verdict.reject == REJECT_NONE) {
        give_up = place_for(core);
        if (give_up == NULL) verdict = verdict_of(REJECT_CAPACITY, FIELD_GIVE_UPS, 0, 0);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    const struct kept_trade *trade = trade_find(core, body->trade_id);
    int64_t left = lots_left(core, trade, (enum side)body->side);
    *give_up = (struct give_up){.id = ++core->venue->give_up_count,
                                .trade_id = trade->id,
                                .lots = body->lots == 0 ? left : body->lots,
                                .since_ns = core->venue->time_ns,
                                .from = command->account_id,
                                .to = body->to_account_id,
                                .product = trade->product,
                                .side = body->side};
    (void)give_up_emit(core, give_up, trade->ticks, GIVE_UP_PROPOSED);
}

/* --- the answer ------------------------------------------------------------------------------- */

/* The one that waits; NULL if none of this number does. */
static struct give_up *waiting(struct core *core, uint64_t give_up_id)
{
    for (uint32_t i = 0; give_up_id != 0 && i < core->venue->give_ups_used; i++) {
        struct give_up *give_up = &core->give_ups[i];
        if (give_up->id == give_up_id && is_waiting(core, give_up)) return give_up;
    }
    return NULL;
}

static struct verdict check_accept(struct core *core, const struct give_up *give_up)
{
    const struct kept_trade *trade = trade_find(core, give_up->trade_id);
    if (trade == NULL || !trade_stands(trade)) return refuse_trade(give_up->trade_id);
    struct verdict verdict = gate_product(core, trade->product);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (trade->date != product_date(core, trade->product)) {
        return verdict_of(REJECT_TRADE_LATE, FIELD_TRADE, core->venue->time_ns - trade->time_ns, 0);
    }
    const struct receipt receipt = {.account = give_up->to,
                                    .product = give_up->product,
                                    .side = give_up->side,
                                    .ticks = trade->ticks,
                                    .lots = give_up->lots,
                                    .owner_lots = give_up->lots};
    return check_receipt(core, &receipt);
}

static struct verdict check_answer(struct core *core, const struct command *command,
                                   const struct give_up *give_up)
{
    const struct body_give_up_decide *body = &command->give_up_decide;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (body->decision < GIVE_UP_ACCEPTED || body->decision > GIVE_UP_WITHDRAWN) {
        return verdict_of(REJECT_FIELD, FIELD_DECISION, body->decision, 0);
    }
    if (give_up == NULL) {
        return verdict_of(REJECT_GIVE_UP, FIELD_GIVE_UP, (int64_t)body->give_up_id, 0);
    }
    uint32_t asked = body->decision == GIVE_UP_WITHDRAWN ? give_up->from : give_up->to;
    if (asked != command->account_id) {
        return verdict_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, command->account_id, 0);
    }
    return body->decision == GIVE_UP_ACCEPTED ? check_accept(core, give_up) : verdict_ok();
}

/* R-GIVE-4 */
static void give_up_work(struct core *core, const struct give_up *give_up)
{
    struct kept_trade *trade = trade_find(core, give_up->trade_id);
    const struct product *product = core_product_at(core, give_up->product);
    enum side side = (enum side)give_up->side;
    int64_t fee_micros = share_of(trade_fee(trade, side).micros, trade->given_lots[side],
                                  give_up->lots, trade->lots);
    trade->given_lots[side] += give_up->lots;
    give_up_emit(core, give_up, trade->ticks, GIVE_UP_ACCEPTED)->fee.micros = fee_micros;
    ledger_settle(&core->ledger, entry_account(give_up->to), entry_account(give_up->from),
                  (struct money){fee_micros});
    int64_t value_micros = narrow_i64(product_lot_value(product, trade->ticks) * give_up->lots);
    const struct move move = {.to_account = give_up->to,
                              .cause = MOVE_GIVE_UP,
                              .lots = {give_up->lots},
                              .value = {value_micros}};
    position_pass(core, account_position(core, give_up->from, give_up->product),
                  side_opposite(side), &move);
    work_all(core);
}

void flow_give_up_decide(struct core *core, const struct command *command)
{
    const struct body_give_up_decide *body = &command->give_up_decide;
    struct give_up *place = waiting(core, body->give_up_id);
    struct verdict verdict = check_answer(core, command, place);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct give_up give_up = *place;
    give_up_free(place);
    if (body->decision == GIVE_UP_ACCEPTED) {
        give_up_work(core, &give_up);
        return;
    }
    const struct kept_trade *trade = trade_find(core, give_up.trade_id);
    (void)give_up_emit(core, &give_up, trade == NULL ? 0 : trade->ticks,
                       (enum give_up_step)body->decision);
}
