/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout.c - see layout.h.
 */
#include "core/state/layout.h"

static uint32_t power_of_two_from(uint64_t value)
{
    uint32_t power = 1;
    while (power < value) power *= 2;
    return power;
}

uint32_t layout_client_entries(const struct core_config *config)
{
    return power_of_two_from((uint64_t)config->orders_max * 3 / 2);
}

uint32_t layout_position_buckets(const struct core_config *config)
{
    return power_of_two_from(config->positions_max);
}

/* One asset an account, and a few more for a small venue. */
uint32_t layout_holdings(const struct core_config *config)
{
    return config->accounts_max + 512;
}

/* Two a product, and those that speak of no product. */
uint32_t layout_register_entries(const struct core_config *config)
{
    return 2 * config->products_max + 64;
}

uint32_t layout_cases(const struct core_config *config)
{
    return u32_min(16 * config->users_max + 64, 65536);
}

uint32_t layout_trades(const struct core_config *config)
{
    return u32_min(config->orders_max, 16384);
}

uint32_t layout_volumes(const struct core_config *config)
{
    return u32_min(config->accounts_max, 16384);
}

uint32_t layout_slot_bits(const struct core_config *config)
{
    uint32_t bits = 1;
    while ((UINT64_C(1) << bits) < config->orders_max) bits++;
    return bits;
}

static size_t ledger_lines(uint32_t accounts)
{
    return entry_account(accounts);
}

/* The order of the pieces is that of the snapshot; layout_used speaks of the same indexes. */
enum piece {
    PIECE_VENUE,
    PIECE_PRODUCTS,
    PIECE_TRIGGERS,
    PIECE_LADDER_STATES,
    PIECE_LADDER_SLOTS,
    PIECE_LADDER_WORDS,
    PIECE_LADDER_SUMMARY,
    PIECE_MEMBERS,
    PIECE_USERS,
    PIECE_ACCOUNTS,
    PIECE_SESSIONS,
    PIECE_GROUPS,
    PIECE_MMPS,
    PIECE_CLIENT_SLOTS,
    PIECE_ORDERS,
    PIECE_LINKS,
    PIECE_EXTRAS,
    PIECE_LEVELS,
    PIECE_EXPIRY,
    PIECE_POSITIONS,
    PIECE_BUCKETS,
    PIECE_LEDGER,
    PIECE_MARGINS,
    PIECE_GRIDS,
    PIECE_LOOKS,
    PIECE_ACCOUNT_LINKS,
    PIECE_ASSETS,
    PIECE_HOLDINGS,
    PIECE_PRODUCT_LEDGER,
    PIECE_ECONOMIES,
    PIECE_SETTLEMENTS,
    PIECE_OBLIGATIONS,
    PIECE_LIQUIDATIONS,
    PIECE_DEFAULT_MEMBERS,
    PIECE_REGISTER,
    PIECE_FILINGS,
    PIECE_CASES,
    PIECE_ACTIONS,
    PIECE_TRADES,
    PIECE_PARTICIPANTS,
    PIECE_ELIGIBILITIES,
    PIECE_GIVE_UPS,
    PIECE_PROGRAMMES,
    PIECE_FEE_TIERS,
    PIECE_VOLUMES,
    PIECE_BLOCK_TERMS,
    PIECE_BLOCK_CONSENTS,
    PIECE_COUNT
};

