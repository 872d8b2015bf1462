/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reject.h - every reason for which the venue says no, or ends an order.
 *
 * Role   One list, three uses: the enum, the rule and the text.  Wire codes never change and are
 *        never used again.  The order of the list is the order of the checks (R-CHECK-1).
 *        A reject event also carries the field, the value given and the nearest legal value;
 *        event_text.c puts them into the sentence where the text has %g and %l.
 */
#ifndef PERPETUA_MODEL_REJECT_H
#define PERPETUA_MODEL_REJECT_H

/* X(name, wire code, rule, text).  %f field, %g value given, %l nearest legal value. */
#define REJECT_LIST(X)                                                                             \
    X(REJECT_NONE, 0, "", "accepted")                                                              \
    X(REJECT_UNKNOWN_COMMAND, 1, "R-TIME-4", "the command kind %g does not exist")                 \
    X(REJECT_SESSION, 2, "R-IDEM-2", "session %g is outside 0..%l")                                \
    X(REJECT_ROLE, 3, "R-ROLE-1", "user %g has no role that may send this command")                \
    X(REJECT_NOT_CONTROLLED, 4, "R-ROLE-2", "account %g belongs to another member")                \
    X(REJECT_UNKNOWN_PRODUCT, 10, "R-STATE-1", "product %g does not exist")                        \
    X(REJECT_PRODUCT_NOT_LISTED, 11, "R-STATE-1", "the product is in state %g, not listed")        \
    X(REJECT_UNKNOWN_ACCOUNT, 12, "R-STATE-2", "account %g does not exist")                        \
    X(REJECT_ACCOUNT_STATE, 13, "R-STATE-2", "the account's state %g does not allow this")         \
    X(REJECT_MEMBER_STATE, 14, "R-STATE-3", "the member's state %g does not allow this")           \
    X(REJECT_VENUE_HALTED, 15, "R-PHASE-2", "the venue is halted: nothing is accepted")            \
    X(REJECT_VENUE_PAUSED, 16, "R-PHASE-3", "the venue is paused: only cancels are accepted")      \
    X(REJECT_PRODUCT_HALTED, 17, "R-PHASE-2", "the product is halted: nothing is accepted")        \
    X(REJECT_PRODUCT_PAUSED, 18, "R-PHASE-3", "the product is paused: only cancels are accepted")  \
    X(REJECT_PRODUCT_CLOSED, 19, "R-PHASE-4", "the session is closed: only cancels are accepted")  \
    X(REJECT_PHASE_ORDER_TYPE, 20, "R-PHASE-5",                                                    \
      "before the auction only limit orders that can rest and trigger orders are accepted")        \
    X(REJECT_LIQUIDATE_ONLY, 21, "R-STATE-4", "only reduce-only orders are accepted")              \
    X(REJECT_NOT_ELIGIBLE, 22, "R-ELIG-1",                                                         \
      "the account's classes %g include none that the product needs (%l)")                         \
    X(REJECT_FIELD, 30, "R-FORM-1", "field %f has the value %g, which is not defined")             \
    X(REJECT_COMBINATION, 31, "R-FORM-2", "field %f cannot be combined with the order's type")     \
    X(REJECT_EXPIRY, 32, "R-TIF-5", "the expiry %g is not after %l")                               \
    X(REJECT_QTY, 40, "R-SIZE-1", "quantity %g is outside the limits; nearest legal is %l lots")   \
    X(REJECT_PRICE, 41, "R-SIZE-2", "field %f is %g; nearest legal is %l ticks")                   \
    X(REJECT_DISPLAY, 42, "R-ICE-1", "display quantity %g must be 1..%l lots")                     \
    X(REJECT_NOTHING_TO_REDUCE, 43, "R-REDUCE-1", "there is no position that this order reduces")  \
    X(REJECT_NOTIONAL, 44, "R-SIZE-3", "quantity %g exceeds the notional limit; at most %l lots")  \
    X(REJECT_CLIENT_ORDER_ID, 45, "R-ID-3", "client order id %g is in use by a live order")        \
    X(REJECT_PRICE_OUT_OF_BAND, 46, "R-BAND-1", "price %g is outside the band; nearest is %l")     \
    X(REJECT_POSITION_LIMIT, 47, "R-LIMIT-1", "quantity %g breaks the position limit; at most %l") \
    X(REJECT_MESSAGE_BUDGET, 48, "R-BUDGET-1", "message budget used up; next message at %l ns")    \
    X(REJECT_FCM_ORDER_QTY, 50, "R-FCM-1", "quantity %g exceeds your clearing member's limit %l")  \
    X(REJECT_FCM_NOTIONAL, 51, "R-FCM-2",                                                          \
      "quantity %g exceeds your clearing member's notional limit; at most %l lots")                \
    X(REJECT_FCM_POSITION, 52, "R-FCM-3",                                                          \
      "quantity %g exceeds your clearing member's position limit; at most %l lots")                \
    X(REJECT_FCM_MARGIN, 53, "R-FCM-4",                                                            \
      "margin of %g micros exceeds your clearing member's limit of %l micros")                     \
    X(REJECT_GROUP, 54, "R-GROUP-1", "order group %g does not exist in this account")              \
    X(REJECT_GROUP_TRIGGERED, 55, "R-GROUP-3", "order group %g is triggered; reset it first")      \
    X(REJECT_MMP_MISSING, 56, "R-MMP-1", "no market-maker protection is set for this product")     \
    X(REJECT_MMP_FROZEN, 57, "R-MMP-3", "market-maker protection is frozen until %l ns")           \
    X(REJECT_NO_REFERENCE, 58, "R-MARKET-2", "there is no price on the other side to trade at")    \
    X(REJECT_TRIGGER_MET, 59, "R-TRIG-4", "trigger %g is already met by the reference price %l")   \
    X(REJECT_TRAIL_REFERENCE, 60, "R-TRAIL-1", "there is no reference price to trail yet")         \
    X(REJECT_POST_ONLY, 61, "R-POST-1", "price %g would trade; nearest that rests is %l")          \
    X(REJECT_CAPACITY, 62, "R-SIZE-5", "the venue's capacity for %f is used up; try again later")  \
    X(REJECT_MARGIN, 63, "R-MARGIN-3", "this needs %g micros of free collateral; %l are free")     \
    X(REJECT_UNKNOWN_ORDER, 70, "R-CANCEL-1", "order %g is not a live order of this account")      \
    X(REJECT_ORDER_HELD, 71, "R-AMEND-6",                                                          \
      "order %g waits for its parent; it can be cancelled only")                                   \
    X(REJECT_AMEND_QTY, 72, "R-AMEND-3", "quantity %g must be more than what is filled (%l)")      \
    X(REJECT_LIST, 73, "R-LINK-1", "the legs do not form a valid list; see field %f")              \
    X(REJECT_MEMBER, 80, "R-MEMBER-1", "member %g does not exist or the id is out of range")       \
    X(REJECT_USER, 81, "R-ROLE-3", "user %g does not exist or the id is out of range")             \
    X(REJECT_TRANSITION, 82, "R-STATE-5", "state %l cannot be changed to state %g")                \
    X(REJECT_TERMS, 83, "R-TERMS-1", "terms field %f has the value %g; nearest legal is %l")       \
    X(REJECT_TERMS_FIXED, 84, "R-TERMS-2", "terms field %f is fixed at %l once listed")            \
    X(REJECT_PRODUCT_EXISTS, 85, "R-TERMS-3", "product %g exists already")                         \
    X(REJECT_OPEN_INTEREST, 86, "R-STATE-6", "the product has open positions of %g lots")          \
    X(REJECT_AMOUNT, 87, "R-CASH-1", "amount %g must be 1..%l micros")                             \
    X(REJECT_FUNDS, 88, "R-CASH-2", "amount %g exceeds what is free; at most %l micros")           \
    X(REJECT_TRANSFER_OWNER, 89, "R-CASH-3", "account %g has another owner")                       \
    X(REJECT_PARENT, 90, "R-ACCT-2", "parent account %g is not a possible parent")                 \
    X(REJECT_OWNER, 91, "R-ACCT-3", "owner account %g is not an account that owns itself")         \
    X(REJECT_PHASE, 92, "R-PHASE-6", "phase %g is not reachable from phase %l")                    \
    X(REJECT_CALENDAR, 93, "R-CAL-1", "calendar step %g is not in ascending order")                \
    X(REJECT_RULES_VERSION, 94, "R-TIME-5", "rules version %g is unknown; nearest is %l")          \
    X(REJECT_PRICE_TERMS_MISSING, 95, "R-STEP-1", "product %g has no price terms")                 \
    X(REJECT_SOURCE, 96, "R-INDEX-2", "source %g is no source of this index")                      \
    X(REJECT_OWN_PRICES, 97, "R-MARK-1", "the product computes this price itself, %g is refused")  \
    X(REJECT_INDEX_DEGRADED, 98, "R-INDEX-9",                                                      \
      "quantity %g is too much while the index is degraded; at most %l")                           \
    X(REJECT_NO_MARK, 110, "R-EQUITY-4", "the product has no mark to value this at")               \
    X(REJECT_ASSET, 111, "R-COLL-1", "asset %g does not exist or the id is out of range")          \
    X(REJECT_MARGIN_MODE, 112, "R-PM-2", "the account is in margin mode %g already")               \
    X(REJECT_NOT_PROVIDER, 115, "R-BID-2", "a member of kind %g is no liquidity provider here")    \
    X(REJECT_NO_AUCTION, 116, "R-BID-2", "the terms of product %g have no auction")                \
    X(REJECT_UNKNOWN_BID, 117, "R-BID-2", "there is no bid of side %g to withdraw")                \
    X(REJECT_SETTLEMENT_PRICE, 120, "R-SETTLE-8",                                                  \
      "a settlement price needs terms and an authority: field %f is %g; nearest legal is %l")      \
    X(REJECT_CURRENCY, 125, "R-CURRENCY-2",                                                        \
      "the account's money is in currency %g; this needs currency %l")                             \
    X(REJECT_CURRENCY_FIXED, 126, "R-CURRENCY-1", "account %g is in use: its currency stays %l")   \
    X(REJECT_PAYOFF_FIXED, 127, "R-PAYOFF-1",                                                      \
      "product %g was listed or has further terms: its payoff and currency stay")                  \
    X(REJECT_REGISTER, 130, "R-REG-6", "register entry %g does not permit this")                   \
    X(REJECT_REGISTER_CLASS, 131, "R-REG-7",                                                       \
      "account class %g is not the one that the register entry demands (%l)")                      \
    X(REJECT_CHECKLIST, 132, "R-REG-6", "of the checklist %f the items %l are missing")            \
    X(REJECT_CASE, 133, "R-CASE-2", "case %g does not exist or its state does not allow this")     \
    X(REJECT_APPROVAL, 134, "R-ACTION-2",                                                          \
      "command kind %g needs an action that gives its reason, or a second person")                 \
    X(REJECT_ACTION, 135, "R-ACTION-3", "action %g does not wait for a decision")                  \
    X(REJECT_APPROVER, 136, "R-ACTION-3", "user %g may not decide this action")                    \
    X(REJECT_TRADE, 137, "R-ERROR-1", "trade %g is not kept or its state does not allow this")     \
    X(REJECT_TRADE_LATE, 138, "R-ERROR-1", "the trade is %g ns old, requests come within %l ns")   \
    X(REJECT_NO_CANCEL, 139, "R-ERROR-2",                                                          \
      "price %g is on the wrong side of the no-cancel range; nearest is %l")                       \
    X(REJECT_CONSENT, 140, "R-PART-1",                                                             \
      "the account consented to version %g, version %l is needed")                                 \
    X(REJECT_LIMITS_MISSING, 141, "R-PART-3", "account %g has no limits of its clearing member")   \
    X(REJECT_JURISDICTION, 142, "R-PART-4", "no rule of the product admits an account like this")  \
    X(REJECT_GIVE_UP, 150, "R-GIVE-3", "give-up %g does not wait for an answer")                   \
    X(REJECT_GIVE_UP_MEMBER, 151, "R-GIVE-2", "account %g is of the same member")                  \
    X(REJECT_BUNCH, 152, "R-ALLOC-1", "nothing traded under client order id %g can be allocated")  \
    X(REJECT_PROGRAMME, 155, "R-PROG-2", "programme %g does not run or does not have the account") \
    X(REJECT_PROGRAMME_DATE, 156, "R-PROG-3", "nothing can be paid for date %g; the next is %l")   \
    X(REJECT_OBLIGATION, 157, "R-PROG-4", "the uptime was %g ppm, the programme asks for %l")      \
    X(REJECT_BLOCK, 165, "R-BLOCK-2", "product %g takes no blocks")                                \
    X(REJECT_BLOCK_OWNER, 166, "R-BLOCK-2", "account %g has the same owner")                       \
    X(REJECT_BLOCK_CONSENT, 167, "R-BLOCK-2", "user %g cannot have consented for the other side")  \
    X(REJECT_BLOCK_LATE, 168, "R-BLOCK-2", "the agreement is %g ns old, at most %l ns are given")  \
    X(REJECT_BLOCK_SIZE, 169, "R-BLOCK-3", "quantity %g is smaller than a block, which is %l")     \
    X(REJECT_BLOCK_USED, 170, "R-BLOCK-2", "the proposal was carried out or taken back")

