/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_fee.c - tiers of fees of the naive venue.
 *
 * Role   Keeps what every owner traded on every day, and adds it up at each trade.
 * Rules  R-FEE-2, R-FEE-3.
 */
#include "sim/naive_check.h"
#include "sim/naive_payoff.h"

static int64_t today(const struct naive *naive)
{
    return naive->now_ns / (24 * 60 * NANOSECONDS_PER_MINUTE);
}

struct naive_fault naive_command_fee_tiers(struct naive *naive)
{
    const struct body_fee_tiers *body = &naive->command->fee_tiers;
    uint16_t product_id = naive->command->product_id;
    CHECK(naive_check_product_exists(naive, product_id));
    uint32_t state = naive->products[product_id].state;
    if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN)
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, state, 0);
    if (body->tier_count > 8) {
        int64_t shown = body->tier_count > INT64_MAX ? INT64_MAX : (int64_t)body->tier_count;
        return fault_of(REJECT_FIELD, FIELD_TIERS, shown, 8);
    }
    for (uint32_t i = 0; i < body->tier_count; i++) {
        const struct fee_tier *tier = &body->tiers[i];
        bool is_wrong = i == 0 && tier->volume_micros != 0;
        if (i > 0 && tier->volume_micros <= body->tiers[i - 1].volume_micros) is_wrong = true;
        if (tier->maker_ppm > PPM_ONE || tier->taker_ppm > PPM_ONE) is_wrong = true;
        if (is_wrong) return fault_of(REJECT_FIELD, FIELD_TIERS, i, 0);
    }
    naive->control.fee_tiers[product_id] = *body;
    naive_emit(naive, EVENT_FEE_TIERS, 0, product_id)->fee_tiers.tier_count = body->tier_count;
    return NO_FAULT;
}

/* R-FEE-3: of the thirty days before today. */
static int128 past_of(const struct naive *naive, uint32_t owner_id)
{
    int128 sum = 0;
    for (uint32_t i = 0; i < naive->control.volume_count; i++) {
        const struct naive_volume *volume = &naive->control.volumes[i];
        int64_t age = today(naive) - volume->day;
        if (volume->owner_id != owner_id || age < 1 || age > 30) continue;
        sum += volume->micros > INT64_MAX ? INT64_MAX : volume->micros;
    }
    return sum;
}

int64_t naive_fee_rate(const struct naive *naive, uint32_t account_id, uint16_t product_id,
                       bool is_maker)
{
    const struct body_fee_tiers *tiers = &naive->control.fee_tiers[product_id];
    const struct product_terms *terms = &naive->products[product_id].terms;
    if (tiers->tier_count == 0) return is_maker ? terms->fee_maker_ppm : terms->fee_taker_ppm;
    int128 past = past_of(naive, naive_owner(naive, account_id));
    int64_t rate = 0;
    for (uint32_t i = 0; i < tiers->tier_count; i++) {
        if (tiers->tiers[i].volume_micros > past) break;
        rate = is_maker ? tiers->tiers[i].maker_ppm : tiers->tiers[i].taker_ppm;
    }
    return rate;
}

static void count(struct naive *naive, uint32_t account_id, int128 micros)
{
    struct naive_control *control = &naive->control;
    uint32_t owner_id = naive_owner(naive, account_id);
    for (uint32_t i = 0; i < control->volume_count; i++) {
        struct naive_volume *volume = &control->volumes[i];
        if (volume->owner_id != owner_id || volume->day != today(naive)) continue;
        volume->micros += micros;
        return;
    }
    control->volumes = naive_grow(control->volumes, sizeof *control->volumes,
                                  &control->volume_count, &control->volume_capacity);
    control->volumes[control->volume_count - 1] =
        (struct naive_volume){owner_id, today(naive), micros};
}

void naive_count_volume(struct naive *naive, const struct naive_trade *trade)
{
    if (naive->control.fee_tiers[trade->product_id].tier_count == 0) return;
    int128 value = naive_lot_value(&naive->products[trade->product_id], trade->price) * trade->lots;
    count(naive, trade->maker_id, value);
    count(naive, trade->taker_id, value);
}
