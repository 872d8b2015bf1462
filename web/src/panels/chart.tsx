/* SPDX-License-Identifier: Apache-2.0 */
// chart.tsx - the large panel: candles, depth of the book, or funding.

import type { JSX } from 'preact';
import { signal } from '@preact/signals';
import { RESOLUTIONS } from '../logic/bars';
import { resolution } from '../state/settings';
import { Segments, Tabs } from '../parts/controls';
import { Candles } from './candles';
import { Depth } from './depth';
import { Funding } from './funding';

export type ChartTab = 'candles' | 'depth' | 'funding';
export const CHART_TABS: readonly ChartTab[] = ['candles', 'depth', 'funding'];
export const chartTab = signal<ChartTab>('candles');

export function stepResolution(step: number): void {
    const index = RESOLUTIONS.findIndex((one) => one.value === resolution.value);
    const next = RESOLUTIONS[Math.min(RESOLUTIONS.length - 1, Math.max(0, index + step))];
    if (next) resolution.value = next.value;
}

export function nextChart(): void {
    const index = CHART_TABS.indexOf(chartTab.value);
    chartTab.value = CHART_TABS[(index + 1) % CHART_TABS.length]!;
}

export function Chart(): JSX.Element {
    const tab = chartTab.value;
    return (
        <section class="panel chart" aria-label="Chart">
            <header>
                <Tabs
                    name="Chart" value={tab} panel="chart-panel"
                    choices={[
                        { value: 'candles', name: 'Candles' },
                        { value: 'depth', name: 'Depth' },
                        { value: 'funding', name: 'Funding' },
                    ]}
                    onChange={(next) => { chartTab.value = next; }}
                />
                {tab === 'candles' && (
                    <Segments
                        name="Length of a candle" class="resolutions" value={resolution.value}
                        choices={RESOLUTIONS}
                        onChange={(next) => { resolution.value = next; }}
                    />
                )}
            </header>
            <div id="chart-panel" role="tabpanel" aria-label={tab} class="chart-body">
                {tab === 'candles' && <Candles />}
                {tab === 'depth' && <Depth />}
                {tab === 'funding' && <Funding />}
            </div>
        </section>
    );
}
