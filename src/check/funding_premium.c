/* SPDX-License-Identifier: Apache-2.0 */
/*
 * funding_premium.c - funding rates recomputed from the premiums that were published with them.
 *
 * Role       Reads objects with the members premium and funding_rate or fundingRate; the rate must
 *            be what the core makes of the premium with the interest, dampener and divisor given.
 * Invariant  None.
 * Rules      R-FUND-3.
 */
#include <inttypes.h>

#include "check/funding.h"
#include "core/perp/funding.h"
#include "replay/report.h"
#include "wire/import_objects.h"

enum rate_member { MEMBER_PREMIUM, MEMBER_RATE, MEMBER_RATE_2, MEMBER_COIN, MEMBER_COUNT };

static const char *const member_names[MEMBER_COUNT] = {"premium", "funding_rate", "fundingRate",
                                                       "coin"};

struct premium_run {
    struct body_funding_terms terms;
    int64_t tolerance_e12;
    uint64_t count;
    uint64_t same_count;
    int64_t error_max_e12;
};

static bool read_member(const struct object_member *member, int64_t *rate_e12)
{
    return (member->token == JSON_TEXT || member->token == JSON_NUMBER) &&
           funding_read_rate(member->value, rate_e12);
}

static void compare(struct premium_run *run, int64_t premium_e12, int64_t rate_e12)
{
    int64_t error = funding_rate(&run->terms, premium_e12, 0) - rate_e12;
    if (error < 0) error = -error;
    run->count++;
    run->same_count += error <= run->tolerance_e12 ? 1 : 0;
    if (error > run->error_max_e12) run->error_max_e12 = error;
}

/* False if the object is of no use. */
static bool take_object(struct premium_run *run, const struct object_frame *object,
                        const char *group)
{
    const struct object_member *members = object->members;
    int64_t premium_e12;
    int64_t rate_e12;
    if (group != NULL && (members[MEMBER_COIN].token != JSON_TEXT ||
                          !import_is(members[MEMBER_COIN].value, group))) {
        return true;
    }
    if (!read_member(&members[MEMBER_PREMIUM], &premium_e12)) return false;
    if (!read_member(&members[MEMBER_RATE], &rate_e12) &&
        !read_member(&members[MEMBER_RATE_2], &rate_e12)) {
        return false;
    }
    compare(run, premium_e12, rate_e12);
    return true;
}

static bool read_objects(struct premium_run *run, const struct check_call *call,
                         const struct source *source, struct replay_fault *fault)
{
    struct object_reader reader;
    const struct object_frame *object;
    enum objects_result result;
    objects_begin(&reader, source->document, member_names, MEMBER_COUNT);
    while ((result = objects_next(&reader, &object)) == OBJECTS_TAKEN) {
        if (take_object(run, object, call->group)) continue;
        return source_fault_offset(source, objects_at(&reader),
                                   "an object with premium and funding_rate within +-1", fault);
    }
    if (result == OBJECTS_BAD) {
        return source_fault_offset(source, objects_at(&reader), "a JSON document", fault);
    }
    return run->count > 0 ||
           source_fault_offset(source, 0, "objects with premium and funding_rate", fault);
}

bool funding_check_premiums(const struct check_call *call, struct source *source,
                            struct replay_fault *fault)
{
    struct premium_run run = {.tolerance_e12 = call->values[FUNDING_TOLERANCE]};
    run.terms.interest_e12 = call->values[FUNDING_INTEREST];
    run.terms.dampener_e12 = call->values[FUNDING_DAMPENER];
    run.terms.clamp_e12 = call->values[FUNDING_CLAMP];
    run.terms.divisor = (uint32_t)call->values[FUNDING_DIVISOR];
    if (!read_objects(&run, call, source, fault)) return false;

    bool is_pass = run.same_count == run.count;
    fprintf(call->out,
            "result: funding hyperliquid rates %" PRIu64 "/%" PRIu64
            " largest-error %s tolerance %s %s\n",
            run.same_count, run.count, report_decimal(run.error_max_e12, RATE_SCALE).text,
            report_decimal(run.tolerance_e12, RATE_SCALE).text, check_word(is_pass));
    return is_pass;
}
