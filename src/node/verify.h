/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify.h - runs a journal again from its start and checks everything that is written in it.
 *
 * Role       Chain, checksums, sequences (journal_reader), signed heads (journal_heads), then every
 *            command through a core made from the journal's charter, every stored hash compared.
 * Invariant  JOURNAL_OK means: each bit that carries meaning was checked, and this run's events and
 *            states are the writer's.
 * Rules      R-TIME-6.
 */
#ifndef PERPETUA_NODE_VERIFY_H
#define PERPETUA_NODE_VERIFY_H

#include "node/journal_heads.h"
#include "node/journal_reader.h"
#include "node/rerun.h"

struct verify_result {
    uint64_t command_count;
    uint64_t event_count;
    uint64_t seal_count;
    uint64_t state_seal_count;
    uint64_t foreign_seal_count;
    uint64_t head_count;     /* signed heads that agree */
    uint64_t snapshot_count; /* whole, and where the layout is ours, with the run's state */
    uint64_t sequence_last;
    uint64_t sequence_sealed; /* the last seal covers everything up to here */
    int64_t duration_ns;
    struct hash128 output_hash;
    struct hash128 state_hash;
    struct journal_hash head; /* of the chain */
    struct journal_end end;
};

/* `trusted` is the key that signed the heads; NULL: whichever did.  *result is filled as far as the
 * run came. */
enum journal_status verify_journal(const char *directory, const struct journal_key *trusted,
                                   struct verify_result *result, struct journal_error *error);

/* How far, and who hears of it. */
struct verify_bound {
    /* The last command that is looked at: of a journal that is being written, what is durable.  A
     * journal that ends before gives JOURNAL_OK and a smaller result->sequence_last.  0: all. */
    uint64_t through;
    /* Every so many commands; false: stop here, as if the journal ended.  NULL: nobody. */
    bool (*passed)(void *context, uint64_t sequence);
    void *context;
};

enum journal_status verify_journal_through(const char *directory, const struct journal_key *trusted,
                                           const struct verify_bound *bound,
                                           struct verify_result *result,
                                           struct journal_error *error);

#endif
