/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core_fuzz.c - any bytes as commands of every kind, worked by two cores that must agree.
 *
 * Numbers are small, so that orders meet, limits are reached and memory runs out; some bytes give
 * the largest and smallest numbers there are.  After each command the first core is audited and its
 * events are compared with those of the second, which takes them one at a time; a byte can ask that
 * the second is made anew from a snapshot of the first.
 */
#include <stdlib.h>

#include "base/check.h"
#include "core/fixture.h"

enum { STEPS_MAX = 400, IDS_MAX = 64, USERS = 5 };

struct reader {
    const uint8_t *bytes;
    size_t left;
};

static struct fixture first;
static struct core *second;
static void *first_memory;
static void *second_memory;
static struct event second_events[FIXTURE_EVENTS_MAX];
static uint32_t second_count;
static uint64_t ids[IDS_MAX]; /* of orders that were accepted, armed or held */
static uint32_t id_count;

static uint8_t take(struct reader *reader)
{
    if (reader->left == 0) return 0;
    reader->left--;
    return *reader->bytes++;
}

static uint32_t pick(struct reader *reader, uint32_t count)
{
    return take(reader) % count;
}

/* 1..16 mostly; some bytes are 0, negative, or a number at the edge. */
static int64_t size_of(struct reader *reader)
{
    static const int64_t odd[] = {0,  -1, INT64_MIN, INT64_MAX, 1000000, 1000001, PRODUCT_LOTS_MAX,
                                  17, 40, 255,       10000,     999999};
    uint8_t byte = take(reader);
    return byte < 244 ? 1 + byte % 16 : odd[byte - 244];
}

/* 92..107 mostly: orders meet. */
static int64_t ticks_of(struct reader *reader)
{
    static const int64_t odd[] = {0,       -1,      INT64_MIN, INT64_MAX, 1,  2,
                                  1000000, 1000001, 50,        150,       80, 130};
    uint8_t byte = take(reader);
    return byte < 244 ? 92 + byte % 16 : odd[byte - 244];
}

static int64_t window_of(struct reader *reader)
{
    static const int64_t windows[] = {0,
                                      WINDOW_NS_MIN,
                                      INT64_C(1000000000),
                                      INT64_C(60000000000),
                                      WINDOW_NS_MAX,
                                      WINDOW_NS_MAX + 1,
                                      -1,
                                      INT64_MAX};
    return windows[pick(reader, 8)];
}

static int64_t money_of(struct reader *reader)
{
    static const int64_t amounts[] = {1000, 100000, 1000000,  INT64_C(1000000000), MONEY_MICROS_MAX,
                                      0,    -1,     INT64_MAX};
    return amounts[pick(reader, 8)];
}

static uint64_t id_of(struct reader *reader)
{
    uint8_t byte = take(reader);
    if (byte >= 250 || id_count == 0) return byte % 3 == 0 ? UINT64_MAX : byte % 3;
    return ids[byte % (id_count < IDS_MAX ? id_count : IDS_MAX)];
}

static void time_pass(struct reader *reader)
{
    static const int64_t steps[] = {0,
                                    1,
                                    INT64_C(1000000),
                                    INT64_C(1000000000),
                                    INT64_C(61000000000),
                                    INT64_C(3600000000000),
                                    INT64_C(86400000000000),
                                    -INT64_C(1000000000)};
    uint8_t byte = take(reader);
    if (byte < 160) return;
    if (first.time_ns > TIME_NS_MAX) first.time_ns = 0; /* back to what the venue has seen */
    first.time_ns = byte == 255 ? INT64_MAX : first.time_ns + steps[byte % 8];
}

