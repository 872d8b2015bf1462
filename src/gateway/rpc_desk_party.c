/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_desk_party.c - the objects that the consoles share: members, accounts and who is behind them.
 *
 * Rules  R-MEMBER-1, R-ROLE-1, R-ACCT-1 to R-ACCT-4, R-FCM-1, R-PART-1, R-PART-2.
 */
#include "gateway/rpc_account.h"
#include "gateway/rpc_desk.h"
#include "gateway/rpc_units.h"
#include "model/accounts_chart.h"

#define ACCOUNTS_MAX 1000u

/* --- members ---------------------------------------------------------------------------------- */

static void put_users(const struct rpc_look *look, uint32_t member_id)
{
    struct json_writer *writer = look->writer;
    uint32_t end = core_users_end(look->core);
    struct user_view user;
    json_put_name(writer, "users");
    json_begin_array(writer);
    for (uint32_t id = 1; id < end; id++) {
        if (!core_user(look->core, id, &user) || user.roles == 0) continue;
        if (user.member_id != member_id) continue;
        const char *name = rpc_user_name(look->rpc, id);
        json_begin_object(writer);
        json_add_u64(writer, "user_id", id);
        if (name != NULL) json_add_text(writer, "name", name);
        rpc_add_words(writer, "roles", WORDS_ROLES, user.roles);
        json_end_object(writer);
    }
    json_end_array(writer);
}

static uint32_t accounts_of(const struct rpc_look *look, uint32_t member_id)
{
    struct account_view account;
    uint32_t count = 0;
    for (uint32_t id = 1; core_account(look->core, id, &account); id++) {
        count += account.member_id == member_id;
    }
    return count;
}

/* Staff of the venue first, as member 0. */
void rpc_add_members(const struct rpc_look *look, const char *name)
{
    struct json_writer *writer = look->writer;
    uint32_t end = core_members_end(look->core);
    json_put_name(writer, name);
    json_begin_array(writer);
    for (uint32_t id = 0; id < end; id++) {
        struct member_view member = {0};
        if (id != 0 && !core_member(look->core, id, &member)) continue;
        json_begin_object(writer);
        json_add_u64(writer, "member_id", id);
        if (id == 0) {
            json_add_text(writer, "name", "staff of the venue");
            json_add_text(writer, "kind", "venue");
            json_add_text(writer, "state", "approved");
        } else {
            rpc_add_word(writer, "kind", WORDS_MEMBER_KIND, member.kind);
            rpc_add_word(writer, "state", WORDS_PARTY_STATE, member.state);
        }
        json_add_u64(writer, "accounts", id == 0 ? 0 : accounts_of(look, id));
        put_users(look, id);
        json_end_object(writer);
    }
    json_end_array(writer);
}

/* --- accounts --------------------------------------------------------------------------------- */

static void add_country(struct json_writer *writer, uint16_t country)
{
    char text[] = {(char)(country >> 8), (char)(country & 0xff), '\0'};
    if (country != 0) json_add_text(writer, "country", text);
}

/* The members of a row, without braces. */
static void add_account(const struct rpc_look *look, uint32_t account_id,
                        const struct party_view *party)
{
    struct json_writer *writer = look->writer;
    const struct rpc_put put = {writer, NULL};
    struct account_view account = {0};
    struct account_risk_view risk = {0};
    struct body_participant_terms terms = core_register_terms(look->core).participants;
    (void)core_account(look->core, account_id, &account);
    (void)core_account_risk(look->core, account_id, &risk);
    json_add_u64(writer, "account_id", account_id);
    json_add_u64(writer, "member_id", account.member_id);
    if (party->parent_account_id != 0) {
        json_add_u64(writer, "parent_account_id", party->parent_account_id);
    }
    json_add_u64(writer, "owner_account_id", account.owner_account_id);
    if (party->controller_id != 0) json_add_u64(writer, "controller_id", party->controller_id);
    if (party->customer_id != 0) json_add_u64(writer, "customer_id", party->customer_id);
    rpc_add_word(writer, "state", WORDS_PARTY_STATE, account.state);
    rpc_add_words(writer, "classes", WORDS_CLASSES, party->classes);
    add_country(writer, party->country);
    rpc_add_word(writer, "kind", WORDS_ACCOUNT_KIND, party->kind);
    if (party->customer_type != 0) json_add_u64(writer, "customer_type", party->customer_type);
    json_add_bool(writer, "consent", party->consent_version >= terms.consent_version);
    json_add_u64(writer, "consent_version", party->consent_version);
    rpc_add_money(&put, "equity", risk.equity);
    json_add_u64(writer, "open_orders", account.order_count);
}

void rpc_put_account_row(const struct rpc_look *look, uint32_t account_id)
{
    struct party_view party;
    if (!core_party(look->core, account_id, &party)) return;
    json_begin_object(look->writer);
    add_account(look, account_id, &party);
    json_end_object(look->writer);
}

