/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_fee.c - rates of fees by what an owner has traded on the days before.
 *
 * Role   Asked at every match, but looked up only while some product has tiers.  Owners get a place
 *        for their volume with their first such trade.
 * Rules  R-FEE-2, R-FEE-3.
 */
#include "core/clearing/volume.h"
#include "core/flow/flow_register.h"

void flow_fee_tiers(struct core *core, const struct command *command)
{
    const struct body_fee_tiers *body = &command->fee_tiers;
    struct verdict verdict = gate_terms(core, command->product_id);
    if (verdict.reject == REJECT_NONE && body->tier_count > FEE_TIERS_MAX) {
        verdict = verdict_of(REJECT_FIELD, FIELD_TIERS,
                             (int64_t)u64_min(body->tier_count, INT64_MAX), FEE_TIERS_MAX);
    }
    if (verdict.reject == REJECT_NONE && fee_tiers_fault(body) != body->tier_count) {
        verdict = verdict_of(REJECT_FIELD, FIELD_TIERS, (int64_t)fee_tiers_fault(body), 0);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct body_fee_tiers *kept = &core->fee_tiers[command->product_id];
    core->venue->tiered_products += body->tier_count != 0;
    core->venue->tiered_products -= kept->tier_count != 0;
    *kept = (struct body_fee_tiers){.tier_count = body->tier_count};
    for (uint64_t i = 0; i < body->tier_count; i++) kept->tiers[i] = body->tiers[i];
    emit(core, EVENT_FEE_TIERS, 0, command->product_id)->fee_tiers =
        (struct event_fee_tiers){.tier_count = body->tier_count};
}

/* R-FEE-3: the volume of the account's owner as of today; NULL if it has no place for one. */
static struct owner_volume *volume_of(struct core *core, uint32_t account_id)
{
    struct participant *owner = &core->participants[core_account_at(core, account_id)->owner];
    if (owner->volume == 0) {
        if (core->venue->volumes_used + 1 >= layout_volumes(&core->config)) return NULL;
        owner->volume = ++core->venue->volumes_used;
    }
    struct owner_volume *volume = &core->volumes[owner->volume];
    volume_turn(volume, volume_day(core->venue->time_ns));
    return volume;
}

uint32_t fee_rate_tiered(struct core *core, uint32_t product_id, uint32_t account_id, bool is_maker)
{
    const struct product_terms *terms = &core_product_at(core, product_id)->terms;
    const struct body_fee_tiers *tiers = &core->fee_tiers[product_id];
    if (tiers->tier_count == 0) return is_maker ? terms->fee_maker_ppm : terms->fee_taker_ppm;
    const struct owner_volume *volume = volume_of(core, account_id);
    const struct fee_tier *tier = fee_tier_of(tiers, volume == NULL ? 0 : volume->past_micros);
    return is_maker ? tier->maker_ppm : tier->taker_ppm;
}

void fee_volume_add(struct core *core, uint32_t product_id, uint32_t account_id, int64_t micros)
{
    if (core->fee_tiers[product_id].tier_count == 0) return;
    struct owner_volume *volume = volume_of(core, account_id);
    if (volume != NULL) volume_add(volume, micros);
}
