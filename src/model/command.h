/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command.h - everything that can happen to the venue.
 *
 * Role       The only input of the core.  A command is a header of 40 bytes and a body that its
 *            kind chooses; the journal stores exactly these bytes (command_size of them), little
 *            endian, so layouts are format version 1 and asserted.
 * Ownership  Plain data: a command holds no pointer and may be copied with memcpy.
 *
 *   id                       given by   range                   meaning of 0
 *   sequence                 sequencer  1.. without gaps        before the first command
 *   order_id                 core       R-ID-1                  no order
 *   client_order_id          member     any 64-bit value        none given
 *   trade_id                 core       1..                     none
 *   account_id               core       1..accounts_max-1       none
 *   product_id               operator   1..products_max-1       none
 *   member_id                operator   1..members_max-1        none
 *   actor_id (a user)        operator   1..users_max-1          the venue itself
 *   session_id               gateway    1..sessions_max-1       no session
 *   group_id                 member     any, per account        no group
 */
#ifndef PERPETUA_MODEL_COMMAND_H
#define PERPETUA_MODEL_COMMAND_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "model/block_terms.h"
#include "model/control_terms.h"
#include "model/give_up_terms.h"
#include "model/liquidation_terms.h"
#include "model/margin_terms.h"
#include "model/participant_terms.h"
#include "model/payoff_terms.h"
#include "model/price_terms.h"
#include "model/product_terms.h"
#include "model/programme_terms.h"
#include "model/register_terms.h"
#include "model/settlement_terms.h"
#include "model/side.h"
#include "model/units.h"

