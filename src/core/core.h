/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core.h - the exchange, as one function.
 *
 * Role       core_step turns one command into events and changes the state; the rest of this header
 *            makes a core, looks at it, and proves it.  Pure: no clock, no I/O, no allocation, no
 *            float, no thread.  Same commands in, same events and same state out, for ever.
 * Ownership  The caller owns the memory of the core, the commands and the list of events.
 * Errors     A command that the rules forbid gives EVENT_REJECTED and changes nothing else.  A
 *            broken invariant ends the process through check_failed.
 */
#ifndef PERPETUA_CORE_CORE_H
#define PERPETUA_CORE_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "model/command.h"
#include "model/event.h"
#include "model/units.h"

struct core;

/*
 * Capacities.  Each counts slot 0, which is never used.  They are part of what a journal starts
 * with: replaying needs the same.
 */
struct core_config {
    uint32_t accounts_max;  /* 2..16777216 */
    uint32_t positions_max; /* account x product pairs that ever had an order, owners' included */
    uint32_t orders_max;    /* 2..16777216, live orders: resting, armed and held */
    uint32_t extras_max;    /* live orders with a trigger, expiry, display, group or link */
    uint32_t products_max;  /* 2..256 */
    uint32_t members_max;
    uint32_t users_max;
    uint32_t sessions_max;
    uint32_t groups_max;
    uint32_t mmps_max;
    uint32_t ladder_width; /* prices near the touch found by index; a power of two, at least 64 */
};

/* Small: tests and simulations.  Large: 1,000,000 accounts, 4,000,000 orders in under 4 GiB. */
struct core_config core_config_small(void);
struct core_config core_config_large(void);

/* NULL if the capacities are legal, else the name of the first that is not. */
const char *core_config_fault(const struct core_config *config);

/* Bytes that core_init needs for this configuration. */
size_t core_size(const struct core_config *config);

/*
 * Makes an empty venue in `memory` (zeroed by the caller, aligned to 64, at least core_size bytes).
 * Returns the core, which lives in that memory and has no other resources.
 */
struct core *core_init(void *memory, size_t size, const struct core_config *config);

/*
 * The exchange.  command->sequence must be core_sequence + 1.  Fills `events` as event.h says.
 * Returns the number of events that the command caused.
 */
uint32_t core_step(struct core *core, const struct command *command, struct events *events);

/*
 * Hints for a caller that knows the commands to come: they ask the CPU for the memory that
 * `command` will touch and change nothing.  Each command passes the stages 0 to 3, each one
 * or two commands before the next: a stage looks up what the one before has fetched.
 */
#define CORE_PREFETCH_STAGES 4u

void core_prefetch(const struct core *core, const struct command *command, uint32_t stage);

uint64_t core_sequence(const struct core *core); /* last command stepped */
int64_t core_time_ns(const struct core *core);   /* latest time seen */

/*
 * When something is due by R-TIME-2: a command of this time or later does it, so a TICK is sent
 * when no other command comes.  At or before core_time_ns: something waits for the end of a halt.
 * INT64_MAX: nothing is due ever.
 */
int64_t core_next_due_ns(const struct core *core);

/* Walks everything and ends the process at the first broken invariant (R-AUDIT-1..). */
void core_audit(const struct core *core);

/* --- proof and copy --------------------------------------------------------------------------- */

/* Version of the memory layout: state hashes and snapshots are comparable within one only. */
#define CORE_STATE_LAYOUT UINT64_C(16)

/* Hash of the whole state: equal in two cores exactly if their states are equal. */
struct hash128 core_hash(const struct core *core);

struct core_region {
    void *bytes;
    size_t size; /* of the part in use: the rest is zero */
};

#define CORE_REGIONS_MAX 64u

/*
 * The state as regions of memory, for a snapshot: write them in order.  Returns their count.
 * Sizes depend on what is in use, so they are stored with the snapshot.
 */
uint32_t core_regions(const struct core *core, struct core_region regions[CORE_REGIONS_MAX]);

/*
 * Where to read a snapshot back: in a core just made by core_init with the same configuration.
 * `sizes` are those stored.  Returns false, and changes nothing, if they do not fit.
 */
bool core_regions_restore(struct core *core, const size_t *sizes, uint32_t count,
                          struct core_region regions[CORE_REGIONS_MAX]);

