/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model_money.c - balances, positions, fills and the log of transactions.
 *
 * Role   Each event that moves cash or lots gives its accounts one transaction each.  Events tell
 *        the balance of one side; that of the other follows from what was paid.
 * Rules  R-POS-1 to R-POS-4, R-FUND-10, R-CASH-2, R-CASH-3, R-SETTLE-5, R-LIQ-6, R-LIQ-10.
 */
#include "base/check.h"
#include "base/int_math.h"
#include "read_model/model_state.h"

/* --- rings ------------------------------------------------------------------------------------ */

static struct transaction_record *transaction_next(struct read_model *model)
{
    uint32_t kept = model->config.transactions_kept;
    return &model->transactions[model->transactions_put++ % kept];
}

/* Fills in what every transaction has, and moves the balance. */
const struct transaction_record *model_transaction_put(struct read_model *model,
                                                       struct account_slot *account,
                                                       const struct event *event,
                                                       const struct transaction_record *given)
{
    struct transaction_record *transaction = transaction_next(model);
    *transaction = *given;
    account->record.balance.micros += given->change.micros;
    account->record.transaction_number++;
    transaction->balance = account->record.balance;
    transaction->number = account->record.transaction_number;
    transaction->sequence = event->sequence;
    transaction->time_ns = event->time_ns;
    transaction->index_in_command = event->index;
    transaction->account_id = account->record.account_id;
    return transaction;
}

/* --- positions -------------------------------------------------------------------------------- */

struct position_change {
    int64_t signed_lots;
    int64_t signed_value_micros; /* what was paid for them */
    int64_t realised_micros;
};

/* The sums of the session at hand: they begin anew with each settlement cycle. */
static struct position_sums *session_of(struct read_model *model, struct position_slot *position)
{
    struct position_record *record = &position->record;
    int64_t session_ns = product_slot_at(model, record->product_id)->record.session_ns;
    if (record->session_ns != session_ns) record->session = (struct position_sums){0};
    record->session_ns = session_ns;
    return &record->session;
}

static void sums_add(struct position_sums *sums, const struct position_sums *more)
{
    sums->realised.micros += more->realised.micros;
    sums->fee.micros += more->fee.micros;
    sums->funding.micros += more->funding.micros;
    sums->settled.micros += more->settled.micros;
    sums->volume.lots += more->volume.lots;
}

void model_sums_count(struct read_model *model, struct position_slot *position,
                      const struct position_sums *more)
{
    sums_add(&position->record.total, more);
    sums_add(session_of(model, position), more);
    sums_add(&model->accounts[position->record.account_id].record.total, more);
}

void model_net_set(struct position_slot *position, int64_t net_lots, const struct event *event)
{
    struct position_record *record = &position->record;
    bool turns = (record->net.lots > 0) != (net_lots > 0) || record->net.lots == 0;
    if (turns && net_lots != 0) record->opened_ns = event->time_ns;
    record->net.lots = net_lots;
    record->updated_ns = event->time_ns;
}

/* --- fills ------------------------------------------------------------------------------------ */

static struct fill_record fill_of(const struct product_slot *product, const struct event *event,
                                  const struct position_slot *position)
{
    const struct event_trade *trade = &product->trade;
    const struct event_fill *body = &event->fill;
    bool is_taker = trade->taker_order_id == body->order_id;
    uint64_t other_id = is_taker ? trade->maker_order_id : trade->taker_order_id;
    uint64_t closed_id = product->liquidation_order_id;
    uint8_t taker_side = trade->taker_side;
    struct fill_record fill = {
        .sequence = event->sequence,
        .trade_id = body->trade_id,
        .trade_number = product->record.trade_number,
        .order_id = body->order_id,
        .time_ns = event->time_ns,
        .price = trade->price,
        .qty = trade->qty,
        .open = body->open,
        .net = body->net,
        .paid = body->paid,
        .net_before = position->record.net,
        .paid_before = position->record.paid,
        .realised = body->realised,
        .fee = body->fee,
        .balance = body->balance,
        .mark = product->record.mark,
        .index = product->record.index,
        .index_in_command = event->index,
        .account_id = event->account_id,
        .product_id = event->product_id,
        .side = is_taker ? taker_side : (uint8_t)side_opposite((enum side)taker_side),
        .is_taker = is_taker,
        .is_auction = trade->auction,
        .order_state = body->open.lots == 0 ? RECORD_FILLED : RECORD_OPEN,
        .tick_direction = product->record.tick_direction,
    };
    if (closed_id != 0 && closed_id == body->order_id) fill.is_liquidation = 1;
    if (closed_id != 0 && closed_id == other_id) fill.is_liquidation = 2;
    return fill;
}

