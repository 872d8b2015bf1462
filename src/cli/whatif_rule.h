/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whatif_rule.h - perpetua whatif --deleveraging: a journal under another rule.
 *
 * Role       Runs the journal beside a second venue whose terms differ, prints both side by side.
 * Errors     As cli.h.
 */
#ifndef PERPETUA_CLI_WHATIF_RULE_H
#define PERPETUA_CLI_WHATIF_RULE_H

/* The arguments of perpetua whatif; an exit status. */
int whatif_rule(int argc, char **argv);

#endif
