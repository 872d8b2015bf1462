/* SPDX-License-Identifier: Apache-2.0 */
// fields.tsx - the fields of a command's form, and the editor of its rows.

import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { instruments } from '../../state/market';
import { words } from '../../lib/format';
import { Check } from '../../parts/controls';
import { boundOf, choicesOf as manyOf, chosenOf, toggled } from '../logic/form';
import type { FieldInfo } from '../logic/form';
import { columnsOf, emptyRow, faultOfRow } from '../logic/rows';
import type { Row } from '../logic/rows';

interface FieldProps {
    of: FieldInfo;
    value: string;
    onInput: (value: string) => void;
}

interface CellProps extends FieldProps {
    /** In a row the name stands above the column. */
    label: string;
    hasFault: boolean;
    describedBy?: string;
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
    time: '2026-11-23 16:00', date: '2026-12-25', duration: '15 min', minute: '17:00', week_minute: 'Sun 18:00',
};

interface Option {
    value: string;
    title: string;
}

/** One of a list; null: it is typed. */
function optionsOf(field: FieldInfo): Option[] | null {
    const optional = [{ value: '', title: field.required ? 'choose' : 'not given' }];
    const listed = (choices: readonly { value: string | number; title: string }[]): Option[] =>
        [...optional, ...choices.map(({ value, title }) => ({ value: String(value), title }))];
    if (field.type === 'flag') return listed([{ value: 'true', title: 'yes' }, { value: 'false', title: 'no' }]);
    if (field.type === 'choice' && field.choices) return listed(field.choices);
    if (field.type !== 'instrument') return null;
    const names = instruments.value.map(({ instrument_name: name }) => ({ value: name, title: name }));
    return listed(field.choices ?? names);
}

function unitOf(field: FieldInfo): string {
    // Durations are typed with their unit.
    return field.type === 'duration' ? '' : field.unit ?? '';
}

/** Several of a list: each is a box. */
function Boxes(props: FieldProps): JSX.Element {
    const { of: field } = props;
    const chosen = chosenOf(props.value);
    return (
        <fieldset class="form-field boxes">
            <legend>{field.title}</legend>
            {manyOf(field).map(({ value, title }) => (
                <Check key={value} name={words(title)} checked={chosen.includes(String(value))}
                    onChange={() => props.onInput(toggled(field, props.value, String(value)))} />
            ))}
        </fieldset>
    );
}

const isMany = (field: FieldInfo): boolean => field.type === 'choices' || field.type === 'weekdays';

function Choose(props: { id: string; of: FieldInfo; options: Option[]; value: string;
    onInput: (value: string) => void; rest: Record<string, unknown> }): JSX.Element {
    return (
        <select id={props.id} value={props.value} {...props.rest}
            onChange={(event) => props.onInput(event.currentTarget.value)}>
            {props.options.map(({ value, title }) => (
                <option key={value} value={value}>{props.of.type === 'instrument' ? title : words(title)}</option>
            ))}
        </select>
    );
}

function Type(props: FieldProps & { id: string; rest: Record<string, unknown> }): JSX.Element {
    const { of: field } = props;
    return (
        <input id={props.id} type="text" autoComplete="off" spellcheck={false} value={props.value}
            inputMode={field.type === 'decimal' || field.type === 'integer' ? 'decimal' : 'text'}
            required={field.required} placeholder={PLACEHOLDERS[field.type] ?? ''} {...props.rest}
            onInput={(event) => props.onInput(event.currentTarget.value)} />
    );
}

function OneField(props: FieldProps): JSX.Element {
    const id = useId();
    const hint = useId();
    const { of: field } = props;
    const options = optionsOf(field);
    const text = field.text ?? boundOf(field);
    const rest = text ? { 'aria-describedby': hint } : {};
    const unit = unitOf(field);
    return (
        <div class="form-field">
            <div class={options ? 'select' : field.type === 'text' ? 'field text' : 'field'}>
                <label for={id}>{field.title}{!field.required && <span class="dim"> optional</span>}</label>
                {options
                    ? (
                        <Choose id={id} of={field} options={options} value={props.value} onInput={props.onInput}
                            rest={rest} />
                    )
                    : <Type {...props} id={id} rest={rest} />}
                {!options && unit !== '' && <span class="suffix">{unit}</span>}
            </div>
            {text && <p class="hint" id={hint}>{text}</p>}
        </div>
    );
}

