/* SPDX-License-Identifier: Apache-2.0 */
// charts.tsx - a chart for each indicator, the same figures of the range beside them, and as a table.

import type { ComponentChildren, JSX } from 'preact';
import uPlot from 'uplot';
import { dateTime, fixed, NONE, short } from '../../lib/format';
import { colour, utc } from '../../state/settings';
import { Plot } from '../../parts/plot';
import { Table } from '../../parts/table';
import type { Column } from '../../parts/table';
import { CHARTS, chartData, rangeOf, scaleOf } from '../logic/adoption';
import type { Adoption, ChartInfo, Line, Unit } from '../logic/adoption';
import { definitions } from './quality';

const FEW = 40;

const UNIT_WORDS: Record<Unit, string> = {
    amount: 'contracts', money: 'USD', bp: 'basis points', ratio: 'ratio', times: 'times', ms: 'milliseconds',
};

/** A figure in the places that its unit deserves. */
export function figure(value: number | null | undefined, unit: Unit): string {
    if (value === null || value === undefined) return NONE;
    switch (unit) {
    case 'money': return short(Number(value.toFixed(2)), '$');
    case 'amount': {
        const places = Math.abs(value) >= 1000 ? 0 : 2;
        return fixed(Number(value.toFixed(places)), places);
    }
    case 'bp': return fixed(Number(value.toFixed(2)), 2);
    case 'ratio': return fixed(Number(value.toFixed(3)), 3);
    case 'times': return fixed(Number(value.toFixed(1)), 1);
    case 'ms': return fixed(Number(value.toFixed(0)), 0);
    }
}

function timeLabels(days: boolean): (plot: uPlot, seconds: number[]) => string[] {
    return (_plot, seconds) => seconds.map((at) => {
        const whole = dateTime(at * 1000, utc.value);
        return days ? whole.slice(5, 10) : whole.slice(11, 16);
    });
}

function seriesOf(line: Line, unit: Unit, few: boolean): uPlot.Series {
    const bars = line.bars ? uPlot.paths.bars?.({ size: [0.7, 18] }) : undefined;
    return {
        label: line.name,
        stroke: colour(line.tone),
        width: 1.5,
        spanGaps: false,
        points: { show: few && !line.bars, size: 5, fill: colour(line.tone) },
        value: (_plot, value) => figure(value, unit),
        ...(bars ? { paths: bars, fill: colour(`${line.tone}-faint`) } : {}),
    };
}

/** Without a cursor the legend tells the latest figures. */
function atLatest(plot: uPlot): void {
    const last = (plot.data[0]?.length ?? 0) - 1;
    if ((plot.cursor.idx === null || plot.cursor.idx === undefined) && last >= 0) {
        plot.setLegend({ idx: last }, false);
    }
}

function optionsOf(chart: ChartInfo, lines: Line[], data: Adoption): Omit<uPlot.Options, 'width' | 'height'> {
    const days = data.resolution === 'day';
    const axis: uPlot.Axis = {
        stroke: colour('muted'), grid: { stroke: colour('grid'), width: 1 }, ticks: { show: false },
        font: "11px 'Inter Variable', sans-serif",
    };
    return {
        scales: { y: { range: (_plot, least, most) => scaleOf(least ?? 0, most ?? 0) } },
        hooks: { ready: [atLatest], setData: [atLatest], setCursor: [atLatest] },
        axes: [
            { ...axis, size: 26, space: 64, values: timeLabels(days) },
            {
                ...axis, side: 1, size: 62, space: 30,
                values: (_plot, values) => values.map((value) => figure(value, chart.unit)),
            },
        ],
        series: [
            {
                label: days ? 'Day' : 'Minute',
                value: (_plot, at) => (at === null ? '' : dateTime(at * 1000, utc.value)
                    .slice(days ? 0 : 11, days ? 10 : 16)),
            },
            ...lines.map((line) => seriesOf(line, chart.unit, data.rows.length < FEW)),
        ],
        cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'quality' } },
    };
}