/* X(name, number, body member, body type).  Numbers never change. */
#define COMMAND_LIST(X)                                                                            \
    X(COMMAND_TICK, 1, none, struct body_none)                                                     \
    X(COMMAND_SEAL, 2, seal, struct body_seal)                                                     \
    X(COMMAND_RULES_VERSION, 3, rules, struct body_rules)                                          \
    X(COMMAND_CALENDAR, 4, calendar, struct body_calendar)                                         \
    X(COMMAND_VENUE_TERMS, 5, venue, struct body_venue_terms)                                      \
    X(COMMAND_MEMBER_SET, 10, member, struct body_member)                                          \
    X(COMMAND_USER_SET, 11, user, struct body_user)                                                \
    X(COMMAND_ACCOUNT_OPEN, 12, account, struct body_account)                                      \
    X(COMMAND_ACCOUNT_STATE, 13, state, struct body_state)                                         \
    X(COMMAND_ACCOUNT_LIMITS, 14, limits, struct body_limits)                                      \
    X(COMMAND_ACCOUNT_TRADING, 15, trading, struct body_trading)                                   \
    X(COMMAND_DEPOSIT, 20, cash, struct body_cash)                                                 \
    X(COMMAND_WITHDRAW, 21, cash, struct body_cash)                                                \
    X(COMMAND_TRANSFER, 22, cash, struct body_cash)                                                \
    X(COMMAND_PRODUCT_DEFINE, 30, terms, struct product_terms)                                     \
    X(COMMAND_PRODUCT_TERMS, 31, terms, struct product_terms)                                      \
    X(COMMAND_PRODUCT_STATE, 32, state, struct body_state)                                         \
    X(COMMAND_PHASE, 33, state, struct body_state)                                                 \
    X(COMMAND_HALT, 34, state, struct body_state)                                                  \
    X(COMMAND_REFERENCE_PRICE, 35, reference, struct body_reference)                               \
    X(COMMAND_ORDER_PLACE, 40, order, struct order_entry)                                          \
    X(COMMAND_ORDER_LIST, 41, list, struct body_list)                                              \
    X(COMMAND_ORDER_AMEND, 42, amend, struct body_amend)                                           \
    X(COMMAND_ORDER_DECREASE, 43, amend, struct body_amend)                                        \
    X(COMMAND_ORDER_CANCEL, 44, cancel, struct body_cancel)                                        \
    X(COMMAND_MASS_CANCEL, 45, mass, struct body_mass_cancel)                                      \
    X(COMMAND_GROUP_SET, 46, group, struct body_group)                                             \
    X(COMMAND_GROUP_RESET, 47, group, struct body_group)                                           \
    X(COMMAND_MMP_SET, 48, mmp, struct body_mmp)                                                   \
    X(COMMAND_MMP_RESET, 49, mmp, struct body_mmp)                                                 \
    X(COMMAND_SESSION_DISCONNECT, 50, none, struct body_none)                                      \
    X(COMMAND_CLIENT_TEXT, 51, text, struct body_client_text)                                      \
    X(COMMAND_GROUP_TRIGGER, 52, group, struct body_group)                                         \
    X(COMMAND_GROUP_LIMIT, 53, group, struct body_group)                                           \
    X(COMMAND_GROUP_MMP, 54, group_mmp, struct body_group_mmp)                                     \
    X(COMMAND_GROUP_MMP_RESET, 55, group, struct body_group)                                       \
    X(COMMAND_PRICE_TERMS, 60, prices, struct body_price_terms)                                    \
    X(COMMAND_SOURCE_PRICE, 61, source, struct body_source_price)                                  \
    X(COMMAND_MARK_TERMS, 62, mark, struct body_mark_terms)                                        \
    X(COMMAND_FUNDING_TERMS, 63, funding, struct body_funding_terms)                               \
    X(COMMAND_MARGIN_VENUE, 70, margin_venue, struct body_margin_venue)                            \
    X(COMMAND_MARGIN_TERMS, 71, margin, struct body_margin_terms)                                  \
    X(COMMAND_MARGIN_MODE, 72, margin_mode, struct body_margin_mode)                               \
    X(COMMAND_RISK_GRID, 73, grid, struct body_risk_grid)                                          \
    X(COMMAND_ASSET_TERMS, 74, asset, struct body_asset_terms)                                     \
    X(COMMAND_ASSET_PRICE, 75, asset_price, struct body_asset_price)                               \
    X(COMMAND_ASSET_DEPOSIT, 76, asset_cash, struct body_asset_cash)                               \
    X(COMMAND_ASSET_WITHDRAW, 77, asset_cash, struct body_asset_cash)                              \
    X(COMMAND_LIQUIDATION_TERMS, 80, liquidation, struct body_liquidation_terms)                   \
    X(COMMAND_AUCTION_BID, 81, auction_bid, struct body_auction_bid)                               \
    X(COMMAND_DEFAULT_TERMS, 82, default_terms, struct body_default_terms)                         \
    X(COMMAND_DEFAULT_MEMBER, 83, default_member, struct body_default_member)                      \
    X(COMMAND_BUSINESS_CALENDAR, 90, business_calendar, struct body_business_calendar)             \
    X(COMMAND_SETTLEMENT_TERMS, 91, settlement_terms, struct body_settlement_terms)                \
    X(COMMAND_EXPIRY_TERMS, 92, expiry_terms, struct body_expiry_terms)                            \
    X(COMMAND_SETTLEMENT_PRICE, 93, settlement_price, struct body_settlement_price)                \
    X(COMMAND_PREFUNDING_TERMS, 94, prefunding_terms, struct body_prefunding_terms)                \
    X(COMMAND_PAYOFF_TERMS, 100, payoff_terms, struct body_payoff_terms)                           \
    X(COMMAND_ACCOUNT_CURRENCY, 101, account_currency, struct body_account_currency)               \
    X(COMMAND_FUNDING_COLLECT, 102, funding_collect, struct body_funding_collect)                  \
    X(COMMAND_REGISTER_TERMS, 110, register_terms, struct body_register_terms)                     \
    X(COMMAND_REGISTER_ENTRY, 111, register_entry, struct body_register_entry)                     \
    X(COMMAND_PRODUCT_FILING, 112, filing, struct body_product_filing)                             \
    X(COMMAND_PARTICIPANT_TERMS, 113, participant_terms, struct body_participant_terms)            \
    X(COMMAND_ACCOUNT_PROFILE, 114, account_profile, struct body_account_profile)                  \
    X(COMMAND_ACCOUNT_CONSENT, 115, account_consent, struct body_account_consent)                  \
    X(COMMAND_ELIGIBILITY, 116, eligibility, struct body_eligibility)                              \
    X(COMMAND_CONTROL_TERMS, 120, control_terms, struct body_control_terms)                        \
    X(COMMAND_ACTION_PROPOSE, 121, action_propose, struct body_action_propose)                     \
    X(COMMAND_ACTION_APPROVE, 122, action_decide, struct body_action_decide)                       \
    X(COMMAND_ACTION_REJECT, 123, action_decide, struct body_action_decide)                        \
    X(COMMAND_POSITION_TRANSFER, 124, position_transfer, struct body_position_transfer)            \
    X(COMMAND_ERROR_REQUEST, 125, error_trade, struct body_error_trade)                            \
    X(COMMAND_ERROR_DECIDE, 126, error_trade, struct body_error_trade)                             \
    X(COMMAND_CASE, 127, surveillance_case, struct body_case)                                      \
    X(COMMAND_GIVE_UP_TERMS, 130, give_up_terms, struct body_give_up_terms)                        \
    X(COMMAND_GIVE_UP, 131, give_up, struct body_give_up)                                          \
    X(COMMAND_GIVE_UP_DECIDE, 132, give_up_decide, struct body_give_up_decide)                     \
    X(COMMAND_ALLOCATION, 133, allocation, struct body_allocation)                                 \
    X(COMMAND_PROGRAMME_TERMS, 134, programme_terms, struct body_programme_terms)                  \
    X(COMMAND_PROGRAMME_ENROL, 135, programme_enrol, struct body_programme_enrol)                  \
    X(COMMAND_PROGRAMME_PAYMENT, 136, programme_payment, struct body_programme_payment)            \
    X(COMMAND_FEE_TIERS, 137, fee_tiers, struct body_fee_tiers)                                    \
    X(COMMAND_BLOCK_TERMS, 145, block_terms, struct body_block_terms)                              \
    X(COMMAND_BLOCK_TRADE, 146, block_trade, struct body_block_trade)                              \
    X(COMMAND_BLOCK_WITHDRAW, 147, block_withdraw, struct body_block_withdraw)                     \
    X(COMMAND_POSITION_MOVE, 148, position_move, struct body_position_move)                        \
    X(COMMAND_MARGIN_MODEL, 149, margin_mode, struct body_margin_mode)

