/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_phase.c - phases, halts, reference prices.
 *
 * Role   See naive_phase.h.
 * Rules  R-PHASE-6 to R-PHASE-9, R-TRIG-3, R-AUCTION-6.
 */
#include "sim/naive_phase.h"

#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_trigger.h"

void naive_emit_phase(struct naive *naive, uint16_t product_id, uint64_t register_entry)
{
    struct event *event = naive_emit(naive, EVENT_PHASE, 0, product_id);
    const struct naive_product *product = &naive->products[product_id];
    event->phase.phase = product_id == 0 ? PHASE_OPEN : product->phase;
    event->phase.halt = product_id == 0 ? naive->venue_halt : naive_own_halt(naive, product);
    event->phase.until_ns = product_id == 0 ? 0 : product->auction_end_ns;
    event->phase.register_entry = register_entry;
}

void naive_mark_apply(struct naive *naive, uint16_t product_id)
{
    int64_t mark_e4 = naive->products[product_id].mark_e4;
    if (mark_e4 == 0) return;
    naive_reference_apply(naive, product_id, SOURCE_MARK, mark_e4);
    naive_look_at_mark(naive, product_id);
    naive_liquidation_step(naive, product_id);
}

void naive_enter_open(struct naive *naive, uint16_t product_id)
{
    struct naive_product *product = &naive->products[product_id];
    if (product->phase != PHASE_OPEN) return;
    naive_uncross_book(naive, product_id);
    naive_mark_apply(naive, product_id);
    naive_reference_apply(naive, product_id, SOURCE_INDEX, product->index_e4);
    naive_reference_apply(naive, product_id, SOURCE_LAST, product->last * FINE_PER_TICK);
    naive_queue_work(naive);
}

struct naive_fault naive_command_phase(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_state *body = &command->state;
    CHECK(naive_check_product_listed(naive, command->product_id));
    struct naive_product *product = &naive->products[command->product_id];
    if (body->state > PHASE_OPEN) return fault_of(REJECT_FIELD, FIELD_PHASE, body->state, 0);
    if (body->state == product->phase || naive_product_halt(naive, product) != HALT_NONE ||
        naive_is_expired(naive, command->product_id))
        return fault_of(REJECT_PHASE, FIELD_PHASE, body->state, product->phase);

    product->phase = body->state;
    product->auction_end_ns = 0;
    naive_emit_phase(naive, command->product_id, body->register_entry);
    naive_enter_open(naive, command->product_id);
    return NO_FAULT;
}

/* --- halts ------------------------------------------------------------------------------------ */

void naive_take_phase_after_halt(struct naive *naive, struct naive_product *product)
{
    bool is_expired = naive_is_expired(naive, (uint16_t)(product - naive->products));
    if (product->terms.schedule_count != 0 && !is_expired) {
        uint32_t phase = naive_schedule_phase(naive, product);
        if (phase != product->looked_phase) {
            product->looked_phase = phase;
            product->phase = phase;
            product->auction_end_ns = 0;
        }
    }
    if (product->phase == PHASE_OPEN && product->terms.resume_auction_ns != 0) {
        product->phase = PHASE_PRE_OPEN;
        product->auction_end_ns = naive->now_ns + product->terms.resume_auction_ns;
    }
}

void naive_cancel_on_pause(struct naive *naive, uint16_t product_id)
{
    struct naive_sweep sweep = {
        .product_id = product_id, .flags = FLAG_CANCEL_ON_PAUSE, .side = SIDE_ANY};
    (void)naive_sweep_orders(naive, &sweep, REASON_PAUSE);
}

void naive_halt_product(struct naive *naive, uint16_t product_id, uint32_t halt,
                        uint64_t register_entry)
{
    struct naive_product *product = &naive->products[product_id];
    uint32_t before = naive_product_halt(naive, product);
    product->halt = halt;
    uint32_t after = naive_product_halt(naive, product);
    bool is_lifted = before != HALT_NONE && after == HALT_NONE;
    if (is_lifted) naive_take_phase_after_halt(naive, product);
    naive_emit_phase(naive, product_id, register_entry);
    if (is_lifted) naive_enter_open(naive, product_id);
    if (before == HALT_NONE && after != HALT_NONE) naive_cancel_on_pause(naive, product_id);
}

static void halt_venue(struct naive *naive, uint32_t halt)
{
    uint32_t before = naive->venue_halt;
    naive->venue_halt = halt;
    naive_emit_phase(naive, 0, naive->command->state.register_entry);
    for (uint32_t i = 1; i < naive->config.products_max; i++) {
        uint16_t id = (uint16_t)i;
        struct naive_product *product = &naive->products[id];
        if (!naive_product_is_tradable(product)) continue;
        if (naive_own_halt(naive, product) != HALT_NONE) continue;
        if (before == HALT_NONE) naive_cancel_on_pause(naive, id);
        if (halt != HALT_NONE) continue;
        uint32_t phase = product->phase;
        int64_t end_ns = product->auction_end_ns;
        naive_take_phase_after_halt(naive, product);
        if (product->phase != phase || product->auction_end_ns != end_ns)
            naive_emit_phase(naive, id, 0);
        naive_enter_open(naive, id);
    }
}

struct naive_fault naive_command_halt(struct naive *naive)
{
    const struct command *command = naive->command;
    uint32_t halt = command->state.state;
    if (halt > HALT_HALTED) return fault_of(REJECT_FIELD, FIELD_STATE, halt, 0);
    uint32_t present = naive->venue_halt;
    if (command->product_id != 0) {
        CHECK(naive_check_product_listed(naive, command->product_id));
        present = naive->products[command->product_id].halt;
    }
    if (halt == present) return fault_of(REJECT_PHASE, FIELD_STATE, halt, present);
    if (command->product_id != 0 && halt == HALT_NONE) CHECK(naive_check_register_resume(naive));
    if (command->product_id != 0) {
        naive_halt_product(naive, command->product_id, halt, command->state.register_entry);
    } else {
        halt_venue(naive, halt);
    }
    return NO_FAULT;
}

/* --- reference prices ------------------------------------------------------------------------- */

static struct naive_fault check_reference(const struct naive_product *product, int64_t price_e4)
{
    int64_t highest_e4 = product->terms.price_ticks_max * FINE_PER_TICK;
    if (price_e4 == 0) return NO_FAULT;
    if (price_e4 < 1) return fault_of(REJECT_PRICE, FIELD_PRICE, price_e4, 1);
    if (price_e4 > highest_e4) return fault_of(REJECT_PRICE, FIELD_PRICE, price_e4, highest_e4);
    return NO_FAULT;
}

struct naive_fault naive_command_reference_price(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_reference *body = &command->reference;
    CHECK(naive_check_product_listed(naive, command->product_id));
    struct naive_product *product = &naive->products[command->product_id];
    CHECK(check_reference(product, body->mark.ticks_e4));
    CHECK(check_reference(product, body->index.ticks_e4));
    CHECK(naive_check_own_prices(naive, command->product_id));

    struct event *event = naive_emit(naive, EVENT_REFERENCE_PRICE, 0, command->product_id);
    event->reference.mark = body->mark;
    event->reference.index = body->index;
    if (body->mark.ticks_e4 != 0) {
        product->mark_e4 = body->mark.ticks_e4;
        naive_mark_apply(naive, command->product_id);
    }
    if (body->index.ticks_e4 != 0) product->index_e4 = body->index.ticks_e4;
    naive_reference_apply(naive, command->product_id, SOURCE_INDEX, body->index.ticks_e4);
    return NO_FAULT;
}
