/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_history_none.c - the answers of a venue that is built without a history.
 *
 * Every question fails, as it does when the database does not answer.
 */
#include "history/history.h"

#define NO_ANSWER(name, record)                                                                    \
    enum history_status name(struct history *history, const struct history_query *query,           \
                             record *list, struct history_page *page)                              \
    {                                                                                              \
        (void)history;                                                                             \
        (void)query;                                                                               \
        (void)list;                                                                                \
        (void)page;                                                                                \
        return HISTORY_FAILED;                                                                     \
    }

NO_ANSWER(history_orders, struct order_record)
NO_ANSWER(history_fills, struct fill_record)
NO_ANSWER(history_trades, struct market_trade)
NO_ANSWER(history_transactions, struct transaction_record)
NO_ANSWER(history_fundings, struct market_funding)
NO_ANSWER(history_settlements, struct settlement_record)
NO_ANSWER(history_events, struct kept_event)

enum history_status history_candles(struct history *history, const struct history_query *query,
                                    uint32_t minutes, struct market_candle *list, uint32_t *count)
{
    (void)history;
    (void)query;
    (void)minutes;
    (void)list;
    (void)count;
    return HISTORY_FAILED;
}

enum history_status history_order(struct history *history, const struct order_key *key,
                                  struct order_record *order, bool *is_found)
{
    (void)history;
    (void)key;
    (void)order;
    *is_found = false;
    return HISTORY_FAILED;
}

enum history_status history_text(struct history *history, uint32_t account_id,
                                 uint64_t client_order_id, char text[CLIENT_TEXT_SIZE + 1])
{
    (void)history;
    (void)account_id;
    (void)client_order_id;
    text[0] = '\0';
    return HISTORY_FAILED;
}
