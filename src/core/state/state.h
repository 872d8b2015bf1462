/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state.h - everything the core knows.
 *
 * Role       struct venue is the part that is not in an array; struct core finds it and the arrays,
 *            which all lie in one piece of memory.  Only struct core has pointers, and it is not
 *            part of the state: snapshot and hash read the arrays.
 */
#ifndef PERPETUA_CORE_STATE_STATE_H
#define PERPETUA_CORE_STATE_STATE_H

#include "core/book/book.h"
#include "core/book/expiry.h"
#include "core/book/trigger.h"
#include "core/clearing/account.h"
#include "core/clearing/obligation.h"
#include "core/clearing/prefund.h"
#include "core/clearing/programme.h"
#include "core/clearing/settlement.h"
#include "core/clearing/volume.h"
#include "core/control/control.h"
#include "core/core.h"
#include "core/ledger/ledger.h"
#include "core/liquidation/deleverage.h"
#include "core/liquidation/liquidation.h"
#include "core/liquidation/waterfall.h"
#include "core/perp/economy.h"
#include "core/position/position.h"
#include "core/product/calendar.h"
#include "core/product/product.h"
#include "core/register/register.h"
#include "core/risk/attention.h"
#include "core/risk/collateral.h"
#include "core/risk/guard.h"

struct venue {
    uint64_t sequence;
    int64_t time_ns;
    uint64_t trade_count;
    uint64_t rules_version;
    int64_t look_minute;  /* UTC minute of the latest look at the schedules */
    int64_t next_step_ns; /* R-STEP-2: the first boundary of any product; INT64_MAX: none */
    struct body_venue_terms terms;
    struct body_control_terms controls; /* R-CONTROL-1 */
    uint64_t action_count;              /* numbers of actions given so far */
    uint32_t declared_count;            /* actions that wait for their command */
    uint32_t actions_used;              /* places that were ever used */
    struct body_calendar calendar;
    struct body_default_terms default_terms; /* R-DEFAULT-5 */
    struct default_course default_course;    /* R-DEFAULT-9 */
    struct order_pools orders;
    struct slot_pool positions;
    struct slot_pool groups;
    struct slot_pool mmps;
    uint32_t account_count; /* accounts 1..account_count-1 exist */
    uint32_t expiry_count;
    uint32_t work_oldest; /* work queue: order slots (R-WORK-1) */
    uint32_t work_newest;
    uint32_t auctions_running; /* products with auction_end_ns */
    uint32_t halt;             /* enum halt */
    struct slot_pool holdings;
    uint32_t queue_oldest; /* queued accounts (R-ATT-6) */
    uint32_t queue_newest;
    uint32_t queue_count;
    uint32_t queue_ratio_ppm; /* R-TIER-10 */
    uint32_t full_products;   /* products under the full model of margin */
    uint32_t is_gated;        /* R-REG-1 */
    int64_t clearing_next_ns; /* R-SETTLE-3: the earliest thing planned; INT64_MAX: nothing is */
    struct prefund_plan prefund;
    struct body_business_calendar business;          /* R-DAY-2 */
    int64_t register_next_ns;                        /* R-REG-4; INT64_MAX: nothing is planned */
    uint32_t review_underlyings;                     /* R-REG-1 */
    uint32_t register_count;                         /* the highest number of an entry */
    uint64_t case_count;                             /* cases 1..case_count exist */
    struct body_participant_terms participant_terms; /* R-PART-1 */
    uint64_t eligibility_count;                      /* products with rows of R-PART-4 */
    uint64_t trades_kept;                            /* 1: some were */
    struct body_give_up_terms give_up_terms;         /* R-GIVE-1 */
    uint64_t give_up_count;                          /* numbers given so far */
    uint32_t give_ups_used;                          /* places that were ever used */
    uint32_t programmes_used;                        /* the highest number, plus one; 0: none */
    uint32_t tiered_products;                        /* R-FEE-2: products with tiers */
    uint32_t volumes_used;                           /* places are 1..volumes_used */
    uint64_t block_count;                            /* numbers given so far */
    uint64_t block_consents_used;                    /* places that were ever used */
};

