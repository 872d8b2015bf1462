/* SPDX-License-Identifier: Apache-2.0 */
// depth.ts - the running sums of both sides of the book as one curve over price.

import type { Grid } from '../lib/grid';
import { amountOf, priceOf } from '../lib/grid';
import { toNumber } from '../lib/decimal';
import type { Level } from './book';

export type Curve = [number[], (number | null)[], (number | null)[]];

/** Share of the price that is shown on either side of the middle. */
const REACH = 0.02;

export function depthCurve(grid: Grid, bids: readonly Level[], asks: readonly Level[]): Curve {
    const curve: Curve = [[], [], []];
    const bid = bids[0]?.ticks;
    const ask = asks[0]?.ticks;
    if (bid === undefined || ask === undefined) return curve;
    const middle = (bid + ask) / 2;
    // As far as both sides reach, so that the middle of the chart is the middle of the book.
    const reach = Math.min(middle * REACH,
        middle - (bids[bids.length - 1]?.ticks ?? middle),
        (asks[asks.length - 1]?.ticks ?? middle) - middle);
    const running = (levels: readonly Level[]): [number, number][] => {
        const points: [number, number][] = [];
        let total = 0;
        for (const level of levels) {
            if (Math.abs(level.ticks - middle) > reach) break;
            total += level.lots;
            points.push([toNumber(priceOf(grid, level.ticks)), toNumber(amountOf(grid, total))]);
        }
        return points;
    };
    for (const [price, total] of running(bids).reverse()) {
        curve[0].push(price);
        curve[1].push(total);
        curve[2].push(null);
    }
    for (const [price, total] of running(asks)) {
        curve[0].push(price);
        curve[1].push(null);
        curve[2].push(total);
    }
    return curve;
}
