/* SPDX-License-Identifier: Apache-2.0 */
/*
 * funding_premium.c - funding rates recomputed from the premiums that were published with them.
 *
 * Role       Reads rows with premium and funding_rate or fundingRate; the rate must be what the
 *            core makes of the premium with the interest, dampener, divisor and clamp given.
 * Invariant  None.
 * Rules      R-FUND-3.
 */
#include <inttypes.h>

#include "check/funding.h"
#include "check/record.h"
#include "core/perp/funding.h"
#include "replay/report.h"

enum rate_column { COLUMN_RATE, COLUMN_PREMIUM, COLUMN_COIN, COLUMN_COUNT };

/* The same figure has another name at each place that passes it on. */
static const char *const column_names[][COLUMN_COUNT] = {{"funding_rate", "premium", "coin"},
                                                         {"fundingRate", "premium", "coin"}};

struct premium_run {
    struct body_funding_terms terms;
    int64_t tolerance_e12;
    uint64_t count;
    uint64_t same_count;
    int64_t error_max_e12;
};

/* The names that fit, or NULL. */
static const char *const *find_names(const struct source *source, size_t count)
{
    for (size_t i = 0; i < sizeof column_names / sizeof column_names[0]; i++) {
        if (record_fits(source, column_names[i], count)) return column_names[i];
    }
    return NULL;
}

bool funding_is_premiums(const struct source *source)
{
    return find_names(source, COLUMN_COIN) != NULL;
}

static void compare(struct premium_run *run, int64_t premium_e12, int64_t rate_e12)
{
    int64_t error = funding_rate(&run->terms, premium_e12, 0) - rate_e12;
    if (error < 0) error = -error;
    run->count++;
    run->same_count += error <= run->tolerance_e12 ? 1 : 0;
    if (error > run->error_max_e12) run->error_max_e12 = error;
}

static bool compare_rows(struct premium_run *run, const char *group, struct source *source,
                         struct replay_fault *fault)
{
    struct record_reader reader;
    struct import_slice fields[COLUMN_COUNT];
    size_t wanted = group == NULL ? COLUMN_COIN : COLUMN_COUNT;
    const char *const *names = find_names(source, wanted);
    if (names == NULL || !record_begin(&reader, source, names, wanted)) {
        return source_fault_offset(source, 0, "premium and funding_rate, with coin for --group",
                                   fault);
    }
    enum source_row result;
    while ((result = record_next(&reader, fields, fault)) == SOURCE_ROW) {
        int64_t premium_e12 = 0;
        int64_t rate_e12 = 0;
        if (group != NULL && !import_is(fields[COLUMN_COIN], group)) continue;
        if (!funding_read_rate(fields[COLUMN_PREMIUM], &premium_e12)) {
            return record_fault(&reader, fields[COLUMN_PREMIUM], "a premium within +-1", fault);
        }
        if (!funding_read_rate(fields[COLUMN_RATE], &rate_e12)) {
            return record_fault(&reader, fields[COLUMN_RATE], "a rate within +-1", fault);
        }
        compare(run, premium_e12, rate_e12);
    }
    if (result == SOURCE_BAD) return false;
    return run->count > 0 || source_fault_offset(source, 0, "rows of the coin", fault);
}

bool funding_check_premiums(const struct check_call *call, struct source *source,
                            struct replay_fault *fault)
{
    struct premium_run run = {.tolerance_e12 = call->values[FUNDING_TOLERANCE]};
    run.terms.interest_e12 = call->values[FUNDING_INTEREST];
    run.terms.dampener_e12 = call->values[FUNDING_DAMPENER];
    run.terms.clamp_e12 = call->values[FUNDING_CLAMP];
    run.terms.divisor = (uint32_t)call->values[FUNDING_DIVISOR];
    if (!compare_rows(&run, call->group, source, fault)) return false;

    bool is_pass = run.same_count == run.count;
    fprintf(call->out,
            "result: funding hyperliquid rates %" PRIu64 "/%" PRIu64
            " largest-error %s tolerance %s %s\n",
            run.same_count, run.count, report_decimal(run.error_max_e12, RATE_SCALE).text,
            report_decimal(run.tolerance_e12, RATE_SCALE).text, check_word(is_pass));
    return is_pass;
}
