/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.h - what surveillance knows of the venue: books with owners, accounts, prices, actions.
 *
 * Role       Follows commands and events and keeps what the detectors share: every live order with
 *            its account, the levels of each book, positions, clusters of accounts, the price and
 *            the volume of each second, and a bounded log of what each account did.  It judges
 *            nothing.
 * Invariant  The lots of a level are the sum of what its orders show (view_audit).  Memory is
 *            bounded by live orders, accounts, positions, and by the fixed size of the logs.
 * Ownership  A view owns its memory from view_init to view_release.
 * Rules      none of its own.
 */
#ifndef PERPETUA_SURVEIL_VIEW_H
#define PERPETUA_SURVEIL_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "market_data/grow.h"
#include "model/command.h"
#include "model/event.h"
#include "surveil/link.h"

#define VIEW_SECONDS       4096u   /* of prices and volume, kept for each product */
#define VIEW_ACTIONS       262144u /* kept of all accounts together; a power of two */
#define VIEW_CLUSTER_WALK  64u     /* accounts of a cluster that are looked at */
#define VIEW_SOURCE_PRICES 16u

#define SURVEIL_SECOND INT64_C(1000000000)

/* A live order.  `link` is of the pool. */
struct view_order {
    uint32_t link;
    uint32_t account_id;
    uint32_t level_next; /* orders of its level, in their queue; 0: the last */
    uint32_t level_before;
    uint32_t own_next; /* orders of its account; 0: the last */
    uint32_t own_before;
    uint64_t order_id;
    int64_t price_ticks;
    int64_t open_lots;
    int64_t shown_lots;
    int64_t entry_lots; /* when it was accepted */
    int64_t filled_lots;
    int64_t entered_ns;
    uint64_t entered_sequence;
    uint64_t moved_sequence; /* of the latest change of price or size */
    uint32_t move_count;
    uint16_t product_id;
    uint8_t side;
    uint8_t type;
    bool is_active;
    bool is_forced; /* a forced close of the venue */
    bool is_in_level;
};

struct view_level {
    int64_t price_ticks;
    int64_t lots;
    uint32_t orders;
    uint32_t first; /* slot of the order that trades first */
    uint32_t last;
};

/* The levels of one side, the worst first. */
struct view_side {
    struct view_level *levels;
    uint32_t count;
    uint32_t capacity;
};

/* What happened in one second in which something happened. */
struct view_second {
    int64_t second; /* 0: empty */
    int64_t volume_lots;
    int64_t mid_half_ticks; /* at its end: bid plus ask; 0: unknown */
    int64_t index_e4;
    int64_t mark_e4;
};

struct view_product {
    struct view_side sides[2];
    struct view_second *seconds; /* ring of VIEW_SECONDS by second */
    int64_t before_bid_ticks;    /* the touch before the command at hand; 0: none */
    int64_t before_ask_ticks;
    int64_t mid_half_ticks; /* latest known, as of that command's begin; 0: never */
    int64_t mark_e4;        /* 0: none yet */
    int64_t index_e4;
    int64_t last_ticks;
    int64_t premium_e12;
    int64_t tick_value_micros; /* of one lot; 0: unknown */
    int64_t position_lots_max; /* 0: no limit */
    int64_t open_interest_lots;
    int64_t first_trade_ns; /* 0: none yet */
    uint64_t trade_count;
    uint64_t forced_order_id; /* of the forced close at hand */
    uint64_t noted_sequence;  /* the command whose touch was noted */
    int64_t sources[VIEW_SOURCE_PRICES];
    uint32_t source_count;
    uint16_t id;
    bool is_listed;
};

struct view_position {
    int64_t net_lots;
    uint32_t account_id;
    uint16_t product_id;
};

/* Accounts are clustered by beneficial owner, by controller, and by behaviour. */
struct view_account {
    uint32_t owner_account_id;
    uint32_t controller_id; /* 0: unknown */
    uint32_t member_id;
    uint32_t customer_id; /* 0: the member's own */
    uint32_t classes;
    uint32_t state;
    uint32_t cluster;         /* account that names the cluster; 0: the account is unknown */
    uint32_t cluster_next;    /* 0: the last */
    uint32_t cluster_size;    /* of the one that names it */
    uint32_t declared;        /* as `cluster`, by owner and controller alone */
    struct account_link link; /* through which the cluster that it named joined another one */
    uint32_t own_first;       /* of its live orders */
    uint64_t action_last;     /* number of its latest action; 0: none */
    int64_t filled_ns[2];     /* its latest fill of each side, in any product; 0: none */
};

enum action_kind {
    ACTION_PLACE = 1,
    ACTION_MOVE = 2,   /* amended: `other_lots` and `other_ticks` are those before */
    ACTION_CANCEL = 3, /* `lots` were open; `other_lots` had been filled */
    ACTION_MAKE = 4,   /* a trade in which its order rested */
    ACTION_TAKE = 5    /* a trade in which its order came */
};

