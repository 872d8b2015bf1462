/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clusters.c - see clusters.h.
 */
#include "surveil/clusters.h"

#include <string.h>

#include "keep/keep.h"
#include "model/reject.h"
#include "surveil/tally.h"

enum { GAP, NEAR, CROWD, TOGETHER, TIMING, LIFT, TRADES, TRANSFER, SESSION, SCORE, SIZE, WINDOW };

const struct parameter clusters_parameters[] = {
    {"gap", "ms", 5000, "without an act, after which an account's next act begins a bout"},
    {"near", "ms", 1500, "between the beginnings of two bouts that begin together"},
    {"crowd", "accounts", 12, "whose bouts begin so near; with more, the moment says nothing"},
    {"together", "bouts", 6, "of the two that began together on opposite sides"},
    {"timing", "ppm", 500000, "of the busier one's bouts, below which timing is no sign"},
    {"lift", "times", 3, "as many as chance would bring together, below which timing is no sign"},
    {"trades", "trades", 6, "with one another, below which their common volume is no sign"},
    {"transfer", "ppm", 200000, "what each transfer between the two adds to the score"},
    {"session", "ppm", 20000, "what each turn from one to the other in a session adds"},
    {"score", "ppm", 500000, "at which two accounts become one cluster"},
    {"size", "accounts", 8, "most in a cluster that behaviour makes"},
    {"window", "s", 3600, "one to two of these are looked at"},
};

const uint32_t clusters_parameter_count =
    sizeof clusters_parameters / sizeof clusters_parameters[0];

static_assert(sizeof clusters_parameters / sizeof clusters_parameters[0] <= DETECTOR_PARAMETERS_MAX,
              "the values have room");

#define CLUSTERS_CELLS 16384u

#define SIGN_PPM_MAX INT64_C(1000000) /* what one kind of sign adds at most */
#define PAUSE_MS_MAX INT64_C(60000)   /* a longer pause counts as one of this length */

/* Of a pair; and of an account. */
enum { SUM_SAME, SUM_LOTS, SUM_TOGETHER, SUM_TRADES, SUM_TRANSFERS, SUM_SESSIONS };
enum { SUM_BOUTS = SUM_SAME, SUM_PAUSES_MS = SUM_TOGETHER };

static_assert(SUM_SESSIONS < TALLY_SUMS, "the sums have room");

/* Of one account: 0 and the account; of a pair: lower and higher account. */
struct cluster_cell {
    struct cell head;
    struct tally tally;
    int64_t act_ns;         /* of the account's latest act */
    int64_t bout_ns;        /* its latest bout began */
    uint64_t bout;          /* its number among the latest beginnings */
    uint64_t trade_command; /* the pair's latest trade: a command counts once, and so does */
    uint64_t trade_order;   /* an order that rests and is met again and again */
};

bool clusters_init(struct clusters *clusters, struct view *view)
{
    *clusters = (struct clusters){.view = view};
    for (uint32_t i = 0; i < clusters_parameter_count; i++) {
        clusters->values[i] = clusters_parameters[i].value;
    }
    return cells_init(&clusters->cells, sizeof(struct cluster_cell), CLUSTERS_CELLS);
}

void clusters_release(struct clusters *clusters)
{
    cells_release(&clusters->cells);
}

void clusters_keep(struct clusters *clusters, struct keep *keep)
{
    cells_keep(&clusters->cells, keep);
    keep_bytes(keep, clusters->values, sizeof clusters->values);
    keep_bytes(keep, clusters->recent, sizeof clusters->recent);
    keep_bytes(keep, &clusters->recent_count, sizeof clusters->recent_count);
    keep_bytes(keep, &clusters->session_id, sizeof clusters->session_id);
    keep_bytes(keep, &clusters->session_account_id, sizeof clusters->session_account_id);
}

bool clusters_set(struct clusters *clusters, const char *name, int64_t value)
{
    for (uint32_t i = 0; i < clusters_parameter_count; i++) {
        if (strcmp(clusters_parameters[i].name, name) != 0) continue;
        clusters->values[i] = value;
        return true;
    }
    return false;
}

static struct cluster_cell *cell_of(struct clusters *clusters, uint64_t a, uint64_t b)
{
    struct cluster_cell *cell = cells_get(&clusters->cells, a, b);
    tally_turn(&cell->tally, clusters->view->time_ns, clusters->values[WINDOW] * SURVEIL_SECOND);
    return cell;
}

/* --- the score -------------------------------------------------------------------------------- */

/* What is known of one of the two. */
struct habits {
    int64_t bouts;
    int64_t pauses_ms; /* between their beginnings, in sum */
    int64_t lots;
};

