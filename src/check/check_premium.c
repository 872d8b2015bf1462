/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_premium.c - premiums recomputed from the impact prices and the oracle they came with.
 *
 * Role       Reads objects with the members premium, impactPxs and oraclePx; the premium must be
 *            what the core makes of both impact prices and the oracle's as the index.  An object
 *            without a premium or without impact prices is an instrument that does not trade.
 * Group      The label of an object's list (wire/import_objects.h).  Where some list has an empty
 *            label, that one is meant unless another is named: venues that host other people's
 *            markets beside their own give each of them its own rules.
 * Invariant  Prices are exact, in units of 10^-8.
 * Rules      R-PREMIUM-2.
 */
#include <inttypes.h>
#include <string.h>

#include "check/checks.h"
#include "check/source.h"
#include "core/perp/premium.h"
#include "replay/report.h"
#include "wire/import_objects.h"

#define RATE_SCALE   12u
#define RATE_E12_MAX INT64_C(10000000000000)
#define PRICE_SCALE  8u
#define PRICE_E8_MAX INT64_C(10000000000000000)

enum premium_member { MEMBER_PREMIUM, MEMBER_IMPACT, MEMBER_ORACLE, MEMBER_COUNT };

static const char *const member_names[MEMBER_COUNT] = {"premium", "impactPxs", "oraclePx"};

enum { VALUE_TOLERANCE };

static const struct check_parameter parameters[] = {
    {"tolerance", "largest error of a premium", 100, 0, 1000000000000, RATE_SCALE},
};

static const char *const formats[] = {"hyperliquid", NULL};

struct premium_run {
    const char *group; /* NULL: every list */
    int64_t tolerance_e12;
    uint64_t count;
    uint64_t same_count;
    uint64_t silent_count; /* instruments without premium or impact prices */
    int64_t error_max_e12;
};

static bool has_value(const struct object_member *member)
{
    return member->token == JSON_TEXT || member->token == JSON_NUMBER;
}

static bool read_price(struct import_slice text, int64_t *price_e8)
{
    return import_decimals(text) <= PRICE_SCALE &&
           import_round_decimal(text, PRICE_SCALE, price_e8) && *price_e8 > 0 &&
           *price_e8 <= PRICE_E8_MAX;
}

static bool is_meant(const struct premium_run *run, const struct object_frame *object)
{
    if (run->group == NULL) return true;
    struct import_slice label = object->label;
    return label.text == NULL ? run->group[0] == '\0' : import_is(label, run->group);
}

/* False if the object is not of the form that is expected. */
static bool take_object(struct premium_run *run, const struct object_frame *object)
{
    const struct object_member *members = object->members;
    struct import_slice pair[2];
    struct body_funding_terms terms = {.premium = PREMIUM_IMPACT};
    struct price_inputs inputs = {0};
    int64_t premium_e12;
    if (!is_meant(run, object)) return true;
    if (!has_value(&members[MEMBER_PREMIUM]) || members[MEMBER_IMPACT].token != JSON_ARRAY_BEGIN) {
        run->silent_count++;
        return true;
    }
    if (!import_round_decimal(members[MEMBER_PREMIUM].value, RATE_SCALE, &premium_e12) ||
        premium_e12 > RATE_E12_MAX || premium_e12 < -RATE_E12_MAX ||
        !objects_pair(members[MEMBER_IMPACT].value, pair) ||
        !read_price(pair[0], &inputs.impact_bid_e4) ||
        !read_price(pair[1], &inputs.impact_ask_e4) || !has_value(&members[MEMBER_ORACLE]) ||
        !read_price(members[MEMBER_ORACLE].value, &inputs.index_e4)) {
        return false;
    }
    int64_t error = premium_of(&terms, &inputs) - premium_e12;
    if (error < 0) error = -error;
    run->count++;
    run->same_count += error <= run->tolerance_e12 ? 1 : 0;
    if (error > run->error_max_e12) run->error_max_e12 = error;
    return true;
}

/* Does some list have an empty label? */
static bool has_own_list(const struct source *source)
{
    struct object_reader reader;
    const struct object_frame *object;
    objects_begin(&reader, source->document, member_names, MEMBER_COUNT);
    while (objects_next(&reader, &object) == OBJECTS_TAKEN) {
        if (object->label.text != NULL && object->label.size == 0) return true;
    }
    return false;
}

static bool read_objects(struct premium_run *run, const struct source *source,
                         struct replay_fault *fault)
{
    struct object_reader reader;
    const struct object_frame *object;
    enum objects_result result;
    objects_begin(&reader, source->document, member_names, MEMBER_COUNT);
    while ((result = objects_next(&reader, &object)) == OBJECTS_TAKEN) {
        if (take_object(run, object)) continue;
        return source_fault_offset(source, objects_at(&reader),
                                   "an object with a premium, two impactPxs and an oraclePx of at "
                                   "most 8 decimals",
                                   fault);
    }
    if (result == OBJECTS_BAD) {
        return source_fault_offset(source, objects_at(&reader), "a JSON document", fault);
    }
    return run->count > 0 ||
           source_fault_offset(source, 0, "objects with premium, impactPxs and oraclePx", fault);
}

static enum check_status run_premium(const struct check_call *call, struct replay_fault *fault)
{
    struct premium_run run = {.group = call->group, .tolerance_e12 = call->values[VALUE_TOLERANCE]};
    struct source source;
    if (!source_open(&source, call->paths[0], fault)) return CHECK_BAD_INPUT;
    if (run.group == NULL && has_own_list(&source)) run.group = "";
    bool is_pass = false;
    if (read_objects(&run, &source, fault)) {
        is_pass = run.same_count == run.count;
        fprintf(call->out, "premium: %" PRIu64 " instruments without premium or impact prices\n",
                run.silent_count);
        fprintf(call->out,
                "result: premium hyperliquid %" PRIu64 "/%" PRIu64
                " largest-error %s tolerance %s %s\n",
                run.same_count, run.count, report_decimal(run.error_max_e12, RATE_SCALE).text,
                report_decimal(run.tolerance_e12, RATE_SCALE).text, check_word(is_pass));
    }
    source_close(&source);
    return check_verdict(is_pass, fault);
}

const struct check check_premium = {
    .name = "premium",
    .summary = "premiums from impact prices and an oracle",
    .formats = formats,
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .path_max = 1,
    .run = run_premium,
};
