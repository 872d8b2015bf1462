/* SPDX-License-Identifier: Apache-2.0 */
// cases.tsx - cases of surveillance, the history of one, and what can be done with it.

import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { dateTime, NONE, words } from '../../lib/format';
import { hashOf } from '../../logic/route';
import { go } from '../../state/route';
import { utc } from '../../state/settings';
import { roles } from '../../state/who';
import { Empty, Segments } from '../../parts/controls';
import { Shown, useSource } from '../../parts/shown';
import { Table } from '../../parts/table';
import type { Column } from '../../parts/table';
import { Badge, Facts, faultOfReason, Panel, Reason } from '../parts';
import { Headline } from './alerts';
import { actOnCase, cases, chosenCase, oneCase, openCase } from './surveillance';
import type { Case, CaseAction, CaseDetail, CaseEvent } from './surveillance';

const RELOAD_MS = 5_000;
const LEVELS = ['', 'analyst', 'head of surveillance', 'regulator'];
const LEVEL_MOST = 3;
const OUTCOMES = [['no_action', 'No action'], ['warning', 'Warning'], ['discipline', 'Discipline'],
    ['referred', 'Referred']] as const;

export function mayAct(): boolean {
    return roles.value.includes('surveillance') || roles.value.includes('compliance');
}

function person(id: number | null | undefined, name: string | null | undefined): string {
    return name || (id ? `user ${id}` : 'nobody');
}

const levelOf = (one: Case): string => one.level_name ?? LEVELS[one.level] ?? String(one.level);

const COLUMNS: readonly Column<Case>[] = [
    { name: 'Case', words: true, by: (one) => one.case_id, cell: (one) => <b>{one.case_id}</b> },
    { name: 'State', words: true, by: (one) => one.state,
        cell: (one) => <Badge tone={one.state === 'open' ? 'warn' : 'quiet'}>{words(one.state)}</Badge> },
    { name: 'Level', words: true, by: (one) => one.level, cell: (one) => words(levelOf(one)) },
    { name: 'Assigned to', words: true, cell: (one) => person(one.assignee_id, one.assignee_name) },
    { name: 'Account', words: true, cell: (one) => one.account_id || NONE },
    { name: 'Instrument', words: true, cell: (one) => one.instrument_name ?? NONE },
    { name: 'Latest', words: true, by: (one) => one.timestamp, cell: (one) => dateTime(one.timestamp, utc.value) },
    { name: 'Outcome', words: true,
        cell: (one) => (one.outcome && one.outcome !== 'none' ? words(one.outcome) : NONE) },
    { name: 'Opened because', words: true, cell: (one) => <Headline text={one.reason} /> },
];

function eventWords(event: CaseEvent): string {
    if (event.action === 'assign') return `assigned to user ${event.assignee_id ?? NONE}`;
    if (event.action === 'escalate') return `escalated to ${LEVELS[event.level ?? 0] ?? event.level}`;
    if (event.action === 'close') return `closed: ${words(event.outcome ?? '')}`;
    return event.action === 'open' ? 'opened' : 'noted';
}

function History(props: { of: readonly CaseEvent[] }): JSX.Element {
    return (
        <ol class="timeline" aria-label="History of the case">
            {props.of.map((event) => (
                <li key={event.sequence}>
                    <span class="muted">
                        {dateTime(event.timestamp, utc.value)} {person(event.user_id, event.user_name)}
                    </span>
                    <strong>{eventWords(event)}</strong>
                    <span class="dim" title="Sequence of the journal">#{event.sequence}</span>
                    <p>{event.reason}</p>
                </li>
            ))}
        </ol>
    );
}

const ACTIONS: readonly { value: CaseAction; name: string }[] = [
    { value: 'note', name: 'Note' }, { value: 'assign', name: 'Assign' },
    { value: 'escalate', name: 'Escalate' }, { value: 'close', name: 'Close' },
];

function ActionForm(props: { of: CaseDetail }): JSX.Element {
    const { case: shown, assignees } = props.of;
    const action = useSignal<CaseAction>('note');
    const assignee = useSignal(String(assignees?.[0]?.user_id ?? ''));
    const outcome = useSignal<string>('no_action');
    const reason = useSignal('');
    const busy = useSignal(false);
    const fault = action.value === 'assign' && !/^[1-9]\d*$/.test(assignee.value)
        ? 'Give the number of a user.' : faultOfReason(reason.value);
    const send = async (event: Event): Promise<void> => {
        event.preventDefault();
        if (fault !== '') return;
        busy.value = true;
        const done = await actOnCase({
            case_id: shown.case_id, action: action.value, reason: reason.value.trim(),
            ...(action.value === 'assign' ? { assignee: Number(assignee.value) } : {}),
            ...(action.value === 'close' ? { outcome: outcome.value } : {}),
        });
        busy.value = false;
        if (done) reason.value = '';
    };
    return (
        <form class="form" onSubmit={(event) => void send(event)} aria-label="Act on the case">
            <Segments name="Action" class="types" value={action.value}
                choices={ACTIONS.filter(({ value }) => value !== 'escalate' || shown.level < LEVEL_MOST)}
                onChange={(next) => { action.value = next; }} />
            {action.value === 'assign' && (
                <Assignee value={assignee.value} of={assignees ?? []} onChange={(next) => { assignee.value = next; }} />
            )}
            {action.value === 'close' && (
                <div class="select">
                    <label for="case-outcome">Outcome</label>
                    <select id="case-outcome" value={outcome.value}
                        onChange={(event) => { outcome.value = event.currentTarget.value; }}>
                        {OUTCOMES.map(([value, name]) => <option key={value} value={value}>{name}</option>)}
                    </select>
                </div>
            )}
            <Reason value={reason.value} onInput={(value) => { reason.value = value; }} />
            <div class="form-actions">
                <p class="muted problem-line" role="status">{fault}</p>
                <button type="submit" class="primary" disabled={fault !== '' || busy.value}>
                    {ACTIONS.find(({ value }) => value === action.value)!.name}
                </button>
            </div>
        </form>
    );
}

