/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event.h - everything the venue says.
 *
 * Role       The only output of the core: what each command caused, in order.  An event is 96
 *            bytes, a header of 32 and a body of 64 that its kind chooses; unused bytes are zero,
 *            so the hash of all events so far is the proof that two runs agree.
 * Ownership  Plain data: an event holds no pointer.
 */
#ifndef PERPETUA_MODEL_EVENT_H
#define PERPETUA_MODEL_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "model/block_event.h"
#include "model/control_event.h"
#include "model/give_up_event.h"
#include "model/liquidation_event.h"
#include "model/product_terms.h"
#include "model/programme_event.h"
#include "model/register_event.h"
#include "model/settlement_event.h"
#include "model/side.h"
#include "model/units.h"

/* Of part 10. */
#define PAYOFF_EVENT_LIST(X)                                                                       \
    X(EVENT_PAYOFF_TERMS, 140, payoff_terms)                                                       \
    X(EVENT_ACCOUNT_CURRENCY, 141, account_currency)

/* Of parts 9 to 13, and what part 2 has besides. */
#define LATER_EVENT_LIST(X)                                                                        \
    SETTLEMENT_EVENT_LIST(X)                                                                       \
    PAYOFF_EVENT_LIST(X)                                                                           \
    REGISTER_EVENT_LIST(X)                                                                         \
    CONTROL_EVENT_LIST(X)                                                                          \
    GIVE_UP_EVENT_LIST(X)                                                                          \
    PROGRAMME_EVENT_LIST(X)                                                                        \
    BLOCK_EVENT_LIST(X)

/* X(name, number, body member).  Numbers never change. */
#define EVENT_LIST(X)                                                                              \
    X(EVENT_REJECTED, 1, reject)        /* the command changed nothing */                          \
    X(EVENT_DUPLICATE, 2, duplicate)    /* seen before in this session: changed nothing */         \
    X(EVENT_ORDER_ACCEPTED, 10, order)  /* active; rests unless it ends in this command */         \
    X(EVENT_ORDER_ARMED, 11, order)     /* waits for its trigger */                                \
    X(EVENT_ORDER_HELD, 12, order)      /* waits for its parent */                                 \
    X(EVENT_ORDER_TRIGGERED, 13, order) /* armed -> active */                                      \
    X(EVENT_ORDER_ACTIVATED, 14, order) /* held -> active or armed */                              \
    X(EVENT_ORDER_AMENDED, 15, order)   /* new price, quantity or trigger */                       \
    X(EVENT_ORDER_DECREASED, 16, order) /* smaller, place kept; reason says why */                 \
    X(EVENT_ORDER_REPLENISHED, 17,                                                                 \
      order)                            /* iceberg shows its next part, at the end of the queue */ \
    X(EVENT_ORDER_TRAILED, 18, order)   /* trigger moved with the reference */                     \
    X(EVENT_ORDER_CANCELLED, 19, order) /* ended by its member or by a rule: see reason */         \
    X(EVENT_ORDER_FILLED, 20, order)    /* ended: nothing is open any more */                      \
    X(EVENT_TRADE, 30, trade)           /* one match, what both sides see */                       \
    X(EVENT_FILL, 31, fill)             /* what the trade did to one account */                    \
    X(EVENT_AUCTION, 32, auction)       /* a call auction uncrossed */                             \
    X(EVENT_CASH, 40, cash)             /* deposit, withdrawal, transfer */                        \
    X(EVENT_PRODUCT, 50, product)       /* defined, terms changed or state changed */              \
    X(EVENT_PHASE, 51, phase)           /* phase or halt of a product or of the venue */           \
    X(EVENT_REFERENCE_PRICE, 52, reference)                                                        \
    X(EVENT_MEMBER, 60, party)                                                                     \
    X(EVENT_USER, 61, party)                                                                       \
    X(EVENT_ACCOUNT, 62, party) /* opened, or its state changed */                                 \
    X(EVENT_ACCOUNT_LIMITS, 63, limits)                                                            \
    X(EVENT_ACCOUNT_TRADING, 64, trading)                                                          \
    X(EVENT_GROUP, 70, group)         /* set, reset, or triggered */                               \
    X(EVENT_MMP, 71, mmp)             /* set, reset, or frozen */                                  \
    X(EVENT_MASS_CANCELLED, 72, mass) /* end of a mass cancel: how many */                         \
    X(EVENT_CLIENT_TEXT, 73, text)    /* one part of what a member calls its orders */             \
    X(EVENT_VENUE_TERMS, 80, venue)                                                                \
    X(EVENT_CALENDAR, 81, venue)                                                                   \
    X(EVENT_RULES_VERSION, 82, venue)                                                              \
    X(EVENT_PRICE_TERMS, 90, price_terms) /* terms of prices, mark or funding */                   \
    X(EVENT_INDEX, 91, index_value)       /* one value of the index */                             \
    X(EVENT_INDEX_INPUT, 92, index_input) /* three of its sources */                               \
    X(EVENT_MARK, 93, mark)               /* one price step */                                     \
    X(EVENT_PREMIUM, 94, premium)         /* one bucket of premium samples */                      \
    X(EVENT_FUNDING, 95, funding)         /* a rate was published, and charged */                  \
    X(EVENT_FUNDING_PAYMENT, 96, payment) /* funding of one position was settled */                \
    X(EVENT_MARGIN_VENUE, 100, margin_terms)                                                       \
    X(EVENT_MARGIN_TERMS, 101, margin_terms)                                                       \
    X(EVENT_MARGIN_MODE, 102, margin_terms)                                                        \
    X(EVENT_RISK_GRID, 103, margin_terms)                                                          \
    X(EVENT_ASSET_TERMS, 104, asset)                                                               \
    X(EVENT_ASSET_PRICE, 105, asset)                                                               \
    X(EVENT_ASSET_CASH, 106, asset_cash)                                                           \
    X(EVENT_ACCOUNT_QUEUED, 107, risk)                                                             \
    X(EVENT_ACCOUNT_HEALTHY, 108, risk)                                                            \
    LIQUIDATION_EVENT_LIST(X)                                                                      \
    LATER_EVENT_LIST(X)

