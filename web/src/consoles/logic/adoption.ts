/* SPDX-License-Identifier: Apache-2.0 */
// adoption.ts - market quality as the charts need it: columns by name, figures of a range.
//
// Role: pure. Which figure is drawn with which, in what unit, is a table here; what a figure means
// the venue says.

export interface Adoption {
    instrument_name: string;
    resolution: 'minute' | 'day';
    /** The first is "start", in milliseconds. */
    columns: string[];
    rows: (number | null)[][];
    /** The sequence up to which the journal was looked at. */
    through?: number;
    catching_up?: boolean;
}

/** How a figure is written. */
export type Unit = 'amount' | 'money' | 'bp' | 'ratio' | 'times' | 'ms';

export interface Line {
    readonly column: string;
    readonly name: string;
    /** In a list of all figures, where the chart's title does not stand beside it. */
    readonly alone?: string;
    /** The variable of the theme that it is drawn in. */
    readonly tone: string;
    /** What one unit of the column is in units of the chart. */
    readonly times?: number;
    readonly bars?: boolean;
}

export interface ChartInfo {
    readonly id: string;
    readonly title: string;
    readonly unit: Unit;
    /** What is shown, as docs/spec/quality.md defines it. */
    readonly text: string;
    readonly lines: readonly Line[];
}

export const CHARTS: readonly ChartInfo[] = [
    {
        id: 'volume', title: 'Volume', unit: 'amount',
        text: 'Contracts traded, one side counted; wash-adjusted: without trades of one owner or controller'
            + ' with itself.',
        lines: [
            { column: 'volume', name: 'Volume', tone: 'series-1', bars: true },
            { column: 'volume_adjusted', name: 'Wash-adjusted', tone: 'series-2' },
        ],
    },
    {
        id: 'interest', title: 'Open interest', unit: 'amount',
        text: 'Contracts that are open at the end of the period, one side counted.',
        lines: [{ column: 'open_interest', name: 'Open interest', tone: 'series-1' }],
    },
    {
        id: 'turnover', title: 'Turnover', unit: 'ratio',
        text: 'Volume of the period over open interest at its end.',
        lines: [{ column: 'turnover', name: 'Volume over open interest', alone: 'Turnover', tone: 'series-1' }],
    },
    {
        id: 'spread', title: 'Spread', unit: 'bp',
        text: 'Quoted: best ask less best bid over their middle, by time. Effective: twice the distance of '
            + 'the price from the middle, by value. Realised: the same against the middle five minutes '
            + 'later.',
        lines: [
            { column: 'spread_bp', name: 'Quoted', tone: 'series-1' },
            { column: 'effective_bp', name: 'Effective', tone: 'series-2' },
            { column: 'realised_5m_bp', name: 'Realised, 5 min', tone: 'series-3' },
        ],
    },
    {
        id: 'depth', title: 'Depth', unit: 'money',
        text: 'Value of the shown orders within so many basis points of the middle, both sides, by time.',
        lines: [
            { column: 'depth_1bp', name: 'Within 1 bp', tone: 'series-3' },
            { column: 'depth_10bp', name: '10 bp', tone: 'series-1' },
            { column: 'depth_50bp', name: '50 bp', tone: 'series-2' },
        ],
    },
    {
        id: 'impact', title: 'Price impact', unit: 'bp',
        text: 'Effective less realised spread of the same trades, so long after them: what the price went '
            + 'on.',
        lines: [
            { column: 'impact_1s_bp', name: 'After 1 s', tone: 'series-3' },
            { column: 'impact_30s_bp', name: '30 s', tone: 'series-2' },
            { column: 'impact_5m_bp', name: '5 min', tone: 'series-1' },
        ],
    },
    {
        id: 'funding', title: 'Funding against spot', unit: 'bp',
        text: 'Mark less index over index, mean of the period; and the rates of funding that were charged '
            + 'in it.',
        lines: [
            { column: 'basis_bp', name: 'Basis to spot', alone: 'Basis to spot', tone: 'series-1' },
            { column: 'funding_rate', name: 'Funding rate', alone: 'Funding rate', tone: 'series-2', times: 10_000 },
        ],
    },
    {
        id: 'orders', title: 'Orders to trades', unit: 'times',
        text: 'Orders that entered, amends, decreases and cancels, for each trade.',
        lines: [{ column: 'orders_to_trade', name: 'For each trade', alone: 'Orders to a trade', tone: 'series-1' }],
    },
    {
        id: 'resilience', title: 'Recovery of depth', unit: 'ms',
        text: 'Mean time until half, and nine tenths, of the depth within 10 basis points that a trade took'
            + ' was back.',
        lines: [
            { column: 'recovery_half_ms', name: 'Half is back', alone: 'Recovery, half', tone: 'series-1' },
            { column: 'recovery_most_ms', name: 'Nine tenths', tone: 'series-2' },
        ],
    },
];

/** A scale begins at zero where zero is near enough to be seen and nothing is below it. */
export function scaleOf(least: number, most: number): [number, number] {
    if (least > most) return [0, 1];
    const room = (most - least || Math.abs(most) || 1) * 0.08;
    if (least >= 0 && least < most * 0.7) return [0, most + room];
    return [least - room, most + room];
}

export type Values = (number | null)[];

/** A column by its name; null where the venue does not have it. */
export function columnOf(adoption: Adoption, name: string, times = 1): Values | null {
    const index = adoption.columns.indexOf(name);
    if (index < 0) return null;
    return adoption.rows.map((row) => {
        const value = row[index] ?? null;
        return value === null || times === 1 ? value : value * times;
    });
}

/** The lines of a chart that the venue has, and what uPlot draws: seconds, then a line each. */
export function chartData(adoption: Adoption, chart: ChartInfo): { lines: Line[]; data: [number[], ...Values[]] } {
    const seconds = (columnOf(adoption, 'start') ?? []).map((start) => (start ?? 0) / 1000);
    const lines: Line[] = [];
    const data: Values[] = [];
    for (const line of chart.lines) {
        const values = columnOf(adoption, line.column, line.times);
        if (!values?.some((value) => value !== null)) continue;
        lines.push(line);
        data.push(values);
    }
    return { lines, data: [seconds, ...data] };
}

export interface Range {
    latest: number;
    mean: number;
    least: number;
    most: number;
}

/** Figures of a column; null where nothing was measured. */
export function rangeOf(values: Values): Range | null {
    const known = values.filter((value): value is number => value !== null);
    if (known.length === 0) return null;
    return {
        latest: known[known.length - 1]!,
        mean: known.reduce((sum, value) => sum + value, 0) / known.length,
        least: known.reduce((a, b) => Math.min(a, b)),
        most: known.reduce((a, b) => Math.max(a, b)),
    };
}

/** Comma-separated, as the venue gave the numbers; an empty cell where nothing was measured. */
export function csvOf(adoption: Adoption): string {
    const lines = adoption.rows.map((row) => row.map((value) => value ?? '').join(','));
    return `${[adoption.columns.join(','), ...lines].join('\n')}\n`;
}
