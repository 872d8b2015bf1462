/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bootstrap.c - see bootstrap.h.
 */
#include "venue/bootstrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents/agents.h"
#include "base/check.h"
#include "gateway/credential.h"
#include "model/listing.h"
#include "model/register_example.h"
#include "venue/certificate.h"

#define USD               INT64_C(1000000)
#define FUND_CASH_MICROS  (INT64_C(5000000) * USD)
#define CONSENT           1u
#define LIMIT_LOTS        INT64_C(20000000)
#define WITHDRAWAL_MICROS (INT64_C(1000000) * USD)
#define NO_CANCEL_TICKS   100
#define NO_CANCEL_PPM     10000u
#define MINUTE_NS         INT64_C(60000000000)
#define BLOCK_LOTS        INT64_C(10000)
#define BLOCK_BAND_PPM    20000u
#define BLOCK_FEE_PPM     100u

enum number {
    MEMBER_HOUSE = 1,
    MEMBER_BROKER = BOOTSTRAP_BROKER,
    USER_OPERATOR = 1,
    USER_CLIENT_FIRST = 2,
    USER_OPERATOR_2 = 10,
    USER_SURVEILLANCE = 11,
    USER_COMPLIANCE = 12,
    USER_REGULATOR = 13,
    ACCOUNT_FUND = 1,
    ACCOUNT_CLIENT_FIRST = 2
};

/* --- who is there ----------------------------------------------------------------------------- */

static void set_member(struct command *command, uint32_t member_id, enum member_kind kind)
{
    command->kind = COMMAND_MEMBER_SET;
    command->member = (struct body_member){
        .member_id = member_id, .kind = (uint8_t)kind, .state = PARTY_APPROVED};
}

static void set_user(struct command *command, uint32_t user_id, uint32_t member_id, uint32_t roles)
{
    command->kind = COMMAND_USER_SET;
    command->user = (struct body_user){.user_id = user_id, .member_id = member_id, .roles = roles};
}

static void open_account(struct command *command, uint32_t member_id, uint32_t classes)
{
    command->kind = COMMAND_ACCOUNT_OPEN;
    command->account = (struct body_account){.member_id = member_id,
                                             .classes = classes,
                                             .state = PARTY_APPROVED,
                                             .smp_mode = SMP_CANCEL_TAKER};
}

static void deposit(struct command *command, uint32_t account_id, int64_t micros)
{
    command->kind = COMMAND_DEPOSIT;
    command->account_id = account_id;
    command->cash = (struct body_cash){.amount = {micros}, .reference = 1};
}

/* Who is behind an account. */
static void set_profile(struct command *command, uint32_t account_id, enum account_kind kind)
{
    command->kind = COMMAND_ACCOUNT_PROFILE;
    command->account_id = account_id;
    command->account_profile =
        (struct body_account_profile){.country = COUNTRY_OF('U', 'S'), .kind = (uint8_t)kind};
}

static void give_consent(struct command *command, uint32_t account_id)
{
    command->kind = COMMAND_ACCOUNT_CONSENT;
    command->account_id = account_id;
    command->account_consent.version = CONSENT;
}

static void set_limits(struct command *command, uint32_t account_id)
{
    command->kind = COMMAND_ACCOUNT_LIMITS;
    command->account_id = account_id;
    command->limits.position_lots_max = LIMIT_LOTS;
}

/* R-PART-1, R-PART-3: every account consents, and has limits of its clearing member. */
static void set_participant_terms(struct command *command)
{
    command->kind = COMMAND_PARTICIPANT_TERMS;
    command->participant_terms =
        (struct body_participant_terms){.consent_version = CONSENT, .needs_limits = 1};
}

/* Staff, and the back office of the broker. */
static const struct body_user staff[] = {
    {USER_OPERATOR, 0, ROLE_MARKET_OPERATIONS | ROLE_RISK_MANAGER, 0},
    {USER_OPERATOR_2, 0, ROLE_MARKET_OPERATIONS | ROLE_RISK_MANAGER, 0},
    {USER_SURVEILLANCE, 0, ROLE_SURVEILLANCE, 0},
    {USER_COMPLIANCE, 0, ROLE_COMPLIANCE, 0},
    {USER_REGULATOR, 0, ROLE_REGULATOR, 0},
    {BOOTSTRAP_BROKER_USER, MEMBER_BROKER, ROLE_RISK_MANAGER | ROLE_MEMBER_ADMIN, 0},
    {BOOTSTRAP_FREE_USER, BOOTSTRAP_FREE_MEMBER, AGENT_ROLES, 0},
    {BOOTSTRAP_FREE_USER + 1, BOOTSTRAP_FREE_MEMBER + 1, AGENT_ROLES, 0},
};

enum { STAFF_STEPS = sizeof staff / sizeof staff[0], HOUSE_STEPS = 9, CLIENT_STEPS = 6 };

/* The members of the agents are there even if they never come: when they do, the venue's terms need
 * two people already. */