static void entry_read(struct reader *reader, struct order_entry *entry)
{
    static const uint8_t types[] = {1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 0, 8, 1};
    static const uint8_t tifs[] = {1, 1, 1, 1, 1, 2, 3, 4, 5, 1, 1, 2, 3, 0, 6, 5};
    uint8_t shape = take(reader);
    entry->side = shape == 255 ? 2 : shape & 1u;
    entry->type = types[shape >> 1 & 15u];
    entry->tif = tifs[take(reader) & 15u];
    entry->qty.lots = size_of(reader);
    if (!(entry->type == TYPE_MARKET || entry->type == TYPE_STOP_MARKET)) {
        entry->price.ticks = ticks_of(reader);
    }
    uint8_t more = take(reader);
    if (more < 90) return; /* a plain order */
    if (entry->type >= TYPE_STOP_LIMIT && entry->type <= TYPE_TAKE_MARKET) {
        entry->trigger.ticks = ticks_of(reader);
    }
    if (entry->type == TYPE_TRAIL_MARKET) {
        entry->price.ticks = 0;
        entry->trail_ticks = 1 + pick(reader, 12);
    }
    if (entry->type == TYPE_TAKE_MARKET) entry->price.ticks = 0;
    if (entry->type > TYPE_MARKET) entry->trigger_source = take(reader) & 3u;
    if (more & 1u) entry->display.lots = size_of(reader) / 3;
    if (more & 2u) entry->flags = (uint16_t)(take(reader) & take(reader));
    if (more & 4u) entry->group_id = pick(reader, 4);
    if (more & 8u) entry->smp_mode = take(reader) & 7u;
    if (more & 16u) entry->client_order_id = pick(reader, 8);
    if (entry->tif == TIF_GTD) {
        entry->expiry_ns = core_time_ns(first.core) + pick(reader, 250) * INT64_C(500000000);
    }
}

static void terms_read(struct reader *reader, struct product_terms *terms)
{
    *terms = fixture_terms();
    uint8_t shape = take(reader);
    if (shape & 1u) terms->initial_margin_ppm = pick(reader, 8) * 150000u;
    if (shape & 2u) terms->fee_taker_ppm = pick(reader, 8) * 150000u;
    if (shape & 2u) terms->fee_maker_ppm = pick(reader, 8) * 1000u;
    if (shape & 4u) terms->band_ppm = pick(reader, 8) * 10000u;
    if (shape & 8u) terms->resume_auction_ns = window_of(reader);
    if (shape & 16u) terms->position_lots_max = size_of(reader);
    if (shape & 32u) {
        terms->schedule_count = (uint8_t)pick(reader, 5);
        for (uint32_t i = 0; i < terms->schedule_count; i++) {
            terms->schedule[i].minute_of_week = (uint16_t)(i * 2500 + take(reader) * 9u);
            terms->schedule[i].phase = (uint8_t)pick(reader, 4);
        }
    }
    if ((shape & 64u) == 0) return;
    if (take(reader) & 1u) terms->price_ticks_max = ticks_of(reader);
    if (take(reader) & 1u) terms->price_ticks_min = ticks_of(reader);
    terms->order_lots_max = size_of(reader);
    terms->tick_value_micros = size_of(reader);
    terms->smp_mode = (uint8_t)pick(reader, 7);
    terms->eligible_classes = take(reader) & 3u;
    terms->protection_ticks = pick(reader, 30);
    terms->day_end_minute = (uint16_t)(take(reader) * 8u);
}

static void parties_read(struct reader *reader, struct command *command)
{
    switch (command->kind) {
    case COMMAND_MEMBER_SET:
        command->member = (struct body_member){.member_id = pick(reader, 9),
                                               .kind = (uint8_t)pick(reader, 6),
                                               .state = (uint8_t)pick(reader, 7)};
        break;
    case COMMAND_USER_SET:
        command->user = (struct body_user){.user_id = pick(reader, USERS + 1),
                                           .member_id = pick(reader, 4),
                                           .roles = take(reader)};
        break;
    case COMMAND_ACCOUNT_OPEN:
        command->account = (struct body_account){.member_id = pick(reader, 4),
                                                 .parent_account_id = pick(reader, 8),
                                                 .owner_account_id = pick(reader, 8),
                                                 .classes = take(reader),
                                                 .state = (uint8_t)(1 + pick(reader, 3)),
                                                 .smp_mode = (uint8_t)pick(reader, 6)};
        break;
    case COMMAND_ACCOUNT_LIMITS:
        command->limits.order_lots_max = size_of(reader);
        command->limits.position_lots_max = size_of(reader);
        command->limits.margin_micros_max = money_of(reader);
        command->limits.order_notional_micros_max = money_of(reader);
        break;
    default:
        command->cash.amount.micros = money_of(reader);
        command->cash.to_account_id = pick(reader, 8);
        break;
    }
}

