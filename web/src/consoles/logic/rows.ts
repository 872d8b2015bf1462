/* SPDX-License-Identifier: Apache-2.0 */
// rows.ts - the list of a command as rows that are edited: brackets, tiers, holidays, sessions.
//
// Role: pure. A form begins with the rows as they stand; what is sent is the whole list, and only
// if it is another one.

import { faultOf, initialOf, typedOf, valueOf } from './form';
import type { CommandInfo, FieldInfo, Sent, Typed } from './form';
import { dateOf, durationOf, minuteOf, timeOf, weekMinuteOf } from './typed';

export type Row = Typed;

export const columnsOf = (list: FieldInfo): FieldInfo[] => list.columns ?? [];

/** The list of a command; it has one at most. */
export function listOf(command: CommandInfo): FieldInfo | null {
    return command.fields.find((field) => field.type === 'rows') ?? null;
}

export function emptyRow(list: FieldInfo): Row {
    return Object.fromEntries(columnsOf(list).map((column) => [column.name, initialOf(column)]));
}

/** The venue's rows as they would be typed. */
export function rowsOf(list: FieldInfo, value: unknown): Row[] {
    if (!Array.isArray(value)) return [];
    return (value as Record<string, unknown>[]).map((row) => Object.fromEntries(
        columnsOf(list).map((column) => [column.name, typedOf(column, row[column.name])])));
}

export function sentRows(list: FieldInfo, rows: readonly Row[]): Record<string, Sent>[] {
    return rows.map((row) => Object.fromEntries(columnsOf(list)
        .map((column) => [column, (row[column.name] ?? '').trim()] as const)
        .filter(([, value]) => value !== '')
        .map(([column, value]) => [column.name, valueOf(column, value)])));
}

/** By what rows are put in order. */
function rankOf(column: FieldInfo, value: string): number {
    switch (column.type) {
        case 'time': return timeOf(value) ?? NaN;
        case 'duration': return durationOf(value) ?? NaN;
        case 'minute': return minuteOf(value) ?? NaN;
        case 'week_minute': return weekMinuteOf(value) ?? NaN;
        case 'date': return Date.parse(dateOf(value) ?? '');
        default: return Number(value.replace(/,/g, ''));
    }
}

function rises(list: FieldInfo, rows: readonly Row[], index: number): boolean {
    const column = columnsOf(list).find((one) => one.name === list.rising);
    if (!column || index === 0) return true;
    const [before, mine] = [index - 1, index].map((at) => rankOf(column, (rows[at]?.[column.name] ?? '').trim()));
    // A value that is none has a fault of its own.
    return Number.isNaN(before) || Number.isNaN(mine) || mine! > before!;
}

export interface CellFault {
    column: string;
    text: string;
}

/** What is wrong with a row, at its cell; null: nothing. */
export function faultOfRow(list: FieldInfo, rows: readonly Row[], index: number): CellFault | null {
    for (const column of columnsOf(list)) {
        const text = faultOf(column, rows[index]?.[column.name] ?? '');
        if (text !== '') return { column: column.name, text };
    }
    if (rises(list, rows, index)) return null;
    const column = columnsOf(list).find((one) => one.name === list.rising)!;
    return { column: column.name, text: `${column.title}: must be above that of the row before.` };
}

/** The first fault of the list, with its row; empty: none. */
export function faultOfRows(list: FieldInfo, rows: readonly Row[]): string {
    if (list.max !== undefined && rows.length > list.max) return `${list.title}: at most ${list.max} rows.`;
    for (let index = 0; index < rows.length; index += 1) {
        const fault = faultOfRow(list, rows, index);
        if (fault) return `${list.title}, row ${index + 1}. ${fault.text}`;
    }
    return '';
}

export function areSame(list: FieldInfo, one: readonly Row[], other: readonly Row[]): boolean {
    return JSON.stringify(sentRows(list, one)) === JSON.stringify(sentRows(list, other));
}

/** "5 rows become 6: 1 changed, 1 added" */
export function changeOfRows(list: FieldInfo, before: readonly Row[], after: readonly Row[]): string {
    const [old, next] = [before, after].map((rows) => sentRows(list, rows).map((row) => JSON.stringify(row)));
    const kept = next!.filter((row) => old!.includes(row)).length;
    const added = Math.max(0, next!.length - old!.length);
    const gone = Math.max(0, old!.length - next!.length);
    const changed = next!.length - kept - added;
    const parts = [[changed, 'changed'], [added, 'added'], [gone, 'removed']] as const;
    const said = parts.filter(([count]) => count > 0).map(([count, verb]) => `${count} ${verb}`).join(', ');
    const name = list.title.toLowerCase();
    if (said === '') return `${name} in another order`;
    return old!.length === next!.length ? `${name}: ${said}` : `${name}: ${said}, ${next!.length} then`;
}
