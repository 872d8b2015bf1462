/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_control.c - looking at actions that wait, error trades and cases without changing them.
 *
 * Rules  R-ROLE-1, R-CONTROL-1, R-CONTROL-2, R-ACTION-1, R-ACTION-2, R-ACTION-4,
 *        R-ERROR-1, R-ERROR-2, R-CASE-1.
 */
#include "core/desk_view.h"
#include "core/flow/flow.h"
#include "core/state/layout.h"
#include "core/state/state.h"

const struct body_control_terms *core_controls(const struct core *core)
{
    return &core->venue->controls;
}

struct command_needs core_command_needs(const struct core *core, const struct command *command)
{
    const struct body_control_terms *terms = &core->venue->controls;
    uint32_t actor_id = command->actor_id;
    bool is_user = actor_id < core->config.users_max;
    bool is_staff = actor_id == 0 || (is_user && core->users[actor_id].member == 0);
    return (struct command_needs){.roles = gate_roles(command->kind),
                                  .controls =
                                      controls_of(command, terms, is_staff) & terms->two_person,
                                  .may_be_emergency = command_is_emergency(command)};
}

uint32_t core_actions(const struct core *core, struct action_view *list, uint32_t max)
{
    const struct body_control_terms *terms = &core->venue->controls;
    uint32_t count = 0;
    for (uint32_t i = 0; i < core->venue->actions_used && count < max; i++) {
        const struct action *action = &core->actions[i];
        bool is_over =
            action->state == ACTION_FREE || action_has_lapsed(action, terms, core->venue->time_ns);
        if (is_over) continue;
        bool has_come = action->state == ACTION_WAITS_FOR_PERSON;
        list[count++] = (struct action_view){
            .action_id = action->id,
            .register_entry = action->register_entry,
            .since_ns = action->since_ns,
            .lapse_ns = terms->approval_ns == 0 ? 0 : action->since_ns + terms->approval_ns,
            .proposer_id = action->proposer,
            .purpose = action->purpose,
            .command = has_come ? &action->command : NULL,
        };
    }
    return count;
}

static struct kept_trade_view view_of(const struct core *core, const struct kept_trade *trade)
{
    bool is_bought = trade->taker_side == SIDE_BUY;
    struct kept_trade_view view = {
        .trade_id = trade->id,
        .time_ns = trade->time_ns,
        .price = {trade->ticks},
        .qty = {trade->lots},
        .mark = {trade->mark_e4},
        .buyer_account_id = is_bought ? trade->taker : trade->maker,
        .seller_account_id = is_bought ? trade->maker : trade->taker,
        .product_id = trade->product,
        .step = trade->step,
    };
    if (trade->mark_e4 == 0) return view;
    struct tick_range range = no_cancel_ticks(&core->venue->controls, trade->mark_e4);
    view.low.ticks = range.low;
    view.high.ticks = range.high;
    return view;
}

bool core_kept_trade(const struct core *core, uint64_t trade_id, struct kept_trade_view *view)
{
    const struct kept_trade *trade = &core->trades[trade_id % layout_trades(&core->config)];
    if (trade_id == 0 || trade->id != trade_id) return false;
    *view = view_of(core, trade);
    return true;
}

uint32_t core_error_trades(const struct core *core, struct kept_trade_view *list, uint32_t max)
{
    uint32_t room = core->venue->trades_kept == 0 ? 0 : layout_trades(&core->config);
    uint32_t count = 0;
    for (uint32_t i = 0; i < room && count < max; i++) {
        const struct kept_trade *trade = &core->trades[i];
        if (trade->id == 0 || trade->step == ERROR_NONE) continue;
        list[count++] = view_of(core, trade);
    }
    return count;
}

uint64_t core_case_count(const struct core *core)
{
    return core->venue->case_count;
}

bool core_case(const struct core *core, uint64_t case_id, struct case_view *view)
{
    if (case_id == 0 || case_id > core->venue->case_count) return false;
    const struct case_record *record = &core->cases[case_id];
    *view = (struct case_view){.alert_id = record->alert_id,
                               .sequence = record->sequence,
                               .account_id = record->account,
                               .assignee_id = record->assignee,
                               .notes = record->notes,
                               .product_id = record->product,
                               .state = record->state,
                               .level = record->level,
                               .outcome = record->outcome};
    return true;
}
