/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_reports.h - how the engines of this folder say what they did.
 *
 * Role       Writes reports to the sink.  When the sink is the ring of abi_ring.h a report is
 *            written in its place there; any other sink gets it by `push`, again and again while
 *            it is full.
 */
#ifndef PERPETUA_BENCH_ABI_REPORTS_H
#define PERPETUA_BENCH_ABI_REPORTS_H

#include "abi.h"
#include "abi_ring.h"

struct abi_reports {
    const struct abi_transport *transport;
    void *sink;
    struct abi_ring *ring; /* the sink, if it is this ring; else NULL */
};

static inline void abi_reports_init(struct abi_reports *reports,
                                    const struct abi_transport *transport, void *sink)
{
    *reports = (struct abi_reports){.transport = transport, .sink = sink};
    if (transport == abi_ring_transport()) reports->ring = sink;
}

static inline void abi_report_write(const struct abi_reports *reports,
                                    const struct abi_report *report)
{
    if (reports->ring == NULL) {
        while (!reports->transport->push(reports->sink, report)) continue;
        return;
    }
    struct abi_report *slot;
    while ((slot = abi_ring_slot(reports->ring)) == NULL) continue;
    *slot = *report;
    abi_ring_advance(reports->ring);
}

/* Acks and rejects. */
static inline void abi_report_answer(const struct abi_reports *reports, enum abi_report_type type,
                                     const struct abi_new *what)
{
    abi_report_write(reports, &(struct abi_report){.type = (uint8_t)type,
                                                   .side = what->side,
                                                   .sequence_number = what->sequence_number,
                                                   .order_id = what->order_id,
                                                   .price_ticks = what->price_ticks,
                                                   .quantity = what->quantity});
}

/* A match of the message's order, the taker, with a resting one. */
static inline void abi_report_trade(const struct abi_reports *reports, const struct abi_new *taker,
                                    uint64_t maker_id, int64_t price_ticks, uint32_t quantity)
{
    abi_report_write(reports, &(struct abi_report){.type = ABI_TRADE,
                                                   .side = taker->side,
                                                   .sequence_number = taker->sequence_number,
                                                   .order_id = taker->order_id,
                                                   .price_ticks = price_ticks,
                                                   .quantity = quantity,
                                                   .maker_order_id = maker_id,
                                                   .taker_order_id = taker->order_id});
}

#endif
