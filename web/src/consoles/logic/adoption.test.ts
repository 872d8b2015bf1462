/* SPDX-License-Identifier: Apache-2.0 */
// adoption.test.ts - columns, lines and ranges of market quality, also where nothing was measured.

import { describe, expect, it } from 'vitest';
import { chartData, CHARTS, columnOf, csvOf, rangeOf, scaleOf } from './adoption';
import type { Adoption } from './adoption';

const ADOPTION: Adoption = {
    instrument_name: 'BTC_USD-PERPETUAL', resolution: 'minute',
    columns: ['start', 'volume', 'spread_bp', 'effective_bp', 'funding_rate'],
    rows: [[60_000, 2.5, 1.2, null, null], [120_000, 0, null, null, 0.0001]],
};

const chart = (id: string) => CHARTS.find((one) => one.id === id)!;

describe('columns', () => {
    it('are found by name, in the unit of the chart', () => {
        expect(columnOf(ADOPTION, 'spread_bp')).toEqual([1.2, null]);
        expect(columnOf(ADOPTION, 'funding_rate', 10_000)).toEqual([null, 1]);
        expect(columnOf(ADOPTION, 'depth_1bp')).toBeNull();
    });

    it('become lines of a chart, without those that were never measured', () => {
        const { lines, data } = chartData(ADOPTION, chart('spread'));
        expect(lines.map((line) => line.name)).toEqual(['Quoted']);
        expect(data).toEqual([[60, 120], [1.2, null]]);
    });

    it('give a chart without lines where the venue has none', () => {
        expect(chartData(ADOPTION, chart('depth'))).toEqual({ lines: [], data: [[60, 120]] });
    });

    it('keep a zero, which is a measurement', () => {
        expect(rangeOf([2.5, 0, null])).toEqual({ latest: 0, mean: 1.25, least: 0, most: 2.5 });
        expect(rangeOf([null, null])).toBeNull();
    });

    it('have a scale that begins at zero unless that would flatten them', () => {
        expect(scaleOf(1, 10)).toEqual([0, 10.72]);
        expect(scaleOf(0, 0)).toEqual([-0.08, 0.08]);
        const [low, high] = scaleOf(800, 880);
        expect(low).toBeCloseTo(793.6);
        expect(high).toBeCloseTo(886.4);
        expect(scaleOf(-2, 2)[0]).toBeLessThan(-2);
        expect(scaleOf(Infinity, -Infinity)).toEqual([0, 1]);
    });

    it('can be taken away as text', () => {
        expect(csvOf(ADOPTION)).toBe(
            'start,volume,spread_bp,effective_bp,funding_rate\n60000,2.5,1.2,,\n120000,0,,,0.0001\n');
    });
});

describe('the list of charts', () => {
    it('has every adoption indicator, each with a definition', () => {
        const ids = CHARTS.map((one) => one.id);
        for (const id of ['volume', 'interest', 'spread', 'depth', 'funding', 'turnover']) expect(ids).toContain(id);
        for (const one of CHARTS) expect(one.text).toMatch(/\.$/);
    });
});
