/* SPDX-License-Identifier: Apache-2.0 */
// commands.tsx - the commands that this key may send, each with a form drawn from its description.

import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { words } from '../../lib/format';
import { Empty, Segments } from '../../parts/controls';
import { Shown, useSource } from '../../parts/shown';
import {
    changedFields, isUnchanged, refusedRow, sentenceOfChange,
} from '../logic/change';
import type { Filling, Standing } from '../logic/change';
import { consequenceOf, faultsOf, fieldsOf, findCommands, initialOf, needsSecond } from '../logic/form';
import type { CommandInfo, FieldInfo, Sent, Typed } from '../logic/form';
import { faultOfRows, listOf } from '../logic/rows';
import { Badge, faultOfReason, Panel, Reason } from '../parts';
import { Field, Rows } from './fields';
import { askStanding, commands, draft, submit } from './operations';

interface EmergencyProps {
    isEmergency: boolean;
    authority: string;
    onPurpose: (isEmergency: boolean) => void;
    onAuthority: (authority: string) => void;
}

function Purpose(props: EmergencyProps): JSX.Element {
    const id = useId();
    return (
        <div class="row">
            <Segments name="Purpose" class="types" value={props.isEmergency ? 'emergency' : 'ordinary'}
                choices={[{ value: 'ordinary', name: 'Ordinary' }, { value: 'emergency', name: 'Emergency' }]}
                onChange={(next) => props.onPurpose(next === 'emergency')} />
            {props.isEmergency && (
                <div class="field">
                    <label for={id}>Authority</label>
                    <input id={id} type="text" inputMode="numeric" autoComplete="off" value={props.authority}
                        placeholder="entry of the register" required
                        onInput={(event) => props.onAuthority(event.currentTarget.value)} />
                </div>
            )}
        </div>
    );
}

function authorityFault(isEmergency: boolean, authority: string): string {
    return isEmergency && !/^[1-9]\d*$/.test(authority.trim())
        ? 'An emergency names its authority: the number of an entry of the register.' : '';
}

const keysOf = (command: CommandInfo, typed: Typed): Record<string, Sent> =>
    fieldsOf({ ...command, fields: command.fields.filter((field) => field.key) }, typed);

/** What is under the form: the terms as they stand, once it is known of what. */
function useStanding(command: CommandInfo, typed: Typed, onCome: (standing: Standing) => void): void {
    const keys = keysOf(command, typed);
    const isMissing = command.fields.some((field) => field.key && field.required && !(field.name in keys));
    useEffect(() => {
        if (isMissing) return undefined;
        let isWanted = true;
        void askStanding(command, keys).then((standing) => {
            if (isWanted && standing) onCome(standing);
        });
        return () => { isWanted = false; };
    }, [command.command, JSON.stringify(keys), isMissing]);
}

function beginOf(command: CommandInfo, filled: Typed): Filling {
    const typed = Object.fromEntries(command.fields.filter((field) => field.type !== 'rows')
        .map((field) => [field.name, initialOf(field, filled[field.name])]));
    return { typed, rows: [], standing: null, own: new Set(Object.keys(filled)) };
}

/** The terms as they stand come under what was written already. */
function withStanding(now: Filling, standing: Standing, list: FieldInfo | null): Filling {
    const own = Object.entries(now.typed).filter(([name, value]) => now.own.has(name) && value !== '');
    return {
        ...now, standing, typed: { ...now.typed, ...standing.typed, ...Object.fromEntries(own) },
        rows: list && now.own.has(list.name) ? now.rows : standing.rows,
    };
}

