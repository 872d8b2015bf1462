/* SPDX-License-Identifier: Apache-2.0 */
// commands.tsx - the commands that this key may send, each with a form drawn from its description.

import type { JSX } from 'preact';
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { instruments } from '../../state/market';
import { words } from '../../lib/format';
import { Check, Empty, Segments } from '../../parts/controls';
import { Shown, useSource } from '../../parts/shown';
import {
    chosenOf, consequenceOf, faultsOf, fieldsOf, findCommands, initialOf, needsSecond, sentenceOf, toggled,
} from '../logic/form';
import type { CommandInfo, FieldInfo } from '../logic/form';
import { Badge, faultOfReason, Panel, Reason } from '../parts';
import { commands, draft, submit } from './operations';

interface FieldProps {
    of: FieldInfo;
    value: string;
    onInput: (value: string) => void;
}

function choicesOf(field: FieldInfo): { value: string; title: string }[] | null {
    const optional = [{ value: '', title: field.required ? 'choose' : 'not given' }];
    if (field.type === 'flag') return [{ value: 'false', title: 'No' }, { value: 'true', title: 'Yes' }];
    if (field.type === 'choice' && field.choices) {
        return [...optional, ...field.choices.map(({ value, title }) => ({ value: String(value), title }))];
    }
    if (field.type !== 'instrument') return null;
    const listed = field.choices?.map(({ value, title }) => ({ value: String(value), title }))
        ?? instruments.value.map((one) => ({ value: one.instrument_name, title: one.instrument_name }));
    return [...optional, ...listed];
}

/** Several of a list: each is a box. */
function Boxes(props: FieldProps): JSX.Element {
    const { of: field } = props;
    const chosen = chosenOf(props.value);
    return (
        <fieldset class="form-field boxes">
            <legend>{field.title}</legend>
            {field.choices?.map(({ value, title }) => (
                <Check key={value} name={words(title)} checked={chosen.includes(String(value))}
                    onChange={() => props.onInput(toggled(field, props.value, String(value)))} />
            ))}
        </fieldset>
    );
}

function Field(props: FieldProps): JSX.Element {
    return props.of.type === 'choices' ? <Boxes {...props} /> : <OneField {...props} />;
}

function OneField(props: FieldProps): JSX.Element {
    const id = useId();
    const hint = useId();
    const { of: field } = props;
    const choices = choicesOf(field);
    const described = field.text ? { 'aria-describedby': hint } : {};
    return (
        <div class="form-field">
            {choices
                ? (
                    <div class="select">
                        <label for={id}>{field.title}</label>
                        <select id={id} value={props.value} {...described}
                            onChange={(event) => props.onInput(event.currentTarget.value)}>
                            {choices.map(({ value, title }) => (
                                <option key={value} value={value}>
                                    {field.type === 'instrument' ? title : words(title)}
                                </option>
                            ))}
                        </select>
                    </div>
                )
                : (
                    <div class={field.type === 'text' ? 'field text' : 'field'}>
                        <label for={id}>{field.title}</label>
                        <input id={id} type="text" autoComplete="off" spellcheck={false} value={props.value}
                            inputMode={field.type === 'decimal' || field.type === 'integer' ? 'decimal' : 'text'}
                            required={field.required} {...described}
                            placeholder={field.type === 'time' ? '2026-11-23 16:00' : ''}
                            onInput={(event) => props.onInput(event.currentTarget.value)} />
                        {field.unit && <span class="suffix">{field.unit}</span>}
                    </div>
                )}
            {field.text && <p class="hint" id={hint}>{field.text}</p>}
        </div>
    );
}

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

function Form(props: { of: CommandInfo; filled: Record<string, string> }): JSX.Element {
    const { of: command } = props;
    const typed = useSignal<Record<string, string>>(Object.fromEntries(
        command.fields.map((field) => [field.name, initialOf(field, props.filled[field.name])])));
    const reason = useSignal('');
    const isEmergency = useSignal(false);
    const authority = useSignal('');
    const busy = useSignal(false);
    const fault = useComputed(() => faultsOf(command, typed.value)[0]
        ?? (authorityFault(isEmergency.value, authority.value) || faultOfReason(reason.value)));
    const send = async (event: Event): Promise<void> => {
        event.preventDefault();
        if (fault.value !== '' || busy.value) return;
        busy.value = true;
        const outcome = await submit({
            command: command.command, title: command.title, fields: fieldsOf(command, typed.value),
            reason: reason.value.trim(), purpose: isEmergency.value ? 'emergency' : 'ordinary',
            ...(isEmergency.value ? { authority: Number(authority.value) } : {}),
        });
        busy.value = false;
        if (outcome && !outcome.reject) reason.value = '';
    };
    return (
        <form class="form body" onSubmit={(event) => void send(event)} aria-label={command.title}>
            <p class="prose">
                {command.text} {command.rule && <span class="dim">{command.rule}</span>}
            </p>
            <div class="row">
                {command.fields.map((field) => (
                    <Field key={field.name} of={field} value={typed.value[field.name] ?? ''}
                        onInput={(value) => { typed.value = { ...typed.value, [field.name]: value }; }} />
                ))}
            </div>
            {command.emergency && (
                <Purpose isEmergency={isEmergency.value} authority={authority.value}
                    onPurpose={(next) => { isEmergency.value = next; }}
                    onAuthority={(next) => { authority.value = next; }} />
            )}
            <Reason value={reason.value} onInput={(value) => { reason.value = value; }} />
            <div class="signed">
                <p>{sentenceOf(command, typed.value)}</p>
                <p class={needsSecond(command, typed.value) || isEmergency.value ? 'warn' : 'muted'}>
                    {consequenceOf(command, isEmergency.value, typed.value)}
                </p>
            </div>
            <div class="form-actions">
                <p class="muted problem-line" role="status">{fault.value}</p>
                <button type="submit" class="primary" disabled={fault.value !== '' || busy.value}>
                    {needsSecond(command, typed.value) ? 'Propose' : 'Send'}
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