void layout_pieces(const struct core_config *config, struct layout_piece pieces[LAYOUT_PIECES])
{
    size_t products = config->products_max;
    size_t ladders = products * 2;
    size_t width = config->ladder_width;
    size_t summary = (width / 64 + 63) / 64;

#define PIECE(index, member, type, items)                                                          \
    pieces[index] = (struct layout_piece){offsetof(struct core, member), sizeof(type), items}
    PIECE(PIECE_VENUE, venue, struct venue, 1);
    PIECE(PIECE_PRODUCTS, products, struct product, products);
    PIECE(PIECE_TRIGGERS, triggers, struct trigger_set, products);
    PIECE(PIECE_LADDER_STATES, ladder_states, struct ladder_state, ladders);
    PIECE(PIECE_LADDER_SLOTS, ladder_slots, uint32_t, ladders * width);
    PIECE(PIECE_LADDER_WORDS, ladder_words, uint64_t, ladders * (width / 64));
    PIECE(PIECE_LADDER_SUMMARY, ladder_summary, uint64_t, ladders * summary);
    PIECE(PIECE_MEMBERS, members, struct member, config->members_max);
    PIECE(PIECE_USERS, users, struct user, config->users_max);
    PIECE(PIECE_ACCOUNTS, accounts, struct account, config->accounts_max);
    PIECE(PIECE_SESSIONS, sessions, uint64_t, config->sessions_max);
    PIECE(PIECE_GROUPS, groups, struct order_group, config->groups_max);
    PIECE(PIECE_MMPS, mmps, struct mmp, config->mmps_max);
    PIECE(PIECE_CLIENT_SLOTS, client_slots, uint32_t, layout_client_entries(config));
    PIECE(PIECE_ORDERS, store.orders, struct order, config->orders_max);
    PIECE(PIECE_LINKS, store.links, struct order_links, config->orders_max);
    PIECE(PIECE_EXTRAS, store.extras, struct order_extra, config->extras_max);
    PIECE(PIECE_LEVELS, store.levels, struct level, config->orders_max);
    PIECE(PIECE_EXPIRY, expiry.slots, uint32_t, config->extras_max);
    PIECE(PIECE_POSITIONS, positions.positions, struct position, config->positions_max);
    PIECE(PIECE_BUCKETS, positions.buckets, uint32_t, layout_position_buckets(config));
    PIECE(PIECE_LEDGER, ledger.lines, struct ledger_line, ledger_lines(config->accounts_max));
    PIECE(PIECE_MARGINS, margins, struct product_margin, products);
    PIECE(PIECE_GRIDS, grids, struct risk_grid, RISK_GROUPS_MAX);
    PIECE(PIECE_LOOKS, looks, struct look, config->positions_max);
    PIECE(PIECE_ACCOUNT_LINKS, links, struct account_links, config->accounts_max);
    PIECE(PIECE_ASSETS, assets, struct asset, ASSETS_MAX);
    PIECE(PIECE_HOLDINGS, holdings, struct holding, layout_holdings(config));
    PIECE(PIECE_PRODUCT_LEDGER, ledger.product_lines, struct ledger_line,
          products * PRODUCT_ENTRIES);
    PIECE(PIECE_ECONOMIES, economies, struct economy, products);
    PIECE(PIECE_SETTLEMENTS, settlements, struct settlement, products);
    PIECE(PIECE_OBLIGATIONS, obligations, struct obligation,
          (size_t)config->members_max * OBLIGATION_SUMS);
    PIECE(PIECE_LIQUIDATIONS, liquidations, struct liquidation, products);
    PIECE(PIECE_DEFAULT_MEMBERS, default_members, struct default_member, config->members_max);
    PIECE(PIECE_REGISTER, register_entries, struct register_entry, layout_register_entries(config));
    PIECE(PIECE_FILINGS, filings, struct filing, products);
    PIECE(PIECE_CASES, cases, struct case_record, layout_cases(config));
    PIECE(PIECE_ACTIONS, actions, struct action, ACTIONS_MAX);
    PIECE(PIECE_TRADES, trades, struct kept_trade, layout_trades(config));
    PIECE(PIECE_PARTICIPANTS, participants, struct participant, config->accounts_max);
    PIECE(PIECE_ELIGIBILITIES, eligibilities, struct body_eligibility, products);
    PIECE(PIECE_GIVE_UPS, give_ups, struct give_up, GIVE_UPS_MAX);
    PIECE(PIECE_PROGRAMMES, programmes, struct programme, PROGRAMMES_MAX);
    PIECE(PIECE_FEE_TIERS, fee_tiers, struct body_fee_tiers, products);
    PIECE(PIECE_VOLUMES, volumes, struct owner_volume, layout_volumes(config));
    PIECE(PIECE_BLOCK_TERMS, block_terms, struct body_block_terms, products);
    PIECE(PIECE_BLOCK_CONSENTS, block_consents, struct block_consent, BLOCK_CONSENTS_MAX);
#undef PIECE
}

