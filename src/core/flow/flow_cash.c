/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_cash.c - money in, out and between accounts of one owner.
 *
 * Rules  R-CASH-1 to R-CASH-4, R-CURRENCY-2, R-CURRENCY-3, R-ATT-4, R-FUND-11, R-PREFUND-6.
 */
#include "core/flow/flow_margin.h"

#define BALANCE_MICROS_MAX (4 * MONEY_MICROS_MAX)

static struct verdict check_amount(struct money amount)
{
    if (amount.micros < 1) return verdict_of(REJECT_AMOUNT, FIELD_AMOUNT, amount.micros, 1);
    if (amount.micros > MONEY_MICROS_MAX) {
        return verdict_of(REJECT_AMOUNT, FIELD_AMOUNT, amount.micros, MONEY_MICROS_MAX);
    }
    return verdict_ok();
}

/* R-CASH-1: would this much more lift a balance above what is legal? */
static struct verdict check_below_max(int128 balance_micros, struct money amount)
{
    int128 room_micros = BALANCE_MICROS_MAX - balance_micros;
    if (amount.micros <= room_micros) return verdict_ok();
    int64_t legal_micros = room_micros > 0 ? narrow_i64(room_micros) : 0;
    return verdict_of(REJECT_AMOUNT, FIELD_AMOUNT, amount.micros, legal_micros);
}

struct verdict cash_check_room(const struct core *core, uint32_t account_id, struct money amount)
{
    return check_below_max(ledger_exact(&core->ledger, entry_account(account_id)), amount);
}

/* R-CURRENCY-3 */
static uint32_t bank_entry(const struct core *core, uint32_t account_id)
{
    return entry_of_currency(ENTRY_BANK, core_account_at(core, account_id)->currency);
}

/* The bank entry mirrors all deposits of its currency and has the same bound. */
static struct verdict check_bank(const struct core *core, uint32_t account_id, struct money amount)
{
    return check_below_max(-ledger_exact(&core->ledger, bank_entry(core, account_id)), amount);
}

int64_t cash_free(const struct core *core, uint32_t account_id)
{
    struct money free = account_withdrawable(core, account_id);
    int128 prefunded_micros = prefund_free(core, account_id);
    return prefunded_micros < free.micros ? (int64_t)prefunded_micros : free.micros;
}

static struct verdict check_funds(const struct core *core, const struct command *command)
{
    int64_t free_micros = cash_free(core, command->account_id);
    if (command->cash.amount.micros <= free_micros) return verdict_ok();
    return verdict_of(REJECT_FUNDS, FIELD_AMOUNT, command->cash.amount.micros, free_micros);
}

/* R-CASH-2 up to the amount. */
static struct verdict check_payer(const struct core *core, const struct command *command)
{
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    uint32_t state = core_account_at(core, command->account_id)->state;
    if (!party_is_active(state)) {
        return verdict_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, state, 0);
    }
    return check_amount(command->cash.amount);
}

static void cash_emit(struct core *core, const struct command *command)
{
    const struct body_cash *cash = &command->cash;
    struct event_cash body = {
        .amount = cash->amount,
        .balance = ledger_balance(&core->ledger, entry_account(command->account_id)),
        .reference = cash->reference,
        .command_kind = command->kind,
    };
    if (command->kind == COMMAND_TRANSFER) {
        body.to_account_id = cash->to_account_id;
        body.to_balance = ledger_balance(&core->ledger, entry_account(cash->to_account_id));
    }
    emit(core, EVENT_CASH, command->account_id, 0)->cash = body;
}

void flow_deposit(struct core *core, const struct command *command)
{
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE &&
        core_account_at(core, command->account_id)->state == PARTY_CLOSED) {
        verdict = verdict_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, PARTY_CLOSED, 0);
    }
    if (verdict.reject == REJECT_NONE) verdict = check_amount(command->cash.amount);
    if (verdict.reject == REJECT_NONE) {
        verdict = cash_check_room(core, command->account_id, command->cash.amount);
    }
    if (verdict.reject == REJECT_NONE)
        verdict = check_bank(core, command->account_id, command->cash.amount);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    ledger_transfer(&core->ledger, bank_entry(core, command->account_id),
                    entry_account(command->account_id), command->cash.amount);
    cash_emit(core, command);
    attention_touch(core, command->account_id, 0);
    prefund_look_again(core, command->account_id);
}

void flow_withdraw(struct core *core, const struct command *command)
{
    struct verdict verdict = check_payer(core, command);
    if (verdict.reject == REJECT_NONE) verdict = check_funds(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    funding_touch_account(core, command->account_id);
    ledger_transfer(&core->ledger, entry_account(command->account_id),
                    bank_entry(core, command->account_id), command->cash.amount);
    cash_emit(core, command);
    attention_touch(core, command->account_id, 0);
    prefund_look_again(core, command->account_id);
}

/* R-CASH-3 */
static struct verdict check_receiver(const struct core *core, const struct command *command)
{
    uint32_t to = command->cash.to_account_id;
    if (!account_exists(core, to)) {
        return verdict_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, to, 0);
    }
    uint32_t owner = core_account_at(core, command->account_id)->owner;
    if (to == command->account_id || core_account_at(core, to)->owner != owner) {
        return verdict_of(REJECT_TRANSFER_OWNER, FIELD_ACCOUNT, to, 0);
    }
    return gate_currency(core, command->account_id, core_account_at(core, to)->currency);
}

void flow_transfer(struct core *core, const struct command *command)
{
    struct verdict verdict = check_payer(core, command);
    if (verdict.reject == REJECT_NONE) verdict = check_receiver(core, command);
    if (verdict.reject == REJECT_NONE) {
        verdict = cash_check_room(core, command->cash.to_account_id, command->cash.amount);
    }
    if (verdict.reject == REJECT_NONE) verdict = check_funds(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    funding_touch_account(core, command->account_id);
    ledger_transfer(&core->ledger, entry_account(command->account_id),
                    entry_account(command->cash.to_account_id), command->cash.amount);
    cash_emit(core, command);
    attention_touch(core, command->account_id, 0);
    attention_touch(core, command->cash.to_account_id, 0);
    prefund_look_again(core, command->account_id);
    prefund_look_again(core, command->cash.to_account_id);
}
