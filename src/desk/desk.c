/* SPDX-License-Identifier: Apache-2.0 */
/*
 * desk.c - the words of operators: who did what at the venue's desk, when, and why.
 *
 * Rules  R-REG-2, R-REASON-1, R-ACTION-1 to R-ACTION-3, R-ERROR-1, R-ERROR-3.
 */
#include "desk/desk.h"

#include <stdlib.h>
#include <string.h>

#include "keep/keep.h"
#include "os/os_thread.h"

#define DECLARERS 4096u

struct desk {
    struct os_lock lock;
    uint64_t reached;
    uint64_t action_count; /* ever: their numbers are 1.. */
    uint64_t error_count;  /* ever */
    struct desk_entry entries[DESK_ENTRIES];
    struct desk_action actions[DESK_ACTIONS]; /* by number modulo their room */
    struct desk_error errors[DESK_ERRORS];    /* a ring */
    uint64_t declared[DECLARERS];             /* by user modulo their room: what it declared last */
};

struct desk *desk_create(void)
{
    return calloc(1, sizeof(struct desk));
}

void desk_destroy(struct desk *desk)
{
    free(desk);
}

/* Others only read, so that it is written down without the lock: nobody waits for a file. */
void desk_keep(void *context, struct keep *keep)
{
    struct desk *desk = context;
    if (keep->is_loading) os_lock_take(&desk->lock);
    keep_bytes(keep, &desk->reached, sizeof desk->reached);
    keep_bytes(keep, &desk->action_count, sizeof desk->action_count);
    keep_bytes(keep, &desk->error_count, sizeof desk->error_count);
    keep_bytes(keep, desk->entries, sizeof desk->entries);
    keep_bytes(keep, desk->actions, sizeof desk->actions);
    keep_bytes(keep, desk->errors, sizeof desk->errors);
    keep_bytes(keep, desk->declared, sizeof desk->declared);
    if (keep->is_loading) os_lock_give(&desk->lock);
}

/* One command with all its events. */
struct step {
    const struct command *command;
    const struct event *events;
    uint32_t count;
};

/* --- reasons ---------------------------------------------------------------------------------- */

/* R-REASON-1: the text whose parts stand behind the event at this place. */
static void read_reason(const struct step *step, uint32_t place, char reason[DESK_REASON_SIZE])
{
    memset(reason, 0, DESK_REASON_SIZE);
    for (uint32_t i = place + 1; i < step->count && step->events[i].kind == EVENT_REASON; i++) {
        const struct event_reason *part = &step->events[i].reason;
        if (part->at > REASON_SIZE - REASON_PART) return;
        memcpy(reason + part->at, part->part, REASON_PART);
    }
}

static const struct event *reject_of(const struct step *step)
{
    for (uint32_t i = 0; i < step->count; i++) {
        if (step->events[i].kind == EVENT_REJECTED) return &step->events[i];
    }
    return NULL;
}

/* --- the register ----------------------------------------------------------------------------- */

static void take_entry(struct desk *desk, const struct body_register_entry *body)
{
    if (body->entry_id >= DESK_ENTRIES) return;
    struct desk_entry *entry = &desk->entries[body->entry_id];
    *entry = (struct desk_entry){.entry_id = body->entry_id};
    memcpy(entry->authority, body->authority, AUTHORITY_SIZE);
    memcpy(entry->citation, body->citation, CITATION_SIZE);
    memcpy(entry->condition, body->condition, CONDITION_SIZE);
}

/* --- actions ---------------------------------------------------------------------------------- */

static struct desk_action *action_at(struct desk *desk, uint64_t action_id)
{
    struct desk_action *action = &desk->actions[action_id % DESK_ACTIONS];
    return action_id != 0 && action->action_id == action_id ? action : NULL;
}

/* What the actor has declared and not yet followed by a command. */
static struct desk_action *declared_by(struct desk *desk, uint32_t actor_id)
{
    uint64_t action_id = desk->declared[actor_id % DECLARERS];
    struct desk_action *action = action_id == 0 ? NULL : action_at(desk, action_id);
    bool is_its = action != NULL && action->proposer_id == actor_id;
    return is_its && action->step == ACTION_DECLARED ? action : NULL;
}

