/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_due.c - local time, the weekly schedule, expiry: what is due before a command.
 *
 * Role   See naive_phase.h.
 * Rules  R-TIME-2, R-CAL-1, R-CAL-2, R-CAL-3, R-TIF-5.
 */
#include "base/date.h"
#include "sim/naive_book.h"
#include "sim/naive_phase.h"
#include "sim/naive_trigger.h"

#define OFFSET_SECONDS_MAX (15 * 3600)

int64_t naive_offset_ns(const struct naive *naive, int64_t instant_ns)
{
    int64_t offset_s = 0;
    for (uint64_t i = 0; i < naive->calendar.step_count; i++) {
        if (naive->calendar.steps[i].from_ns <= instant_ns)
            offset_s = naive->calendar.steps[i].offset_s;
    }
    return offset_s * NS_PER_SECOND;
}

int64_t naive_day_end_ns(const struct naive *naive, uint16_t product_id)
{
    int64_t offset = naive_offset_ns(naive, naive->now_ns);
    int64_t local = naive->now_ns + offset;
    int64_t day_start = narrow_i64(div_floor(local, NS_PER_DAY)) * NS_PER_DAY;
    int64_t end = day_start + naive->products[product_id].terms.day_end_minute * NS_PER_MINUTE;
    if (end <= local) end += NS_PER_DAY;
    return end - offset;
}

uint32_t naive_schedule_phase(const struct naive *naive, const struct naive_product *product)
{
    const struct product_terms *terms = &product->terms;
    if (terms->schedule_count == 0) return PHASE_OPEN;
    uint32_t minute = utc_minute_of_week(naive->now_ns + naive_offset_ns(naive, naive->now_ns));
    /* Before the first step of the week the last step of the week before still holds. */
    uint32_t phase = terms->schedule[terms->schedule_count - 1].phase;
    for (uint32_t i = 0; i < terms->schedule_count; i++) {
        if (terms->schedule[i].minute_of_week <= minute) phase = terms->schedule[i].phase;
    }
    return phase;
}

struct naive_fault naive_command_calendar(struct naive *naive)
{
    const struct body_calendar *body = &naive->command->calendar;
    if (body->step_count > ZONE_STEPS_MAX)
        return fault_of(REJECT_CALENDAR, FIELD_STEPS, (int64_t)body->step_count, 0);
    for (uint64_t i = 0; i < body->step_count; i++) {
        const struct zone_step *step = &body->steps[i];
        bool ascends = i == 0 || step->from_ns > body->steps[i - 1].from_ns;
        bool is_near =
            step->offset_s >= -OFFSET_SECONDS_MAX && step->offset_s <= OFFSET_SECONDS_MAX;
        if (!ascends || !is_near) return fault_of(REJECT_CALENDAR, FIELD_STEPS, (int64_t)i, 0);
    }
    naive->calendar = *body;
    struct event *event = naive_emit(naive, EVENT_CALENDAR, 0, 0);
    event->venue.step_count = body->step_count;
    naive_funding_recalendar(naive);
    naive_plan_anew(naive);
    return NO_FAULT;
}

/* --- what is due ------------------------------------------------------------------------------ */

/* The order that expires first, at or before now; NULL if none does. */
static struct naive_order *first_expired(const struct naive *naive)
{
    struct naive_order *first = NULL;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        struct naive_order *order = naive->orders[i];
        if (!naive_order_is_live(order) || order->expiry_ns == 0) continue;
        if (order->expiry_ns > naive->now_ns) continue;
        if (first == NULL || order->expiry_ns < first->expiry_ns) first = order;
    }
    return first;
}

/* R-TIME-2 (2) */
static void end_resume_auctions(struct naive *naive)
{
    for (uint32_t i = 1; i < naive->config.products_max; i++) {
        uint16_t id = (uint16_t)i;
        struct naive_product *product = &naive->products[id];
        if (product->auction_end_ns == 0 || product->auction_end_ns > naive->now_ns) continue;
        if (naive_product_halt(naive, product) != HALT_NONE) continue;
        product->auction_end_ns = 0;
        product->phase = PHASE_OPEN;
        naive_emit_phase(naive, id, 0);
        naive_enter_open(naive, id);
    }
}

/* R-TIME-2 (3), R-CAL-2 */
static void look_at_schedules(struct naive *naive)
{
    int64_t minute = narrow_i64(div_floor(naive->now_ns, NS_PER_MINUTE));
    if (naive->has_looked && naive->looked_minute == minute) return;
    naive->has_looked = true;
    naive->looked_minute = minute;
    for (uint32_t i = 1; i < naive->config.products_max; i++) {
        uint16_t id = (uint16_t)i;
        struct naive_product *product = &naive->products[id];
        if (!naive_product_is_tradable(product) || product->terms.schedule_count == 0) continue;
        if (naive_product_halt(naive, product) != HALT_NONE) continue;
        if (naive_is_expired(naive, id)) continue; /* R-FINAL-4 */
        uint32_t phase = naive_schedule_phase(naive, product);
        if (phase == product->looked_phase) continue;
        product->looked_phase = phase;
        if (phase == product->phase) continue;
        product->phase = phase;
        product->auction_end_ns = 0;
        naive_emit_phase(naive, id, 0);
        naive_enter_open(naive, id);
    }
}

void naive_work_due(struct naive *naive)
{
    struct naive_order *order = first_expired(naive);
    while (order != NULL) {
        naive_order_cancel(naive, order, REASON_EXPIRED);
        order = first_expired(naive);
    }
    end_resume_auctions(naive);
    look_at_schedules(naive);
    naive_price_steps(naive);
    naive_clearing_due(naive);
    naive_queue_work(naive);
}