enum command_kind {
#define X(name, number, member, type) name = number,
    COMMAND_LIST(X)
#undef X
};

/* --- orders ----------------------------------------------------------------------------------- */

enum order_type {
    TYPE_LIMIT = 1,
    TYPE_MARKET = 2,
    TYPE_STOP_LIMIT = 3,
    TYPE_STOP_MARKET = 4,
    TYPE_TAKE_LIMIT = 5,
    TYPE_TAKE_MARKET = 6,
    TYPE_TRAIL_MARKET = 7 /* trailing stop */
};

enum time_in_force { TIF_GTC = 1, TIF_IOC = 2, TIF_FOK = 3, TIF_GTD = 4, TIF_DAY = 5 };

enum trigger_source { SOURCE_MARK = 0, SOURCE_INDEX = 1, SOURCE_LAST = 2 };

enum order_flag {
    FLAG_POST_ONLY = 1u << 0,        /* reject if it would trade (R-POST-1) */
    FLAG_POST_ONLY_CANCEL = 1u << 1, /* accept and cancel if it would trade (R-POST-2) */
    FLAG_REDUCE_ONLY = 1u << 2,
    FLAG_CANCEL_ON_DISCONNECT = 1u << 3,
    FLAG_CANCEL_ON_PAUSE = 1u << 4,
    FLAG_MMP = 1u << 5,
    FLAG_PROTECTION = 1u << 6 /* market types: price is the member's own protection price */
};

#define ORDER_FLAGS_ALL 0x7fu

