/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_error.c - every error that the JSON-RPC dialect answers with: one catalogue.
 */
#include "gateway/rpc_error.h"

#include <string.h>

#include "model/event_text.h"
#include "model/reject.h"
#include "model/reject_text.h"
#include "model/text_line.h"

#define REASON_TEXT_SIZE 256u
#define NS_PER_MS        INT64_C(1000000)

const char *rpc_error_message(int32_t code)
{
    switch (code) {
#define X(name, number, message)                                                                   \
    case name: return message;
        RPC_ERROR_LIST(X)
#undef X
    default: return NULL;
    }
}

/* X(reject, error): in the order of reject.h. */
#define REJECT_ERROR_LIST(X)                                                                       \
    X(REJECT_NONE, RPC_INTERNAL_ERROR)                                                             \
    X(REJECT_UNKNOWN_COMMAND, RPC_NOT_IMPLEMENTED)                                                 \
    X(REJECT_SESSION, RPC_QUEUE_FULL)                                                              \
    X(REJECT_ROLE, RPC_FORBIDDEN)                                                                  \
    X(REJECT_NOT_CONTROLLED, RPC_FORBIDDEN)                                                        \
    X(REJECT_UNKNOWN_PRODUCT, RPC_INVALID_INSTRUMENT)                                              \
    X(REJECT_PRODUCT_NOT_LISTED, RPC_BOOK_CLOSED)                                                  \
    X(REJECT_UNKNOWN_ACCOUNT, RPC_UNAUTHORIZED)                                                    \
    X(REJECT_ACCOUNT_STATE, RPC_LOCKED_BY_ADMIN)                                                   \
    X(REJECT_MEMBER_STATE, RPC_LOCKED_BY_ADMIN)                                                    \
    X(REJECT_VENUE_HALTED, RPC_SYSTEM_MAINTENANCE)                                                 \
    X(REJECT_VENUE_PAUSED, RPC_SYSTEM_MAINTENANCE)                                                 \
    X(REJECT_PRODUCT_HALTED, RPC_BOOK_CLOSED)                                                      \
    X(REJECT_PRODUCT_PAUSED, RPC_BOOK_CLOSED)                                                      \
    X(REJECT_PRODUCT_CLOSED, RPC_BOOK_CLOSED)                                                      \
    X(REJECT_PHASE_ORDER_TYPE, RPC_BOOK_CLOSED)                                                    \
    X(REJECT_LIQUIDATE_ONLY, RPC_LOCKED_BY_ADMIN)                                                  \
    X(REJECT_NOT_ELIGIBLE, RPC_PERMISSION_DENIED)                                                  \
    X(REJECT_FIELD, RPC_BAD_ARGUMENT)                                                              \
    X(REJECT_COMBINATION, RPC_INVALID_ARGUMENTS)                                                   \
    X(REJECT_EXPIRY, RPC_BAD_ARGUMENT)                                                             \
    X(REJECT_QTY, RPC_INVALID_AMOUNT)                                                              \
    X(REJECT_PRICE, RPC_PRICE_TOO_LOW)                                                             \
    X(REJECT_DISPLAY, RPC_INVALID_MAX_SHOW_AMOUNT)                                                 \
    X(REJECT_NOTHING_TO_REDUCE, RPC_OTHER_REJECT)                                                  \
    X(REJECT_NOTIONAL, RPC_INVALID_AMOUNT)                                                         \
    X(REJECT_CLIENT_ORDER_ID, RPC_OTHER_REJECT)                                                    \
    X(REJECT_PRICE_OUT_OF_BAND, RPC_PRICE_TOO_LOW)                                                 \
    X(REJECT_POSITION_LIMIT, RPC_POSITION_LIMIT)                                                   \
    X(REJECT_MESSAGE_BUDGET, RPC_TOO_MANY_REQUESTS)                                                \
    X(REJECT_FCM_ORDER_QTY, RPC_ORDER_SIZE_LIMIT)                                                  \
    X(REJECT_FCM_NOTIONAL, RPC_ORDER_SIZE_LIMIT)                                                   \
    X(REJECT_FCM_POSITION, RPC_POSITION_LIMIT)                                                     \
    X(REJECT_FCM_MARGIN, RPC_NOT_ENOUGH_FUNDS)                                                     \
    X(REJECT_GROUP, RPC_BAD_ARGUMENT)                                                              \
    X(REJECT_GROUP_TRIGGERED, RPC_OTHER_REJECT)                                                    \
    X(REJECT_MMP_MISSING, RPC_OTHER_REJECT)                                                        \
    X(REJECT_MMP_FROZEN, RPC_OTHER_REJECT)                                                         \
    X(REJECT_NO_REFERENCE, RPC_OTHER_REJECT)                                                       \
    X(REJECT_TRIGGER_MET, RPC_TRIGGER_TOO_LOW)                                                     \
    X(REJECT_TRAIL_REFERENCE, RPC_INVALID_STOP_PRICE)                                              \
    X(REJECT_POST_ONLY, RPC_POST_ONLY_REJECT)                                                      \
    X(REJECT_CAPACITY, RPC_RETRY)                                                                  \
    X(REJECT_MARGIN, RPC_NOT_ENOUGH_FUNDS)                                                         \
    X(REJECT_UNKNOWN_ORDER, RPC_NOT_OPEN_ORDER)                                                    \
    X(REJECT_ORDER_HELD, RPC_OTHER_REJECT)                                                         \
    X(REJECT_AMEND_QTY, RPC_INVALID_AMOUNT)                                                        \
    X(REJECT_LIST, RPC_INVALID_ARGUMENTS)                                                          \
    X(REJECT_MEMBER, RPC_BAD_ARGUMENT)                                                             \
    X(REJECT_USER, RPC_BAD_ARGUMENT)                                                               \
    X(REJECT_TRANSITION, RPC_BAD_ARGUMENT)                                                         \
    X(REJECT_TERMS, RPC_BAD_ARGUMENT)                                                              \
    X(REJECT_TERMS_FIXED, RPC_BAD_ARGUMENT)                                                        \
    X(REJECT_PRODUCT_EXISTS, RPC_BAD_ARGUMENT)                                                     \
    X(REJECT_OPEN_INTEREST, RPC_BAD_ARGUMENT)                                                      \
    X(REJECT_AMOUNT, RPC_INVALID_AMOUNT)                                                           \
    X(REJECT_FUNDS, RPC_NOT_ENOUGH_FUNDS)                                                          \
    X(REJECT_TRANSFER_OWNER, RPC_PERMISSION_DENIED)                                                \
    X(REJECT_PARENT, RPC_BAD_ARGUMENT)                                                             \
    X(REJECT_OWNER, RPC_BAD_ARGUMENT)                                                              \
    X(REJECT_PHASE, RPC_BAD_ARGUMENT)                                                              \
    X(REJECT_CALENDAR, RPC_BAD_ARGUMENT)                                                           \
    X(REJECT_RULES_VERSION, RPC_BAD_ARGUMENT)                                                      \
    X(REJECT_PRICE_TERMS_MISSING, RPC_BAD_ARGUMENT)                                                \
    X(REJECT_SOURCE, RPC_BAD_ARGUMENT)                                                             \
    X(REJECT_OWN_PRICES, RPC_BAD_ARGUMENT)                                                         \
    X(REJECT_INDEX_DEGRADED, RPC_POSITION_LIMIT)                                                   \
    X(REJECT_NO_MARK, RPC_RETRY)                                                                   \
    X(REJECT_ASSET, RPC_BAD_ARGUMENT)                                                              \
    X(REJECT_MARGIN_MODE, RPC_BAD_ARGUMENT)                                                        \
    X(REJECT_NOT_PROVIDER, RPC_PERMISSION_DENIED)                                                  \
    X(REJECT_NO_AUCTION, RPC_BAD_ARGUMENT)                                                         \
    X(REJECT_UNKNOWN_BID, RPC_BAD_ARGUMENT)                                                        \
    X(REJECT_SETTLEMENT_PRICE, RPC_BAD_ARGUMENT)                                                   \
    X(REJECT_CURRENCY, RPC_PERMISSION_DENIED)                                                      \
    X(REJECT_CURRENCY_FIXED, RPC_BAD_ARGUMENT)                                                     \
    X(REJECT_PAYOFF_FIXED, RPC_BAD_ARGUMENT)                                                       \
    X(REJECT_REGISTER, RPC_FORBIDDEN)                                                              \
    X(REJECT_REGISTER_CLASS, RPC_FORBIDDEN)                                                        \
    X(REJECT_CHECKLIST, RPC_BAD_ARGUMENT)                                                          \
    X(REJECT_CASE, RPC_BAD_ARGUMENT)                                                               \
    X(REJECT_APPROVAL, RPC_FORBIDDEN)                                                              \
    X(REJECT_ACTION, RPC_BAD_ARGUMENT)                                                             \
    X(REJECT_APPROVER, RPC_FORBIDDEN)                                                              \
    X(REJECT_TRADE, RPC_BAD_ARGUMENT)                                                              \
    X(REJECT_TRADE_LATE, RPC_BAD_ARGUMENT)                                                         \
    X(REJECT_NO_CANCEL, RPC_BAD_ARGUMENT)                                                          \
    X(REJECT_CONSENT, RPC_PERMISSION_DENIED)                                                       \
    X(REJECT_LIMITS_MISSING, RPC_PERMISSION_DENIED)                                                \
    X(REJECT_JURISDICTION, RPC_PERMISSION_DENIED)                                                  \
    X(REJECT_GIVE_UP, RPC_BAD_ARGUMENT)                                                            \
    X(REJECT_GIVE_UP_MEMBER, RPC_BAD_ARGUMENT)                                                     \
    X(REJECT_BLOCK, RPC_BAD_ARGUMENT)                                                              \
    X(REJECT_BLOCK_OWNER, RPC_BAD_ARGUMENT)                                                        \
    X(REJECT_BLOCK_CONSENT, RPC_BAD_ARGUMENT)                                                      \
    X(REJECT_BLOCK_LATE, RPC_BAD_ARGUMENT)                                                         \
    X(REJECT_BLOCK_SIZE, RPC_BAD_ARGUMENT)                                                         \
    X(REJECT_BLOCK_USED, RPC_BAD_ARGUMENT)                                                         \
    X(REJECT_BUNCH, RPC_BAD_ARGUMENT)                                                              \
    X(REJECT_PROGRAMME, RPC_BAD_ARGUMENT)                                                          \
    X(REJECT_PROGRAMME_DATE, RPC_BAD_ARGUMENT)                                                     \
    X(REJECT_OBLIGATION, RPC_BAD_ARGUMENT)

