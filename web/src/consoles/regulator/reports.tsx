/* SPDX-License-Identifier: Apache-2.0 */
// reports.tsx - the reports of a trade date, to read and to take away.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { replace, route } from '../../state/route';
import { Empty, Segments, Select } from '../../parts/controls';
import { Shown, useSource } from '../../parts/shown';
import { Badge, Panel, saveText } from '../parts';
import { report, reports, wanted } from './regulator';
import type { Report, ReportList, Wanted } from './regulator';

const TYPES: Record<string, string> = {
    csv: 'text/csv', json: 'application/json', txt: 'text/plain', text: 'text/plain', fixml: 'application/xml',
};
const ENDINGS: Record<string, string> = { fixml: 'xml', text: 'txt' };
const LINES_MAX = 4_000;

function choose(part: Partial<Wanted>): void {
    const next = { ...wanted.value, ...part } as Wanted;
    replace('regulator', 'reports', next.date, next.report, next.format);
    wanted.value = next;
}

/** What the address names, as far as it exists; else the latest date and the first report. */
export function wantedOf(list: ReportList, parts: readonly string[]): Wanted | null {
    const [, date, name, format] = parts;
    const info = list.reports.find((one) => one.name === name) ?? list.reports[0];
    const day = list.dates.find((one) => one === date) ?? list.dates[list.dates.length - 1];
    if (!info || day === undefined) return null;
    return {
        date: day, report: info.name,
        format: info.formats.find((one) => one === format) ?? info.formats[0] ?? 'txt',
    };
}

function save(of: Report): void {
    const name = `${of.report}-${of.trade_date}.${ENDINGS[of.format] ?? of.format}`;
    saveText(name, TYPES[of.format] ?? 'text/plain', of.text);
}

function Text(props: { of: Report }): JSX.Element {
    const lines = props.of.text.split('\n');
    const isLong = lines.length > LINES_MAX;
    return (
        <>
            <p class="report-state">
                {props.of.complete === false && <Badge tone="warn">the date is not over: as of now</Badge>}
                {props.of.reconciled === true && <Badge tone="good">totals equal ledger and tape</Badge>}
                {props.of.reconciled === false && <Badge tone="bad">totals differ from the ledger</Badge>}
            </p>
            <pre class="report scroll" tabIndex={0} aria-label="Text of the report">
                {isLong ? lines.slice(0, LINES_MAX).join('\n') : props.of.text}
            </pre>
            {isLong && (
                <p class="pager">The first {LINES_MAX} of {lines.length} lines: save the file for all of them.</p>
            )}
        </>
    );
}

function List(props: { of: ReportList }): JSX.Element {
    const now = wanted.value;
    return (
        <>
            <div class="filters">
                <Select name="Trade date" value={now?.date ?? ''}
                    choices={[...props.of.dates].reverse().map((date) => ({ value: date, name: date }))}
                    onChange={(date) => choose({ date })} />
            </div>
            <ul class="list scroll" tabIndex={0} aria-label="Reports">
                {props.of.reports.map((one) => (
                    <li key={one.name}>
                        <button type="button" aria-pressed={one.name === now?.report}
                            onClick={() => choose({
                                report: one.name,
                                format: one.formats.includes(now?.format ?? '') ? now!.format : one.formats[0]!,
                            })}>
                            <span>{one.title}</span>
                            <span class="dim">{one.section ?? ''}</span>
                        </button>
                    </li>
                ))}
            </ul>
        </>
    );
}

export function Reports(): JSX.Element {
    useSource(reports);
    const list = reports.data.value;
    const parts = route.value.parts;
    useEffect(() => {
        if (list) wanted.value = wantedOf(list, parts);
    }, [list, parts.join('/')]);
    const info = list?.reports.find((one) => one.name === wanted.value?.report);
    const shown = report.data.value;
    return (
        <>
            <Panel label="Reports" title="Reports">
                <Shown of={reports}>
                    {(data) => (data.dates.length > 0 ? <List of={data} />
                        : <Empty>No trade date has begun: reports come with the first command of a date.</Empty>)}
                </Shown>
            </Panel>
            <Panel label="Report" class="tall" title={info?.title ?? 'Report'}
                tools={info && wanted.value && (
                    <>
                        <Segments name="Format" class="resolutions" value={wanted.value.format}
                            choices={info.formats.map((value) => ({ value, name: value.toUpperCase() }))}
                            onChange={(format) => choose({ format })} />
                        <button type="button" class="small" disabled={shown === null}
                            onClick={() => shown && save(shown)}>Save file</button>
                    </>
                )}>
                {wanted.value ? <OneReport key={JSON.stringify(wanted.value)} /> : <Empty>Choose a report.</Empty>}
            </Panel>
        </>
    );
}

function OneReport(): JSX.Element {
    useSource(report, 0, wanted.value);
    return <Shown of={report}>{(one) => <Text of={one} />}</Shown>;
}
