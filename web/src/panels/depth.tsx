/* SPDX-License-Identifier: Apache-2.0 */
// depth.tsx - the depth chart: what it takes to move the price, on both sides of the middle.

import type { JSX } from 'preact';
import { useComputed } from '@preact/signals';
import uPlot from 'uplot';
import { fixed } from '../lib/format';
import { depthCurve } from '../logic/depth';
import { book, grid } from '../state/market';
import { colour } from '../state/settings';
import { Empty } from '../parts/controls';
import { Plot } from '../parts/plot';

function axis(): uPlot.Axis {
    return {
        stroke: colour('muted'),
        grid: { stroke: colour('grid'), width: 1 },
        ticks: { show: false },
        font: "11px 'Inter Variable', sans-serif",
    };
}

function options(): Omit<uPlot.Options, 'width' | 'height'> {
    const stepped = (align: 1 | -1): uPlot.Series.PathBuilder | undefined =>
        uPlot.paths.stepped?.({ align });
    const series = (label: string, tone: string, align: 1 | -1): uPlot.Series => ({
        label,
        stroke: colour(tone),
        fill: colour(`${tone}-faint`),
        width: 1.5,
        points: { show: false },
        ...(stepped(align) ? { paths: stepped(align)! } : {}),
        value: (_plot, value) => (value === null ? '' : fixed(value, 4)),
    });
    return {
        scales: { x: { time: false } },
        axes: [
            { ...axis(), size: 30, values: (_plot, values) => values.map((v) => fixed(v, grid.value.pricePlaces)) },
            { ...axis(), side: 1, size: 60, values: (_plot, values) => values.map((v) => fixed(v, 1)) },
        ],
        series: [
            { label: 'Price', value: (_plot, value) => fixed(value, grid.value.pricePlaces) },
            series('Bids', 'up', -1), series('Asks', 'down', 1),
        ],
        legend: { live: true },
        cursor: { y: false, drag: { x: false, y: false } },
    };
}

export function Depth(): JSX.Element {
    const curve = useComputed(() => depthCurve(grid.value, book.value.bids, book.value.asks));
    if (curve.value[0].length === 0) return <Empty>The book is empty</Empty>;
    const count = curve.value[0].length;
    return (
        <Plot options={options} data={curve.value as uPlot.AlignedData}
            label={`Depth of the book over ${count} price levels`} />
    );
}
