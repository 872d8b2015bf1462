/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_participant.c - consent, country, kind and eligibility in the naive venue.
 *
 * Role   See naive_register.h.
 * Rules  R-PART-1 to R-PART-4.
 */
#include "sim/naive_check.h"

struct naive_fault naive_command_participant_terms(struct naive *naive)
{
    const struct body_participant_terms *body = &naive->command->participant_terms;
    if (body->needs_limits > 1) return fault_of(REJECT_FIELD, FIELD_LIMIT, body->needs_limits, 0);
    naive->regulation.participant_terms = *body;
    struct event *event = naive_emit(naive, EVENT_PARTICIPANT_TERMS, 0, 0);
    event->participant_terms.consent_version = body->consent_version;
    event->participant_terms.needs_limits = body->needs_limits;
    return NO_FAULT;
}

static bool is_country(uint32_t country)
{
    uint32_t first = country / 256;
    uint32_t second = country % 256;
    return first >= 'A' && first <= 'Z' && second >= 'A' && second <= 'Z';
}

static void tell(struct naive *naive, uint32_t account_id)
{
    const struct naive_account *account = &naive->accounts[account_id];
    struct event *event = naive_emit(naive, EVENT_ACCOUNT_PROFILE, account_id, 0);
    event->account_profile.country = account->profile.country;
    event->account_profile.kind = account->profile.kind;
    event->account_profile.consent_version = account->consent_version;
    event->account_profile.customer_type = account->profile.customer_type;
}

struct naive_fault naive_command_account_profile(struct naive *naive)
{
    const struct body_account_profile *body = &naive->command->account_profile;
    uint32_t account_id = naive->command->account_id;
    CHECK(naive_check_account_exists(naive, account_id));
    struct naive_account *account = &naive->accounts[account_id];
    struct naive_fault bad_kind = fault_of(REJECT_FIELD, FIELD_KIND, body->kind, 0);
    if (!is_country(body->country)) return fault_of(REJECT_FIELD, FIELD_COUNTRY, body->country, 0);
    switch (body->kind) {
    case ACCOUNT_HOUSE: break;
    case ACCOUNT_DISCLOSED:
        if (account->opened.customer_id == 0) return bad_kind;
        break;
    case ACCOUNT_OMNIBUS:
        if (naive->members[account->opened.member_id].kind != MEMBER_FCM) return bad_kind;
        break;
    default: return bad_kind;
    }
    if (body->customer_type > 4)
        return fault_of(REJECT_FIELD, FIELD_CUSTOMER_TYPE, body->customer_type, 4);
    account->profile = *body;
    tell(naive, account_id);
    return NO_FAULT;
}

struct naive_fault naive_command_account_consent(struct naive *naive)
{
    uint32_t version = naive->command->account_consent.version;
    uint32_t account_id = naive->command->account_id;
    uint32_t newest = naive->regulation.participant_terms.consent_version;
    CHECK(naive_check_account_exists(naive, account_id));
    if (version < 1 || version > newest)
        return fault_of(REJECT_FIELD, FIELD_CONSENT, version, newest);
    naive->accounts[account_id].consent_version = version;
    tell(naive, account_id);
    return NO_FAULT;
}

struct naive_fault naive_command_eligibility(struct naive *naive)
{
    const struct body_eligibility *body = &naive->command->eligibility;
    uint16_t product_id = naive->command->product_id;
    CHECK(naive_check_product_exists(naive, product_id));
    uint32_t state = naive->products[product_id].state;
    if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN)
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, state, 0);
    if (body->row_count > 16)
        return fault_of(REJECT_FIELD, FIELD_ELIGIBLE, (int64_t)body->row_count, 16);
    for (uint64_t i = 0; i < body->row_count; i++) {
        uint32_t country = body->rows[i].country;
        if (country != 0 && !is_country(country))
            return fault_of(REJECT_FIELD, FIELD_COUNTRY, country, 0);
    }
    naive->regulation.eligibilities[product_id] = *body;
    naive_emit(naive, EVENT_ELIGIBILITY, 0, product_id)->eligibility.row_count = body->row_count;
    return NO_FAULT;
}

/* R-PART-4: is there a row for the account? */
static bool has_row(const struct naive *naive, const struct naive_order *draft)
{
    const struct body_eligibility *rules = &naive->regulation.eligibilities[draft->product_id];
    const struct naive_account *account = &naive->accounts[draft->account_id];
    if (rules->row_count == 0) return true;
    for (uint64_t i = 0; i < rules->row_count; i++) {
        const struct eligibility_row *row = &rules->rows[i];
        if (row->country != 0 && row->country != account->profile.country) continue;
        if (row->classes != 0 && (row->classes & account->opened.classes) == 0) continue;
        if (row->entry_id == 0 || naive_entry_holds(naive, row->entry_id)) return true;
    }
    return false;
}

struct naive_fault naive_check_participant(const struct naive *naive,
                                           const struct naive_order *draft)
{
    const struct body_participant_terms *terms = &naive->regulation.participant_terms;
    const struct naive_account *account = &naive->accounts[draft->account_id];
    const struct body_limits *limits = &account->limits;
    if ((draft->flags & FLAG_REDUCE_ONLY) != 0) return NO_FAULT;
    if (account->consent_version < terms->consent_version)
        return fault_of(REJECT_CONSENT, FIELD_CONSENT, account->consent_version,
                        terms->consent_version);
    bool has_limits = limits->order_lots_max != 0 || limits->order_notional_micros_max != 0 ||
                      limits->position_lots_max != 0 || limits->margin_micros_max != 0;
    if (terms->needs_limits == 1 && !has_limits)
        return fault_of(REJECT_LIMITS_MISSING, FIELD_ACCOUNT, draft->account_id, 0);
    if (has_row(naive, draft)) return NO_FAULT;
    return fault_of(REJECT_JURISDICTION, FIELD_COUNTRY, account->profile.country, 0);
}
