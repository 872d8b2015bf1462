/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reject_formats.c - what the two values of a reject mean: lots, money, a time, an account.
 *
 * Role       The code of a reject decides; for a few the command it answers.  Tested by
 *            event_text_test.c.
 * Invariant  A code without a row has plain numbers.
 */
#include "model/event_text.h"

#include "model/command.h"
#include "model/reject.h"

struct value_format {
    uint8_t format; /* enum text_format */
    uint8_t words;  /* enum word_set, for FORMAT_WORD and FORMAT_MASK */
};

struct reject_row {
    uint16_t code;
    struct value_format given;
    struct value_format legal;
};

#define PLAIN                                                                                      \
    {                                                                                              \
        FORMAT_SIGNED, 0                                                                           \
    }
#define AS(format)                                                                                 \
    {                                                                                              \
        format, 0                                                                                  \
    }
#define IN(words)                                                                                  \
    {                                                                                              \
        FORMAT_WORD, words                                                                         \
    }

static const struct reject_row rows[] = {
    {REJECT_ROLE, AS(FORMAT_USER), PLAIN},
    {REJECT_NOT_CONTROLLED, AS(FORMAT_ACCOUNT), PLAIN},
    {REJECT_UNKNOWN_ACCOUNT, AS(FORMAT_ACCOUNT), PLAIN},
    {REJECT_PRODUCT_NOT_LISTED, IN(WORDS_PRODUCT_STATE), PLAIN},
    {REJECT_ACCOUNT_STATE, IN(WORDS_PARTY_STATE), PLAIN},
    {REJECT_MEMBER_STATE, IN(WORDS_PARTY_STATE), PLAIN},
    {REJECT_NOT_ELIGIBLE, {FORMAT_MASK, WORDS_CLASSES}, {FORMAT_MASK, WORDS_CLASSES}},
    {REJECT_EXPIRY, AS(FORMAT_TIME), AS(FORMAT_TIME)},
    {REJECT_QTY, AS(FORMAT_QTY), AS(FORMAT_QTY)},
    {REJECT_PRICE, AS(FORMAT_PRICE), AS(FORMAT_PRICE)},
    {REJECT_DISPLAY, AS(FORMAT_QTY), AS(FORMAT_QTY)},
    {REJECT_NOTIONAL, AS(FORMAT_QTY), AS(FORMAT_QTY)},
    {REJECT_PRICE_OUT_OF_BAND, AS(FORMAT_PRICE), AS(FORMAT_PRICE)},
    {REJECT_POSITION_LIMIT, AS(FORMAT_QTY), AS(FORMAT_QTY)},
    {REJECT_MESSAGE_BUDGET, PLAIN, AS(FORMAT_TIME)},
    {REJECT_FCM_ORDER_QTY, AS(FORMAT_QTY), AS(FORMAT_QTY)},
    {REJECT_FCM_NOTIONAL, AS(FORMAT_QTY), AS(FORMAT_QTY)},
    {REJECT_FCM_POSITION, AS(FORMAT_QTY), AS(FORMAT_QTY)},
    {REJECT_FCM_MARGIN, AS(FORMAT_MONEY), AS(FORMAT_MONEY)},
    {REJECT_MMP_FROZEN, PLAIN, AS(FORMAT_UNTIL)},
    {REJECT_TRIGGER_MET, AS(FORMAT_PRICE), AS(FORMAT_PRICE)},
    {REJECT_POST_ONLY, AS(FORMAT_PRICE), AS(FORMAT_PRICE)},
    {REJECT_MARGIN, AS(FORMAT_MONEY), AS(FORMAT_MONEY)},
    {REJECT_ORDER_HELD, AS(FORMAT_ORDER), PLAIN},
    {REJECT_AMEND_QTY, AS(FORMAT_QTY), AS(FORMAT_QTY)},
    {REJECT_MEMBER, AS(FORMAT_MEMBER), PLAIN},
    {REJECT_USER, AS(FORMAT_USER), PLAIN},
    {REJECT_OPEN_INTEREST, AS(FORMAT_QTY), PLAIN},
    {REJECT_AMOUNT, AS(FORMAT_MONEY), AS(FORMAT_MONEY)},
    {REJECT_FUNDS, AS(FORMAT_MONEY), AS(FORMAT_MONEY)},
    {REJECT_TRANSFER_OWNER, AS(FORMAT_ACCOUNT), PLAIN},
    {REJECT_PARENT, AS(FORMAT_ACCOUNT), PLAIN},
    {REJECT_OWN_PRICES, AS(FORMAT_FINE_PRICE), PLAIN},
    {REJECT_INDEX_DEGRADED, AS(FORMAT_QTY), AS(FORMAT_QTY)},
    {REJECT_OWNER, AS(FORMAT_ACCOUNT), PLAIN},
    {REJECT_LIMITS_MISSING, AS(FORMAT_ACCOUNT), PLAIN},
    {REJECT_GIVE_UP_MEMBER, AS(FORMAT_ACCOUNT), PLAIN},
    {REJECT_BLOCK_OWNER, AS(FORMAT_ACCOUNT), PLAIN},
    {REJECT_BLOCK_CONSENT, AS(FORMAT_USER), PLAIN},
    {REJECT_BLOCK_SIZE, AS(FORMAT_QTY), AS(FORMAT_QTY)},
    {REJECT_PROGRAMME_DATE, AS(FORMAT_DATE), AS(FORMAT_DATE)},
    {REJECT_APPROVER, AS(FORMAT_USER), PLAIN},
    {REJECT_NO_CANCEL, AS(FORMAT_PRICE), AS(FORMAT_PRICE)},
    {REJECT_REGISTER_CLASS, {FORMAT_MASK, WORDS_CLASSES}, {FORMAT_MASK, WORDS_CLASSES}},
};