static struct habits habits_of(struct clusters *clusters, uint32_t account_id)
{
    const struct tally *tally = &cell_of(clusters, 0, account_id)->tally;
    return (struct habits){.bouts = tally_sum(tally, SUM_BOUTS),
                           .pauses_ms = tally_sum(tally, SUM_PAUSES_MS),
                           .lots = tally_sum(tally, SUM_LOTS)};
}

/* Of the busier one's bouts those that began with the other's; 0: too few, or chance. */
static int64_t timing_of(const struct clusters *clusters, int64_t together,
                         const struct habits *one, const struct habits *two)
{
    const int64_t *values = clusters->values;
    if (together < values[TOGETHER]) return 0;
    const struct habits *few = one->bouts <= two->bouts ? one : two;
    int64_t many = i64_max(i64_max(one->bouts, two->bouts), together);
    int64_t share = share_ppm(together, many);
    if (share < values[TIMING]) return 0;
    /* A bout finds one of the other's within `near` before or after it, by chance. */
    int64_t chance = share_ppm(2 * values[NEAR] * few->bouts, i64_max(few->pauses_ms, 1));
    return share < values[LIFT] * chance ? 0 : share;
}

static struct account_link link_of(struct clusters *clusters, uint32_t low, uint32_t high)
{
    const int64_t *values = clusters->values;
    struct habits one = habits_of(clusters, low);
    struct habits two = habits_of(clusters, high);
    const struct tally *pair = &cell_of(clusters, low, high)->tally;
    int64_t together = tally_sum(pair, SUM_TOGETHER);
    int64_t trades = tally_sum(pair, SUM_TRADES);
    int64_t transfers = tally_sum(pair, SUM_TRANSFERS);
    int64_t sessions = tally_sum(pair, SUM_SESSIONS);
    /* Who follows the same price is on the same side: that counts beside another sign. */
    bool has_other = transfers > 0 || sessions > 0 || trades >= values[TRADES];
    if (has_other) together += tally_sum(pair, SUM_SAME);
    struct account_link link = {.account_id = high,
                                .other_id = low,
                                .kind = LINK_BEHAVIOUR,
                                .together = (uint32_t)together,
                                .bouts = (uint32_t)i64_max(one.bouts, two.bouts),
                                .trades = (uint32_t)trades,
                                .transfers = (uint32_t)transfers,
                                .sessions = (uint32_t)sessions};
    link.timing_ppm = timing_of(clusters, together, &one, &two);
    if (trades >= values[TRADES]) {
        int64_t most = i64_max(one.lots, two.lots);
        link.volume_ppm = i64_min(share_ppm(tally_sum(pair, SUM_LOTS), most), SIGN_PPM_MAX);
    }
    link.score_ppm = link.timing_ppm + link.volume_ppm +
                     i64_min(transfers * values[TRANSFER], SIGN_PPM_MAX) +
                     i64_min(sessions * values[SESSION], values[SCORE] / 4);
    return link;
}

static void judge(struct clusters *clusters, uint32_t low, uint32_t high)
{
    struct view *view = clusters->view;
    if (view_same_cluster(view, low, high)) return;
    int64_t size = (int64_t)view_cluster_size(view, low) + view_cluster_size(view, high);
    if (size > clusters->values[SIZE]) return;
    struct account_link link = link_of(clusters, low, high);
    if (link.score_ppm >= clusters->values[SCORE]) view_join(view, &link);
}

/* --- signs ------------------------------------------------------------------------------------ */

/* Could there be enough to join the two?  Most pairs never come so far. */
static bool is_worth_judging(const struct clusters *clusters, const struct tally *tally)
{
    int64_t together = tally_sum(tally, SUM_TOGETHER) + tally_sum(tally, SUM_SAME);
    return together >= clusters->values[TOGETHER] ||
           tally_sum(tally, SUM_TRADES) >= clusters->values[TRADES] ||
           tally_sum(tally, SUM_TRANSFERS) > 0;
}

/* One more of a sign of the two. */
static void pair_add(struct clusters *clusters, uint32_t a, uint32_t b, uint32_t sum)
{
    if (a == b || a == 0 || b == 0) return;
    uint32_t low = u32_min(a, b);
    uint32_t high = u32_max(a, b);
    struct cluster_cell *cell = cell_of(clusters, low, high);
    cell->tally.now[sum]++;
    if (is_worth_judging(clusters, &cell->tally)) judge(clusters, low, high);
}

/* The beginnings of bouts of others that are near; 0: too many, or none. */
static uint32_t near_count(const struct clusters *clusters, uint32_t account_id,
                           struct bout_start others[CLUSTERS_RECENT])
{
    int64_t from_ns = clusters->view->time_ns - clusters->values[NEAR] * (SURVEIL_SECOND / 1000);
    uint64_t kept = u64_min(clusters->recent_count, CLUSTERS_RECENT);
    uint32_t count = 0;
    for (uint64_t back = 1; back <= kept; back++) {
        const struct bout_start *start =
            &clusters->recent[(clusters->recent_count - back) % CLUSTERS_RECENT];
        if (start->time_ns < from_ns) break;
        if (start->account_id != account_id) others[count++] = *start;
    }
    return count > clusters->values[CROWD] ? 0 : count;
}

