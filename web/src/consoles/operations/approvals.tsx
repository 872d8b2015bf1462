/* SPDX-License-Identifier: Apache-2.0 */
// approvals.tsx - actions that wait for a second person, and what became of the others.

import type { JSX } from 'preact';
import { signal, useSignal } from '@preact/signals';
import { countdown, dateTime, NONE, words } from '../../lib/format';
import { now } from '../../state/clock';
import { utc } from '../../state/settings';
import { who } from '../../state/who';
import { Dialog, Empty } from '../../parts/controls';
import { isAnswered, Shown, useSource, Waiting } from '../../parts/shown';
import { Table } from '../../parts/table';
import type { Column } from '../../parts/table';
import { Badge, faultOfReason, Panel, Reason } from '../parts';
import { scalar } from './market_state';
import { shownOf, typedOf } from '../logic/form';
import type { FieldInfo } from '../logic/form';
import { actions, commands, decide } from './operations';
import type { Action, Rows, Scalar } from './operations';

interface Deciding {
    action: Action;
    approve: boolean;
}

const deciding = signal<Deciding | null>(null);

/** Shown beside the command already. */
const SUBJECTS = new Set(['instrument_name', 'account_id']);

export function fieldsText(action: Action): string {
    if (!action.fields) return action.text ?? '';
    const parts = Object.entries(action.fields)
        .filter(([name, value]) => value !== null && value !== '' && !SUBJECTS.has(name))
        .map(([name, value]) => (isRows(value)
            ? `${value.length} ${name}` : `${titleOf(action, name)} ${shownField(action, name, value)}`));
    return parts.join(', ');
}

function isRows(value: Scalar): value is Rows {
    return Array.isArray(value) && value.length > 0 && typeof value[0] === 'object';
}

function fieldOf(action: Action, name: string): FieldInfo | undefined {
    const known = commands.data.value?.find((one) => one.command === action.command);
    return known?.fields.find((one) => one.name === name);
}

function titleOf(action: Action, name: string): string {
    return fieldOf(action, name)?.title.toLowerCase() ?? name.replace(/_/g, ' ');
}

/** In the words and units of the form, where this key knows it. */
function shownField(action: Action, name: string, value: Scalar): string {
    const field = fieldOf(action, name);
    return field ? shownOf(field, typedOf(field, value)) : scalar(name, value);
}

