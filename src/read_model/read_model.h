/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read_model.h - what a member may see of its own business, rebuilt from the events.
 *
 * Role       Orders with label, times, average price, fee and reason of end; fills; positions with
 *            profit, fees and funding; a log of everything that moved cash; for each account one
 *            stream of numbered private events.  Pure structure: no clock, no thread, no I/O.
 * Invariant  Balances and positions equal the core's after the same command, and the records of
 *            live orders are the core's live orders (test/readers compares).  The numbers
 *            of an account's private events, and of its transactions, have no gaps.
 * Ownership  read_model_create allocates, read_model_destroy frees.  Pointers that are returned
 *            hold until the next read_model_apply.
 * Rules      R-ID-1, R-ID-3, R-POS-1 to R-POS-4, R-FUND-10.
 *
 * How it is fed: every durable event in order.  A reply to a command is exact if it is made after
 * the events of that command and before those of the next, so whoever feeds gives one command at a
 * time.  What events do not say of an order (expiry, trail, source, links) comes with its command.
 */
#ifndef PERPETUA_READ_MODEL_READ_MODEL_H
#define PERPETUA_READ_MODEL_READ_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "model/command.h"
#include "model/event.h"

struct read_model;

struct read_model_config {
    uint32_t products_max;
    uint32_t accounts_max;      /* as the core's */
    uint32_t ended_orders_kept; /* latest, of all accounts */
    uint32_t fills_kept;        /* latest, of all accounts */
    uint32_t transactions_kept;
    uint32_t private_events_kept;
    uint32_t texts_kept; /* latest; those of live orders besides */
    uint64_t hash_seed;  /* a secret: members choose client order ids */
};

/* 32,768 of each, hash_seed 0. */
struct read_model_config read_model_config_default(uint32_t products_max, uint32_t accounts_max);

/* NULL: there is no memory. */
struct read_model *read_model_create(const struct read_model_config *config);
void read_model_destroy(struct read_model *model);

/* What events do not say of an order that enters: one note for each leg, in their order. */
struct order_note {
    uint64_t sequence; /* of the command */
    int64_t display_lots;
    int64_t trigger_ticks;
    int64_t trail_ticks;
    int64_t expiry_ns;
    uint32_t session_id;
    uint8_t smp_mode;
    uint8_t trigger_source;
    uint8_t list_kind; /* enum list_kind; 0: a single order */
    uint8_t leg;
    uint8_t leg_count;
    uint8_t reserved[7];
};

/* The notes of ORDER_PLACE and ORDER_LIST; of other kinds none.  Returns how many. */
uint32_t order_notes(const struct command *command, struct order_note notes[LIST_LEGS_MAX]);

/* Before the events of the command. */
void read_model_note(struct read_model *model, const struct order_note *note);

/* Both in one.  May be left out for orders without display, trigger, trail, expiry, self-match mode
 * and links. */
void read_model_command(struct read_model *model, const struct command *command);

/* False if memory ran out: the view is wrong from then on, and the process should stop. */
bool read_model_apply(struct read_model *model, const struct event *list, uint32_t count);

uint64_t read_model_sequence(const struct read_model *model); /* of the last event */

/* --- orders ----------------------------------------------------------------------------------- */

enum record_state {
    RECORD_OPEN = 1,   /* active: rests, or trades in this command */
    RECORD_ARMED = 2,  /* waits for its trigger */
    RECORD_HELD = 3,   /* waits for its parent */
    RECORD_FILLED = 4, /* ended: the first of the ended states */
    RECORD_CANCELLED = 5
};

struct order_record {
    uint64_t order_id;
    uint64_t client_order_id;
    uint64_t created_sequence;
    uint64_t updated_sequence;
    int64_t created_ns;
    int64_t updated_ns;
    struct price price; /* limit; market types: protection, 0 while unknown */
    struct qty qty;     /* total: open and filled; of an ended one: when it ended */
    struct qty open;    /* of a cancelled one: what was cancelled */
    struct qty filled;
    struct qty display;   /* iceberg: lots of a part; 0: shows all */
    struct qty shown;     /* in the book now */
    struct price trigger; /* trigger types, also after it was met */
    int64_t trail_ticks;
    int64_t expiry_ns;       /* GTD; 0: none */
    int64_t value_tick_lots; /* sum of price x lots of its fills: average price = this / filled */
    struct money fee;
    struct money realised;
    uint64_t linked_order_id;    /* the other leg of OCO, or the parent of a child; 0: none */
    uint64_t child_order_ids[2]; /* of a parent */
    uint32_t account_id;
    uint32_t group_id;
    uint32_t session_id; /* that entered it; 0: unknown */
    uint32_t fill_count;
    uint16_t product_id;
    uint16_t flags;      /* mask of enum order_flag */
    uint16_t last_event; /* enum event_kind of the last change, EVENT_FILL included */
    uint16_t reason;     /* enum reason of the last change, of the end if it ended */
    uint16_t check;      /* enum reject, if the reason is REASON_CHECK */
    uint8_t state;       /* enum record_state */
    uint8_t side;
    uint8_t type; /* enum order_type as entered */
    uint8_t tif;
    uint8_t trigger_source;
    uint8_t smp_mode;
    uint8_t list_kind;      /* enum list_kind; 0: alone */
    uint8_t is_triggered;   /* its trigger was met */
    uint8_t is_replaced;    /* it was amended */
    uint8_t is_liquidation; /* entered by the venue to close a position */
    uint8_t reserved[2];
};