static_assert(PIECE_COUNT == LAYOUT_PIECES, "every piece is in the table");

size_t layout_used(const struct core *core, uint32_t index, size_t count)
{
    const struct venue *venue = core->venue;
    switch ((enum piece)index) {
    case PIECE_ACCOUNTS: return venue->account_count;
    case PIECE_GROUPS: return venue->groups.used;
    case PIECE_MMPS: return venue->mmps.used;
    case PIECE_ORDERS:
    case PIECE_LINKS: return venue->orders.orders.used;
    case PIECE_EXTRAS: return venue->orders.extras.used;
    case PIECE_LEVELS: return venue->orders.levels.used;
    case PIECE_EXPIRY: return venue->expiry_count + 1u;
    case PIECE_POSITIONS: return venue->positions.used;
    case PIECE_LEDGER: return ledger_lines(venue->account_count);
    case PIECE_LOOKS: return venue->positions.used;
    case PIECE_ACCOUNT_LINKS: return venue->account_count;
    case PIECE_HOLDINGS: return venue->holdings.used;
    case PIECE_OBLIGATIONS: return 0;
    case PIECE_REGISTER: return venue->register_count + 1u;
    case PIECE_CASES: return venue->case_count + 1u;
    case PIECE_ACTIONS: return venue->actions_used;
    case PIECE_TRADES: return venue->trades_kept == 0 ? 0 : count;
    case PIECE_PARTICIPANTS: return venue->account_count;
    case PIECE_GIVE_UPS: return venue->give_ups_used;
    case PIECE_PROGRAMMES: return venue->programmes_used;
    case PIECE_VOLUMES: return venue->volumes_used + 1u;
    case PIECE_BLOCK_CONSENTS: return venue->block_consents_used;
    case PIECE_ELIGIBILITIES:
    case PIECE_BLOCK_TERMS:
    case PIECE_FEE_TIERS:
    case PIECE_FILINGS:
    case PIECE_LIQUIDATIONS:
    case PIECE_DEFAULT_MEMBERS:
    case PIECE_VENUE:
    case PIECE_PRODUCTS:
    case PIECE_TRIGGERS:
    case PIECE_LADDER_STATES:
    case PIECE_LADDER_SLOTS:
    case PIECE_LADDER_WORDS:
    case PIECE_LADDER_SUMMARY:
    case PIECE_MEMBERS:
    case PIECE_USERS:
    case PIECE_SESSIONS:
    case PIECE_CLIENT_SLOTS:
    case PIECE_BUCKETS:
    case PIECE_MARGINS:
    case PIECE_GRIDS:
    case PIECE_ASSETS:
    case PIECE_PRODUCT_LEDGER:
    case PIECE_ECONOMIES:
    case PIECE_SETTLEMENTS: return count;
    case PIECE_COUNT:
    default: IMPOSSIBLE();
    }
}

uint32_t layout_step_items(const struct core_config *config)
{
    return u32_min(config->accounts_max, 2 * CLOSE_ACCOUNTS_MAX);
}

/* A layer of the waterfall is shared by members, or by accounts that gained. */
size_t layout_step_lists_size(const struct core_config *config)
{
    size_t items = layout_step_items(config);
    size_t shares = u32_max(config->members_max, layout_step_items(config));
    size_t candidates_size = items * sizeof(struct deleverage_candidate);
    size_t shares_size = shares * sizeof(struct waterfall_share);
    return candidates_size > shares_size ? candidates_size : shares_size;
}

static_assert(sizeof(struct close_rank) <= sizeof(struct deleverage_candidate),
              "a list of ranks fits where one of candidates does");
