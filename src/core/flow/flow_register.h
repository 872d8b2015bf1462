/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_register.h - what stories share of the register and of operators.
 *
 * Role       Private to flow.
 * Rules      R-REG-4, R-REG-6 to R-REG-9, R-REASON-1, R-ACTION-1, R-ACTION-2, R-ERROR-1.
 */
#ifndef PERPETUA_CORE_FLOW_FLOW_REGISTER_H
#define PERPETUA_CORE_FLOW_FLOW_REGISTER_H

#include "core/flow/flow.h"
#include "core/state/layout.h"

/* R-REG-4: entries whose force has changed by now. */
void register_due(struct core *core);

/* R-REG-6, R-REG-7: may the product go to this state by this entry? */
struct verdict register_check_state(const struct core *core, uint32_t product_id, uint32_t state,
                                    uint64_t entry_id);

/* R-REG-7: what the product rests on from now on, if it was approved or listed. */
void register_note_state(struct core *core, uint32_t product_id, uint32_t state, uint64_t entry_id);

/* R-REG-7: does the entry that a listed product rests on allow this class? */
struct verdict register_check_class(const struct core *core, uint32_t product_id,
                                    uint32_t account_class);

/* R-REG-8: is there nothing in the register that keeps the product paused? */
struct verdict register_check_resume(const struct core *core, uint32_t product_id);

/* R-REG-9: does a change of the terms of a listed product cite an entry that covers it? */
struct verdict register_check_terms(const struct core *core, uint32_t product_id,
                                    uint64_t entry_id);

/* R-REASON-1: the text behind the event that it explains. */
struct verdict reason_verdict(const char reason[REASON_SIZE]);
void reason_emit(struct core *core, uint64_t subject_id, const char reason[REASON_SIZE]);

/* R-ACTION-1: is there an entry of this number? */
bool register_has(const struct core *core, uint64_t entry_id);

/* R-PART-4: is the entry of this number in force? */
bool register_carries(const struct core *core, uint64_t entry_id);

/* flow_participant.c, R-PART-1, R-PART-3, R-PART-4 for an order that may add risk.  Asked only
 * while a term of it is on. */
struct verdict gate_participant(const struct core *core, uint32_t account_id, uint32_t product_id);

/* flow_enter.c: R-ELIG-1, R-CURRENCY-2 and, if asked, those of flow_participant.c. */
struct verdict gate_eligible(const struct core *core, uint32_t product_id, uint32_t account_id,
                             uint32_t flags);

static inline bool participants_are_gated(const struct core *core)
{
    const struct body_participant_terms *terms = &core->venue->participant_terms;
    return (terms->consent_version | terms->needs_limits | core->venue->eligibility_count) != 0;
}

/* flow_action.c, R-ACTION-2: a command that an action takes, or that lacks one; true if it is not
 * to be worked now.  Asked only while a control or an action is on. */
bool action_takes(struct core *core, const struct command *command);

static inline bool actions_are_on(const struct core *core)
{
    return (core->venue->controls.two_person | core->venue->declared_count) != 0;
}

/* core.c: works a command that has passed its session. */
void command_work(struct core *core, const struct command *command);

/* flow_error.c, R-ERROR-1: a trade that may turn out to be an error; time and mark are those of
 * now. */
void trade_keep(struct core *core, const struct kept_trade *trade);

/* The trade of this number; NULL if it is not known, or not any more. */
struct kept_trade *trade_find(struct core *core, uint64_t trade_id);

/* flow_fee.c, R-FEE-2: the rate of the account, and what it has traded.  Asked only while a product
 * has tiers. */
uint32_t fee_rate_tiered(struct core *core, uint32_t product_id, uint32_t account_id,
                         bool is_maker);
void fee_volume_add(struct core *core, uint32_t product_id, uint32_t account_id, int64_t micros);

static inline bool trades_are_kept(const struct core *core)
{
    return (core->venue->controls.error_window_ns | core->venue->give_up_terms.window_ns) != 0;
}

/* flow_give_up.c, R-GIVE-1: the date that trades of the product have now. */
int32_t product_date(const struct core *core, uint32_t product_id);

/* R-GIVE-2: may a trade still be given up or allocated, by its time and date? */
struct verdict gate_trade_time(const struct core *core, const struct kept_trade *trade);

/* R-GIVE-2: lots of that side of a trade that wait for an answer. */
int64_t give_ups_waiting(const struct core *core, uint64_t trade_id, enum side side);

/* Lots that an account would get outside the book. */
struct receipt {
    uint32_t account;
    uint16_t product;
    uint8_t side;
    uint8_t reserved;
    int64_t ticks;
    int64_t lots;
    int64_t owner_lots; /* those of its owner with them */
};

/* R-GIVE-5 */
struct verdict check_receipt(const struct core *core, const struct receipt *receipt);

/* flow_block.c, R-BLOCK-3, R-BLOCK-4 for the header's account alone, as things are. */
struct verdict block_check_one(const struct core *core, const struct command *command);

/* flow_phase.c: sets the halt of a product, with all that follows. */
void product_set_halt(struct core *core, uint32_t product_id, enum halt halt,
                      uint64_t register_entry);

#endif
