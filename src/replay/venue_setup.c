/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_setup.c - opening the replay's venue: capacities, accounts, the product and its terms.
 *
 * Role       See venue.h.  Everything is set up by commands, so that a journal of a replay runs
 *            again like any other.
 * Invariant  A command of the set-up that is refused is a fault: nothing is run on half a venue.
 * Rules      R-TERMS-4 tick value 0 switches money off.
 */
#include <stdlib.h>
#include <string.h>

#include "os/os_memory.h"
#include "replay/venue_internal.h"

static struct core_config config_of(const struct venue_options *options)
{
    struct core_config config = core_config_small();
    config.accounts_max = 4;
    config.products_max = options->products_max + 1;
    config.positions_max = 2 * config.products_max + 2;
    config.orders_max = options->orders_max;
    return config;
}

static bool setup_step(struct venue *venue, struct command *command, const char *what)
{
    if (!venue_step(venue, command)) return false;
    if (venue->reject == REJECT_NONE) return true;
    return fault_set(venue->fault, "the venue refused to %s (reject %u)", what,
                     (unsigned)venue->reject);
}

static bool open_accounts(struct venue *venue)
{
    struct command member = {.kind = COMMAND_MEMBER_SET};
    member.member =
        (struct body_member){.member_id = 1, .kind = MEMBER_SELF_CLEARING, .state = PARTY_APPROVED};
    if (!setup_step(venue, &member, "set up a member")) return false;

    for (uint32_t account = VENUE_ACCOUNT_BUYS; account <= VENUE_ACCOUNT_SELLS; account++) {
        struct command open = {.kind = COMMAND_ACCOUNT_OPEN};
        open.account =
            (struct body_account){.member_id = 1, .customer_id = account, .state = PARTY_APPROVED};
        if (!setup_step(venue, &open, "open an account")) return false;
    }
    return true;
}

/* Everything that is not matching is switched off by a zero or by the widest value. */
static struct product_terms terms_of(const struct venue_options *options)
{
    struct product_terms terms = {
        .quote = "NONE",
        .tick_value_micros = 0, /* R-TERMS-4: no money */
        .price_ticks_min = 1,
        .price_ticks_max = PRICE_TICKS_MAX,
        .order_lots_max = QTY_LOTS_MAX,
        .order_notional_micros_max = NOTIONAL_MICROS_MAX,
        .protection_ticks = PRICE_TICKS_MAX,
        .smp_mode = SMP_NONE,
        .register_entry = 1,
        .decimals_price = options->price_decimals,
        .decimals_qty = options->qty_decimals,
    };
    size_t size = strlen(options->symbol);
    memcpy(terms.symbol, options->symbol,
           size < sizeof terms.symbol ? size : sizeof terms.symbol - 1);
    return terms;
}

bool venue_list(struct venue *venue, const struct venue_options *options)
{
    static const enum product_state states[] = {PRODUCT_FILED, PRODUCT_APPROVED, PRODUCT_LISTED};
    int64_t time_ns = core_time_ns(venue->core);
    venue->product_id++;
    struct command define = {
        .time_ns = time_ns, .product_id = venue->product_id, .kind = COMMAND_PRODUCT_DEFINE};
    define.terms = terms_of(options);
    if (!setup_step(venue, &define, "define the product")) return false;
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct command state = {
            .time_ns = time_ns, .product_id = venue->product_id, .kind = COMMAND_PRODUCT_STATE};
        state.state = (struct body_state){.state = states[i], .register_entry = 1};
        if (!setup_step(venue, &state, "list the product")) return false;
    }
    return true;
}

static bool take_memory(struct venue *venue, const struct core_config *config)
{
    const char *wrong = core_config_fault(config);
    if (wrong != NULL) return fault_set(venue->fault, "the venue's capacity %s is wrong", wrong);

    struct os_memory memory;
    if (os_memory_take(&memory, core_size(config), OS_MEMORY_PLAIN) != OS_OK) {
        return fault_memory(venue->fault);
    }
    venue->memory = memory.bytes;
    venue->memory_size = memory.size;
    venue->core = core_init(memory.bytes, memory.size, config);
    venue->event_list = calloc(VENUE_EVENTS, sizeof *venue->event_list);
    return venue->event_list != NULL || fault_memory(venue->fault);
}

bool venue_open(struct venue *venue, const struct venue_options *options,
                struct replay_fault *fault)
{
    *venue = (struct venue){.fault = fault, .tap = options->tap};
    struct core_config config = config_of(options);
    if (take_memory(venue, &config) && venue_journal_open(venue, options->journal, &config) &&
        open_accounts(venue) && venue_list(venue, options)) {
        return true;
    }
    (void)venue_close(venue);
    return false;
}

bool venue_close(struct venue *venue)
{
    bool is_written = venue_journal_close(venue);
    if (venue->memory != NULL) {
        struct os_memory memory = {venue->memory, venue->memory_size};
        os_memory_give_back(&memory);
    }
    free(venue->event_list);
    free(venue->live);
    free(venue->fills);
    ref_map_free(&venue->slot_of_ref);
    ref_map_free(&venue->slot_of_order);
    *venue = (struct venue){.fault = venue->fault};
    return is_written;
}