static void venue_read(struct reader *reader, struct command *command)
{
    switch (command->kind) {
    case COMMAND_RULES_VERSION: command->rules.rules_version = pick(reader, 3); break;
    case COMMAND_CALENDAR:
        command->calendar.step_count = pick(reader, 4);
        for (uint32_t i = 0; i < 3; i++) {
            command->calendar.steps[i].from_ns = (int64_t)i * take(reader) * WINDOW_NS_MAX;
            command->calendar.steps[i].offset_s = (take(reader) - 128) * 430;
        }
        break;
    case COMMAND_VENUE_TERMS:
        command->venue.message_window_ns = window_of(reader);
        command->venue.message_budget_count = size_of(reader);
        break;
    case COMMAND_PRODUCT_DEFINE:
    case COMMAND_PRODUCT_TERMS: terms_read(reader, &command->terms); break;
    case COMMAND_REFERENCE_PRICE:
        command->reference.mark.ticks_e4 =
            pick(reader, 3) == 0 ? 0 : ticks_of(reader) % 1000001 * 9999;
        command->reference.index.ticks_e4 =
            pick(reader, 3) == 0 ? 0 : ticks_of(reader) % 1000001 * 10001;
        break;
    default: command->state.state = pick(reader, 9); break;
    }
}

static void orders_read(struct reader *reader, struct command *command)
{
    switch (command->kind) {
    case COMMAND_ORDER_PLACE: entry_read(reader, &command->order); break;
    case COMMAND_ORDER_LIST:
        command->list.kind = (uint8_t)(1 + pick(reader, 3));
        command->list.leg_count = command->list.kind == LIST_BRACKET ? 3 : 2;
        if (take(reader) == 255) command->list.leg_count = take(reader);
        for (uint32_t i = 0; i < LIST_LEGS_MAX; i++) entry_read(reader, &command->list.legs[i]);
        break;
    case COMMAND_ORDER_CANCEL:
        command->cancel.order_id = id_of(reader);
        if (command->cancel.order_id == 0) command->cancel.client_order_id = pick(reader, 8);
        break;
    case COMMAND_MASS_CANCEL:
        command->mass = (struct body_mass_cancel){.group_id = pick(reader, 6) == 5,
                                                  .member_id = pick(reader, 3),
                                                  .side = (uint8_t)pick(reader, 4)};
        break;
    case COMMAND_GROUP_SET:
    case COMMAND_GROUP_RESET:
        command->group = (struct body_group){.group_id = pick(reader, 4),
                                             .lots_max = size_of(reader),
                                             .window_ns = window_of(reader)};
        break;
    case COMMAND_MMP_SET:
        command->mmp = (struct body_mmp){.window_ns = window_of(reader),
                                         .frozen_ns = window_of(reader),
                                         .lots_max = size_of(reader) & INT64_MAX,
                                         .delta_lots_max = size_of(reader) & INT64_MAX};
        break;
    default:
        command->amend = (struct body_amend){.order_id = id_of(reader),
                                             .client_order_id = pick(reader, 8),
                                             .price = {ticks_of(reader)},
                                             .qty = {size_of(reader)},
                                             .trigger = {ticks_of(reader)},
                                             .set = take(reader) & 7u};
        break;
    }
}

/* Orders come often, the rest of the list now and then. */
static uint16_t kind_of(struct reader *reader)
{
    static const uint16_t kinds[] = {
#define X(name, number, member, type) number,
        COMMAND_LIST(X)
#undef X
    };
    uint8_t byte = take(reader);
    if (byte < 120) return COMMAND_ORDER_PLACE;
    if (byte < 140) return COMMAND_ORDER_AMEND;
    if (byte < 150) return COMMAND_ORDER_CANCEL;
    if (byte < 165) return COMMAND_ORDER_LIST;
    if (byte < 175) return COMMAND_REFERENCE_PRICE;
    if (byte == 255) return take(reader);
    return kinds[byte % (sizeof kinds / sizeof kinds[0])];
}

