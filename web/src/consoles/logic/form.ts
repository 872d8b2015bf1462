/* SPDX-License-Identifier: Apache-2.0 */
// form.ts - a form drawn from the venue's description of a command: fields, faults, what is sent.
//
// Role: pure. The venue checks everything again; this says early what cannot be right.

import { plain } from '../../lib/format';
import {
    dateOf, durationOf, minuteOf, textOfDuration, textOfMinute, textOfTime, textOfWeekdays, textOfWeekMinute,
    timeOf, WEEKDAYS, weekdaysOf, weekMinuteOf,
} from './typed';

export type FieldType =
    | 'choice' | 'choices' | 'integer' | 'decimal' | 'text' | 'time' | 'duration' | 'date' | 'minute'
    | 'week_minute' | 'weekdays' | 'instrument' | 'account' | 'member' | 'user' | 'entry' | 'flag' | 'rows';

export interface FieldInfo {
    name: string;
    title: string;
    type: FieldType;
    unit?: string;
    text?: string;
    required: boolean;
    default?: string | number | boolean | null;
    choices?: { value: string | number; title: string }[];
    /** How far it may go, where that does not hang on other fields. */
    least?: number;
    most?: number;
    /** The most characters of a text. */
    size?: number;
    /** It names what the command is about: with it the venue knows the terms as they stand. */
    key?: boolean;
    /** Of rows: what one has, what it is called, how many there may be, which column rises. */
    columns?: FieldInfo[];
    one?: string;
    max?: number;
    rising?: string;
}

/** What a field is typed as; several choices stand in one text, with commas. */
export type Typed = Readonly<Record<string, string>>;
export type Sent = string | number | boolean | string[] | Record<string, unknown>[];

export interface CommandInfo {
    command: string;
    title: string;
    text: string;
    rule?: string;
    /** What it falls under for two people, now; none: it is executed at once. */
    control: string | null;
    /** May be done as an emergency, with an authority. */
    emergency: boolean;
    fields: FieldInfo[];
}

const WHOLE = /^-?\d+$/;
const DECIMAL = /^-?\d*\.?\d+$/;

/** What a field shows before anybody has typed; a choice that matters is made, not left as it is. */
export function initialOf(field: FieldInfo, filled?: string): string {
    if (filled !== undefined) return filled;
    if (field.default !== undefined && field.default !== null) return String(field.default);
    return '';
}

/** A value of the venue as it would be typed. */
export function typedOf(field: FieldInfo, value: unknown): string {
    if (value === null || value === undefined) return '';
    if (Array.isArray(value)) return value.join(',');
    const number = Number(value);
    switch (field.type) {
        case 'time': return number === 0 ? '' : textOfTime(number);
        case 'duration': return textOfDuration(number);
        case 'minute': return textOfMinute(number);
        case 'week_minute': return textOfWeekMinute(number);
        case 'weekdays': return textOfWeekdays(number);
        case 'flag': return number === 0 ? 'false' : 'true';
        case 'decimal': return DECIMAL.test(String(value)) ? plain(String(value)) : String(value);
        default: return String(value);
    }
}

const WHOLE_TYPES: readonly FieldType[] = ['integer', 'account', 'member', 'user', 'entry'];

const isWhole = (type: FieldType): boolean => WHOLE_TYPES.includes(type);

export function chosenOf(typed: string): string[] {
    return typed.split(',').map((word) => word.trim()).filter((word) => word !== '');
}

/** What several can be chosen of. */
export function choicesOf(field: FieldInfo): { value: string | number; title: string }[] {
    if (field.type === 'weekdays') return WEEKDAYS.map((title, value) => ({ value, title }));
    return field.choices ?? [];
}

/** The same choices with one put in or taken out, in the order of the list. */
export function toggled(field: FieldInfo, typed: string, value: string): string {
    const now = new Set(chosenOf(typed));
    if (!now.delete(value)) now.add(value);
    return choicesOf(field).map((choice) => String(choice.value)).filter((word) => now.has(word)).join(',');
}

type Reader = readonly [(text: string) => string | number | null, string];

const READERS: Readonly<Partial<Record<FieldType, Reader>>> = {
    time: [timeOf, 'a time such as 2026-11-23 16:00 (UTC)'],
    duration: [durationOf, 'a duration such as 90 s, 15 min or 2 h'],
    date: [dateOf, 'a date such as 2026-12-25'],
    minute: [minuteOf, 'a time of the day such as 17:00'],
    week_minute: [weekMinuteOf, 'a day and a time such as Sun 18:00'],
};

/** Beyond the bounds that the venue tells, in the unit in which they are told. */
function isBeyond(field: FieldInfo, value: string): boolean {
    if (field.least === undefined || field.most === undefined) return false;
    const number = Number(READERS[field.type]?.[0](value) ?? value.replace(/,/g, ''));
    return number < field.least || number > field.most;
}

