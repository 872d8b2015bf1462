/* SPDX-License-Identifier: Apache-2.0 */
// grid.test.ts - ticks and lots of BTCPERP, and what a trader may type.

import { describe, expect, it } from 'vitest';
import { amountInput, makeGrid, notionalMicros, priceInput, readLots, readTicks, toLots, toTicks } from './grid';

const btc = makeGrid(1, 0.0001);
const half = makeGrid(0.5, 0.001);

describe('grid', () => {
    it('knows that a tick on a lot is 100 micro-dollars', () => {
        expect(btc.tickValueMicros).toBe(100n);
    });

    it('finds ticks and lots of numbers that are not exact in binary', () => {
        expect(toLots(btc, 0.3)).toBe(3000);
        expect(toLots(btc, 1.1)).toBe(11000);
        expect(toTicks(half, 63587.5)).toBe(127175);
    });

    it.each([
        ['63587', 63587], ['63,587', 63587], ['63587.0', 63587], ['63587.5', null], ['0', null],
        ['-1', null], ['', null], ['x', null],
    ])('reads the price %j', (typed, ticks) => {
        expect(readTicks(btc, typed)).toBe(ticks);
    });

    it.each([['0.0001', 1], ['0.00005', null], ['1.5', 15000], ['.25', 2500]])(
        'reads the size %j', (typed, lots) => {
            expect(readLots(btc, typed)).toBe(lots);
        });

    it('writes what it would read', () => {
        expect(priceInput(half, 127175)).toBe('63587.5');
        expect(amountInput(btc, 15000)).toBe('1.5000');
        expect(readLots(btc, amountInput(btc, 12345))).toBe(12345);
    });

    it('computes a notional without rounding', () => {
        expect(notionalMicros(btc, 63587, 1)).toBe(6_358_700n);
    });
});
