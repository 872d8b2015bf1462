/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_participant.c - consent, country and kind of an account, and who may trade a product where.
 *
 * Role   Nothing here is asked while no term of it is on.
 * Rules  R-PART-1 to R-PART-4.
 */
#include "core/flow/flow_register.h"

void flow_participant_terms(struct core *core, const struct command *command)
{
    const struct body_participant_terms *terms = &command->participant_terms;
    if (terms->needs_limits > 1) {
        emit_reject(core, verdict_of(REJECT_FIELD, FIELD_LIMIT, terms->needs_limits, 0), 0);
        return;
    }
    core->venue->participant_terms = *terms;
    emit(core, EVENT_PARTICIPANT_TERMS, 0, 0)->participant_terms = (struct event_participant_terms){
        .consent_version = terms->consent_version, .needs_limits = terms->needs_limits};
}

static bool is_letter(uint32_t byte)
{
    return byte >= 'A' && byte <= 'Z';
}

/* Two capital letters. */
static bool is_country(uint32_t country)
{
    return is_letter(country >> 8) && is_letter(country & 0xff);
}

/* R-PART-2 */
static struct verdict check_profile(const struct core *core, const struct command *command)
{
    const struct body_account_profile *body = &command->account_profile;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    const struct account *account = core_account_at(core, command->account_id);
    if (!is_country(body->country)) {
        return verdict_of(REJECT_FIELD, FIELD_COUNTRY, body->country, 0);
    }
    bool is_defined = body->kind >= ACCOUNT_HOUSE && body->kind <= ACCOUNT_OMNIBUS;
    bool needs_fcm = body->kind == ACCOUNT_OMNIBUS;
    bool has_fcm = core->members[account->member].kind == MEMBER_FCM;
    bool needs_customer = body->kind == ACCOUNT_DISCLOSED;
    bool fits = IMPLIES(needs_fcm, has_fcm) && IMPLIES(needs_customer, account->customer != 0);
    if (!is_defined || !fits) return verdict_of(REJECT_FIELD, FIELD_KIND, body->kind, 0);
    if (body->customer_type > CUSTOMER_ANY_OTHER) {
        return verdict_of(REJECT_FIELD, FIELD_CUSTOMER_TYPE, body->customer_type,
                          CUSTOMER_ANY_OTHER);
    }
    return verdict_ok();
}

static void profile_emit(struct core *core, uint32_t account_id)
{
    const struct participant *participant = &core->participants[account_id];
    emit(core, EVENT_ACCOUNT_PROFILE, account_id, 0)->account_profile =
        (struct event_account_profile){.country = participant->country,
                                       .kind = participant->kind,
                                       .consent_version = participant->consent_version,
                                       .customer_type = participant->customer_type};
}

void flow_account_profile(struct core *core, const struct command *command)
{
    struct verdict verdict = check_profile(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct participant *participant = &core->participants[command->account_id];
    participant->country = command->account_profile.country;
    participant->kind = command->account_profile.kind;
    participant->customer_type = command->account_profile.customer_type;
    profile_emit(core, command->account_id);
}

void flow_account_consent(struct core *core, const struct command *command)
{
    uint32_t version = command->account_consent.version;
    uint32_t newest = core->venue->participant_terms.consent_version;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE && (version == 0 || version > newest)) {
        verdict = verdict_of(REJECT_FIELD, FIELD_CONSENT, version, newest);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    core->participants[command->account_id].consent_version = version;
    profile_emit(core, command->account_id);
}

/* R-PART-4 */
static struct verdict check_rows(const struct body_eligibility *body)
{
    if (body->row_count > ELIGIBILITY_ROWS_MAX) {
        return verdict_of(REJECT_FIELD, FIELD_ELIGIBLE, (int64_t)body->row_count,
                          ELIGIBILITY_ROWS_MAX);
    }
    for (uint32_t i = 0; i < body->row_count; i++) {
        uint32_t country = body->rows[i].country;
        if (country == COUNTRY_ANY || is_country(country)) continue;
        return verdict_of(REJECT_FIELD, FIELD_COUNTRY, country, 0);
    }
    return verdict_ok();
}

void flow_eligibility(struct core *core, const struct command *command)
{
    const struct body_eligibility *body = &command->eligibility;
    struct verdict verdict = gate_terms(core, command->product_id);
    if (verdict.reject == REJECT_NONE) verdict = check_rows(body);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct body_eligibility *kept = &core->eligibilities[command->product_id];
    core->venue->eligibility_count += (body->row_count != 0);
    core->venue->eligibility_count -= (kept->row_count != 0);
    *kept = (struct body_eligibility){.row_count = body->row_count};
    for (uint32_t i = 0; i < body->row_count; i++) kept->rows[i] = body->rows[i];
    emit(core, EVENT_ELIGIBILITY, 0, command->product_id)->eligibility =
        (struct event_eligibility){.row_count = body->row_count};
}

/* R-PART-4 for one row. */
static bool row_admits(const struct core *core, const struct eligibility_row *row,
                       uint32_t account_id)
{
    uint32_t country = core->participants[account_id].country;
    uint32_t classes = core_account_at(core, account_id)->classes;
    bool is_there = row->country == COUNTRY_ANY || row->country == country;
    bool has_class = row->classes == 0 || (row->classes & classes) != 0;
    return is_there && has_class && (row->entry_id == 0 || register_carries(core, row->entry_id));
}

struct verdict gate_participant(const struct core *core, uint32_t account_id, uint32_t product_id)
{
    const struct body_participant_terms *terms = &core->venue->participant_terms;
    uint32_t consent = core->participants[account_id].consent_version;
    if (consent < terms->consent_version) {
        return verdict_of(REJECT_CONSENT, FIELD_CONSENT, consent, terms->consent_version);
    }
    const struct body_limits *limits = &core_account_at(core, account_id)->limits;
    bool has_limits = (limits->order_lots_max | limits->order_notional_micros_max |
                       limits->position_lots_max | limits->margin_micros_max) != 0;
    if (terms->needs_limits && !has_limits) {
        return verdict_of(REJECT_LIMITS_MISSING, FIELD_ACCOUNT, account_id, 0);
    }
    const struct body_eligibility *rules = &core->eligibilities[product_id];
    for (uint32_t i = 0; i < rules->row_count; i++) {
        if (row_admits(core, &rules->rows[i], account_id)) return verdict_ok();
    }
    if (rules->row_count == 0) return verdict_ok();
    return verdict_of(REJECT_JURISDICTION, FIELD_COUNTRY, core->participants[account_id].country,
                      0);
}
