/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil_bench.h - perpetua surveil bench and surveil speed, which surveil.c hands over to.
 *
 * Role    argv[1] is "bench" or "speed".  Returns the exit status.
 */
#ifndef PERPETUA_CLI_SURVEIL_BENCH_H
#define PERPETUA_CLI_SURVEIL_BENCH_H

int cli_surveil_bench(int argc, char **argv);
int cli_surveil_speed(int argc, char **argv);

#endif