enum event_kind {
#define X(name, number, member) name = number,
    EVENT_LIST(X)
#undef X
};

struct event_reject {
    uint64_t client_order_id;
    uint64_t order_id;
    int64_t given;
    int64_t legal;
    uint16_t code;  /* enum reject */
    uint16_t field; /* enum field */
    uint16_t command_kind;
    uint16_t leg; /* ORDER_LIST: which leg, from 0 */
    uint64_t client_sequence;
    uint32_t session_id;
    uint32_t reserved[3];
};

struct event_duplicate {
    uint64_t client_sequence;
    uint64_t last_client_sequence;
    uint32_t session_id;
    uint32_t reserved[11];
};

struct event_order {
    uint64_t order_id;
    uint64_t client_order_id;
    struct price price; /* limit; for a market type the protection, once known */
    struct qty open;    /* still open after this event, hidden part included */
    struct qty filled;
    /* Trigger types that have not triggered yet: the trigger (0: not known yet).  Icebergs: the
       lots
     * shown, or that would be.  Else 0. */
    int64_t detail;
    uint32_t group_id;
    uint16_t flags;  /* enum order_flag */
    uint16_t reason; /* enum reason */
    uint16_t check;  /* REASON_CHECK: the enum reject that failed */
    uint8_t side;
    uint8_t type;
    uint8_t tif;
    uint8_t reserved[3];
};

struct event_trade {
    uint64_t trade_id;
    uint64_t maker_order_id;
    uint64_t taker_order_id;
    struct price price;
    struct qty qty;
    uint32_t maker_account_id;
    uint32_t taker_account_id;
    uint8_t taker_side; /* in an auction: the side of the newer order */
    uint8_t auction;    /* 1: made by an uncross */
    uint8_t reserved[14];
};

/* The account is the header's account_id. */
struct event_fill {
    uint64_t trade_id;
    uint64_t order_id;
    struct qty net;        /* position after */
    struct money paid;     /* value paid for the position after */
    struct money realised; /* profit and loss paid to the account by this fill */
    struct money fee;      /* charged, at least 0 */
    struct money balance;  /* cash after */
    struct qty open;       /* of the order, after, hidden part included */
};