static_assert(AGENT_MEMBERS == 2, "a market maker and a broker");

static void house_command(uint32_t step, struct command *command)
{
    switch (step) {
    case 0: set_member(command, MEMBER_HOUSE, MEMBER_SELF_CLEARING); return;
    case 1: set_member(command, MEMBER_BROKER, MEMBER_FCM); return;
    case 2: set_member(command, BOOTSTRAP_FREE_MEMBER, MEMBER_MARKET_MAKER); return;
    case 3: set_member(command, BOOTSTRAP_FREE_MEMBER + 1, MEMBER_FCM); return;
    case 4: set_participant_terms(command); return;
    case 5: open_account(command, MEMBER_HOUSE, CLASS_FUTURES); return;
    case 6: set_profile(command, ACCOUNT_FUND, ACCOUNT_HOUSE); return;
    case 7: give_consent(command, ACCOUNT_FUND); return;
    case 8: deposit(command, ACCOUNT_FUND, FUND_CASH_MICROS); return;
    default: IMPOSSIBLE();
    }
}

static void client_command(uint32_t client, uint32_t step, struct command *command)
{
    uint32_t roles = ROLE_TRADER | ROLE_MEMBER_ADMIN;
    uint32_t account_id = ACCOUNT_CLIENT_FIRST + client;
    switch (step) {
    case 0: set_user(command, USER_CLIENT_FIRST + client, MEMBER_BROKER, roles); return;
    case 1:
        open_account(command, MEMBER_BROKER, CLASS_FUTURES | CLASS_ELIGIBLE_CONTRACT);
        command->account.customer_id = client + 1;
        return;
    case 2: deposit(command, account_id, BOOTSTRAP_CASH_MICROS); return;
    case 3: set_profile(command, account_id, ACCOUNT_DISCLOSED); return;
    case 4: give_consent(command, account_id); return;
    case 5: set_limits(command, account_id); return;
    default: IMPOSSIBLE();
    }
}

bool bootstrap_papers(uint32_t account_id, uint32_t step, struct command *command)
{
    *command = (struct command){0};
    switch (step) {
    case 0: set_profile(command, account_id, ACCOUNT_DISCLOSED); break;
    case 1: give_consent(command, account_id); break;
    case 2: set_limits(command, account_id); break;
    default: return false;
    }
    command->actor_id = BOOTSTRAP_BROKER_USER;
    return true;
}

/* R-CONTROL-1: from here on everything that two people can be asked about needs two. */
static void set_controls(struct command *command)
{
    command->kind = COMMAND_CONTROL_TERMS;
    command->control_terms = (struct body_control_terms){.withdrawal_micros = WITHDRAWAL_MICROS,
                                                         .error_window_ns = 15 * MINUTE_NS,
                                                         .no_cancel_ticks = NO_CANCEL_TICKS,
                                                         .approval_ns = 60 * MINUTE_NS,
                                                         .no_cancel_ppm = NO_CANCEL_PPM,
                                                         .two_person = CONTROLS_ALL};
}

/* R-BLOCK-1: from one bitcoin on, between accounts that may. */
static void set_block_terms(struct command *command)
{
    command->kind = COMMAND_BLOCK_TERMS;
    command->product_id = BOOTSTRAP_PRODUCT;
    command->block_terms = (struct body_block_terms){.lots_min = BLOCK_LOTS,
                                                     .window_ns = 5 * MINUTE_NS,
                                                     .band_ppm = BLOCK_BAND_PPM,
                                                     .fee_ppm = BLOCK_FEE_PPM,
                                                     .classes = CLASS_ELIGIBLE_CONTRACT};
}

/* The steps behind those of the people: the register, the listing, last the controls. */
static bool listing_step(uint32_t step, int64_t now_ns, struct command *command)
{
    if (register_example_command(step, BOOTSTRAP_PRODUCT, now_ns, command)) return true;
    step -= EXAMPLE_ENTRIES + 1;
    struct listing listing = {
        .from_ns = now_ns,
        .fund_account_id = ACCOUNT_FUND,
        .product_id = BOOTSTRAP_PRODUCT,
        .regime = REGIME_VENUE,
        .method = DELEVERAGE_WATER_FILLING,
        .source_count = BOOTSTRAP_SOURCES,
    };
    for (uint32_t i = 0; i < BOOTSTRAP_SOURCES; i++) {
        listing.source_ids[i] = BOOTSTRAP_SOURCE_FIRST + i;
    }
    struct command other = {0};
    uint32_t steps = 0;
    while (steps <= step && listing_command(&listing, steps, &other)) steps++;
    if (steps > step) {
        *command = other;
        return true;
    }
    step -= steps;
    if (step == 0) set_block_terms(command);
    if (step == 1) set_controls(command);
    return step < 2;
}