struct order_entry {
    uint64_t client_order_id;
    struct price price;     /* limit; for market types only with FLAG_PROTECTION, else 0 */
    struct qty qty;         /* total */
    struct qty display;     /* iceberg: the part shown; 0 shows all */
    struct price trigger;   /* stop and take-profit types, else 0 */
    int64_t trail_ticks;    /* TYPE_TRAIL_MARKET: distance from the reference, else 0 */
    int64_t expiry_ns;      /* TIF_GTD, else 0 */
    uint32_t group_id;      /* order group of the account */
    uint16_t flags;         /* mask of enum order_flag */
    uint8_t side;           /* enum side */
    uint8_t type;           /* enum order_type */
    uint8_t tif;            /* enum time_in_force */
    uint8_t smp_mode;       /* enum smp_mode */
    uint8_t trigger_source; /* enum trigger_source, trigger types; else 0 */
    uint8_t reserved[5];
};

enum list_kind {
    LIST_OCO = 1,    /* two legs, one cancels the other */
    LIST_OTO = 2,    /* leg 0 is the parent, leg 1 waits for its end */
    LIST_BRACKET = 3 /* leg 0 is the parent; legs 1 and 2 wait, then cancel one another */
};

struct body_list {
    uint8_t kind; /* enum list_kind */
    uint8_t leg_count;
    uint8_t tells_prices; /* 1: R-LINK-7 */
    uint8_t reserved[5];
    struct order_entry legs[LIST_LEGS_MAX];
};

/* Amend: the new values of the fields named in `set`.  Decrease: `qty` is what is taken off. */
enum amend_field { AMEND_PRICE = 1u << 0, AMEND_QTY = 1u << 1, AMEND_TRIGGER = 1u << 2 };

struct body_amend {
    uint64_t order_id; /* or 0 and client_order_id */
    uint64_t client_order_id;
    struct price price;
    struct qty qty; /* amend: new total, filled part included; decrease: lots to take off */
    struct price trigger;
    uint32_t set; /* mask of enum amend_field; 0 in a decrease */
    uint32_t reserved;
};

struct body_cancel {
    uint64_t order_id; /* or 0 and client_order_id */
    uint64_t client_order_id;
};

/*
 * Mass cancel: the header's account_id and product_id are filters, 0 is all; account 0 needs an
 * operator's role (R-MASS-3).
 */
struct body_mass_cancel {
    uint32_t group_id;  /* 0: any */
    uint32_t member_id; /* with account 0: all accounts of this member; 0: any */
    uint8_t side;       /* enum side or SIDE_ANY */
    uint8_t reserved[7];
};

/* R-ID-4: what the member calls the orders of a client order id; the core keeps nothing of it. */
struct body_client_text {
    uint64_t client_order_id;
    char text[CLIENT_TEXT_SIZE]; /* printable ASCII, zero filled */
};

struct body_group {
    uint32_t group_id;
    uint32_t reserved;
    int64_t lots_max;  /* GROUP_SET, GROUP_LIMIT: lots filled in the window that end the group */
    int64_t window_ns; /* GROUP_SET: length of the rolling window */
};

struct body_mmp {
    int64_t window_ns;      /* from the first fill */
    int64_t frozen_ns;      /* how long after a breach; 0: until MMP_RESET */
    int64_t lots_max;       /* sum of filled lots, both sides; 0 not limited */
    int64_t delta_lots_max; /* net filled lots, absolute; 0 not limited */
};

/* R-MMP-4: the protection of an order group. */
struct body_group_mmp {
    uint32_t group_id;
    uint32_t fills_max;     /* fills in the window; 0 not limited */
    struct body_mmp limits; /* window_ns 0: the group has none any more */
};

/* --- the venue -------------------------------------------------------------------------------- */

struct body_none {
    uint8_t nothing[8];
};

/* R-TIME-6: what the writer of the journal had computed when `sequence` was done; changes
   nothing. */
