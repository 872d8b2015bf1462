/* SPDX-License-Identifier: Apache-2.0 */
// preview.ts - what an order would cost and do, before it is sent.
//
// Role: pure arithmetic for the ticket: average price, notional, fee, margin, liquidation price.
// Rules: R-MARGIN-6 (what an order needs), R-MARGIN-10 (liquidation price).
// Invariant: whole numbers only; fees and needs are rounded up, as the venue rounds them.

import type { Direction } from '../lib/types';
import type { Level } from './book';
import { sweep } from './book';
import { FINE, initialOfSides, liquidationMark } from './margin';
import type { MarginTerms } from './margin';

export interface AccountView {
    readonly net: number;
    readonly openBids: number;
    readonly openAsks: number;
    readonly equityMicros: bigint;
    readonly availableMicros: bigint;
}

export interface OrderView {
    readonly direction: Direction;
    readonly lots: number;
    /** The limit in ticks; null for an order that takes any price. */
    readonly limitTicks: number | null;
    /** Waits for a trigger: nothing is taken from the book now and no margin is needed yet. */
    readonly armed: boolean;
    readonly reduceOnly: boolean;
    readonly postOnly: boolean;
}

export interface MarketView {
    /** The opposite side of the book, best price first. */
    readonly opposite: Level[];
    readonly markFine: bigint;
    readonly makerPpm: bigint;
    readonly takerPpm: bigint;
}

export interface Preview {
    readonly lots: number;
    /** Lots that would trade at once. */
    readonly takenLots: number;
    /** In ten-thousandths of a tick; what is not taken counts at the limit. */
    readonly averageFine: bigint | null;
    readonly notionalMicros: bigint;
    readonly feeMicros: bigint;
    readonly needMicros: bigint;
    readonly marginMicros: bigint;
    readonly liquidationFine: bigint | null;
    readonly netAfter: number;
    /** Hundredths: notional of the position afterwards over equity. */
    readonly leverage: bigint | null;
    readonly enough: boolean;
}

function up(numerator: bigint, divisor: bigint): bigint {
    return numerator > 0n ? (numerator + divisor - 1n) / divisor : 0n;
}

/** Reduce-only orders never make a position larger or turn it. */
function effectiveLots(order: OrderView, account: AccountView): number {
    if (!order.reduceOnly) return order.lots;
    const closing = order.direction === 'buy' ? Math.max(0, -account.net) : Math.max(0, account.net);
    return Math.min(order.lots, closing);
}

interface Fill {
    takenLots: number;
    /** Sum of ticks x lots over the whole order. */
    value: bigint;
    takenValue: bigint;
}

function imagineFill(order: OrderView, market: MarketView, lots: number): Fill {
    const buys = order.direction === 'buy';
    const takes = !order.armed && !order.postOnly;
    const taken = takes
        ? sweep(market.opposite, lots, order.limitTicks, buys)
        : { lots: 0, value: 0, worstTicks: null };
    const takenValue = BigInt(taken.value);
    // What is not taken counts at the limit; without one at the worst price that was reached.
    const rest = BigInt(lots - taken.lots);
    const markTicks = market.markFine / FINE;
    const restTicks = order.limitTicks ?? taken.worstTicks ?? Number(markTicks);
    return { takenLots: taken.lots, value: takenValue + rest * BigInt(restTicks), takenValue };
}

function marginNeed(
    terms: MarginTerms, account: AccountView, order: OrderView, market: MarketView,
    fill: { lots: number; value: bigint },
): { margin: bigint; need: bigint } {
    if (order.armed) return { margin: 0n, need: 0n };
    const net = BigInt(account.net);
    const bids = BigInt(account.openBids);
    const asks = BigInt(account.openAsks);
    const added = BigInt(fill.lots);
    const buys = order.direction === 'buy';
    const before = initialOfSides(terms, net, bids, asks, market.markFine);
    const after = initialOfSides(
        terms, net, buys ? bids + added : bids, buys ? asks : asks + added, market.markFine);
    const margin = after > before ? after - before : 0n;
    if (margin === 0n) return { margin: 0n, need: 0n };
    const atMark = added * market.markFine;
    const atPrice = fill.value * FINE;
    const loss = buys ? atPrice - atMark : atMark - atPrice;
    const rate = market.takerPpm > market.makerPpm ? market.takerPpm : market.makerPpm;
    const fee = up(fill.value * terms.tickValueMicros * rate, 1_000_000n);
    return { margin, need: margin + up(loss * terms.tickValueMicros, FINE) + fee };
}

export function previewOrder(
    terms: MarginTerms, account: AccountView, order: OrderView, market: MarketView,
): Preview {
    const lots = effectiveLots(order, account);
    const fill = imagineFill(order, market, lots);
    const valueMicros = fill.value * terms.tickValueMicros;
    const makerValue = fill.value - fill.takenValue;
    const makerPpm = order.limitTicks === null || order.armed ? market.takerPpm : market.makerPpm;
    const feeMicros = up(fill.takenValue * terms.tickValueMicros * market.takerPpm, 1_000_000n)
        + up(makerValue * terms.tickValueMicros * makerPpm, 1_000_000n);
    const { margin, need } = marginNeed(terms, account, order, market, { lots, value: fill.value });
    const signed = order.direction === 'buy' ? lots : -lots;
    const netAfter = account.net + signed;
    // Trading away from the mark changes equity at the mark.
    const gain = BigInt(signed) * market.markFine * terms.tickValueMicros
        - BigInt(order.direction === 'buy' ? 1 : -1) * valueMicros * FINE;
    const equityAfter = account.equityMicros + gain / FINE - feeMicros;
    const sizeAfter = BigInt(Math.abs(netAfter)) * market.markFine * terms.tickValueMicros / FINE;
    return {
        lots,
        takenLots: fill.takenLots,
        averageFine: lots > 0 ? fill.value * FINE / BigInt(lots) : null,
        notionalMicros: valueMicros,
        feeMicros,
        needMicros: need,
        marginMicros: margin,
        liquidationFine: liquidationMark(terms, BigInt(netAfter), equityAfter, market.markFine),
        netAfter,
        leverage: equityAfter > 0n ? sizeAfter * 100n / equityAfter : null,
        enough: need <= account.availableMicros,
    };
}

/** The largest order that the available funds allow; reduce-only: what closes the position. */
export function largestOrder(
    terms: MarginTerms, account: AccountView, order: OrderView, market: MarketView,
): number {
    if (order.reduceOnly) return effectiveLots({ ...order, lots: Number.MAX_SAFE_INTEGER }, account);
    let low = 0;
    let high = 1;
    const fits = (lots: number): boolean => {
        const active = { ...order, lots, armed: false };
        return previewOrder(terms, account, active, market).enough;
    };
    while (high < 1e12 && fits(high)) {
        low = high;
        high *= 2;
    }
    while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (fits(middle)) low = middle;
        else high = middle;
    }
    return low;
}
