/* SPDX-License-Identifier: Apache-2.0 */
// bars.ts - candles as the chart wants them: ascending, each time once.

import type { ChartData } from '../lib/types';

export interface Bar {
    /** Start of the bar, milliseconds. */
    readonly time: number;
    readonly open: number;
    readonly high: number;
    readonly low: number;
    readonly close: number;
    readonly volume: number;
}

export const RESOLUTIONS: readonly { value: string; name: string }[] = [
    { value: '1', name: '1m' },
    { value: '5', name: '5m' },
    { value: '15', name: '15m' },
    { value: '60', name: '1h' },
    { value: '180', name: '3h' },
    { value: '720', name: '12h' },
    { value: '1D', name: '1D' },
];

export function resolutionMs(resolution: string): number {
    return resolution === '1D' ? 86_400_000 : Number(resolution) * 60_000;
}

export function readBars(data: ChartData): Bar[] {
    if (data.status !== 'ok') return [];
    const bars = data.ticks.map((time, index): Bar => ({
        time,
        open: data.open[index]!,
        high: data.high[index]!,
        low: data.low[index]!,
        close: data.close[index]!,
        volume: data.volume[index] ?? 0,
    }));
    return mergeBars(bars, []);
}

/** Both lists in one, ascending; where both have a bar the newer list's stands. */
export function mergeBars(older: readonly Bar[], newer: readonly Bar[]): Bar[] {
    const byTime = new Map<number, Bar>();
    for (const bar of older) byTime.set(bar.time, bar);
    for (const bar of newer) byTime.set(bar.time, bar);
    return [...byTime.values()].sort((a, b) => a.time - b.time);
}
