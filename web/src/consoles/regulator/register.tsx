/* SPDX-License-Identifier: Apache-2.0 */
// register.tsx - the regulatory register: what is in force, until when, and which products rest on it.

import type { ComponentChildren, JSX } from 'preact';
import { signal } from '@preact/signals';
import { dateTime, NONE, words } from '../../lib/format';
import { now } from '../../state/clock';
import { utc } from '../../state/settings';
import { Empty } from '../../parts/controls';
import { Shown } from '../../parts/shown';
import { Table } from '../../parts/table';
import type { Column } from '../../parts/table';
import { Badge, Facts, Panel } from '../parts';
import { register } from './regulator';
import type { Entry, Filing } from './regulator';

const chosen = signal<number | null>(null);
const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

function day(ms: number | null | undefined): string {
    return ms ? dateTime(ms, utc.value).slice(0, 10) : 'without end';
}

const fromDay = (one: Entry): string => (one.effective === 0 ? 'always' : day(one.effective));

/** What ends soon is what one looks for. */
function Until(props: { of: Entry }): JSX.Element {
    const { expiry, in_force: isInForce } = props.of;
    if (!expiry) return <span class="dim">without end</span>;
    const days = Math.ceil((expiry - now.value) / DAY_MS);
    const isSoon = isInForce && days <= SOON_DAYS;
    return (
        <span class={isSoon ? 'warn' : ''}>
            {day(expiry)}{isSoon && <span> in {days} {days === 1 ? 'day' : 'days'}</span>}
        </span>
    );
}

function Force(props: { of: Entry }): JSX.Element {
    return props.of.in_force ? <Badge tone="good">in force</Badge> : <Badge tone="quiet">not in force</Badge>;
}

const ENTRIES: readonly Column<Entry>[] = [
    { name: 'Entry', words: true, by: (one) => one.entry, cell: (one) => <b>{one.entry}</b> },
    { name: 'In force', words: true, by: (one) => Number(!one.in_force),
        cell: (one) => <Force of={one} /> },
    { name: 'Kind', words: true, by: (one) => one.kind, cell: (one) => words(one.kind) },
    { name: 'Status', words: true, by: (one) => one.status, cell: (one) => words(one.status) },
    { name: 'Resting on it', words: true, cell: (one) => <Resting of={one.resting ?? []} /> },
    { name: 'Authority', words: true, by: (one) => one.authority, cell: (one) => one.authority },
    { name: 'Citation', words: true, cell: (one) => (
        <span class="headline" title={one.citation}>{one.citation}</span>
    ) },
    { name: 'From', words: true, by: (one) => one.effective, cell: (one) => fromDay(one) },
    { name: 'Until', words: true, by: (one) => one.expiry, cell: (one) => <Until of={one} /> },
];

function Resting(props: { of: readonly string[] }): JSX.Element {
    if (props.of.length === 0) return <span class="dim">nothing</span>;
    return <>{props.of.map((name) => <span key={name} class="chip">{name}</span>)}</>;
}

const list = (names: readonly string[] | undefined): string => names?.map((name) => words(name)).join(', ') || NONE;

function EntryDetail(props: { of: Entry }): JSX.Element {
    const one = props.of;
    const facts: [string, ComponentChildren][] = [
        ['Authority', one.authority],
        ['Citation', one.citation],
        ['Kind', words(one.kind)],
        ['Status', words(one.status)],
        ['From', fromDay(one)],
        ['Until', <Until of={one} />],
        ['Asset classes', list(one.underlyings)],
        ['Account class', one.account_class && one.account_class !== 'none' ? words(one.account_class) : 'any'],
        ['Product', one.instrument_name ?? 'all of the asset classes'],
        ['When it falls', one.fallback && one.fallback !== 'none' ? words(one.fallback) : 'nothing happens'],
        ['Resting on it', <Resting of={one.resting ?? []} />],
    ];
    return (
        <div class="body" tabIndex={0}>
            <Facts of={facts} />
            {one.condition && <><h3>Condition</h3><p class="quote">{one.condition}</p></>}
            <p class="muted prose">
                The entries of the demonstration mirror public documents; what they say must be checked against the
                current texts before anybody relies on it.
            </p>
        </div>
    );
}

function FilingView(props: { of: Filing }): JSX.Element {
    const { of: filing } = props;
    return (
        <article class="filing">
            <h3>
                {filing.instrument_name}{' '}
                <span class="dim">{filing.underlying ? words(filing.underlying) : ''}</span>{' '}
                <Badge tone={filing.complete ? 'good' : 'warn'}>{filing.complete ? 'complete' : 'incomplete'}</Badge>
            </h3>
            <div class="checklists">
                {filing.lists.map((one) => {
                    const there = one.items.filter((item) => item.present).length;
                    return (
                        <section key={one.name} aria-label={one.title ?? words(one.name)}>
                            <h4>
                                {one.title ?? words(one.name)} <span class="dim">{there} of {one.items.length}</span>
                            </h4>
                            <ul>
                                {one.items.map((item) => (
                                    <li key={item.name} class={item.present ? '' : 'down'}>
                                        <span aria-hidden="true">{item.present ? '\u2713' : '\u2717'}</span>
                                        <span class="only-read">{item.present ? 'has' : 'lacks'}</span>
                                        {' '}{words(item.title ?? item.name)}
                                    </li>
                                ))}
                            </ul>
                        </section>
                    );
                })}
            </div>
        </article>
    );
}

export function RegisterView(): JSX.Element {
    const entries = register.data.value?.entries;
    const shown = entries?.find((one) => one.entry === chosen.value) ?? entries?.[0];
    return (
        <>
            <div class="column">
                <Panel label="Register" title="Register">
                    <Shown of={register}>
                        {(data) => (
                            <Table caption="Entries of the register" columns={ENTRIES} rows={data.entries}
                                keyOf={(one) => one.entry} chosen={shown?.entry ?? null}
                                onChoose={(one) => { chosen.value = one.entry; }}
                                empty="The register has no entry: operators make them with register_entry." />
                        )}
                    </Shown>
                </Panel>
                <Panel label="Filings" title="Filings and their checklists">
                    <Shown of={register}>
                        {(data) => (data.filings.length > 0
                            ? (
                                <div class="body" tabIndex={0}>
                                    {data.filings.map((one) => <FilingView key={one.instrument_name} of={one} />)}
                                </div>
                            )
                            : <Empty>No product has a filing.</Empty>)}
                    </Shown>
                </Panel>
            </div>
            <Panel label="Entry" class="tall" title={shown ? `Entry ${shown.entry}` : 'Entry'}>
                {shown ? <EntryDetail of={shown} /> : <Empty>Choose an entry.</Empty>}
            </Panel>
        </>
    );
}
