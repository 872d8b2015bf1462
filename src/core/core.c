/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core.c - making a core, and the one function that is the exchange.
 *
 * Rules  R-TIME-1, R-TIME-3, R-TIME-4, R-IDEM-1, R-IDEM-2, R-CHECK-1 (first checks).
 */
#include "core/core.h"

#include <string.h>

#include "base/arena.h"
#include "core/flow/flow_register.h"
#include "core/state/layout.h"

/* --- making one ------------------------------------------------------------------------------- */

struct core_config core_config_small(void)
{
    return (struct core_config){.accounts_max = 4096,
                                .positions_max = 16384,
                                .orders_max = 65536,
                                .extras_max = 16384,
                                .products_max = 16,
                                .members_max = 64,
                                .users_max = 256,
                                .sessions_max = 256,
                                .groups_max = 1024,
                                .mmps_max = 1024,
                                .ladder_width = 1024};
}

struct core_config core_config_large(void)
{
    return (struct core_config){.accounts_max = 1u << 20,
                                .positions_max = 1u << 22,
                                .orders_max = 1u << 22,
                                .extras_max = 1u << 20,
                                .products_max = PRODUCTS_MAX,
                                .members_max = 4096,
                                .users_max = 65536,
                                .sessions_max = 65536,
                                .groups_max = 1u << 17,
                                .mmps_max = 1u << 17,
                                .ladder_width = 16384};
}

const char *core_config_fault(const struct core_config *config)
{
    const struct {
        const char *name;
        uint32_t value;
        uint32_t high;
    } rules[] = {
        {"accounts_max", config->accounts_max, 1u << 24},
        {"positions_max", config->positions_max, 1u << 28},
        {"orders_max", config->orders_max, 1u << 24},
        {"extras_max", config->extras_max, 1u << 24},
        {"products_max", config->products_max, PRODUCTS_MAX},
        {"members_max", config->members_max, 1u << 20},
        {"users_max", config->users_max, 1u << 24},
        {"sessions_max", config->sessions_max, 1u << 24},
        {"groups_max", config->groups_max, 1u << 24},
        {"mmps_max", config->mmps_max, 1u << 24},
    };
    for (uint32_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (rules[i].value < 2 || rules[i].value > rules[i].high) return rules[i].name;
    }
    uint32_t width = config->ladder_width;
    if (width < 64 || width > 1u << 20 || (width & (width - 1)) != 0) return "ladder_width";
    return NULL;
}

size_t core_size(const struct core_config *config)
{
    struct layout_piece pieces[LAYOUT_PIECES];
    layout_pieces(config, pieces);
    size_t size = arena_piece_size(sizeof(struct core), 1);
    for (uint32_t i = 0; i < LAYOUT_PIECES; i++) {
        size += arena_piece_size(pieces[i].item_size, pieces[i].count);
    }
    size += arena_piece_size(1, layout_step_lists_size(config));
    size += arena_piece_size(sizeof(uint32_t), config->members_max);
    size += arena_piece_size(sizeof(struct close_item), layout_step_items(config));
    return size;
}

static void books_connect(struct core *core)
{
    size_t width = core->config.ladder_width;
    size_t summary = (width / 64 + 63) / 64;
    for (size_t product = 0; product < core->config.products_max; product++) {
        core->books[product].store = &core->store;
        for (size_t side = 0; side < 2; side++) {
            size_t index = product * 2 + side;
            core->books[product].sides[side] =
                (struct ladder){.state = &core->ladder_states[index],
                                .slots = &core->ladder_slots[index * width],
                                .words = &core->ladder_words[index * (width / 64)],
                                .summary = &core->ladder_summary[index * summary],
                                .width = (uint32_t)width,
                                .store = &core->store};
        }
    }
}

static void venue_start(struct core *core)
{
    struct venue *venue = core->venue;
    venue->rules_version = 1;
    venue->account_count = 1;
    venue->next_step_ns = INT64_MAX;
    venue->business = business_calendar_default();
    venue->clearing_next_ns = INT64_MAX;
    venue->register_next_ns = INT64_MAX;
    slot_pool_init(&venue->orders.orders, core->config.orders_max);
    slot_pool_init(&venue->orders.levels, core->config.orders_max);
    slot_pool_init(&venue->orders.extras, core->config.extras_max);
    slot_pool_init(&venue->positions, core->config.positions_max);
    slot_pool_init(&venue->groups, core->config.groups_max);
    slot_pool_init(&venue->mmps, core->config.mmps_max);
    slot_pool_init(&venue->holdings, layout_holdings(&core->config));
    venue->queue_ratio_ppm = QUEUE_RATIO_PPM;
}

