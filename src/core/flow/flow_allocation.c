/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_allocation.c - a bunched order is allocated to the accounts that it was traded for.
 *
 * Role   What an omnibus account traded under one client order id goes to accounts of its member at
 *        one average price.  Shares are cut so that they add up: nothing is rounded away.
 * Rules  R-ALLOC-1, R-ALLOC-2.
 */
#include "core/flow/flow_liquidation.h"
#include "core/flow/flow_register.h"
#include "core/product/payoff.h"

/* What was traded under the client order id and can be allocated. */
struct bunch {
    int128 lots;
    int128 value_micros; /* without a sign */
    int128 fee_micros;
    int128 ticks_lots; /* sum of price x lots */
};

/* R-ALLOC-1: does the trade belong to the bunch of the command? */
static bool is_of_bunch(const struct core *core, const struct command *command,
                        const struct kept_trade *trade)
{
    const struct body_allocation *body = &command->allocation;
    enum side side = (enum side)body->side;
    return trade->id != 0 && trade->client_order_ids[side] == body->client_order_id &&
           trade->product == command->product_id &&
           trade_account(trade, side) == command->account_id && trade_stands(trade) &&
           trade->given_lots[side] == 0 && give_ups_waiting(core, trade->id, side) == 0 &&
           gate_trade_time(core, trade).reject == REJECT_NONE;
}

static struct bunch bunch_of(const struct core *core, const struct command *command)
{
    struct bunch bunch = {0};
    const struct product *product = core_product_at(core, command->product_id);
    uint32_t room = core->venue->trades_kept == 0 ? 0 : layout_trades(&core->config);
    for (uint32_t i = 0; i < room; i++) {
        const struct kept_trade *trade = &core->trades[i];
        if (!is_of_bunch(core, command, trade)) continue;
        bunch.lots += trade->lots;
        bunch.value_micros += product_lot_value(product, trade->ticks) * trade->lots;
        bunch.fee_micros += trade_fee(trade, (enum side)command->allocation.side).micros;
        bunch.ticks_lots += (int128)trade->ticks * trade->lots;
    }
    return bunch;
}

static void bunch_give(struct core *core, const struct command *command)
{
    uint32_t room = core->venue->trades_kept == 0 ? 0 : layout_trades(&core->config);
    for (uint32_t i = 0; i < room; i++) {
        struct kept_trade *trade = &core->trades[i];
        if (!is_of_bunch(core, command, trade)) continue;
        trade->given_lots[command->allocation.side] = trade->lots;
    }
}

/* --- checks ----------------------------------------------------------------------------------- */

static struct verdict check_form(const struct core *core, const struct command *command)
{
    const struct body_allocation *body = &command->allocation;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    uint32_t kind = core->participants[command->account_id].kind;
    if (kind != ACCOUNT_OMNIBUS) {
        return verdict_of(REJECT_FIELD, FIELD_KIND, kind, ACCOUNT_OMNIBUS);
    }
    verdict = gate_product(core, command->product_id);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (body->side > SIDE_SELL) return verdict_of(REJECT_FIELD, FIELD_SIDE, body->side, 0);
    if (body->row_count > 0 && body->row_count <= ALLOCATION_ROWS_MAX) return verdict_ok();
    return verdict_of(REJECT_FIELD, FIELD_ROWS, body->row_count, ALLOCATION_ROWS_MAX);
}

/* A row as written; `before` is the account of the row before it. */
static struct verdict check_row(const struct core *core, const struct command *command,
                                const struct allocation_row *row, uint32_t before)
{
    if (row->account_id <= before) {
        return verdict_of(REJECT_FIELD, FIELD_ACCOUNT, row->account_id, (int64_t)before + 1);
    }
    if (!account_exists(core, row->account_id)) {
        return verdict_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, row->account_id, 0);
    }
    uint32_t member_id = core_account_at(core, command->account_id)->member;
    if (core_account_at(core, row->account_id)->member != member_id) {
        return verdict_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, row->account_id, 0);
    }
    if (row->lots > 0 && row->lots <= PRODUCT_LOTS_MAX) return verdict_ok();
    return verdict_of(REJECT_QTY, FIELD_QTY, row->lots, row->lots < 1 ? 1 : PRODUCT_LOTS_MAX);
}

/* A sum of lots in 64 bits: what lies beyond is shown at their end. */
static int64_t shown_lots(int128 lots)
{
    return lots > INT64_MAX ? INT64_MAX : (int64_t)lots;
}

/* R-ALLOC-1: the rows take the whole bunch, and the product has room for it. */
static struct verdict check_bunch(const struct core *core, const struct command *command,
                                  const struct bunch *bunch)
{
    const struct body_allocation *body = &command->allocation;
    const struct product *product = core_product_at(core, command->product_id);
    if (body->client_order_id == 0 || bunch->lots == 0) {
        return verdict_of(REJECT_BUNCH, FIELD_CLIENT_ORDER_ID, (int64_t)body->client_order_id, 0);
    }
    int128 lots = 0;
    for (uint32_t i = 0; i < body->row_count; i++) lots += body->rows[i].lots;
    if (lots != bunch->lots) {
        return verdict_of(REJECT_QTY, FIELD_QTY, shown_lots(lots), shown_lots(bunch->lots));
    }
    int64_t room = product->lots_max - product->open_lots - product->open_interest_lots;
    if (lots <= room) return verdict_ok();
    return verdict_of(REJECT_CAPACITY, FIELD_QTY, shown_lots(lots), i64_max(room, 0));
}

