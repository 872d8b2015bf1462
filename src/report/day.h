/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day.h - what one trade date adds up to, from the commands and events of a journal.
 *
 * Role       Follows a journal from its first command and keeps the figures of one date: the tape,
 *            each product's day, each account's money and positions before and after, settlements,
 *            funding, what makers quoted.  Reports print it; nothing here prints.
 * Dates      A product's date is that of its event TRADE_DATE; without one it is the venue's local
 *            day.  The venue's date, for money, is that of the lowest product that has one, else
 *            the local day.  Dates never go back.
 * Invariant  For each account: money before + transactions of the date = money after; for each
 *            position: lots before + bought - sold = lots after (reconcile.h compares).
 * Ownership  day_create allocates, day_destroy frees.
 * Rules      R-REPORT-1, R-REPORT-2, R-REPORT-6, R-REPORT-11, R-DAY-3, R-DAY-4,
 *            R-CAL-1, R-POS-1, R-SETTLE-6.
 */
#ifndef PERPETUA_REPORT_DAY_H
#define PERPETUA_REPORT_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/key_map.h"
#include "lab/explain.h"
#include "model/command.h"
#include "model/event.h"
#include "read_model/read_model.h"
#include "report/settings.h"

#define RANGE_NS          INT64_C(60000000000) /* of the opening and the closing range */
#define TRANSACTION_KINDS 14u                  /* enum transaction_kind */

/* One trade of the date, as the tape has it. */
struct day_trade {
    uint64_t sequence;
    uint64_t trade_id;
    uint64_t maker_order_id;
    uint64_t taker_order_id;
    int64_t time_ns;
    int64_t price_ticks;
    int64_t lots;
    uint32_t maker_account_id;
    uint32_t taker_account_id;
    uint16_t product_id;
    uint8_t taker_side;
    uint8_t is_auction;
    uint8_t is_forced; /* the taker's order was the venue's own, to close a position */
    uint8_t is_block;  /* R-BLOCK-5: there are no orders */
    uint8_t reserved[2];
};

struct day_settlement {
    uint64_t sequence;
    struct event_settlement event;
    uint16_t product_id;
};

struct day_funding {
    uint64_t sequence;
    struct event_funding event;
    uint16_t product_id;
};

/* A movement of money. */
struct day_line {
    struct transaction_record transaction;
    bool is_of_venue;   /* its moment is of the date by the venue's reckoning, */
    bool is_of_product; /* and by that of its product */
};

static_assert(TRANSACTION_BLOCK + 1 == TRANSACTION_KINDS, "every kind has a sum");

enum day_phase { DAY_BEFORE, DAY_AT, DAY_AFTER };

struct day_product {
    struct product_terms terms;
    struct body_payoff_terms payoff;
    uint32_t account_class; /* one of enum account_class; 0: no settlement terms */
    uint32_t state;
    uint32_t market_phase; /* enum phase */
    uint32_t halt;
    bool is_known;
    bool has_date; /* from TRADE_DATE */
    int32_t date;
    uint8_t phase; /* enum day_phase */
    bool was_open; /* the date had not ended when the journal did */

    struct fine_price mark; /* the latest; 0: none */
    struct fine_price index;
    struct price last;
    struct fine_price settled; /* the latest settlement price */
    int32_t settled_date;
    uint64_t liquidation_order_id;

    /* Of the date. */
    struct fine_price mark_after;
    struct fine_price index_after;
    struct price last_before;
    struct price last_after;
    struct fine_price settled_before; /* the last of an earlier date */
    struct fine_price settled_after;  /* the last of the date; 0: none */
    uint8_t settled_source;           /* enum settlement_source */
    uint64_t trades;
    int64_t lots;
    int64_t fill_lots; /* of both sides */
    int64_t auction_lots;
    int64_t forced_lots;
    int64_t moved_lots;  /* given outside the book, */
    int64_t busted_lots; /* of them back, because a trade was busted */
    int64_t given_lots;  /* of them given up to other members, or allocated */
    int64_t block_lots;  /* traded in blocks, none of the above */
    int64_t open_ticks;  /* 0: no trade */
    int64_t high_ticks;
    int64_t low_ticks;
    int64_t last_ticks;
    int64_t first_ns;
    int64_t last_ns;
    int128 value_micros; /* of all trades */
    int64_t open_ns;     /* matching was open, for makers */
    int64_t open_since_ns;
    bool is_open_now;
};

