/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_register.c - methods of the regulator's console: register, participants, positions.
 *
 * Rules  R-REG-1 to R-REG-7, R-PART-1, R-PART-2, R-LIMIT-1.
 */
#include <stdlib.h>

#include "gateway/credential.h"
#include "gateway/rpc_account.h"
#include "gateway/rpc_desk.h"
#include "gateway/rpc_units.h"

#define PAGE_DEFAULT 100

/* --- the register ----------------------------------------------------------------------------- */

/* The instruments that rest on it. */
static void add_resting(const struct rpc_look *look, uint64_t entry_id)
{
    const struct instruments *instruments = gateway_instruments(look->rpc->gateway);
    const struct instrument *instrument;
    struct filing_view filing;
    json_put_name(look->writer, "resting");
    json_begin_array(look->writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        bool rests =
            core_filing(look->core, instrument->product_id, &filing) && filing.basis == entry_id;
        if (rests) json_put_text(look->writer, instrument->rpc_name);
    }
    json_end_array(look->writer);
}

static void put_entry(const struct rpc_look *look, uint64_t entry_id,
                      const struct register_entry_view *entry)
{
    struct json_writer *writer = look->writer;
    struct desk_entry said;
    struct desk *desk = gateway_desk(look->rpc->gateway);
    bool has_words = desk != NULL && desk_entry(desk, entry_id, &said);
    json_begin_object(writer);
    json_add_u64(writer, "entry", entry_id);
    rpc_add_word(writer, "kind", WORDS_REGISTER_KIND, entry->kind);
    rpc_add_word(writer, "status", WORDS_REGISTER_STATUS, entry->status);
    json_add_text(writer, "authority", has_words ? said.authority : "");
    json_add_text(writer, "citation", has_words ? said.citation : "");
    if (has_words && said.condition[0] != '\0') json_add_text(writer, "condition", said.condition);
    rpc_add_words(writer, "underlyings", WORDS_UNDERLYINGS, entry->underlyings);
    if (entry->account_class != 0) {
        rpc_add_word(writer, "account_class", WORDS_CLASSES, entry->account_class);
    }
    rpc_add_instrument(look, entry->product_id);
    json_add_i64(writer, "effective", entry->effective_ns / RPC_NS_PER_MS);
    if (entry->expiry_ns != 0) {
        json_add_i64(writer, "expiry", entry->expiry_ns / RPC_NS_PER_MS);
    }
    json_add_bool(writer, "in_force", entry->is_in_force);
    rpc_add_word(writer, "fallback", WORDS_FALLBACK, entry->fallback);
    add_resting(look, entry_id);
    json_end_object(writer);
}

static void add_entries(const struct rpc_look *look, uint32_t count)
{
    struct register_entry_view entry;
    json_put_name(look->writer, "entries");
    json_begin_array(look->writer);
    for (uint64_t id = 1; id <= count; id++) {
        if (core_register_entry(look->core, id, &entry)) put_entry(look, id, &entry);
    }
    json_end_array(look->writer);
}

static const struct {
    const char *name;
    const char *title;
    enum word_set words;
} lists[CHECKLISTS] = {
    [CHECK_DESIGN] = {"market_design", "Market design", WORDS_DESIGN},
    [CHECK_UNDERLYING] = {"underlying", "Underlying", WORDS_SPOT},
    [CHECK_PROTECTION] = {"participant_protection", "Participant protection", WORDS_PROTECTION},
    [CHECK_CONTROLS] = {"trade_controls", "Trade controls", WORDS_CONTROLS},
};

static void put_list(const struct rpc_look *look, uint32_t list, const struct filing_view *filing)
{
    struct json_writer *writer = look->writer;
    uint32_t all = filing->items[list] | filing->missing[list];
    json_begin_object(writer);
    json_add_text(writer, "name", lists[list].name);
    json_add_text(writer, "title", lists[list].title);
    json_put_name(writer, "items");
    json_begin_array(writer);
    for (uint32_t bit = 1; bit != 0 && bit <= all; bit <<= 1) {
        if ((all & bit) == 0) continue;
        json_begin_object(writer);
        rpc_add_word(writer, "name", lists[list].words, bit);
        rpc_add_word(writer, "title", lists[list].words, bit);
        json_add_bool(writer, "present", (filing->items[list] & bit) != 0);
        json_end_object(writer);
    }
    json_end_array(writer);
    json_end_object(writer);
}