struct event_auction {
    struct price price;
    struct qty qty;       /* matched volume by the rule, before self-match prevention */
    struct qty imbalance; /* bid volume minus ask volume at the price */
    uint64_t reserved[5];
};

struct event_cash {
    struct money amount;
    struct money balance;    /* of the header's account, after */
    struct money to_balance; /* TRANSFER: of the other account, after */
    uint64_t reference;
    uint32_t to_account_id;
    uint16_t command_kind;
    uint16_t reserved16;
    uint64_t reserved[3];
};

struct event_product {
    char symbol[24];
    uint64_t register_entry;
    uint32_t state;         /* enum product_state */
    uint32_t terms_version; /* 1 when defined, plus one for each change of terms */
    uint64_t reserved[3];
};

/* product_id 0: the venue. */
struct event_phase {
    uint32_t phase;   /* enum phase; of the venue: PHASE_OPEN */
    uint32_t halt;    /* enum halt */
    int64_t until_ns; /* end of the auction or of the pause, if it is known */
    uint64_t register_entry;
    uint64_t reserved[5];
};

struct event_reference {
    struct fine_price mark;
    struct fine_price index;
    uint64_t reserved[6];
};

struct event_party {
    uint32_t id; /* member, user or account */
    uint32_t member_id;
    uint32_t customer_id;
    uint32_t parent_account_id;
    uint32_t owner_account_id;
    uint32_t controller_id;
    uint32_t classes; /* account classes; roles of a user */
    uint32_t kind;    /* of a member */
    uint32_t state;
    uint32_t reserved[7];
};

struct event_limits {
    int64_t order_lots_max;
    int64_t order_notional_micros_max;
    int64_t position_lots_max;
    int64_t margin_micros_max;
    uint64_t reserved[4];
};

struct event_group {
    uint32_t group_id;
    uint32_t triggered; /* 1: the limit was hit, its orders are cancelled */
    int64_t lots_max;
    int64_t window_ns;
    int64_t lots; /* filled in the window */
    uint64_t reserved[4];
};

struct event_mmp {
    int64_t window_ns;
    int64_t frozen_ns;
    int64_t lots_max;
    int64_t delta_lots_max;
    int64_t frozen_until_ns; /* 0 not frozen; INT64_MAX until reset */
    int64_t lots;
    int64_t delta_lots;
    uint32_t group_id; /* 0: of the account and product */
    uint32_t fills;    /* of a group, in the window */
};

struct event_mass {
    uint64_t count;
    uint32_t group_id;
    uint32_t member_id;
    uint8_t side;
    uint8_t reserved8[7];
    uint64_t reserved[5];
};

#define CLIENT_TEXT_PART 48u

/* R-ID-4: the account is the header's account_id. */
struct event_client_text {
    uint64_t client_order_id;
    uint16_t at;   /* place of this part in the text */
    uint16_t size; /* of the whole text */
    uint32_t reserved;
    char part[CLIENT_TEXT_PART]; /* zero filled */
};

struct event_venue {
    int64_t message_window_ns;
    int64_t message_budget_count;
    uint64_t rules_version;
    uint64_t step_count;
    uint64_t reserved[4];
};

/* R-PAYOFF-1: the product is the header's product_id. */
struct event_payoff_terms {
    struct money face; /* PAYOFF_INVERSE: value of a lot x its price, else 0 */
    uint32_t payoff;   /* enum payoff_kind */
    uint32_t currency;
    uint32_t scale;
    uint32_t reserved32;
    uint64_t reserved[5];
};

/* R-ACCT-6: the account is the header's account_id. */
struct event_trading {
    uint32_t smp_mode; /* enum smp_mode */
    uint32_t cancels_on_disconnect;
    uint64_t reserved[7];
};

/* R-CURRENCY-1: the account is the header's account_id. */
struct event_account_currency {
    uint32_t currency;
    uint32_t reserved32;
    uint64_t reserved[7];
};

