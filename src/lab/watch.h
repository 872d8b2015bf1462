/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.h - what an observer of the journal knows, without the core.
 *
 * Role       Follows commands and events and keeps what receipts need: the terms in force, the
 *            latest price of each source, positions, balances, the prices and rates published so
 *            far.  It computes nothing that a receipt is to compute: see derive_*.h for that.
 * Ownership  A watch owns its memory from watch_init to watch_release.
 * Rules      none of its own: it notes what was accepted.
 */
#ifndef PERPETUA_LAB_WATCH_H
#define PERPETUA_LAB_WATCH_H

#include <stdbool.h>

#include "lab/derive_day.h"
#include "lab/derive_fund.h"
#include "lab/derive_funding.h"
#include "lab/derive_index.h"
#include "lab/derive_mark.h"
#include "lab/derive_settle.h"
#include "lab/derive_value.h"
#include "lab/derive_waterfall.h"
#include "model/command.h"
#include "model/event.h"

/* Why the accounts and the fund of a product are to be looked at, until they were. */
enum watch_look {
    LOOK_NONE,
    LOOK_SILENT, /* a price step that no event tells of */
    LOOK_TOLD    /* the event before said so */
};

/* Terms, and the command that gave them: sequence 0 if none did. */
struct watch_product {
    struct product_terms terms;
    uint64_t terms_sequence;
    struct body_price_terms prices;
    uint64_t prices_sequence;
    struct body_mark_terms mark_terms;
    uint64_t mark_terms_sequence;
    struct body_funding_terms funding_terms;
    uint64_t funding_terms_sequence;

    struct derived_source sources[INDEX_SOURCES_MAX];
    struct derived_index index;
    struct fine_price index_price; /* 0: unknown */
    uint64_t index_sequence;
    struct derived_mark mark;
    struct fine_price mark_price; /* 0: unknown */
    uint64_t mark_sequence;
    struct derived_funding funding;
    struct body_margin_terms margin_terms;
    uint64_t margin_terms_sequence;
    struct body_liquidation_terms liquidation_terms;
    uint64_t liquidation_terms_sequence;
    struct price last;
    struct price seed; /* R-MARGIN-1: of the active order accepted or amended last */

    int64_t open_interest_lots;
    uint32_t first_position; /* in the order in which accounts came into the product; 0: none */
    uint32_t last_position;
    uint32_t state; /* enum product_state */
    uint32_t phase;
    uint32_t halt;
    uint32_t index_state;
    struct derived_fund fund;
    uint8_t look;           /* enum watch_look: is one due at the mark that is applied? */
    bool has_opened;        /* by the latest event PHASE */
    bool is_opening;        /* R-PHASE-8: the book uncrosses, then a look is due besides */
    bool is_lifted;         /* with others, by the end of the venue's halt */
    int64_t auction_end_ns; /* R-BID-1; 0: none runs */
    int64_t stepped_ns;     /* boundary of the latest price step; 0: none yet */
    int64_t next_step_ns;   /* the first boundary that can be worked */
    bool is_step_due;       /* one is, in the command at hand, */
    bool is_step_done;      /* or was worked in it */
    bool is_indexed;        /* its index has come, and begins or ends no halt (R-INDEX-9) */
    struct derived_window window;
    int64_t gains_day; /* R-DEFAULT-7: business day of the latest haircut */
    uint32_t gains_days;
    uint32_t gains_default;        /* the default in which they are counted */
    struct fine_price cycle_price; /* R-DEFAULT-8: of the latest cycle; 0: none yet */
    uint32_t best_version;         /* of the orders, when the next two were looked for */
    int64_t best_ticks[2];         /* 0: none */
    uint32_t block_fee_ppm;        /* R-BLOCK-1 */
    uint32_t weekend_ppm;          /* R-SETTLE-1; 0: nothing is asked for, or no terms */
    bool is_inverse;               /* R-PAYOFF-1 */
    uint8_t currency;
    uint8_t scale;
    bool has_trade_date; /* R-DAY-4 */
    int32_t trade_date;
};

struct watch_position {
    uint32_t account_id;
    uint16_t product_id;
    uint16_t reserved;
    uint32_t next;          /* place of the account's next position; 0: none */
    uint32_t product_next;  /* of the product's */
    uint64_t fill_sequence; /* what said the net lots */
    int64_t open_lots[2];   /* active orders, by side */
    int64_t hold_micros;    /* R-MARGIN-2; 0 under the full model */
    int64_t net_lots;
    int64_t paid_micros;
    int64_t own_nanos;     /* cumulative funding up to which it is settled */
    uint64_t own_sequence; /* what said so */
};

