/* SPDX-License-Identifier: Apache-2.0 */
// form.ts - a form drawn from the venue's description of a command: fields, faults, what is sent.
//
// Role: pure. The venue checks everything again; this says early what cannot be right.

export type FieldType =
    | 'choice' | 'choices' | 'integer' | 'decimal' | 'text' | 'time' | 'instrument' | 'account' | 'member' | 'user'
    | 'entry' | 'flag';

export interface FieldInfo {
    name: string;
    title: string;
    type: FieldType;
    unit?: string;
    text?: string;
    required: boolean;
    default?: string | number | boolean | null;
    choices?: { value: string | number; title: string }[];
    /** The most characters of a text. */
    size?: number;
}

/** What a field is typed as; several choices stand in one text, with commas. */
export type Typed = Readonly<Record<string, string>>;
export type Sent = string | number | boolean | string[];

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
    return field.type === 'flag' ? 'false' : '';
}

const WHOLE_TYPES: readonly FieldType[] = ['integer', 'account', 'member', 'user', 'entry'];

const isWhole = (type: FieldType): boolean => WHOLE_TYPES.includes(type);

export function chosenOf(typed: string): string[] {
    return typed.split(',').map((word) => word.trim()).filter((word) => word !== '');
}

/** The same choices with one put in or taken out, in the order of the list. */
export function toggled(field: FieldInfo, typed: string, value: string): string {
    const now = new Set(chosenOf(typed));
    if (!now.delete(value)) now.add(value);
    return (field.choices ?? []).map((choice) => String(choice.value)).filter((word) => now.has(word)).join(',');
}

/** Why a field cannot be sent; empty: it can. */
export function faultOf(field: FieldInfo, typed: string): string {
    const value = typed.trim();
    if (value === '') return field.required ? `${field.title}: give a value.` : '';
    if (isWhole(field.type) && !WHOLE.test(value)) return `${field.title}: a whole number.`;
    if (field.type === 'decimal' && !DECIMAL.test(value.replace(/,/g, ''))) return `${field.title}: a number.`;
    if (field.type === 'time' && timeOf(value) === null) {
        return `${field.title}: a time such as 2026-11-23 16:00 (UTC).`;
    }
    if (field.type === 'text' && value.length > (field.size ?? value.length)) {
        return `${field.title}: at most ${field.size} characters.`;
    }
    const isListed = field.choices?.some((choice) => String(choice.value) === value) ?? true;
    return field.type === 'choice' && !isListed ? `${field.title}: one of the list.` : '';
}

/** Milliseconds of a UTC time as people write it; null when it is none. */
export function timeOf(text: string): number | null {
    if (/^\d{12,}$/.test(text)) return Number(text);
    const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?)?Z?$/.exec(text);
    if (!match) return null;
    const at = Date.parse(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? ':00'}Z`);
    return Number.isNaN(at) ? null : at;
}

function valueOf(field: FieldInfo, value: string): Sent {
    if (field.type === 'flag') return value === 'true';
    if (field.type === 'choices') return chosenOf(value);
    if (field.type === 'time') return timeOf(value) ?? value;
    if (isWhole(field.type)) return Number(value);
    // As text: a binary number would round.
    if (field.type === 'decimal') return value.replace(/,/g, '');
    const choice = field.choices?.find((one) => String(one.value) === value);
    return choice ? choice.value : value;
}

/** What is sent: fields that were left empty are left out. */
export function fieldsOf(command: CommandInfo, typed: Typed): Record<string, Sent> {
    const fields: Record<string, Sent> = {};
    for (const field of command.fields) {
        const value = (typed[field.name] ?? '').trim();
        if (value !== '') fields[field.name] = valueOf(field, value);
    }
    return fields;
}

export function faultsOf(command: CommandInfo, typed: Typed): string[] {
    return command.fields.map((field) => faultOf(field, typed[field.name] ?? '')).filter((fault) => fault !== '');
}

/** The words that a person signs: "halt, instrument_name BTC_USD-PERPETUAL". */
export function sentenceOf(command: CommandInfo, typed: Typed): string {
    const parts = command.fields
        .filter((field) => (typed[field.name] ?? '').trim() !== '')
        .map((field) => {
            const value = typed[field.name]!.trim();
            const title = field.choices?.find((choice) => String(choice.value) === value)?.title;
            const shown = title ?? (field.type === 'choices' ? chosenOf(value).join(' and ') : value);
            return `${field.title.toLowerCase()} ${shown}${field.unit ? ` ${field.unit}` : ''}`;
        });
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