static bool is_above_legal(const struct event_reject *reject)
{
    return reject->given > reject->legal;
}

/* Some rejects are two errors of the dialect: one for each side of the limit. */
static enum rpc_error error_refine(enum rpc_error error, const struct event_reject *reject)
{
    if (error == RPC_PRICE_TOO_LOW && is_above_legal(reject)) error = RPC_PRICE_TOO_HIGH;
    if (reject->code == REJECT_PRICE && reject->field == FIELD_TRIGGER) {
        return is_above_legal(reject) ? RPC_TRIGGER_TOO_HIGH : RPC_TRIGGER_TOO_LOW;
    }
    if (error == RPC_TRIGGER_TOO_LOW && is_above_legal(reject)) return RPC_TRIGGER_TOO_HIGH;
    if (reject->code == REJECT_QTY && !is_above_legal(reject)) return RPC_QTY_TOO_LOW;
    if (reject->code == REJECT_CAPACITY && reject->field == FIELD_EXTRAS) return RPC_NO_MORE_STOPS;
    return error;
}

enum rpc_error rpc_error_of_reject(const struct event_reject *reject)
{
    switch (reject->code) {
#define X(name, error)                                                                             \
    case name: return error_refine(error, reject);
        REJECT_ERROR_LIST(X)
#undef X
    default: return RPC_INTERNAL_ERROR;
    }
}

