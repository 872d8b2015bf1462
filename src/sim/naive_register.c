/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_register.c - see naive_register.h.
 */
#include "sim/naive_check.h"
#include "sim/naive_phase.h"
#include "sim/naive_venue.h"

static struct naive_fault bad_field(enum field field, int64_t value)
{
    return fault_of(REJECT_FIELD, field, value, 0);
}

struct naive_fault naive_command_register_terms(struct naive *naive)
{
    const struct body_register_terms *body = &naive->command->register_terms;
    if (body->is_gated != 1) return fault_of(REJECT_FIELD, FIELD_STATE, body->is_gated, 1);
    if (body->review_underlyings >= 128)
        return bad_field(FIELD_UNDERLYINGS, body->review_underlyings);
    naive->regulation.is_gated = true;
    naive->regulation.review_underlyings = body->review_underlyings;
    struct event *event = naive_emit(naive, EVENT_REGISTER_TERMS, 0, 0);
    event->register_terms.is_gated = 1;
    event->register_terms.review_underlyings = body->review_underlyings;
    return NO_FAULT;
}

/* --- texts ------------------------------------------------------------------------------------ */

static struct naive_fault check_text(enum field field, const char *text, uint32_t size)
{
    bool has_ended = false;
    for (uint32_t i = 0; i < size; i++) {
        int byte = (unsigned char)text[i];
        has_ended = has_ended || byte == 0;
        if (has_ended ? byte != 0 : byte < 32 || byte > 126) return bad_field(field, byte);
    }
    return NO_FAULT;
}

struct naive_fault naive_check_reason(const char *reason)
{
    if (reason[0] == 0) return bad_field(FIELD_REASON, 0);
    return check_text(FIELD_REASON, reason, REASON_SIZE);
}

void naive_emit_reason(struct naive *naive, uint64_t subject_id, const char *reason)
{
    uint16_t size = 0;
    while (size < REASON_SIZE && reason[size] != 0) size++;
    for (uint16_t at = 0; at < size; at = (uint16_t)(at + REASON_PART)) {
        struct event *event = naive_emit(naive, EVENT_REASON, 0, 0);
        event->reason.subject_id = subject_id;
        event->reason.actor_id = naive->command->actor_id;
        event->reason.at = at;
        event->reason.size = size;
        for (uint16_t i = 0; i < REASON_PART && at + i < size; i++)
            event->reason.part[i] = reason[at + i];
    }
}

/* --- entries ---------------------------------------------------------------------------------- */

static uint64_t highest_entry(const struct naive *naive)
{
    return 2 * naive->config.products_max + 63;
}

static const struct body_register_entry *find_entry(const struct naive *naive, uint64_t entry_id)
{
    if (entry_id < 1 || entry_id > highest_entry(naive)) return NULL;
    const struct body_register_entry *body = &naive->regulation.entries[entry_id].body;
    return body->entry_id == 0 ? NULL : body;
}

/* R-REG-3 */
static bool is_in_force(const struct naive *naive, const struct body_register_entry *body)
{
    if (body->status != REGISTER_GRANTED || naive->now_ns < body->effective_ns) return false;
    return body->expiry_ns == 0 || naive->now_ns < body->expiry_ns;
}

/* R-REG-6 */
static bool speaks_of(const struct naive *naive, const struct body_register_entry *body,
                      uint16_t product_id)
{
    uint32_t underlying = naive->regulation.filings[product_id].body.underlying;
    if (body->product_id != 0 && body->product_id != product_id) return false;
    return (underlying & body->underlyings) != 0;
}

static bool carries(const struct naive *naive, uint64_t entry_id, uint16_t product_id)
{
    const struct body_register_entry *body = find_entry(naive, entry_id);
    return body != NULL && is_in_force(naive, body) && speaks_of(naive, body, product_id);
}

bool naive_entry_holds(const struct naive *naive, uint64_t entry_id)
{
    const struct body_register_entry *body = find_entry(naive, entry_id);
    return body != NULL && is_in_force(naive, body);
}

static void tell_entry(struct naive *naive, struct naive_entry *entry)
{
    const struct body_register_entry *body = &entry->body;
    entry->was_in_force = is_in_force(naive, body);
    struct event *event = naive_emit(naive, EVENT_REGISTER_ENTRY, 0, 0);
    event->register_entry.entry_id = body->entry_id;
    event->register_entry.effective_ns = body->effective_ns;
    event->register_entry.expiry_ns = body->expiry_ns;
    event->register_entry.underlyings = body->underlyings;
    event->register_entry.account_class = body->account_class;
    event->register_entry.scope_product_id = body->product_id;
    event->register_entry.kind = body->kind;
    event->register_entry.status = body->status;
    event->register_entry.fallback = body->fallback;
    event->register_entry.in_force = entry->was_in_force;
}