/* An account in a product. */
struct day_pair {
    uint32_t account_id;
    uint16_t product_id;
    uint16_t reserved;
    int64_t net_before;
    int64_t net_after;
    int64_t paid_after;
    int64_t bought;
    int64_t sold;
    int64_t moved_in; /* outside the book: lots bought, lots sold */
    int64_t moved_out;
    int64_t given_in; /* of these: give-ups and allocations */
    int64_t given_out;
    int64_t block_bought; /* in blocks: no part of bought, sold and moved */
    int64_t block_sold;
    int64_t expired; /* what a final settlement added to the net lots */
    int64_t fee_micros;
    int64_t date_lots;   /* traded on the product's running date */
    int32_t date;        /* which that is */
    int32_t volume_date; /* the first on which it was a volume threshold account */
    bool has_volume_date;
};

/* All accounts of an owner at a member, in a product: what 17.00 calls a special account. */
struct day_special {
    uint32_t owner_account_id;
    uint32_t member_id;
    uint16_t product_id;
    bool is_omnibus; /* R-PART-2: one of them is; its customers are the member's to name */
    bool is_now;     /* reportable at the latest look */
    bool was;        /* at the one before */
    int64_t long_lots;
    int64_t short_lots;
    int32_t first_date; /* the first on which it was reportable */
    bool has_first_date;
};

struct day_account {
    uint32_t member_id;
    uint32_t customer_id;
    uint32_t owner_account_id;
    uint32_t controller_id;
    uint32_t classes;
    uint32_t state; /* enum party_state; PARTY_NONE: there is no such account */
    uint32_t currency;
    uint32_t kind;          /* enum account_kind, R-PART-2 */
    uint32_t customer_type; /* enum customer_type, R-PART-2 */
    int64_t before_micros;
    int64_t after_micros;
    int64_t sums[TRANSACTION_KINDS]; /* by enum transaction_kind, fees of trades apart */
    int64_t fee_micros;
    uint64_t transactions;
    int64_t open_micros; /* profit or loss of its positions at the end */
    /* As the rules of margin have it at the end (lab). */
    int64_t equity_micros;
    int64_t credit_micros;
    int64_t initial_micros;
    int64_t maintenance_micros;
};

struct day_user {
    uint32_t member_id; /* 0: staff of the venue, or no such user */
};

struct day_member {
    uint32_t kind;  /* enum member_kind */
    uint32_t state; /* enum party_state; PARTY_NONE: none */
};

/* What an account of a maker quoted in a product. */
struct day_maker {
    uint32_t account_id;
    uint16_t product_id;
    bool is_quoting;
    bool is_due; /* its orders changed in the command at hand */
    int64_t since_ns;
    int64_t quoted_ns; /* both sides, as its obligation says, while the market was open */
    int64_t maker_lots;
    int64_t taker_lots;
};

/* R-PROG-1: terms as of the date, and the time that counts. */
struct day_programme {
    struct event_programme_terms terms; /* the latest with which it ran */
    int32_t until;                      /* INT32_MAX: it runs */
    uint16_t product_id;                /* 0: there is none */
    bool was_open;
    int64_t since_ns;
    int64_t due_ns;
};

/* What an account quoted for a programme. */
struct day_quoter {
    uint32_t programme_id;
    uint32_t account_id;
    uint16_t product_id;
    bool is_enrolled;
    bool is_quoting;
    bool is_due;
    int32_t since; /* dates after it count */
    int64_t since_ns;
    int64_t quoted_ns;
    int64_t maker_lots;
    int64_t maker_fee_micros;
    uint64_t payment_sequence; /* 0: none for the date */
    struct event_programme_payment payment;
};

/* What a date of a programme comes to. */
struct programme_result {
    bool is_counted; /* terms and enrolment stood for the whole date */
    bool is_met;
    int64_t uptime_ppm;
    int64_t amount_micros;
};

/* What must be shown to be quoting. */
struct quote_duty {
    int64_t spread_ppm;
    int64_t lots; /* on each side */
};

struct day_list {
    void *items;
    uint32_t count;
    uint32_t capacity;
};

/* The venue's own entries, by currency. */
struct day_ledger {
    int64_t bank_micros; /* deposited less withdrawn: minus the bank entry */
    int64_t fees_micros;
};

struct day {
    int32_t date; /* the one that is asked for */
    const struct settings *settings;
    struct read_model *model;
    struct watch watch;
    struct account_case case_room; /* of the account whose margin is computed */
    struct body_calendar zone;
    int64_t time_ns;
    uint32_t accounts_max;
    uint32_t products_max;
    uint32_t product_last; /* the highest that there is */
    int32_t venue_date;
    uint8_t venue_phase; /* enum day_phase */
    bool venue_was_open;
    uint32_t venue_halt;
    int32_t first_date; /* the venue's, of the whole journal */
    int32_t last_date;
    bool has_memory;
    bool has_rolled; /* the venue's date ended in the command at hand */
    uint64_t command_count;
    uint64_t event_count;

