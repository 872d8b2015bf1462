/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_setup.h - the venue in which a workload trades, as the commands that make it.
 *
 * Role       Members with a trader each, accounts with money and limits, listed products with a
 *            mark.  With CHECKS_ALL every pre-trade check has something to do and refuses nothing.
 * Invariant  Command i of a setup depends on the settings and on i alone.
 */
#ifndef PERPETUA_CLI_BENCH_SETUP_H
#define PERPETUA_CLI_BENCH_SETUP_H

#include "cli/bench_workload.h"

#define SETUP_MEMBERS  64u
#define SETUP_SESSIONS 1000u

/* Whose user acts for an account, and through which session. */
uint32_t setup_user_of(uint32_t account);
uint32_t setup_session_of(uint32_t account);

uint64_t setup_command_count(const struct workload_settings *settings);

/* Fills all but sequence and time. */
void setup_command(const struct workload_settings *settings, uint64_t index,
                   struct command *command);

#endif