/** The rows that an action would set: the second person decides about each. */
function ListOf(props: { of: Action }): JSX.Element | null {
    const { of: action } = props;
    const [name, value] = Object.entries(action.fields ?? {}).find(([, one]) => isRows(one)) ?? [];
    if (name === undefined || !isRows(value!)) return null;
    const given = value;
    const known = fieldOf(action, name)?.columns ?? Object.keys(value[0]!).map((key): FieldInfo =>
        ({ name: key, title: words(key), type: 'text', required: false }));
    const columns = known.filter((one) => given.some((row) => typedOf(one, row[one.name]) !== ''));
    return (
        <div class="scroll short" tabIndex={0} role="region"
            aria-label={`${words(name)} of action ${action.action_id}`}>
            <table class="list-of">
                <thead>
                    <tr>
                        {columns.map((one) => (
                            <th key={one.name} scope="col">
                                {one.title}{one.unit && <span class="dim"> {one.unit}</span>}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {given.map((row, index) => (
                        <tr key={index}>
                            {columns.map((one) => (
                                <td key={one.name}>{typedOf(one, row[one.name]) || NONE}</td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

export function personOf(id: number | null | undefined, name: string | undefined): string {
    if (name) return name;
    return id === null || id === undefined ? NONE : `user ${id}`;
}

/** The venue says it; without its word: not one's own. */
function mayDecide(action: Action): boolean {
    return action.may_decide ?? action.proposer_id !== who.value?.user_id;
}

function Left(props: { of: Action }): JSX.Element {
    const { lapses } = props.of;
    if (!lapses) return <>no end</>;
    const left = lapses - now.value;
    return <span class={left < 60_000 ? 'warn' : ''}>{left > 0 ? countdown(left) : 'lapsed'}</span>;
}

function subjectOf(action: Action): string {
    const account = action.account_id ? `account ${action.account_id}` : '';
    return [action.instrument_name ?? '', account].filter((part) => part !== '').join(', ');
}

function Card(props: { of: Action }): JSX.Element {
    const { of: action } = props;
    const may = mayDecide(action);
    const open = (approve: boolean): void => { deciding.value = { action, approve }; };
    return (
        <li class="card" data-action={action.action_id}>
            <div class="card-head">
                <strong>{action.title ?? words(action.command)}</strong>
                <span class="muted">{subjectOf(action)}</span>
                {action.purpose === 'emergency' && <Badge tone="bad">emergency</Badge>}
                <span class="grow" />
                <span class="dim">#{action.action_id}</span>
            </div>
            <p class="fields">{fieldsText(action) || 'no fields'}</p>
            <ListOf of={action} />
            <p class="quote">{'\u201c'}{action.reason}{'\u201d'}</p>
            <div class="card-foot">
                <span class="muted">
                    {personOf(action.proposer_id, action.proposer_name)} at {dateTime(action.timestamp, utc.value)
                        .slice(11)}; lapses in <Left of={action} />
                </span>
                <span class="grow" />
                {may
                    ? (
                        <>
                            <button type="button" class="small" aria-label={`Refuse action ${action.action_id}`}
                                onClick={() => open(false)}>Refuse</button>
                            <button type="button" class="primary little"
                                aria-label={`Approve action ${action.action_id}`}
                                onClick={() => open(true)}>Approve</button>
                        </>
                    )
                    : <span class="dim">{action.proposer_id === who.value?.user_id
                        ? 'yours: another person decides' : 'not yours to decide'}</span>}
            </div>
        </li>
    );
}

export function WaitingActions(props: { of: readonly Action[] }): JSX.Element {
    // Their names and units are those of the forms; without these they are shown as they are sent.
    useSource(commands);
    if (!isAnswered(commands)) return <Waiting />;
    if (props.of.length === 0) return <Empty>Nothing waits for a second person.</Empty>;
    return (
        <ul class="cards" aria-label="Actions that wait">
            {props.of.map((action) => <Card key={action.action_id} of={action} />)}
        </ul>
    );
}

const STEP_TONES: Record<string, 'good' | 'bad' | 'warn' | 'quiet'> = {
    executed: 'good', approved: 'good', refused: 'bad', lapsed: 'warn',
};

const ENDED: readonly Column<Action>[] = [
    { name: 'Action', words: true, cell: (action) => `#${action.action_id}`, by: (action) => action.action_id },
    {
        name: 'Ended', words: true, by: (action) => action.decided_timestamp ?? action.timestamp,
        cell: (action) => dateTime(action.decided_timestamp ?? action.timestamp, utc.value),
    },
    { name: 'Outcome', words: true,
        cell: (action) => <Badge tone={STEP_TONES[action.step] ?? 'quiet'}>{words(action.step)}</Badge> },
    { name: 'Command', words: true, cell: (action) => <b>{action.title ?? words(action.command)}</b> },
    { name: 'On', words: true, cell: (action) => subjectOf(action) || NONE },
    { name: 'Purpose', words: true,
        cell: (action) => (action.purpose === 'emergency'
            ? <>Emergency<span class="dim"> entry {action.authority ?? NONE}</span></> : 'Ordinary') },
    { name: 'Proposed by', words: true, cell: (action) => personOf(action.proposer_id, action.proposer_name) },
    { name: 'Reason', words: true, cell: (action) => action.reason || NONE },
    { name: 'Decided by', words: true, cell: (action) => personOf(action.decided_by, action.decided_by_name) },
    { name: 'Why', words: true, cell: (action) => action.decision_reason || NONE },
    { name: 'Fields', words: true, cell: (action) => <span class="muted">{fieldsText(action) || NONE}</span> },
];

function Decision(props: { of: Deciding }): JSX.Element {
    const { action, approve } = props.of;
    const reason = useSignal('');
    const busy = useSignal(false);
    const close = (): void => { deciding.value = null; };
    const verb = approve ? 'Approve' : 'Refuse';
    const send = async (event: Event): Promise<void> => {
        event.preventDefault();
        if (faultOfReason(reason.value) !== '') return;
        busy.value = true;
        const done = await decide(action, approve, reason.value.trim());
        busy.value = false;
        if (done) close();
    };
    return (
        <Dialog title={`${verb} action ${action.action_id}?`} onClose={close}>
            <form onSubmit={(event) => void send(event)}>
                <p>
                    <b>{action.title ?? words(action.command)}</b> {subjectOf(action)}
                    {fieldsText(action) && `: ${fieldsText(action)}`}
                </p>
                <ListOf of={action} />
                <p class="note">
                    Proposed by {personOf(action.proposer_id, action.proposer_name)}:
                    {' \u201c'}{action.reason}{'\u201d'}.
                    {approve ? ' It is worked at once, as that person\u2019s command.' : ' It is over then.'}
                </p>
                <Reason value={reason.value} autofocus onInput={(value) => { reason.value = value; }} />
                <p class="problem" role="alert">{reason.value === '' ? '' : faultOfReason(reason.value)}</p>
                <div class="dialog-actions">
                    <button type="button" class="ghost" onClick={close}>Not now</button>
                    <button type="submit" class={approve ? 'primary' : 'danger'}
                        disabled={busy.value || faultOfReason(reason.value) !== ''}>{verb}</button>
                </div>
            </form>
        </Dialog>
    );
}

export function DecisionDialog(): JSX.Element | null {
    return deciding.value ? <Decision key={deciding.value.action.action_id} of={deciding.value} /> : null;
}

export function Approvals(): JSX.Element {
    return (
        <>
            <Panel label="Waiting for a second person" title="Waiting for a second person">
                <Shown of={actions}>{(data) => <WaitingActions of={data.waiting} />}</Shown>
            </Panel>
            <Panel label="Ended actions" title="What became of the others">
                <Shown of={actions}>
                    {(data) => (isAnswered(commands)
                        ? <Table caption="Ended actions" columns={ENDED} rows={data.ended}
                            keyOf={(action) => action.action_id}
                            empty="No action has ended yet. What is proposed under Commands ends here." />
                        : <Waiting />)}
                </Shown>
            </Panel>
        </>
    );
}
