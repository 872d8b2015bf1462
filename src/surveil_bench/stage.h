/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stage.h - a venue of its own, in memory, on which schemes are played.
 *
 * Role       A core that lists BTCPERP, the flow of agents or of a recording, prices of five
 *            sources, accounts for whoever plays, and the detectors, which are fed from the events
 *            as anywhere else.  Who plays sees what a member sees: the book, its position.
 *            A recorded crowd cannot answer of itself.  What those who play move the price by is
 *            added to the prices of recorded orders that come after, four fifths of it, and fades
 *            over minutes.  A recording shorter than the day is played again, its prices shifted
 *            to where they were when it ended.
 * Invariant  What happens depends on the seed, the plan and the recording, nothing else.  The
 *            detectors are given commands and events; labels stay with who plays.
 * Ownership  A stage owns its memory from stage_open to stage_close.
 */
#ifndef PERPETUA_SURVEIL_BENCH_STAGE_H
#define PERPETUA_SURVEIL_BENCH_STAGE_H

#include "agents/agents.h"
#include "core/core.h"
#include "surveil/surveil.h"
#include "surveil_bench/recording.h"
#include "surveil_bench/tape.h"

#define STAGE_STEP_NS       INT64_C(10000000) /* who plays may act this often */
#define STAGE_SECOND        INT64_C(1000000000)
#define STAGE_PRODUCT       1u
#define STAGE_SOURCES       5u
#define STAGE_EVENTS        4096u
#define STAGE_CROWD         160u /* accounts that the orders of a recording are given to */
#define STAGE_MINUTES       240u
#define STAGE_POSITION_LOTS INT64_C(5000000) /* the position limit where agents trade */
#define STAGE_ACCOUNTS      2048u

/* Members of the stage. */
enum stage_member { STAGE_VENUE = 1, STAGE_MAKERS = 2, STAGE_BROKER = 3, STAGE_HOUSE = 4 };

struct stage_options {
    uint64_t seed;
    const struct recording *recording; /* NULL: agents */
    enum path_scenario scenario;       /* of the agents */
    int64_t minutes;
    int64_t start_ns;
    const int64_t
        *mids;         /* of each second, bid plus ask, of a clean run of the recording; or NULL */
    int64_t flow_lots; /* traded in a clean run of the recording; 0: not known */
    struct tape *tape; /* NULL: nobody wants to see it again */
    bool has_detectors;
};

struct stage_account {
    uint32_t member_id;
    uint32_t customer_id; /* 0: the member's own */
    uint32_t owner_account_id;
    uint32_t controller_id;
    int64_t cash_usd;
};

struct stage {
    struct stage_options options;
    struct core *core;
    void *memory;
    struct event *list;
    struct events events;
    struct agents agents;
    struct surveil *surveil;
    struct random random;
    struct price_path path; /* of the agents' index */
    int64_t now_ns;
    int64_t end_ns;
    uint64_t sequence;
    uint64_t client_count; /* of orders that were played */
    uint32_t account_count;
    uint32_t customer_count;
    uint32_t first_played;                 /* accounts from here on were opened by who plays */
    int64_t source_push_e4[STAGE_SOURCES]; /* what a scheme does to the sources */
    uint64_t order_count;                  /* accepted, of everybody */
    uint64_t reject_count;                 /* of those who play */
    uint64_t trade_count;
    int64_t *volumes; /* lots of each second that the flow took, not those who play */
    int64_t *totals;  /* the same of everybody */
    int64_t *mids;    /* bid plus ask at the end of each second */
    int64_t second_count;
    /* The recording. */
    size_t record_next;
    uint32_t crowd_first;
    struct key_map crowd_orders; /* id of the recording and round -> account */
    int64_t
        cash_ticks[STAGE_ACCOUNTS]; /* of accounts: what they sold for less what they bought for */
    uint64_t record_round;          /* a recording that is over begins again */
    int64_t record_mid;             /* bid plus ask of its book when it begins */
    int64_t round_ticks;            /* how far the price had gone from there in the rounds before */
    int64_t answer_ticks;   /* how far those who play have moved the price, as the crowd sees it */
    int64_t answer_e3;      /* the same in thousandths, as it fades */
    bool has_played;        /* somebody who plays traded with the crowd in this second */
    uint32_t last_replaced; /* account whose order went last, and what it was */
    int64_t last_replaced_ns;
    int64_t last_replaced_lots;
    uint8_t last_replaced_side;
    bool has_memory;
};

/* False if there is no memory or the listing was refused. */
bool stage_open(struct stage *stage, const struct stage_options *options);
void stage_close(struct stage *stage);

/* One step of the clock: prices, then the flow. False: memory ran out. */
bool stage_advance(struct stage *stage);

/* --- for who plays ---------------------------------------------------------------------------- */

uint32_t stage_account_open(struct stage *stage, const struct stage_account *account);

/* Orders; the client order id, by which they are named. */
uint64_t stage_rest(struct stage *stage, uint32_t account_id, enum side side, int64_t ticks,
                    int64_t lots);
void stage_take(struct stage *stage, uint32_t account_id, enum side side, int64_t ticks,
                int64_t lots);
void stage_move(struct stage *stage, uint32_t account_id, uint64_t client_id, int64_t ticks);
void stage_cancel(struct stage *stage, uint32_t account_id, uint64_t client_id);
void stage_cancel_all(struct stage *stage, uint32_t account_id);

/* Any command, sent by a user of the staff or by the venue. */
void stage_command(struct stage *stage, struct command *command);

/* 0: the side is empty. */
int64_t stage_best(const struct stage *stage, enum side side);
int64_t stage_mid(const struct stage *stage);
int64_t stage_spread_ppm(const struct stage *stage);

/* Lots that a side shows within `ppm` of its best price. */
int64_t stage_depth(const struct stage *stage, enum side side, int64_t ppm);
int64_t stage_net(const struct stage *stage, uint32_t account_id);

/* What the account gained by trading, at the mid, before fees: ticks times lots. */
int64_t stage_gain(const struct stage *stage, uint32_t account_id);

/* The limit of positions, a third of an hour's volume. */
int64_t stage_position_lots(const struct stage *stage);

/* The venue's index in ticks; 0: none. */
int64_t stage_index(const struct stage *stage);

/* Lots that the second took of the first in the latest command. */
int64_t stage_met(const struct stage *stage, uint32_t rests, uint32_t takes);

/* Lots that the flow took in the last `seconds`. */
int64_t stage_volume(const struct stage *stage, int64_t seconds);

/* Lots that were traded in the last `seconds`, by everybody. */
int64_t stage_total(const struct stage *stage, int64_t seconds);

/* The price `ppm` beyond the best of the side that an order of `side` meets. */
int64_t stage_beyond(const struct stage *stage, enum side side, int64_t ppm);

#endif
