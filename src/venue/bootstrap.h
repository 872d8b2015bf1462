/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bootstrap.h - the demonstration venue, from nothing to a listed product.
 *
 * Role       The commands that an operator would send to a new venue: members, people of the venue,
 *            the fund, a broker with its clients, their papers and deposits, the register, the
 *            listing (model/listing.h), and last what needs two people from then on.  And the keys
 *            of clients and consoles.
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

/* The broker's back office: it gives new accounts their limits (demo.c). */
#define BOOTSTRAP_BROKER      2u
#define BOOTSTRAP_BROKER_USER 14u

/* The agents' members and users, which the bootstrap makes. */
#define BOOTSTRAP_FREE_MEMBER 10u
#define BOOTSTRAP_FREE_USER   100u

struct credentials;

/* Fills command number `step`, from 0.  False behind the last. */
bool bootstrap_command(uint32_t step, int64_t now_ns, struct command *command);

uint32_t bootstrap_command_count(void);

/* The number of accounts that the bootstrap opens: the next opened gets the number behind. */
uint32_t bootstrap_account_count(void);

/* The papers of an account of the broker, by its back office: number `step` of them, from 0.  False
 * behind the last. */
bool bootstrap_papers(uint32_t account_id, uint32_t step, struct command *command);

/* Adds the keys that are missing: "demo" and "demo2" with their secrets, "demo-rsa", whose private
 * key is made in the data directory, and those of the consoles: "operator", "operator2",
 * "surveillance", "compliance", "regulator".  False: *error says what failed. */
bool bootstrap_keys(struct credentials *credentials, const char *directory, char *error,
                    size_t error_size);

#endif
