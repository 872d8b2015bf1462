/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.h - receipts for what a journal holds: prices, funding, margin, forced closes, defaults.
 *
 * Role       Takes every command with its events, computes each explainable number again by the
 *            derive_* files, and prints the receipt of the one that was asked for.  With no
 *            printing wanted it is a check of all receipts of a journal.
 * Invariant  What is compared was computed from earlier facts of the journal, never from the event
 *            that it is compared with, unless the receipt says that it is an input.
 * Ownership  An explain owns its memory from explain_init to explain_release.
 */
#ifndef PERPETUA_LAB_EXPLAIN_H
#define PERPETUA_LAB_EXPLAIN_H

#include <stdio.h>

#include "lab/explain_close.h"
#include "lab/receipt.h"
#include "lab/watch.h"
#include "lab/worked.h"

enum explain_subject {
    EXPLAIN_INDEX,       /* event INDEX */
    EXPLAIN_MARK,        /* event MARK */
    EXPLAIN_FUNDING,     /* events PREMIUM, FUNDING, FUNDING_PAYMENT */
    EXPLAIN_MARGIN,      /* events ACCOUNT_QUEUED, ACCOUNT_HEALTHY */
    EXPLAIN_REFUSAL,     /* event REJECTED for margin, ORDER_CANCELLED when the check fails later */
    EXPLAIN_LIQUIDATION, /* events LIQUIDATION, CLOSE_OUT, FUND; POSITION_MOVED to bidder or fund */
    EXPLAIN_DELEVERAGE,  /* events DELEVERAGE, DELEVERAGED; POSITION_MOVED to one who gives */
    EXPLAIN_DEFAULT,     /* event DEFAULT_STEP */
    EXPLAIN_SUBJECTS
};

#define EXPLAIN_ANY_INDEX UINT32_MAX

/* Which receipt to print. */
struct explain_request {
    enum explain_subject subject; /* EXPLAIN_SUBJECTS: none */
    uint64_t sequence;
    uint32_t event_index; /* EXPLAIN_ANY_INDEX: the first of the subject in the command */
    FILE *out;
    enum receipt_format format;
    bool is_thorough; /* walks all positions at each mark, for looks that should tell and do not */
    /* Instead of the subject and what follows it: says of each receipt where it is to be printed,
     * NULL nowhere; and sees it when it is complete. */
    FILE *(*choose)(void *context, const struct event *event);
    void (*chosen)(void *context, const struct event *event);
    void *context;
};

struct explain_total {
    uint64_t receipts;
    uint64_t verified;
    uint64_t first_failed; /* sequence; 0: none failed */
};

struct explain {
    struct watch watch;
    struct explain_request request;
    bool is_found;    /* the receipt asked for was printed */
    bool is_verified; /* and it verifies */
    struct explain_total totals[EXPLAIN_SUBJECTS];
    uint64_t sequence; /* of the latest command */
    struct worked worked;
    /* Of the command at hand; `command` is the one that is worked, which another may approve. */
    const struct command *command;
    const struct event *events;
    uint32_t event_count;
    struct explain_close close;
    struct explain_turns turns;
    bool has_memory;
    struct account_case account; /* the one that a receipt is about */
};

/* "index" for EXPLAIN_INDEX. */
const char *explain_subject_name(enum explain_subject subject);

/* The subject that an event's receipt belongs to; EXPLAIN_SUBJECTS if it has none. */
enum explain_subject explain_subject_of(const struct event *event);

/* Whose business the receipt of an event is: EXPLAIN_EVERYBODY, one account's, or that of the
 * venue alone. */
#define EXPLAIN_EVERYBODY  0u
#define EXPLAIN_VENUE_ONLY UINT32_MAX
uint32_t explain_owner(const struct event *event);

/* False if there is no memory. */
bool explain_init(struct explain *explain, const struct explain_request *request);
void explain_release(struct explain *explain);

/* One command with all its events.  False if there is no memory. */
bool explain_command(struct explain *explain, const struct command *command,
                     const struct event *events, uint32_t event_count);

/* What it knows after the latest command, written down or taken up: keep/keep.h. */
struct keep;
void explain_keep(struct explain *explain, struct keep *keep);

/* The receipt of an account as it stands after the latest command; `given` is what the venue says
 * of it.  True if it verifies. */
bool explain_standing(struct explain *explain, uint32_t account_id, const struct event_risk *given,
                      struct receipt_output output);

/* --- used by the explain_*.c only ------------------------------------------------------------- */

/* Begins the receipt of an event: printed if it is the one asked for. */
void explain_begin(struct explain *explain, struct receipt *receipt, enum explain_subject subject,
                   const struct event *event, const char *title);
