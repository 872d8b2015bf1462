/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation_text.c - see liquidation_text.h.
 */
#include "model/liquidation_text.h"

#include "model/command.h"
#include "model/event.h"

#define F(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct event, name, label, member, format, show, 0)
#define W(name, label, member, show, words)                                                        \
    TEXT_FIELD(struct event, name, label, member, FORMAT_WORD, show, words)
#define C(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct command, name, label, member, format, show, 0)
#define CW(name, label, member, show, words)                                                       \
    TEXT_FIELD(struct command, name, label, member, FORMAT_WORD, show, words)

#define ALWAYS  SHOW_ALWAYS
#define NONZERO SHOW_NONZERO

#define TABLE(list)                                                                                \
    (struct text_table)                                                                            \
    {                                                                                              \
        list, (uint32_t)(sizeof list / sizeof(list)[0])                                            \
    }

/* The numbers of R-LIQ-1, in a command and in its event. */
#define TERMS_FIELDS(R, RW, at)                                                                    \
    RW("regime", "regime", at.regime, ALWAYS, WORDS_REGIME),                                       \
        RW("method", "method", at.method, ALWAYS, WORDS_DELEVERAGE_METHOD),                        \
        R("liquidate_ratio_ppm", "liquidate", at.liquidate_ratio_ppm, FORMAT_PPM, ALWAYS),         \
        R("close_out_ppm", "close out", at.close_out_ppm, FORMAT_PPM, ALWAYS),                     \
        R("slice_factor_ppm", "slice", at.slice_factor_ppm, FORMAT_PPM, ALWAYS),                   \
        R("adjustment_ppm", "adjustment", at.adjustment_ppm, FORMAT_PPM, ALWAYS),                  \
        R("spread_ppm", "spread", at.spread_ppm, FORMAT_PPM, ALWAYS),                              \
        R("fee_ppm", "fee", at.fee_ppm, FORMAT_PPM, NONZERO),                                      \
        R("drawdown_ppm", "drawdown", at.drawdown_ppm, FORMAT_PPM, NONZERO),                       \
        R("release_ppm", "release", at.release_ppm, FORMAT_PPM, NONZERO),                          \
        R("exposure_ppm", "exposure", at.exposure_ppm, FORMAT_PPM, ALWAYS),                        \
        R("work_max", "work", at.work_max, FORMAT_UNSIGNED, ALWAYS),                               \
        R("window_ns", "window", at.window_ns, FORMAT_DURATION, ALWAYS),                           \
        R("auction_ns", "auction", at.auction_ns, FORMAT_DURATION, NONZERO),                       \
        R("fund_account_id", "fund", at.fund_account_id, FORMAT_ACCOUNT, NONZERO)

static const struct text_field terms_command_fields[] = {
    TERMS_FIELDS(C, CW, liquidation),
    C("fund_notional_micros_max", "fund notional", liquidation.fund_notional_micros_max,
      FORMAT_MONEY, NONZERO),
};

static const struct text_field bid_command_fields[] = {
    CW("side", "side", auction_bid.side, ALWAYS, WORDS_SIDE),
    C("qty_lots", "qty", auction_bid.qty, FORMAT_QTY, ALWAYS),
    C("price_ticks", "price", auction_bid.price, FORMAT_PRICE, NONZERO),
};

/* The numbers of R-DEFAULT-5, in a command and in its event. */
#define DEFAULT_FIELDS(R, at)                                                                      \
    R("tranche_micros", "tranche", at.tranche_micros, FORMAT_MONEY, ALWAYS),                       \
        R("tranche_ppm", "of fund", at.tranche_ppm, FORMAT_PPM, ALWAYS),                           \
        R("assessment_ppm", "assessment", at.assessment_ppm, FORMAT_PPM, ALWAYS),                  \
        R("assessment_sum_ppm", "in window", at.assessment_sum_ppm, FORMAT_PPM, ALWAYS),           \
        R("window_ns", "window", at.window_ns, FORMAT_DURATION, ALWAYS),                           \
        R("gains_days", "gains days", at.gains_days, FORMAT_UNSIGNED, ALWAYS),                     \
        R("capital_account_id", "capital", at.capital_account_id, FORMAT_ACCOUNT, NONZERO)

static const struct text_field default_command_fields[] = {DEFAULT_FIELDS(C, default_terms)};

static const struct text_field default_member_command_fields[] = {
    C("member_id", "member", default_member.member_id, FORMAT_MEMBER, ALWAYS),
    C("guaranty_account_id", "guaranty", default_member.guaranty_account_id, FORMAT_ACCOUNT,
      NONZERO),
    C("requirement_micros", "requirement", default_member.requirement_micros, FORMAT_MONEY, ALWAYS),
};