static void take_command(struct desk_action *action, const struct command *command)
{
    memset(&action->command, 0, sizeof action->command);
    memcpy(&action->command, command, command_size(command->kind));
}

static void take_declared(struct desk *desk, const struct step *step, uint32_t place)
{
    const struct event *event = &step->events[place];
    struct desk_action *action = &desk->actions[event->action.action_id % DESK_ACTIONS];
    *action = (struct desk_action){
        .action_id = event->action.action_id,
        .register_entry = event->action.register_entry,
        .sequence = event->sequence,
        .declared_ns = event->time_ns,
        .latest_ns = event->time_ns,
        .proposer_id = event->action.proposer_id,
        .step = ACTION_DECLARED,
        .purpose = event->action.purpose,
    };
    read_reason(step, place, action->reason);
    desk->action_count = event->action.action_id;
    desk->declared[action->proposer_id % DECLARERS] = action->action_id;
}

static void take_action(struct desk *desk, const struct step *step, uint32_t place)
{
    const struct event *event = &step->events[place];
    enum action_step at = (enum action_step)event->action.step;
    if (at == ACTION_DECLARED) {
        take_declared(desk, step, place);
        return;
    }
    struct desk_action *action = action_at(desk, event->action.action_id);
    if (action == NULL) return;
    action->step = (uint8_t)at;
    action->sequence = event->sequence;
    action->latest_ns = event->time_ns;
    if (at == ACTION_PROPOSED || at == ACTION_EXECUTED) take_command(action, step->command);
    if (at == ACTION_PROPOSED) return;
    action->decided_ns = event->time_ns;
    const struct event *reject = reject_of(step);
    if (reject != NULL) action->reject = reject->reject.code;
    if (at == ACTION_EXECUTED) return;
    action->decider_id = event->action.actor_id;
    read_reason(step, place, action->decision_reason);
    if (at == ACTION_APPROVED && action->reject == 0 &&
        action->command.kind == COMMAND_REGISTER_ENTRY) {
        take_entry(desk, &action->command.register_entry);
    }
}

/* A command that its actor had announced and that needed nobody else: no event says so. */
static void take_ordinary(struct desk *desk, const struct step *step)
{
    struct desk_action *action = declared_by(desk, step->command->actor_id);
    if (action == NULL || action->purpose != PURPOSE_ORDINARY) return;
    action->step = ACTION_EXECUTED;
    action->sequence = step->command->sequence;
    action->latest_ns = step->command->time_ns;
    action->decided_ns = step->command->time_ns;
    take_command(action, step->command);
}

/* --- error trades ----------------------------------------------------------------------------- */

static struct desk_error *error_find(struct desk *desk, uint64_t trade_id)
{
    for (uint64_t back = 1; back <= desk->error_count && back <= DESK_ERRORS; back++) {
        struct desk_error *error = &desk->errors[(desk->error_count - back) % DESK_ERRORS];
        if (error->trade_id == trade_id) return error;
    }
    return NULL;
}

static void take_error(struct desk *desk, const struct step *step, uint32_t place)
{
    const struct event *event = &step->events[place];
    const struct event_error_trade *body = &event->error_trade;
    if (body->step == ERROR_REQUESTED) {
        struct desk_error *error = &desk->errors[desk->error_count++ % DESK_ERRORS];
        *error = (struct desk_error){
            .trade_id = body->trade_id,
            .requested_ns = event->time_ns,
            .price = body->price,
            .qty = body->qty,
            .buyer_account_id = body->buyer_account_id,
            .seller_account_id = body->seller_account_id,
            .account_id = event->account_id,
            .user_id = step->command->actor_id,
            .product_id = event->product_id,
        };
        read_reason(step, place, error->reason);
    }
    struct desk_error *error = error_find(desk, body->trade_id);
    if (error == NULL) return;
    error->step = body->step;
    error->sequence = event->sequence;
    if (body->step == ERROR_REQUESTED) return;
    error->decided_ns = event->time_ns;
    error->decider_id = step->command->actor_id;
    error->new_price = body->new_price;
    error->to_buyer = body->to_buyer;
    error->to_seller = body->to_seller;
    read_reason(step, place, error->decision_reason);
}

/* --- a step ----------------------------------------------------------------------------------- */

static bool is_of_an_action(uint16_t kind)
{
    return kind == COMMAND_ACTION_PROPOSE || kind == COMMAND_ACTION_APPROVE ||
           kind == COMMAND_ACTION_REJECT;
}