struct core *core_init(void *memory, size_t size, const struct core_config *config)
{
    ASSERT(core_config_fault(config) == NULL);
    struct arena arena;
    arena_init(&arena, memory, size);
    struct core *core = arena_take(&arena, sizeof *core, 1);
    core->config = *config;

    struct layout_piece pieces[LAYOUT_PIECES];
    layout_pieces(config, pieces);
    for (uint32_t i = 0; i < LAYOUT_PIECES; i++) {
        void *array = arena_take(&arena, pieces[i].item_size, pieces[i].count);
        memcpy((unsigned char *)core + pieces[i].place, &array, sizeof array);
    }
    core->step_items = layout_step_items(config);
    void *lists = arena_take(&arena, 1, layout_step_lists_size(config));
    core->close_ranks = lists;
    core->candidates = lists;
    core->shares = lists;
    core->payers = arena_take(&arena, sizeof(uint32_t), config->members_max);
    core->close_items = arena_take(&arena, sizeof(struct close_item), core->step_items);
    arena_seal(&arena);

    core->client_mask = layout_client_entries(config) - 1;
    core->store.pools = &core->venue->orders;
    core->store.slot_bits = layout_slot_bits(config);
    core->expiry.store = &core->store;
    core->expiry.count = &core->venue->expiry_count;
    core->positions.slots = &core->venue->positions;
    core->positions.bucket_mask = layout_position_buckets(config) - 1;
    core->ledger.count = entry_account(config->accounts_max);
    core->ledger.product_count = config->products_max * PRODUCT_ENTRIES;
    books_connect(core);
    venue_start(core);
    return core;
}

/* --- the exchange ----------------------------------------------------------------------------- */

/* R-TIME-4: what is due has been done by now; a seal speaks to verifiers only. */
static void flow_nothing(struct core *core, const struct command *command)
{
    (void)core;
    (void)command;
}

/* The story of each kind of command. */
typedef void flow(struct core *, const struct command *);

