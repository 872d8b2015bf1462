/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_give_up.c - give-ups and allocations of the naive venue.
 *
 * Role   Keeps every give-up for ever, and works out at each question which of them still wait.
 * Rules  R-GIVE-1 to R-GIVE-5, R-ALLOC-1, R-ALLOC-2.
 */
#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"

static bool waits(const struct naive *naive, const struct naive_give_up *give_up)
{
    int64_t answer_ns = naive->control.give_up_terms.answer_ns;
    if (give_up->is_over) return false;
    return answer_ns == 0 || naive->now_ns - give_up->since_ns < answer_ns;
}

struct naive_fault naive_command_give_up_terms(struct naive *naive)
{
    const struct body_give_up_terms *body = &naive->command->give_up_terms;
    const int64_t day_ns = 24 * 60 * NANOSECONDS_PER_MINUTE;
    if (body->window_ns < 0 || body->window_ns > day_ns)
        return fault_of(REJECT_FIELD, FIELD_WINDOW, body->window_ns, 0);
    if (body->answer_ns < 0 || body->answer_ns > day_ns)
        return fault_of(REJECT_FIELD, FIELD_ANSWER, body->answer_ns, 0);
    for (uint32_t i = 0; i < naive->control.give_up_count; i++) {
        struct naive_give_up *give_up = &naive->control.give_ups[i];
        if (!waits(naive, give_up)) give_up->is_over = true;
    }
    naive->control.give_up_terms = *body;
    struct event *event = naive_emit(naive, EVENT_GIVE_UP_TERMS, 0, 0);
    event->give_up_terms.window_ns = body->window_ns;
    event->give_up_terms.answer_ns = body->answer_ns;
    return NO_FAULT;
}

int32_t naive_date_of(const struct naive *naive, uint16_t product_id)
{
    const struct naive_settlement *settlement = &naive->settlements[product_id];
    if (settlement->exists) return settlement->trade_date;
    return (int32_t)naive_local_day(naive, naive->now_ns);
}

/* --- what a trade still has ------------------------------------------------------------------- */

static bool stands(const struct naive_trade *trade)
{
    return trade->step == ERROR_NONE || trade->step == ERROR_REFUSED;
}

static uint32_t account_of(const struct naive_trade *trade, uint8_t side)
{
    return trade->taker_side == side ? trade->taker_id : trade->maker_id;
}

static int64_t fee_of(const struct naive_trade *trade, uint8_t side)
{
    return trade->taker_side == side ? trade->taker_fee : trade->maker_fee;
}

static int64_t asked_lots(const struct naive *naive, const struct naive_trade *trade, uint8_t side)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < naive->control.give_up_count; i++) {
        const struct naive_give_up *give_up = &naive->control.give_ups[i];
        if (give_up->trade_id != trade->id || give_up->body.side != side) continue;
        if (waits(naive, give_up)) lots += give_up->lots;
    }
    return lots;
}

static struct naive_fault check_time(const struct naive *naive, const struct naive_trade *trade)
{
    int64_t window_ns = naive->control.give_up_terms.window_ns;
    int64_t age_ns = naive->now_ns - trade->time_ns;
    if (age_ns > window_ns) return fault_of(REJECT_TRADE_LATE, FIELD_TRADE, age_ns, window_ns);
    if (trade->date != naive_date_of(naive, trade->product_id))
        return fault_of(REJECT_TRADE_LATE, FIELD_TRADE, age_ns, 0);
    return NO_FAULT;
}

struct naive_fault naive_check_receipt(const struct naive *naive, struct naive_order *draft,
                                       int64_t owner_lots)
{
    uint32_t account_id = draft->account_id;
    int64_t reducible =
        naive_reducible_lots(naive, account_id, draft->product_id, (enum side)draft->side);
    draft->flags = draft->open <= reducible ? FLAG_REDUCE_ONLY : 0;
    draft->type = TYPE_LIMIT;
    draft->tif = TIF_GTC;
    CHECK(naive_check_party_states(naive, account_id));
    CHECK(naive_check_liquidate_only(naive, draft));
    CHECK(naive_check_eligible(naive, draft));
    CHECK(naive_check_participant(naive, draft));
    CHECK(naive_check_position_limit(naive, draft, owner_lots));
    CHECK(naive_check_clearing_member(naive, draft, draft->open, draft->price));
    return naive_check_margin(naive, draft, draft->open);
}

/* The part of a total for `lots` of `whole`, behind `before` of them. */
static int64_t part_of(int128 total, int128 before, int128 lots, int128 whole)
{
    int128 end = total * (before + lots) / whole;
    int128 begin = total * before / whole;
    return narrow_i64(end - begin);
}

