/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_product.c - terms and life cycle of products, terms of the venue.
 *
 * Role   See naive_venue.h.
 * Rules  R-TERMS-1 to R-TERMS-4, R-STATE-5 to R-STATE-7, R-TIME-5, R-BUDGET-1.
 */
#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"
#include "sim/naive_phase.h"
#include "sim/naive_venue.h"

struct naive_fault naive_command_rules_version(struct naive *naive)
{
    uint64_t version = naive->command->rules.rules_version;
    if (version < 1 || version > RULES_VERSION_MAX)
        return fault_of(REJECT_RULES_VERSION, FIELD_KIND, (int64_t)version,
                        (int64_t)RULES_VERSION_MAX);
    naive->rules_version = version;
    struct event *event = naive_emit(naive, EVENT_RULES_VERSION, 0, 0);
    event->venue.rules_version = version;
    return NO_FAULT;
}

struct naive_fault naive_command_venue_terms(struct naive *naive)
{
    const struct body_venue_terms *body = &naive->command->venue;
    if (body->message_window_ns < 0 || body->message_window_ns > WINDOW_NS_MAX)
        return fault_of(REJECT_FIELD, FIELD_WINDOW, body->message_window_ns, 0);
    if (body->message_budget_count < 0 || body->message_budget_count > MESSAGE_BUDGET_MAX)
        return fault_of(REJECT_FIELD, FIELD_LIMIT, body->message_budget_count, 0);
    naive->venue = *body;
    struct event *event = naive_emit(naive, EVENT_VENUE_TERMS, 0, 0);
    event->venue.message_window_ns = body->message_window_ns;
    event->venue.message_budget_count = body->message_budget_count;
    return NO_FAULT;
}

/* --- terms ------------------------------------------------------------------------------------ */

static struct naive_fault check_term(enum field field, int64_t value, int64_t low, int64_t high)
{
    if (value < low) return fault_of(REJECT_TERMS, field, value, low);
    if (value > high) return fault_of(REJECT_TERMS, field, value, high);
    return NO_FAULT;
}