enum reject {
#define X(name, code, rule, text) name = code,
    REJECT_LIST(X)
#undef X
};

/* Why an order ended or changed without its member asking.  X(name, code, rule, text) */
#define REASON_LIST(X)                                                                             \
    X(REASON_NONE, 0, "", "")                                                                      \
    X(REASON_MEMBER, 1, "R-CANCEL-1", "cancelled on request")                                      \
    X(REASON_MASS, 2, "R-MASS-1", "cancelled by a mass cancel")                                    \
    X(REASON_IOC, 3, "R-TIF-2", "what could not trade at once was cancelled")                      \
    X(REASON_FOK, 4, "R-TIF-3", "the whole quantity could not trade at once")                      \
    X(REASON_EXPIRED, 5, "R-TIF-5", "its time was over")                                           \
    X(REASON_POST_ONLY, 6, "R-POST-2", "it would have traded on entry")                            \
    X(REASON_SELF_MATCH, 7, "R-SMP-1", "it would have traded with its own owner")                  \
    X(REASON_REDUCE_ONLY, 8, "R-REDUCE-2", "the position it reduces became smaller")               \
    X(REASON_GROUP, 9, "R-GROUP-3", "its order group was triggered")                               \
    X(REASON_MMP, 10, "R-MMP-2", "market-maker protection was triggered")                          \
    X(REASON_DISCONNECT, 11, "R-COD-1", "its session was disconnected")                            \
    X(REASON_PAUSE, 12, "R-PHASE-7", "trading was paused and it asked to be cancelled then")       \
    X(REASON_LINK, 13, "R-LINK-2", "the order it is linked with traded, triggered or ended")       \
    X(REASON_PARENT, 14, "R-LINK-3", "its parent ended without a fill")                            \
    X(REASON_DELISTED, 15, "R-STATE-6", "the product was delisted")                                \
    X(REASON_CHECK, 16, "R-TRIG-6", "a check failed when it became active")                        \
    X(REASON_AMEND_POST_ONLY, 17, "R-POST-2", "amended to a price at which it would have traded")  \
    X(REASON_ACCOUNT, 18, "R-ACCT-5", "its account was suspended or closed")                       \
    X(REASON_DECREASED, 19, "R-AMEND-5", "decreased to nothing")                                   \
    X(REASON_LIQUIDATION, 22, "R-LIQ-3", "its account is being liquidated")                        \
    X(REASON_FINAL, 24, "R-FINAL-4", "the product came to its final settlement")                   \
    X(REASON_PREFUNDING, 25, "R-PREFUND-5", "its account may only reduce risk until the bank opens")