static flow *const flows[] = {
    [COMMAND_TICK] = flow_nothing,
    [COMMAND_SEAL] = flow_nothing,
    [COMMAND_RULES_VERSION] = flow_rules,
    [COMMAND_CALENDAR] = flow_calendar,
    [COMMAND_VENUE_TERMS] = flow_venue_terms,
    [COMMAND_MEMBER_SET] = flow_member_set,
    [COMMAND_USER_SET] = flow_user_set,
    [COMMAND_ACCOUNT_OPEN] = flow_account_open,
    [COMMAND_ACCOUNT_STATE] = flow_account_state,
    [COMMAND_ACCOUNT_LIMITS] = flow_account_limits,
    [COMMAND_ACCOUNT_TRADING] = flow_account_trading,
    [COMMAND_DEPOSIT] = flow_deposit,
    [COMMAND_WITHDRAW] = flow_withdraw,
    [COMMAND_TRANSFER] = flow_transfer,
    [COMMAND_PRODUCT_DEFINE] = flow_product_define,
    [COMMAND_PRODUCT_TERMS] = flow_product_terms,
    [COMMAND_PRODUCT_STATE] = flow_product_state,
    [COMMAND_PHASE] = flow_phase,
    [COMMAND_HALT] = flow_halt,
    [COMMAND_REFERENCE_PRICE] = flow_reference_price,
    [COMMAND_ORDER_PLACE] = flow_order_place,
    [COMMAND_ORDER_LIST] = flow_order_list,
    [COMMAND_ORDER_AMEND] = flow_order_amend,
    [COMMAND_ORDER_DECREASE] = flow_order_decrease,
    [COMMAND_ORDER_CANCEL] = flow_order_cancel,
    [COMMAND_MASS_CANCEL] = flow_mass_cancel,
    [COMMAND_GROUP_SET] = flow_group_set,
    [COMMAND_GROUP_RESET] = flow_group_reset,
    [COMMAND_MMP_SET] = flow_mmp_set,
    [COMMAND_MMP_RESET] = flow_mmp_reset,
    [COMMAND_SESSION_DISCONNECT] = flow_disconnect,
    [COMMAND_CLIENT_TEXT] = flow_client_text,
    [COMMAND_GROUP_TRIGGER] = flow_group_trigger,
    [COMMAND_GROUP_LIMIT] = flow_group_limit,
    [COMMAND_GROUP_MMP] = flow_group_mmp,
    [COMMAND_GROUP_MMP_RESET] = flow_group_mmp_reset,
    [COMMAND_PRICE_TERMS] = flow_price_terms,
    [COMMAND_SOURCE_PRICE] = flow_source_price,
    [COMMAND_MARK_TERMS] = flow_mark_terms,
    [COMMAND_FUNDING_TERMS] = flow_funding_terms,
    [COMMAND_MARGIN_VENUE] = flow_margin_venue,
    [COMMAND_MARGIN_TERMS] = flow_margin_terms,
    [COMMAND_MARGIN_MODE] = flow_margin_mode,
    [COMMAND_RISK_GRID] = flow_risk_grid,
    [COMMAND_ASSET_TERMS] = flow_asset_terms,
    [COMMAND_ASSET_PRICE] = flow_asset_price,
    [COMMAND_ASSET_DEPOSIT] = flow_asset_deposit,
    [COMMAND_ASSET_WITHDRAW] = flow_asset_withdraw,
    [COMMAND_BUSINESS_CALENDAR] = flow_business_calendar,
    [COMMAND_SETTLEMENT_TERMS] = flow_settlement_terms,
    [COMMAND_EXPIRY_TERMS] = flow_expiry_terms,
    [COMMAND_SETTLEMENT_PRICE] = flow_settlement_price,
    [COMMAND_PREFUNDING_TERMS] = flow_prefunding_terms,
    [COMMAND_LIQUIDATION_TERMS] = flow_liquidation_terms,
    [COMMAND_AUCTION_BID] = flow_auction_bid,
    [COMMAND_DEFAULT_TERMS] = flow_default_terms,
    [COMMAND_DEFAULT_MEMBER] = flow_default_member,
    [COMMAND_PAYOFF_TERMS] = flow_payoff_terms,
    [COMMAND_ACCOUNT_CURRENCY] = flow_account_currency,
    [COMMAND_FUNDING_COLLECT] = flow_funding_collect,
    [COMMAND_REGISTER_TERMS] = flow_register_terms,
    [COMMAND_REGISTER_ENTRY] = flow_register_entry,
    [COMMAND_PRODUCT_FILING] = flow_product_filing,
    [COMMAND_CASE] = flow_case,
    [COMMAND_PARTICIPANT_TERMS] = flow_participant_terms,
    [COMMAND_ACCOUNT_PROFILE] = flow_account_profile,
    [COMMAND_ACCOUNT_CONSENT] = flow_account_consent,
    [COMMAND_ELIGIBILITY] = flow_eligibility,
    [COMMAND_GIVE_UP_TERMS] = flow_give_up_terms,
    [COMMAND_GIVE_UP] = flow_give_up,
    [COMMAND_GIVE_UP_DECIDE] = flow_give_up_decide,
    [COMMAND_ALLOCATION] = flow_allocation,
    [COMMAND_PROGRAMME_TERMS] = flow_programme_terms,
    [COMMAND_PROGRAMME_ENROL] = flow_programme_enrol,
    [COMMAND_PROGRAMME_PAYMENT] = flow_programme_payment,
    [COMMAND_FEE_TIERS] = flow_fee_tiers,
    [COMMAND_BLOCK_TERMS] = flow_block_terms,
    [COMMAND_BLOCK_TRADE] = flow_block_trade,
    [COMMAND_BLOCK_WITHDRAW] = flow_block_withdraw,
    [COMMAND_POSITION_MOVE] = flow_position_move,
    [COMMAND_MARGIN_MODEL] = flow_margin_model,
    [COMMAND_CONTROL_TERMS] = flow_control_terms,
    [COMMAND_ACTION_PROPOSE] = flow_action_propose,
    [COMMAND_ACTION_APPROVE] = flow_action_decide,
    [COMMAND_ACTION_REJECT] = flow_action_decide,
    [COMMAND_POSITION_TRANSFER] = flow_position_transfer,
    [COMMAND_ERROR_REQUEST] = flow_error_request,
    [COMMAND_ERROR_DECIDE] = flow_error_decide,
};