static inline bool record_is_live(const struct order_record *record)
{
    return record->state < RECORD_FILLED;
}

/* Live, or ended not too long ago; NULL: ask history. */
const struct order_record *read_model_order(const struct read_model *model, uint64_t order_id);

/* The newest order of the account with this client order id. */
const struct order_record *read_model_client_order(const struct read_model *model,
                                                   uint32_t account_id, uint64_t client_order_id);

/* Live orders of an account, oldest first: `after` NULL begins; NULL ends. */
const struct order_record *read_model_live(const struct read_model *model, uint32_t account_id,
                                           const struct order_record *after);
uint32_t read_model_live_count(const struct read_model *model, uint32_t account_id);

/* Ended orders that are kept, of all accounts: `back` 0 ended last; NULL: no more. */
const struct order_record *read_model_ended(const struct read_model *model, uint32_t back);

/* The text given with a client order id; NULL: none (then the number is the text). */
const char *read_model_text(const struct read_model *model, uint32_t account_id,
                            uint64_t client_order_id);

/* --- fills ------------------------------------------------------------------------------------ */

struct fill_record {
    uint64_t sequence;
    uint64_t trade_id;
    uint64_t trade_number; /* of the product, as in market_data.h */
    uint64_t block_id;     /* 0: of the book; else there is no order */
    uint64_t order_id;
    uint64_t client_order_id;
    int64_t time_ns;
    struct price price;
    struct qty qty;
    struct qty open;       /* of the order, after */
    struct qty net;        /* position after */
    struct money paid;     /* for the position, after */
    struct qty net_before; /* position before: its entry price is paid_before / net_before */
    struct money paid_before;
    struct money realised;
    struct money fee;
    struct money balance; /* cash after */
    struct fine_price mark;
    struct fine_price index;
    uint32_t index_in_command;
    uint32_t account_id;
    uint16_t product_id;
    uint16_t flags; /* of the order */
    uint8_t side;   /* of this account */
    uint8_t is_taker;
    uint8_t is_auction;
    uint8_t is_liquidation; /* 1: this order was a forced close; 2: the other one */
    uint8_t order_type;
    uint8_t order_state;    /* enum record_state once the fill is worked */
    uint8_t tick_direction; /* as in market_data.h */
    uint8_t reserved;
};

/* Fills that are kept, of all accounts: `back` 0 is the latest; NULL: no more. */
const struct fill_record *read_model_fill(const struct read_model *model, uint32_t back);

/* --- money ------------------------------------------------------------------------------------ */

enum transaction_kind {
    TRANSACTION_DEPOSIT = 1,
    TRANSACTION_WITHDRAWAL = 2,
    TRANSACTION_TRANSFER = 3,
    TRANSACTION_TRADE = 4, /* realised profit less fee of a fill; may be 0 */
    TRANSACTION_FUNDING = 5,
    TRANSACTION_SETTLEMENT = 6,  /* variation of a cycle or the final settlement */
    TRANSACTION_MOVED = 7,       /* position given or taken outside the book: see cause */
    TRANSACTION_FUND = 8,        /* to or from the insurance fund: see cause */
    TRANSACTION_DEFAULT = 9,     /* a layer of the default waterfall */
    TRANSACTION_CORRECTION = 10, /* an error trade busted or adjusted: see cause */
    TRANSACTION_GIVE_UP = 11,    /* fee of lots given up or allocated: see cause */
    TRANSACTION_PROGRAMME = 12,  /* reward of a programme of makers */
    TRANSACTION_BLOCK = 13       /* fee of a block; what it realised is that of its move */
};

/* One change of an account's cash, or of its position where that moved none. */
struct transaction_record {
    uint64_t sequence;
    uint64_t number; /* of the account: 1, 2, 3 ... without gaps */
    int64_t time_ns;
    struct money change;          /* of the balance */
    struct money fee;             /* TRADE: charged, in `change` already */
    struct money realised;        /* TRADE, MOVED, SETTLEMENT: in `change`; DEFAULT: a gain cut */
    struct money balance;         /* after */
    struct qty net;               /* position after; of transactions with a product */
    struct qty qty;               /* lots traded, moved or settled */
    struct price price;           /* TRADE */
    struct fine_price fine_price; /* SETTLEMENT: price; FUNDING: mark, else index */
    struct fine_price index;
    int64_t rate_e12; /* FUNDING: the rate charged last */
    uint64_t order_id;
    uint64_t trade_id;
    uint64_t reference; /* of the bank or the member */
    uint32_t index_in_command;
    uint32_t account_id;
    uint32_t other_account_id; /* TRANSFER, MOVED, FUND, DEFAULT */
    uint16_t product_id;
    uint8_t kind;  /* enum transaction_kind */
    uint8_t cause; /* enum move_cause, fund_cause, waterfall_layer; SETTLEMENT: 1 if final */
    uint8_t side;  /* TRADE, MOVED: of this account */
    uint8_t is_taker;
    uint8_t reserved[6];
};