struct event_price_terms {
    int64_t step_ns;
    int64_t next_step_ns;    /* the first boundary that can be worked */
    int64_t next_funding_ns; /* 0: no funding */
    uint32_t command_kind;   /* which of the three terms changed */
    uint32_t reserved32;
    uint64_t reserved[4];
};

/* Status of source k of the terms: bits 4k to 4k+3, enum source_status. */
struct event_index {
    struct fine_price index;  /* after this step */
    struct fine_price median; /* 0: no candidates */
    int64_t as_of_ns;
    uint64_t statuses;
    uint8_t state; /* enum index_state */
    uint8_t live;
    uint8_t capped;
    uint8_t banned;
    uint8_t stale;
    uint8_t reserved8[3];
    uint64_t reserved[3];
};

#define INDEX_INPUTS_PER_EVENT 3u

struct index_input {
    uint64_t sequence; /* of the SOURCE_PRICE, 0: none yet */
    struct fine_price price;
};

struct event_index_input {
    struct index_input inputs[INDEX_INPUTS_PER_EVENT];
    uint32_t source_ids[INDEX_INPUTS_PER_EVENT]; /* 0 behind the last */
    uint32_t first;                              /* place of the first in the terms, from 0 */
};

struct event_mark {
    struct fine_price mark;
    struct fine_price basis; /* components; 0: missing or not chosen */
    struct fine_price spread;
    struct fine_price touch;
    struct fine_price impact_bid; /* 0: the side is thin */
    struct fine_price impact_ask;
    int64_t premium_e12;
    uint32_t counted; /* mask of enum mark_component */
    uint32_t reserved;
};

struct event_premium {
    int64_t premium_e12; /* of the bucket */
    int64_t average_e12; /* of the interval so far */
    int64_t estimate_e12;
    int64_t bucket_end_ns;
    uint32_t samples; /* in the bucket */
    uint32_t buckets; /* in the average */
    uint64_t reserved[3];
};

struct event_funding {
    int64_t rate_e12; /* charged */
    int64_t average_e12;
    int64_t published_e12;   /* from the average; charged at once, or with lag 1 in the next one */
    struct fine_price price; /* what the rate is charged on */
    int64_t cumulative_nanos;
    int64_t as_of_ns;
    int64_t next_funding_ns;
    uint32_t buckets; /* in the average */
    uint32_t reserved;
};

/* The account is the header's account_id. */
struct event_payment {
    struct qty net;
    struct money amount; /* paid by the account; negative: received */
    int64_t from_nanos;
    int64_t to_nanos;
    struct money balance; /* cash after */
    uint64_t reserved[3];
};

/* R-TIER-8, R-TIER-10, R-PM-1, R-PM-2: terms of margin that hold from now on. */
struct event_margin_terms {
    uint32_t terms_version; /* of the product: 1 for the first MARGIN_TERMS, plus one for each */
    uint32_t queue_ratio_ppm;
    uint32_t initial_mode;
    uint32_t initial_factor_ppm;
    uint32_t bracket_count;
    uint32_t risk_group;
    uint32_t scenario_count;
    uint32_t share_ppm;
    uint32_t margin_mode; /* of the account */
    uint32_t reserved[7];
};

struct event_asset {
    uint32_t asset_id;
    uint32_t haircut_ppm;
    int64_t account_cap_micros;
    int64_t venue_cap_units;
    int64_t price_micros; /* 0: none yet */
    uint64_t reserved[4];
};

/* The account is the header's account_id. */
struct event_asset_cash {
    uint32_t asset_id;
    uint16_t command_kind;
    uint16_t reserved16;
    int64_t units;
    int64_t balance_units; /* of the account, after */
    int64_t custody_units; /* of all accounts, after */
    struct money credited; /* R-COLL-3: of the asset in the account, after */
    uint64_t reference;
    uint64_t reserved[2];
};

/* R-ATT-5: an account as a look found it.  The product is the header's, 0 for none. */
struct event_risk {
    struct money equity;
    struct money maintenance;
    struct money initial;
    struct money balance;
    struct money unrealised;
    int64_t ratio_ppm; /* maintenance / equity, rounded up; at most RATIO_PPM_MAX */
    struct fine_price mark;
    uint64_t reserved;
};