/* --- give-ups --------------------------------------------------------------------------------- */

static void tell(struct naive *naive, const struct naive_give_up *give_up, uint8_t step,
                 int64_t price, int64_t fee)
{
    struct event *event = naive_emit(naive, EVENT_GIVE_UP, give_up->from_id, give_up->product_id);
    event->give_up.give_up_id = (uint64_t)(give_up - naive->control.give_ups) + 1;
    event->give_up.trade_id = give_up->trade_id;
    event->give_up.price.ticks = price;
    event->give_up.qty.lots = give_up->lots;
    event->give_up.fee.micros = fee;
    event->give_up.to_account_id = give_up->body.to_account_id;
    event->give_up.actor_id = naive->command->actor_id;
    event->give_up.side = give_up->body.side;
    event->give_up.step = step;
}

struct naive_fault naive_command_give_up(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_give_up *body = &command->give_up;
    uint32_t to_id = body->to_account_id;
    struct naive_fault bad_trade = fault_of(REJECT_TRADE, FIELD_TRADE, (int64_t)body->trade_id, 0);
    CHECK(naive_check_account_exists(naive, command->account_id));
    if (body->side > 1) return fault_of(REJECT_FIELD, FIELD_SIDE, body->side, 0);
    const struct naive_trade *trade = naive_find_trade(naive, body->trade_id);
    if (trade == NULL || !stands(trade)) return bad_trade;
    if (account_of(trade, body->side) != command->account_id)
        return fault_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, command->account_id, 0);
    CHECK(naive_check_product_listed(naive, trade->product_id));
    CHECK(check_time(naive, trade));
    if (!naive_account_exists(naive, to_id))
        return fault_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, to_id, 0);
    if (naive->accounts[to_id].opened.member_id ==
        naive->accounts[command->account_id].opened.member_id)
        return fault_of(REJECT_GIVE_UP_MEMBER, FIELD_ACCOUNT, to_id, 0);
    int64_t left = trade->lots - trade->given[body->side] - asked_lots(naive, trade, body->side);
    if (left < 1 || body->lots < 0 || body->lots > left)
        return fault_of(REJECT_QTY, FIELD_QTY, body->lots, left);
    uint32_t waiting = 0;
    for (uint32_t i = 0; i < naive->control.give_up_count; i++)
        waiting += waits(naive, &naive->control.give_ups[i]);
    if (waiting == GIVE_UPS_MAX) return fault_of(REJECT_CAPACITY, FIELD_GIVE_UPS, 0, 0);

    struct naive_control *control = &naive->control;
    control->give_ups = naive_grow(control->give_ups, sizeof *control->give_ups,
                                   &control->give_up_count, &control->give_up_capacity);
    struct naive_give_up *give_up = &control->give_ups[control->give_up_count - 1];
    *give_up = (struct naive_give_up){.body = *body,
                                      .trade_id = trade->id,
                                      .lots = body->lots == 0 ? left : body->lots,
                                      .since_ns = naive->now_ns,
                                      .from_id = command->account_id,
                                      .product_id = trade->product_id};
    tell(naive, give_up, GIVE_UP_PROPOSED, trade->price, 0);
    return NO_FAULT;
}

static struct naive_fault check_accept(struct naive *naive, const struct naive_give_up *give_up)
{
    const struct naive_trade *trade = naive_find_trade(naive, give_up->trade_id);
    if (trade == NULL || !stands(trade))
        return fault_of(REJECT_TRADE, FIELD_TRADE, (int64_t)give_up->trade_id, 0);
    CHECK(naive_check_product_listed(naive, trade->product_id));
    if (trade->date != naive_date_of(naive, trade->product_id))
        return fault_of(REJECT_TRADE_LATE, FIELD_TRADE, naive->now_ns - trade->time_ns, 0);
    struct naive_order draft = {.account_id = give_up->body.to_account_id,
                                .product_id = give_up->product_id,
                                .side = give_up->body.side,
                                .price = trade->price,
                                .open = give_up->lots};
    return naive_check_receipt(naive, &draft, give_up->lots);
}

