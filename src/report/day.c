/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day.c - see day.h: memory, the order in which a command is shown, and the dates.
 *
 * Role   See day.h.
 * Rules  R-DAY-4, R-CAL-1.
 */
#include "report/day.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "market_data/grow.h"
#include "model/zone.h"

#define NO_DATE      INT32_MIN
#define BEYOND_DATES INT32_MAX

/* --- memory ----------------------------------------------------------------------------------- */

void *day_item(struct day *day, struct day_list *list, size_t item_size, uint32_t index)
{
    if (!array_make_room(&list->items, &list->capacity, item_size, index + 1)) {
        day->has_memory = false;
        return NULL;
    }
    if (index >= list->count) list->count = index + 1;
    return (unsigned char *)list->items + (size_t)index * item_size;
}

struct day *day_create(const struct day_config *config)
{
    struct day *day = calloc(1, sizeof *day);
    if (day == NULL) return NULL;
    struct read_model_config model =
        read_model_config_default(config->products_max, config->accounts_max);
    day->date = config->date;
    day->settings = config->settings;
    day->accounts_max = config->accounts_max;
    day->products_max = config->products_max;
    day->venue_date = NO_DATE;
    day->first_date = NO_DATE;
    day->has_memory = true;
    for (uint32_t id = 0; id < PRODUCTS_MAX; id++) day->products[id].date = NO_DATE;
    day->model = read_model_create(&model);
    if (day->model == NULL || !watch_init(&day->watch)) {
        day_destroy(day);
        return NULL;
    }
    read_model_listen(day->model, day_account_private, day);
    return day;
}

void day_destroy(struct day *day)
{
    struct day_list *lists[] = {&day->accounts, &day->members, &day->pairs,       &day->specials,
                                &day->makers,   &day->trades,  &day->settlements, &day->fundings,
                                &day->lines,    &day->quoters, &day->users};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) free(lists[i]->items);
    free(day->pair_map.entries);
    free(day->special_map.entries);
    free(day->maker_map.entries);
    if (day->model != NULL) read_model_destroy(day->model);
    watch_release(&day->watch);
    free(day);
}

/* --- dates ------------------------------------------------------------------------------------ */

static bool has_own_date(const struct day_product *product)
{
    bool is_over = product->state == PRODUCT_DELISTED || product->state == PRODUCT_WITHDRAWN;
    return product->has_date && !is_over;
}

int32_t day_date_of(const struct day *day, uint16_t product_id)
{
    bool is_known = product_id != 0 && product_id < PRODUCTS_MAX;
    if (is_known && day->products[product_id].is_known) return day->products[product_id].date;
    return day->venue_date;
}

/* The product is on a later date from here on. */
static void product_roll(struct day *day, uint16_t product_id, int32_t date)
{
    struct day_product *product = &day->products[product_id];
    if (date <= product->date) return;
    bool was_counted = product->date <= day->date;
    bool is_open = date == BEYOND_DATES;
    if (was_counted && product->date != NO_DATE) {
        day_specials_look(day, product_id, product->date);
    }
    if (product->phase == DAY_BEFORE && date >= day->date) {
        day_product_begin(day, product_id);
        product->phase = DAY_AT;
    }
    if (product->phase == DAY_AT && date > day->date) {
        day_product_end(day, product_id, is_open && product->date == day->date);
        product->phase = DAY_AFTER;
    }
    product->date = date;
    if (product->phase == DAY_AT) day_market_look(day, product_id);
}

static void venue_roll(struct day *day, int32_t date)
{
    if (date <= day->venue_date) return;
    bool is_open = date == BEYOND_DATES && day->venue_date == day->date;
    if (day->first_date == NO_DATE) day->first_date = date;
    if (date != BEYOND_DATES) day->last_date = date;
    if (day->venue_phase == DAY_BEFORE && date >= day->date) {
        day_accounts_begin(day);
        day->venue_phase = DAY_AT;
    }
    if (day->venue_phase == DAY_AT && date > day->date) {
        day_accounts_end(day, is_open);
        day->venue_phase = DAY_AFTER;
        day->has_rolled = true;
    }
    day->venue_date = date;
}