    struct day_product products[PRODUCTS_MAX];
    struct day_list accounts;    /* struct day_account, by id */
    struct day_list members;     /* struct day_member, by id */
    struct day_list users;       /* struct day_user, by id */
    struct day_list pairs;       /* struct day_pair, from 1 */
    struct day_list specials;    /* struct day_special, from 1 */
    struct day_list makers;      /* struct day_maker, from 1 */
    struct day_list quoters;     /* struct day_quoter, from 1 */
    struct day_list trades;      /* struct day_trade */
    struct day_list settlements; /* struct day_settlement */
    struct day_list fundings;    /* struct day_funding */
    struct day_list lines;       /* struct day_line */
    struct day_programme programmes[PROGRAMMES_MAX];
    struct key_map pair_map;
    struct key_map special_map;
    struct key_map maker_map;
    struct day_ledger ledger[CURRENCIES_MAX];       /* as things are */
    struct day_ledger ledger_after[CURRENCIES_MAX]; /* when the date ended */
};

struct day_config {
    int32_t date;
    uint32_t accounts_max; /* of the journal's charter */
    uint32_t products_max;
    const struct settings *settings; /* lives as long as the day */
};

/* NULL: there is no memory. */
struct day *day_create(const struct day_config *config);
void day_destroy(struct day *day);

/* A command before its events, each event, and the end of the command.  False: out of memory. */
bool day_command(struct day *day, const struct command *command);
bool day_event(struct day *day, const struct event *event);
bool day_command_end(struct day *day, const struct command *command, bool is_accepted);

/* The journal is over: what has not ended yet ends now, and says so. */
bool day_finish(struct day *day);

/* --- asking ----------------------------------------------------------------------------------- */

/* The date of something in a product; of the venue with product 0. */
int32_t day_date_of(const struct day *day, uint16_t product_id);

static inline struct day_account *day_account(const struct day *day, uint32_t account_id)
{
    return (struct day_account *)day->accounts.items + account_id;
}

static inline struct day_pair *day_pair(const struct day *day, uint32_t index)
{
    return (struct day_pair *)day->pairs.items + index;
}

static inline struct day_special *day_special(const struct day *day, uint32_t index)
{
    return (struct day_special *)day->specials.items + index;
}

static inline struct day_maker *day_maker(const struct day *day, uint32_t index)
{
    return (struct day_maker *)day->makers.items + index;
}

static inline struct day_quoter *day_quoter(const struct day *day, uint32_t index)
{
    return (struct day_quoter *)day->quoters.items + index;
}

/* R-REPORT-11 */
struct programme_result day_programme_result(const struct day *day,
                                             const struct day_quoter *quoter);

/* The member's kind; 0: unknown. */
uint32_t day_member_kind(const struct day *day, uint32_t member_id);

/* The member whose user it is; 0: none. */
uint32_t day_user_member(const struct day *day, uint32_t user_id);

/* The position as things are now. */
struct position_record day_position(const struct day *day, uint32_t account_id,
                                    uint16_t product_id);

/* What lots at a price in ten-thousandths of a tick are worth, rounded down. */
int128 day_value(const struct day_product *product, int64_t lots, int64_t price_e4);

/* Margin of the account as things are now. */
void day_margin(struct day *day, uint32_t account_id, struct account_sums *sums);

/* --- used by the day_*.c only ----------------------------------------------------------------- */

/* Room for the item at `index`; NULL if there is no memory. */
void *day_item(struct day *day, struct day_list *list, size_t item_size, uint32_t index);

struct day_pair *day_pair_of(struct day *day, uint32_t account_id, uint16_t product_id);

void day_product_event(struct day *day, const struct event *event);
void day_product_begin(struct day *day, uint16_t product_id);
void day_product_end(struct day *day, uint16_t product_id, bool is_open);
void day_product_trade(struct day *day, const struct event *event);

void day_account_event(struct day *day, const struct event *event);
void day_account_private(void *context, const struct private_event *seen);
void day_accounts_begin(struct day *day);
void day_accounts_end(struct day *day, bool is_open);
void day_specials_look(struct day *day, uint16_t product_id, int32_t date);

void day_maker_order(struct day *day, uint32_t account_id, uint16_t product_id);
void day_makers_look(struct day *day);
void day_market_look(struct day *day, uint16_t product_id);

/* R-REPORT-9: does the account quote both sides as it must? */
bool day_quotes(const struct day *day, uint32_t account_id, uint16_t product_id,
                const struct quote_duty *duty);

void day_programme_event(struct day *day, const struct event *event);
void day_programme_market(struct day *day, uint16_t product_id, bool is_open);
void day_programme_order(struct day *day, uint32_t account_id, uint16_t product_id);
void day_programme_fill(struct day *day, const struct fill_record *fill);
void day_quoters_look(struct day *day);

#endif
