/* SPDX-License-Identifier: Apache-2.0 */
// change.ts - a form that begins with the terms as they stand: what it changes, and in which words.
//
// Role: pure. Only what was changed is sent, so that the second person sees the change and nothing
// that somebody else set meanwhile is set back.

import { sentenceOf, typedOf, valueOf } from './form';
import type { CommandInfo, FieldInfo, Sent, Typed } from './form';
import { areSame, changeOfRows, listOf, rowsOf, sentRows } from './rows';
import type { Row } from './rows';

/** The terms as they stand, as they would be typed. */
export interface Standing {
    typed: Typed;
    rows: readonly Row[];
}

/** What is filled in, and what it began with. */
export interface Filling {
    typed: Typed;
    rows: readonly Row[];
    standing: Standing | null;
    /** Fields that this person has written. */
    own: ReadonlySet<string>;
}

const plainOf = (command: CommandInfo): FieldInfo[] => command.fields.filter((field) => field.type !== 'rows');

export function standingOf(command: CommandInfo, fields: Readonly<Record<string, unknown>>): Standing {
    const list = listOf(command);
    return {
        typed: Object.fromEntries(plainOf(command).map((field) => [field.name, typedOf(field, fields[field.name])])),
        rows: list ? rowsOf(list, fields[list.name]) : [],
    };
}

/** What is sent: what the command needs, and of the rest what is another value than stands. */
export function changedFields(
    command: CommandInfo, typed: Typed, rows: readonly Row[], standing: Standing | null,
): Record<string, Sent> {
    const fields: Record<string, Sent> = {};
    for (const field of plainOf(command)) {
        const value = (typed[field.name] ?? '').trim();
        const isKept = !field.key && !field.required && standing?.typed[field.name] === value;
        if (value !== '' && !isKept) fields[field.name] = valueOf(field, value);
    }
    const list = listOf(command);
    const isOther = standing ? list && !areSame(list, rows, standing.rows) : rows.length > 0;
    if (list && isOther) fields[list.name] = sentRows(list, rows);
    return fields;
}

function changes(field: FieldInfo, fields: Record<string, Sent>, standing: Standing): boolean {
    if (field.key || !(field.name in fields)) return false;
    if (field.type === 'rows') return true;
    const value = standing.typed[field.name] ?? '';
    return value === '' || JSON.stringify(valueOf(field, value)) !== JSON.stringify(fields[field.name]);
}

/** True: everything would stay as it is. */
export function isUnchanged(
    command: CommandInfo, fields: Record<string, Sent>, standing: Standing | null,
): boolean {
    return standing !== null && !command.fields.some((field) => changes(field, fields, standing));
}

/** The words that a person signs: what the command is about, and what becomes another. */
export function sentenceOfChange(command: CommandInfo, fields: Record<string, Sent>, filling: Filling): string {
    const { typed, rows, standing } = filling;
    const said = plainOf(command).filter((field) => standing === null || field.key || changes(field, fields, standing));
    const sentence = sentenceOf({ ...command, fields: said }, typed);
    const list = listOf(command);
    if (!list || !(list.name in fields)) return sentence;
    const change = changeOfRows(list, standing?.rows ?? [], rows);
    return `${sentence}${sentence === command.title ? ':' : ','} ${change}`;
}

/** The field by which the venue speaks of a row: it gives the row's place, from 0. */
const FIELD_OF: Readonly<Record<string, string>> = {
    zone: 'steps', schedule: 'schedule', scenarios: 'scenarios', sources: 'sources', holidays: 'days',
    cycles: 'cycles', tiers: 'tiers', times: 'times',
};

export interface Refusal {
    reject?: { text: string; field?: string; value?: number } | null;
    /** "brackets[2].floor_micros": where the venue could not read what was sent. */
    place?: string;
    text?: string;
}

/** The row that the venue found wrong; null: it spoke of none. */
export function refusedRow(list: FieldInfo, outcome: Refusal): { row: number; text: string } | null {
    const match = /^(\w+)\[(\d+)\]/.exec(outcome.place ?? '');
    if (match?.[1] === list.name) return { row: Number(match[2]), text: outcome.text ?? '' };
    const { reject } = outcome;
    if (!reject || reject.value === undefined || reject.field !== FIELD_OF[list.name]) return null;
    return { row: reject.value, text: reject.text };
}