struct body_seal {
    uint64_t covered_sequence;
    uint64_t state_layout;      /* layout version of the state that state_hash covers */
    struct hash128 output_hash; /* of every event so far */
    struct hash128 state_hash;  /* zero: not computed at this seal */
};

struct body_rules {
    uint64_t rules_version;
};

struct zone_step {
    int64_t from_ns;  /* UTC instant from which the offset holds */
    int32_t offset_s; /* local time minus UTC */
    uint32_t reserved;
};

/* R-CAL-1: the local time of the venue, as data.  Before the first step the offset is zero. */
struct body_calendar {
    uint64_t step_count;
    struct zone_step steps[ZONE_STEPS_MAX];
};

struct body_venue_terms {
    int64_t message_window_ns;    /* 0: no message budget */
    int64_t message_budget_count; /* messages an account may send in one window */
};

enum member_kind {
    MEMBER_FCM = 1,
    MEMBER_SELF_CLEARING = 2,
    MEMBER_LIQUIDITY_PROVIDER = 3,
    MEMBER_MARKET_MAKER = 4
};

/* State of a member and of an account (R-STATE-2, R-STATE-3). */
enum party_state {
    PARTY_NONE = 0,
    PARTY_APPLIED = 1,
    PARTY_APPROVED = 2,
    PARTY_RESTRICTED = 3, /* liquidate-only */
    PARTY_SUSPENDED = 4,
    PARTY_CLOSED = 5
};

struct body_member {
    uint32_t member_id;
    uint8_t kind;  /* enum member_kind */
    uint8_t state; /* enum party_state */
    uint8_t reserved[2];
};

enum role {
    ROLE_TRADER = 1u << 0,
    ROLE_RISK_MANAGER = 1u << 1,
    ROLE_MEMBER_ADMIN = 1u << 2,
    ROLE_MARKET_OPERATIONS = 1u << 3,
    ROLE_SURVEILLANCE = 1u << 4,
    ROLE_COMPLIANCE = 1u << 5,
    ROLE_REGULATOR = 1u << 6
};

struct body_user {
    uint32_t user_id;
    uint32_t member_id; /* 0: staff of the venue */
    uint32_t roles;     /* mask of enum role; 0 takes every right away */
    uint32_t reserved;
};

struct body_account {
    uint32_t member_id;
    uint32_t customer_id;       /* the member's own number of its customer */
    uint32_t parent_account_id; /* 0, or the account of which this is a sub-account */
    uint32_t owner_account_id;  /* 0: a new owner; else an account of the same beneficial owner */
    uint32_t controller_id;     /* user who controls the trading; 0 unknown */
    uint32_t classes;           /* mask of enum account_class */
    uint8_t state;              /* enum party_state */
    uint8_t smp_mode;           /* enum smp_mode, not SMP_NONE */
    uint8_t reserved[6];
};

/* Account, product, venue: the new state, phase or halt; the register entry or reason behind it. */
struct body_state {
    uint32_t state;
    uint32_t reserved;
    uint64_t register_entry;
};

/* R-FCM: limits a clearing member sets for an account; 0: none. */
struct body_limits {
    int64_t order_lots_max;
    int64_t order_notional_micros_max;
    int64_t position_lots_max;
    int64_t margin_micros_max;
};

/* R-ACCT-6: what orders of the account ask for when they do not say. */
struct body_trading {
    uint8_t smp_mode;              /* enum smp_mode, not SMP_NONE */
    uint8_t cancels_on_disconnect; /* 0 or 1: kept for those who enter orders */
    uint8_t reserved[6];
};

struct body_cash {
    struct money amount;
    uint32_t to_account_id; /* TRANSFER */
    uint32_t reserved;
    uint64_t reference; /* the bank's or the member's own reference */
};

struct body_reference {
    struct fine_price mark;  /* 0: unchanged */
    struct fine_price index; /* 0: unchanged */
};

/* --- the command ------------------------------------------------------------------------------ */