static void command_read(struct reader *reader, struct command *command)
{
    command->kind = kind_of(reader);
    uint8_t who = take(reader);
    command->account_id = 1 + who % 4;
    command->product_id = who < 200 ? PRODUCT : (who & 3u);
    if (who >= 230) {
        command->account_id = pick(reader, 9);
        command->actor_id = pick(reader, USERS + 1);
        command->session_id = pick(reader, 9);
        command->client_sequence = pick(reader, 16);
    }
    if (command->kind >= COMMAND_ORDER_PLACE && command->kind <= COMMAND_MMP_RESET) {
        orders_read(reader, command);
    } else if (command->kind >= COMMAND_MEMBER_SET && command->kind <= COMMAND_TRANSFER &&
               command->kind != COMMAND_ACCOUNT_STATE) {
        parties_read(reader, command);
    } else if (command->kind != COMMAND_SEAL) {
        venue_read(reader, command);
    }
}

static void second_drain(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    ASSERT(second_count + count <= FIXTURE_EVENTS_MAX);
    memcpy(&second_events[second_count], list, count * sizeof *list);
    second_count += count;
}

/* The second core works the same command with room for one event. */
static void second_step(const struct command *command)
{
    struct event one;
    struct events events = {.list = &one, .capacity = 1, .drain = second_drain};
    second_count = 0;
    uint32_t count = core_step(second, command, &events);
    second_drain(NULL, &one, events.count);
    ASSERT(count == second_count);
}

static void remember_ids(void)
{
    for (uint32_t i = 0; i < first.events.count; i++) {
        uint16_t kind = first.list[i].kind;
        if (kind < EVENT_ORDER_ACCEPTED || kind > EVENT_ORDER_HELD) continue;
        ids[id_count++ % IDS_MAX] = first.list[i].order.order_id;
    }
}

static void both_step(void)
{
    struct command command = first.command;
    command.sequence = core_sequence(first.core) + 1;
    command.time_ns = first.time_ns;
    core_prefetch_far(first.core, &command);
    core_prefetch_near(first.core, &command);
    uint32_t count = fixture_step(&first);
    ASSERT(count == first.events.count);
    second_step(&command);
    ASSERT(count == second_count);
    ASSERT(memcmp(first.list, second_events, count * sizeof first.list[0]) == 0);
    remember_ids();
}

/* The second core forgets everything and is read back from the first. */
static void second_restore(void)
{
    struct core_config config = fixture_config();
    struct core_region from[CORE_REGIONS_MAX];
    struct core_region to[CORE_REGIONS_MAX];
    size_t sizes[CORE_REGIONS_MAX];
    uint32_t count = core_regions(first.core, from);
    for (uint32_t i = 0; i < count; i++) sizes[i] = from[i].size;
    memset(second_memory, 0, FIXTURE_SIZE);
    second = core_init(second_memory, FIXTURE_SIZE, &config);
    ASSERT(core_regions_restore(second, sizes, count, to));
    for (uint32_t i = 0; i < count; i++) memcpy(to[i].bytes, from[i].bytes, from[i].size);
}

static void hashes_compare(void)
{
    struct hash128 a = core_hash(first.core);
    struct hash128 b = core_hash(second);
    ASSERT(a.low == b.low);
    ASSERT(a.high == b.high);
}

static void start(void)
{
    if (first_memory == NULL) {
        first_memory = aligned_alloc(64, FIXTURE_SIZE);
        second_memory = aligned_alloc(64, FIXTURE_SIZE);
        if (first_memory == NULL || second_memory == NULL) abort();
    }
    id_count = 0;
    fixture_open(&first, first_memory, FIXTURE_SIZE);
    (void)fixture_account(&first, MEMBER, ALICE);
    second_restore();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct reader reader = {bytes, size};
    start();
    for (uint32_t step = 0; step < STEPS_MAX && reader.left > 0; step++) {
        time_pass(&reader);
        command_read(&reader, &first.command);
        both_step();
        if (step % 16 == 0) hashes_compare();
        if (step % 64 == 63) second_restore();
    }
    hashes_compare();
    return 0;
}