/* The account did something on a side. */
static void act(struct clusters *clusters, uint32_t account_id, uint8_t side)
{
    int64_t now_ns = clusters->view->time_ns;
    struct cluster_cell *cell = cell_of(clusters, 0, account_id);
    bool begins = now_ns - cell->act_ns > clusters->values[GAP] * (SURVEIL_SECOND / 1000);
    cell->act_ns = now_ns;
    if (!begins) {
        /* Both sides of it count while its beginning is remembered. */
        bool is_kept = clusters->recent_count - cell->bout < CLUSTERS_RECENT;
        if (is_kept) clusters->recent[cell->bout % CLUSTERS_RECENT].sides |= (uint8_t)(1u << side);
        return;
    }
    int64_t pause_ms = (now_ns - cell->bout_ns) / (SURVEIL_SECOND / 1000);
    cell->bout_ns = now_ns;
    cell->tally.now[SUM_BOUTS]++;
    cell->tally.now[SUM_PAUSES_MS] += i64_min(pause_ms, PAUSE_MS_MAX);
    struct bout_start others[CLUSTERS_RECENT];
    uint32_t count = near_count(clusters, account_id, others);
    cell->bout = clusters->recent_count;
    clusters->recent[clusters->recent_count++ % CLUSTERS_RECENT] = (struct bout_start){
        .time_ns = now_ns, .account_id = account_id, .sides = (uint8_t)(1u << side)};
    for (uint32_t i = 0; i < count; i++) {
        bool is_opposite = (others[i].sides >> side_opposite((enum side)side) & 1) != 0;
        uint32_t sum = is_opposite ? SUM_TOGETHER : SUM_SAME;
        pair_add(clusters, account_id, others[i].account_id, sum);
    }
}

static void look_at_trade(struct clusters *clusters, const struct event *event)
{
    const struct event_trade *trade = &event->trade;
    int64_t lots = trade->qty.lots;
    uint32_t low = u32_min(trade->maker_account_id, trade->taker_account_id);
    uint32_t high = u32_max(trade->maker_account_id, trade->taker_account_id);
    if (trade->auction != 0 || low == high) return;
    act(clusters, trade->taker_account_id, trade->taker_side);
    act(clusters, trade->maker_account_id, (uint8_t)side_opposite((enum side)trade->taker_side));
    cell_of(clusters, 0, low)->tally.now[SUM_LOTS] += lots;
    cell_of(clusters, 0, high)->tally.now[SUM_LOTS] += lots;
    struct cluster_cell *pair = cell_of(clusters, low, high);
    pair->tally.now[SUM_LOTS] += lots;
    bool is_new =
        pair->trade_command != event->sequence && pair->trade_order != trade->maker_order_id;
    pair->trade_command = event->sequence;
    pair->trade_order = trade->maker_order_id;
    if (is_new) pair_add(clusters, low, high, SUM_TRADES);
}

void clusters_event(struct clusters *clusters, const struct event *event)
{
    switch (event->kind) {
    case EVENT_TRADE: look_at_trade(clusters, event); return;
    case EVENT_ORDER_ACCEPTED:
    case EVENT_ORDER_ARMED:
    case EVENT_ORDER_AMENDED: act(clusters, event->account_id, event->order.side); return;
    case EVENT_ORDER_DECREASED:
    case EVENT_ORDER_CANCELLED:
        if (event->order.reason <= REASON_MASS) act(clusters, event->account_id, event->order.side);
        return;
    default: return;
    }
}

/* Two accounts in turn in one session: whoever holds it works both. */
static void look_at_session(struct clusters *clusters, const struct command *command)
{
    bool is_same = command->session_id != 0 && command->session_id == clusters->session_id;
    uint32_t before = clusters->session_account_id;
    clusters->session_id = command->session_id;
    clusters->session_account_id = command->account_id;
    if (is_same) pair_add(clusters, before, command->account_id, SUM_SESSIONS);
}

void clusters_command(struct clusters *clusters, const struct command *command)
{
    switch (command->kind) {
    case COMMAND_ORDER_PLACE:
    case COMMAND_ORDER_AMEND:
    case COMMAND_ORDER_DECREASE:
    case COMMAND_ORDER_CANCEL: look_at_session(clusters, command); return;
    case COMMAND_TRANSFER:
        pair_add(clusters, command->account_id, command->cash.to_account_id, SUM_TRANSFERS);
        return;
    case COMMAND_POSITION_TRANSFER:
        pair_add(clusters, command->account_id, command->position_transfer.to_account_id,
                 SUM_TRANSFERS);
        return;
    default: return;
    }
}
