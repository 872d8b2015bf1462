/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_standing.c - terms as they stand, in the body of the command that would change them.
 *
 * Rules  R-TERMS-2, R-TIER-1, R-PM-1, R-INDEX-1, R-MARK-1, R-FUND-1, R-PART-1, R-PART-4, R-FEE-2,
 *        R-PROG-1, R-DAY-2, R-CAL-1, R-SETTLE-1, R-FCM-1, R-REG-5, R-CONTROL-1, R-GIVE-1,
 *        R-BUDGET-1, R-LIQ-1, R-DEFAULT-5.
 */
#include <string.h>

#include "core/core.h"
#include "core/desk_view.h"
#include "core/state/state.h"

static bool put_product_terms(const struct core *core, struct command *command)
{
    struct terms_view terms;
    if (!core_terms(core, command->product_id, &terms)) return false;
    switch (command->kind) {
    case COMMAND_PRODUCT_TERMS: command->terms = *terms.product; return true;
    case COMMAND_MARGIN_TERMS:
        if (terms.margin == NULL) return false;
        command->margin = *terms.margin;
        return true;
    case COMMAND_PRICE_TERMS:
        if (terms.prices == NULL) return false;
        command->prices = *terms.prices;
        return true;
    case COMMAND_MARK_TERMS:
        if (terms.mark == NULL) return false;
        command->mark = *terms.mark;
        return true;
    case COMMAND_FUNDING_TERMS:
        if (terms.funding == NULL) return false;
        command->funding = *terms.funding;
        return true;
    case COMMAND_LIQUIDATION_TERMS:
        command->liquidation = core->liquidations[command->product_id].terms;
        return core->liquidations[command->product_id].has_terms != 0;
    case COMMAND_ELIGIBILITY:
        command->eligibility = core->eligibilities[command->product_id];
        return true;
    case COMMAND_FEE_TIERS: command->fee_tiers = core->fee_tiers[command->product_id]; return true;
    case COMMAND_SETTLEMENT_TERMS:
        command->settlement_terms = core_settlement_at(core, command->product_id)->terms;
        return core_settlement_at(core, command->product_id)->has_terms != 0;
    default: return false;
    }
}

static bool put_account_limits(const struct core *core, struct command *command)
{
    struct party_view party;
    if (!core_party(core, command->account_id, &party)) return false;
    command->limits = party.limits;
    return true;
}

static bool put_filing(const struct core *core, struct command *command)
{
    struct filing_view filing;
    if (!core_filing(core, command->product_id, &filing)) return false;
    command->filing.underlying = filing.underlying;
    memcpy(command->filing.items, filing.items, sizeof filing.items);
    return filing.underlying != 0;
}

static bool put_grid(const struct core *core, struct command *command)
{
    uint32_t group = command->grid.risk_group;
    if (group == 0 || group >= RISK_GROUPS_MAX) return false;
    if (core->grids[group].terms.scenario_count == 0) return false;
    command->grid = core->grids[group].terms;
    return true;
}

static bool put_programme(const struct core *core, struct command *command)
{
    uint32_t programme_id = command->programme_terms.programme_id;
    if (programme_id == 0 || programme_id >= core->venue->programmes_used) return false;
    const struct programme *programme = &core->programmes[programme_id];
    bool is_its = programme->product == command->product_id;
    if (programme->terms.programme_id == 0 || !is_its) return false;
    command->programme_terms = programme->terms;
    return true;
}

bool core_standing_terms(const struct core *core, struct command *command)
{
    const struct venue *venue = core->venue;
    switch (command->kind) {
    case COMMAND_PRODUCT_TERMS:
    case COMMAND_MARGIN_TERMS:
    case COMMAND_PRICE_TERMS:
    case COMMAND_MARK_TERMS:
    case COMMAND_FUNDING_TERMS:
    case COMMAND_LIQUIDATION_TERMS:
    case COMMAND_ELIGIBILITY:
    case COMMAND_FEE_TIERS:
    case COMMAND_SETTLEMENT_TERMS: return put_product_terms(core, command);
    case COMMAND_ACCOUNT_LIMITS: return put_account_limits(core, command);
    case COMMAND_PRODUCT_FILING: return put_filing(core, command);
    case COMMAND_RISK_GRID: return put_grid(core, command);
    case COMMAND_PROGRAMME_TERMS: return put_programme(core, command);
    case COMMAND_PARTICIPANT_TERMS: command->participant_terms = venue->participant_terms; break;
    case COMMAND_CONTROL_TERMS: command->control_terms = venue->controls; break;
    case COMMAND_GIVE_UP_TERMS: command->give_up_terms = venue->give_up_terms; break;
    case COMMAND_VENUE_TERMS: command->venue = venue->terms; break;
    case COMMAND_DEFAULT_TERMS: command->default_terms = venue->default_terms; break;
    case COMMAND_BUSINESS_CALENDAR: command->business_calendar = venue->business; break;
    case COMMAND_CALENDAR: command->calendar = venue->calendar; break;
    default: return false;
    }
    return true;
}
