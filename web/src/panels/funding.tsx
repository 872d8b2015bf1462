/* SPDX-License-Identifier: Apache-2.0 */
// funding.tsx - the funding rate and everything it is made of.
//
// The minutes of the running interval and their mean, the rates of past intervals, the inputs of
// the latest premium, and what the own position would pay or receive.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import uPlot from 'uplot';
import { decimal, multiply, negate } from '../lib/decimal';
import { countdown, dateTime, fixed, NONE, percent, smallMoney } from '../lib/format';
import { position } from '../state/account';
import { now } from '../state/clock';
import { history, inputs, loadFunding } from '../state/funding';
import { grid, instrument, ticker } from '../state/market';
import { colour, utc } from '../state/settings';
import { Empty, Why } from '../parts/controls';
import { Plot } from '../parts/plot';
import { toneOf } from './positions';

const RELOAD_MS = 15_000;
const DAY_SECONDS = 86_400;

/** Hours within a day, days beyond it. */
function timeLabels(plot: uPlot, seconds: number[]): string[] {
    const span = (plot.scales['x']?.max ?? 0) - (plot.scales['x']?.min ?? 0);
    return seconds.map((at) => {
        const whole = dateTime(at * 1000, utc.value);
        return span > 3 * DAY_SECONDS ? whole.slice(5, 10) : whole.slice(11, 16);
    });
}

function base(name: string, bars: boolean): Omit<uPlot.Options, 'width' | 'height'> {
    const axis: uPlot.Axis = {
        stroke: colour('muted'), grid: { stroke: colour('grid'), width: 1 }, ticks: { show: false },
        font: "11px 'Inter Variable', sans-serif",
    };
    const barPaths = bars ? uPlot.paths.bars?.({ size: [0.7, 24] }) : undefined;
    const time: uPlot.Series = {
        label: 'Time',
        value: (_plot, at) => (at === null ? '' : dateTime(at * 1000, utc.value).slice(5, 16)),
    };
    const main: uPlot.Series = {
        label: name, stroke: colour('accent'), width: 1.5, points: { show: false },
        fill: colour('accent-faint'),
        value: (_plot, value) => percent(value, 4, true),
        ...(barPaths ? { paths: barPaths } : {}),
    };
    const mean: uPlot.Series = {
        label: 'Mean so far', stroke: colour('warn'), width: 1.5, points: { show: false },
        value: (_plot, value) => percent(value, 4, true),
    };
    return {
        axes: [{ ...axis, size: 30, values: timeLabels }, {
            ...axis, side: 1, size: 68,
            values: (_plot, values) => values.map((value) => percent(Number(value.toFixed(8)), 3)),
        }],
        series: bars ? [time, main] : [time, main, mean],
        cursor: { y: false, drag: { x: false, y: false } },
    };
}

function Input(props: { name: string; hint?: string; children: ComponentChildren }): JSX.Element {
    return (
        <div title={props.hint}>
            <dt>{props.name}</dt>
            <dd>{props.children}</dd>
        </div>
    );
}

function Payment(): JSX.Element {
    const held = position.value;
    const shown = ticker.value;
    const rate = shown?.funding_estimate ?? shown?.current_funding;
    if (!held || !shown || rate === undefined) return <>{NONE}</>;
    const value = multiply(decimal(Math.abs(held.size)), decimal(shown.mark_price));
    const paid = multiply(value, decimal(rate));
    const received = held.direction === 'buy' ? negate(paid) : paid;
    return <span class={toneOf(received)}>{smallMoney(received, true)}</span>;
}

function Inputs(): JSX.Element {
    const shown = ticker.value;
    const terms = instrument.value?.funding;
    const places = grid.value.pricePlaces + 2;
    const next = shown?.next_funding_timestamp;
    const total = shown?.sample_total ?? (terms ? Math.round(terms.interval_ms / 60_000) : 480);
    const samples = shown?.sample_count === undefined ? NONE : `${shown.sample_count} of ${total}`;
    return (
        <dl class="preview inputs">
            <Input name="Predicted rate"><b>{percent(shown?.funding_estimate ?? shown?.current_funding, 4, true)}</b>
                <Why kind="funding" of="funding rate" /></Input>
            <Input name="Paid in">{next ? countdown(next - now.value) : NONE}</Input>
            <Input name="Your position would receive" hint="Position value times the predicted rate">
                <Payment />
            </Input>
            <Input name="Latest premium" hint="How far the impact prices are from the index">
                {percent(shown?.premium, 4, true)}
            </Input>
            <Input name="Impact bid" hint="Average price of selling the impact notional">
                {fixed(shown?.impact_bid, places)}
            </Input>
            <Input name="Impact ask" hint="Average price of buying the impact notional">
                {fixed(shown?.impact_ask, places)}
            </Input>
            <Input name="Index">{fixed(shown?.index_price, places)}<Why kind="index" of="index price" /></Input>
            <Input name="Minutes collected">{samples}</Input>
            <Input name="Sampling">{shown?.funding_paused ? 'paused: index out' : 'running'}</Input>
            <Input name="Limit" hint="The rate never goes beyond">
                {terms ? `\u00b1${percent(terms.clamp, 2)}` : NONE}
            </Input>
            <Input name="Dead band" hint="Smaller rates are set to zero">
                {terms ? percent(terms.dead_band, 2) : NONE}
            </Input>
            <Input name="Last rate">{percent(shown?.funding_last ?? shown?.funding_8h, 4, true)}</Input>
        </dl>
    );
}

export function Funding(): JSX.Element {
    const name = instrument.value?.instrument_name;
    useEffect(() => {
        void loadFunding();
        const timer = window.setInterval(() => void loadFunding(), RELOAD_MS);
        return () => window.clearInterval(timer);
    }, [name]);
    return (
        <div class="funding-area">
            <div class="funding-plots">
                <figure>
                    <figcaption>Premium of each minute in this interval</figcaption>
                    {inputs.value[0].length > 1
                        ? <Plot options={() => base('Premium', false)} data={inputs.value}
                            label="Premium of each minute and their mean" />
                        : <Empty>The interval has just begun</Empty>}
                </figure>
                <figure>
                    <figcaption>Rates of past intervals</figcaption>
                    {history.value[0].length > 0
                        ? <Plot options={() => base('Rate', true)} data={history.value}
                            label="Funding rates of past intervals" />
                        : <Empty>No interval has ended yet</Empty>}
                </figure>
            </div>
            <Inputs />
        </div>
    );
}
