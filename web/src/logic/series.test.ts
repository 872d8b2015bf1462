/* SPDX-License-Identifier: Apache-2.0 */
// series.test.ts - candles in order, running means, and the depth curve.

import { describe, expect, it } from 'vitest';
import { makeGrid } from '../lib/grid';
import { mergeBars, readBars, resolutionMs } from './bars';
import { depthCurve } from './depth';
import { runningMeans } from './funding';

const bar = (time: number, close: number) =>
    ({ time, open: 1, high: 9, low: 1, close, volume: 2 });

describe('candles', () => {
    it('are ascending, each time once, the newer one standing', () => {
        const merged = mergeBars([bar(2, 5), bar(1, 4)], [bar(3, 7), bar(2, 6)]);
        expect(merged.map((one) => [one.time, one.close])).toEqual([[1, 4], [2, 6], [3, 7]]);
    });

    it('are none when the venue has none', () => {
        const none = { status: 'no_data', ticks: [], open: [], high: [], low: [], close: [], volume: [] };
        expect(readBars(none)).toEqual([]);
    });

    it('know their length', () => {
        expect(resolutionMs('1D')).toBe(86_400_000);
        expect(resolutionMs('15')).toBe(900_000);
    });
});

describe('running means', () => {
    it('are the mean of all values so far', () => {
        expect(runningMeans([0.0001, 0.0002, 0.0003])).toEqual([0.0001, 0.00015, 0.0002]);
        expect(runningMeans([])).toEqual([]);
    });
});

describe('depth curve', () => {
    const grid = makeGrid(1, 0.0001);

    it('rises away from the middle on both sides and reaches as far on each', () => {
        const bids = [{ ticks: 99, lots: 10_000 }, { ticks: 98, lots: 20_000 }, { ticks: 90, lots: 1 }];
        const asks = [{ ticks: 101, lots: 5_000 }, { ticks: 102, lots: 5_000 }];
        expect(depthCurve(grid, bids, asks)).toEqual([
            [98, 99, 101, 102], [3, 1, null, null], [null, null, 0.5, 1],
        ]);
    });

    it('is empty when a side is', () => {
        expect(depthCurve(grid, [], [{ ticks: 1, lots: 1 }])).toEqual([[], [], []]);
    });
});