/* R-REG-8 */
static void let_fall(struct naive *naive, const struct body_register_entry *body)
{
    for (uint32_t i = 1; i < naive->config.products_max; i++) {
        uint16_t id = (uint16_t)i;
        struct naive_product *product = &naive->products[id];
        if (naive->regulation.filings[id].basis != body->entry_id) continue;
        if (!naive_product_is_tradable(product)) continue;
        if (carries(naive, body->entry_id, id)) continue;
        if (body->fallback == FALLBACK_RESTRICT && product->state == PRODUCT_LISTED) {
            product->state = PRODUCT_RESTRICTED;
            naive_emit_product(naive, id, body->entry_id);
        }
        if (body->fallback == FALLBACK_PAUSE && product->halt == HALT_NONE)
            naive_halt_product(naive, id, HALT_PAUSED, body->entry_id);
    }
}

void naive_register_due(struct naive *naive)
{
    for (uint64_t id = 1; id <= highest_entry(naive); id++) {
        struct naive_entry *entry = &naive->regulation.entries[id];
        if (entry->body.entry_id == 0) continue;
        if (is_in_force(naive, &entry->body) == entry->was_in_force) continue;
        tell_entry(naive, entry);
        let_fall(naive, &entry->body);
    }
}

static struct naive_fault check_entry(const struct naive *naive)
{
    const struct body_register_entry *body = &naive->command->register_entry;
    uint32_t class = body->account_class;
    if (body->entry_id < 1 || body->entry_id > highest_entry(naive))
        return fault_of(REJECT_FIELD, FIELD_REGISTER, (int64_t)body->entry_id,
                        (int64_t)highest_entry(naive));
    if (body->kind < 1 || body->kind > 6) return bad_field(FIELD_KIND, body->kind);
    if (body->status < 1 || body->status > 4) return bad_field(FIELD_STATUS, body->status);
    if (body->fallback > 2) return bad_field(FIELD_FALLBACK, body->fallback);
    if (body->underlyings < 1 || body->underlyings > 127)
        return bad_field(FIELD_UNDERLYINGS, body->underlyings);
    if (class != 0 && class != CLASS_FUTURES && class != CLASS_CLEARED_SWAP &&
        class != CLASS_FOREIGN_FUTURES)
        return bad_field(FIELD_ACCOUNT_CLASS, class);
    if (body->product_id >= naive->config.products_max)
        return bad_field(FIELD_PRODUCT, body->product_id);
    if (body->effective_ns < 0 || body->effective_ns > TIME_NS_MAX)
        return bad_field(FIELD_EFFECTIVE, body->effective_ns);
    if (body->expiry_ns != 0 &&
        (body->expiry_ns <= body->effective_ns || body->expiry_ns > TIME_NS_MAX))
        return bad_field(FIELD_EXPIRY, body->expiry_ns);
    if (body->authority[0] == 0) return bad_field(FIELD_AUTHORITY, 0);
    if (body->citation[0] == 0) return bad_field(FIELD_CITATION, 0);
    CHECK(check_text(FIELD_AUTHORITY, body->authority, AUTHORITY_SIZE));
    CHECK(check_text(FIELD_CITATION, body->citation, CITATION_SIZE));
    return check_text(FIELD_CONDITION, body->condition, CONDITION_SIZE);
}

struct naive_fault naive_command_register_entry(struct naive *naive)
{
    const struct body_register_entry *body = &naive->command->register_entry;
    CHECK(check_entry(naive));
    struct naive_entry *entry = &naive->regulation.entries[body->entry_id];
    entry->body = *body;
    tell_entry(naive, entry);
    let_fall(naive, &entry->body);
    return NO_FAULT;
}

/* --- filings ---------------------------------------------------------------------------------- */

struct checklist_row {
    enum field field;
    uint32_t all;
};

static const struct checklist_row checklists[CHECKLISTS] = {
    {FIELD_DESIGN, 127}, {FIELD_UNDERLYING, 127}, {FIELD_PROTECTIONS, 63}, {FIELD_CONTROLS, 255}};

struct naive_fault naive_command_product_filing(struct naive *naive)
{
    const struct body_product_filing *body = &naive->command->filing;
    uint16_t product_id = naive->command->product_id;
    CHECK(naive_check_product_exists(naive, product_id));
    uint32_t state = naive->products[product_id].state;
    struct naive_filing *filing = &naive->regulation.filings[product_id];
    if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN)
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, state, 0);
    bool is_first = filing->body.underlying == 0;
    if (state != PRODUCT_DRAFT && state != PRODUCT_STAYED && !is_first)
        return fault_of(REJECT_TRANSITION, FIELD_STATE, state, PRODUCT_DRAFT);
    uint32_t bits = 0;
    for (uint32_t mask = body->underlying; mask != 0; mask /= 2) bits += mask % 2;
    if (bits != 1 || body->underlying > 64) return bad_field(FIELD_UNDERLYINGS, body->underlying);
    bool is_complete = true;
    for (uint32_t i = 0; i < CHECKLISTS; i++) {
        if (body->items[i] > checklists[i].all)
            return bad_field(checklists[i].field, body->items[i]);
        is_complete = is_complete && body->items[i] == checklists[i].all;
    }
    filing->body = *body;
    struct event *event = naive_emit(naive, EVENT_PRODUCT_FILING, 0, product_id);
    event->filing.underlying = body->underlying;
    for (uint32_t i = 0; i < CHECKLISTS; i++) event->filing.items[i] = body->items[i];
    event->filing.is_complete = is_complete;
    return NO_FAULT;
}