export function Field(props: FieldProps): JSX.Element {
    return isMany(props.of) ? <Boxes {...props} /> : <OneField {...props} />;
}

/* ---- rows ---- */

/** Several words in a cell: pressed or not. */
function Toggles(props: CellProps): JSX.Element {
    const { of: field } = props;
    const chosen = chosenOf(props.value);
    return (
        <div class="toggles" role="group" aria-label={props.label}>
            {manyOf(field).map(({ value, title }) => (
                <button key={value} type="button" class="small" aria-pressed={chosen.includes(String(value))}
                    onClick={() => props.onInput(toggled(field, props.value, String(value)))}>{words(title)}</button>
            ))}
        </div>
    );
}

function Cell(props: CellProps): JSX.Element {
    const id = useId();
    const { of: field } = props;
    if (isMany(field)) return <Toggles {...props} />;
    const options = optionsOf(field);
    const rest = {
        'aria-label': props.label, 'aria-invalid': props.hasFault,
        ...(props.describedBy ? { 'aria-describedby': props.describedBy } : {}),
    };
    return options
        ? <Choose id={id} of={field} options={options} value={props.value} onInput={props.onInput} rest={rest} />
        : <Type of={field} value={props.value} onInput={props.onInput} id={id} rest={rest} />;
}

interface RowsProps {
    of: FieldInfo;
    rows: readonly Row[];
    /** A row that the venue found wrong, and why. */
    refused: { row: number; text: string } | null;
    onChange: (rows: Row[]) => void;
}

function RowLine(props: RowsProps & { index: number }): JSX.Element {
    const { of: list, rows, index } = props;
    const note = useId();
    const fault = faultOfRow(list, rows, index);
    const refused = props.refused?.row === index ? props.refused.text : '';
    const said = fault?.text ?? refused;
    const name = `${list.one ?? 'row'} ${index + 1}`;
    const change = (column: string, value: string): void =>
        props.onChange(rows.map((row, at) => (at === index ? { ...row, [column]: value } : row)));
    const insert = (): void => props.onChange([...rows.slice(0, index), emptyRow(list), ...rows.slice(index)]);
    return (
        <>
            <tr class={said === '' ? '' : 'faulty'}>
                <th scope="row">{index + 1}</th>
                {columnsOf(list).map((column) => (
                    <td key={column.name}>
                        <Cell of={column} value={rows[index]?.[column.name] ?? ''} label={`${column.title}, ${name}`}
                            hasFault={fault?.column === column.name}
                            {...(said === '' ? {} : { describedBy: note })}
                            onInput={(value) => change(column.name, value)} />
                    </td>
                ))}
                <td class="actions">
                    <button type="button" class="small" aria-label={`Insert before ${name}`}
                        onClick={insert}>Insert</button>
                    <button type="button" class="small" aria-label={`Remove ${name}`}
                        onClick={() => props.onChange(rows.filter((_row, at) => at !== index))}>Remove</button>
                </td>
            </tr>
            {said !== '' && (
                <tr class="fault">
                    <td />
                    <td colSpan={columnsOf(list).length + 1} id={note}>{said}</td>
                </tr>
            )}
        </>
    );
}

export function Rows(props: RowsProps): JSX.Element {
    const { of: list, rows } = props;
    const isFull = list.max !== undefined && rows.length >= list.max;
    return (
        <section class="rows" aria-label={list.title}>
            <header>
                <h3>{list.title}</h3>
                <span class="muted">{rows.length} of at most {list.max ?? '\u221e'}</span>
                <span class="grow" />
                <button type="button" class="small" disabled={isFull}
                    onClick={() => props.onChange([...rows, emptyRow(list)])}>Add {list.one ?? 'row'}</button>
            </header>
            <div class="scroll" tabIndex={0} role="region" aria-label={`${list.title}, rows`}>
                <table>
                    <thead>
                        <tr>
                            <th scope="col"><span class="only-read">Row</span></th>
                            {columnsOf(list).map((column) => (
                                <th key={column.name} scope="col">
                                    {column.title}{unitOf(column) !== '' && <span class="dim"> {unitOf(column)}</span>}
                                </th>
                            ))}
                            <td />
                        </tr>
                    </thead>
                    <tbody>
                        {rows.map((_row, index) => <RowLine key={index} {...props} index={index} />)}
                    </tbody>
                </table>
                {rows.length === 0 && <p class="empty">No {list.one ?? 'row'}.</p>}
            </div>
        </section>
    );
}
