/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_position_limit.c - positions of accounts that belong together, against the limit.
 *
 * Role   Adds up the positions of a cluster: the venue's own check knows the owner, this one also
 *        the controller and behaviour.  A large part of the open interest is told too, of those
 *        who do not make markets, once it is large enough to matter.
 * Rules  17 CFR 38.300 and 150.5, see docs/surveillance/position-limit.md.
 */
#include "surveil/detector.h"

enum { OF_LIMIT, OF_INTEREST, MATTERS };

static const struct parameter parameters[] = {
    {"of_limit", "ppm", 800000, "the cluster's position against the position limit"},
    {"of_interest", "ppm", 250000, "the cluster's position against the open interest"},
    {"matters", "ppm", 400000, "of the limit from which on the part of open interest is told"},
};

static bool makes_markets(const struct view *view, uint32_t account_id)
{
    const struct view_account *account = view_account(view, account_id);
    if (account == NULL || account->member_id >= view->member_room) return false;
    return view->member_kinds[account->member_id] == MEMBER_MARKET_MAKER ||
           (account->classes & CLASS_MARKET_MAKER) != 0;
}

/* What the declared accounts hold together counts even where others, who only behave as if they
 * were of them, hold the other side. */
static int64_t largest_net(const struct view *view, uint32_t account_id, uint16_t product_id)
{
    int64_t declared = 0;
    uint32_t id = view_cluster(view, account_id);
    for (uint32_t left = VIEW_CLUSTER_WALK; id != 0 && left > 0; left--) {
        if (view_same_declared(view, id, account_id))
            declared += view_net_lots(view, id, product_id);
        const struct view_account *account = view_account(view, id);
        id = account == NULL ? 0 : account->cluster_next;
    }
    int64_t net = view_cluster_net(view, account_id, product_id);
    return i64_max((int64_t)i64_magnitude(net), (int64_t)i64_magnitude(declared));
}

static void on_event(struct detector *detector, const struct event *event)
{
    if (event->kind != EVENT_FILL) return;
    const struct view *view = detector->view;
    const struct view_product *product = view_product(view, event->product_id);
    if (product->position_lots_max == 0) return;
    int64_t net = largest_net(view, event->account_id, product->id);
    int64_t of_limit = share_ppm(net, product->position_lots_max);
    if (of_limit < i64_min(detector->values[MATTERS], detector->values[OF_LIMIT])) return;
    int64_t of_interest = share_ppm(net, product->open_interest_lots);
    bool is_over = of_limit >= detector->values[OF_LIMIT];
    bool is_much = of_interest >= detector->values[OF_INTEREST] &&
                   of_limit >= detector->values[MATTERS] && !makes_markets(view, event->account_id);
    if (!is_over && !is_much) return;
    struct view_gain gain =
        view_gain(view, event->account_id, product->id, event->time_ns - 600 * SURVEIL_SECOND);
    struct alert alert = alert_begin(detector, event->account_id, product->id, gain.first_sequence);
    alert.profit_micros = gain.profit_micros;
    if (is_over) alert_figure(detector, &alert, OF_LIMIT, of_limit);
    if (is_much) alert_figure(detector, &alert, OF_INTEREST, of_interest);
    alert_raise(detector, &alert);
}

const struct detector_kind detector_position_limit = {
    .name = "position-limit",
    .version = 2,
    .summary = "positions that belong together, against limit and open interest",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .on_event = on_event,
};
