/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_prices.c - the inputs of mark and funding that are published, as they were last.
 */
#include "gateway/rpc_prices.h"

#include <stdlib.h>
#include <string.h>

#include "model/limits.h"

struct rpc_prices {
    struct rpc_price_inputs *products[PRODUCTS_MAX];
};

struct rpc_prices *rpc_prices_create(void)
{
    return calloc(1, sizeof(struct rpc_prices));
}

void rpc_prices_destroy(struct rpc_prices *prices)
{
    if (prices == NULL) return;
    for (uint32_t i = 0; i < PRODUCTS_MAX; i++) free(prices->products[i]);
    free(prices);
}

static void premium_add(struct rpc_price_inputs *inputs, const struct event_premium *premium)
{
    inputs->premium = *premium;
    if (inputs->premium_count == RPC_PREMIUMS_KEPT) {
        inputs->premium_count--;
        memmove(inputs->premiums, inputs->premiums + 1,
                inputs->premium_count * sizeof inputs->premiums[0]);
    }
    inputs->premiums[inputs->premium_count++] =
        (struct rpc_premium){premium->bucket_end_ns, premium->premium_e12};
}

/* Three sources in an event, from the place that it names. */
static void sources_take(struct rpc_price_inputs *inputs, const struct event_index_input *event)
{
    for (uint32_t i = 0; i < INDEX_INPUTS_PER_EVENT; i++) {
        uint32_t place = event->first + i;
        if (place < INDEX_SOURCES_MAX && event->source_ids[i] != 0) {
            inputs->sources[place] = event->inputs[i].price;
        }
    }
}

static bool is_known(uint16_t kind)
{
    return kind == EVENT_MARK || kind == EVENT_PREMIUM || kind == EVENT_FUNDING ||
           kind == EVENT_INDEX || kind == EVENT_INDEX_INPUT;
}

void rpc_prices_take(struct rpc_prices *prices, const struct event *event)
{
    if (!is_known(event->kind) || event->product_id >= PRODUCTS_MAX) return;
    struct rpc_price_inputs **place = &prices->products[event->product_id];
    if (*place == NULL) *place = calloc(1, sizeof **place);
    if (*place == NULL) return;
    if (event->kind == EVENT_MARK) {
        (*place)->mark = event->mark;
        (*place)->mark_ns = event->time_ns;
    } else if (event->kind == EVENT_PREMIUM) {
        premium_add(*place, &event->premium);
    } else if (event->kind == EVENT_INDEX) {
        (*place)->index = event->index_value;
    } else if (event->kind == EVENT_INDEX_INPUT) {
        sources_take(*place, &event->index_input);
    } else {
        (*place)->premium_count = 0;
        (*place)->interval_start_ns = event->funding.as_of_ns;
    }
}

const struct rpc_price_inputs *rpc_prices_of(const struct rpc_prices *prices, uint16_t product_id)
{
    return product_id < PRODUCTS_MAX ? prices->products[product_id] : NULL;
}
