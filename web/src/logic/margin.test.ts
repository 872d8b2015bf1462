/* SPDX-License-Identifier: Apache-2.0 */
// margin.test.ts - brackets and liquidation prices against worked numbers and their own definition.

import { describe, expect, it } from 'vitest';
import { initial, liquidationMark, maintenance, makeBrackets, notionalAt } from './margin';
import type { MarginTerms } from './margin';

const FLAT: MarginTerms = {
    brackets: makeBrackets([{ notional: 0, rate: 0.130408 }]),
    initialFactorPpm: 1_300_000n,
    queueRatioPpm: 910_000n,
    tickValueMicros: 100n,
    guessed: false,
};

const STEPS: MarginTerms = {
    ...FLAT,
    brackets: makeBrackets([
        { notional: 0, rate: 0.1 }, { notional: 100_000, rate: 0.2 }, { notional: 500_000, rate: 0.4 },
    ]),
};

const mark = (dollars: number): bigint => BigInt(Math.round(dollars * 10_000));
const dollars = (value: number): bigint => BigInt(Math.round(value * 1_000_000));

describe('brackets', () => {
    it('has no jump at a floor', () => {
        for (const bracket of STEPS.brackets.slice(1)) {
            const lots = bracket.floorMicros / 100n / 50_000n;
            const below = maintenance(STEPS, lots, mark(50_000) - 1n);
            const above = maintenance(STEPS, lots, mark(50_000));
            expect(above - below).toBeLessThan(dollars(1));
        }
    });

    it('rounds the notional and the margin up', () => {
        // 1 lot at 63.3321 dollars is 6,333.21 micro-dollars.
        expect(notionalAt(FLAT, 1n, 633_321n)).toBe(6_334n);
        // 13.0408 % of it are 826.0044 micro-dollars.
        expect(maintenance(FLAT, 1n, 633_321n)).toBe(827n);
    });

    it('gives the golden account: one contract at 6.3329 needs 0.8259 and 1.0737', () => {
        const kept = maintenance(FLAT, 1n, mark(63_329));
        expect(Number(kept) / 1e6).toBeCloseTo(0.8259, 4);
        expect(Number(initial(FLAT, 1n, mark(63_329))) / 1e6).toBeCloseTo(1.0737, 3);
    });

    it('needs nothing for no position', () => {
        expect(maintenance(FLAT, 0n, mark(63_000))).toBe(0n);
        expect(initial(FLAT, 0n, mark(63_000))).toBe(0n);
    });
});

/** Equity at another mark, in micro-dollars. */
function equityAt(net: bigint, equity: bigint, from: bigint, to: bigint): bigint {
    return equity + net * (to - from) * 100n / 10_000n;
}

describe('liquidation price', () => {
    it.each([
        ['a long in the first bracket', STEPS, 10_000n, 20_000],
        ['a short in the first bracket', STEPS, -10_000n, 20_000],
        ['a long in the second', STEPS, 40_000n, 70_000],
        ['a short that crosses into the third', STEPS, -60_000n, 150_000],
        ['a long that falls back into the first', STEPS, 21_000n, 20_000],
        ['one contract', FLAT, 1n, 3],
    ])('is where maintenance margin is equity: %s', (_name, terms, net, equity) => {
        const at = mark(60_000);
        const price = liquidationMark(terms, net, dollars(equity), at);
        expect(price).not.toBeNull();
        const left = equityAt(net, dollars(equity), at, price!);
        const kept = maintenance(terms, net, price!);
        const size = net < 0n ? -net : net;
        // The price is rounded to a ten-thousandth of a tick: that much of value, and one for ceil.
        expect(Number(left - kept < 0n ? kept - left : left - kept))
            .toBeLessThanOrEqual(Number(size) / 100 + 2);
    });

    it('does not exist for a long whose equity is more than its value', () => {
        expect(liquidationMark(FLAT, 1n, dollars(50.0242), mark(63_329))).toBeNull();
    });

    it('does not exist without a position', () => {
        expect(liquidationMark(FLAT, 0n, dollars(1), mark(63_329))).toBeNull();
    });

    it('is rounded against the holder: up for a long, down for a short', () => {
        const long = liquidationMark(FLAT, 3n, dollars(4), mark(63_329))!;
        const short = liquidationMark(FLAT, -3n, dollars(4), mark(63_329))!;
        expect(equityAt(3n, dollars(4), mark(63_329), long) + 1n)
            .toBeGreaterThanOrEqual(maintenance(FLAT, 3n, long) - 1n);
        expect(equityAt(-3n, dollars(4), mark(63_329), short) + 1n)
            .toBeGreaterThanOrEqual(maintenance(FLAT, -3n, short) - 1n);
    });
});