/* --- looking at it ---------------------------------------------------------------------------- */

struct depth_level {
    struct price price;
    struct qty open; /* shown lots: the hidden part of icebergs is not in it */
    uint32_t orders;
    uint32_t reserved;
};

/* Best levels of one side, best first.  Returns how many were written, at most `max`. */
uint32_t core_depth(const struct core *core, uint16_t product_id, enum side side,
                    struct depth_level *levels, uint32_t max);

/* The orders at the best prices of one side in priority: ids, best first.  Returns the count. */
uint32_t core_queue(const struct core *core, uint16_t product_id, enum side side,
                    uint64_t *order_ids, uint32_t max);

struct order_view {
    uint64_t order_id;
    uint64_t client_order_id;
    struct price price;
    struct qty open; /* hidden part included */
    struct qty shown;
    struct qty filled;
    struct price trigger;
    uint32_t account_id;
    uint16_t product_id;
    uint16_t flags;
    uint8_t side;
    uint8_t type;
    uint8_t tif;
    uint8_t state; /* enum order_state of this view */
};

enum order_state { ORDER_RESTING = 1, ORDER_ARMED = 2, ORDER_HELD = 3 };

bool core_order(const struct core *core, uint64_t order_id, struct order_view *view);

struct account_view {
    struct money balance;
    struct money held; /* initial margin of positions and open orders */
    uint32_t member_id;
    uint32_t owner_account_id;
    uint32_t state;
    uint32_t order_count;
    uint32_t smp_mode;              /* enum smp_mode (R-ACCT-6) */
    uint32_t cancels_on_disconnect; /* 0 or 1 */
};

bool core_account(const struct core *core, uint32_t account_id, struct account_view *view);

/* What the account is worth and must have, at the marks as they are (part 7 of the rulebook). */
struct account_risk_view {
    struct money equity;
    struct money balance;
    struct money unrealised;
    struct money credited; /* of its assets */
    struct money maintenance;
    struct money initial;   /* open orders and holds of plain products included */
    struct money available; /* equity less initial margin, at least 0 */
    int64_t ratio_ppm;      /* maintenance / equity (R-ATT-5) */
    /* R-MARGIN-10: of an account with one position, cross, without open orders; else 0. */
    struct fine_price liquidation_price;
    uint32_t positions; /* that are not flat, under the full model */
    bool is_queued;
    bool is_portfolio;
};

/* False if the account does not exist. */
bool core_account_risk(const struct core *core, uint32_t account_id,
                       struct account_risk_view *view);

/* The queued accounts, oldest first.  Returns how many were written, at most `max`. */
uint32_t core_queued_accounts(const struct core *core, uint32_t *account_ids, uint32_t max);

/* Units of an asset in an account. */
int64_t core_asset_units(const struct core *core, uint32_t account_id, uint32_t asset_id);

struct position_view {
    struct qty net;
    struct money paid;
    struct qty open_bids;
    struct qty open_asks;
    struct money held;
};

/* False if the account never had an order in the product. */
bool core_position(const struct core *core, uint32_t account_id, uint16_t product_id,
                   struct position_view *view);

/* What a position asks for by itself, at the mark as it is; all 0 without a mark. */
struct position_margin_view {
    struct money notional;
    struct money unrealised; /* pending funding is not in it */
    struct money maintenance;
    struct money initial;
};

/* False as core_position, and for products with the plain margin. */
bool core_position_margin(const struct core *core, uint32_t account_id, uint16_t product_id,
                          struct position_margin_view *view);

struct group_view {
    uint32_t group_id;
    bool is_triggered;
    int64_t lots_max;
    int64_t window_ns;
    int64_t lots; /* filled in the window, as of the last fill */
};

/* The order groups of an account, newest first.  Returns how many were written, at most `max`. */
uint32_t core_groups(const struct core *core, uint32_t account_id, struct group_view *list,
                     uint32_t max);

struct mmp_view {
    struct body_mmp limits;
    int64_t frozen_until_ns; /* 0: not frozen; INT64_MAX: until reset */
    uint32_t fills_max;
    uint32_t reserved;
};

/* False if the account has no market-maker protection in the product. */
bool core_mmp(const struct core *core, uint32_t account_id, uint16_t product_id,
              struct mmp_view *view);

