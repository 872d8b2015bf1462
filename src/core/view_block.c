/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_block.c - looking at what a block, or another margin model, would do.
 *
 * Role       Nothing is changed: what is asked of the state differently is put back before anybody
 *            else looks.
 * Rules      R-BLOCK-1, R-BLOCK-3, R-BLOCK-4, R-PM-6.
 */
#include "core/core.h"
#include "core/flow/flow_register.h"

struct body_block_terms core_block_terms(const struct core *core, uint16_t product_id)
{
    if (product_id >= core->config.products_max) return (struct body_block_terms){0};
    return core->block_terms[product_id];
}

bool core_block_refuses(const struct core *core, const struct command *command,
                        struct event_reject *reject)
{
    struct verdict verdict = block_check_one(core, command);
    *reject = (struct event_reject){.given = verdict.given,
                                    .legal = verdict.legal,
                                    .code = (uint16_t)verdict.reject,
                                    .field = (uint16_t)verdict.field,
                                    .command_kind = command->kind};
    return verdict.reject != REJECT_NONE;
}

bool core_account_risk_in(const struct core *core, uint32_t account_id, uint32_t margin_mode,
                          struct account_risk_view *view)
{
    if (!account_exists(core, account_id)) return false;
    struct account *account = core_account_at(core, account_id);
    uint8_t flags = account->margin_flags;
    bool is_portfolio = (flags & MARGIN_IS_PORTFOLIO) != 0;
    if (is_portfolio != (margin_mode == MARGIN_PORTFOLIO)) {
        account->margin_flags ^= MARGIN_IS_PORTFOLIO;
    }
    bool is_known = core_account_risk(core, account_id, view);
    account->margin_flags = flags;
    return is_known;
}