/* --- gates ------------------------------------------------------------------------------------ */

static struct naive_fault refuse(uint64_t entry_id)
{
    return fault_of(REJECT_REGISTER, FIELD_REGISTER, (int64_t)entry_id, 0);
}

struct naive_fault naive_check_authority(const struct naive *naive, uint64_t entry_id)
{
    bool must_exist = naive->regulation.is_gated;
    bool is_good = must_exist ? find_entry(naive, entry_id) != NULL : entry_id != 0;
    return is_good ? NO_FAULT : refuse(entry_id);
}

static struct naive_fault check_filed(const struct naive *naive,
                                      const struct body_register_entry *body)
{
    const struct naive_filing *filing = &naive->regulation.filings[naive->command->product_id];
    if (body->kind != REGISTER_FILING || body->status == REGISTER_WITHDRAWN)
        return refuse(body->entry_id);
    for (uint32_t i = 0; i < CHECKLISTS; i++) {
        uint32_t has = filing->body.items[i];
        if (has != checklists[i].all)
            return fault_of(REJECT_CHECKLIST, checklists[i].field, has, checklists[i].all - has);
    }
    return NO_FAULT;
}

static struct naive_fault check_class(uint32_t needed, uint32_t class)
{
    if (needed == 0 || needed == class) return NO_FAULT;
    return fault_of(REJECT_REGISTER_CLASS, FIELD_ACCOUNT_CLASS, class, needed);
}

struct naive_fault naive_check_register_state(const struct naive *naive)
{
    uint16_t product_id = naive->command->product_id;
    uint32_t state = naive->command->state.state;
    uint64_t entry_id = naive->command->state.register_entry;
    if (!naive->regulation.is_gated) return NO_FAULT;
    const struct body_register_entry *body = find_entry(naive, entry_id);
    if (body == NULL || !speaks_of(naive, body, product_id)) return refuse(entry_id);
    if (state == PRODUCT_FILED) return check_filed(naive, body);
    if (state != PRODUCT_APPROVED && state != PRODUCT_LISTED) return NO_FAULT;
    uint32_t underlying = naive->regulation.filings[product_id].body.underlying;
    bool needs_order = (naive->regulation.review_underlyings & underlying) != 0;
    bool is_filing = body->kind == REGISTER_FILING;
    if (body->kind != REGISTER_ORDER && (!is_filing || needs_order)) return refuse(entry_id);
    if (!is_in_force(naive, body)) return refuse(entry_id);
    if (state == PRODUCT_APPROVED) return NO_FAULT;
    const struct naive_settlement *settlement = &naive->settlements[product_id];
    return check_class(body->account_class,
                       settlement->exists ? settlement->terms.account_class : 0);
}

void naive_register_state(struct naive *naive)
{
    const struct body_state *body = &naive->command->state;
    if (!naive->regulation.is_gated) return;
    if (body->state == PRODUCT_APPROVED || body->state == PRODUCT_LISTED)
        naive->regulation.filings[naive->command->product_id].basis = body->register_entry;
}

struct naive_fault naive_check_register_class(const struct naive *naive)
{
    uint16_t product_id = naive->command->product_id;
    uint64_t basis = naive->regulation.filings[product_id].basis;
    if (basis == 0 || !naive_product_is_tradable(&naive->products[product_id])) return NO_FAULT;
    return check_class(naive->regulation.entries[basis].body.account_class,
                       naive->command->settlement_terms.account_class);
}

struct naive_fault naive_check_register_resume(const struct naive *naive)
{
    uint16_t product_id = naive->command->product_id;
    uint64_t basis = naive->regulation.filings[product_id].basis;
    if (basis == 0 || naive->regulation.entries[basis].body.fallback != FALLBACK_PAUSE)
        return NO_FAULT;
    return carries(naive, basis, product_id) ? NO_FAULT : refuse(basis);
}

struct naive_fault naive_check_register_terms(const struct naive *naive)
{
    uint16_t product_id = naive->command->product_id;
    uint64_t entry_id = naive->command->terms.register_entry;
    bool is_listed = naive_product_is_tradable(&naive->products[product_id]);
    if (!naive->regulation.is_gated || !is_listed) return NO_FAULT;
    const struct body_register_entry *body = find_entry(naive, entry_id);
    return body != NULL && speaks_of(naive, body, product_id) ? NO_FAULT : refuse(entry_id);
}
