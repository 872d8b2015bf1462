/* SPDX-License-Identifier: Apache-2.0 */
/*
 * give_up_text.c - see give_up_text.h.
 */
#include "model/give_up_text.h"

#include "model/command.h"
#include "model/event.h"
#include "model/programme_text.h"

#define C(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct command, name, label, member, format, show, 0)
#define CW(name, label, member, show, words)                                                       \
    TEXT_FIELD(struct command, name, label, member, FORMAT_WORD, show, words)
#define E(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct event, name, label, member, format, show, 0)
#define EW(name, label, member, show, words)                                                       \
    TEXT_FIELD(struct event, name, label, member, FORMAT_WORD, show, words)

#define ALWAYS  SHOW_ALWAYS
#define NONZERO SHOW_NONZERO

static const struct text_field terms_command[] = {
    C("window_ns", "window", give_up_terms.window_ns, FORMAT_DURATION, ALWAYS),
    C("answer_ns", "answer within", give_up_terms.answer_ns, FORMAT_DURATION, NONZERO),
};

static const struct text_field give_up_command[] = {
    C("trade_id", "trade", give_up.trade_id, FORMAT_UNSIGNED, ALWAYS),
    CW("side", "side", give_up.side, ALWAYS, WORDS_SIDE),
    C("lots", "lots", give_up.lots, FORMAT_QTY, NONZERO),
    C("to_account_id", "to", give_up.to_account_id, FORMAT_ACCOUNT, ALWAYS),
};

static const struct text_field decide_command[] = {
    C("give_up_id", "give-up", give_up_decide.give_up_id, FORMAT_UNSIGNED, ALWAYS),
    CW("decision", "decision", give_up_decide.decision, ALWAYS, WORDS_GIVE_UP_STEP),
};

/* The first three rows; the others are in the bytes of the command. */
static const struct text_field allocation_command[] = {
    C("client_order_id", "client", allocation.client_order_id, FORMAT_UNSIGNED, ALWAYS),
    CW("side", "side", allocation.side, ALWAYS, WORDS_SIDE),
    C("row_count", "rows", allocation.row_count, FORMAT_UNSIGNED, ALWAYS),
    C("to_account_id", "to", allocation.rows[0].account_id, FORMAT_ACCOUNT, NONZERO),
    C("lots", "lots", allocation.rows[0].lots, FORMAT_QTY, NONZERO),
    C("to_account_id_2", "and", allocation.rows[1].account_id, FORMAT_ACCOUNT, NONZERO),
    C("lots_2", "lots", allocation.rows[1].lots, FORMAT_QTY, NONZERO),
    C("to_account_id_3", "and", allocation.rows[2].account_id, FORMAT_ACCOUNT, NONZERO),
    C("lots_3", "lots", allocation.rows[2].lots, FORMAT_QTY, NONZERO),
};

static const struct text_field terms_event[] = {
    E("window_ns", "window", give_up_terms.window_ns, FORMAT_DURATION, ALWAYS),
    E("answer_ns", "answer within", give_up_terms.answer_ns, FORMAT_DURATION, NONZERO),
};

static const struct text_field give_up_event[] = {
    E("give_up_id", "", give_up.give_up_id, FORMAT_UNSIGNED, ALWAYS),
    EW("step", "", give_up.step, ALWAYS, WORDS_GIVE_UP_STEP),
    E("trade_id", "trade", give_up.trade_id, FORMAT_UNSIGNED, ALWAYS),
    EW("side", "side", give_up.side, ALWAYS, WORDS_SIDE),
    E("qty_lots", "lots", give_up.qty, FORMAT_QTY, ALWAYS),
    E("price_ticks", "@", give_up.price, FORMAT_PRICE, ALWAYS),
    E("account_id", "from", account_id, FORMAT_ACCOUNT, ALWAYS),
    E("to_account_id", "to", give_up.to_account_id, FORMAT_ACCOUNT, ALWAYS),
    E("fee_micros", "fee", give_up.fee, FORMAT_MONEY, NONZERO),
    E("actor_id", "actor", give_up.actor_id, FORMAT_USER, NONZERO),
    E("product_id", "product", product_id, FORMAT_PRODUCT, NONZERO),
};

static const struct text_field allocation_event[] = {
    E("account_id", "", account_id, FORMAT_ACCOUNT, ALWAYS),
    E("client_order_id", "client", allocation.client_order_id, FORMAT_UNSIGNED, ALWAYS),
    EW("side", "side", allocation.side, ALWAYS, WORDS_SIDE),
    E("qty_lots", "lots", allocation.qty, FORMAT_QTY, ALWAYS),
    E("bunch_lots", "of", allocation.bunch, FORMAT_QTY, ALWAYS),
    E("to_account_id", "to", allocation.to_account_id, FORMAT_ACCOUNT, ALWAYS),
    E("value_micros", "value", allocation.value, FORMAT_MONEY, ALWAYS),
    E("fee_micros", "fee", allocation.fee, FORMAT_MONEY, NONZERO),
    E("row", "row", allocation.row, FORMAT_UNSIGNED, NONZERO),
    E("product_id", "product", product_id, FORMAT_PRODUCT, NONZERO),
};

#define TABLE(list)                                                                                \
    (struct text_table)                                                                            \
    {                                                                                              \
        list, (uint32_t)(sizeof list / sizeof(list)[0])                                            \
    }

struct text_table give_up_command_table(uint16_t kind)
{
    switch (kind) {
    case COMMAND_GIVE_UP_TERMS: return TABLE(terms_command);
    case COMMAND_GIVE_UP: return TABLE(give_up_command);
    case COMMAND_GIVE_UP_DECIDE: return TABLE(decide_command);
    case COMMAND_ALLOCATION: return TABLE(allocation_command);
    default: return programme_command_table(kind);
    }
}

struct text_table give_up_event_table(uint16_t kind)
{
    switch (kind) {
    case EVENT_GIVE_UP_TERMS: return TABLE(terms_event);
    case EVENT_GIVE_UP: return TABLE(give_up_event);
    case EVENT_ALLOCATION: return TABLE(allocation_event);
    default: return programme_event_table(kind);
    }
}
