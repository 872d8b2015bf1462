/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_retry.c - what a member does who reads its reject: the same again, just legal.
 *
 * Role   See stream_world.h.  The nearest legal value of a reject is the edge of a rule, and one
 *        beyond it is the other side of the edge: both are tried, exactly.
 */
#include "base/int_math.h"
#include "model/reject.h"
#include "sim/stream_world.h"

/* Does the reject name a value that would have been legal? */
static bool has_edge(const struct event_reject *reject)
{
    switch (reject->code) {
    case REJECT_EXPIRY:
    case REJECT_QTY:
    case REJECT_PRICE:
    case REJECT_DISPLAY:
    case REJECT_NOTIONAL:
    case REJECT_PRICE_OUT_OF_BAND:
    case REJECT_POSITION_LIMIT:
    case REJECT_MESSAGE_BUDGET:
    case REJECT_FCM_ORDER_QTY:
    case REJECT_FCM_NOTIONAL:
    case REJECT_FCM_POSITION:
    case REJECT_FCM_MARGIN:
    case REJECT_MMP_FROZEN:
    case REJECT_TRIGGER_MET:
    case REJECT_POST_ONLY:
    case REJECT_CAPACITY:
    case REJECT_MARGIN:
    case REJECT_AMOUNT:
    case REJECT_FUNDS: return true;
    default: return false;
    }
}

void remember_reject(struct stream *stream, const struct event_reject *reject)
{
    uint16_t kind = stream->sent.kind;
    bool can_retry = kind == COMMAND_ORDER_PLACE || kind == COMMAND_WITHDRAW ||
                     kind == COMMAND_TRANSFER || kind == COMMAND_DEPOSIT ||
                     kind == COMMAND_REFERENCE_PRICE;
    if (!can_retry || !has_edge(reject) || stream->retries_left > 0) return;
    stream->rejected = stream->sent;
    stream->reject = *reject;
    stream->retries_left = 1 + (uint32_t)pick(stream, 2);
}

/* The legal value, or now and then one beyond it. */
static int64_t edge(struct stream *stream)
{
    int64_t legal = stream->reject.legal;
    if (chance(stream, 1, 4)) {
        bool is_upper = stream->reject.given > legal;
        if (is_upper && legal < INT64_MAX) return legal + 1;
        if (!is_upper && legal > INT64_MIN) return legal - 1;
    }
    return legal;
}

static void retry_order(struct stream *stream, struct order_entry *entry)
{
    switch (stream->reject.field) {
    case FIELD_QTY: entry->qty.lots = edge(stream); break;
    case FIELD_PRICE: entry->price.ticks = edge(stream); break;
    case FIELD_TRIGGER: entry->trigger.ticks = edge(stream); break;
    case FIELD_TRAIL: entry->trail_ticks = edge(stream); break;
    case FIELD_DISPLAY: entry->display.lots = edge(stream); break;
    case FIELD_EXPIRY: entry->expiry_ns = stream->now_ns + pick_between(stream, 0, 1); break;
    default: break;
    }
}

/* What is needed and not there is paid in, or the limit raised to it, exactly. */
static bool make_room(struct stream *stream, struct command *command)
{
    if (stream->reject.code == REJECT_MARGIN) {
        command->kind = COMMAND_DEPOSIT;
        command->cash.amount.micros =
            i64_max(1, stream->reject.given - stream->reject.legal - pick_between(stream, 0, 1));
        return true;
    }
    if (stream->reject.code == REJECT_FCM_MARGIN) {
        command->kind = COMMAND_ACCOUNT_LIMITS;
        command->limits.margin_micros_max =
            i64_max(0, stream->reject.given - pick_between(stream, 0, 1));
        return true;
    }
    return false;
}

bool make_retry(struct stream *stream, struct command *command)
{
    if (stream->retries_left == 0) return false;
    stream->retries_left--;
    command->account_id = stream->rejected.account_id;
    if (!stream->has_room && make_room(stream, command)) {
        stream->has_room = true;
        stream->retries_left++;
        return true;
    }
    stream->has_room = false;
    uint64_t sequence = command->sequence;
    int64_t time_ns = command->time_ns;
    *command = stream->rejected;
    command->sequence = sequence;
    command->time_ns = time_ns;
    command->session_id = 0;
    command->client_sequence = 0;
    if (stream->reject.field == FIELD_AMOUNT) command->cash.amount.micros = edge(stream);
    if (command->kind == COMMAND_ORDER_PLACE) retry_order(stream, &command->order);
    if (command->kind == COMMAND_REFERENCE_PRICE) command->reference.mark.ticks_e4 = edge(stream);

    /* The end of a budget's window or of a freeze: exactly then, or one before. */
    bool is_time =
        stream->reject.code == REJECT_MESSAGE_BUDGET || stream->reject.code == REJECT_MMP_FROZEN;
    if (is_time && stream->reject.legal > stream->now_ns && stream->reject.legal < TIME_NS_MAX) {
        command->time_ns = stream->reject.legal - pick_between(stream, 0, 1);
        stream->now_ns = i64_max(stream->now_ns, command->time_ns);
    }
    return true;
}
