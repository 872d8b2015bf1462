/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_channel_alerts.c - the channel of surveillance: alerts that are new, and alerts that grow.
 *
 * Role   Every second what has changed on the shelf, in the order of the changes.  While the
 *        journal is being caught up with after a start, old alerts are found again and not told.
 */
#include "gateway/rpc_channel.h"
#include "gateway/rpc_supervision.h"

#define ALERTS_A_TICK   64u
#define BEHIND_COMMANDS 10000u

void rpc_channel_alerts_begin(struct rpc_channels *channels, struct rpc_channel *channel)
{
    struct supervision *supervision = gateway_supervision(channels->rpc->gateway);
    channel->seen = supervision == NULL ? 0 : supervision_change(supervision);
}

/* The alert that changed first after `seen`; NULL: none did. */
static const struct shelf_alert *next_changed(const struct shelf *shelf, uint64_t seen)
{
    const struct shelf_alert *first = NULL;
    const struct shelf_alert *kept;
    for (uint64_t back = 0; (kept = shelf_alert(shelf, back)) != NULL; back++) {
        if (kept->change <= seen) continue;
        if (first == NULL || kept->change < first->change) first = kept;
    }
    return first;
}

void rpc_channel_alerts_flush(struct rpc_channels *channels, struct rpc_channel *channel)
{
    struct gateway *gateway = channels->rpc->gateway;
    struct supervision *supervision = gateway_supervision(gateway);
    struct json_writer writer = {0};
    if (supervision == NULL || supervision_change(supervision) == channel->seen) return;
    if (supervision_reached(supervision) + BEHIND_COMMANDS < gateway_durable(gateway)) {
        channel->seen = supervision_change(supervision);
        return;
    }
    channel->seen = u64_max(channel->seen, supervision_taken_up(supervision));
    for (uint32_t i = 0; i < ALERTS_A_TICK; i++) {
        const struct shelf *shelf = supervision_take(supervision);
        const struct shelf_alert *kept = next_changed(shelf, channel->seen);
        json_writer_clear(&writer);
        if (kept != NULL) {
            channel->seen = kept->change;
            rpc_put_alert(&writer, gateway, shelf, kept);
        }
        supervision_give(supervision);
        if (kept == NULL) break;
        const struct rpc_message message = {.body = &writer, .barrier = gateway_durable(gateway)};
        rpc_channel_send(channel, &message);
    }
    json_writer_release(&writer);
}