/* R-LIMIT-1 speaks of owners: lots of this row and of those before it with the same owner. */
static int64_t owner_lots(const struct core *core, const struct command *command, uint32_t at)
{
    const struct body_allocation *body = &command->allocation;
    uint32_t owner = core_account_at(core, body->rows[at].account_id)->owner;
    int64_t lots = 0;
    for (uint32_t i = 0; i <= at; i++) {
        uint32_t account_id = body->rows[i].account_id;
        bool stays = account_id == command->account_id;
        if (!stays && core_account_at(core, account_id)->owner == owner) lots += body->rows[i].lots;
    }
    return lots;
}

static struct verdict check_rows(const struct core *core, const struct command *command,
                                 const struct bunch *bunch, uint32_t *at)
{
    const struct body_allocation *body = &command->allocation;
    int64_t ticks = narrow_i64(div_floor(bunch->ticks_lots, bunch->lots));
    for (*at = 0; *at < body->row_count; ++*at) {
        const struct allocation_row *row = &body->rows[*at];
        if (row->account_id == command->account_id) continue;
        const struct receipt receipt = {.account = row->account_id,
                                        .product = command->product_id,
                                        .side = body->side,
                                        .ticks = ticks,
                                        .lots = row->lots,
                                        .owner_lots = owner_lots(core, command, *at)};
        struct verdict verdict = check_receipt(core, &receipt);
        if (verdict.reject != REJECT_NONE) return verdict;
    }
    return verdict_ok();
}

/* R-SIZE-5 for all rows together. */
static struct verdict check_room(const struct core *core, const struct command *command)
{
    const struct body_allocation *body = &command->allocation;
    uint32_t slots = 0;
    for (uint32_t i = 0; i < body->row_count; i++) {
        uint32_t account_id = body->rows[i].account_id;
        bool has_one = account_position(core, account_id, command->product_id) != 0;
        if (!has_one) slots += POSITION_MAKE_SLOTS;
    }
    if (slot_pool_room(&core->venue->positions) >= slots) return verdict_ok();
    return verdict_of(REJECT_CAPACITY, FIELD_POSITIONS, 0, 0);
}

/* `at` is the row that is refused, 0 if it is not about one. */
static struct verdict check_allocation(const struct core *core, const struct command *command,
                                       struct bunch *bunch, uint32_t *at)
{
    const struct body_allocation *body = &command->allocation;
    *at = 0;
    struct verdict verdict = check_form(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    uint32_t before = 0;
    for (*at = 0; *at < body->row_count; ++*at) {
        verdict = check_row(core, command, &body->rows[*at], before);
        if (verdict.reject != REJECT_NONE) return verdict;
        before = body->rows[*at].account_id;
    }
    *at = 0;
    *bunch = bunch_of(core, command);
    verdict = check_bunch(core, command, bunch);
    if (verdict.reject == REJECT_NONE) verdict = check_room(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    return check_rows(core, command, bunch, at);
}

/* --- moving ----------------------------------------------------------------------------------- */

/* R-ALLOC-2 for one row; `before` are the lots of the rows before it. */
static void row_move(struct core *core, const struct command *command, const struct bunch *bunch,
                     uint32_t at, int64_t before)
{
    const struct body_allocation *body = &command->allocation;
    const struct allocation_row *row = &body->rows[at];
    int64_t whole = narrow_i64(bunch->lots);
    struct money value = {share_of(bunch->value_micros, before, row->lots, whole)};
    struct money fee = {share_of(bunch->fee_micros, before, row->lots, whole)};
    emit(core, EVENT_ALLOCATION, command->account_id, command->product_id)->allocation =
        (struct event_allocation){.client_order_id = body->client_order_id,
                                  .qty = {row->lots},
                                  .value = value,
                                  .fee = fee,
                                  .bunch = {whole},
                                  .to_account_id = row->account_id,
                                  .row = at,
                                  .side = body->side};
    if (row->account_id == command->account_id) return;
    ledger_settle(&core->ledger, entry_account(row->account_id), entry_account(command->account_id),
                  fee);
    const struct move move = {.to_account = row->account_id,
                              .cause = MOVE_ALLOCATION,
                              .lots = {row->lots},
                              .value = value};
    position_pass(core, account_position(core, command->account_id, command->product_id),
                  side_opposite((enum side)body->side), &move);
}

void flow_allocation(struct core *core, const struct command *command)
{
    const struct body_allocation *body = &command->allocation;
    struct bunch bunch = {0};
    uint32_t at;
    struct verdict verdict = check_allocation(core, command, &bunch, &at);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, at);
        return;
    }
    bunch_give(core, command);
    int64_t before = 0;
    for (uint32_t i = 0; i < body->row_count; i++) {
        row_move(core, command, &bunch, i, before);
        before += body->rows[i].lots;
    }
    work_all(core);
}
