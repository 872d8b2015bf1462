/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register.c - see register.h.
 */
#include "core/register/register.h"

static const uint32_t checklist_items[CHECKLISTS] = {CHECKLIST_DESIGN_ALL, CHECKLIST_UNDERLYING_ALL,
                                                     CHECKLIST_PROTECTION_ALL,
                                                     CHECKLIST_CONTROLS_ALL};

static const enum field checklist_fields[CHECKLISTS] = {FIELD_DESIGN, FIELD_UNDERLYING,
                                                        FIELD_PROTECTIONS, FIELD_CONTROLS};

static const struct register_fault no_fault = {FIELD_NONE, 0};

static bool is_printable(char character)
{
    return character >= ' ' && character <= '~';
}

/* Printable ASCII, then zeros: the first byte that may not stand there, or -1. */
static int64_t text_fault(const char *text, uint32_t size)
{
    uint32_t end = 0;
    while (end < size && text[end] != '\0') {
        if (!is_printable(text[end])) return (uint8_t)text[end];
        end++;
    }
    while (end < size) {
        if (text[end] != '\0') return (uint8_t)text[end];
        end++;
    }
    return -1;
}

static bool is_one_bit(uint32_t mask)
{
    return mask != 0 && (mask & (mask - 1)) == 0;
}

static struct register_fault check_texts(const struct body_register_entry *body)
{
    if (body->authority[0] == '\0') return (struct register_fault){FIELD_AUTHORITY, 0};
    if (body->citation[0] == '\0') return (struct register_fault){FIELD_CITATION, 0};
    int64_t fault = text_fault(body->authority, AUTHORITY_SIZE);
    if (fault >= 0) return (struct register_fault){FIELD_AUTHORITY, fault};
    fault = text_fault(body->citation, CITATION_SIZE);
    if (fault >= 0) return (struct register_fault){FIELD_CITATION, fault};
    fault = text_fault(body->condition, CONDITION_SIZE);
    if (fault >= 0) return (struct register_fault){FIELD_CONDITION, fault};
    return no_fault;
}

struct register_fault register_entry_check(const struct body_register_entry *body,
                                           uint32_t products_max)
{
    const uint32_t classes = CLASS_FUTURES | CLASS_CLEARED_SWAP | CLASS_FOREIGN_FUTURES;
    if (body->kind < REGISTER_FILING || body->kind > REGISTER_COURT) {
        return (struct register_fault){FIELD_KIND, body->kind};
    }
    if (body->status < REGISTER_PENDING || body->status > REGISTER_WITHDRAWN) {
        return (struct register_fault){FIELD_STATUS, body->status};
    }
    if (body->fallback > FALLBACK_PAUSE) {
        return (struct register_fault){FIELD_FALLBACK, body->fallback};
    }
    if (body->underlyings == 0 || body->underlyings > UNDERLYINGS_ALL) {
        return (struct register_fault){FIELD_UNDERLYINGS, body->underlyings};
    }
    bool has_class = body->account_class != 0;
    if (has_class && (!is_one_bit(body->account_class) || (body->account_class & ~classes) != 0)) {
        return (struct register_fault){FIELD_ACCOUNT_CLASS, body->account_class};
    }
    if (body->product_id >= products_max) {
        return (struct register_fault){FIELD_PRODUCT, body->product_id};
    }
    if (body->effective_ns < 0 || body->effective_ns > TIME_NS_MAX) {
        return (struct register_fault){FIELD_EFFECTIVE, body->effective_ns};
    }
    bool ends = body->expiry_ns != 0;
    if (ends && (body->expiry_ns <= body->effective_ns || body->expiry_ns > TIME_NS_MAX)) {
        return (struct register_fault){FIELD_EXPIRY, body->expiry_ns};
    }
    return check_texts(body);
}

struct register_fault filing_check(const struct body_product_filing *body)
{
    if (!is_one_bit(body->underlying) || body->underlying > UNDERLYINGS_ALL) {
        return (struct register_fault){FIELD_UNDERLYINGS, body->underlying};
    }
    for (uint32_t i = 0; i < CHECKLISTS; i++) {
        if ((body->items[i] & ~checklist_items[i]) != 0) {
            return (struct register_fault){checklist_fields[i], body->items[i]};
        }
    }
    return no_fault;
}

struct register_fault reason_check(const char reason[REASON_SIZE])
{
    if (reason[0] == '\0') return (struct register_fault){FIELD_REASON, 0};
    int64_t fault = text_fault(reason, REASON_SIZE);
    if (fault >= 0) return (struct register_fault){FIELD_REASON, fault};
    return no_fault;
}

bool register_is_in_force(const struct register_entry *entry, int64_t time_ns)
{
    return entry->status == REGISTER_GRANTED && entry->effective_ns <= time_ns &&
           (entry->expiry_ns == 0 || time_ns < entry->expiry_ns);
}

int64_t register_next_change(const struct register_entry *entry, int64_t time_ns)
{
    if (entry->status != REGISTER_GRANTED) return INT64_MAX;
    if (entry->effective_ns > time_ns) return entry->effective_ns;
    if (entry->expiry_ns > time_ns) return entry->expiry_ns;
    return INT64_MAX;
}

bool register_covers(const struct register_entry *entry, const struct filing *filing,
                     uint32_t product_id)
{
    return (entry->underlyings & filing->underlying) != 0 &&
           (entry->product == 0 || entry->product == product_id);
}

bool register_permits(const struct register_entry *entry, const struct filing *filing,
                      uint32_t review_underlyings, int64_t time_ns)
{
    bool needs_order = (filing->underlying & review_underlyings) != 0;
    bool has_form =
        entry->kind == REGISTER_ORDER || (entry->kind == REGISTER_FILING && !needs_order);
    return has_form && register_is_in_force(entry, time_ns);
}

uint32_t filing_first_gap(const struct filing *filing, uint32_t *missing)
{
    for (uint32_t i = 0; i < CHECKLISTS; i++) {
        *missing = checklist_items[i] & ~filing->items[i];
        if (*missing != 0) return i;
    }
    return CHECKLISTS;
}
