/* SPDX-License-Identifier: Apache-2.0 */
// alerts.tsx - the list of alerts, newest first, with filters.

import type { JSX } from 'preact';
import { signal } from '@preact/signals';
import { dateTime, money, NONE, plain, words } from '../../lib/format';
import { hashOf } from '../../logic/route';
import { toneOf } from '../../panels/positions';
import { venueTime } from '../../state/clock';
import { instruments } from '../../state/market';
import { go } from '../../state/route';
import { utc } from '../../state/settings';
import { Shown } from '../../parts/shown';
import { Table } from '../../parts/table';
import type { Column } from '../../parts/table';
import { Badge, Panel } from '../parts';
import type { Tone } from '../parts';
import { alerts, detectors, filter, NO_FILTER, offset, PAGE_SIZE, venueNow } from './surveillance';
import type { Alert, AlertFilter, AlertPage } from './surveillance';

const chosen = signal<string | null>(null);

const SEVERITY: Record<string, Tone> = { high: 'bad', medium: 'warn', low: 'quiet' };

export function Severity(props: { of: Alert }): JSX.Element {
    const { severity } = props.of;
    return severity ? <Badge tone={SEVERITY[severity] ?? 'quiet'}>{words(severity)}</Badge> : <>{NONE}</>;
}

export function Accounts(props: { of: readonly number[] }): JSX.Element {
    if (props.of.length === 0) return <span class="dim">none</span>;
    return <>{props.of.map((id) => <span key={id} class="chip">{id}</span>)}</>;
}

/** Cut where it is too long for its column; whole where the mouse rests. */
export function Headline(props: { text: string | null | undefined }): JSX.Element {
    return <span class="headline" title={props.text ?? ''}>{props.text ?? NONE}</span>;
}

const COLUMNS: readonly Column<Alert>[] = [
    { name: 'Time', words: true, by: (one) => one.timestamp, cell: (one) => dateTime(one.timestamp, utc.value) },
    { name: 'Severity', words: true, by: (one) => ({ high: 0, medium: 1, low: 2 }[one.severity ?? 'low']),
        cell: (one) => <Severity of={one} /> },
    { name: 'Pattern', words: true, by: (one) => one.detector, cell: (one) => (
        <a class="plain" href={hashOf('surveillance', 'alerts', one.alert_id)}
            onClick={(event) => event.stopPropagation()}>{words(one.detector.replace(/-/g, ' '))}</a>
    ) },
    { name: 'What happened', words: true, cell: (one) => <Headline text={one.headline} /> },
    { name: 'Accounts', words: true, by: (one) => one.accounts[0], cell: (one) => <Accounts of={one.accounts} /> },
    { name: 'Instrument', words: true, by: (one) => one.instrument_name, cell: (one) => one.instrument_name ?? NONE },
    { name: 'Profit', hint: 'Of their trades in between, at the middle, before fees', by: (one) => one.profit,
        tone: (one) => toneOf(one.profit), cell: (one) => money(one.profit, 2, true) },
    { name: 'Found', hint: 'How often', by: (one) => one.repeats, cell: (one) => `${one.repeats + 1}\u00d7` },
    { name: 'Sequence', by: (one) => one.last_sequence, cell: (one) => plain(one.last_sequence) },
    { name: 'Case', words: true, cell: (one) => (one.case_id
        ? <a class="plain" href={hashOf('surveillance', 'cases', one.case_id)}
            onClick={(event) => event.stopPropagation()}>case {one.case_id}</a>
        : <span class="dim">none</span>) },
];

function change(part: Partial<AlertFilter>): void {
    venueNow.value = venueTime();
    offset.value = 0;
    filter.value = { ...filter.value, ...part };
}

interface PickProps {
    id: string;
    name: string;
    value: string;
    choices: readonly (readonly [string, string])[];
    onChange: (value: string) => void;
}

function Pick(props: PickProps): JSX.Element {
    return (
        <div class="select">
            <label for={props.id}>{props.name}</label>
            <select id={props.id} value={props.value} onChange={(event) => props.onChange(event.currentTarget.value)}>
                {props.choices.map(([value, title]) => <option key={value} value={value}>{title}</option>)}
            </select>
        </div>
    );
}

function Filters(): JSX.Element {
    const named = detectors.data.value?.map((one) => {
        const title = one.title ?? words(one.name.replace(/-/g, ' '));
        return [one.name, `${title}${one.alerts ? ` (${one.alerts})` : ''}`] as const;
    });
    const isFiltered = JSON.stringify(filter.value) !== JSON.stringify(NO_FILTER);
    return (
        <div class="filters" role="search">
            <Pick id="alert-pattern" name="Pattern" value={filter.value.detector}
                choices={[['', 'all'], ...named ?? []]} onChange={(detector) => change({ detector })} />
            <Pick id="alert-instrument" name="Instrument" value={filter.value.instrument}
                choices={[['', 'all'], ...instruments.value.map((one) =>
                    [one.instrument_name, one.instrument_name] as const)]}
                onChange={(instrument) => change({ instrument })} />
            <div class="field text">
                <label for="alert-account">Account</label>
                <input id="alert-account" type="search" inputMode="numeric" autoComplete="off"
                    value={filter.value.account} placeholder="number"
                    onInput={(event) => change({ account: event.currentTarget.value })} />
            </div>
            <Pick id="alert-since" name="Since" value={filter.value.hours}
                choices={[['', 'the start'], ['1', '1 hour'], ['8', '8 hours'], ['24', '1 day'], ['168', '1 week']]}
                onChange={(hours) => change({ hours })} />
            {isFiltered && (
                <button type="button" class="small" onClick={() => change(NO_FILTER)}>All alerts</button>
            )}
        </div>
    );
}

function Pager(props: { total: number }): JSX.Element | null {
    const { total } = props;
    if (total <= PAGE_SIZE) return null;
    const from = offset.value;
    return (
        <div class="pager" role="navigation" aria-label="Pages of alerts">
            {from + 1} to {Math.min(total, from + PAGE_SIZE)} of {plain(total)}
            <button type="button" class="small" disabled={from === 0}
                onClick={() => { offset.value = Math.max(0, from - PAGE_SIZE); }}>Newer</button>
            <button type="button" class="small" disabled={from + PAGE_SIZE >= total}
                onClick={() => { offset.value = from + PAGE_SIZE; }}>Older</button>
        </div>
    );
}

function emptyWords(page: AlertPage): string {
    if (page.catching_up) return 'The venue is still reading its journal: alerts come as it does.';
    return JSON.stringify(filter.value) === JSON.stringify(NO_FILTER)
        ? 'No detector has raised an alert. Detectors and their thresholds are in the third tab.'
        : 'No alert is like this: take a filter away.';
}

export function Alerts(): JSX.Element {
    return (
        <Panel label="Alerts" title="Alerts" tools={<span>Enter or press a pattern to open it</span>}>
            <Filters />
            <Shown of={alerts}>
                {(page) => (
                    <>
                        <Table caption="Alerts" columns={COLUMNS} rows={page.alerts} keyOf={(one) => one.alert_id}
                            chosen={chosen.value} empty={emptyWords(page)}
                            onChoose={(one) => { chosen.value = one.alert_id; }}
                            onOpen={(one) => go('surveillance', 'alerts', one.alert_id)} />
                        <Pager total={page.total} />
                    </>
                )}
            </Shown>
        </Panel>
    );
}
