/* SPDX-License-Identifier: Apache-2.0 */
/*
 * readers_fuzz.c - any bytes as a file of each format: refused with one line, or compared.
 *
 * The first byte says which reader; the rest is the file.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/date.h"
#include "check/account_trades.h"
#include "check/candles.h"
#include "check/checks.h"
#include "check/funding.h"
#include "check/mark_feed.h"
#include "check/tier_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef void reader(struct source *source, struct replay_fault *fault);

static void read_trades(struct source *source, struct replay_fault *fault)
{
    struct account_trades trades;
    bool is_read = account_trades_read(&trades, source, NULL, fault);
    ASSERT(is_read != fault_is_set(fault));
    account_trades_free(&trades);
}

static void read_tiers(struct source *source, struct replay_fault *fault)
{
    struct tier_table table;
    bool is_read = tier_table_read(&table, source, fault);
    ASSERT(is_read != fault_is_set(fault));
    tier_table_free(&table);
}

static void read_feed(struct source *source, struct replay_fault *fault)
{
    struct mark_feed feed = {0};
    bool is_read = mark_feed_add(&feed, source, fault);
    ASSERT(is_read != fault_is_set(fault));
    mark_feed_free(&feed);
}

static void read_candles(struct source *source, struct replay_fault *fault)
{
    struct candle_table table = {0};
    bool is_read = candle_table_add(&table, source, NS_PER_MINUTE, fault);
    ASSERT(is_read != fault_is_set(fault));
    for (size_t i = 1; is_read && i < table.count; i++) {
        ASSERT(table.list[i].time_ns > table.list[i - 1].time_ns);
    }
    free(table.list);
}

/* The call of a check with its defaults; nobody reads what it prints. */
static struct check_call default_call(const struct check *check)
{
    static FILE *nowhere;
    if (nowhere == NULL) nowhere = fopen("/dev/null", "w");
    struct check_call call = {.out = nowhere};
    for (size_t i = 0; i < check->parameter_count; i++) call.values[i] = check->parameters[i].value;
    return call;
}

static void read_premiums(struct source *source, struct replay_fault *fault)
{
    struct check_call call = default_call(&check_funding);
    if (funding_check_premiums(&call, source, fault)) ASSERT(!fault_is_set(fault));
}

static void read_cap(struct source *source, struct replay_fault *fault)
{
    struct check_call call = default_call(&check_funding);
    if (funding_check_cap(&call, source, fault)) ASSERT(!fault_is_set(fault));
}

static void read_accrual(struct source *source, struct replay_fault *fault)
{
    struct check_call call = default_call(&check_funding);
    if (funding_check_accrual(&call, source, fault)) ASSERT(!fault_is_set(fault));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static reader *const readers[] = {read_trades,   read_tiers, read_feed,   read_candles,
                                      read_premiums, read_cap,   read_accrual};
    if (size < 2) return 0;
    size_t which = data[0] % (sizeof readers / sizeof readers[0]);
    struct replay_fault fault = {0};
    struct source source = {.path = "file", .document = {(const char *)data + 1, size - 1}};
    readers[which](&source, &fault);
    return 0;
}
