/* SPDX-License-Identifier: Apache-2.0 */
/*
 * control.c - see control.h.
 */
#include "core/control/control.h"

#include "base/int_math.h"

static struct control_fault check_value(enum field field, int64_t value, int64_t most)
{
    if (value >= 0 && value <= most) return (struct control_fault){FIELD_NONE, 0};
    return (struct control_fault){field, value};
}

struct control_fault control_terms_check(const struct body_control_terms *terms)
{
    const struct control_fault faults[] = {
        check_value(FIELD_TWO_PERSON, terms->two_person, CONTROLS_ALL),
        check_value(FIELD_AMOUNT, terms->withdrawal_micros, MONEY_MICROS_MAX),
        check_value(FIELD_WINDOW, terms->error_window_ns, WINDOW_NS_MAX),
        check_value(FIELD_BAND, terms->no_cancel_ticks, PRICE_TICKS_MAX),
        check_value(FIELD_RATE, terms->no_cancel_ppm, RATE_PPM_MAX),
        check_value(FIELD_EXPIRY, terms->approval_ns, WINDOW_NS_MAX),
    };
    for (uint32_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        if (faults[i].field != FIELD_NONE) return faults[i];
    }
    return faults[0];
}

bool command_stops(const struct command *command)
{
    return command->kind == COMMAND_HALT && command->state.state != HALT_NONE;
}

/* Rows of R-CONTROL-2 that do not depend on what the command says. */
static uint32_t controls_of_kind(uint32_t kind)
{
    switch (kind) {
    case COMMAND_PRODUCT_DEFINE:
    case COMMAND_PRODUCT_STATE:
    case COMMAND_PRODUCT_FILING:
    case COMMAND_PAYOFF_TERMS:
    case COMMAND_ELIGIBILITY:
    case COMMAND_REGISTER_TERMS:
    case COMMAND_REGISTER_ENTRY: return TWO_FOR_LISTING;
    case COMMAND_RULES_VERSION:
    case COMMAND_CALENDAR:
    case COMMAND_VENUE_TERMS:
    case COMMAND_MEMBER_SET:
    case COMMAND_USER_SET:
    case COMMAND_PRODUCT_TERMS:
    case COMMAND_PRICE_TERMS:
    case COMMAND_MARK_TERMS:
    case COMMAND_FUNDING_TERMS:
    case COMMAND_MARGIN_VENUE:
    case COMMAND_MARGIN_TERMS:
    case COMMAND_RISK_GRID:
    case COMMAND_ASSET_TERMS:
    case COMMAND_LIQUIDATION_TERMS:
    case COMMAND_DEFAULT_TERMS:
    case COMMAND_DEFAULT_MEMBER:
    case COMMAND_BUSINESS_CALENDAR:
    case COMMAND_SETTLEMENT_TERMS:
    case COMMAND_EXPIRY_TERMS:
    case COMMAND_PREFUNDING_TERMS:
    case COMMAND_PARTICIPANT_TERMS:
    case COMMAND_GIVE_UP_TERMS:
    case COMMAND_PROGRAMME_TERMS:
    case COMMAND_PROGRAMME_ENROL:
    case COMMAND_FEE_TIERS:
    case COMMAND_BLOCK_TERMS:
    case COMMAND_CONTROL_TERMS: return TWO_FOR_TERMS;
    case COMMAND_ERROR_DECIDE: return TWO_FOR_BUST;
    case COMMAND_ASSET_WITHDRAW: return TWO_FOR_ASSETS;
    case COMMAND_HALT:
    case COMMAND_SETTLEMENT_PRICE:
    case COMMAND_POSITION_TRANSFER: return TWO_FOR_EMERGENCY;
    default: return 0;
    }
}

uint32_t controls_of(const struct command *command, const struct body_control_terms *terms,
                     bool is_staff)
{
    if (command_stops(command)) return 0;
    if (command->kind == COMMAND_ACCOUNT_LIMITS) return is_staff ? TWO_FOR_LIMITS : 0;
    if (command->kind == COMMAND_PROGRAMME_PAYMENT) {
        bool is_large = command->programme_payment.amount.micros > terms->withdrawal_micros;
        return is_large ? TWO_FOR_WITHDRAWAL : 0;
    }
    if (command->kind == COMMAND_WITHDRAW) {
        bool is_large = command->cash.amount.micros > terms->withdrawal_micros;
        return is_large ? TWO_FOR_WITHDRAWAL : 0;
    }
    return controls_of_kind(command->kind);
}

bool command_is_emergency(const struct command *command)
{
    switch (command->kind) {
    case COMMAND_HALT:
    case COMMAND_PRODUCT_STATE:
    case COMMAND_PRODUCT_TERMS:
    case COMMAND_MARGIN_TERMS:
    case COMMAND_ACCOUNT_LIMITS:
    case COMMAND_ACCOUNT_STATE:
    case COMMAND_POSITION_TRANSFER:
    case COMMAND_SETTLEMENT_PRICE: return true;
    default: return false;
    }
}

bool action_has_lapsed(const struct action *action, const struct body_control_terms *terms,
                       int64_t time_ns)
{
    return terms->approval_ns != 0 && time_ns - action->since_ns >= terms->approval_ns;
}

bool give_up_has_lapsed(const struct give_up *give_up, const struct body_give_up_terms *terms,
                        int64_t time_ns)
{
    return terms->answer_ns != 0 && time_ns - give_up->since_ns >= terms->answer_ns;
}

int64_t share_of(int128 total, int64_t before, int64_t lots, int64_t whole)
{
    int128 up_to = div_floor(total * (before + lots), whole);
    return narrow_i64(up_to - div_floor(total * before, whole));
}

int64_t no_cancel_range_e4(const struct body_control_terms *terms, int64_t mark_e4)
{
    int64_t ticks_e4 = terms->no_cancel_ticks * FINE_PER_TICK;
    int64_t share_e4 = narrow_i64(div_ceil((int128)mark_e4 * terms->no_cancel_ppm, PPM_ONE));
    return i64_max(ticks_e4, share_e4);
}

struct tick_range no_cancel_ticks(const struct body_control_terms *terms, int64_t mark_e4)
{
    int64_t half_e4 = no_cancel_range_e4(terms, mark_e4);
    return (struct tick_range){narrow_i64(div_ceil((int128)mark_e4 - half_e4, FINE_PER_TICK)),
                               narrow_i64(div_floor((int128)mark_e4 + half_e4, FINE_PER_TICK))};
}