struct command {
    uint64_t sequence;        /* position in the journal, no gaps */
    int64_t time_ns;          /* stamped by the sequencer: the core has no other clock */
    uint64_t client_sequence; /* R-IDEM-1: ascending within a session; 0: not used */
    uint32_t session_id;
    uint32_t actor_id;
    uint32_t account_id;
    uint16_t product_id;
    uint16_t kind; /* enum command_kind */
    union {
        struct body_none none;
        struct body_seal seal;
        struct body_rules rules;
        struct body_calendar calendar;
        struct body_venue_terms venue;
        struct body_member member;
        struct body_user user;
        struct body_account account;
        struct body_state state;
        struct body_limits limits;
        struct body_trading trading;
        struct body_cash cash;
        struct product_terms terms;
        struct body_reference reference;
        struct order_entry order;
        struct body_list list;
        struct body_amend amend;
        struct body_cancel cancel;
        struct body_mass_cancel mass;
        struct body_group group;
        struct body_mmp mmp;
        struct body_group_mmp group_mmp;
        struct body_client_text text;
        struct body_price_terms prices;
        struct body_source_price source;
        struct body_mark_terms mark;
        struct body_funding_terms funding;
        struct body_liquidation_terms liquidation;
        struct body_auction_bid auction_bid;
        struct body_default_terms default_terms;
        struct body_default_member default_member;
        struct body_margin_venue margin_venue;
        struct body_margin_terms margin;
        struct body_margin_mode margin_mode;
        struct body_risk_grid grid;
        struct body_asset_terms asset;
        struct body_asset_price asset_price;
        struct body_asset_cash asset_cash;
        struct body_business_calendar business_calendar;
        struct body_settlement_terms settlement_terms;
        struct body_expiry_terms expiry_terms;
        struct body_settlement_price settlement_price;
        struct body_prefunding_terms prefunding_terms;
        struct body_payoff_terms payoff_terms;
        struct body_account_currency account_currency;
        struct body_funding_collect funding_collect;
        struct body_register_terms register_terms;
        struct body_register_entry register_entry;
        struct body_product_filing filing;
        struct body_case surveillance_case;
        struct body_control_terms control_terms;
        struct body_participant_terms participant_terms;
        struct body_account_profile account_profile;
        struct body_account_consent account_consent;
        struct body_eligibility eligibility;
        struct body_give_up_terms give_up_terms;
        struct body_give_up give_up;
        struct body_give_up_decide give_up_decide;
        struct body_allocation allocation;
        struct body_programme_terms programme_terms;
        struct body_programme_enrol programme_enrol;
        struct body_programme_payment programme_payment;
        struct body_fee_tiers fee_tiers;
        struct body_block_terms block_terms;
        struct body_block_trade block_trade;
        struct body_block_withdraw block_withdraw;
        struct body_position_move position_move;
        struct body_action_propose action_propose;
        struct body_action_decide action_decide;
        struct body_position_transfer position_transfer;
        struct body_error_trade error_trade;
    };
};

#define COMMAND_HEADER_SIZE 40u

static_assert(offsetof(struct command, none) == COMMAND_HEADER_SIZE, "journal format version 1");
static_assert(sizeof(struct order_entry) == 72, "journal format version 1");
static_assert(sizeof(struct body_list) == 8 + 3 * 72, "journal format version 1");
static_assert(sizeof(struct body_amend) == 48, "journal format version 1");
static_assert(sizeof(struct body_client_text) == 72, "journal format version 1");
static_assert(sizeof(struct body_seal) == 48, "journal format version 1");
static_assert(sizeof(struct body_calendar) == 8 + 16 * ZONE_STEPS_MAX, "journal format version 1");
static_assert(sizeof(struct body_account) == 32, "journal format version 1");
static_assert(sizeof(struct body_trading) == 8, "journal format version 1");
static_assert(sizeof(struct command) <= 1024, "a record of the journal stays small");

/* Bytes of a command of this kind, header included; 0 for a kind that does not exist. */
uint32_t command_size(uint16_t kind);

/* "ORDER_PLACE" for COMMAND_ORDER_PLACE; NULL for a kind that does not exist. */
const char *command_kind_name(uint16_t kind);

#endif
