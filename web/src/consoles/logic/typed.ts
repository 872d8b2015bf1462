/* SPDX-License-Identifier: Apache-2.0 */
// typed.ts - what people type for times, durations and days, and what the venue means by it.
//
// Role: pure, both ways. The venue counts milliseconds, minutes of a day or of a week from Monday,
// and weekdays as bits from Monday.

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

const DAY_MINUTES = 1440;
const UNITS: readonly (readonly [string, number])[] = [
    ['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1_000], ['ms', 1],
];

const two = (value: number): string => String(value).padStart(2, '0');

/** Milliseconds of a UTC time as people write it; null when it is none. */
export function timeOf(text: string): number | null {
    if (/^\d{12,}$/.test(text)) return Number(text);
    const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?)?Z?$/.exec(text);
    if (!match) return null;
    const at = Date.parse(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? ':00'}Z`);
    return Number.isNaN(at) ? null : at;
}

export function textOfTime(at: number): string {
    const [day = '', clock = ''] = new Date(at).toISOString().split('T');
    return `${day} ${clock.endsWith('00.000Z') ? clock.slice(0, 5) : clock.slice(0, 8)}`;
}

/** A day that exists, as 2026-12-25; null when it is none. */
export function dateOf(text: string): string | null {
    const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
    return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? text : null;
}

/** "90 s", "15 min", "2 h"; digits alone are milliseconds. */
export function durationOf(text: string): number | null {
    const match = /^(\d+(?:\.\d+)?) ?(d|h|min|m|s|ms)?$/.exec(text);
    if (!match) return null;
    const name = match[2] === 'm' ? 'min' : match[2] ?? 'ms';
    const milliseconds = Number(match[1]) * (UNITS.find(([unit]) => unit === name)?.[1] ?? 1);
    return Number.isInteger(milliseconds) ? milliseconds : null;
}

/** In the largest unit of which it is a whole number. */
export function textOfDuration(milliseconds: number): string {
    if (milliseconds === 0) return '0';
    const [unit, length] = UNITS.find(([, one]) => milliseconds % one === 0) ?? ['ms', 1];
    return `${milliseconds / length} ${unit}`;
}

/** Minutes of "09:30"; "24:00" is the end of the day. */
export function minuteOf(text: string): number | null {
    const match = /^(\d\d?):(\d\d)$/.exec(text);
    if (!match || Number(match[2]) > 59) return null;
    const minute = Number(match[1]) * 60 + Number(match[2]);
    return minute <= DAY_MINUTES ? minute : null;
}

export function textOfMinute(minute: number): string {
    return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Minutes since Monday 00:00 of "Sun 18:00". */
export function weekMinuteOf(text: string): number | null {
    const match = /^([A-Za-z]{3})[a-z]* +(\d\d?:\d\d)$/.exec(text);
    const day = WEEKDAYS.findIndex((name) => name.toLowerCase() === match?.[1]?.toLowerCase());
    const minute = match ? minuteOf(match[2]!) : null;
    return day < 0 || minute === null || minute === DAY_MINUTES ? null : day * DAY_MINUTES + minute;
}

export function textOfWeekMinute(minute: number): string {
    return `${WEEKDAYS[Math.floor(minute / DAY_MINUTES)] ?? '?'} ${textOfMinute(minute % DAY_MINUTES)}`;
}

/** "0,4" of the bits of Monday and Friday. */
export function textOfWeekdays(mask: number): string {
    return WEEKDAYS.map((_name, day) => day).filter((day) => (mask & (1 << day)) !== 0).join(',');
}

export function weekdaysOf(text: string): number {
    return text.split(',').filter((day) => day !== '').reduce((mask, day) => mask | (1 << Number(day)), 0);
}