function Form(props: { of: CommandInfo; filled: Record<string, string> }): JSX.Element {
    const { of: command } = props;
    const list = listOf(command);
    const filling = useSignal(beginOf(command, props.filled));
    const reason = useSignal('');
    const isEmergency = useSignal(false);
    const authority = useSignal('');
    const busy = useSignal(false);
    const refused = useSignal<{ row: number; text: string } | null>(null);
    const { typed, rows, standing } = filling.value;
    useStanding(command, typed, (come) => { filling.value = withStanding(filling.value, come, list); });
    const fields = changedFields(command, typed, rows, standing);
    const fault = faultsOf(command, typed)[0] ?? ((list ? faultOfRows(list, rows) : '')
        || (isUnchanged(command, fields, standing) ? 'Nothing is changed.' : '')
        || authorityFault(isEmergency.value, authority.value) || faultOfReason(reason.value));
    const params = {
        command: command.command, fields, reason: reason.value.trim(),
        purpose: isEmergency.value ? 'emergency' as const : 'ordinary' as const,
        ...(isEmergency.value ? { authority: Number(authority.value) } : {}),
    };
    const send = async (event: Event): Promise<void> => {
        event.preventDefault();
        if (fault !== '' || busy.value) return;
        busy.value = true;
        const outcome = await submit({ ...params, title: command.title });
        busy.value = false;
        refused.value = list && outcome ? refusedRow(list, outcome) : null;
        if (outcome && outcome.state !== 'rejected') reason.value = '';
    };
    return (
        <form class="form body" onSubmit={(event) => void send(event)} aria-label={command.title}>
            <p class="prose">
                {command.text} {command.rule && <span class="dim rule">{command.rule}</span>}
            </p>
            <div class="row">
                {command.fields.filter((field) => field.type !== 'rows').map((field) => (
                    <Field key={field.name} of={field} value={typed[field.name] ?? ''}
                        onInput={(value) => {
                            filling.value = {
                                ...filling.value, typed: { ...typed, [field.name]: value },
                                own: new Set([...filling.value.own, field.name]),
                            };
                        }} />
                ))}
            </div>
            {list && (
                <Rows of={list} rows={rows} refused={refused.value}
                    onChange={(next) => {
                        refused.value = null;
                        filling.value = {
                            ...filling.value, rows: next, own: new Set([...filling.value.own, list.name]),
                        };
                    }} />
            )}
            {command.emergency && (
                <Purpose isEmergency={isEmergency.value} authority={authority.value}
                    onPurpose={(next) => { isEmergency.value = next; }}
                    onAuthority={(next) => { authority.value = next; }} />
            )}
            <Reason value={reason.value} onInput={(value) => { reason.value = value; }} />
            <div class="signed">
                <p>{sentenceOfChange(command, fields, filling.value)}</p>
                <p class={needsSecond(command, typed) || isEmergency.value ? 'warn' : 'muted'}>
                    {consequenceOf(command, isEmergency.value, typed)}
                </p>
                <details class="sent" open={list !== null}>
                    <summary>What is sent</summary>
                    <pre class="scroll" tabIndex={0} aria-label="What is sent, as JSON">
                        {JSON.stringify(params, null, 2)}
                    </pre>
                </details>
            </div>
            <div class="form-actions">
                <p class="muted problem-line" role="status">{fault}</p>
                <button type="submit" class="primary" disabled={fault !== '' || busy.value}>
                    {needsSecond(command, typed) ? 'Propose' : 'Send'}
                </button>
            </div>
        </form>
    );
}

function List(props: { of: CommandInfo[]; chosen: string }): JSX.Element {
    const typed = useSignal('');
    const found = findCommands(props.of, typed.value);
    return (
        <>
            <div class="filters">
                <div class="field text">
                    <label for="find-command">Find</label>
                    <input id="find-command" type="search" autoComplete="off" value={typed.value}
                        onInput={(event) => { typed.value = event.currentTarget.value; }} />
                </div>
            </div>
            <ul class="list scroll" tabIndex={0} aria-label="Commands">
                {found.map((one) => (
                    <li key={one.command}>
                        <button type="button" aria-pressed={one.command === props.chosen}
                            onClick={() => { draft.value = { command: one.command, fields: {} }; }}>
                            <span>{one.title}</span>
                            {one.control && <Badge tone="warn">two people</Badge>}
                        </button>
                    </li>
                ))}
                {found.length === 0 && <li><Empty>No command has these words.</Empty></li>}
            </ul>
        </>
    );
}

export function Commands(): JSX.Element {
    useSource(commands);
    const all = commands.data.value ?? [];
    const shown = all.find((one) => one.command === draft.value.command) ?? all[0];
    useEffect(() => () => { draft.value = { command: '', fields: {} }; }, []);
    return (
        <>
            <Panel label="Commands" title="Commands">
                <Shown of={commands}>
                    {(list) => (list.length > 0 ? <List of={list} chosen={shown?.command ?? ''} />
                        : <Empty>This key reads only: its roles may send no command.</Empty>)}
                </Shown>
            </Panel>
            <Panel label="Form" class="tall" title={shown?.title ?? 'Form'}
                tools={shown && <span class="mono">{words(shown.command)}</span>}>
                {shown
                    ? <Form key={`${shown.command} ${JSON.stringify(draft.value.fields)}`} of={shown}
                        filled={draft.value.fields} />
                    : <Empty>Choose a command.</Empty>}
            </Panel>
        </>
    );
}
