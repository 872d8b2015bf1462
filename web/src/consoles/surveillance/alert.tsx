/* SPDX-License-Identifier: Apache-2.0 */
// alert.tsx - one alert: what was measured against which threshold, who, its case, and the replay.

import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { dateTime, money, NONE, plain, words } from '../../lib/format';
import { hashOf } from '../../logic/route';
import { toneOf } from '../../panels/positions';
import { go } from '../../state/route';
import { utc } from '../../state/settings';
import { Empty, Tabs } from '../../parts/controls';
import { Shown, useSource } from '../../parts/shown';
import { Table } from '../../parts/table';
import type { Column } from '../../parts/table';
import { Facts, faultOfReason, Panel, Reason } from '../parts';
import { Accounts, Severity } from './alerts';
import { PageText, ParameterTable } from './detectors';
import { Replay } from './replay';
import { alert, chosenAlert, openCase } from './surveillance';
import type { AlertDetail, Figure, Party } from './surveillance';

function amount(value: number, unit: string): string {
    if (unit === 'ppm') return `${plain(Number((value / 10_000).toFixed(4)))}%`;
    if (unit === 'micros') return money(value / 1e6);
    return `${plain(value)} ${unit}`.trim();
}

/** How far beyond its threshold a figure is: what an analyst looks at first. */
function beyond(figure: Figure): string {
    if (figure.threshold === 0 || figure.value === 0) return NONE;
    const ratio = figure.alerts_if === 'at_most'
        ? figure.threshold / figure.value : figure.value / figure.threshold;
    return `${ratio >= 100 ? Math.round(ratio) : ratio.toFixed(2)}\u00d7`;
}

const FIGURES: readonly Column<Figure>[] = [
    { name: 'Figure', words: true, cell: (one) => words(one.name) },
    { name: 'Measured', cell: (one) => <b>{amount(one.value, one.unit)}</b> },
    { name: 'Alerts if', words: true, cell: (one) =>
        `${one.alerts_if === 'at_most' ? 'at most' : 'at least'} ${amount(one.threshold, one.unit)}` },
    { name: 'Beyond', hint: 'Measured over the threshold (or the reverse)', tone: () => 'warn', cell: beyond },
];

const PARTIES: readonly Column<Party>[] = [
    { name: 'Account', words: true, cell: (one) => <b>{one.account_id}</b> },
    { name: 'Part', words: true, cell: (one) => (one.role ? words(one.role) : NONE) },
    { name: 'Member', words: true, cell: (one) => one.member_id ?? NONE },
    { name: 'Owner', words: true, cell: (one) => one.owner_account_id ?? NONE },
    { name: 'Controlled by', words: true, cell: (one) => (one.controller_id ? `user ${one.controller_id}` : NONE) },
];

type Part = 'evidence' | 'parties' | 'parameters' | 'about';

function Evidence(props: { of: AlertDetail }): JSX.Element {
    const part = useSignal<Part>('evidence');
    const { figures, parties, detector } = props.of;
    return (
        <section class="panel" aria-label="Evidence">
            <header>
                <Tabs name="Evidence" value={part.value} panel="alert-evidence"
                    choices={[
                        { value: 'evidence', name: 'Evidence' }, { value: 'parties', name: 'Accounts' },
                        { value: 'parameters', name: 'Parameters' }, { value: 'about', name: 'About' },
                    ]}
                    onChange={(next) => { part.value = next; }} />
            </header>
            <div id="alert-evidence" role="tabpanel" aria-label={part.value} class="keeping-body">
                {part.value === 'evidence' && (
                    <Table caption="Evidence" columns={FIGURES} rows={figures} keyOf={(one) => one.name}
                        empty="The detector gave no figure." />
                )}
                {part.value === 'parties' && (
                    <Table caption="Accounts of the alert" columns={PARTIES} keyOf={(one) => one.account_id}
                        rows={parties ?? props.of.alert.accounts.map((account_id) => ({ account_id }))}
                        empty="No account is named." />
                )}
                {part.value === 'parameters' && <ParameterTable of={detector} />}
                {part.value === 'about' && <div class="body" tabIndex={0}><PageText of={detector} /></div>}
            </div>
        </section>
    );
}

function OpenCase(props: { of: AlertDetail }): JSX.Element {
    const { alert: shown } = props.of;
    const reason = useSignal('');
    const busy = useSignal(false);
    const fault = faultOfReason(reason.value);
    if (shown.case_id) {
        const href = hashOf('surveillance', 'cases', shown.case_id);
        return <p>In <a class="plain" href={href}>case {shown.case_id}</a>.</p>;
    }
    const send = async (event: Event): Promise<void> => {
        event.preventDefault();
        if (fault !== '') return;
        busy.value = true;
        const id = await openCase({ alert_id: shown.alert_id, reason: reason.value.trim() });
        busy.value = false;
        if (id !== null) go('surveillance', 'cases', id);
    };
    return (
        <form class="form" onSubmit={(event) => void send(event)} aria-label="Open a case">
            <Reason value={reason.value} onInput={(value) => { reason.value = value; }} name="Open a case" />
            <div class="form-actions">
                <p class="muted problem-line" role="status">{reason.value === '' ? '' : fault}</p>
                <button type="submit" class="primary" disabled={fault !== '' || busy.value}>Open case</button>
            </div>
        </form>
    );
}

function Detail(props: { of: AlertDetail }): JSX.Element {
    const { alert: shown, detector } = props.of;
    return (
        <>
            <div class="column">
                <Panel label="Alert" class="fit" title={detector.title ?? words(shown.detector.replace(/-/g, ' '))}
                    tools={<a class="plain" href={hashOf('surveillance', 'alerts')}>All alerts</a>}>
                    <div class="body" tabIndex={0}>
                        {shown.headline && <p class="prose">{shown.headline}</p>}
                        <Facts of={[
                            ['Severity', <Severity of={shown} />],
                            ['Instrument', shown.instrument_name ?? NONE],
                            ['Accounts', <Accounts of={shown.accounts} />],
                            ['From', dateTime(shown.first_timestamp ?? shown.timestamp, utc.value)],
                            ['To', dateTime(shown.timestamp, utc.value)],
                            ['Sequence', `${plain(shown.first_sequence)} to ${plain(shown.last_sequence)}`],
                            ['Profit', <b class={toneOf(shown.profit)}>{money(shown.profit, 2, true)}</b>],
                            ['Found', `${shown.repeats + 1} ${shown.repeats === 0 ? 'time' : 'times'}`],
                            ['Detector', `${shown.detector}, version ${shown.version}`],
                        ]} />
                        <p class="mono small-text">{shown.alert_id}</p>
                        <OpenCase of={props.of} />
                    </div>
                </Panel>
                <Evidence of={props.of} />
            </div>
            <Replay of={shown} parties={props.of.parties?.map((one) => one.account_id) ?? shown.accounts} />
        </>
    );
}

export function AlertView(props: { id: string }): JSX.Element {
    useEffect(() => { chosenAlert.value = props.id; }, [props.id]);
    if (chosenAlert.value !== props.id) return <Empty>Opening the alert</Empty>;
    return <Opened />;
}

function Opened(): JSX.Element {
    useSource(alert, 0, chosenAlert.value);
    return <Shown of={alert}>{(detail) => <Detail of={detail} />}</Shown>;
}