/** Why a field cannot be sent; empty: it can. */
export function faultOf(field: FieldInfo, typed: string): string {
    const value = typed.trim();
    if (value === '') return field.required ? `${field.title}: give a value.` : '';
    if (isWhole(field.type) && !WHOLE.test(value)) return `${field.title}: a whole number.`;
    if (field.type === 'decimal' && !DECIMAL.test(value.replace(/,/g, ''))) return `${field.title}: a number.`;
    const read = READERS[field.type];
    if (read && read[0](value) === null) return `${field.title}: ${read[1]}.`;
    if (field.type === 'text' && value.length > (field.size ?? value.length)) {
        return `${field.title}: at most ${field.size} characters.`;
    }
    if (isBeyond(field, value)) return `${field.title}: ${boundOf(field)}.`;
    const isListed = field.choices?.some((choice) => String(choice.value) === value) ?? true;
    return field.type === 'choice' && !isListed ? `${field.title}: one of the list.` : '';
}

/** As the venue means it. */
export function valueOf(field: FieldInfo, value: string): Sent {
    if (field.type === 'flag') return value === 'true';
    if (field.type === 'choices') return chosenOf(value);
    if (field.type === 'weekdays') return weekdaysOf(value);
    const read = READERS[field.type];
    if (read) return read[0](value) ?? value;
    if (isWhole(field.type)) return Number(value);
    // As text: a binary number would round.
    if (field.type === 'decimal') return value.replace(/,/g, '');
    const choice = field.choices?.find((one) => String(one.value) === value);
    return choice ? choice.value : value;
}

/** A value of the venue in words, with its unit. */
function said(field: FieldInfo, value: unknown): string {
    return shownOf(field, typedOf(field, value));
}

/** "10 to 1000 %"; empty: the venue tells no bounds. */
export function boundOf(field: FieldInfo): string {
    if (field.least === undefined || field.most === undefined) return '';
    const isTimed = READERS[field.type] !== undefined;
    return `${isTimed ? said(field, field.least) : typedOf(field, field.least)} to ${said(field, field.most)}`;
}

export interface Nearest {
    place?: string;
    nearest?: unknown;
}

/** Which field the rules refused and what would be legal, as it is filled in; empty: it is not certain. */
export function nearestOf(command: CommandInfo | undefined, reject: Nearest): string {
    const field = command?.fields.find((one) => one.name === reject.place);
    if (!field || reject.nearest === undefined) return '';
    return `${field.title}: nearest legal is ${said(field, reject.nearest)}.`;
}

/** What is sent: fields that were left empty are left out. */
export function fieldsOf(command: CommandInfo, typed: Typed): Record<string, Sent> {
    const fields: Record<string, Sent> = {};
    for (const field of command.fields) {
        const value = (typed[field.name] ?? '').trim();
        if (field.type !== 'rows' && value !== '') fields[field.name] = valueOf(field, value);
    }
    return fields;
}

export function faultsOf(command: CommandInfo, typed: Typed): string[] {
    return command.fields.map((field) => faultOf(field, typed[field.name] ?? '')).filter((fault) => fault !== '');
}

/** A typed value with its unit, in words. */
export function shownOf(field: FieldInfo, value: string): string {
    if (value === '') return '';
    const title = field.choices?.find((choice) => String(choice.value) === value)?.title;
    if (title) return title;
    if (field.type === 'choices') return chosenOf(value).join(' and ');
    if (field.type === 'weekdays') return chosenOf(value).map((day) => WEEKDAYS[Number(day)]).join(' ');
    if (field.type === 'flag') return value === 'true' ? 'yes' : 'no';
    return field.unit && field.type !== 'duration' ? `${value} ${field.unit}` : value;
}

/** The words that a person signs: "halt, instrument_name BTC_USD-PERPETUAL". */
export function sentenceOf(command: CommandInfo, typed: Typed): string {
    const parts = command.fields
        .filter((field) => field.type !== 'rows' && (typed[field.name] ?? '').trim() !== '')
        .map((field) => `${field.title.toLowerCase()} ${shownOf(field, typed[field.name]!.trim())}`);
    return parts.length === 0 ? command.title : `${command.title}: ${parts.join(', ')}`;
}

/** A halt, unlike its end, falls under no control (R-CONTROL-2). */
function isStop(command: CommandInfo, typed: Typed): boolean {
    return command.command === 'halt' && ['paused', 'halted'].includes(typed['state'] ?? '');
}

/** True: what is sent now waits for a second person. */
export function needsSecond(command: CommandInfo, typed: Typed): boolean {
    return command.control !== null && !isStop(command, typed);
}

/** What will happen when it is sent. */
export function consequenceOf(command: CommandInfo, emergency: boolean, typed: Typed = {}): string {
    if (isStop(command, typed)) return 'Stopping waits for nobody: it is executed at once.';
    if (command.control) return `Falls under the control "${command.control}": it waits for a second person.`;
    if (emergency) {
        return 'An emergency action: it is announced, and waits for a second person unless it stops the market.';
    }
    return 'Falls under no control: it is executed at once.';
}

/** Commands whose name, title or words have all of what was typed. */
export function findCommands(all: readonly CommandInfo[], typed: string): CommandInfo[] {
    const wanted = typed.toLowerCase().split(/\s+/).filter((word) => word !== '');
    return all.filter((one) => {
        const words = `${one.command} ${one.title} ${one.text}`.toLowerCase();
        return wanted.every((word) => words.includes(word));
    });
}