interface AssigneeProps {
    value: string;
    of: readonly { user_id: number; name?: string }[];
    onChange: (value: string) => void;
}

function Assignee(props: AssigneeProps): JSX.Element {
    if (props.of.length === 0) {
        return (
            <div class="field">
                <label for="case-assignee">User</label>
                <input id="case-assignee" type="text" inputMode="numeric" value={props.value}
                    onInput={(event) => props.onChange(event.currentTarget.value)} />
            </div>
        );
    }
    return (
        <div class="select">
            <label for="case-assignee">To</label>
            <select id="case-assignee" value={props.value}
                onChange={(event) => props.onChange(event.currentTarget.value)}>
                {props.of.map((user) => (
                    <option key={user.user_id} value={String(user.user_id)}>{person(user.user_id, user.name)}</option>
                ))}
            </select>
        </div>
    );
}

function Detail(props: { of: CaseDetail }): JSX.Element {
    const { case: shown, history } = props.of;
    return (
        <div class="body" tabIndex={0}>
            <Facts of={[
                ['State', <Badge tone={shown.state === 'open' ? 'warn' : 'quiet'}>{words(shown.state)}</Badge>],
                ['Level', words(levelOf(shown))],
                ['Assigned to', person(shown.assignee_id, shown.assignee_name)],
                ['Account', shown.account_id || NONE],
                ['Instrument', shown.instrument_name ?? NONE],
                ['Opened', dateTime(shown.opened_timestamp, utc.value)],
                ['Alert', shown.alert_id
                    ? <a class="plain" href={hashOf('surveillance', 'alerts', shown.alert_id)}>{shown.alert_id}</a>
                    : shown.alert_number && shown.alert_number !== '0' ? shown.alert_number : 'none'],
                ...(shown.outcome && shown.outcome !== 'none' ? [['Outcome', words(shown.outcome)] as const] : []),
            ]} />
            <History of={history} />
            {shown.state === 'open' && mayAct() && <ActionForm key={shown.case_id} of={props.of} />}
            {shown.state === 'open' && !mayAct() && <p class="muted">This key reads only.</p>}
        </div>
    );
}

function Chosen(): JSX.Element {
    useSource(oneCase, RELOAD_MS, chosenCase.value);
    return <Shown of={oneCase}>{(detail) => <Detail of={detail} />}</Shown>;
}

function NewCase(props: { onDone: () => void }): JSX.Element {
    const accountId = useSignal('');
    const reason = useSignal('');
    const fault = accountId.value.trim() !== '' && !/^\d+$/.test(accountId.value.trim())
        ? 'The account is a number.' : faultOfReason(reason.value);
    const send = async (event: Event): Promise<void> => {
        event.preventDefault();
        if (fault !== '') return;
        const id = await openCase({
            reason: reason.value.trim(),
            ...(accountId.value.trim() === '' ? {} : { account_id: Number(accountId.value) }),
        });
        if (id === null) return;
        props.onDone();
        go('surveillance', 'cases', id);
    };
    return (
        <form class="form filters" onSubmit={(event) => void send(event)} aria-label="New case">
            <div class="field text">
                <label for="case-account">Account</label>
                <input id="case-account" type="text" inputMode="numeric" value={accountId.value}
                    placeholder="none" onInput={(event) => { accountId.value = event.currentTarget.value; }} />
            </div>
            <Reason value={reason.value} onInput={(value) => { reason.value = value; }} />
            <div class="form-actions">
                <p class="muted problem-line" role="status">{reason.value === '' ? '' : fault}</p>
                <button type="submit" class="primary" disabled={fault !== ''}>Open case</button>
            </div>
        </form>
    );
}

export function Cases(props: { named: string | undefined }): JSX.Element {
    const isNew = useSignal(false);
    const first = cases.data.value?.cases[0]?.case_id;
    const id = props.named === undefined ? first ?? null : Number(props.named);
    useEffect(() => { chosenCase.value = id; }, [id]);
    return (
        <>
            <Panel label="Cases" title="Cases"
                tools={mayAct() && (
                    <button type="button" class="small" aria-expanded={isNew.value}
                        onClick={() => { isNew.value = !isNew.value; }}>New case</button>
                )}>
                {isNew.value && <NewCase onDone={() => { isNew.value = false; }} />}
                <Shown of={cases}>
                    {(page) => (
                        <Table caption="Cases" columns={COLUMNS} rows={page.cases} keyOf={(one) => one.case_id}
                            chosen={id} onChoose={(one) => go('surveillance', 'cases', one.case_id)}
                            empty="No case has been opened. A case is opened from an alert, or with New case." />
                    )}
                </Shown>
            </Panel>
            <Panel label="Case" class="tall" title={id === null ? 'Case' : `Case ${id}`}>
                {id !== null && chosenCase.value === id
                    ? <Chosen key={id} /> : <Empty>Choose a case to see its history.</Empty>}
            </Panel>
        </>
    );
}