static void add_children(const struct rpc_look *look, uint32_t account_id)
{
    struct party_view party;
    json_put_name(look->writer, "children");
    json_begin_array(look->writer);
    for (uint32_t id = 1; core_party(look->core, id, &party); id++) {
        if (party.parent_account_id == account_id) json_put_u64(look->writer, id);
    }
    json_end_array(look->writer);
}

static void add_limits(const struct rpc_look *look, const struct body_limits *limits)
{
    const struct rpc_put put = {look->writer, NULL};
    json_put_name(look->writer, "limits");
    json_begin_object(look->writer);
    json_add_i64(look->writer, "order_lots_max", limits->order_lots_max);
    rpc_add_money(&put, "order_notional_max", (struct money){limits->order_notional_micros_max});
    json_add_i64(look->writer, "position_lots_max", limits->position_lots_max);
    rpc_add_money(&put, "margin_max", (struct money){limits->margin_micros_max});
    json_end_object(look->writer);
}

static void add_balances(const struct rpc_look *look, uint32_t account_id)
{
    struct json_writer *writer = look->writer;
    const struct rpc_put put = {writer, NULL};
    struct account_risk_view risk = {0};
    struct account_view account = {0};
    (void)core_account_risk(look->core, account_id, &risk);
    (void)core_account(look->core, account_id, &account);
    json_put_name(writer, "balances");
    json_begin_array(writer);
    json_begin_object(writer);
    json_add_text(writer, "currency", "USD");
    rpc_add_money(&put, "balance", risk.balance);
    rpc_add_money(&put, "held", account.held);
    rpc_add_money(&put, "equity", risk.equity);
    rpc_add_money(&put, "initial_margin", risk.initial);
    rpc_add_money(&put, "maintenance_margin", risk.maintenance);
    rpc_add_money(&put, "available", risk.available);
    json_end_object(writer);
    json_end_array(writer);
}

static void put_position(const struct rpc_look *look, uint32_t account_id, uint16_t product_id)
{
    struct json_writer *writer = look->writer;
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(look->rpc->gateway), product_id);
    const struct rpc_put put = {writer, instrument};
    struct position_view position = {0};
    struct position_margin_view margin = {0};
    struct product_view product = {0};
    if (instrument == NULL || !core_position(look->core, account_id, product_id, &position)) return;
    (void)core_position_margin(look->core, account_id, product_id, &margin);
    (void)core_product(look->core, product_id, &product);
    json_begin_object(writer);
    json_add_text(writer, "instrument_name", instrument->rpc_name);
    rpc_add_amount(&put, "size", position.net.lots);
    rpc_add_amount(&put, "open_bids", position.open_bids.lots);
    rpc_add_amount(&put, "open_asks", position.open_asks.lots);
    rpc_add_fine_or_null(&put, "mark_price", product.mark);
    rpc_add_money(&put, "value", margin.notional);
    rpc_add_money(&put, "unrealised", margin.unrealised);
    rpc_add_money(&put, "maintenance_margin", margin.maintenance);
    json_end_object(writer);
}

static void add_positions(const struct rpc_look *look, uint32_t account_id)
{
    json_put_name(look->writer, "positions");
    json_begin_array(look->writer);
    uint16_t product_id = core_next_position(look->core, account_id, 0);
    for (; product_id != 0; product_id = core_next_position(look->core, account_id, product_id)) {
        put_position(look, account_id, product_id);
    }
    json_end_array(look->writer);
}

void rpc_put_account_whole(const struct rpc_look *look, uint32_t account_id)
{
    struct party_view party;
    struct account_view account;
    if (!core_party(look->core, account_id, &party)) return;
    (void)core_account(look->core, account_id, &account);
    json_begin_object(look->writer);
    add_account(look, account_id, &party);
    add_children(look, account_id);
    add_limits(look, &party.limits);
    add_balances(look, account_id);
    add_positions(look, account_id);
    put_users(look, account.member_id);
    json_end_object(look->writer);
}

void rpc_add_accounts(const struct rpc_look *look, const struct rpc_account_filter *filter)
{
    struct json_writer *writer = look->writer;
    struct account_view account;
    uint32_t total = 0;
    uint32_t end = filter->offset + (filter->count < ACCOUNTS_MAX ? filter->count : ACCOUNTS_MAX);
    json_put_name(writer, "accounts");
    json_begin_array(writer);
    for (uint32_t id = 1; core_account(look->core, id, &account); id++) {
        bool is_of = filter->member_id == 0 || account.member_id == filter->member_id;
        bool is_in = filter->state < 0 || account.state == (uint32_t)filter->state;
        if (!is_of || !is_in) continue;
        if (total >= filter->offset && total < end) rpc_put_account_row(look, id);
        total++;
    }
    json_end_array(writer);
    json_add_u64(writer, "total", total);
}