static struct transaction_record trade_transaction(const struct fill_record *fill)
{
    return (struct transaction_record){
        .change = {fill->realised.micros - fill->fee.micros},
        .fee = fill->fee,
        .realised = fill->realised,
        .net = fill->net,
        .qty = fill->qty,
        .price = fill->price,
        .fine_price = fill->mark,
        .index = fill->index,
        .order_id = fill->order_id,
        .trade_id = fill->trade_id,
        .product_id = fill->product_id,
        .kind = TRANSACTION_TRADE,
        .side = fill->side,
        .is_taker = fill->is_taker,
    };
}

static bool fill_apply(struct read_model *model, const struct event *event,
                       struct money_effect *effect)
{
    struct account_slot *account = model_account(model, event->account_id);
    struct position_slot *position = model_position(model, event->account_id, event->product_id);
    if (account == NULL || position == NULL) return false;
    const struct product_slot *product = product_slot_at(model, event->product_id);
    struct fill_record *fill = &model->fills[model->fills_put++ % model->config.fills_kept];
    *fill = fill_of(product, event, position);

    struct order_slot *order = model_order_find(model, event->fill.order_id);
    if (order != NULL) {
        model_order_fill(&order->record, event, &product->trade);
        fill->client_order_id = order->record.client_order_id;
        fill->flags = order->record.flags;
        fill->order_type = order->record.type;
        effect->order = &order->record;
    }
    model_net_set(position, event->fill.net.lots, event);
    position->record.paid = event->fill.paid;
    payoff_learn(model, &position->record);
    struct position_sums sums = {.realised = fill->realised, .fee = fill->fee, .volume = fill->qty};
    model_sums_count(model, position, &sums);
    struct transaction_record transaction = trade_transaction(fill);
    effect->account_id = event->account_id;
    effect->fill = fill;
    effect->transaction = model_transaction_put(model, account, event, &transaction);
    return true;
}

static void trade_apply(struct read_model *model, const struct event *event)
{
    struct product_record *product = &product_slot_at(model, event->product_id)->record;
    int64_t ticks = event->trade.price.ticks;
    bool rose = product->tick_direction < 2; /* plus or zero plus */
    if (product->trade_number == 0 || ticks > product->last.ticks) {
        product->tick_direction = 0;
    } else if (ticks < product->last.ticks) {
        product->tick_direction = 2;
    } else {
        product->tick_direction = rose ? 1 : 3;
    }
    product->last.ticks = ticks;
    product->trade_number++;
    model_order_trade(model, event);
}

/* --- cash ------------------------------------------------------------------------------------- */

static bool cash_apply(struct read_model *model, const struct event *event,
                       struct money_effect effects[2])
{
    const struct event_cash *cash = &event->cash;
    struct account_slot *account = model_account(model, event->account_id);
    struct transaction_record transaction = {
        .change = cash->amount,
        .reference = cash->reference,
        .other_account_id = cash->to_account_id,
        .kind = TRANSACTION_DEPOSIT,
    };
    if (account == NULL) return false;
    if (cash->command_kind != COMMAND_DEPOSIT) transaction.change.micros = -cash->amount.micros;
    if (cash->command_kind == COMMAND_WITHDRAW) transaction.kind = TRANSACTION_WITHDRAWAL;
    if (cash->command_kind == COMMAND_TRANSFER) transaction.kind = TRANSACTION_TRANSFER;
    account->record.deposited.micros += transaction.change.micros;
    effects[0].account_id = event->account_id;
    effects[0].transaction = model_transaction_put(model, account, event, &transaction);
    if (cash->command_kind != COMMAND_TRANSFER) return true;

    struct account_slot *other = model_account(model, cash->to_account_id);
    if (other == NULL) return false;
    transaction.change = cash->amount;
    transaction.other_account_id = event->account_id;
    other->record.deposited.micros += cash->amount.micros;
    effects[1].account_id = cash->to_account_id;
    effects[1].transaction = model_transaction_put(model, other, event, &transaction);
    return true;
}

