/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_sweep.c - ending many orders at once, in one stated order.
 *
 * Rules  R-MASS-1 to R-MASS-3, R-COD-1.
 */
#include "core/flow/flow.h"

static bool sweep_takes(const struct core *core, const struct sweep *sweep,
                        const struct order *order)
{
    /* Nothing open: an order being matched that ends as filled at its turn. */
    if (order->open_lots == 0) return false;
    if (sweep->side != SIDE_ANY && (uint32_t)order_side(order) != sweep->side) return false;
    if (sweep->flags != 0 && (order_flags(order) & sweep->flags) != sweep->flags) return false;
    if ((order_flags(order) & sweep->without) != 0) return false;
    if (sweep->session != 0 && order->session != sweep->session) return false;
    if (sweep->group != 0 && order_extra(&core->store, order)->group != sweep->group) return false;
    return true;
}

/* The first order in the list of a position that is younger than `id`, or 0. */
static uint32_t first_younger(const struct core *core, const struct position *position, uint64_t id)
{
    uint32_t slot = position->first_order;
    while (slot != 0 && order_at(&core->store, slot)->id <= id) {
        slot = core->store.links[slot].newer;
    }
    return slot;
}

void sweep_position(struct core *core, struct sweep *sweep, uint32_t position_slot_number)
{
    const struct position *position = position_at(&core->positions, position_slot_number);
    uint32_t slot = position->first_order;
    while (slot != 0) {
        struct order *order = order_at(&core->store, slot);
        uint32_t next = core->store.links[slot].newer;
        if (sweep_takes(core, sweep, order)) {
            uint64_t id = order->id;
            uint64_t next_id = next == 0 ? 0 : order_at(&core->store, next)->id;
            order_cancel(core, order, sweep->reason);
            sweep->count++;
            /* An order linked with it may have ended too, and may have been the next one. */
            bool next_lives = next != 0 &&
                              order_place(order_at(&core->store, next)) != PLACE_NONE &&
                              order_at(&core->store, next)->id == next_id;
            if (!next_lives) next = first_younger(core, position, id);
        }
        slot = next;
    }
}

static bool product_is_passed_over(const struct core *core, const struct sweep *sweep,
                                   uint32_t product_id)
{
    return sweep->skip_halted &&
           product_halt(core, core_product_at(core, product_id)) == HALT_HALTED;
}

void sweep_account(struct core *core, struct sweep *sweep, uint32_t account, uint32_t product)
{
    uint32_t first = product == 0 ? 1 : product;
    uint32_t end = product == 0 ? core->config.products_max : product + 1;
    if (core_account_at(core, account)->order_count == 0) return;
    for (uint32_t id = first; id < end; id++) {
        if (!core_product_at(core, id)->exists || product_is_passed_over(core, sweep, id)) continue;
        uint32_t slot = position_find(&core->positions, account, (uint16_t)id);
        if (slot != 0) sweep_position(core, sweep, slot);
    }
}

void sweep_product(struct core *core, struct sweep *sweep, uint32_t product)
{
    if (product_is_passed_over(core, sweep, product)) return;
    uint32_t slot = core_product_at(core, product)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        uint32_t member = core_account_at(core, position->account)->member;
        if (position->order_count > 0 && (sweep->member == 0 || sweep->member == member)) {
            sweep_position(core, sweep, slot);
        }
        slot = position->product_next;
    }
}

static void sweep_venue(struct core *core, struct sweep *sweep, uint32_t product)
{
    uint32_t first = product == 0 ? 1 : product;
    uint32_t end = product == 0 ? core->config.products_max : product + 1;
    for (uint32_t id = first; id < end; id++) {
        if (core_product_at(core, id)->exists) sweep_product(core, sweep, id);
    }
}

/* R-MASS-1, R-MASS-3 */
static struct verdict check_mass_cancel(const struct core *core, const struct command *command)
{
    uint32_t product_id = command->product_id;
    if (command->mass.side > SIDE_ANY) {
        return verdict_of(REJECT_FIELD, FIELD_SIDE, command->mass.side, 0);
    }
    if (product_id != 0 &&
        (product_id >= core->config.products_max || !core_product_at(core, product_id)->exists)) {
        return verdict_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, product_id, 0);
    }
    if (command->account_id != 0) {
        struct verdict verdict = gate_account(core, command);
        if (verdict.reject != REJECT_NONE) return verdict;
    } else if (!actor_controls_member(core, command->actor_id, UINT32_MAX)) {
        return verdict_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, 0, 0);
    }
    if (core->venue->halt == HALT_HALTED) {
        return verdict_of(REJECT_VENUE_HALTED, FIELD_PRODUCT, 0, 0);
    }
    if (product_id == 0) return verdict_ok();
    return gate_halt(core, core_product_at(core, product_id));
}

static void sweep_emit(struct core *core, const struct command *command,
                       const struct event_mass *mass)
{
    emit(core, EVENT_MASS_CANCELLED, command->account_id, command->product_id)->mass = *mass;
}

void flow_mass_cancel(struct core *core, const struct command *command)
{
    const struct body_mass_cancel *mass = &command->mass;
    struct verdict verdict = check_mass_cancel(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct sweep sweep = {.reason = REASON_MASS, .side = mass->side, .skip_halted = true};
    uint32_t account = command->account_id;
    if (mass->group_id != 0) sweep.group = group_find(core, account, mass->group_id);
    bool nothing_passes = mass->group_id != 0 && sweep.group == 0;
    sweep.member = mass->member_id;
    if (account != 0 && mass->member_id != 0 &&
        core_account_at(core, account)->member != mass->member_id) {
        nothing_passes = true;
    }
    if (!nothing_passes && account != 0) sweep_account(core, &sweep, account, command->product_id);
    if (!nothing_passes && account == 0) sweep_venue(core, &sweep, command->product_id);
    sweep_emit(core, command,
               &(struct event_mass){.count = sweep.count,
                                    .group_id = mass->group_id,
                                    .member_id = mass->member_id,
                                    .side = mass->side});
    work_all(core);
}

void flow_disconnect(struct core *core, const struct command *command)
{
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct sweep sweep = {.reason = REASON_DISCONNECT,
                          .side = SIDE_ANY,
                          .flags = FLAG_CANCEL_ON_DISCONNECT,
                          .session = command->session_id};
    if (command->session_id != 0) sweep_account(core, &sweep, command->account_id, 0);
    sweep_emit(core, command, &(struct event_mass){.count = sweep.count, .side = SIDE_ANY});
    work_all(core);
}