enum reason {
#define X(name, code, rule, text) name = code,
    REASON_LIST(X)
#undef X
};

/* The field a reject speaks of.  X(name, code, text) */
#define FIELD_LIST(X)                                                                              \
    X(FIELD_NONE, 0, "none")                                                                       \
    X(FIELD_KIND, 1, "kind")                                                                       \
    X(FIELD_SESSION, 2, "session_id")                                                              \
    X(FIELD_ACTOR, 3, "actor_id")                                                                  \
    X(FIELD_ACCOUNT, 4, "account_id")                                                              \
    X(FIELD_PRODUCT, 5, "product_id")                                                              \
    X(FIELD_SIDE, 6, "side")                                                                       \
    X(FIELD_TYPE, 7, "type")                                                                       \
    X(FIELD_TIF, 8, "tif")                                                                         \
    X(FIELD_FLAGS, 9, "flags")                                                                     \
    X(FIELD_SMP, 10, "smp_mode")                                                                   \
    X(FIELD_PRICE, 11, "price")                                                                    \
    X(FIELD_QTY, 12, "qty")                                                                        \
    X(FIELD_DISPLAY, 13, "display")                                                                \
    X(FIELD_TRIGGER, 14, "trigger")                                                                \
    X(FIELD_TRAIL, 15, "trail")                                                                    \
    X(FIELD_TRIGGER_SOURCE, 16, "trigger_source")                                                  \
    X(FIELD_EXPIRY, 17, "expiry_ns")                                                               \
    X(FIELD_GROUP, 18, "group_id")                                                                 \
    X(FIELD_CLIENT_ORDER_ID, 19, "client_order_id")                                                \
    X(FIELD_ORDER, 20, "order_id")                                                                 \
    X(FIELD_AMOUNT, 21, "amount")                                                                  \
    X(FIELD_STATE, 22, "state")                                                                    \
    X(FIELD_MEMBER, 23, "member_id")                                                               \
    X(FIELD_USER, 24, "user_id")                                                                   \
    X(FIELD_OWNER, 25, "owner_account_id")                                                         \
    X(FIELD_PARENT, 26, "parent_account_id")                                                       \
    X(FIELD_LEGS, 27, "legs")                                                                      \
    X(FIELD_ORDERS, 28, "orders")                                                                  \
    X(FIELD_ACCOUNTS, 30, "accounts")                                                              \
    X(FIELD_POSITIONS, 31, "positions")                                                            \
    X(FIELD_GROUPS, 32, "order groups")                                                            \
    X(FIELD_MMPS, 33, "market-maker protections")                                                  \
    X(FIELD_EXTRAS, 34, "conditional and timed orders")                                            \
    X(FIELD_WINDOW, 35, "window_ns")                                                               \
    X(FIELD_LIMIT, 36, "limit")                                                                    \
    X(FIELD_STEPS, 37, "steps")                                                                    \
    X(FIELD_TICK_VALUE, 38, "tick_value")                                                          \
    X(FIELD_MARGIN_RATE, 39, "initial_margin_ppm")                                                 \
    X(FIELD_FEE_RATE, 40, "fee_ppm")                                                               \
    X(FIELD_BAND, 41, "band")                                                                      \
    X(FIELD_PROTECTION, 42, "protection")                                                          \
    X(FIELD_SCHEDULE, 43, "schedule")                                                              \
    X(FIELD_ELIGIBLE, 44, "eligible_classes")                                                      \
    X(FIELD_MARGIN, 45, "margin")                                                                  \
    X(FIELD_PHASE, 46, "phase")                                                                    \
    X(FIELD_SOURCES, 47, "sources")                                                                \
    X(FIELD_STEP, 48, "step_ns")                                                                   \
    X(FIELD_WEIGHT, 49, "weight")                                                                  \
    X(FIELD_METHOD, 50, "method")                                                                  \
    X(FIELD_NOTIONAL, 51, "notional")                                                              \
    X(FIELD_STALE, 52, "stale_ns")                                                                 \
    X(FIELD_RETURN, 53, "return")                                                                  \
    X(FIELD_CAP, 54, "cap")                                                                        \
    X(FIELD_STRAY, 55, "stray")                                                                    \
    X(FIELD_LIVE_SOURCES, 56, "live_sources")                                                      \
    X(FIELD_AVERAGE, 57, "average")                                                                \
    X(FIELD_SAMPLE, 58, "sample")                                                                  \
    X(FIELD_BUCKET, 59, "bucket")                                                                  \
    X(FIELD_COMPONENTS, 60, "components")                                                          \
    X(FIELD_BASIS, 61, "basis")                                                                    \
    X(FIELD_INTERVAL, 62, "interval_ns")                                                           \
    X(FIELD_TIMES, 63, "times")                                                                    \
    X(FIELD_BASE, 64, "base_ns")                                                                   \
    X(FIELD_RATE, 65, "rate")                                                                      \
    X(FIELD_DIVISOR, 66, "divisor")                                                                \
    X(FIELD_BRACKETS, 70, "brackets")                                                              \
    X(FIELD_BRACKET_FLOOR, 71, "bracket_floor")                                                    \
    X(FIELD_MAINTENANCE, 72, "maintenance_ppm")                                                    \
    X(FIELD_INITIAL, 73, "initial_ppm")                                                            \
    X(FIELD_LEVERAGE, 74, "leverage")                                                              \
    X(FIELD_INITIAL_MODE, 75, "initial_mode")                                                      \
    X(FIELD_INITIAL_FACTOR, 76, "initial_factor_ppm")                                              \
    X(FIELD_INTEREST, 77, "interest")                                                              \
    X(FIELD_SIZE, 78, "size")                                                                      \
    X(FIELD_CONCENTRATION, 79, "concentration")                                                    \
    X(FIELD_WEEKEND, 80, "weekend")                                                                \
    X(FIELD_RISK_GROUP, 81, "risk_group")                                                          \
    X(FIELD_QUEUE_RATIO, 82, "queue_ratio_ppm")                                                    \
    X(FIELD_MARK, 83, "mark")                                                                      \
    X(FIELD_ASSET, 84, "asset_id")                                                                 \
    X(FIELD_HAIRCUT, 85, "haircut_ppm")                                                            \
    X(FIELD_HOLDINGS, 86, "asset holdings")                                                        \
    X(FIELD_SCENARIOS, 87, "scenarios")                                                            \
    X(FIELD_FLOOR, 88, "floor")                                                                    \
    X(FIELD_SHARE, 89, "share_ppm")                                                                \
    X(FIELD_MARGIN_MODE, 90, "margin_mode")                                                        \
    X(FIELD_REGIME, 95, "regime")                                                                  \
    X(FIELD_DELEVERAGE_METHOD, 96, "deleverage_method")                                            \
    X(FIELD_LIQUIDATE_RATIO, 97, "liquidate_ratio_ppm")                                            \
    X(FIELD_CLOSE_OUT, 98, "close_out_ppm")                                                        \
    X(FIELD_SLICE_FACTOR, 99, "slice_factor_ppm")                                                  \
    X(FIELD_ADJUSTMENT, 100, "adjustment_ppm")                                                     \
    X(FIELD_SPREAD, 101, "spread_ppm")                                                             \
    X(FIELD_DRAWDOWN, 102, "drawdown_ppm")                                                         \
    X(FIELD_RELEASE, 103, "release_ppm")                                                           \
    X(FIELD_EXPOSURE, 104, "exposure_ppm")                                                         \
    X(FIELD_WORK, 105, "work_max")                                                                 \
    X(FIELD_AUCTION, 106, "auction_ns")                                                            \
    X(FIELD_FUND, 107, "fund_account_id")                                                          \
    X(FIELD_BIDS, 108, "bids")                                                                     \
    X(FIELD_TRANCHE, 109, "tranche")                                                               \
    X(FIELD_ASSESSMENT, 140, "assessment")                                                         \
    X(FIELD_GAINS_DAYS, 141, "gains_days")                                                         \
    X(FIELD_CAPITAL, 142, "capital_account_id")                                                    \
    X(FIELD_GUARANTY, 143, "guaranty_account_id")                                                  \
    X(FIELD_REQUIREMENT, 144, "requirement")                                                       \
    X(FIELD_WEEKDAYS, 120, "weekdays")                                                             \
    X(FIELD_MINUTE, 121, "minute")                                                                 \
    X(FIELD_DAYS, 122, "days")                                                                     \
    X(FIELD_ACCOUNT_CLASS, 123, "account_class")                                                   \
    X(FIELD_WEEKEND_RATE, 124, "weekend_ppm")                                                      \
    X(FIELD_CYCLES, 125, "cycles")                                                                 \
    X(FIELD_WAIT, 126, "wait")                                                                     \
    X(FIELD_USE, 129, "use")                                                                       \
    X(FIELD_REGISTER, 130, "register_entry")                                                       \
    X(FIELD_CLOSURE, 131, "closure_ns")                                                            \
    X(FIELD_CHECK, 132, "check_ns")                                                                \
    X(FIELD_WATCH, 133, "watch_ns")                                                                \
    X(FIELD_LIQUIDATE_RATE, 134, "liquidate_ppm")                                                  \
    X(FIELD_RESTRICT_RATE, 135, "restrict_ppm")                                                    \
    X(FIELD_WARN_RATE, 136, "warn_ppm")                                                            \
    X(FIELD_TEXT, 150, "text")                                                                     \
    X(FIELD_PAYOFF, 160, "payoff")                                                                 \
    X(FIELD_CURRENCY, 161, "currency")                                                             \
    X(FIELD_SCALE, 162, "scale")                                                                   \
    X(FIELD_STATUS, 170, "status")                                                                 \
    X(FIELD_FALLBACK, 171, "fallback")                                                             \
    X(FIELD_UNDERLYINGS, 172, "underlyings")                                                       \
    X(FIELD_EFFECTIVE, 173, "effective_ns")                                                        \
    X(FIELD_AUTHORITY, 174, "authority")                                                           \
    X(FIELD_CITATION, 175, "citation")                                                             \
    X(FIELD_CONDITION, 176, "condition")                                                           \
    X(FIELD_DESIGN, 177, "design")                                                                 \
    X(FIELD_UNDERLYING, 178, "underlying")                                                         \
    X(FIELD_PROTECTIONS, 179, "participant_protection")                                            \
    X(FIELD_CONTROLS, 180, "controls")                                                             \
    X(FIELD_CASE, 181, "case_id")                                                                  \
    X(FIELD_ACTION, 182, "action")                                                                 \
    X(FIELD_OUTCOME, 183, "outcome")                                                               \
    X(FIELD_REASON, 184, "reason")                                                                 \
    X(FIELD_CASES, 185, "cases")                                                                   \
    X(FIELD_ACTION_ID, 186, "action_id")                                                           \
    X(FIELD_PURPOSE, 187, "purpose")                                                               \
    X(FIELD_TRADE, 188, "trade_id")                                                                \
    X(FIELD_DECISION, 189, "decision")                                                             \
    X(FIELD_ACTIONS, 190, "actions")                                                               \
    X(FIELD_TWO_PERSON, 191, "two_person")                                                         \
    X(FIELD_CONSENT, 192, "consent_version")                                                       \
    X(FIELD_COUNTRY, 193, "country")                                                               \
    X(FIELD_CUSTOMER_TYPE, 194, "customer_type")                                                   \
    X(FIELD_GIVE_UP, 210, "give_up_id")                                                            \
    X(FIELD_GIVE_UPS, 211, "give-ups")                                                             \
    X(FIELD_ANSWER, 212, "answer_ns")                                                              \
    X(FIELD_ROWS, 213, "rows")                                                                     \
    X(FIELD_PROGRAMME, 214, "programme_id")                                                        \
    X(FIELD_UPTIME, 215, "uptime_ppm")                                                             \
    X(FIELD_MEASURED, 216, "measured")                                                             \
    X(FIELD_DATE, 217, "date")                                                                     \
    X(FIELD_PAYER, 218, "payer_account_id")                                                        \
    X(FIELD_TIERS, 219, "tiers")                                                                   \
    X(FIELD_CONSENT_ID, 225, "consent_id")                                                         \
    X(FIELD_AGREED, 226, "agreed_ns")                                                              \
    X(FIELD_CONSENTS, 227, "consents to blocks")                                                   \
    X(FIELD_ROLE, 228, "role")

enum field {
#define X(name, code, text) name = code,
    FIELD_LIST(X)
#undef X
};

#endif