void explain_end(struct explain *explain, struct receipt *receipt, enum explain_subject subject,
                 const struct event *event);

/* The boundary of the price step in which an event of the product was given (R-STEP-2). */
int64_t explain_boundary_ns(const struct explain *explain, uint16_t product_id);

/* R-FUND-6: the rate that the buckets closed so far would give. */
int64_t explain_estimate_e12(const struct watch_product *product);

/* "FILL 1002" */
#define ORIGIN_SIZE 64
const char *explain_origin(char out[ORIGIN_SIZE], const char *what, uint64_t sequence);

/* Prices in the units of a product, money in the currency that the receipt is about. */
struct amount amount_fine(const struct watch_product *product, int64_t ticks_e4);
struct amount amount_money(const struct receipt *receipt, int64_t micros);
struct amount amount_exact(const struct receipt *receipt, int128 micros);
struct amount amount_nanos(const struct receipt *receipt, int128 nanos);
struct amount amount_lots(int64_t lots);
struct amount amount_rate(int64_t rate_e12);
struct amount amount_ppm(int64_t ppm);
struct amount amount_count(int64_t count, const char *unit);

/* --- explain_account.c ------------------------------------------------------------------------ */

/* Funding due on a position, as it would be paid now (R-FUND-10). */
int64_t explain_owed(const struct watch *watch, const struct watch_position *position);

/* A position as it is valued now; `position` NULL: no lots. */
struct margin_case explain_margin_case(const struct watch *watch, uint16_t product_id,
                                       const struct watch_position *position);

/* All of an account; by its own mode of margin, or by the one that is given. */
void explain_account(const struct watch *watch, uint32_t account_id, struct account_case *account);
void explain_account_as(const struct watch *watch, uint32_t account_id, bool is_portfolio,
                        struct account_case *account);

/* One more product of it.  Returns its place. */
uint32_t explain_stake_add(const struct watch *watch, struct account_case *account,
                           uint16_t product_id, const struct watch_position *position,
                           bool is_portfolio);

/* Inputs and steps up to equity and maintenance margin; initial margin of some lots. */
void explain_account_steps(struct explain *explain, struct receipt *receipt, uint32_t account_id,
                           const struct account_case *account, const struct account_sums *sums);
void explain_initial_steps(struct receipt *receipt, const struct margin_case *seen, int64_t lots);

/* --- explain_turns.c -------------------------------------------------------------------------- */

/* The looks at a mark are over; and an event (NULL: the end of the command) that may be behind all
 * turns. */
void explain_turns_begin(struct explain *explain, uint16_t product_id);
void explain_turns_follow(struct explain *explain, const struct event *event);
void explain_turns_end(struct explain *explain);

/* Is the account the next one of the list that is closed? */
bool explain_is_turn_of(struct explain *explain, uint32_t account_id);

/* R-LIQ-3: whose turn it is at an event LIQUIDATION or CLOSE_OUT; 0: nobody's. */
uint32_t explain_turn(struct explain *explain, const struct event *event);

/* --- explain_silence.c ------------------------------------------------------------------------ */

/* Events that should be there: at the end of the looks of a product, of a turn, of a batch, of a
 * step, and before an event that moves lots or money. */
void explain_silence_looks(struct explain *explain, uint16_t product_id);
void explain_silence_turn(struct explain *explain);
void explain_silence_moves(struct explain *explain);
void explain_silence_step(struct explain *explain);
void explain_silence_payments(struct explain *explain, const struct event *event);
void explain_silence_collect(struct explain *explain, const struct command *command);

/* R-LIQ-6: the fee on what the slice at hand traded. */
int64_t explain_slice_fee(const struct explain *explain, uint16_t product_id);

/* R-ADL-1: is there a close-out with lots left, and one who has still some to give? */
bool explain_batch_goes_on(struct explain_close *close);

/* --- explain_fund.c --------------------------------------------------------------------------- */

/* Is the event PHASE of a product (or of the venue) what the command at hand says, and not what a
 * schedule or an index does before it? */
bool explain_is_phase_of_command(const struct explain *explain, const struct event *event,
                                 uint16_t id);

/* Is the product listed, open, under no halt, its index neither? (part 6) */
bool explain_is_trading(const struct watch *watch, const struct watch_product *product);

/* R-LIQ-2: does the product's liquidation step happen when a mark is applied now? */
bool explain_is_ready(const struct watch *watch, const struct watch_product *product);

/* R-FUNDCAP-1: what the fund of the product is worth now. */
int64_t explain_fund_value(const struct watch *watch, uint16_t product_id);