function Chart(props: { of: ChartInfo; data: Adoption }): JSX.Element {
    const { of: chart, data: all } = props;
    const { lines, data } = chartData(all, chart);
    const first = lines[0] ? rangeOf(data[1] ?? []) : null;
    const ids = lines.map((line) => line.column).join(' ');
    const label = `${chart.title}, ${UNIT_WORDS[chart.unit]}: latest ${figure(first?.latest, chart.unit)}, `
        + `from ${figure(first?.least, chart.unit)} to ${figure(first?.most, chart.unit)}`;
    return (
        <section class="panel indicator" aria-label={chart.title} data-chart={chart.id}>
            <header>
                <h2>{chart.title} <span class="dim">{UNIT_WORDS[chart.unit]}</span></h2>
                <strong class="latest">{figure(first?.latest, chart.unit)}</strong>
            </header>
            <figure>
                {lines.length > 0
                    ? (
                        <Plot key={`${ids} ${all.resolution} ${all.instrument_name}`} label={label}
                            options={() => optionsOf(chart, lines, all)} data={data as uPlot.AlignedData} />
                    )
                    : <p class="empty">Nothing was measured in this time.</p>}
                <figcaption class="definition">{chart.text}</figcaption>
            </figure>
        </section>
    );
}

interface Summed {
    chart: ChartInfo;
    line: Line;
    values: (number | null)[];
}

function nameOf({ chart, line }: Summed): ComponentChildren {
    if (line.alone) return line.alone;
    if (line !== chart.lines[0]) return <span class="dim indent">{line.name.toLowerCase()}</span>;
    const isSame = chart.lines.length === 1 || line.name === chart.title;
    return isSame ? chart.title : <>{chart.title}<span class="dim"> {line.name.toLowerCase()}</span></>;
}

const SUMMARY: readonly Column<Summed>[] = [
    { name: 'Indicator', words: true, cell: nameOf },
    { name: 'Latest', cell: ({ chart, values }) => <b>{figure(rangeOf(values)?.latest, chart.unit)}</b> },
    { name: 'Mean', cell: ({ chart, values }) => figure(rangeOf(values)?.mean, chart.unit) },
    { name: 'Least', cell: ({ chart, values }) => figure(rangeOf(values)?.least, chart.unit) },
    { name: 'Most', cell: ({ chart, values }) => figure(rangeOf(values)?.most, chart.unit) },
];

function Summary(props: { data: Adoption }): JSX.Element {
    const rows = CHARTS.flatMap((chart) => {
        const { lines, data } = chartData(props.data, chart);
        return lines.map((line, index) => ({ chart, line, values: data[index + 1] as (number | null)[] }));
    });
    return (
        <section class="panel summary" aria-label="Figures of the range">
            <header>
                <h2>{props.data.instrument_name}</h2>
                <span class="muted">
                    {props.data.rows.length} {props.data.resolution === 'day' ? 'days' : 'minutes'}
                </span>
            </header>
            <Table caption="Indicators" columns={SUMMARY} rows={rows}
                keyOf={({ line }) => line.column} empty="Nothing was measured in this time." />
        </section>
    );
}

export function Charts(props: { data: Adoption }): JSX.Element {
    if (props.data.rows.length === 0) {
        return (
            <section class="panel gate" aria-label="No data">
                <p class="empty">
                    {props.data.catching_up
                        ? 'The venue is still reading its journal: the first minutes will be here soon.'
                        : 'No minute is over in this time: choose a longer one, or wait a minute.'}
                </p>
            </section>
        );
    }
    return (
        <>
            <Summary data={props.data} />
            <div class="indicators">
                {CHARTS.map((chart) => <Chart key={chart.id} of={chart} data={props.data} />)}
            </div>
        </>
    );
}

const words = (name: string): string => name.replace(/_/g, ' ');

/** The same as numbers, for readers that do not see charts. */
export function Figures(props: { data: Adoption }): JSX.Element {
    const { data } = props;
    const columns: Column<(number | null)[]>[] = data.columns.map((name, index) => (name === 'start'
        ? { name: data.resolution === 'day' ? 'Day' : 'Minute', words: true,
            cell: (row) => dateTime(row[index] ?? 0, utc.value).slice(0, data.resolution === 'day' ? 10 : 16) }
        : { name: words(name), hint: definitions.data.value?.get(name)?.text ?? '',
            cell: (row) => numberOf(row[index] ?? null) }));
    return (
        <section class="panel" aria-label="Figures">
            <Table caption={`Figures of ${data.instrument_name}`} columns={columns} rows={[...data.rows].reverse()}
                keyOf={(row) => row[0] ?? 0} empty="No minute is over in this time." />
        </section>
    );
}

function numberOf(value: number | null): string {
    return value === null ? NONE : fixed(Number(value.toFixed(5)), placesOf(value));
}

function placesOf(value: number): number {
    if (Number.isInteger(value)) return 0;
    return Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 1 ? 2 : 5;
}