static bool payment_apply(struct read_model *model, const struct event *event,
                          struct money_effect *effect)
{
    struct account_slot *account = model_account(model, event->account_id);
    struct position_slot *position = model_position(model, event->account_id, event->product_id);
    if (account == NULL || position == NULL) return false;
    const struct product_record *product = &product_slot_at(model, event->product_id)->record;
    struct position_sums sums = {.funding = {-event->payment.amount.micros}};
    model_sums_count(model, position, &sums);
    struct transaction_record transaction = {
        .change = sums.funding,
        .net = event->payment.net,
        .fine_price = product->mark.ticks_e4 != 0 ? product->mark : product->index,
        .index = product->index,
        .rate_e12 = product->rate_e12,
        .product_id = event->product_id,
        .kind = TRANSACTION_FUNDING,
    };
    effect->account_id = event->account_id;
    effect->transaction = model_transaction_put(model, account, event, &transaction);
    return true;
}

static bool variation_apply(struct read_model *model, const struct event *event,
                            struct money_effect *effect)
{
    const struct event_variation *variation = &event->variation;
    struct account_slot *account = model_account(model, event->account_id);
    struct position_slot *position = model_position(model, event->account_id, event->product_id);
    if (account == NULL || position == NULL) return false;
    struct position_sums sums = {.settled = variation->amount};
    model_sums_count(model, position, &sums);
    bool is_final = variation->net.lots == 0 && variation->settled.lots != 0;
    model_net_set(position, variation->net.lots, event);
    position->record.paid = variation->paid;
    struct transaction_record transaction = {
        .change = variation->amount,
        .realised = variation->amount,
        .net = variation->net,
        .qty = {(int64_t)i64_magnitude(variation->settled.lots)},
        .fine_price = variation->price,
        .index = product_slot_at(model, event->product_id)->record.index,
        .product_id = event->product_id,
        .kind = TRANSACTION_SETTLEMENT,
        .cause = is_final,
    };
    effect->account_id = event->account_id;
    effect->transaction = model_transaction_put(model, account, event, &transaction);
    return true;
}

/* --- payments --------------------------------------------------------------------------------- */

/* One side of a payment between two accounts, of which either may be the venue's own entry. */
bool model_pay(struct read_model *model, const struct event *event,
               const struct transaction_record *given, struct money_effect *effect)
{
    if (given->account_id == 0) return true;
    struct account_slot *account = model_account(model, given->account_id);
    if (account == NULL) return false;
    effect->account_id = given->account_id;
    effect->transaction = model_transaction_put(model, account, event, given);
    return true;
}

static bool fund_apply(struct read_model *model, const struct event *event,
                       struct money_effect effects[2])
{
    const struct event_fund *fund = &event->fund;
    if (fund->amount.micros == 0) return true;
    struct transaction_record to_fund = {.change = fund->amount,
                                         .account_id = event->account_id,
                                         .other_account_id = fund->other_account_id,
                                         .product_id = event->product_id,
                                         .kind = TRANSACTION_FUND,
                                         .cause = fund->cause};
    struct transaction_record from = to_fund;
    from.change.micros = -fund->amount.micros;
    from.account_id = fund->other_account_id;
    from.other_account_id = event->account_id;
    return model_pay(model, event, &from, &effects[1]) &&
           model_pay(model, event, &to_fund, &effects[0]);
}

/* R-ERROR-4, R-ERROR-5: what a decision about an error trade pays. */
static bool error_apply(struct read_model *model, const struct event *event,
                        struct money_effect effects[2])
{
    const struct event_error_trade *error = &event->error_trade;
    if (error->to_buyer.micros == 0 && error->to_seller.micros == 0) return true;
    struct transaction_record to_buyer = {.change = error->to_buyer,
                                          .account_id = error->buyer_account_id,
                                          .other_account_id = error->seller_account_id,
                                          .product_id = event->product_id,
                                          .kind = TRANSACTION_CORRECTION,
                                          .cause = error->step};
    struct transaction_record to_seller = to_buyer;
    to_seller.change = error->to_seller;
    to_seller.account_id = error->seller_account_id;
    to_seller.other_account_id = error->buyer_account_id;
    return model_pay(model, event, &to_buyer, &effects[0]) &&
           model_pay(model, event, &to_seller, &effects[1]);
}

