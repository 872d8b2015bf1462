/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_register.c - looking at the register, filings and eligibility without changing them.
 *
 * Rules  R-REG-1, R-REG-3, R-REG-5, R-REG-7, R-PART-1, R-PART-4.
 */
#include "core/desk_view.h"
#include "core/state/state.h"

struct register_terms_view core_register_terms(const struct core *core)
{
    const struct venue *venue = core->venue;
    return (struct register_terms_view){.is_gated = venue->is_gated != 0,
                                        .review_underlyings = venue->review_underlyings,
                                        .entry_count = venue->register_count,
                                        .participants = venue->participant_terms};
}

bool core_register_entry(const struct core *core, uint64_t entry_id,
                         struct register_entry_view *view)
{
    if (entry_id == 0 || entry_id > core->venue->register_count) return false;
    const struct register_entry *entry = &core->register_entries[entry_id];
    if (entry->kind == 0) return false;
    *view = (struct register_entry_view){
        .effective_ns = entry->effective_ns,
        .expiry_ns = entry->expiry_ns,
        .underlyings = entry->underlyings,
        .account_class = entry->account_class,
        .product_id = entry->product,
        .kind = entry->kind,
        .status = entry->status,
        .fallback = entry->fallback,
        .is_in_force = register_is_in_force(entry, core->venue->time_ns),
    };
    return true;
}

static bool is_defined(const struct core *core, uint16_t product_id)
{
    return product_id != 0 && product_id < core->config.products_max &&
           core_product_at(core, product_id)->exists;
}

bool core_filing(const struct core *core, uint16_t product_id, struct filing_view *view)
{
    static const uint32_t all[CHECKLISTS] = {CHECKLIST_DESIGN_ALL, CHECKLIST_UNDERLYING_ALL,
                                             CHECKLIST_PROTECTION_ALL, CHECKLIST_CONTROLS_ALL};
    if (!is_defined(core, product_id)) return false;
    const struct filing *filing = &core->filings[product_id];
    *view = (struct filing_view){.underlying = filing->underlying, .basis = filing->basis};
    for (uint32_t list = 0; list < CHECKLISTS; list++) {
        view->items[list] = filing->items[list];
        view->missing[list] = all[list] & ~filing->items[list];
    }
    return true;
}

const struct body_eligibility *core_eligibility(const struct core *core, uint16_t product_id)
{
    return is_defined(core, product_id) ? &core->eligibilities[product_id] : NULL;
}
