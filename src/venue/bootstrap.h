/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bootstrap.h - the demonstration venue, from nothing to a listed product.
 *
 * Role       The commands that an operator would send to a new venue: the fund, a broker with its
 *            users and accounts, deposits, then the listing (model/listing.h).  And the keys of its
 *            clients.
 * Invariant  Command number n of the bootstrap has sequence n + 1, so a bootstrap that a crash cut
 *            off goes on where the journal ended, and one that is done does nothing.
 */
#ifndef PERPETUA_VENUE_BOOTSTRAP_H
#define PERPETUA_VENUE_BOOTSTRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/command.h"

#define BOOTSTRAP_PRODUCT      1u
#define BOOTSTRAP_SOURCES      5u
#define BOOTSTRAP_SOURCE_FIRST 11u                   /* 11..15: one a spot venue */
#define BOOTSTRAP_CLIENTS      2u                    /* keys "demo" and "demo2" */
#define BOOTSTRAP_CASH_MICROS  INT64_C(100000000000) /* 100,000 USD each */

/* Numbers behind those that the bootstrap uses: for the agents. */
#define BOOTSTRAP_FREE_MEMBER 10u
#define BOOTSTRAP_FREE_USER   100u

struct credentials;

/* Fills command number `step`, from 0.  False behind the last. */
bool bootstrap_command(uint32_t step, int64_t now_ns, struct command *command);

uint32_t bootstrap_command_count(void);

/* The number of accounts that the bootstrap opens: the next opened gets the number behind. */
uint32_t bootstrap_account_count(void);

/* Adds the clients' keys that are missing: "demo" and "demo2" with their secrets, and "demo-rsa",
 * whose private key is made in the data directory.  False: *error says what failed. */
bool bootstrap_keys(struct credentials *credentials, const char *directory, char *error,
                    size_t error_size);

#endif