/* R-GIVE-4, R-ALLOC-2: the fee that goes with lots; both sides see what was asked and answered. */
static bool pass_apply(struct read_model *model, const struct event *event,
                       struct money_effect effects[2])
{
    bool is_row = event->kind == EVENT_ALLOCATION;
    uint32_t to = is_row ? event->allocation.to_account_id : event->give_up.to_account_id;
    struct money fee = is_row ? event->allocation.fee : event->give_up.fee;
    effects[0].account_id = event->account_id;
    if (to == event->account_id) return true;
    effects[1].account_id = to;
    if (fee.micros == 0) return true;
    struct transaction_record from = {
        .change = fee,
        .account_id = event->account_id,
        .other_account_id = to,
        .product_id = event->product_id,
        .qty = is_row ? event->allocation.qty : event->give_up.qty,
        .trade_id = is_row ? 0 : event->give_up.trade_id,
        .kind = TRANSACTION_GIVE_UP,
        .cause = is_row ? MOVE_ALLOCATION : MOVE_GIVE_UP,
    };
    struct transaction_record receiver = from;
    receiver.change.micros = -fee.micros;
    receiver.account_id = to;
    receiver.other_account_id = event->account_id;
    return model_pay(model, event, &from, &effects[0]) &&
           model_pay(model, event, &receiver, &effects[1]);
}

/* R-PROG-4: from another account, or from what the venue has earned. */
static bool programme_apply(struct read_model *model, const struct event *event,
                            struct money_effect effects[2])
{
    const struct event_programme_payment *payment = &event->programme_payment;
    effects[0].account_id = event->account_id;
    if (payment->amount.micros == 0) return true;
    struct transaction_record to = {.change = payment->amount,
                                    .account_id = event->account_id,
                                    .other_account_id = payment->payer_account_id,
                                    .product_id = event->product_id,
                                    .reference = payment->programme_id,
                                    .kind = TRANSACTION_PROGRAMME};
    struct transaction_record from = to;
    from.change.micros = -payment->amount.micros;
    from.account_id = payment->payer_account_id;
    from.other_account_id = event->account_id;
    return model_pay(model, event, &to, &effects[0]) && model_pay(model, event, &from, &effects[1]);
}

/* R-DEFAULT-7: a gain not paid yet is cut: more was paid for the position, no cash moves. */
static bool gain_cut(struct read_model *model, const struct event *event,
                     struct transaction_record *from)
{
    struct position_slot *position = model_position(model, from->account_id, event->product_id);
    if (position == NULL) return false;
    position->record.paid.micros -= from->change.micros;
    from->realised = from->change;
    from->change.micros = 0;
    from->net = position->record.net;
    return true;
}

static bool default_apply(struct read_model *model, const struct event *event,
                          struct money_effect effects[2])
{
    const struct event_default_step *step = &event->default_step;
    struct transaction_record to_debtor = {.change = step->amount,
                                           .account_id = event->account_id,
                                           .other_account_id = step->payer_account_id,
                                           .product_id = event->product_id,
                                           .kind = TRANSACTION_DEFAULT,
                                           .cause = step->layer};
    struct transaction_record from = to_debtor;
    from.change.micros = -step->amount.micros;
    from.account_id = step->payer_account_id;
    from.other_account_id = event->account_id;
    if (step->layer == LAYER_GAINS && !gain_cut(model, event, &from)) return false;
    return model_pay(model, event, &to_debtor, &effects[0]) &&
           model_pay(model, event, &from, &effects[1]);
}

/* --- products --------------------------------------------------------------------------------- */

static void price_note(struct product_record *product, struct fine_price mark,
                       struct fine_price index)
{
    if (mark.ticks_e4 != 0) product->mark = mark;
    if (index.ticks_e4 != 0) product->index = index;
}

