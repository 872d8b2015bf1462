/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bootstrap.c - see bootstrap.h.
 */
#include "venue/bootstrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "gateway/credential.h"
#include "model/listing.h"
#include "model/register_example.h"
#include "venue/certificate.h"

#define USD              INT64_C(1000000)
#define FUND_CASH_MICROS (INT64_C(5000000) * USD)

enum number {
    MEMBER_HOUSE = 1,
    MEMBER_BROKER = 2,
    USER_OPERATOR = 1,
    USER_CLIENT_FIRST = 2,
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

enum { HOUSE_STEPS = 5, CLIENT_STEPS = 3 };

static void house_command(uint32_t step, struct command *command)
{
    switch (step) {
    case 0: set_member(command, MEMBER_HOUSE, MEMBER_SELF_CLEARING); return;
    case 1: set_user(command, USER_OPERATOR, 0, ROLE_MARKET_OPERATIONS | ROLE_RISK_MANAGER); return;
    case 2: open_account(command, MEMBER_HOUSE, CLASS_FUTURES); return;
    case 3: deposit(command, ACCOUNT_FUND, FUND_CASH_MICROS); return;
    case 4: set_member(command, MEMBER_BROKER, MEMBER_FCM); return;
    default: IMPOSSIBLE();
    }
}

static void client_command(uint32_t client, uint32_t step, struct command *command)
{
    uint32_t roles = ROLE_TRADER | ROLE_MEMBER_ADMIN;
    switch (step) {
    case 0: set_user(command, USER_CLIENT_FIRST + client, MEMBER_BROKER, roles); return;
    case 1: open_account(command, MEMBER_BROKER, CLASS_FUTURES | CLASS_RETAIL); return;
    case 2: deposit(command, ACCOUNT_CLIENT_FIRST + client, BOOTSTRAP_CASH_MICROS); return;
    default: IMPOSSIBLE();
    }
}

bool bootstrap_command(uint32_t step, int64_t now_ns, struct command *command)
{
    *command = (struct command){0};
    if (step < HOUSE_STEPS) {
        house_command(step, command);
        return true;
    }
    step -= HOUSE_STEPS;
    if (step < BOOTSTRAP_CLIENTS * CLIENT_STEPS) {
        client_command(step / CLIENT_STEPS, step % CLIENT_STEPS, command);
        return true;
    }
    step -= BOOTSTRAP_CLIENTS * CLIENT_STEPS;
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
    return listing_command(&listing, step, command);
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
    (void)snprintf(credential->name, sizeof credential->name, "demonstration");
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

bool bootstrap_keys(struct credentials *credentials, const char *directory, char *error,
                    size_t error_size)
{
    static const char *const ids[BOOTSTRAP_CLIENTS] = {"demo", "demo2"};
    bool is_complete = credential_find(credentials, "demo-rsa") != NULL;
    for (uint32_t i = 0; i < BOOTSTRAP_CLIENTS; i++) {
        is_complete = is_complete && credential_find(credentials, ids[i]) != NULL;
    }
    if (is_complete) return true;
    for (uint32_t i = 0; i < BOOTSTRAP_CLIENTS; i++) {
        struct credential credential;
        if (credential_find(credentials, ids[i]) != NULL) continue;
        fill_key(&credential, i, ids[i]);
        (void)snprintf(credential.secret, sizeof credential.secret, "%s-secret", ids[i]);
        (void)snprintf(error, error_size, "cannot add the key %s", ids[i]);
        if (credential_add(credentials, &credential) == NULL) return false;
    }
    if (!add_signing_key(credentials, directory, error, error_size)) return false;
    (void)snprintf(error, error_size, "cannot write the file of keys in %s", directory);
    return credentials_save(credentials);
}