/* Transactions that are kept, of all accounts: `back` 0 is the latest; NULL: no more. */
const struct transaction_record *read_model_transaction(const struct read_model *model,
                                                        uint32_t back);

/* --- positions and accounts ------------------------------------------------------------------- */

/* Sums since the position was first opened; session: since the product's last settlement cycle. */
struct position_sums {
    struct money realised; /* by fills and moves, fees not in it */
    struct money fee;
    struct money funding; /* received; negative: paid */
    struct money settled; /* variation received */
    struct qty volume;    /* lots traded */
};

struct position_record {
    uint32_t account_id;
    uint16_t product_id;
    uint16_t reserved;
    struct qty net;
    struct money paid; /* average price = paid / net / tick value */
    int64_t opened_ns; /* when it was flat last; 0: never opened */
    int64_t updated_ns;
    struct position_sums total;
    struct position_sums session;
    int64_t session_ns; /* of the cycle that began the session */
};

/* False if the account never had one in the product. */
bool read_model_position(const struct read_model *model, uint32_t account_id, uint16_t product_id,
                         struct position_record *position);

struct account_record {
    uint32_t account_id;
    uint32_t member_id;
    uint32_t parent_account_id; /* 0: not a sub-account */
    uint32_t owner_account_id;
    uint32_t customer_id;
    uint32_t controller_id;
    uint32_t classes;
    uint32_t state; /* enum party_state */
    struct money balance;
    struct money deposited;     /* less withdrawn and transferred away */
    struct position_sums total; /* over its positions */
    int64_t opened_ns;
    uint64_t event_number;       /* of its latest private event */
    uint64_t transaction_number; /* of its latest transaction */
};

bool read_model_account(const struct read_model *model, uint32_t account_id,
                        struct account_record *account);

/* The first sub-account of `parent` after `after` (0: begins), by number; 0: no more. */
uint32_t read_model_sub_account(const struct read_model *model, uint32_t parent_account_id,
                                uint32_t after);

/* What of a product stands in records of fills and of money. */
struct product_record {
    uint16_t product_id;
    uint8_t tick_direction; /* of the last trade */
    uint8_t reserved[5];
    struct fine_price mark;
    struct fine_price index;
    struct price last;
    uint64_t trade_number;
    int64_t rate_e12;
    int64_t session_ns; /* of the last settlement cycle; 0: none */
};

void read_model_product(const struct read_model *model, uint16_t product_id,
                        struct product_record *product);

/* --- private events --------------------------------------------------------------------------- */

/*
 * One event as its account sees it.  `order` is the record as it is after this event and before the
 * next one; records are NULL where the event has none.
 */
struct private_event {
    uint64_t number; /* of the account: 1, 2, 3 ... without gaps */
    uint32_t account_id;
    uint32_t reserved;
    const struct event *event;
    const struct order_record *order;
    const struct fill_record *fill;
    const struct transaction_record *transaction;
};

/* Called for each private event while it is applied.  At most 8 listeners, never removed. */
typedef void read_model_listener(void *context, const struct private_event *event);
void read_model_listen(struct read_model *model, read_model_listener *listener, void *context);

struct kept_event {
    uint64_t number;
    struct event event;
};

struct kept_events {
    struct kept_event *list;
    uint32_t max;
    uint32_t count; /* answer */
    bool
        is_complete; /* answer: false if events behind `after` are not kept any more: ask history */
};

/* Private events kept of an account with numbers above `after`, oldest first, at most `max`, for a
 * client that resumes. */
void read_model_events(const struct read_model *model, uint32_t account_id, uint64_t after,
                       struct kept_events *events);

/* --- restart ---------------------------------------------------------------------------------- */

/* What history hands back at start, before any event; lists oldest first. */
bool read_model_restore_product(struct read_model *model, const struct product_record *product);
bool read_model_restore_account(struct read_model *model, const struct account_record *account);
bool read_model_restore_position(struct read_model *model, const struct position_record *position);
bool read_model_restore_order(struct read_model *model, const struct order_record *order);
bool read_model_restore_text(struct read_model *model, uint32_t account_id,
                             uint64_t client_order_id, const char *text);
bool read_model_restore_fill(struct read_model *model, const struct fill_record *fill);
bool read_model_restore_transaction(struct read_model *model,
                                    const struct transaction_record *transaction);
bool read_model_restore_event(struct read_model *model, uint32_t account_id,
                              const struct kept_event *event);

#endif