static void product_apply(struct read_model *model, const struct event *event)
{
    struct product_slot *product = product_slot_at(model, event->product_id);
    struct fine_price none = {0};
    switch (event->kind) {
    case EVENT_REFERENCE_PRICE:
        price_note(&product->record, event->reference.mark, event->reference.index);
        break;
    case EVENT_INDEX: price_note(&product->record, none, event->index_value.index); break;
    case EVENT_MARK: price_note(&product->record, event->mark.mark, none); break;
    case EVENT_FUNDING: product->record.rate_e12 = event->funding.rate_e12; break;
    case EVENT_LIQUIDATION: product->liquidation_order_id = event->liquidation.order_id; break;
    case EVENT_PAYOFF_TERMS:
        product->is_inverse = event->payoff_terms.payoff == PAYOFF_INVERSE;
        break;
    case EVENT_SETTLEMENT: product->record.session_ns = event->settlement.cycle_ns; break;
    default: break;
    }
}

bool model_money_apply(struct read_model *model, const struct event *event,
                       struct money_effect effects[2])
{
    switch (event->kind) {
    case EVENT_TRADE: trade_apply(model, event); return true;
    case EVENT_FILL: return fill_apply(model, event, &effects[0]);
    case EVENT_CASH: return cash_apply(model, event, effects);
    case EVENT_FUNDING_PAYMENT: return payment_apply(model, event, &effects[0]);
    case EVENT_VARIATION: return variation_apply(model, event, &effects[0]);
    case EVENT_POSITION_MOVED: return model_moved_apply(model, event, effects);
    case EVENT_FUND: return fund_apply(model, event, effects);
    case EVENT_ERROR_TRADE: return error_apply(model, event, effects);
    case EVENT_GIVE_UP:
    case EVENT_ALLOCATION: return pass_apply(model, event, effects);
    case EVENT_PROGRAMME_PAYMENT: return programme_apply(model, event, effects);
    case EVENT_BLOCK_TRADE: return model_block_apply(model, event, effects);
    case EVENT_DEFAULT_STEP: return default_apply(model, event, effects);
    case EVENT_REFERENCE_PRICE:
    case EVENT_INDEX:
    case EVENT_MARK:
    case EVENT_FUNDING:
    case EVENT_LIQUIDATION:
    case EVENT_PAYOFF_TERMS:
    case EVENT_SETTLEMENT: product_apply(model, event); return true;
    default: return true;
    }
}

/* --- asking ----------------------------------------------------------------------------------- */

const struct fill_record *read_model_fill(const struct read_model *model, uint32_t back)
{
    uint32_t kept = model->config.fills_kept;
    if (back >= u64_min(model->fills_put, kept)) return NULL;
    return &model->fills[(model->fills_put - 1 - back) % kept];
}

const struct transaction_record *read_model_transaction(const struct read_model *model,
                                                        uint32_t back)
{
    uint32_t kept = model->config.transactions_kept;
    if (back >= u64_min(model->transactions_put, kept)) return NULL;
    return &model->transactions[(model->transactions_put - 1 - back) % kept];
}

bool read_model_position(const struct read_model *model, uint32_t account_id, uint16_t product_id,
                         struct position_record *position)
{
    uint32_t slot = map_find(&model->position_map, account_id, product_id);
    if (slot == 0) return false;
    *position = model->positions[slot].record;
    int64_t session_ns = model->products[product_id].record.session_ns;
    if (position->session_ns == session_ns) return true;
    position->session = (struct position_sums){0};
    position->session_ns = session_ns;
    return true;
}

void read_model_product(const struct read_model *model, uint16_t product_id,
                        struct product_record *product)
{
    *product = model->products[product_id].record;
    product->product_id = product_id;
}

/* --- restart ---------------------------------------------------------------------------------- */

bool read_model_restore_fill(struct read_model *model, const struct fill_record *fill)
{
    model->fills[model->fills_put++ % model->config.fills_kept] = *fill;
    return true;
}

bool read_model_restore_transaction(struct read_model *model,
                                    const struct transaction_record *transaction)
{
    *transaction_next(model) = *transaction;
    return true;
}

bool read_model_restore_position(struct read_model *model, const struct position_record *position)
{
    struct position_slot *slot = model_position(model, position->account_id, position->product_id);
    if (slot == NULL) return false;
    slot->record = *position;
    payoff_learn(model, position);
    return true;
}

bool read_model_restore_product(struct read_model *model, const struct product_record *product)
{
    product_slot_at(model, product->product_id)->record = *product;
    return true;
}
