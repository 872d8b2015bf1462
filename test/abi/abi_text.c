/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_text.c - see abi_text.h.
 */
#include "abi_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static bool read_order(const char *word, size_t size, struct abi_new *order)
{
    const char *colon = memchr(word, ':', size);
    const char *at = memchr(word, '@', size);
    if (colon == NULL || at == NULL || at < colon) return false;
    const char *end = word + size;
    if (end[-1] == '!') {
        order->ioc = 1;
        end--;
    }
    uint64_t quantity;
    bool read = text_read_u64(word + 1, (size_t)(colon - word - 1), &order->order_id) &&
                text_read_u64(colon + 1, (size_t)(at - colon - 1), &quantity) &&
                text_read_i64(at + 1, (size_t)(end - at - 1), &order->price_ticks);
    if (!read || quantity > UINT32_MAX) return false;
    order->quantity = (uint32_t)quantity;
    order->side = word[0] == 's' ? ABI_SELL : ABI_BUY;
    return true;
}

static bool read_word(const char *word, size_t size, struct abi_message *message)
{
    struct abi_new order = {0};
    if (word[0] == 'c') {
        message->type = ABI_CANCEL;
        return text_read_u64(word + 1, size - 1, &message->cancel.order_id);
    }
    if (!read_order(word, size, &order)) return false;
    if (word[0] == 'm') {
        message->type = ABI_MODIFY;
        message->modify = (struct abi_modify){.order_id = order.order_id,
                                              .new_price_ticks = order.price_ticks,
                                              .new_quantity = order.quantity};
        return true;
    }
    message->type = ABI_NEW;
    message->order = order;
    return word[0] == 'b' || word[0] == 's';
}

bool abi_message_read(const char **text, struct abi_message *message, uint64_t sequence_number)
{
    size_t size = strcspn(*text, " ");
    if (size < 2) return false;
    memset(message, 0, sizeof *message);
    if (!read_word(*text, size, message)) return false;
    *text += size;
    *text += strspn(*text, " ");
    switch (message->type) {
    case ABI_NEW: message->order.sequence_number = sequence_number; break;
    case ABI_CANCEL: message->cancel.sequence_number = sequence_number; break;
    default: message->modify.sequence_number = sequence_number; break;
    }
    return true;
}

void abi_report_text(const struct abi_report *report, char out[ABI_WORD_SIZE])
{
    uint64_t id = report->order_id;
    switch (report->type) {
    case ABI_ORDER_ACK: (void)snprintf(out, ABI_WORD_SIZE, "+%" PRIu64, id); break;
    case ABI_TRADE:
        (void)snprintf(out, ABI_WORD_SIZE, "%" PRIu64 ">%" PRIu64 ":%" PRIu32 "@%" PRId64,
                       report->maker_order_id, report->taker_order_id, report->quantity,
                       report->price_ticks);
        break;
    case ABI_CANCEL_ACK:
        (void)snprintf(out, ABI_WORD_SIZE, "-%" PRIu64 ":%" PRIu32, id, report->quantity);
        break;
    case ABI_MODIFY_ACK: (void)snprintf(out, ABI_WORD_SIZE, "~%" PRIu64, id); break;
    case ABI_CANCEL_REJECT: (void)snprintf(out, ABI_WORD_SIZE, "?%" PRIu64, id); break;
    case ABI_MODIFY_REJECT: (void)snprintf(out, ABI_WORD_SIZE, "??%" PRIu64, id); break;
    default: (void)snprintf(out, ABI_WORD_SIZE, "type-%u", report->type); break;
    }
}

void abi_end_text(int64_t best_bid, int64_t best_ask, char out[ABI_WORD_SIZE])
{
    char bid[24] = ".";
    char ask[24] = ".";
    if (best_bid != INT64_MIN) (void)snprintf(bid, sizeof bid, "%" PRId64, best_bid);
    if (best_ask != INT64_MAX) (void)snprintf(ask, sizeof ask, "%" PRId64, best_ask);
    (void)snprintf(out, ABI_WORD_SIZE, "%s %s", bid, ask);
}