static void accept(struct naive *naive, const struct naive_give_up *give_up)
{
    struct naive_trade *trade = naive_find_trade(naive, give_up->trade_id);
    uint8_t side = give_up->body.side;
    uint32_t to_id = give_up->body.to_account_id;
    int64_t fee = part_of(fee_of(trade, side), trade->given[side], give_up->lots, trade->lots);
    trade->given[side] += give_up->lots;
    tell(naive, give_up, GIVE_UP_ACCEPTED, trade->price, fee);
    naive_ledger_move(naive, entry_account(to_id), entry_account(give_up->from_id), fee);
    int128 value =
        naive_lot_value(&naive->products[give_up->product_id], trade->price) * give_up->lots;
    struct naive_move move = {to_id, give_up->lots, narrow_i64(value), MOVE_GIVE_UP};
    struct naive_pass pass = {give_up->from_id, give_up->product_id,
                              side == SIDE_BUY ? SIDE_SELL : SIDE_BUY, 0};
    naive_pass_lots(naive, &pass, &move);
}

struct naive_fault naive_command_give_up_decide(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_give_up_decide *body = &command->give_up_decide;
    struct naive_fault unknown =
        fault_of(REJECT_GIVE_UP, FIELD_GIVE_UP, (int64_t)body->give_up_id, 0);
    CHECK(naive_check_account_exists(naive, command->account_id));
    if (body->decision < 2 || body->decision > 4)
        return fault_of(REJECT_FIELD, FIELD_DECISION, body->decision, 0);
    if (body->give_up_id < 1 || body->give_up_id > naive->control.give_up_count) return unknown;
    struct naive_give_up *give_up = &naive->control.give_ups[body->give_up_id - 1];
    if (!waits(naive, give_up)) return unknown;
    bool is_withdrawn = body->decision == GIVE_UP_WITHDRAWN;
    if (command->account_id != (is_withdrawn ? give_up->from_id : give_up->body.to_account_id))
        return fault_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, command->account_id, 0);
    if (body->decision == GIVE_UP_ACCEPTED) {
        CHECK(check_accept(naive, give_up));
        give_up->is_over = true;
        accept(naive, give_up);
        return NO_FAULT;
    }
    give_up->is_over = true;
    const struct naive_trade *trade = naive_find_trade(naive, give_up->trade_id);
    tell(naive, give_up, body->decision, trade == NULL ? 0 : trade->price, 0);
    return NO_FAULT;
}

/* --- allocations ------------------------------------------------------------------------------ */

static bool is_of_bunch(struct naive *naive, const struct naive_trade *trade)
{
    const struct command *command = naive->command;
    const struct body_allocation *body = &command->allocation;
    if (trade->client_order_ids[body->side] != body->client_order_id) return false;
    if (account_of(trade, body->side) != command->account_id) return false;
    if (trade->product_id != command->product_id || !stands(trade)) return false;
    if (trade->given[body->side] != 0 || asked_lots(naive, trade, body->side) != 0) return false;
    if (check_time(naive, trade).code != REJECT_NONE) return false;
    return naive_find_trade(naive, trade->id) == trade;
}

struct bunch {
    int128 lots;
    int128 value;
    int128 fee;
    int128 price_lots;
};

static struct bunch bunch_of(struct naive *naive)
{
    struct bunch bunch = {0};
    const struct naive_product *product = &naive->products[naive->command->product_id];
    for (uint32_t i = 0; i < naive->control.trade_count; i++) {
        const struct naive_trade *trade = &naive->control.trades[i];
        if (!is_of_bunch(naive, trade)) continue;
        bunch.lots += trade->lots;
        bunch.value += naive_lot_value(product, trade->price) * trade->lots;
        bunch.fee += fee_of(trade, naive->command->allocation.side);
        bunch.price_lots += (int128)trade->price * trade->lots;
    }
    return bunch;
}

static struct naive_fault check_written(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_allocation *body = &command->allocation;
    CHECK(naive_check_account_exists(naive, command->account_id));
    const struct naive_account *bunched = &naive->accounts[command->account_id];
    if (bunched->profile.kind != ACCOUNT_OMNIBUS)
        return fault_of(REJECT_FIELD, FIELD_KIND, bunched->profile.kind, ACCOUNT_OMNIBUS);
    CHECK(naive_check_product_listed(naive, command->product_id));
    if (body->side > 1) return fault_of(REJECT_FIELD, FIELD_SIDE, body->side, 0);
    if (body->row_count < 1 || body->row_count > 32)
        return fault_of(REJECT_FIELD, FIELD_ROWS, body->row_count, 32);
    int64_t before = 0;
    for (uint32_t i = 0; i < body->row_count; i++) {
        const struct allocation_row *row = &body->rows[i];
        naive->leg = (uint16_t)i;
        if (row->account_id <= before)
            return fault_of(REJECT_FIELD, FIELD_ACCOUNT, row->account_id, before + 1);
        if (!naive_account_exists(naive, row->account_id))
            return fault_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, row->account_id, 0);
        if (naive->accounts[row->account_id].opened.member_id != bunched->opened.member_id)
            return fault_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, row->account_id, 0);
        if (row->lots < 1) return fault_of(REJECT_QTY, FIELD_QTY, row->lots, 1);
        if (row->lots > PRODUCT_LOTS_MAX)
            return fault_of(REJECT_QTY, FIELD_QTY, row->lots, PRODUCT_LOTS_MAX);
        before = row->account_id;
    }
    naive->leg = 0;
    return NO_FAULT;
}