/* One thing that an account did. */
struct action {
    int64_t time_ns;
    uint64_t sequence;
    uint64_t order_id;
    uint64_t before; /* number of the account's action before; 0: none */
    int64_t price_ticks;
    int64_t lots;
    int64_t other_lots;
    int64_t other_ticks;
    int64_t entered_ns; /* of the order */
    uint32_t account_id;
    uint32_t other_account_id; /* of trades */
    uint16_t product_id;
    uint8_t kind; /* enum action_kind */
    uint8_t side;
    bool is_asked; /* CANCEL: by the member; a rule ended it otherwise */
};

struct view {
    struct view_product *products[PRODUCTS_MAX];
    struct view_account *accounts; /* by id */
    uint32_t account_room;
    uint32_t account_last;
    struct view_order *orders;
    struct slot_pool order_pool;
    struct key_map order_map;
    struct view_position *positions; /* place 0 is not used */
    uint32_t position_room;
    uint32_t position_count;
    struct key_map position_map;
    struct action *actions;
    uint64_t action_count;  /* ever; numbers are 1.. */
    uint32_t *member_kinds; /* by member id */
    uint32_t member_room;
    struct key_map controllers; /* controller -> an account of it */
    uint64_t sequence;          /* of the command at hand */
    int64_t time_ns;
    uint64_t order_count; /* orders accepted ever */
    uint64_t trade_count; /* of all products */
};

/* False if there is no memory, as all below. */
bool view_init(struct view *view);
void view_release(struct view *view);

/* Written down, or taken up: keep/keep.h. */
struct keep;
void view_keep(struct view *view, struct keep *keep);

/* Terms that no event tells. Called with each command that was not refused, after its events. */
void view_command(struct view *view, const struct command *command);

/* Before the detectors see the event, and after. An order that ends is still there in between. */
bool view_event(struct view *view, const struct event *event);
void view_event_end(struct view *view, const struct event *event);

/* Ends the process if a level is not the sum of its orders. */
void view_audit(const struct view *view);

/* Memory that it holds. */
uint64_t view_bytes(const struct view *view);

/* --- looking at it ---------------------------------------------------------------------------- */

/* NULL: nothing happened in it. */
struct view_product *view_product(const struct view *view, uint16_t product_id);
const struct view_order *view_order(const struct view *view, uint64_t order_id);
const struct view_account *view_account(const struct view *view, uint32_t account_id);

/* The account that names the cluster; the account itself if nothing is known of it. */
uint32_t view_cluster(const struct view *view, uint32_t account_id);
bool view_same_cluster(const struct view *view, uint32_t account_id, uint32_t other_id);

/* The same by what was declared: owner and controller. */
bool view_same_declared(const struct view *view, uint32_t account_id, uint32_t other_id);
uint32_t view_cluster_size(const struct view *view, uint32_t account_id);

int64_t view_net_lots(const struct view *view, uint32_t account_id, uint16_t product_id);
int64_t view_cluster_net(const struct view *view, uint32_t account_id, uint16_t product_id);

/* Whether the cluster has traded on a side, in whatever product.  Looks at accounts, not at their
 * actions. */
bool view_cluster_filled_since(const struct view *view, uint32_t account_id, enum side side,
                               int64_t from_ns);

/* Lots of the cluster's live orders of a side. */
int64_t view_cluster_resting(const struct view *view, uint32_t account_id, uint16_t product_id,
                             uint32_t side);

/* Best price; 0: the side is empty. */
int64_t view_best(const struct view_product *product, uint32_t side);

/* Lots that a side shows within `ppm` of its best price. */
int64_t view_depth(const struct view_product *product, uint32_t side, int64_t ppm);

/* Lots traded, from and to included in whole seconds. */
int64_t view_volume(const struct view_product *product, int64_t from_ns, int64_t to_ns);

/* Bid plus ask at the end of the latest second not after the time; 0: not kept. */
int64_t view_mid_at(const struct view_product *product, int64_t time_ns);
int64_t view_index_at(const struct view_product *product, int64_t time_ns);

/* NULL: no longer kept. */
const struct action *view_action(const struct view *view, uint64_t number);

/* Joins the clusters of the link's two accounts, and remembers why. */
void view_join(struct view *view, const struct account_link *link);

/* --- walking ---------------------------------------------------------------------------------- */

/*
 * The actions of a cluster in a product, newest first within each account, back to `from_ns` and at
 * most `max` of an account.
 */
struct action_walk {
    const struct view *view;
    int64_t from_ns;
    uint64_t number;
    uint32_t account_id;
    uint32_t accounts_left;
    uint32_t max;
    uint32_t left;
    uint16_t product_id;
};

struct action_walk view_walk(const struct view *view, uint32_t account_id, uint16_t product_id,
                             int64_t from_ns);
/* The same of one account alone. */
struct action_walk view_walk_account(const struct view *view, uint32_t account_id,
                                     uint16_t product_id, int64_t from_ns);
const struct action *view_walk_next(struct action_walk *walk);

/* What trades of the cluster since `from_ns` have gained up to now, at the mid, before fees. */
struct view_gain {
    int64_t bought_lots;
    int64_t sold_lots;
    int64_t taken_bought_lots; /* of these, as taker */
    int64_t taken_sold_lots;
    int64_t profit_micros;
    uint64_t first_sequence; /* of the oldest trade; 0: there is none */
};

struct view_gain view_gain(const struct view *view, uint32_t account_id, uint16_t product_id,
                           int64_t from_ns);

#endif