/* The venue's date follows the lowest product that has one of its own, else the local day. */
static void dates_look(struct day *day)
{
    int32_t local = utc_day(zone_local_ns(&day->zone, day->time_ns));
    int32_t venue_date = local;
    for (uint32_t id = day->product_last; id > 0; id--) {
        const struct day_product *product = &day->products[id];
        if (product->is_known && has_own_date(product)) venue_date = product->date;
    }
    venue_roll(day, venue_date);
    for (uint32_t id = 1; id <= day->product_last; id++) {
        struct day_product *product = &day->products[id];
        if (product->is_known && !has_own_date(product)) product_roll(day, (uint16_t)id, local);
    }
}

/* --- feeding ---------------------------------------------------------------------------------- */

bool day_command(struct day *day, const struct command *command)
{
    int64_t time_ns = i64_min(command->time_ns, TIME_NS_MAX); /* R-TIME-1 */
    day->time_ns = i64_max(day->time_ns, time_ns);
    day->watch.time_ns = i64_max(day->watch.time_ns, time_ns);
    day->has_rolled = false;
    day->command_count++;
    dates_look(day);
    read_model_command(day->model, command);
    return day->has_memory;
}

static void event_date(struct day *day, const struct event *event)
{
    struct day_product *product = &day->products[event->product_id % PRODUCTS_MAX];
    if (event->kind == EVENT_PRODUCT && !product->is_known) {
        product->is_known = true;
        day->product_last = u32_max(day->product_last, event->product_id);
        dates_look(day);
    }
    if (event->kind != EVENT_TRADE_DATE) return;
    product_roll(day, event->product_id, event->trade_date.trade_date);
    product->has_date = true;
    dates_look(day);
}

bool day_event(struct day *day, const struct event *event)
{
    day->event_count++;
    event_date(day, event);
    watch_turn(&day->watch, event);
    if (!watch_event(&day->watch, event)) return false;
    day_product_event(day, event);
    day_account_event(day, event);
    day_programme_event(day, event);
    if (!read_model_apply(day->model, event, 1)) return false;
    return day->has_memory;
}

bool day_command_end(struct day *day, const struct command *command, bool is_accepted)
{
    watch_turn(&day->watch, NULL);
    if (is_accepted) watch_command(&day->watch, command);
    day_makers_look(day);
    if (!is_accepted) return day->has_memory;
    struct day_product *product = &day->products[command->product_id % PRODUCTS_MAX];
    switch (command->kind) {
    case COMMAND_CALENDAR:
        day->zone = command->calendar;
        dates_look(day);
        break;
    case COMMAND_PRODUCT_DEFINE:
    case COMMAND_PRODUCT_TERMS: product->terms = command->terms; break;
    case COMMAND_PAYOFF_TERMS: product->payoff = command->payoff_terms; break;
    default: break;
    }
    return day->has_memory;
}

bool day_finish(struct day *day)
{
    for (uint32_t id = 1; id <= day->product_last; id++) {
        if (day->products[id].is_known) product_roll(day, (uint16_t)id, BEYOND_DATES);
    }
    venue_roll(day, BEYOND_DATES);
    return day->has_memory;
}

/* --- asking ----------------------------------------------------------------------------------- */

uint32_t day_member_kind(const struct day *day, uint32_t member_id)
{
    if (member_id >= day->members.count) return 0;
    return ((const struct day_member *)day->members.items)[member_id].kind;
}

uint32_t day_user_member(const struct day *day, uint32_t user_id)
{
    if (user_id >= day->users.count) return 0;
    return ((const struct day_user *)day->users.items)[user_id].member_id;
}

struct position_record day_position(const struct day *day, uint32_t account_id, uint16_t product_id)
{
    struct position_record position = {0};
    (void)read_model_position(day->model, account_id, product_id, &position);
    return position;
}
