/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_economy.c - looking at give-ups, programmes of makers and fees by volume without changing
 * them.
 *
 * Rules  R-GIVE-1, R-PROG-1, R-PROG-2, R-FEE-1, R-FEE-2, R-FEE-3.
 */
#include "core/clearing/programme.h"
#include "core/clearing/volume.h"
#include "core/control/control.h"
#include "core/desk_view.h"
#include "core/state/layout.h"
#include "core/state/state.h"

/* --- give-ups --------------------------------------------------------------------------------- */

struct body_give_up_terms core_give_up_terms(const struct core *core)
{
    return core->venue->give_up_terms;
}

static int64_t price_of(const struct core *core, uint64_t trade_id)
{
    const struct kept_trade *trade = &core->trades[trade_id % layout_trades(&core->config)];
    return trade->id == trade_id ? trade->ticks : 0;
}

uint32_t core_give_ups(const struct core *core, struct give_up_view *list, uint32_t max)
{
    const struct body_give_up_terms *terms = &core->venue->give_up_terms;
    uint32_t count = 0;
    for (uint32_t i = 0; i < core->venue->give_ups_used && count < max; i++) {
        const struct give_up *give_up = &core->give_ups[i];
        bool waits = give_up->id != 0 && !give_up_has_lapsed(give_up, terms, core->venue->time_ns);
        if (!waits) continue;
        list[count++] = (struct give_up_view){
            .give_up_id = give_up->id,
            .trade_id = give_up->trade_id,
            .qty = {give_up->lots},
            .price = {price_of(core, give_up->trade_id)},
            .since_ns = give_up->since_ns,
            .lapse_ns = terms->answer_ns == 0 ? 0 : give_up->since_ns + terms->answer_ns,
            .from_account_id = give_up->from,
            .to_account_id = give_up->to,
            .product_id = give_up->product,
            .side = give_up->side,
        };
    }
    return count;
}

/* --- programmes ------------------------------------------------------------------------------- */

bool core_programme(const struct core *core, uint32_t programme_id, struct programme_view *view)
{
    if (programme_id == 0 || programme_id >= PROGRAMMES_MAX) return false;
    const struct programme *programme = &core->programmes[programme_id];
    if (programme->terms.programme_id == 0) return false;
    *view = (struct programme_view){.terms = &programme->terms,
                                    .since = programme->since,
                                    .until = programme->until,
                                    .product_id = programme->product,
                                    .account_count = programme->account_count};
    return true;
}

bool core_programme_paid(const struct core *core, uint32_t programme_id, uint32_t account_id,
                         int32_t *date)
{
    if (programme_id == 0 || programme_id >= PROGRAMMES_MAX) return false;
    const struct programme *programme = &core->programmes[programme_id];
    for (uint32_t i = 0; i < programme->account_count; i++) {
        if (programme->enrolments[i].account != account_id) continue;
        *date = programme->enrolments[i].paid;
        return true;
    }
    return false;
}

/* --- fees ------------------------------------------------------------------------------------- */

/* R-FEE-3, without turning what is kept to today. */
static int64_t volume_of(const struct core *core, uint32_t account_id)
{
    uint32_t owner = core_account_at(core, account_id)->owner;
    uint32_t place = core->participants[owner].volume;
    if (place == 0) return 0;
    struct owner_volume volume = core->volumes[place];
    volume_turn(&volume, volume_day(core->venue->time_ns));
    return volume.past_micros;
}

bool core_fees(const struct core *core, uint32_t account_id, uint16_t product_id,
               struct fee_view *view)
{
    if (!account_exists(core, account_id)) return false;
    if (product_id >= core->config.products_max) return false;
    if (product_id == 0 || !core_product_at(core, product_id)->exists) return false;
    const struct product_terms *terms = &core_product_at(core, product_id)->terms;
    const struct body_fee_tiers *tiers = &core->fee_tiers[product_id];
    *view = (struct fee_view){.tiers = tiers,
                              .volume_micros = volume_of(core, account_id),
                              .maker_ppm = terms->fee_maker_ppm,
                              .taker_ppm = terms->fee_taker_ppm};
    if (tiers->tier_count == 0) return true;
    const struct fee_tier *tier = fee_tier_of(tiers, view->volume_micros);
    view->maker_ppm = tier->maker_ppm;
    view->taker_ppm = tier->taker_ppm;
    return true;
}
