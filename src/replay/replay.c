/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay.c - the formats by name.
 *
 * Role       See replay.h.
 * Invariant  Every format of the command's help stands in the table.
 * Rules      none.
 */
#include "replay/replay.h"

#include <string.h>

static const struct replay_format formats[] = {
    {"sse", replay_sse, sse_leasts},
    {"cme-mbo", replay_mbo, mbo_leasts},
    {"lobster", replay_lobster, lobster_leasts},
    {"bitstamp", replay_bitstamp, bitstamp_leasts},
    {"coinbase-l3", replay_coinbase, coinbase_leasts},
    {"cointossx", replay_cointossx, cointossx_leasts},
};

const struct replay_format *replay_format_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (strcmp(formats[i].name, name) == 0) return &formats[i];
    }
    return NULL;
}