struct watch_account {
    int64_t balance_micros;
    uint64_t balance_sequence; /* what said so */
    uint64_t queued_sequence;  /* since when it is queued; 0: it is not */
    int64_t queued_ns;
    uint32_t first_position; /* 0: none */
    uint32_t first_holding;
    uint32_t member_id;
    int64_t limit_micros;    /* R-FCM-4; 0: none */
    uint64_t limit_sequence; /* what said so */
    uint32_t closing_place;  /* in the list of those that may be closed, from 1; 0: not there */
    uint32_t owner_id;       /* the owner's first account */
    uint8_t state;           /* enum party_state */
    bool is_unfunded;        /* R-PREFUND-4: in state LIQUIDATE */
    bool is_reducing;        /* R-PREFUND-5 */
    bool is_portfolio;
    uint8_t currency; /* R-CURRENCY-1 */
};

/* Units of an asset that an account has. */
struct watch_holding {
    uint32_t asset_id;
    uint32_t next; /* place of the account's next holding; 0: none */
    int64_t units;
    uint64_t sequence; /* what said so */
};

struct watch_asset {
    struct body_asset_terms terms;
    int64_t price_micros; /* 0: none yet */
    uint64_t sequence;    /* what said so */
};

/* An order that lives. */
struct watch_order {
    uint64_t order_id;
    uint64_t client_order_id;
    int64_t price_ticks;
    int64_t open_lots;
    int64_t filled_lots;
    uint32_t position;
    uint32_t next; /* place of the next one in its bucket, or of the next free one */
    uint16_t flags;
    uint8_t side;
    uint8_t type;
    bool is_active; /* among the open orders of its position */
};

/* R-BID-2: a bid of an auction of liquidations. */
struct watch_bid {
    uint32_t account_id;
    uint16_t product_id;
    uint8_t side;
    uint8_t reserved;
    int64_t price_ticks;
    int64_t lots;
    uint64_t number; /* in the order in which bids came */
};

/* R-GIVE-1: a trade whose lots may be given up or allocated. */
struct watch_trade {
    uint64_t id;
    int64_t time_ns;
    int64_t ticks;
    int64_t lots;
    uint64_t client_order_ids[2]; /* by side; 0: none */
    uint32_t accounts[2];
    int32_t date;
    uint16_t product_id;
    uint8_t step; /* enum error_step */
    bool is_given[2];
};

/* R-GIVE-2: lots that an account is offered. */
struct watch_give_up {
    uint64_t id;
    uint64_t trade_id;
    int64_t ticks;
    int64_t lots;
    int64_t since_ns;
    uint32_t to_account_id;
    uint16_t product_id;
    uint8_t side;
};

/* R-ALLOC-1: what an allocation is about. */
struct watch_bunch {
    int128 lots;
    int128 ticks_lots; /* sum of price x lots */
};

/* R-DEFAULT-6 */
struct watch_member {
    uint32_t member_id;
    uint32_t guaranty_account_id; /* 0: none */
    int64_t requirement_micros;
    int64_t called_micros;   /* in the default at hand */
    uint32_t called_default; /* its number */
    struct derived_calls calls;
};

/* R-DEFAULT-9: the default at hand. */
struct watch_default {
    uint32_t number;      /* 0: none yet */
    int32_t business_day; /* of its latest debt */
    int64_t tranche_micros;
    int64_t used_micros[2]; /* of the first and the second tranche */
};
struct watch {
    struct watch_product products[PRODUCTS_MAX];
    struct watch_position *positions; /* place 0 is not used */
    uint32_t position_count;
    uint32_t position_room;
    struct watch_account *accounts; /* by id */
    uint32_t account_room;
    uint32_t *closing; /* accounts that are queued, or lack money over a closure of the bank */
    uint32_t closing_count;
    uint32_t closing_room;
    struct watch_holding *holdings; /* place 0 is not used */
    uint32_t holding_count;
    uint32_t holding_room;
    struct watch_order *orders; /* place 0 is not used */
    uint32_t order_count;       /* places used so far */
    uint32_t order_room;
    uint32_t order_free; /* the first free place; 0: none */
    uint32_t order_version;
    uint32_t *order_buckets;
    uint64_t turning_id;          /* R-TRIG-5: the order that is checked now; 0: none */
    struct watch_member *members; /* with a place in the guaranty fund, by ascending id */
    uint32_t member_count;
    uint32_t member_room;
    struct watch_bid *bids;
    uint32_t bid_count;
    uint32_t bid_room;
    uint64_t bid_number;
    struct watch_trade *trades; /* by number */
    uint32_t trade_count;
    uint32_t trade_room;
    bool trades_are_cut;            /* some were dropped that may still matter */
    struct watch_give_up *give_ups; /* that wait */
    uint32_t give_up_count;
    uint32_t give_up_room;
    struct body_give_up_terms give_up_terms;
    uint8_t *member_states; /* enum party_state by member */
    uint32_t member_state_room;
    uint16_t product_last; /* the highest id there is */
    struct watch_asset assets[ASSETS_MAX];
    struct body_risk_grid grids[RISK_GROUPS_MAX];
    struct body_calendar calendar;
    struct body_default_terms default_terms;
    uint64_t default_terms_sequence;
    struct watch_default course;
    struct body_business_calendar business;
    uint32_t halt; /* of the venue */
    uint32_t queue_ratio_ppm;
    struct event_prefunding_terms prefunding; /* closure_ns 0: nothing is asked for */
    int64_t time_ns;                          /* of the venue */
};

