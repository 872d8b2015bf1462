/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day_feed.c - see day_feed.h.
 *
 * Role   See day_feed.h.
 */
#include "supervision/day_feed.h"

/* --- the venue's own books -------------------------------------------------------------------- */

static int64_t witness_balance(void *context, uint32_t entry)
{
    return core_balance(context, entry).micros;
}

static bool witness_position(void *context, uint32_t account_id, uint16_t product_id,
                             int64_t *net_lots, int64_t *paid_micros)
{
    struct position_view view;
    if (!core_position(context, account_id, product_id, &view)) return false;
    *net_lots = view.net.lots;
    *paid_micros = view.paid.micros;
    return true;
}

static int64_t witness_open_interest(void *context, uint16_t product_id)
{
    struct product_view view;
    return core_product(context, product_id, &view) ? view.open_interest.lots : 0;
}

static bool witness_margin(void *context, uint32_t account_id, int64_t *micros)
{
    struct account_risk_view view;
    if (!core_account_risk(context, account_id, &view)) return false;
    *micros = view.initial.micros;
    return true;
}

static void compare(struct day_feed *feed, const struct core *core)
{
    struct ledger_witness witness = {
        .context = (void *)(uintptr_t)core, /* the functions above only look */
        .balance = witness_balance,
        .position = witness_position,
        .open_interest = witness_open_interest,
        .initial_margin = witness_margin,
    };
    if (feed->is_compared) reconcile_ledger(&feed->reconcile, feed->day, &witness);
}

/* --- the journal ------------------------------------------------------------------------------ */

bool day_feed_begin(struct day_feed *feed, const struct core_config *capacities)
{
    feed->config.accounts_max = capacities->accounts_max;
    feed->config.products_max = capacities->products_max;
    feed->day = day_create(&feed->config);
    if (feed->day == NULL) return false;
    if (feed->trail_out != NULL) {
        audit_begin(&feed->trail, feed->day, feed->trail_out, feed->trail_format);
    }
    return true;
}

/* A command belongs to the date that holds when it is worked: after the date has rolled. */
static uint32_t last_roll(const struct event *events, uint32_t count)
{
    while (count > 0 && events[count - 1].kind != EVENT_TRADE_DATE) count--;
    return count;
}

bool day_feed_step(struct day_feed *feed, const struct journal_step *step, const struct core *core)
{
    const struct command *command = step->command;
    bool has_trail = feed->trail_out != NULL;
    uint32_t roll = has_trail ? last_roll(step->events, step->event_count) : 0;
    if (!day_command(feed->day, command)) return false;
    if (has_trail && roll == 0) audit_command(&feed->trail, command);
    for (uint32_t i = 0; i < step->event_count; i++) {
        if (!day_event(feed->day, &step->events[i])) return false;
        if (!has_trail) continue;
        audit_event(&feed->trail, &step->events[i]);
        if (i + 1 == roll) audit_command(&feed->trail, command);
    }
    bool is_worked = step->worked != NULL;
    if (!day_command_end(feed->day, is_worked ? step->worked : command, is_worked)) return false;
    if (feed->seen != NULL) feed->seen(feed->seen_context, step);
    if (feed->day->has_rolled) compare(feed, core);
    return true;
}

bool day_feed_end(struct day_feed *feed, const struct core *core)
{
    compare(feed, core);
    return day_finish(feed->day);
}
