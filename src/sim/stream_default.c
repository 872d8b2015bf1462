/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_default.c - random terms of the waterfall, and the accounts that its layers pay from.
 *
 * Role   See stream_economy.h.  Amounts are as small as the debts, so that every layer is reached.
 */
#include "base/date.h"
#include "sim/stream_economy.h"

#define PURSE_FIRST   13u /* the account behind those of the script */
#define PURSE_MEMBERS 4u
#define PURSES        (PURSE_MEMBERS + 1u) /* of each member, and the capital */

static uint32_t purse_of(uint32_t member_id)
{
    return PURSE_FIRST + member_id - 1;
}

static uint32_t capital_purse(void)
{
    return PURSE_FIRST + PURSE_MEMBERS;
}

static uint32_t pick_purse(struct stream *stream)
{
    return (uint32_t)(PURSE_FIRST + pick(stream, PURSES));
}

bool is_purse(const struct stream *stream, uint32_t account_id)
{
    return (stream->parts & PART_WATERFALL) != 0 && account_id >= PURSE_FIRST &&
           account_id < PURSE_FIRST + PURSES;
}

void make_purse_deposit(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_DEPOSIT;
    command->account_id = pick_purse(stream);
    command->cash.amount.micros = pick_between(stream, 1, 2000000);
    command->cash.reference = stream->sequence;
}

bool purse_setup_next(struct stream *stream, struct command *command, uint32_t step)
{
    uint32_t number = step / 3;
    if (number >= PURSES) return false;
    uint32_t member_id = number < PURSE_MEMBERS ? 1 + number : 1;
    switch (step % 3) {
    case 0:
        command->kind = COMMAND_ACCOUNT_OPEN;
        command->account.member_id = member_id;
        command->account.state = PARTY_APPLIED;
        break;
    case 1:
        command->kind = COMMAND_DEPOSIT;
        command->account_id = PURSE_FIRST + number;
        command->cash.amount.micros = pick_between(stream, 1, 20000000);
        break;
    default:
        command->kind = number < PURSE_MEMBERS ? COMMAND_DEFAULT_MEMBER : COMMAND_DEFAULT_TERMS;
        fill_economy(stream, command);
        if (number < PURSE_MEMBERS) {
            command->default_member.member_id = member_id;
            command->default_member.guaranty_account_id = purse_of(member_id);
        } else {
            command->default_terms.capital_account_id = capital_purse();
        }
        break;
    }
    return true;
}

void fill_default_terms(struct stream *stream, struct command *command)
{
    static const int64_t windows_ns[] = {50 * NS_PER_MILLI, NS_PER_HOUR, 3 * NS_PER_DAY,
                                         180 * NS_PER_DAY};
    struct body_default_terms *terms = &command->default_terms;
    terms->tranche_micros = chance(stream, 1, 3) ? 0 : pick_between(stream, 0, 3000000);
    terms->tranche_ppm = (uint32_t)pick(stream, 200000);
    terms->assessment_ppm = (uint32_t)pick(stream, 2500000);
    terms->assessment_sum_ppm = terms->assessment_ppm + (uint32_t)pick(stream, 4000000);
    terms->window_ns = windows_ns[pick(stream, 4)];
    terms->gains_days = (uint32_t)pick(stream, 4);
    terms->capital_account_id = chance(stream, 1, 8) ? pick_purse(stream) : capital_purse();
    if (chance(stream, 1, 12)) terms->capital_account_id = (uint32_t)pick(stream, WORLD_ACCOUNTS);
}

void fill_default_member(struct stream *stream, struct command *command)
{
    struct body_default_member *body = &command->default_member;
    body->member_id = (uint32_t)(1 + pick(stream, PURSE_MEMBERS));
    body->requirement_micros = chance(stream, 1, 8) ? 0 : pick_between(stream, 1, 3000000);
    body->guaranty_account_id = purse_of(body->member_id);
    if (chance(stream, 1, 10)) body->guaranty_account_id = 0;
    if (chance(stream, 1, 10)) body->guaranty_account_id = (uint32_t)pick(stream, WORLD_ACCOUNTS);
}