/* False if there is no memory. */
bool watch_init(struct watch *watch);
void watch_release(struct watch *watch);

/* The account, and its position in a product, made if there is none; NULL if there is no memory.
 * Both may move when another one is made. */
struct watch_account *watch_account(struct watch *watch, uint32_t account_id);
struct watch_position *watch_position(struct watch *watch, uint32_t account_id,
                                      uint16_t product_id);

/* The same without making any: NULL if there is none. */
const struct watch_account *watch_account_find(const struct watch *watch, uint32_t account_id);
struct watch_position *watch_position_find(const struct watch *watch, uint32_t account_id,
                                           uint16_t product_id);

/* The order with this id, or, with id 0, the one of the account with this client order id; NULL if
 * none lives. */
const struct watch_order *watch_order_find(const struct watch *watch, uint64_t order_id);
const struct watch_order *watch_order_named(const struct watch *watch, uint32_t account_id,
                                            uint64_t client_order_id);

/* How the product's lots become money, under its present terms. */
struct payoff watch_payoff(const struct watch_product *product);

/* The best price of a side of the book in ticks; 0 if it is empty. */
int64_t watch_best_ticks(struct watch *watch, uint16_t product_id, uint32_t side);

/* R-MARKET-1: does a protection price bound an order of this type? */
bool watch_is_market(uint32_t type);

/* R-MARGIN-1: the margin of a lot under the plain model at a price in ticks that counts if there is
 * neither mark nor last price (0: that of the latest order). */
int64_t watch_lot_margin(const struct watch_product *product, int64_t ticks);

/* The bid of an account on a side, or NULL. */
struct watch_bid *watch_bid_find(const struct watch *watch, uint16_t product_id,
                                 uint32_t account_id, uint8_t side);

/* R-STATE-2, R-STATE-3: may the account have new orders; R-STATE-4: only to reduce? */
bool watch_is_active(const struct watch *watch, uint32_t account_id);
bool watch_is_reducing(const struct watch *watch, uint32_t account_id, uint16_t product_id);

/* R-GIVE-3: the give-up that waits, or NULL. */
const struct watch_give_up *watch_give_up_find(const struct watch *watch, uint64_t give_up_id);

/* R-ALLOC-1: the bunch of an ALLOCATION. */
struct watch_bunch watch_bunch_of(const struct watch *watch, const struct command *command);

/* The member's place in the guaranty fund, or NULL. */
struct watch_member *watch_member_find(const struct watch *watch, uint32_t member_id);

/* R-TIER-6: is it now in the window of the product's weekend add-on? */
bool watch_is_weekend(const struct watch *watch, const struct watch_product *product);

/* One event, in the order in which the venue gave them.  False if there is no memory. */
bool watch_event(struct watch *watch, const struct event *event);

/* R-TRIG-5: an order that was checked when its turn came is active, unless `event` (NULL: the
 * command is over) says that the check failed.  To be called before each event. */
void watch_turn(struct watch *watch, const struct event *event);

/* A command that was worked and accepted (worked.h), whose events all went in before. */
void watch_command(struct watch *watch, const struct command *command);

/* --- used by the watch_*.c only --------------------------------------------------------------- */

bool watch_orders_init(struct watch *watch);
void watch_orders_release(struct watch *watch);

/* An event of an order; and a fill of one. */
bool watch_order_event(struct watch *watch, const struct event *event);
void watch_order_fill(struct watch *watch, const struct event *event);

/* R-MARGIN-2: net lots or open lots of the position changed. */
void watch_hold_refresh(struct watch *watch, struct watch_position *position);

/* Net lots and what was paid for them, from now on; open interest follows. */
void watch_position_set(struct watch *watch, struct watch_position *position,
                        struct derived_position now, uint64_t sequence);

/* A balance that an event says, or what is added to one. */
bool watch_balance(struct watch *watch, const struct event *event, uint32_t account_id,
                   int64_t balance_micros);
bool watch_add(struct watch *watch, const struct event *event, uint32_t account_id, int64_t micros);

/* Assets, and what clearing says: members of the guaranty fund and payments of the waterfall. */
bool watch_asset_event(struct watch *watch, const struct event *event);
bool watch_bid_event(struct watch *watch, const struct event *event);
bool watch_member_event(struct watch *watch, const struct event *event);

/* Trades, give-ups and what is about them; an ALLOCATION that was accepted. */
bool watch_given_event(struct watch *watch, const struct event *event);
void watch_bunch_give(struct watch *watch, const struct command *command);
void watch_given_release(struct watch *watch);
bool watch_clearing_event(struct watch *watch, const struct event *event);

#endif
