/* SPDX-License-Identifier: Apache-2.0 */
// preview.test.ts - what the ticket promises before an order is sent.

import { describe, expect, it } from 'vitest';
import { makeBrackets } from './margin';
import type { MarginTerms } from './margin';
import { largestOrder, previewOrder } from './preview';
import type { AccountView, MarketView, OrderView } from './preview';

const TERMS: MarginTerms = {
    brackets: makeBrackets([{ notional: 0, rate: 0.1 }]),
    initialFactorPpm: 1_300_000n,
    queueRatioPpm: 910_000n,
    tickValueMicros: 100n,
    guessed: false,
};

const EMPTY: AccountView = {
    net: 0, openBids: 0, openAsks: 0, equityMicros: 100_000_000_000n, availableMicros: 100_000_000_000n,
};

const MARKET: MarketView = {
    opposite: [{ ticks: 60_010, lots: 5_000 }, { ticks: 60_020, lots: 10_000 }],
    markFine: 600_000_000n,
    makerPpm: 500n,
    takerPpm: 1_200n,
};

const BUY: OrderView = {
    direction: 'buy', lots: 10_000, limitTicks: null, armed: false, reduceOnly: false, postOnly: false,
};

describe('preview', () => {
    it('walks the book for a market order', () => {
        const shown = previewOrder(TERMS, EMPTY, BUY, MARKET);
        expect(shown.takenLots).toBe(10_000);
        expect(shown.averageFine).toBe(600_150_000n);
        expect(shown.notionalMicros).toBe(60_015_000_000n);
        expect(shown.feeMicros).toBe(72_018_000n);
    });

    it('needs margin at the mark, the distance to the mark, and the fee', () => {
        const shown = previewOrder(TERMS, EMPTY, BUY, MARKET);
        // 13 % of 60,000, 15 dollars above the mark, 12 bp of 60,015.
        expect(shown.marginMicros).toBe(7_800_000_000n);
        expect(shown.needMicros).toBe(7_800_000_000n + 15_000_000n + 72_018_000n);
    });

    it('counts the maker fee for what rests', () => {
        const shown = previewOrder(TERMS, EMPTY, { ...BUY, limitTicks: 60_010 }, MARKET);
        expect(shown.takenLots).toBe(5_000);
        expect(shown.feeMicros).toBe(36_006_000n + 15_002_500n);
    });

    it('takes nothing at once when post-only or armed', () => {
        expect(previewOrder(TERMS, EMPTY, { ...BUY, limitTicks: 60_020, postOnly: true }, MARKET).takenLots)
            .toBe(0);
        const armed = previewOrder(TERMS, EMPTY, { ...BUY, armed: true }, MARKET);
        expect(armed.takenLots).toBe(0);
        expect(armed.needMicros).toBe(0n);
    });

    it('needs nothing for an order that makes the worse side no larger', () => {
        const short = { ...EMPTY, net: -20_000 };
        expect(previewOrder(TERMS, short, BUY, MARKET).needMicros).toBe(0n);
        const quoted = { ...EMPTY, openAsks: 30_000 };
        expect(previewOrder(TERMS, quoted, BUY, MARKET).needMicros).toBe(0n);
    });

    it('never closes more than the position when reduce-only', () => {
        const short = { ...EMPTY, net: -4_000 };
        const shown = previewOrder(TERMS, short, { ...BUY, reduceOnly: true }, MARKET);
        expect(shown.lots).toBe(4_000);
        expect(shown.netAfter).toBe(0);
        expect(shown.liquidationFine).toBeNull();
        expect(previewOrder(TERMS, EMPTY, { ...BUY, reduceOnly: true }, MARKET).lots).toBe(0);
    });

    it('shows leverage in hundredths of what is left after the fee', () => {
        const poor = { ...EMPTY, equityMicros: 20_000_000_000n, availableMicros: 20_000_000_000n };
        const shown = previewOrder(TERMS, poor, BUY, MARKET);
        expect(shown.leverage).toBe(301n);
    });
});

describe('the largest order', () => {
    it('is the last one that is enough', () => {
        const poor = { ...EMPTY, availableMicros: 5_000_000_000n };
        const lots = largestOrder(TERMS, poor, BUY, MARKET);
        expect(previewOrder(TERMS, poor, { ...BUY, lots }, MARKET).enough).toBe(true);
        expect(previewOrder(TERMS, poor, { ...BUY, lots: lots + 1 }, MARKET).enough).toBe(false);
    });

    it('is the position when reduce-only', () => {
        const short = { ...EMPTY, net: -4_000 };
        expect(largestOrder(TERMS, short, { ...BUY, reduceOnly: true }, MARKET)).toBe(4_000);
    });

    it('is nothing without funds', () => {
        expect(largestOrder(TERMS, { ...EMPTY, availableMicros: 0n }, BUY, MARKET)).toBe(0);
    });
});
