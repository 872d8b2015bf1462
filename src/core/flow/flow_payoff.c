/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_payoff.c - what a product pays and in which money, and the money of an account.
 *
 * Role   Both are chosen before anything depends on them; there is nothing to convert.
 * Rules  R-PAYOFF-1, R-CURRENCY-1.
 */
#include "core/flow/flow.h"
#include "core/product/payoff.h"

/* Could anything have been valued under the present payoff? */
static bool payoff_is_fixed(const struct core *core, uint32_t product_id)
{
    const struct product *product = core_product_at(core, product_id);
    return product_is_listed(product) || product->has_economy || product->has_full_margin ||
           core->liquidations[product_id].has_terms ||
           core_settlement_at(core, product_id)->has_terms;
}

static struct verdict check_payoff_terms(const struct core *core, const struct command *command)
{
    struct verdict verdict = gate_terms(core, command->product_id);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (payoff_is_fixed(core, command->product_id)) {
        return verdict_of(REJECT_PAYOFF_FIXED, FIELD_PRODUCT, command->product_id, 0);
    }
    const struct product *product = core_product_at(core, command->product_id);
    struct terms_fault fault =
        payoff_check(&command->payoff_terms, &product->terms, product->highest_ticks);
    return verdict_of(fault.reject, fault.field, fault.given, fault.legal);
}

void flow_payoff_terms(struct core *core, const struct command *command)
{
    const struct body_payoff_terms *terms = &command->payoff_terms;
    struct verdict verdict = check_payoff_terms(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct product *product = core_product_at(core, command->product_id);
    product->payoff = terms->payoff;
    product->payoff_scale = terms->scale;
    product->currency = terms->currency;
    product->lots_max = product_lots_max(product, &product->terms, product->highest_ticks);
    product_update_margin(product);
    emit(core, EVENT_PAYOFF_TERMS, 0, command->product_id)->payoff_terms =
        (struct event_payoff_terms){
            .face = {product_is_inverse(product) ? product_face(product) : 0},
            .payoff = terms->payoff,
            .currency = terms->currency,
            .scale = terms->scale,
        };
}

/* R-LIQ-8, R-DEFAULT-5, R-DEFAULT-6: accounts that others rely on in their currency. */
static bool account_has_office(const struct core *core, uint32_t account_id)
{
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        if (core->liquidations[id].terms.fund_account_id == account_id) return true;
    }
    uint32_t member_id = core_account_at(core, account_id)->member;
    return core->default_members[member_id].guaranty_account == account_id ||
           core->venue->default_terms.capital_account_id == account_id;
}

static bool account_is_used(const struct core *core, uint32_t account_id)
{
    return ledger_exact(&core->ledger, entry_account(account_id)) != 0 ||
           core_account_at(core, account_id)->first_position != 0 ||
           core->links[account_id].first_holding != 0 || account_has_office(core, account_id);
}

void flow_account_currency(struct core *core, const struct command *command)
{
    uint32_t currency = command->account_currency.currency;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE) {
        const struct account *account = core_account_at(core, command->account_id);
        if (account->state == PARTY_CLOSED) {
            verdict = verdict_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, PARTY_CLOSED, 0);
        } else if (currency >= CURRENCIES_MAX) {
            verdict = verdict_of(REJECT_FIELD, FIELD_CURRENCY, currency, 0);
        } else if (account_is_used(core, command->account_id)) {
            verdict = verdict_of(REJECT_CURRENCY_FIXED, FIELD_ACCOUNT, command->account_id,
                                 account->currency);
        }
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    core_account_at(core, command->account_id)->currency = (uint8_t)currency;
    emit(core, EVENT_ACCOUNT_CURRENCY, command->account_id, 0)->account_currency.currency =
        currency;
}
