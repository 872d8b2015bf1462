/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_book.c - the venue's own book behind the interface of abi.h.
 *
 * Role       A thin shell: it finds orders by the harness's ids, asks core/book for the best
 *            order and tells it what was executed, and writes reports.  Prices, queues, levels
 *            and memory of orders are core/book, the code that the venue runs.
 * Limits     16,777,214 resting orders; with one more the process stops.  Memory is reserved at the
 *            start and used as orders come.  Any 64-bit price and id.
 */
#include <string.h>

#include "abi.h"
#include "abi_reports.h"
#include "base/check.h"
#include "core/book/book.h"
#include "os/os_memory.h"

#define ORDERS_MAX (1u << 24)
#define SLOT_BITS  24u

#define LADDER_WIDTH  (1u << 14) /* as in the venue */
#define BUCKETS_FIRST (1u << 16)

struct shell {
    struct order_pools pools;
    struct order_store store;
    struct book book;
    struct ladder_state ladder_states[2];
    uint32_t *buckets; /* the first order of each chain of ids; the chain goes on in `session` */
    uint32_t bucket_mask;
    struct abi_reports reports;
    struct os_memory orders;
    struct os_memory levels;
    struct os_memory ladders;
    struct os_memory bucket_memory;
};

static struct shell shell;

/* --- memory ----------------------------------------------------------------------------------- */

static void *memory_take(struct os_memory *memory, size_t size)
{
    enum os_result result = os_memory_take(memory, size, OS_MEMORY_HUGE);
    ASSERT(result == OS_OK);
    return memory->bytes;
}

static void ladder_carve(struct ladder *ladder, struct ladder_state *state, unsigned char **memory)
{
    *ladder = (struct ladder){.state = state, .width = LADDER_WIDTH, .store = &shell.store};
    ladder->words = (void *)*memory;
    *memory += LADDER_WIDTH / 8;
    ladder->summary = (void *)*memory;
    *memory += LADDER_WIDTH / 512;
    ladder->slots = (void *)*memory;
    *memory += LADDER_WIDTH * sizeof(uint32_t);
}

static void book_make(void)
{
    slot_pool_init(&shell.pools.orders, ORDERS_MAX);
    slot_pool_init(&shell.pools.levels, ORDERS_MAX);
    slot_pool_init(&shell.pools.extras, 2);
    shell.store.pools = &shell.pools;
    shell.store.slot_bits = SLOT_BITS;
    shell.store.orders = memory_take(&shell.orders, ORDERS_MAX * sizeof(struct order));
    shell.store.levels = memory_take(&shell.levels, ORDERS_MAX * sizeof(struct level));
    /* No order has an extra, but slot 0 is read: the first bytes of no level, all zero. */
    static struct order_extra no_extra;
    shell.store.extras = &no_extra;

    size_t ladder_size = LADDER_WIDTH / 8 + LADDER_WIDTH / 512 + LADDER_WIDTH * sizeof(uint32_t);
    unsigned char *memory = memory_take(&shell.ladders, 2 * ladder_size);
    shell.book.store = &shell.store;
    ladder_carve(&shell.book.sides[SIDE_BUY], &shell.ladder_states[SIDE_BUY], &memory);
    ladder_carve(&shell.book.sides[SIDE_SELL], &shell.ladder_states[SIDE_SELL], &memory);
}

/* --- finding orders by the harness's ids ------------------------------------------------------ */

/* Ids that follow one another have buckets that do, so chains are short and lines are shared; the
 * multiplication keeps apart ids that differ only above the mask. */
static uint32_t bucket_of(uint64_t order_id)
{
    return (uint32_t)(order_id + (order_id >> 16) * UINT64_C(0x9e3779b1)) & shell.bucket_mask;
}

static void buckets_take(uint32_t count)
{
    shell.buckets = memory_take(&shell.bucket_memory, count * sizeof(uint32_t));
    shell.bucket_mask = count - 1;
}

static void chain_push(struct order *order)
{
    uint32_t *first = &shell.buckets[bucket_of(order->client_order_id)];
    order->session = *first;
    *first = order_slot(&shell.store, order);
}

/* Doubles the buckets when there is an order for each. */
static void buckets_grow(void)
{
    struct os_memory old = shell.bucket_memory;
    buckets_take((shell.bucket_mask + 1) * 2);
    os_memory_give_back(&old);
    for (uint32_t slot = 1; slot < shell.pools.orders.used; slot++) {
        struct order *order = order_at(&shell.store, slot);
        if (order_place(order) == PLACE_RESTING) chain_push(order);
    }
}

static struct order *chain_find(uint64_t order_id)
{
    uint32_t slot = shell.buckets[bucket_of(order_id)];
    while (slot != 0) {
        struct order *order = order_at(&shell.store, slot);
        if (order->client_order_id == order_id) return order;
        slot = order->session;
    }
    return NULL;
}

static void chain_remove(const struct order *order)
{
    uint32_t wanted = order_slot(&shell.store, order);
    uint32_t *slot = &shell.buckets[bucket_of(order->client_order_id)];
    while (*slot != wanted) {
        ASSERT(*slot != 0);
        slot = &order_at(&shell.store, *slot)->session;
    }
    *slot = order->session;
}

/* --- matching --------------------------------------------------------------------------------- */

static void order_end(struct order *order)
{
    chain_remove(order);
    order_free(&shell.store, order);
}

