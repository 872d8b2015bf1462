/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_attention.c - which accounts are unhealthy, and the queue of them.
 *
 * Role   See naive_margin.h.  Every account is looked at, without an index.
 * Rules  R-ATT-1 to R-ATT-6.
 */
#include "sim/naive_margin.h"
#include "sim/naive_money.h"
#include "sim/naive_state.h"

/* R-ATT-2 */
static bool is_unhealthy(const struct naive *naive, uint32_t account_id)
{
    int128 maintenance = naive_maintenance(naive, account_id, NULL);
    int128 equity = naive_equity(naive, account_id);
    return maintenance > 0 && maintenance * PPM_ONE >= naive->margins.queue_ratio_ppm * equity;
}

int64_t naive_risk_ratio(int128 maintenance, int128 equity)
{
    if (maintenance == 0) return 0;
    if (equity <= 0) return RATIO_PPM_MAX;
    int128 ratio = div_ceil(maintenance * PPM_ONE, equity);
    return ratio > RATIO_PPM_MAX ? RATIO_PPM_MAX : narrow_i64(ratio);
}

/* R-ATT-5 */
static void emit_risk(struct naive *naive, enum event_kind kind, uint32_t account_id,
                      uint16_t product_id)
{
    int128 maintenance = naive_maintenance(naive, account_id, NULL);
    int128 equity = naive_equity(naive, account_id);
    struct event *event = naive_emit(naive, kind, account_id, product_id);
    event->risk.equity.micros = naive_show(equity);
    event->risk.maintenance.micros = naive_show(maintenance);
    event->risk.initial.micros = naive_show(naive_initial(naive, account_id, NULL));
    event->risk.balance.micros = naive_show(*naive_entry(naive, entry_account(account_id)));
    event->risk.unrealised.micros = naive_show(naive_unrealised(naive, account_id));
    event->risk.ratio_ppm = naive_risk_ratio(maintenance, equity);
    event->risk.mark.ticks_e4 = product_id == 0 ? 0 : naive->products[product_id].mark_e4;
}

void naive_look_at_queued(struct naive *naive, uint32_t account_id, uint16_t product_id)
{
    struct naive_account *account = &naive->accounts[account_id];
    if (account->queue_turn == 0 || is_unhealthy(naive, account_id)) return;
    account->queue_turn = 0;
    emit_risk(naive, EVENT_ACCOUNT_HEALTHY, account_id, product_id);
}

void naive_look_at_mark(struct naive *naive, uint16_t product_id)
{
    if (!naive_is_full(naive, product_id)) return;
    if (!naive_product_is_trading(naive, &naive->products[product_id])) return;
    for (uint32_t id = 1; id <= naive->account_count; id++) {
        struct naive_account *account = &naive->accounts[id];
        if (naive_net_lots(naive, id, product_id) == 0) continue;
        if (account->queue_turn != 0) {
            naive_look_at_queued(naive, id, product_id);
        } else if (is_unhealthy(naive, id)) {
            account->queue_turn = ++naive->margins.next_turn;
            emit_risk(naive, EVENT_ACCOUNT_QUEUED, id, product_id);
        }
    }
}
