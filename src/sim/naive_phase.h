/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_phase.h - phases, halts, the calendar, and what is due before a command.
 *
 * Role   Everything that time and the operators do to a market.
 * Rules  R-TIME-2, R-CAL-1 to R-CAL-3, R-PHASE-6 to R-PHASE-9, R-STATE-5 to R-STATE-7.
 * Files  naive_phase.c: phases and halts.  naive_due.c: the calendar and what is due.
 */
#ifndef PERPETUA_SIM_NAIVE_PHASE_H
#define PERPETUA_SIM_NAIVE_PHASE_H

#include "sim/naive_state.h"

/* --- naive_due.c ------------------------------------------------------------------------------ */

/* R-TIME-2 */
void naive_work_due(struct naive *naive);

/* R-CAL-1: local time less UTC at an instant. */
int64_t naive_offset_ns(const struct naive *naive, int64_t instant_ns);

/* R-CAL-3: when a DAY order accepted at the present time expires. */
int64_t naive_day_end_ns(const struct naive *naive, uint16_t product_id);

/* R-CAL-2: OPEN without a schedule. */
uint32_t naive_schedule_phase(const struct naive *naive, const struct naive_product *product);

struct naive_fault naive_command_calendar(struct naive *naive);

/* --- naive_phase.c ---------------------------------------------------------------------------- */

/* R-PHASE-7 for one product. */
void naive_halt_product(struct naive *naive, uint16_t product_id, uint32_t halt,
                        uint64_t register_entry);

void naive_emit_phase(struct naive *naive, uint16_t product_id, uint64_t register_entry);

/* R-PHASE-8, if the phase is OPEN. */
void naive_enter_open(struct naive *naive, uint16_t product_id);

/* R-PHASE-9: the phase and its end once no halt lies over the product any more. */
void naive_take_phase_after_halt(struct naive *naive, struct naive_product *product);
/* R-PHASE-7: a halt now lies over a product that had none. */
void naive_cancel_on_pause(struct naive *naive, uint16_t product_id);

/* R-ATT-1, R-LIQ-2: the known mark is applied, with what follows triggers. */
void naive_mark_apply(struct naive *naive, uint16_t product_id);

struct naive_fault naive_command_phase(struct naive *naive);
struct naive_fault naive_command_halt(struct naive *naive);
struct naive_fault naive_command_reference_price(struct naive *naive);

#endif
