/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stage_crowd.h - the orders of a recording on the stage, and how they answer.
 *
 * Role   A part of the stage, for stage.c alone.
 */
#ifndef PERPETUA_SURVEIL_BENCH_STAGE_CROWD_H
#define PERPETUA_SURVEIL_BENCH_STAGE_CROWD_H

#include "surveil_bench/stage.h"

/* What of the recording is due now. */
void stage_crowd_advance(struct stage *stage);

/* At the end of a second: how the crowd sees what those who play have done to the price. */
void stage_crowd_answer(struct stage *stage, int64_t second, int64_t mid);

#endif