/* What a state of the command's subject is called. */
static struct value_format state_format(uint16_t command_kind)
{
    switch (command_kind) {
    case COMMAND_PRODUCT_STATE: return (struct value_format)IN(WORDS_PRODUCT_STATE);
    case COMMAND_ACCOUNT_STATE: return (struct value_format)IN(WORDS_PARTY_STATE);
    case COMMAND_PHASE: return (struct value_format)IN(WORDS_PHASE);
    case COMMAND_HALT: return (struct value_format)IN(WORDS_HALT);
    default: return (struct value_format)PLAIN;
    }
}

/* What the items of a checklist are called. */
static struct value_format items_format(uint16_t field)
{
    switch (field) {
    case FIELD_DESIGN: return (struct value_format){FORMAT_MASK, WORDS_DESIGN};
    case FIELD_UNDERLYING: return (struct value_format){FORMAT_MASK, WORDS_SPOT};
    case FIELD_PROTECTIONS: return (struct value_format){FORMAT_MASK, WORDS_PROTECTION};
    default: return (struct value_format){FORMAT_MASK, WORDS_CONTROLS};
    }
}

static struct reject_row row_of(const struct event_reject *reject)
{
    struct reject_row row = {reject->code, PLAIN, PLAIN};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].code == reject->code) row = rows[i];
    }
    if (reject->code == REJECT_TRANSITION || reject->code == REJECT_PHASE) {
        row.given = state_format(reject->command_kind);
        row.legal = row.given;
    }
    if (reject->code == REJECT_PRICE && (reject->command_kind == COMMAND_REFERENCE_PRICE ||
                                         reject->command_kind == COMMAND_SOURCE_PRICE ||
                                         reject->command_kind == COMMAND_SETTLEMENT_PRICE)) {
        row.given = (struct value_format)AS(FORMAT_FINE_PRICE);
        row.legal = row.given;
    }
    if (reject->code == REJECT_UNKNOWN_ORDER && reject->field == FIELD_ORDER) {
        row.given = (struct value_format)AS(FORMAT_ORDER);
    }
    if (reject->code == REJECT_CHECKLIST) row.legal = items_format(reject->field);
    if (reject->code == REJECT_CAPACITY && reject->field == FIELD_QTY) {
        row.given = (struct value_format)AS(FORMAT_QTY);
        row.legal = row.given;
    }
    return row;
}

struct reject_formats reject_formats_of(const struct event_reject *reject)
{
    struct reject_row row = row_of(reject);
    struct reject_formats formats = {
        .given = TEXT_FIELD(struct event, "given", "given", reject.given, row.given.format,
                            SHOW_ALWAYS, row.given.words),
        .legal = TEXT_FIELD(struct event, "legal", "legal", reject.legal, row.legal.format,
                            SHOW_ALWAYS, row.legal.words),
    };
    return formats;
}
