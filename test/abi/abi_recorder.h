/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_recorder.h - a sink that keeps what an engine reports, and refuses now and then.
 *
 * Role       A transport of abi.h whose pushes fail as often as the test wants, so that an engine
 *            which does not try again loses reports.
 */
#ifndef PERPETUA_TEST_ABI_RECORDER_H
#define PERPETUA_TEST_ABI_RECORDER_H

#include "abi.h"

#define ABI_RECORDER_MAX 400000u

struct abi_recorder {
    struct abi_report reports[ABI_RECORDER_MAX];
    uint32_t count;
    uint32_t refuses; /* pushes refused before each one taken */
    uint32_t refused;
};

const struct abi_transport *abi_recorder_transport(void);

void abi_recorder_start(struct abi_recorder *recorder, uint32_t refuses);

#endif
