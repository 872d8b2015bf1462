/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_register.c - the regulatory register: its entries, what is filed, what falls with an entry.
 *
 * Role   Switched on by REGISTER_TERMS; before it every product lives by R-STATE-5 alone.  Products
 *        are looked at when an entry changes, never while orders come.
 * Rules  R-REG-1 to R-REG-9.
 */
#include "core/flow/flow_register.h"

static struct verdict verdict_of_fault(struct register_fault fault)
{
    if (fault.field == FIELD_NONE) return verdict_ok();
    return verdict_of(REJECT_FIELD, fault.field, fault.given, 0);
}

void flow_register_terms(struct core *core, const struct command *command)
{
    const struct body_register_terms *terms = &command->register_terms;
    struct verdict verdict = verdict_ok();
    if (terms->is_gated != 1) {
        verdict = verdict_of(REJECT_FIELD, FIELD_STATE, terms->is_gated, 1);
    } else if (terms->review_underlyings > UNDERLYINGS_ALL) {
        verdict = verdict_of(REJECT_FIELD, FIELD_UNDERLYINGS, terms->review_underlyings, 0);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    core->venue->is_gated = 1;
    core->venue->review_underlyings = terms->review_underlyings;
    emit(core, EVENT_REGISTER_TERMS, 0, 0)->register_terms = (struct event_register_terms){
        .is_gated = 1, .review_underlyings = terms->review_underlyings};
}

/* --- entries ---------------------------------------------------------------------------------- */

static uint32_t entries_max(const struct core *core)
{
    return layout_register_entries(&core->config);
}

/* NULL if there is none of this number. */
static const struct register_entry *entry_of(const struct core *core, uint64_t entry_id)
{
    if (entry_id == 0 || entry_id >= entries_max(core)) return NULL;
    const struct register_entry *entry = &core->register_entries[entry_id];
    return entry->kind == 0 ? NULL : entry;
}

bool register_has(const struct core *core, uint64_t entry_id)
{
    return entry_of(core, entry_id) != NULL;
}

bool register_carries(const struct core *core, uint64_t entry_id)
{
    const struct register_entry *entry = entry_of(core, entry_id);
    return entry != NULL && entry->is_told;
}

static void entry_emit(struct core *core, uint32_t entry_id)
{
    const struct register_entry *entry = &core->register_entries[entry_id];
    emit(core, EVENT_REGISTER_ENTRY, 0, 0)->register_entry =
        (struct event_register_entry){.entry_id = entry_id,
                                      .effective_ns = entry->effective_ns,
                                      .expiry_ns = entry->expiry_ns,
                                      .underlyings = entry->underlyings,
                                      .account_class = entry->account_class,
                                      .scope_product_id = entry->product,
                                      .kind = entry->kind,
                                      .status = entry->status,
                                      .fallback = entry->fallback,
                                      .in_force = entry->is_told};
}

/* R-REG-8 for one product. */
static void product_fall_back(struct core *core, uint32_t product_id, uint32_t entry_id)
{
    struct product *product = core_product_at(core, product_id);
    enum register_fallback fallback =
        (enum register_fallback)core->register_entries[entry_id].fallback;
    if (fallback == FALLBACK_RESTRICT && product->state == PRODUCT_LISTED) {
        product->state = PRODUCT_RESTRICTED;
        product_emit(core, product_id, entry_id);
    }
    if (fallback == FALLBACK_PAUSE && product->halt == HALT_NONE) {
        product_set_halt(core, product_id, HALT_PAUSED, entry_id);
    }
}

/* R-REG-8: what rests on the entry and is no longer carried by it. */
static void entry_apply(struct core *core, uint32_t entry_id)
{
    const struct register_entry *entry = &core->register_entries[entry_id];
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        if (core->filings[id].basis != entry_id) continue;
        if (!product_is_listed(core_product_at(core, id))) continue;
        bool is_carried = entry->is_told && register_covers(entry, &core->filings[id], id);
        if (!is_carried) product_fall_back(core, id, entry_id);
    }
}