static void put_filing(const struct rpc_look *look, const struct instrument *instrument)
{
    struct json_writer *writer = look->writer;
    struct filing_view filing;
    if (!core_filing(look->core, instrument->product_id, &filing)) return;
    uint32_t missing = 0;
    for (uint32_t list = 0; list < CHECKLISTS; list++) missing |= filing.missing[list];
    json_begin_object(writer);
    json_add_text(writer, "instrument_name", instrument->rpc_name);
    rpc_add_word(writer, "underlying", WORDS_UNDERLYINGS, filing.underlying);
    if (filing.basis != 0) json_add_u64(writer, "register_entry", filing.basis);
    json_add_bool(writer, "complete", filing.underlying != 0 && missing == 0);
    json_put_name(writer, "lists");
    json_begin_array(writer);
    for (uint32_t list = 0; list < CHECKLISTS; list++) put_list(look, list, &filing);
    json_end_array(writer);
    json_end_object(writer);
}

static void regulator_get_register(struct rpc_call *call)
{
    struct rpc_look look = rpc_look_of(call);
    struct json_writer *writer = &call->writer;
    struct register_terms_view terms = core_register_terms(look.core);
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const struct instrument *instrument;
    json_begin_object(writer);
    json_add_bool(writer, "is_gated", terms.is_gated);
    rpc_add_words(writer, "review_underlyings", WORDS_UNDERLYINGS, terms.review_underlyings);
    json_add_u64(writer, "consent_version", terms.participants.consent_version);
    json_add_bool(writer, "needs_limits", terms.participants.needs_limits != 0);
    add_entries(&look, terms.entry_count);
    json_put_name(writer, "filings");
    json_begin_array(writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        put_filing(&look, instrument);
    }
    json_end_array(writer);
    json_end_object(writer);
    rpc_finish(call);
}