static struct naive_fault check_whole(const struct naive *naive, const struct bunch *bunch)
{
    const struct command *command = naive->command;
    const struct body_allocation *body = &command->allocation;
    const struct naive_product *product = &naive->products[command->product_id];
    if (body->client_order_id == 0 || bunch->lots == 0)
        return fault_of(REJECT_BUNCH, FIELD_CLIENT_ORDER_ID, (int64_t)body->client_order_id, 0);
    int128 sum = 0;
    for (uint32_t i = 0; i < body->row_count; i++) sum += body->rows[i].lots;
    if (sum != bunch->lots)
        return fault_of(REJECT_QTY, FIELD_QTY, naive_show(sum), naive_show(bunch->lots));
    int128 room = naive_product_capacity(product, product->highest_ticks);
    room -= naive_product_open_lots(naive, command->product_id);
    room -= naive_open_interest(naive, command->product_id);
    if (sum <= room) return NO_FAULT;
    return fault_of(REJECT_CAPACITY, FIELD_QTY, naive_show(sum), room < 0 ? 0 : naive_show(room));
}

static struct naive_fault check_receivers(struct naive *naive, const struct bunch *bunch)
{
    const struct command *command = naive->command;
    const struct body_allocation *body = &command->allocation;
    for (uint32_t i = 0; i < body->row_count; i++) {
        const struct allocation_row *row = &body->rows[i];
        if (row->account_id == command->account_id) continue;
        int64_t owner_lots = 0;
        for (uint32_t k = 0; k <= i; k++) {
            if (body->rows[k].account_id == command->account_id) continue;
            if (naive_owner(naive, body->rows[k].account_id) == naive_owner(naive, row->account_id))
                owner_lots += body->rows[k].lots;
        }
        struct naive_order draft = {.account_id = row->account_id,
                                    .product_id = command->product_id,
                                    .side = body->side,
                                    .price = narrow_i64(bunch->price_lots / bunch->lots),
                                    .open = row->lots};
        naive->leg = (uint16_t)i;
        CHECK(naive_check_receipt(naive, &draft, owner_lots));
    }
    naive->leg = 0;
    return NO_FAULT;
}

struct naive_fault naive_command_allocation(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_allocation *body = &command->allocation;
    CHECK(check_written(naive));
    struct bunch bunch = bunch_of(naive);
    CHECK(check_whole(naive, &bunch));
    CHECK(check_receivers(naive, &bunch));
    for (uint32_t i = 0; i < naive->control.trade_count; i++) {
        struct naive_trade *trade = &naive->control.trades[i];
        if (is_of_bunch(naive, trade)) trade->given[body->side] = trade->lots;
    }
    int128 before = 0;
    for (uint32_t i = 0; i < body->row_count; i++) {
        const struct allocation_row *row = &body->rows[i];
        int64_t value = part_of(bunch.value, before, row->lots, bunch.lots);
        int64_t fee = part_of(bunch.fee, before, row->lots, bunch.lots);
        before += row->lots;
        struct event *event =
            naive_emit(naive, EVENT_ALLOCATION, command->account_id, command->product_id);
        event->allocation.client_order_id = body->client_order_id;
        event->allocation.qty.lots = row->lots;
        event->allocation.value.micros = value;
        event->allocation.fee.micros = fee;
        event->allocation.bunch.lots = narrow_i64(bunch.lots);
        event->allocation.to_account_id = row->account_id;
        event->allocation.row = i;
        event->allocation.side = body->side;
        if (row->account_id == command->account_id) continue;
        naive_ledger_move(naive, entry_account(row->account_id), entry_account(command->account_id),
                          fee);
        struct naive_move move = {row->account_id, row->lots, value, MOVE_ALLOCATION};
        struct naive_pass pass = {command->account_id, command->product_id,
                                  body->side == SIDE_BUY ? SIDE_SELL : SIDE_BUY, 0};
        naive_pass_lots(naive, &pass, &move);
    }
    return NO_FAULT;
}
