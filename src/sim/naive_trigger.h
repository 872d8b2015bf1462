/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_trigger.h - reference prices, armed orders and the work queue.
 *
 * Role   What happens when a price is applied, and to orders whose turn comes.
 * Rules  R-TRIG-1 to R-TRIG-6, R-TRAIL-1, R-TRAIL-2, R-LINK-5, R-WORK-1.
 */
#ifndef PERPETUA_SIM_NAIVE_TRIGGER_H
#define PERPETUA_SIM_NAIVE_TRIGGER_H

#include "sim/naive_state.h"

/* The known price of a source in ten-thousandths of a tick; 0 if there is none. */
int64_t naive_reference_of(const struct naive_product *product, uint8_t source);

bool naive_condition_is_met(const struct naive_order *order, int64_t reference_e4);
int64_t naive_trail_trigger(const struct naive_order *order, int64_t reference_e4);

/* R-TRIG-2 */
void naive_reference_apply(struct naive *naive, uint16_t product_id, enum trigger_source source,
                           int64_t reference_e4);

/* R-WORK-1 */
void naive_queue_append(struct naive *naive, struct naive_order *order);
void naive_queue_work(struct naive *naive);

/* Makes an order wait for its trigger; `is_new` the first time (R-TRIG-2 (1)). */
void naive_order_arm(struct naive *naive, struct naive_order *order, bool is_new);

#endif
