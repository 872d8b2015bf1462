/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal.c - see seal.h.
 *
 * Role       See seal.h.
 * Invariant  See seal.h.
 * Rules      R-TIME-6.
 */
#include "node/seal.h"

#include "base/check.h"

void seal_add_events(struct hash_state *output, const struct event *list, uint32_t count)
{
    hash_bytes(output, list, count * sizeof *list);
}

void seal_make(struct command *seal, const struct core *core, const struct hash_state *output,
               enum seal_scope scope)
{
    *seal = (struct command){.kind = COMMAND_SEAL};
    seal->seal.covered_sequence = core_sequence(core);
    seal->seal.state_layout = CORE_STATE_LAYOUT;
    seal->seal.output_hash = hash_end(output);
    if (scope == SEAL_STATE) seal->seal.state_hash = core_hash(core);
}

enum seal_fault seal_check(const struct command *seal, const struct core *core,
                           const struct hash_state *output, bool *has_state)
{
    ASSERT(seal->kind == COMMAND_SEAL);
    const struct body_seal *body = &seal->seal;
    struct hash128 none = {0};
    *has_state = false;
    if (body->covered_sequence != core_sequence(core)) return SEAL_COVERAGE;
    if (!hash128_equal(body->output_hash, hash_end(output))) return SEAL_OUTPUT_DIFFERS;
    if (hash128_equal(body->state_hash, none)) return SEAL_GOOD;
    if (body->state_layout != CORE_STATE_LAYOUT) return SEAL_GOOD;
    *has_state = true;
    return hash128_equal(body->state_hash, core_hash(core)) ? SEAL_GOOD : SEAL_STATE_DIFFERS;
}

const char *seal_fault_text(enum seal_fault fault)
{
    switch (fault) {
    case SEAL_GOOD: return "the hashes agree";
    case SEAL_COVERAGE: return "the seal covers another sequence than the one before it";
    case SEAL_OUTPUT_DIFFERS: return "the hash of all events differs";
    case SEAL_STATE_DIFFERS: return "the hash of the state differs";
    }
    return "unknown fault";
}