/* Does anything here speak of the desk?  Nearly all commands are of members, and do not. */
static bool concerns(const struct desk *desk, const struct step *step)
{
    uint16_t kind = step->command->kind;
    if (desk->declared[step->command->actor_id % DECLARERS] != 0) return true;
    return is_of_an_action(kind) || kind == COMMAND_REGISTER_ENTRY ||
           kind == COMMAND_ERROR_REQUEST || kind == COMMAND_ERROR_DECIDE;
}

static void take_step(struct desk *desk, const struct step *step)
{
    bool has_action = is_of_an_action(step->command->kind);
    for (uint32_t i = 0; i < step->count; i++) {
        if (step->events[i].kind == EVENT_ACTION) {
            take_action(desk, step, i);
            has_action = true;
        }
        if (step->events[i].kind == EVENT_ERROR_TRADE) take_error(desk, step, i);
    }
    if (reject_of(step) != NULL) return;
    if (step->command->kind == COMMAND_REGISTER_ENTRY && !has_action) {
        take_entry(desk, &step->command->register_entry);
    }
    if (!has_action) take_ordinary(desk, step);
}

void desk_observe(void *context, const struct command *command, const struct event *events,
                  uint32_t event_count)
{
    struct desk *desk = context;
    const struct step step = {command, events, event_count};
    os_lock_take(&desk->lock);
    desk->reached = command->sequence;
    if (concerns(desk, &step)) take_step(desk, &step);
    os_lock_give(&desk->lock);
}

/* --- asking ----------------------------------------------------------------------------------- */

uint64_t desk_reached(struct desk *desk)
{
    os_lock_take(&desk->lock);
    uint64_t reached = desk->reached;
    os_lock_give(&desk->lock);
    return reached;
}

bool desk_entry(struct desk *desk, uint64_t entry_id, struct desk_entry *entry)
{
    if (entry_id >= DESK_ENTRIES) return false;
    os_lock_take(&desk->lock);
    *entry = desk->entries[entry_id];
    os_lock_give(&desk->lock);
    return entry->entry_id != 0;
}

bool desk_action(struct desk *desk, uint64_t action_id, struct desk_action *action)
{
    os_lock_take(&desk->lock);
    const struct desk_action *found = action_at(desk, action_id);
    if (found != NULL) *action = *found;
    os_lock_give(&desk->lock);
    return found != NULL;
}

/* The newest actions that pass, a copy of number `back` of them. */
typedef bool action_test(const struct desk_action *action, uint16_t product_id);

static bool find_action(struct desk *desk, action_test *passes, uint16_t product_id, uint32_t back,
                        struct desk_action *copy)
{
    bool is_found = false;
    os_lock_take(&desk->lock);
    for (uint64_t i = 0; i < DESK_ACTIONS && i < desk->action_count && !is_found; i++) {
        const struct desk_action *action = action_at(desk, desk->action_count - i);
        if (action == NULL || !passes(action, product_id) || back-- > 0) continue;
        *copy = *action;
        is_found = true;
    }
    os_lock_give(&desk->lock);
    return is_found;
}

static bool has_command(const struct desk_action *action, uint16_t product_id)
{
    (void)product_id;
    return action->command.kind != 0;
}

static bool is_halt(const struct desk_action *action, uint16_t product_id)
{
    bool is_worked =
        (action->step == ACTION_EXECUTED || action->step == ACTION_APPROVED) && action->reject == 0;
    return is_worked && action->command.kind == COMMAND_HALT &&
           action->command.product_id == product_id;
}

bool desk_latest(struct desk *desk, uint32_t back, struct desk_action *action)
{
    return find_action(desk, has_command, 0, back, action);
}

bool desk_halt(struct desk *desk, uint16_t product_id, struct desk_action *action)
{
    return find_action(desk, is_halt, product_id, 0, action);
}

bool desk_error(struct desk *desk, uint32_t back, struct desk_error *error)
{
    os_lock_take(&desk->lock);
    bool is_kept = back < desk->error_count && back < DESK_ERRORS;
    if (is_kept) *error = desk->errors[(desk->error_count - 1 - back) % DESK_ERRORS];
    os_lock_give(&desk->lock);
    return is_kept;
}