bool bootstrap_command(uint32_t step, int64_t now_ns, struct command *command)
{
    *command = (struct command){0};
    if (step < HOUSE_STEPS) {
        house_command(step, command);
        return true;
    }
    step -= HOUSE_STEPS;
    if (step < STAFF_STEPS) {
        set_user(command, staff[step].user_id, staff[step].member_id, staff[step].roles);
        return true;
    }
    step -= STAFF_STEPS;
    if (step < BOOTSTRAP_CLIENTS * CLIENT_STEPS) {
        client_command(step / CLIENT_STEPS, step % CLIENT_STEPS, command);
        return true;
    }
    return listing_step(step - BOOTSTRAP_CLIENTS * CLIENT_STEPS, now_ns, command);
}

uint32_t bootstrap_command_count(void)
{
    struct command command;
    uint32_t count = 0;
    while (bootstrap_command(count, 0, &command)) count++;
    return count;
}

uint32_t bootstrap_account_count(void)
{
    return ACCOUNT_CLIENT_FIRST - 1 + BOOTSTRAP_CLIENTS;
}

/* --- keys ------------------------------------------------------------------------------------- */

/* The consoles' keys: users of the venue without an account. */
static const struct {
    const char *id;
    uint32_t user_id;
    uint32_t scopes;
} consoles[] = {
    {"operator", USER_OPERATOR, SCOPE_ACCOUNT_READ | SCOPE_ACCOUNT_WRITE},
    {"operator2", USER_OPERATOR_2, SCOPE_ACCOUNT_READ | SCOPE_ACCOUNT_WRITE},
    {"surveillance", USER_SURVEILLANCE, SCOPE_ACCOUNT_READ | SCOPE_ACCOUNT_WRITE},
    {"compliance", USER_COMPLIANCE, SCOPE_ACCOUNT_READ | SCOPE_ACCOUNT_WRITE},
    {"regulator", USER_REGULATOR, SCOPE_ACCOUNT_READ},
};

enum { CONSOLES = sizeof consoles / sizeof consoles[0] };

static void fill_key(struct credential *credential, uint32_t client, const char *id)
{
    *credential = (struct credential){
        .kind = CREDENTIAL_SECRET,
        .user_id = USER_CLIENT_FIRST + client,
        .member_id = MEMBER_BROKER,
        .account_id = ACCOUNT_CLIENT_FIRST + client,
        .scopes = SCOPES_ALL,
        .created_ns = credential_now_ns(),
        .is_enabled = true,
    };
    (void)snprintf(credential->id, sizeof credential->id, "%s", id);
    (void)snprintf(credential->name, sizeof credential->name, "%s", id);
}

static bool add_signing_key(struct credentials *credentials, const char *directory, char *error,
                            size_t error_size)
{
    char path[1024];
    struct credential credential;
    if (credential_find(credentials, "demo-rsa") != NULL) return true;
    (void)snprintf(path, sizeof path, "%s/demo-rsa.pem", directory);
    fill_key(&credential, 0, "demo-rsa");
    credential.kind = CREDENTIAL_PUBLIC;
    credential.public_pem = signing_key_ensure(path, error, error_size);
    bool is_added =
        credential.public_pem != NULL && credential_add(credentials, &credential) != NULL;
    free(credential.public_pem);
    return is_added;
}

/* With the secret that everybody knows: the id and "-secret". */
static bool add_key(struct credentials *credentials, const struct credential *credential,
                    char *error, size_t error_size)
{
    struct credential copy = *credential;
    if (credential_find(credentials, copy.id) != NULL) return true;
    (void)snprintf(copy.secret, sizeof copy.secret, "%.48s-secret", copy.id);
    (void)snprintf(error, error_size, "cannot add the key %s", copy.id);
    return credential_add(credentials, &copy) != NULL;
}

bool bootstrap_keys(struct credentials *credentials, const char *directory, char *error,
                    size_t error_size)
{
    static const char *const ids[BOOTSTRAP_CLIENTS] = {"demo", "demo2"};
    struct credential credential;
    bool is_complete = credential_find(credentials, "demo-rsa") != NULL;
    for (uint32_t i = 0; i < BOOTSTRAP_CLIENTS; i++) {
        is_complete = is_complete && credential_find(credentials, ids[i]) != NULL;
        fill_key(&credential, i, ids[i]);
        if (!add_key(credentials, &credential, error, error_size)) return false;
    }
    for (uint32_t i = 0; i < CONSOLES; i++) {
        is_complete = is_complete && credential_find(credentials, consoles[i].id) != NULL;
        fill_key(&credential, 0, consoles[i].id);
        credential.user_id = consoles[i].user_id;
        credential.member_id = 0;
        credential.account_id = 0;
        credential.scopes = consoles[i].scopes;
        if (!add_key(credentials, &credential, error, error_size)) return false;
    }
    if (is_complete) return true;
    if (!add_signing_key(credentials, directory, error, error_size)) return false;
    (void)snprintf(error, error_size, "cannot write the file of keys in %s", directory);
    return credentials_save(credentials);
}
