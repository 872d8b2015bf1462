/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_staff_change.c - what operators change while there is trading.
 *
 * Role   Terms, phases, halts, prices, states and limits that were set by hand, or by anybody once
 *        a product has traded: each is told, so that somebody else than who did it looks at it.
 * Rules  17 CFR 38.1051 and 38.850, see docs/surveillance/staff-change.md.
 */
#include "surveil/detector.h"

enum { TRADED };

static const struct parameter parameters[] = {
    {"traded", "trades", 1, "trades of the product, or of any for what concerns all, before it"},
};

/* What only an operator sends; prices that a feed sends are not among them. */
static bool is_watched(const struct command *command)
{
    bool is_person = command->actor_id != 0;
    switch (command->kind) {
    case COMMAND_RULES_VERSION:
    case COMMAND_CALENDAR:
    case COMMAND_VENUE_TERMS:
    case COMMAND_PRODUCT_TERMS:
    case COMMAND_PRODUCT_STATE:
    case COMMAND_PRICE_TERMS:
    case COMMAND_MARK_TERMS:
    case COMMAND_FUNDING_TERMS:
    case COMMAND_MARGIN_VENUE:
    case COMMAND_MARGIN_TERMS:
    case COMMAND_RISK_GRID:
    case COMMAND_ASSET_TERMS:
    case COMMAND_LIQUIDATION_TERMS:
    case COMMAND_DEFAULT_TERMS:
    case COMMAND_BUSINESS_CALENDAR:
    case COMMAND_SETTLEMENT_TERMS:
    case COMMAND_EXPIRY_TERMS:
    case COMMAND_SETTLEMENT_PRICE:
    case COMMAND_PREFUNDING_TERMS:
    case COMMAND_PAYOFF_TERMS: return true;
    case COMMAND_PHASE:
    case COMMAND_HALT:
    case COMMAND_REFERENCE_PRICE:
    case COMMAND_ASSET_PRICE:
    case COMMAND_ACCOUNT_STATE:
    case COMMAND_USER_SET:
    case COMMAND_MEMBER_SET: return is_person;
    default: return false;
    }
}

static int64_t traded(const struct view *view, uint16_t product_id)
{
    const struct view_product *product = view_product(view, product_id);
    if (product_id != 0) return product == NULL ? 0 : (int64_t)product->trade_count;
    return (int64_t)(view->trade_count);
}

static void on_command(struct detector *detector, const struct command *command)
{
    if (!is_watched(command)) return;
    int64_t trades = traded(detector->view, command->product_id);
    if (trades < detector->values[TRADED]) return;
    struct alert alert =
        alert_begin(detector, command->account_id, command->product_id, command->sequence);
    alert.raised_sequence = command->sequence;
    alert.first_sequence = command->sequence;
    alert.last_sequence = command->sequence;
    alert_figure(detector, &alert, TRADED, trades);
    alert_raise(detector, &alert);
}

const struct detector_kind detector_staff_change = {
    .name = "staff-change",
    .version = 1,
    .summary = "what operators change while there is trading",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .on_command = on_command,
};