const char *rpc_field_parameter(uint16_t field)
{
    switch (field) {
    case FIELD_PRODUCT: return "instrument_name";
    case FIELD_TIF: return "time_in_force";
    case FIELD_QTY: return "amount";
    case FIELD_DISPLAY: return "display_amount";
    case FIELD_TRIGGER: return "trigger_price";
    case FIELD_TRAIL: return "trigger_offset";
    case FIELD_TRIGGER_SOURCE: return "trigger";
    case FIELD_EXPIRY: return "valid_until";
    case FIELD_LEGS: return "otoco_config";
    case FIELD_WINDOW: return "interval";
    default: return field_text(field);
    }
}

/* A value of a reject as this dialect writes it. */
static void write_value(char text[UNIT_TEXT_SIZE], int64_t value, uint8_t format,
                        const struct instrument *instrument)
{
    if (format == FORMAT_PRICE && instrument != NULL) {
        (void)instrument_write(text, &instrument->coin_price, value);
    } else if (format == FORMAT_QTY && instrument != NULL) {
        (void)instrument_write(text, &instrument->coin_amount, value);
    } else if (format == FORMAT_MONEY) {
        (void)money_write(text, (struct money){value});
    } else if (format == FORMAT_TIME || format == FORMAT_UNTIL) {
        (void)decimal_write(text, value / NS_PER_MS, 0);
    } else {
        (void)decimal_write(text, value, 0);
    }
}