static void register_plan(struct core *core)
{
    int64_t next_ns = INT64_MAX;
    for (uint32_t id = 1; id <= core->venue->register_count; id++) {
        const struct register_entry *entry = &core->register_entries[id];
        if (entry->kind == 0) continue;
        next_ns = i64_min(next_ns, register_next_change(entry, core->venue->time_ns));
    }
    core->venue->register_next_ns = next_ns;
}

void register_due(struct core *core)
{
    if (core->venue->register_next_ns > core->venue->time_ns) return;
    for (uint32_t id = 1; id <= core->venue->register_count; id++) {
        struct register_entry *entry = &core->register_entries[id];
        bool in_force = entry->kind != 0 && register_is_in_force(entry, core->venue->time_ns);
        if (in_force == entry->is_told) continue;
        entry->is_told = in_force;
        entry_emit(core, id);
        entry_apply(core, id);
    }
    register_plan(core);
}

void flow_register_entry(struct core *core, const struct command *command)
{
    const struct body_register_entry *body = &command->register_entry;
    struct verdict verdict;
    if (body->entry_id == 0 || body->entry_id >= entries_max(core)) {
        verdict = verdict_of(REJECT_FIELD, FIELD_REGISTER, (int64_t)body->entry_id,
                             entries_max(core) - 1);
    } else {
        verdict = verdict_of_fault(register_entry_check(body, core->config.products_max));
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    uint32_t entry_id = (uint32_t)body->entry_id;
    struct register_entry *entry = &core->register_entries[entry_id];
    *entry = (struct register_entry){.effective_ns = body->effective_ns,
                                     .expiry_ns = body->expiry_ns,
                                     .underlyings = body->underlyings,
                                     .account_class = body->account_class,
                                     .product = body->product_id,
                                     .kind = body->kind,
                                     .status = body->status,
                                     .fallback = body->fallback};
    entry->is_told = register_is_in_force(entry, core->venue->time_ns);
    core->venue->register_count = u32_max(core->venue->register_count, entry_id);
    entry_emit(core, entry_id);
    entry_apply(core, entry_id);
    register_plan(core);
    clearing_plan(core);
    work_all(core);
}

/* --- filings ---------------------------------------------------------------------------------- */

void flow_product_filing(struct core *core, const struct command *command)
{
    const struct body_product_filing *body = &command->filing;
    uint32_t product_id = command->product_id;
    struct verdict verdict = gate_terms(core, product_id);
    if (verdict.reject == REJECT_NONE) {
        uint32_t state = core_product_at(core, product_id)->state;
        bool may_change = state == PRODUCT_DRAFT || state == PRODUCT_STAYED ||
                          core->filings[product_id].underlying == 0;
        verdict = may_change ? verdict_of_fault(filing_check(body))
                             : verdict_of(REJECT_TRANSITION, FIELD_STATE, state, PRODUCT_DRAFT);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct filing *filing = &core->filings[product_id];
    filing->underlying = body->underlying;
    for (uint32_t i = 0; i < CHECKLISTS; i++) filing->items[i] = body->items[i];
    uint32_t missing;
    struct event_product_filing *event = &emit(core, EVENT_PRODUCT_FILING, 0, product_id)->filing;
    event->underlying = filing->underlying;
    for (uint32_t i = 0; i < CHECKLISTS; i++) event->items[i] = filing->items[i];
    event->is_complete = filing_first_gap(filing, &missing) == CHECKLISTS;
}

/* --- gates ------------------------------------------------------------------------------------ */

static struct verdict refuse(uint64_t entry_id)
{
    return verdict_of(REJECT_REGISTER, FIELD_REGISTER, (int64_t)entry_id, 0);
}

/* R-REG-6: an entry that exists and speaks of the product. */
static bool entry_is_about(const struct core *core, uint64_t entry_id, uint32_t product_id)
{
    const struct register_entry *entry = entry_of(core, entry_id);
    return entry != NULL && register_covers(entry, &core->filings[product_id], product_id);
}

static struct verdict check_filed(const struct core *core, uint32_t product_id, uint64_t entry_id)
{
    static const enum field fields[CHECKLISTS] = {FIELD_DESIGN, FIELD_UNDERLYING, FIELD_PROTECTIONS,
                                                  FIELD_CONTROLS};
    const struct register_entry *entry = &core->register_entries[entry_id]; /* it exists */
    bool stands = entry->kind == REGISTER_FILING && entry->status != REGISTER_WITHDRAWN;
    if (!stands) return refuse(entry_id);
    const struct filing *filing = &core->filings[product_id];
    uint32_t missing;
    uint32_t list = filing_first_gap(filing, &missing);
    if (list == CHECKLISTS) return verdict_ok();
    return verdict_of(REJECT_CHECKLIST, fields[list], filing->items[list], missing);
}

static struct verdict check_permit(const struct core *core, uint32_t product_id, uint64_t entry_id)
{
    const struct venue *venue = core->venue;
    if (register_permits(entry_of(core, entry_id), &core->filings[product_id],
                         venue->review_underlyings, venue->time_ns)) {
        return verdict_ok();
    }
    return refuse(entry_id);
}

/* R-REG-7 */
static struct verdict check_entry_class(const struct core *core, uint64_t entry_id,
                                        uint32_t account_class)
{
    uint32_t needed = core->register_entries[entry_id].account_class;
    if (needed == 0 || needed == account_class) return verdict_ok();
    return verdict_of(REJECT_REGISTER_CLASS, FIELD_ACCOUNT_CLASS, account_class, needed);
}

struct verdict register_check_state(const struct core *core, uint32_t product_id, uint32_t state,
                                    uint64_t entry_id)
{
    if (!core->venue->is_gated) return verdict_ok();
    if (!entry_is_about(core, entry_id, product_id)) return refuse(entry_id);
    if (state == PRODUCT_FILED) return check_filed(core, product_id, entry_id);
    if (state != PRODUCT_APPROVED && state != PRODUCT_LISTED) return verdict_ok();
    struct verdict verdict = check_permit(core, product_id, entry_id);
    if (verdict.reject != REJECT_NONE || state == PRODUCT_APPROVED) return verdict;
    return check_entry_class(core, entry_id,
                             core_settlement_at(core, product_id)->terms.account_class);
}

void register_note_state(struct core *core, uint32_t product_id, uint32_t state, uint64_t entry_id)
{
    if (!core->venue->is_gated) return;
    if (state != PRODUCT_APPROVED && state != PRODUCT_LISTED) return;
    core->filings[product_id].basis = (uint32_t)entry_id;
}

struct verdict register_check_class(const struct core *core, uint32_t product_id,
                                    uint32_t account_class)
{
    uint32_t basis = core->filings[product_id].basis;
    bool rests = basis != 0 && product_is_listed(core_product_at(core, product_id));
    return rests ? check_entry_class(core, basis, account_class) : verdict_ok();
}

struct verdict register_check_resume(const struct core *core, uint32_t product_id)
{
    const struct filing *filing = &core->filings[product_id];
    if (filing->basis == 0) return verdict_ok();
    const struct register_entry *entry = &core->register_entries[filing->basis];
    bool is_carried = entry->is_told && register_covers(entry, filing, product_id);
    bool is_kept = entry->fallback == FALLBACK_PAUSE && !is_carried;
    return is_kept ? refuse(filing->basis) : verdict_ok();
}

struct verdict register_check_terms(const struct core *core, uint32_t product_id, uint64_t entry_id)
{
    bool is_free = !core->venue->is_gated || !product_is_listed(core_product_at(core, product_id));
    if (is_free || entry_is_about(core, entry_id, product_id)) return verdict_ok();
    return refuse(entry_id);
}