#define PRODUCT_HEAD  F("product_id", "", product_id, FORMAT_PRODUCT, ALWAYS)
#define PRODUCT_FIELD F("product_id", "product", product_id, FORMAT_PRODUCT, NONZERO)
#define ACCOUNT_HEAD  F("account_id", "", account_id, FORMAT_ACCOUNT, ALWAYS)

static const struct text_field terms_fields[] = {PRODUCT_HEAD,
                                                 TERMS_FIELDS(F, W, liquidation_terms)};

#define HEALTH_FIELDS(at)                                                                          \
    F("equity_micros", "equity", at.equity, FORMAT_MONEY, ALWAYS),                                 \
        F("maintenance_micros", "maintenance", at.maintenance, FORMAT_MONEY, ALWAYS),              \
        F("own_micros", "own", at.own, FORMAT_MONEY, ALWAYS),                                      \
        F("mark_ticks_e4", "mark", at.mark, FORMAT_FINE_PRICE, ALWAYS)

static const struct text_field liquidation_fields[] = {
    ACCOUNT_HEAD,
    F("lots", "lots", liquidation.lots, FORMAT_QTY, ALWAYS),
    F("price_ticks", "price", liquidation.price, FORMAT_PRICE, ALWAYS),
    HEALTH_FIELDS(liquidation),
    F("bankruptcy_micros", "bankruptcy", liquidation.bankruptcy, FORMAT_MONEY, ALWAYS),
    F("order_id", "order", liquidation.order_id, FORMAT_ORDER, ALWAYS),
    PRODUCT_FIELD,
};

static const struct text_field close_out_fields[] = {
    ACCOUNT_HEAD,
    F("net_lots", "net", close_out.net, FORMAT_QTY, ALWAYS),
    HEALTH_FIELDS(close_out),
    F("bankruptcy_micros", "bankruptcy", close_out.bankruptcy, FORMAT_MONEY, ALWAYS),
    F("fund_value_micros", "fund", close_out.fund_value, FORMAT_MONEY, NONZERO),
    F("fund_room_micros", "room", close_out.fund_room, FORMAT_MONEY, NONZERO),
    PRODUCT_FIELD,
};

static const struct text_field moved_fields[] = {
    ACCOUNT_HEAD,
    W("cause", "by", moved.cause, ALWAYS, WORDS_MOVE_CAUSE),
    F("other_account_id", "to", moved.other_account_id, FORMAT_ACCOUNT, ALWAYS),
    W("side", "side", moved.side, ALWAYS, WORDS_SIDE),
    F("lots", "lots", moved.lots, FORMAT_QTY, ALWAYS),
    F("value_micros", "value", moved.value, FORMAT_MONEY, ALWAYS),
    F("bankruptcy_micros", "bankruptcy", moved.bankruptcy, FORMAT_MONEY, ALWAYS),
    F("realised_micros", "realised", moved.realised, FORMAT_MONEY, ALWAYS),
    F("other_realised_micros", "other realised", moved.other_realised, FORMAT_MONEY, ALWAYS),
    F("net_lots", "net", moved.net, FORMAT_QTY, ALWAYS),
    F("balance_micros", "balance", moved.balance, FORMAT_MONEY, ALWAYS),
    PRODUCT_FIELD,
};

static const struct text_field deleverage_fields[] = {
    PRODUCT_HEAD,
    W("method", "", deleverage.method, ALWAYS, WORDS_DELEVERAGE_METHOD),
    W("side", "side", deleverage.side, ALWAYS, WORDS_SIDE),
    F("need_lots", "need", deleverage.need, FORMAT_QTY, ALWAYS),
    F("found_lots", "found", deleverage.found, FORMAT_QTY, ALWAYS),
    F("candidates", "candidates", deleverage.candidates, FORMAT_UNSIGNED, ALWAYS),
    F("level_ppm", "level", deleverage.level_ppm, FORMAT_SIGNED, NONZERO),
    F("unit_micros", "unit", deleverage.unit, FORMAT_MONEY, NONZERO),
};

static const struct text_field deleveraged_fields[] = {
    ACCOUNT_HEAD,
    F("lots", "gives", deleveraged.lots, FORMAT_QTY, ALWAYS),
    F("net_lots", "of", deleveraged.net, FORMAT_QTY, ALWAYS),
    F("exposure_micros", "exposure", deleveraged.exposure, FORMAT_MONEY, ALWAYS),
    F("equity_micros", "equity", deleveraged.equity, FORMAT_MONEY, ALWAYS),
    F("profit_micros", "profit", deleveraged.profit, FORMAT_MONEY, ALWAYS),
    F("score", "score", deleveraged.score, FORMAT_SIGNED, ALWAYS),
    PRODUCT_FIELD,
};

