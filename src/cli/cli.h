/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli.h - the subcommands of the one binary.
 *
 * Role    One function and one file a subcommand.  argv[0] is the subcommand's own name.  Each
 *         prints its help for --help and returns the exit status of the process.
 * Errors  0 done, 1 what was checked does not hold, 2 the input or the call is unusable: one line
 *         on standard error says which file, where, and what was expected.
 */
#ifndef PERPETUA_CLI_CLI_H
#define PERPETUA_CLI_CLI_H

#include "lib/perpetua_api.h" /* PERPETUA_VERSION */

enum exit_status { EXIT_OK = 0, EXIT_DIFFERS = 1, EXIT_UNUSABLE = 2 };

int cli_replay(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_verify(int argc, char **argv);
int cli_recover(int argc, char **argv);
int cli_journal(int argc, char **argv);
int cli_explain(int argc, char **argv);
int cli_register(int argc, char **argv);
int cli_whatif(int argc, char **argv);
int cli_report(int argc, char **argv);
int cli_surveil(int argc, char **argv);
int cli_evidence(int argc, char **argv);
int cli_quality(int argc, char **argv);
int cli_bench(int argc, char **argv);
int cli_venue(int argc, char **argv);
int cli_feed_server(int argc, char **argv);

#endif