/* Is it an event that no liquidation step gives after its closes? */
bool explain_is_after_step(const struct event *event);

/* Does it begin an order of the command at hand, and not of a slice? */
bool explain_is_own_order(const struct explain *explain, const struct event *event);

/* What the event (NULL: the end of the command) means for funds and for the step at hand: a look at
 * a fund comes before the first event that follows from its mark. */
void explain_fund_looks(struct explain *explain, const struct event *event);
void explain_close_follow(struct explain *explain, const struct event *event);
void explain_close_begin(struct explain *explain);

/* A liquidation step that no event told of begins, if one can: its looks are over. */
bool explain_look_silent(struct explain *explain, uint16_t product_id);

/* R-DEFAULT-8, R-LIQ-10: debts of the step that nobody paid, before positions are torn up and at
 * its end. */
void explain_debts_keep(struct explain *explain);
void explain_debts_end(struct explain *explain);

/* The step at hand is over. */
void explain_step_end(struct explain *explain);

void explain_close_release(struct explain_close *close);

/* An event that should be in the journal is not: a receipt that cannot verify. */
void explain_missing(struct explain *explain, enum explain_subject subject);

/* The list with room for one more, moved if it must; NULL, noted in the explain, without memory. */
void *explain_grow(struct explain *explain, void *list, uint32_t *room, uint32_t count,
                   size_t size);

/* R-STEP-2: which products have a price step in this command; and what an event (NULL: the end of
 * the command) says of it.  Before every other look at the event. */
bool explain_is_of_step(const struct event *event);

/* Is the event one of a cycle of settlement? */
bool explain_is_of_cycle(const struct explain *explain, const struct event *event);

/* R-MARK-6: do price steps of the product give no event MARK? */
bool explain_is_quiet(const struct watch_product *product);
void explain_steps_begin(struct explain *explain);
void explain_steps_follow(struct explain *explain, const struct event *event);

/* Samples and accruals of the step that an event MARK is from, unless PREMIUM or FUNDING did it. */
void explain_funding_step(struct explain *explain, const struct event *event);

void explain_index(struct explain *explain, const struct event *event);
void explain_mark(struct explain *explain, const struct event *event);
void explain_premium(struct explain *explain, const struct event *event);
void explain_funding(struct explain *explain, const struct event *event);
void explain_payment(struct explain *explain, const struct event *event);
void explain_risk(struct explain *explain, const struct event *event);
void explain_liquidation(struct explain *explain, const struct event *event);
void explain_close_out(struct explain *explain, const struct event *event);
void explain_fund(struct explain *explain, const struct event *event);
void explain_moved(struct explain *explain, const struct event *event);
void explain_deleverage(struct explain *explain, const struct event *event);
void explain_deleveraged(struct explain *explain, const struct event *event);
void explain_default_step(struct explain *explain, const struct event *event);

/* Lots that an account would get, as an order for them. */
struct explain_lots {
    uint32_t account_id;
    uint16_t product_id;
    uint8_t side;
    int64_t price_ticks;
    int64_t lots;
};
struct order_case explain_lots_case(struct explain *explain, const struct explain_lots *wanted);
void explain_order_inputs(struct receipt *receipt, const struct watch_product *product,
                          const struct order_case *order);
void explain_order_steps(struct receipt *receipt, const struct order_case *order,
                         const struct derived_order *derived);
/* What the reject gives, beside what was derived. */
void explain_order_compare(struct receipt *receipt, const struct order_case *order,
                           const struct derived_order *derived, const struct event_reject *given);
/* True: a limit refused it, which is noted, and no deposit would have helped. */
bool explain_limit_note(struct receipt *receipt, enum order_verdict verdict);

/* A block, or a move between accounts of one owner, that was refused for margin; and one that was
 * carried out, for both accounts. */
void explain_block_refusal(struct explain *explain, const struct event *event);
void explain_block_passes(struct explain *explain, const struct event *event);

/* Was it refused for margin, so that there is a receipt? */
bool explain_is_refusal(const struct event *event);
void explain_refusal(struct explain *explain, const struct event *event);

/* R-BID-3: would so many lots of the bid pass the check of margin now? */
bool explain_bid_passes(struct explain *explain, const struct watch_bid *bid, int64_t lots);

/* R-BID-3: the bid that gets lots of the close-out at hand next, or NULL; those that are passed
 * over are behind it then. */
const struct watch_bid *explain_bid_next(struct explain *explain, struct close_turn *turn,
                                         uint16_t product_id);

/* An order that is accepted: was there nothing to refuse? */
void explain_acceptance(struct explain *explain, const struct event *event);

#endif