static bool symbol_is_legal(const char symbol[24])
{
    size_t length = 0;
    while (length < 24 && symbol[length] != 0) {
        char c = symbol[length];
        bool is_legal =
            (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
        if (!is_legal) return false;
        length++;
    }
    if (length < 1 || length > 23) return false;
    for (size_t i = length; i < 24; i++) {
        if (symbol[i] != 0) return false;
    }
    return true;
}

static struct naive_fault check_schedule(const struct product_terms *terms)
{
    if (terms->schedule_count > SCHEDULE_STEPS_MAX)
        return fault_of(REJECT_TERMS, FIELD_SCHEDULE, terms->schedule_count, 0);
    for (uint32_t i = 0; i < terms->schedule_count; i++) {
        const struct schedule_step *step = &terms->schedule[i];
        bool ascends = i == 0 || step->minute_of_week > terms->schedule[i - 1].minute_of_week;
        if (!ascends || step->minute_of_week > 10079 || step->phase > PHASE_OPEN)
            return fault_of(REJECT_TERMS, FIELD_SCHEDULE, i, 0);
    }
    return NO_FAULT;
}

/* R-TERMS-1 */
static struct naive_fault check_terms(const struct naive *naive)
{
    const struct product_terms *terms = &naive->command->terms;
    uint16_t product_id = naive->command->product_id;
    if (!symbol_is_legal(terms->symbol)) return fault_of(REJECT_TERMS, FIELD_PRODUCT, 0, 0);
    CHECK(check_term(FIELD_TICK_VALUE, terms->tick_value_micros, 0, TICK_VALUE_MICROS_MAX));
    CHECK(check_term(FIELD_PRICE, terms->price_ticks_min, 1, PRICE_TICKS_MAX));
    CHECK(check_term(FIELD_PRICE, terms->price_ticks_max, terms->price_ticks_min, PRICE_TICKS_MAX));
    CHECK(check_term(FIELD_QTY, terms->order_lots_max, 1, QTY_LOTS_MAX));
    CHECK(check_term(FIELD_AMOUNT, terms->order_notional_micros_max, 1, NOTIONAL_MICROS_MAX));
    CHECK(check_term(FIELD_LIMIT, terms->position_lots_max, 0, PRODUCT_LOTS_MAX));
    CHECK(check_term(FIELD_BAND, terms->band_ticks, 0, PRICE_TICKS_MAX));
    CHECK(check_term(FIELD_BAND, terms->band_ppm, 0, RATE_PPM_MAX));
    CHECK(check_term(FIELD_PROTECTION, terms->protection_ticks, 0, PRICE_TICKS_MAX));
    CHECK(check_term(FIELD_WINDOW, terms->resume_auction_ns, 0, WINDOW_NS_MAX));
    CHECK(check_term(FIELD_MARGIN_RATE, terms->initial_margin_ppm, 0, RATE_PPM_MAX));
    CHECK(check_term(FIELD_FEE_RATE, terms->fee_maker_ppm, 0, RATE_PPM_MAX));
    CHECK(check_term(FIELD_FEE_RATE, terms->fee_taker_ppm, 0, RATE_PPM_MAX));
    CHECK(check_term(FIELD_EXPIRY, terms->day_end_minute, 0, 1439));
    CHECK(check_term(FIELD_SMP, terms->smp_mode, SMP_CANCEL_TAKER, SMP_NONE));
    CHECK(check_schedule(terms));

    int64_t open =
        naive_product_open_lots(naive, product_id) + naive_open_interest(naive, product_id);
    int64_t highest_ticks =
        i64_max(terms->price_ticks_max, naive->products[product_id].highest_ticks);
    const struct naive_product *product = &naive->products[product_id];
    if (naive_is_inverse(product))
        CHECK(naive_check_face(terms, product->payoff.scale, highest_ticks));
    struct naive_product proposed = {.terms = *terms, .payoff = product->payoff};
    int64_t capacity = naive_product_capacity(&proposed, highest_ticks);
    if (capacity < open) return fault_of(REJECT_TERMS, FIELD_QTY, capacity, open);
    return naive_check_full_terms(naive, product_id, terms->tick_value_micros, highest_ticks);
}

static struct naive_fault check_fixed(enum field field, int64_t value, int64_t present)
{
    if (value == present) return NO_FAULT;
    return fault_of(REJECT_TERMS_FIXED, field, value, present);
}

/* R-TERMS-2 */
static struct naive_fault check_fixed_terms(const struct naive_product *product,
                                            const struct product_terms *terms)
{
    const struct product_terms *present = &product->terms;
    if (naive_is_inverse(product)) /* R-PAYOFF-2 */
        CHECK(check_fixed(FIELD_PRICE, terms->price_ticks_min, present->price_ticks_min));
    if (!naive_product_is_tradable(product)) return NO_FAULT;
    if (memcmp(terms->symbol, present->symbol, sizeof terms->symbol) != 0)
        return fault_of(REJECT_TERMS_FIXED, FIELD_PRODUCT, 0, 0);
    if (memcmp(terms->quote, present->quote, sizeof terms->quote) != 0)
        return fault_of(REJECT_TERMS_FIXED, FIELD_PRODUCT, 0, 0);
    CHECK(check_fixed(FIELD_TICK_VALUE, terms->tick_value_micros, present->tick_value_micros));
    CHECK(check_fixed(FIELD_PRICE, terms->decimals_price, present->decimals_price));
    return check_fixed(FIELD_PRICE, terms->decimals_qty, present->decimals_qty);
}

void naive_emit_product(struct naive *naive, uint16_t product_id, uint64_t register_entry)
{
    const struct naive_product *product = &naive->products[product_id];
    struct event *event = naive_emit(naive, EVENT_PRODUCT, 0, product_id);
    memcpy(event->product.symbol, product->terms.symbol, sizeof event->product.symbol);
    event->product.register_entry = register_entry;
    event->product.state = product->state;
    event->product.terms_version = product->terms_version;
}

static void set_terms(struct naive *naive)
{
    uint16_t product_id = naive->command->product_id;
    struct naive_product *product = &naive->products[product_id];
    product->terms = naive->command->terms;
    product->terms_version += 1;
    product->highest_ticks = i64_max(product->highest_ticks, product->terms.price_ticks_max);
    naive_emit_product(naive, product_id, product->terms.register_entry);
}

struct naive_fault naive_command_product_define(struct naive *naive)
{
    uint16_t product_id = naive->command->product_id;
    if (product_id < 1 || product_id >= naive->config.products_max)
        return fault_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, product_id, 0);
    struct naive_product *product = &naive->products[product_id];
    if (product->exists) return fault_of(REJECT_PRODUCT_EXISTS, FIELD_PRODUCT, product_id, 0);
    CHECK(check_terms(naive));
    product->exists = true;
    product->state = PRODUCT_DRAFT;
    set_terms(naive);
    return NO_FAULT;
}

