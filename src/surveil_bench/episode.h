/* SPDX-License-Identifier: Apache-2.0 */
/*
 * episode.h - one scheme as it is played, with its label.
 *
 * Role       A scheme is a few lines of story: who opens which accounts, and what is done turn by
 *            turn.  An episode is one playing of it, with sizes, distances and times of its own.
 *            Decoys are played the same way and are innocent.
 * Invariant  The label is in the episode and nowhere else: no command carries it.
 */
#ifndef PERPETUA_SURVEIL_BENCH_EPISODE_H
#define PERPETUA_SURVEIL_BENCH_EPISODE_H

#include "surveil_bench/stage.h"

#define EPISODE_ACCOUNTS 8u
#define EPISODE_NUMBERS  12u
#define EPISODE_ORDERS   8u

/* The patterns, in the order of surveil.h's detectors. */
enum pattern {
    PATTERN_SELF_MATCH,
    PATTERN_MONEY_PASS,
    PATTERN_PREARRANGED,
    PATTERN_SPOOFING,
    PATTERN_LAYERING,
    PATTERN_QUOTE_STUFFING,
    PATTERN_MOMENTUM_IGNITION,
    PATTERN_FUNDING_PRESSURE,
    PATTERN_SETTLEMENT_PRESSURE,
    PATTERN_INDEX_PUSH,
    PATTERN_LIQUIDATION_HUNTING,
    PATTERN_FRONT_RUNNING,
    PATTERN_POSITION_LIMIT,
    PATTERN_OFF_MARKET,
    PATTERN_STAFF_CHANGE,
    PATTERN_NONE /* a decoy */
};

#define PATTERN_BIT(pattern) (UINT32_C(1) << (pattern))

/* When a scheme may be played. */
enum slot {
    SLOT_ANY,    /* beside others */
    SLOT_PRICE,  /* it moves the price: one after the other, and again while there is time */
    SLOT_WINDOW, /* before the instant of funding and settlement */
    SLOT_LONG    /* from the beginning of the day on */
};

struct episode;

struct scheme {
    const char *name;
    enum pattern pattern;
    uint32_t also; /* mask of patterns that it shows as well */
    enum slot slot;
    void (*open)(struct stage *stage, struct episode *episode);
    /* Called when it is due; sets `next_ns`. False: it is over. */
    bool (*turn)(struct stage *stage, struct episode *episode);
};

struct episode {
    const struct scheme *scheme;
    struct random random;
    uint32_t accounts[EPISODE_ACCOUNTS]; /* guilty of it */
    uint32_t account_count;
    uint32_t others[EPISODE_ACCOUNTS]; /* take part without knowing */
    uint32_t other_count;
    int64_t begin_ns;
    int64_t next_ns;
    int64_t end_ns;          /* of the day's window, SLOT_WINDOW */
    uint64_t first_sequence; /* 0: nothing was done yet */
    uint64_t last_sequence;
    int64_t camouflage; /* per cent of the pauses in which it trades like anybody */
    int64_t idle_ns;    /* since when it waits for a chance; 0: it does not */
    uint32_t tries;     /* this is the how many-th of the day */
    int64_t met;        /* trades of its accounts with one another */
    int64_t step;
    int64_t numbers[EPISODE_NUMBERS]; /* drawn, or kept from turn to turn */
    uint64_t orders[EPISODE_ORDERS];
    bool is_done;
    bool is_void; /* the market did not let it be carried out: neither found nor missed */
    bool is_found;
};

/* --- what schemes share ----------------------------------------------------------------------- */

/* A number from low to high. */
int64_t episode_draw(struct episode *episode, int64_t low, int64_t high);

void episode_wait_ms(struct stage *stage, struct episode *episode, int64_t low, int64_t high);

/* True while a side of the book is empty: the episode comes again a second later. */
bool episode_waits(struct stage *stage, struct episode *episode);

/* True once it has waited ten minutes for a chance, which ends it; idle_ns is 0 after a chance. */
bool episode_waits_in_vain(const struct stage *stage, struct episode *episode);

/* A customer's account of its own; guilty, or not. */
uint32_t episode_account(struct stage *stage, struct episode *episode, uint32_t controller_id);
uint32_t episode_other(struct stage *stage, struct episode *episode, int64_t cash_usd);

/* `seller` rests and `buyer` takes it, at the best price they can meet at; or the other way. */
struct meeting {
    uint32_t rests;
    uint32_t takes;
    enum side side; /* of the one that takes */
    int64_t lots;
};

/* The price at which they can meet; 0: there is none now. */
int64_t episode_meeting_price(const struct stage *stage, enum side side);

/* Takes lots at the price and whatever is before them in the queue; counts it if they met. */
void episode_meet(struct stage *stage, struct episode *episode, const struct meeting *meeting,
                  int64_t ticks);

/* What anybody might do, by one of the guilty accounts, as often as the episode's camouflage says:
 * a small trade, or small orders on both sides. */
void episode_camouflage(struct stage *stage, struct episode *episode, uint32_t account_id);

/* One account, or more under one controller. */
void episode_accounts(struct stage *stage, struct episode *episode, uint32_t count);

/* Takes up to `lots`, at most `ppm` beyond the best price. */
void episode_sweep(struct stage *stage, uint32_t account_id, enum side side, int64_t lots,
                   int64_t ppm);

/* --- the schemes ------------------------------------------------------------------------------ */

extern const struct scheme schemes_of_trades[];
extern const struct scheme schemes_of_orders[];
extern const struct scheme schemes_of_prices[];
extern const struct scheme schemes_of_positions[];
extern const struct scheme schemes_innocent[];

#endif