void command_work(struct core *core, const struct command *command)
{
    struct verdict verdict = gate_role(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    flows[command->kind](core, command);
}

static void dispatch(struct core *core, const struct command *command)
{
    bool known = command->kind < sizeof flows / sizeof flows[0] && flows[command->kind] != NULL;
    if (!known) {
        emit_reject(core, verdict_of(REJECT_UNKNOWN_COMMAND, FIELD_KIND, command->kind, 0), 0);
        return;
    }
    struct verdict verdict = gate_role(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    if (actions_are_on(core) && action_takes(core, command)) return;
    flows[command->kind](core, command);
}

/* R-IDEM-1, R-IDEM-2: may the command go on? */
static bool session_admits(struct core *core, const struct command *command)
{
    if (command->session_id >= core->config.sessions_max) {
        emit_reject(core,
                    verdict_of(REJECT_SESSION, FIELD_SESSION, command->session_id,
                               core->config.sessions_max - 1),
                    0);
        return false;
    }
    if (command->session_id == 0 || command->client_sequence == 0) return true;
    uint64_t *last = &core->sessions[command->session_id];
    if (command->client_sequence > *last) {
        *last = command->client_sequence;
        return true;
    }
    emit(core, EVENT_DUPLICATE, command->account_id, command->product_id)->duplicate =
        (struct event_duplicate){.client_sequence = command->client_sequence,
                                 .last_client_sequence = *last,
                                 .session_id = command->session_id};
    return false;
}

uint32_t core_step(struct core *core, const struct command *command, struct events *events)
{
    struct venue *venue = core->venue;
    ASSERT(command->sequence == venue->sequence + 1);
    ASSERT(events->capacity > 0);
    venue->sequence = command->sequence;
    int64_t time_ns = command->time_ns < TIME_NS_MAX ? command->time_ns : TIME_NS_MAX;
    if (time_ns > venue->time_ns) venue->time_ns = time_ns; /* R-TIME-1 */

    core->command = command;
    core->events = events;
    core->event_count = 0;
    events->count = 0;
    time_advance(core);
    if (session_admits(core, command)) dispatch(core, command);

    ASSERT(venue->work_oldest == 0);
    core->command = NULL;
    core->events = NULL;
    return core->event_count;
}

uint64_t core_sequence(const struct core *core)
{
    return core->venue->sequence;
}

int64_t core_time_ns(const struct core *core)
{
    return core->venue->time_ns;
}

/* --- proof and copy --------------------------------------------------------------------------- */

uint32_t core_regions(const struct core *core, struct core_region regions[CORE_REGIONS_MAX])
{
    struct layout_piece pieces[LAYOUT_PIECES];
    layout_pieces(&core->config, pieces);
    for (uint32_t i = 0; i < LAYOUT_PIECES; i++) {
        memcpy(&regions[i].bytes, (const unsigned char *)core + pieces[i].place,
               sizeof regions[i].bytes);
        regions[i].size = pieces[i].item_size * layout_used(core, i, pieces[i].count);
    }
    return LAYOUT_PIECES;
}

bool core_regions_restore(struct core *core, const size_t *sizes, uint32_t count,
                          struct core_region regions[CORE_REGIONS_MAX])
{
    struct layout_piece pieces[LAYOUT_PIECES];
    layout_pieces(&core->config, pieces);
    if (count != LAYOUT_PIECES) return false;
    for (uint32_t i = 0; i < count; i++) {
        if (sizes[i] % pieces[i].item_size != 0) return false;
        if (sizes[i] / pieces[i].item_size > pieces[i].count) return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        memcpy(&regions[i].bytes, (unsigned char *)core + pieces[i].place, sizeof regions[i].bytes);
        regions[i].size = sizes[i];
    }
    return true;
}

struct hash128 core_hash(const struct core *core)
{
    struct core_region regions[CORE_REGIONS_MAX];
    struct hash_state state;
    uint32_t count = core_regions(core, regions);
    hash_begin(&state);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t size = regions[i].size;
        hash_bytes(&state, &size, sizeof size);
        hash_bytes(&state, regions[i].bytes, regions[i].size);
    }
    return hash_end(&state);
}
