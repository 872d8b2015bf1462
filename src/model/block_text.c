/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_text.c - see block_text.h.
 */
#include "model/block_text.h"

#include "model/command.h"
#include "model/event.h"

#define C(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct command, name, label, member, format, show, 0)
#define E(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct event, name, label, member, format, show, 0)

#define ALWAYS  SHOW_ALWAYS
#define NONZERO SHOW_NONZERO

static const struct text_field terms_command[] = {
    C("lots_min", "smallest", block_terms.lots_min, FORMAT_QTY, ALWAYS),
    C("window_ns", "window", block_terms.window_ns, FORMAT_DURATION, ALWAYS),
    C("band_ppm", "band", block_terms.band_ppm, FORMAT_PPM, ALWAYS),
    C("fee_ppm", "fee", block_terms.fee_ppm, FORMAT_PPM, NONZERO),
    TEXT_FIELD(struct command, "classes", "classes", block_terms.classes, FORMAT_MASK, NONZERO,
               WORDS_CLASSES),
};

static const struct text_field trade_command[] = {
    C("consent_id", "consent", block_trade.consent_id, FORMAT_UNSIGNED, ALWAYS),
    C("agreed_ns", "agreed", block_trade.agreed_ns, FORMAT_TIME, ALWAYS),
    TEXT_FIELD(struct command, "side", "side", block_trade.side, FORMAT_WORD, ALWAYS, WORDS_SIDE),
    C("lots", "lots", block_trade.lots, FORMAT_QTY, ALWAYS),
    C("price_ticks", "@", block_trade.price, FORMAT_PRICE, ALWAYS),
    C("other_account_id", "with", block_trade.other_account_id, FORMAT_ACCOUNT, ALWAYS),
    C("proposer_id", "proposer", block_trade.proposer_id, FORMAT_USER, NONZERO),
    C("is_maker", "maker", block_trade.is_maker, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field withdraw_command[] = {
    C("consent_id", "consent", block_withdraw.consent_id, FORMAT_UNSIGNED, ALWAYS),
    C("agreed_ns", "agreed", block_withdraw.agreed_ns, FORMAT_TIME, ALWAYS),
};

static const struct text_field move_command[] = {
    C("to_account_id", "to", position_move.to_account_id, FORMAT_ACCOUNT, ALWAYS),
    C("lots", "lots", position_move.lots, FORMAT_QTY, NONZERO),
    C("price_ticks", "@", position_move.price, FORMAT_PRICE, NONZERO),
};

static const struct text_field terms_event[] = {
    E("product_id", "", product_id, FORMAT_PRODUCT, ALWAYS),
    E("lots_min", "smallest", block_terms.lots_min, FORMAT_QTY, ALWAYS),
    E("window_ns", "window", block_terms.window_ns, FORMAT_DURATION, ALWAYS),
    E("band_ppm", "band", block_terms.band_ppm, FORMAT_PPM, ALWAYS),
    E("fee_ppm", "fee", block_terms.fee_ppm, FORMAT_PPM, NONZERO),
    TEXT_FIELD(struct event, "classes", "classes", block_terms.classes, FORMAT_MASK, NONZERO,
               WORDS_CLASSES),
};

static const struct text_field trade_event[] = {
    E("block_id", "", block_trade.block_id, FORMAT_UNSIGNED, ALWAYS),
    E("trade_id", "trade", block_trade.trade_id, FORMAT_UNSIGNED, ALWAYS),
    E("qty_lots", "lots", block_trade.qty, FORMAT_QTY, ALWAYS),
    E("price_ticks", "@", block_trade.price, FORMAT_PRICE, ALWAYS),
    E("account_id", "maker", account_id, FORMAT_ACCOUNT, ALWAYS),
    E("taker_account_id", "taker", block_trade.taker_account_id, FORMAT_ACCOUNT, ALWAYS),
    TEXT_FIELD(struct event, "taker_side", "taker side", block_trade.taker_side, FORMAT_WORD,
               ALWAYS, WORDS_SIDE),
    E("maker_fee_micros", "maker fee", block_trade.maker_fee, FORMAT_MONEY, NONZERO),
    E("taker_fee_micros", "taker fee", block_trade.taker_fee, FORMAT_MONEY, NONZERO),
    E("maker_asked", "maker asked", block_trade.maker_asked, FORMAT_UNSIGNED, NONZERO),
    E("proposer_id", "proposer", block_trade.proposer_id, FORMAT_USER, NONZERO),
    E("actor_id", "actor", block_trade.actor_id, FORMAT_USER, NONZERO),
    E("product_id", "product", product_id, FORMAT_PRODUCT, NONZERO),
};

static const struct text_field withdrawn_event[] = {
    E("account_id", "", account_id, FORMAT_ACCOUNT, ALWAYS),
    E("consent_id", "consent", block_withdrawn.consent_id, FORMAT_UNSIGNED, ALWAYS),
    E("agreed_ns", "agreed", block_withdrawn.agreed_ns, FORMAT_TIME, ALWAYS),
    E("actor_id", "actor", block_withdrawn.actor_id, FORMAT_USER, NONZERO),
};

#define TABLE(list)                                                                                \
    (struct text_table)                                                                            \
    {                                                                                              \
        list, (uint32_t)(sizeof list / sizeof(list)[0])                                            \
    }

struct text_table block_command_table(uint16_t kind)
{
    switch (kind) {
    case COMMAND_BLOCK_TERMS: return TABLE(terms_command);
    case COMMAND_BLOCK_TRADE: return TABLE(trade_command);
    case COMMAND_BLOCK_WITHDRAW: return TABLE(withdraw_command);
    case COMMAND_POSITION_MOVE: return TABLE(move_command);
    default: return (struct text_table){NULL, 0};
    }
}

struct text_table block_event_table(uint16_t kind)
{
    switch (kind) {
    case EVENT_BLOCK_TERMS: return TABLE(terms_event);
    case EVENT_BLOCK_TRADE: return TABLE(trade_event);
    case EVENT_BLOCK_WITHDRAWN: return TABLE(withdrawn_event);
    default: return (struct text_table){NULL, 0};
    }
}