/* False if the account has no such group, or the group has no protection. */
bool core_group_mmp(const struct core *core, uint32_t account_id, uint32_t group_id,
                    struct mmp_view *view);

struct product_view {
    uint32_t state; /* enum product_state */
    uint32_t phase; /* enum phase */
    uint32_t halt;  /* enum halt, the more severe of product's and venue's */
    uint32_t reserved;
    struct price last;
    struct fine_price mark;
    struct fine_price index;
    struct qty open_interest;
    uint64_t trade_count;
};

bool core_product(const struct core *core, uint16_t product_id, struct product_view *view);

/* The terms that hold now.  The pointers live as long as the core. */
struct terms_view {
    const struct product_terms *product;
    const struct body_price_terms *prices; /* these three are NULL without price terms */
    const struct body_mark_terms *mark;
    const struct body_funding_terms *funding;
    const struct body_margin_terms *margin; /* NULL: the plain model */
    struct price price_min; /* R-BAND-1: lowest price of a bid, highest of an ask, as things are */
    struct price price_max;
    uint32_t queue_ratio_ppm;
    uint32_t terms_version;
};

/* False if the product was never defined. */
bool core_terms(const struct core *core, uint16_t product_id, struct terms_view *view);

/* R-PAYOFF-1: in which money a product pays, and how. */
struct payoff_view {
    uint32_t currency;
    uint32_t payoff;       /* enum payoff_kind */
    struct money lot_face; /* inverse: value of a lot x its price, else 0 */
};

bool core_payoff(const struct core *core, uint16_t product_id, struct payoff_view *view);

/* R-CURRENCY-1; 0 for an account that does not exist. */
uint32_t core_account_currency(const struct core *core, uint32_t account_id);

/* Prices and funding of a product with price terms (R-STEP-1). */
struct economy_view {
    int64_t step_ns;
    int64_t next_step_ns;
    int64_t next_funding_ns;  /* INT64_MAX: no funding */
    int64_t average_e12;      /* of the interval so far */
    int64_t estimate_e12;     /* R-FUND-6: the running estimate */
    int64_t published_e12;    /* the latest rate */
    int64_t cumulative_nanos; /* per lot */
    struct fine_price settle; /* R-MARK-8: the settlement mark as of the latest step */
    uint32_t buckets;         /* in the average */
    uint32_t index_state;     /* enum index_state */
};

/* False if the product has no price terms. */
bool core_economy(const struct core *core, uint16_t product_id, struct economy_view *view);

/* What a position would pay for funding if it were touched now; negative: receive. */
struct money core_funding_due(const struct core *core, uint32_t account_id, uint16_t product_id);

/* What part 8 keeps of a product. */
struct liquidation_view {
    int64_t auction_end_ns; /* 0: no auction runs */
    uint32_t bid_count;
    uint32_t fund_account_id;
    int64_t fund_start_ns; /* of the window of the drawdown limit */
    struct money fund_peak;
    bool fund_is_tripped;
};

/* False if the product has no liquidation terms. */
bool core_liquidation(const struct core *core, uint16_t product_id, struct liquidation_view *view);

/* R-BLOCK-1; all zero if the product takes no blocks. */
struct body_block_terms core_block_terms(const struct core *core, uint16_t product_id);

/* R-BLOCK-3, R-BLOCK-4: would the header's account of this BLOCK_TRADE be refused, as things are?
 * Who the other account is, and what it can afford, is not asked.  False: not; else `reject` says
 * why, as the event of a rejection would. */
bool core_block_refuses(const struct core *core, const struct command *command,
                        struct event_reject *reject);

/* core_account_risk as it would be in the margin mode given (enum margin_mode). */
bool core_account_risk_in(const struct core *core, uint32_t account_id, uint32_t margin_mode,
                          struct account_risk_view *view);

/* Balance of a ledger entry (accounts_chart.h). */
struct money core_balance(const struct core *core, uint32_t entry);

/* Bytes of memory an order, and an account with one position, take in the largest layout. */
struct core_footprint {
    uint32_t order_bytes;
    uint32_t level_bytes;
    uint32_t extra_bytes;
    uint32_t account_bytes;
    uint32_t position_bytes;
    uint32_t ladder_bytes; /* a product */
};

struct core_footprint core_footprint(const struct core *core);

#endif