/* Trades until the taker has nothing open or the other side nothing acceptable; gives what is
   open. */
static uint32_t match(const struct abi_new *taker, enum side side)
{
    enum side other = side_opposite(side);
    uint32_t open = taker->quantity;
    while (open > 0) {
        struct order *maker = book_first(&shell.book, other);
        if (maker == NULL) break;
        int64_t ticks = maker->price_ticks;
        if (!side_accepts(side, taker->price_ticks, ticks)) break;

        uint32_t lots = open < maker->open_lots ? open : (uint32_t)maker->open_lots;
        book_execute(&shell.book, maker, lots);
        open -= lots;
        abi_report_trade(&shell.reports, taker, maker->client_order_id, ticks, lots);
        if (maker->open_lots == 0) order_end(maker);
    }
    return open;
}

/* `order` is out of the book, PLACE_TAKING, and known by its id. */
static void rest(struct order *order, const struct abi_new *what, enum side side, uint32_t open)
{
    order->price_ticks = what->price_ticks;
    order->open_lots = open;
    order->bits = (uint32_t)side << ORDER_SIDE_SHIFT;
    order_set_place(order, PLACE_TAKING);
    book_rest(&shell.book, order);
}

/* --- the interface ---------------------------------------------------------------------------- */

void engine_init(uint64_t seed, const struct abi_transport *transport, void *sink)
{
    (void)seed;
    memset(&shell, 0, sizeof shell);
    book_make();
    buckets_take(BUCKETS_FIRST);
    abi_reports_init(&shell.reports, transport, sink);
}

void engine_shutdown(void)
{
    os_memory_give_back(&shell.orders);
    os_memory_give_back(&shell.levels);
    os_memory_give_back(&shell.ladders);
    os_memory_give_back(&shell.bucket_memory);
}

void engine_on_new_order(const struct abi_new *order)
{
    enum side side = order->side == ABI_BUY ? SIDE_BUY : SIDE_SELL;
    abi_report_answer(&shell.reports, ABI_ORDER_ACK, order);
    uint32_t open = match(order, side);
    if (open == 0) return;
    if (order->ioc) {
        struct abi_new rest_of_it = *order;
        rest_of_it.quantity = open;
        abi_report_answer(&shell.reports, ABI_CANCEL_ACK, &rest_of_it);
        return;
    }
    struct order *resting = order_make(&shell.store);
    resting->client_order_id = order->order_id;
    rest(resting, order, side, open);
    chain_push(resting);
    if (shell.pools.orders.live > shell.bucket_mask) buckets_grow();
}

void engine_on_cancel(const struct abi_cancel *cancel)
{
    struct abi_new answer = {.order_id = cancel->order_id,
                             .sequence_number = cancel->sequence_number};
    struct order *order = chain_find(cancel->order_id);
    if (order == NULL) {
        abi_report_answer(&shell.reports, ABI_CANCEL_REJECT, &answer);
        return;
    }
    answer.side = (uint8_t)order_side(order);
    answer.price_ticks = order->price_ticks;
    answer.quantity = (uint32_t)order->open_lots;
    book_remove(&shell.book, order);
    order_end(order);
    abi_report_answer(&shell.reports, ABI_CANCEL_ACK, &answer);
}

void engine_on_modify(const struct abi_modify *modify)
{
    struct abi_new taker = {.order_id = modify->order_id,
                            .sequence_number = modify->sequence_number};
    struct order *order = chain_find(modify->order_id);
    if (order == NULL) {
        abi_report_answer(&shell.reports, ABI_MODIFY_REJECT, &taker);
        return;
    }
    enum side side = order_side(order);
    taker.side = (uint8_t)side;
    taker.price_ticks = modify->new_price_ticks;
    taker.quantity = modify->new_quantity;
    book_remove(&shell.book, order);
    uint32_t open = match(&taker, side);
    if (open == 0) {
        order_end(order);
    } else {
        rest(order, &taker, side, open);
    }
    abi_report_answer(&shell.reports, ABI_MODIFY_ACK, &taker);
}

void engine_on_batch(const struct abi_message *messages, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        switch (messages[i].type) {
        case ABI_NEW: engine_on_new_order(&messages[i].order); break;
        case ABI_CANCEL: engine_on_cancel(&messages[i].cancel); break;
        default: engine_on_modify(&messages[i].modify); break;
        }
    }
}

void engine_flush(void)
{
    if (shell.reports.ring != NULL) abi_ring_show(shell.reports.ring);
}

int64_t engine_query_best_bid(void)
{
    return book_has(&shell.book, SIDE_BUY) ? book_best_ticks(&shell.book, SIDE_BUY) : INT64_MIN;
}

int64_t engine_query_best_ask(void)
{
    return book_has(&shell.book, SIDE_SELL) ? book_best_ticks(&shell.book, SIDE_SELL) : INT64_MAX;
}

uint64_t engine_query_depth_at(int64_t price_ticks, uint8_t side)
{
    enum side of = side == ABI_BUY ? SIDE_BUY : SIDE_SELL;
    uint32_t slot = ladder_find(&shell.book.sides[of], side_price_key(of, price_ticks));
    return slot == 0 ? 0 : (uint64_t)level_at(&shell.store, slot)->shown_lots;
}

const struct abi_transport *engine_get_transport(void)
{
    return abi_ring_transport();
}
