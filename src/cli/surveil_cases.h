/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil_cases.h - perpetua surveil cases: the cases of a journal, with who did what and why.
 *
 * Role       Called by surveil.c with its own arguments.
 */
#ifndef PERPETUA_CLI_SURVEIL_CASES_H
#define PERPETUA_CLI_SURVEIL_CASES_H

int cli_surveil_cases(int argc, char **argv);

#endif
