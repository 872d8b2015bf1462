/* SPDX-License-Identifier: Apache-2.0 */
/*
 * weekend.h - who is at the venue over the weekend of the reports, and the steps that its kinds
 * share.
 *
 * Role   See weekend.c.
 */
#ifndef PERPETUA_TEST_REPORT_WEEKEND_H
#define PERPETUA_TEST_REPORT_WEEKEND_H

#include <stdnoreturn.h>

#include "base/random.h"
#include "model/side.h"
#include "node/node.h"

#define SECOND_NS   INT64_C(1000000000)
#define MINUTE_NS   (60 * SECOND_NS)
#define HOUR_NS     (60 * MINUTE_NS)
#define FRIDAY_NS   INT64_C(1790308800000000000) /* 2026-09-25 00:00 in New York, 04:00 UTC */
#define PRODUCT     1
#define SOURCES     5u
#define SOURCE_ONE  11u
#define USD         INT64_C(1000000)
#define REOPENING_S 36u
#define TRADES_KEPT 8u
#define EVENT_MAX   256u

enum {
    FUND = 1,
    HOUSE = 2,
    CUSTOMER_FIRST = 3, /* of the broker: 3 to 8; 3 and 4 have one owner */
    CUSTOMER_LAST = 8,
    MAKER = 9,
    PROVIDER = 10,
    BROKER_OWN = 11,
    OMNIBUS = 12, /* of the broker; the next are only there when the venue is supervised */
    CAPITAL = 13,
    GUARANTY_FIRST = 14, /* of members 1 to 4 */
    GUARANTY_LAST = 17,
    CARRIED = 18, /* of the provider, who trades through the broker with it */
    ACCOUNT_LAST = 18
};

enum { MEMBER_HOUSE = 1, MEMBER_BROKER = 2, MEMBER_QUOTES = 3, MEMBER_BIDS = 4 };

/* Commands are large: each function has its own on the stack. */
#define noinline __attribute__((noinline))

struct weekend {
    struct node node;
    struct random random;
    int64_t time_ns;
    int64_t price_ticks;
    uint64_t client_order_id;
    uint64_t counts[EVENT_MAX];
    struct event trades[TRADES_KEPT]; /* the latest */
    uint64_t trade_count;
    uint64_t give_up_count;
    bool has_errors;
    bool is_supervised;
    bool has_blocks;
};

noreturn void stop(const char *what, const struct journal_error *error);
void submit(struct weekend *weekend, struct command *command);

/* A command of the opening: a refusal would make the whole weekend empty. */
void set_up(struct weekend *weekend, struct command *command);

void place(struct weekend *weekend, uint32_t account_id, enum side side, int64_t ticks,
           int64_t lots);
void quote(struct weekend *weekend);
void halt(struct weekend *weekend, enum halt state);

/* Seconds of trading from an instant on, counted from Friday midnight.  The index was stale, so the
 * product reopens by an auction first. */
void trade_from(struct weekend *weekend, int64_t from_ns, uint32_t seconds, int64_t drift);

/* Friday 16:00 to Monday 17:00 in New York, and a little of the next date. */
void run_supervised(struct weekend *weekend);
void run_blocks(struct weekend *weekend);

#endif