/* The text of the reject, with its field and values as this dialect names them. */
static void put_reason(struct text_line *line, const struct event_reject *reject,
                       const struct instrument *instrument)
{
    struct reject_formats formats = reject_formats_of(reject);
    const char *text = reject_text(reject->code);
    char value[UNIT_TEXT_SIZE];
    for (const char *at = text == NULL ? "" : text; *at != '\0'; at++) {
        char next = *at == '%' ? at[1] : '\0';
        if (next == 'f') {
            text_line_put(line, rpc_field_parameter(reject->field));
        } else if (next == 'g') {
            write_value(value, reject->given, formats.given.format, instrument);
            text_line_put(line, value);
        } else if (next == 'l') {
            write_value(value, reject->legal, formats.legal.format, instrument);
            text_line_put(line, value);
        } else {
            text_line_put_char(line, *at);
            continue;
        }
        at++;
    }
}

/* Texts name the core's own units behind values that are shown in the dialect's. */
static void drop_word(char *text, const char *word)
{
    char *at = strstr(text, word);
    if (at != NULL) memmove(at, at + strlen(word), strlen(at + strlen(word)) + 1);
}

void rpc_error_reason(char *out, size_t size, const struct event_reject *reject,
                      const struct instrument *instrument)
{
    char reason[REASON_TEXT_SIZE];
    struct text_line line;
    text_line_begin(&line, reason, sizeof reason);
    put_reason(&line, reject, instrument);
    (void)text_line_end(&line);
    static const char *const words[] = {" lots", " ticks", " micros", " micros", " ns"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) drop_word(reason, words[i]);
    size_t length = strnlen(reason, size - 1);
    memcpy(out, reason, length);
    out[length] = '\0';
}

void rpc_error_put_reject(struct json_writer *writer, const struct event_reject *reject,
                          const struct instrument *instrument)
{
    char reason[REASON_TEXT_SIZE];
    rpc_error_reason(reason, sizeof reason, reject, instrument);
    const char *rule = reject_rule(reject->code);
    json_begin_object(writer);
    json_add_text(writer, "reason", reason);
    if (reject->field != FIELD_NONE) {
        json_add_text(writer, "param", rpc_field_parameter(reject->field));
    }
    json_add_text(writer, "rule", rule == NULL ? "" : rule);
    json_add_i64(writer, "reject", reject->code);
    struct reject_formats formats = reject_formats_of(reject);
    uint8_t format = formats.legal.format;
    if (format == FORMAT_PRICE || format == FORMAT_QTY || format == FORMAT_MONEY) {
        char legal[UNIT_TEXT_SIZE];
        write_value(legal, reject->legal, format, instrument);
        json_put_name(writer, "nearest");
        json_put_raw(writer, legal, strlen(legal));
    }
    json_end_object(writer);
}