struct event {
    uint64_t sequence; /* of the command that caused it */
    int64_t time_ns;   /* of that command, also for what a timer did */
    uint32_t index;    /* 0.. within the command */
    uint32_t account_id;
    uint16_t product_id;
    uint16_t kind; /* enum event_kind */
    uint32_t reserved;
    union {
        struct event_reject reject;
        struct event_duplicate duplicate;
        struct event_order order;
        struct event_trade trade;
        struct event_fill fill;
        struct event_auction auction;
        struct event_cash cash;
        struct event_product product;
        struct event_phase phase;
        struct event_reference reference;
        struct event_party party;
        struct event_limits limits;
        struct event_trading trading;
        struct event_group group;
        struct event_mmp mmp;
        struct event_mass mass;
        struct event_client_text text;
        struct event_venue venue;
        struct event_payoff_terms payoff_terms;
        struct event_account_currency account_currency;
        struct event_price_terms price_terms;
        struct event_index index_value;
        struct event_index_input index_input;
        struct event_mark mark;
        struct event_premium premium;
        struct event_funding funding;
        struct event_payment payment;
        struct event_liquidation_terms liquidation_terms;
        struct event_liquidation liquidation;
        struct event_close_out close_out;
        struct event_moved moved;
        struct event_deleverage deleverage;
        struct event_deleveraged deleveraged;
        struct event_fund fund;
        struct event_bid_auction bid_auction;
        struct event_bid bid;
        struct event_default_step default_step;
        struct event_default_terms default_terms;
        struct event_default_member default_member;
        struct event_margin_terms margin_terms;
        struct event_asset asset;
        struct event_asset_cash asset_cash;
        struct event_risk risk;
        struct event_business_calendar business_calendar;
        struct event_settlement_terms settlement_terms;
        struct event_expiry_terms expiry_terms;
        struct event_settlement_price settlement_price;
        struct event_prefunding_terms prefunding_terms;
        struct event_trade_date trade_date;
        struct event_variation variation;
        struct event_settlement settlement;
        struct event_obligation obligation;
        struct event_prefunding prefunding;
        struct event_register_terms register_terms;
        struct event_register_entry register_entry;
        struct event_product_filing filing;
        struct event_case surveillance_case;
        struct event_reason reason;
        struct event_control_terms control_terms;
        struct event_participant_terms participant_terms;
        struct event_account_profile account_profile;
        struct event_eligibility eligibility;
        struct event_action action;
        struct event_error_trade error_trade;
        struct event_give_up_terms give_up_terms;
        struct event_give_up give_up;
        struct event_allocation allocation;
        struct event_programme_terms programme_terms;
        struct event_programme_enrol programme_enrol;
        struct event_programme_payment programme_payment;
        struct event_fee_tiers fee_tiers;
        struct event_block_terms block_terms;
        struct event_block_trade block_trade;
        struct event_block_withdrawn block_withdrawn;
    };
};

#define EVENT_HEADER_SIZE 32u

static_assert(offsetof(struct event, reject) == EVENT_HEADER_SIZE, "event format version 1");
static_assert(sizeof(struct event) == 96, "event format version 1");
#define X(name, number, member)                                                                    \
    static_assert(sizeof(((struct event *)0)->member) == 64, "every body fills its 64 bytes");
EVENT_LIST(X)
#undef X

/*
 * Where the core puts its events.  The caller owns the list and the context.  core_step empties it
 * first; when the list is full, `drain` takes its events and the list starts again; what is left at
 * the end of the step stands in list[0..count).  With `drain` NULL the list must be long enough.
 */
struct events {
    struct event *list;
    uint32_t capacity; /* at least 1 */
    uint32_t count;
    void (*drain)(void *context, const struct event *list, uint32_t count);
    void *context;
};

/* "TRADE" for EVENT_TRADE; NULL for a kind that does not exist. */
const char *event_kind_name(uint16_t kind);

#endif