static const struct text_field fund_fields[] = {
    PRODUCT_HEAD,
    W("cause", "", fund.cause, ALWAYS, WORDS_FUND_CAUSE),
    F("amount_micros", "amount", fund.amount, FORMAT_MONEY, NONZERO),
    F("other_account_id", "account", fund.other_account_id, FORMAT_ACCOUNT, NONZERO),
    F("balance_micros", "balance", fund.balance, FORMAT_MONEY, ALWAYS),
    F("value_micros", "value", fund.value, FORMAT_MONEY, NONZERO),
    F("peak_micros", "peak", fund.peak, FORMAT_MONEY, NONZERO),
    F("start_ns", "since", fund.start_ns, FORMAT_TIME, NONZERO),
    F("account_id", "fund", account_id, FORMAT_ACCOUNT, NONZERO),
};

static const struct text_field auction_fields[] = {
    PRODUCT_HEAD,
    F("end_ns", "until", bid_auction.end_ns, FORMAT_TIME, NONZERO),
    F("bid_count", "bids", bid_auction.bid_count, FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field bid_fields[] = {
    ACCOUNT_HEAD,
    W("side", "side", bid.side, ALWAYS, WORDS_SIDE),
    F("qty_lots", "qty", bid.qty, FORMAT_QTY, ALWAYS),
    F("price_ticks", "price", bid.price, FORMAT_PRICE, NONZERO),
    PRODUCT_FIELD,
};

static const struct text_field default_terms_fields[] = {DEFAULT_FIELDS(F, default_terms)};

static const struct text_field default_member_fields[] = {
    F("member_id", "", default_member.member_id, FORMAT_MEMBER, ALWAYS),
    F("guaranty_account_id", "guaranty", default_member.guaranty_account_id, FORMAT_ACCOUNT,
      NONZERO),
    F("requirement_micros", "requirement", default_member.requirement, FORMAT_MONEY, ALWAYS),
    F("balance_micros", "balance", default_member.balance, FORMAT_MONEY, ALWAYS),
};

static const struct text_field default_step_fields[] = {
    ACCOUNT_HEAD,
    W("layer", "", default_step.layer, ALWAYS, WORDS_WATERFALL_LAYER),
    F("amount_micros", "amount", default_step.amount, FORMAT_MONEY, ALWAYS),
    F("payer_account_id", "from", default_step.payer_account_id, FORMAT_ACCOUNT, ALWAYS),
    F("member_id", "member", default_step.member_id, FORMAT_MEMBER, NONZERO),
    F("debt_micros", "debt", default_step.debt, FORMAT_MONEY, ALWAYS),
    F("left_micros", "left", default_step.left, FORMAT_MONEY, ALWAYS),
    F("most_micros", "most", default_step.most, FORMAT_MONEY, ALWAYS),
    F("weight_micros", "weight", default_step.weight, FORMAT_MONEY, NONZERO),
    F("balance_micros", "balance", default_step.balance, FORMAT_MONEY, ALWAYS),
    F("default_number", "default", default_step.default_number, FORMAT_UNSIGNED, ALWAYS),
    PRODUCT_FIELD,
};

struct text_table liquidation_command_table(uint16_t kind)
{
    switch (kind) {
    case COMMAND_LIQUIDATION_TERMS: return TABLE(terms_command_fields);
    case COMMAND_AUCTION_BID: return TABLE(bid_command_fields);
    case COMMAND_DEFAULT_TERMS: return TABLE(default_command_fields);
    case COMMAND_DEFAULT_MEMBER: return TABLE(default_member_command_fields);
    default: return (struct text_table){NULL, 0};
    }
}

struct text_table liquidation_event_table(uint16_t kind)
{
    switch (kind) {
    case EVENT_LIQUIDATION_TERMS: return TABLE(terms_fields);
    case EVENT_LIQUIDATION: return TABLE(liquidation_fields);
    case EVENT_CLOSE_OUT: return TABLE(close_out_fields);
    case EVENT_POSITION_MOVED: return TABLE(moved_fields);
    case EVENT_DELEVERAGE: return TABLE(deleverage_fields);
    case EVENT_DELEVERAGED: return TABLE(deleveraged_fields);
    case EVENT_FUND: return TABLE(fund_fields);
    case EVENT_LIQUIDATION_AUCTION: return TABLE(auction_fields);
    case EVENT_AUCTION_BID: return TABLE(bid_fields);
    case EVENT_DEFAULT_STEP: return TABLE(default_step_fields);
    case EVENT_DEFAULT_TERMS: return TABLE(default_terms_fields);
    case EVENT_DEFAULT_MEMBER: return TABLE(default_member_fields);
    default: return (struct text_table){NULL, 0};
    }
}