struct core {
    struct core_config config;
    struct venue *venue;
    struct product *products;
    struct economy *economies;    /* by product */
    struct trigger_set *triggers; /* by product */
    struct ladder_state *ladder_states;
    uint32_t *ladder_slots;
    uint64_t *ladder_words;
    uint64_t *ladder_summary;
    struct member *members;
    struct user *users;
    struct account *accounts;
    struct settlement *settlements; /* by product */
    struct obligation *obligations; /* obligation_index(): zero between two commands */
    uint64_t *sessions;             /* last client sequence */
    struct order_group *groups;
    struct mmp *mmps;
    struct liquidation *liquidations;        /* by product */
    struct default_member *default_members;  /* by member */
    struct register_entry *register_entries; /* by number */
    struct filing *filings;                  /* by product */
    struct case_record *cases;               /* by number */
    struct participant *participants;        /* by account */
    struct body_eligibility *eligibilities;  /* by product */
    struct action *actions;
    struct kept_trade *trades; /* by number, modulo their room */
    struct give_up *give_ups;
    struct programme *programmes;     /* by number */
    struct body_fee_tiers *fee_tiers; /* by product */
    struct owner_volume *volumes;
    struct body_block_terms *block_terms; /* by product */
    struct block_consent *block_consents;
    /* Room for one step, no part of the state.  The first three are needed one after the other and
     * lie in the same memory: what a step touches for the first time the system has to clear. */
    struct close_rank *close_ranks;
    struct deleverage_candidate *candidates;
    struct waterfall_share *shares;
    struct close_item *close_items;
    uint32_t step_items;    /* how many of each */
    uint32_t payer_count;   /* PAYERS_UNKNOWN: not looked for in this step */
    uint32_t *payers;       /* members with an account of the guaranty fund */
    uint32_t dry_member;    /* R-DEFAULT-1: in this step nobody pays more for its debts; 0: none */
    uint32_t *client_slots; /* client_index.h */
    uint32_t client_mask;
    struct order_store store;
    struct book books[PRODUCTS_MAX];
    struct expiry_heap expiry;
    struct position_pool positions;
    struct ledger ledger;
    struct product_margin *margins; /* by product */
    struct risk_grid *grids;        /* by risk group */
    struct look *looks;             /* by position */
    struct account_links *links;    /* by account */
    struct asset *assets;
    struct holding *holdings;
    /* Of the step at hand. */
    const struct command *command;
    struct events *events;
    uint32_t event_count;
    /* Value that incoming orders have traded since a slice set it to 0 (R-LIQ-6).  A slice's fits;
     * what is added up between slices may wrap and is not read. */
    uint64_t taken_micros;
    bool is_emergency;      /* R-MOVE-1: the command at hand is worked as one */
    uint32_t owed_currency; /* R-CURRENCY-5: of the obligations that are not told yet, if any */
};

#define PAYERS_UNKNOWN UINT32_MAX
#define DRY_FOR_ALL    UINT32_MAX /* dry_member: whoever the debtor's member is */

static inline struct product *core_product_at(const struct core *core, uint32_t product_id)
{
    return &core->products[product_id];
}

static inline struct settlement *core_settlement_at(const struct core *core, uint32_t product_id)
{
    return &core->settlements[product_id];
}

/* Both calendars of the venue. */
static inline struct days core_days(const struct core *core)
{
    return (struct days){&core->venue->calendar, &core->venue->business};
}

static inline struct position *order_position(const struct core *core, const struct order *order)
{
    return position_at(&core->positions, order->position);
}

static inline struct product *order_product(const struct core *core, const struct order *order)
{
    return core_product_at(core, order_position(core, order)->product);
}

static inline struct book *order_book(struct core *core, const struct order *order)
{
    return &core->books[order_position(core, order)->product];
}

static inline struct account *core_account_at(const struct core *core, uint32_t account_id)
{
    return &core->accounts[account_id];
}

/* The slot of an account's position in a product, or 0.  Most accounts trade one product: their
 * only position is found without the table.  Where there are several, looking at the first would
 * mostly fetch the wrong one from memory. */
static inline uint32_t account_position(const struct core *core, uint32_t account_id,
                                        uint16_t product_id)
{
    const struct account *account = core_account_at(core, account_id);
    uint32_t first = account->first_position;
    bool may_be_first = first != 0 && first == account->last_position;
    if (may_be_first && position_at(&core->positions, first)->product == product_id) return first;
    return position_find(&core->positions, account_id, product_id);
}

static inline bool account_exists(const struct core *core, uint32_t account_id)
{
    return account_id > 0 && account_id < core->venue->account_count;
}

static inline struct economy *core_economy_at(const struct core *core, uint32_t product_id)
{
    return &core->economies[product_id];
}

/* R-PHASE-1: the more severe of the product's and the venue's halt. */
static inline uint32_t product_halt(const struct core *core, const struct product *product)
{
    uint32_t own = product_own_halt(product);
    return own > core->venue->halt ? own : core->venue->halt;
}

/* Does the product match now? */
static inline bool product_is_trading(const struct core *core, const struct product *product)
{
    return product->phase == PHASE_OPEN && product_halt(core, product) == HALT_NONE &&
           product_is_listed(product);
}

#endif