struct naive_fault naive_command_product_terms(struct naive *naive)
{
    uint16_t product_id = naive->command->product_id;
    CHECK(naive_check_product_exists(naive, product_id));
    const struct naive_product *product = &naive->products[product_id];
    if (product->state == PRODUCT_DELISTED || product->state == PRODUCT_WITHDRAWN)
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, product->state, 0);
    CHECK(check_terms(naive));
    CHECK(check_fixed_terms(product, &naive->command->terms));
    CHECK(naive_check_register_terms(naive));
    set_terms(naive);
    return NO_FAULT;
}

/* --- life cycle ------------------------------------------------------------------------------- */

/* R-STATE-5 */
static bool can_move(uint32_t from, uint32_t to)
{
    switch (from) {
    case PRODUCT_DRAFT: return to == PRODUCT_FILED || to == PRODUCT_WITHDRAWN;
    case PRODUCT_FILED:
        return to == PRODUCT_APPROVED || to == PRODUCT_STAYED || to == PRODUCT_WITHDRAWN;
    case PRODUCT_STAYED:
        return to == PRODUCT_FILED || to == PRODUCT_APPROVED || to == PRODUCT_WITHDRAWN;
    case PRODUCT_APPROVED:
        return to == PRODUCT_LISTED || to == PRODUCT_STAYED || to == PRODUCT_WITHDRAWN;
    case PRODUCT_LISTED: return to == PRODUCT_RESTRICTED || to == PRODUCT_DELISTED;
    case PRODUCT_RESTRICTED: return to == PRODUCT_LISTED || to == PRODUCT_DELISTED;
    default: return false;
    }
}

void naive_product_delist(struct naive *naive, uint16_t product_id, uint64_t register_entry)
{
    struct naive_product *product = &naive->products[product_id];
    product->state = PRODUCT_DELISTED;
    naive_emit_product(naive, product_id, register_entry);
    struct naive_sweep sweep = {.product_id = product_id, .side = SIDE_ANY};
    (void)naive_sweep_orders(naive, &sweep, REASON_DELISTED);
    product->auction_end_ns = 0;
    if (product->phase == PHASE_CLOSED) return;
    product->phase = PHASE_CLOSED;
    naive_emit_phase(naive, product_id, 0);
}

struct naive_fault naive_command_product_state(struct naive *naive)
{
    const struct command *command = naive->command;
    uint32_t state = command->state.state;
    CHECK(naive_check_product_exists(naive, command->product_id));
    struct naive_product *product = &naive->products[command->product_id];
    if (!can_move(product->state, state))
        return fault_of(REJECT_TRANSITION, FIELD_STATE, state, product->state);
    int64_t interest = naive_open_interest(naive, command->product_id);
    if (state == PRODUCT_DELISTED && interest > 0)
        return fault_of(REJECT_OPEN_INTEREST, FIELD_STATE, interest, 0);
    CHECK(naive_check_register_state(naive));
    naive_register_state(naive);

    if (state == PRODUCT_DELISTED) {
        naive_product_delist(naive, command->product_id, command->state.register_entry);
        return NO_FAULT;
    }
    bool is_listing = product->state == PRODUCT_APPROVED && state == PRODUCT_LISTED;
    product->state = state;
    naive_emit_product(naive, command->product_id, command->state.register_entry);
    if (is_listing) {
        /* R-STATE-7: the first look at the schedule. */
        product->phase = naive_schedule_phase(naive, product);
        product->looked_phase = product->phase;
        naive_emit_phase(naive, command->product_id, 0);
    }
    return NO_FAULT;
}