static void regulator_get_participants(struct rpc_call *call)
{
    struct rpc_look look = rpc_look_of(call);
    const struct rpc_account_filter filter = {
        .state = -1,
        .offset = (uint32_t)rpc_integer(call, "offset", 0),
        .count = (uint32_t)rpc_integer(call, "count", PAGE_DEFAULT),
    };
    json_begin_object(&call->writer);
    rpc_add_members(&look, "members");
    rpc_add_accounts(&look, &filter);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* --- positions -------------------------------------------------------------------------------- */

struct holder {
    uint32_t account_id;
    uint32_t owner_id;
    uint32_t member_id;
    int64_t lots;
};

struct holders {
    struct holder *list;
    uint32_t count;
};

static int64_t size_of(int64_t lots)
{
    return lots < 0 ? -lots : lots;
}

static int by_size(const void *one, const void *other)
{
    const struct holder *left = one;
    const struct holder *right = other;
    int64_t difference = size_of(right->lots) - size_of(left->lots);
    if (difference != 0) return difference > 0 ? 1 : -1;
    return left->account_id < right->account_id ? -1 : left->account_id > right->account_id;
}

static int by_owner(const void *one, const void *other)
{
    const struct holder *left = one;
    const struct holder *right = other;
    if (left->owner_id != right->owner_id) return left->owner_id < right->owner_id ? -1 : 1;
    return left->account_id < right->account_id ? -1 : left->account_id > right->account_id;
}

/* False: no memory. */
static bool holders_collect(const struct rpc_look *look, uint16_t product_id,
                            struct holders *holders)
{
    uint32_t end = core_accounts_end(look->core);
    holders->list = calloc(end, sizeof *holders->list);
    if (holders->list == NULL) return false;
    for (uint32_t id = 1; id < end; id++) {
        struct position_view position;
        struct account_view account;
        bool is_held = core_account(look->core, id, &account) &&
                       core_position(look->core, id, product_id, &position) &&
                       position.net.lots != 0;
        if (!is_held) continue;
        holders->list[holders->count++] =
            (struct holder){id, account.owner_account_id, account.member_id, position.net.lots};
    }
    return true;
}

/* One line of the list. */
struct holding_look {
    const struct rpc_look *look;
    const struct instrument *instrument;
    int64_t mark_ticks;
    int64_t open_lots;
};

static void add_holding(const struct holding_look *at, int64_t lots)
{
    const struct rpc_put put = {at->look->writer, at->instrument};
    int64_t share_ppm = at->open_lots == 0 ? 0 : size_of(lots) * 1000000 / at->open_lots;
    rpc_add_amount(&put, "size", lots);
    rpc_add_money(&put, "value", rpc_notional(at->instrument, at->mark_ticks, size_of(lots)));
    json_add_decimal(at->look->writer, "share", share_ppm, 6);
}

static void add_accounts(const struct holding_look *at, const struct holders *holders)
{
    struct json_writer *writer = at->look->writer;
    struct party_view party;
    json_put_name(writer, "accounts");
    json_begin_array(writer);
    for (uint32_t i = 0; i < holders->count; i++) {
        const struct holder *holder = &holders->list[i];
        json_begin_object(writer);
        json_add_u64(writer, "account_id", holder->account_id);
        json_add_u64(writer, "member_id", holder->member_id);
        json_add_u64(writer, "owner_account_id", holder->owner_id);
        add_holding(at, holder->lots);
        bool is_limited = core_party(at->look->core, holder->account_id, &party) &&
                          party.limits.position_lots_max != 0;
        if (is_limited) {
            const struct rpc_put put = {writer, at->instrument};
            rpc_add_amount(&put, "limit", party.limits.position_lots_max);
        }
        json_end_object(writer);
    }
    json_end_array(writer);
}

/* One line for each owner, with the sum of what its accounts hold; account_id is its place in the
 * list, where its accounts stand together.  False: no memory. */
static bool owners_collect(const struct holders *holders, struct holders *owners)
{
    owners->list = calloc((size_t)holders->count + 1, sizeof *owners->list);
    if (owners->list == NULL) return false;
    for (uint32_t i = 0; i < holders->count; i++) {
        const struct holder *holder = &holders->list[i];
        struct holder *last = &owners->list[owners->count];
        if (i > 0 && holder->owner_id == holders->list[i - 1].owner_id) {
            last[-1].lots += holder->lots;
            continue;
        }
        *last =
            (struct holder){.account_id = i, .owner_id = holder->owner_id, .lots = holder->lots};
        owners->count++;
    }
    return true;
}

static void put_owner(const struct holding_look *at, const struct holders *holders,
                      const struct holder *owner)
{
    struct json_writer *writer = at->look->writer;
    json_begin_object(writer);
    json_add_u64(writer, "owner_account_id", owner->owner_id);
    json_put_name(writer, "accounts");
    json_begin_array(writer);
    for (uint32_t i = owner->account_id; i < holders->count; i++) {
        if (holders->list[i].owner_id != owner->owner_id) break;
        json_put_u64(writer, holders->list[i].account_id);
    }
    json_end_array(writer);
    add_holding(at, owner->lots);
    json_end_object(writer);
}

static void add_owners(const struct holding_look *at, const struct holders *holders,
                       struct holders *owners)
{
    qsort(owners->list, owners->count, sizeof *owners->list, by_size);
    json_put_name(at->look->writer, "owners");
    json_begin_array(at->look->writer);
    for (uint32_t i = 0; i < owners->count; i++) put_owner(at, holders, &owners->list[i]);
    json_end_array(at->look->writer);
}

static void regulator_get_positions(struct rpc_call *call)
{
    struct rpc_look look = rpc_look_of(call);
    struct json_writer *writer = &call->writer;
    const struct instrument *instrument = rpc_instrument(call);
    struct holders holders = {0};
    struct holders owners = {0};
    struct product_view product = {0};
    if (instrument == NULL) return;
    bool is_collected = holders_collect(&look, instrument->product_id, &holders);
    if (is_collected) {
        qsort(holders.list, holders.count, sizeof *holders.list, by_owner);
        is_collected = owners_collect(&holders, &owners);
    }
    if (!is_collected) {
        free(holders.list);
        rpc_fail(call, RPC_UNAVAILABLE, NULL, "no memory");
        return;
    }
    (void)core_product(look.core, instrument->product_id, &product);
    const struct rpc_put put = {writer, instrument};
    const struct holding_look at = {&look, instrument, product.mark.ticks_e4 / FINE_PER_TICK,
                                    product.open_interest.lots};
    json_begin_object(writer);
    json_add_text(writer, "instrument_name", instrument->rpc_name);
    rpc_add_fine_or_null(&put, "mark_price", product.mark);
    rpc_add_amount(&put, "open_interest", product.open_interest.lots);
    add_owners(&at, &holders, &owners);
    qsort(holders.list, holders.count, sizeof *holders.list, by_size);
    add_accounts(&at, &holders);
    json_end_object(writer);
    free(holders.list);
    free(owners.list);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter page_parameters[] = {
    {"offset", RPC_INTEGER, false, NULL, 0, INT32_MAX},
    {"count", RPC_INTEGER, false, NULL, 1, 1000},
};

static const struct rpc_parameter instrument_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
};

#define LOOK(name, parameters, handler)                                                            \
    {                                                                                              \
        name, parameters, SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false, handler, RPC_INSPECT        \
    }

const struct rpc_method rpc_register_methods[] = {
    LOOK("regulator/get_register", RPC_NO_ROW, regulator_get_register),
    LOOK("regulator/get_participants", RPC_ROW(page_parameters), regulator_get_participants),
    LOOK("regulator/get_positions", RPC_ROW(instrument_parameters), regulator_get_positions),
    {0},
};
