/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay.h - running a recorded day through the real venue.
 *
 * Role       Each format has one function: it reads the recording to its end before anything is
 *            run, rebuilds the submissions, feeds them to the venue, compares what comes out with
 *            what the exchange recorded, and prints one result line.  The rules are in
 *            docs/spec/replay.md.
 * Ownership  The options belong to the caller and stay as long as the call.
 */
#ifndef PERPETUA_REPLAY_REPLAY_H
#define PERPETUA_REPLAY_REPLAY_H

#include <stdio.h>

#include "replay/fault.h"
#include "replay/least.h"

/* Also the exit status of the command. */
enum replay_status {
    REPLAY_PASS = 0,
    REPLAY_DIFFERS = 1,  /* outside the stated tolerance */
    REPLAY_BAD_INPUT = 2 /* see the fault; nothing was compared */
};

struct venue_tap;

struct replay_options {
    const char *path;
    const char *journal; /* folder for the journal, or NULL */
    const char *level2;  /* coinbase-l3: the level 2 document, or NULL to look beside `path` */
    const char *symbol;  /* the instrument, when the recording has several; or NULL */
    struct least_set least;
    const struct venue_tap *tap; /* sees every command and event of the replay, or NULL */
    FILE *out;
};

enum replay_status replay_sse(const struct replay_options *options, struct replay_fault *fault);
enum replay_status replay_mbo(const struct replay_options *options, struct replay_fault *fault);
enum replay_status replay_lobster(const struct replay_options *options, struct replay_fault *fault);
enum replay_status replay_bitstamp(const struct replay_options *options,
                                   struct replay_fault *fault);
enum replay_status replay_coinbase(const struct replay_options *options,
                                   struct replay_fault *fault);
enum replay_status replay_cointossx(const struct replay_options *options,
                                    struct replay_fault *fault);

extern const struct least sse_leasts[];
extern const struct least mbo_leasts[];
extern const struct least lobster_leasts[];
extern const struct least bitstamp_leasts[];
extern const struct least coinbase_leasts[];
extern const struct least cointossx_leasts[];

struct replay_format {
    const char *name; /* as on the command line */
    enum replay_status (*run)(const struct replay_options *options, struct replay_fault *fault);
    const struct least *leasts; /* what it compares */
};

/* NULL for a name that is no format. */
const struct replay_format *replay_format_find(const char *name);

#endif
