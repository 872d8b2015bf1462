/* SPDX-License-Identifier: Apache-2.0 */
// format.ts - numbers and times as a trader reads them.
//
// Role: the only place that decides how something looks as text. Every function takes what the
// venue sent (or an exact decimal) and pads to fixed places, so that columns line up.

import { absolute, decimal, rescale, shift, sign, text, trim } from './decimal';
import type { Decimal } from './decimal';

export type Numeric = Decimal | number | string | null | undefined;

/** What stands where there is no number. */
export const NONE = '\u2013';
const MINUS = '\u2212';

function asDecimal(value: Numeric): Decimal | null {
    if (value === null || value === undefined) return null;
    if (typeof value === 'object') return value;
    if (typeof value === 'number' && !Number.isFinite(value)) return null;
    return decimal(value);
}

function groupThousands(digits: string): string {
    return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function withSign(value: Decimal, body: string, plus: boolean): string {
    const direction = sign(value);
    if (direction < 0) return MINUS + body;
    return plus && direction > 0 ? `+${body}` : body;
}

/** Fixed places, thousands grouped: 63,587.00 */
export function fixed(value: Numeric, places: number, plus = false): string {
    const number = asDecimal(value);
    if (!number) return NONE;
    const rounded = rescale(number, places);
    const [whole = '0', fraction] = text(absolute(rounded)).split('.');
    const body = groupThousands(whole) + (fraction === undefined ? '' : `.${fraction}`);
    return withSign(rounded, body, plus);
}

/** Money with a dollar sign: $1,234.50, -$3.20 */
export function money(value: Numeric, places = 2, plus = false): string {
    const number = asDecimal(value);
    if (!number) return NONE;
    const rounded = rescale(number, places);
    return withSign(rounded, `$${fixed(absolute(rounded), places)}`, plus);
}

/** Money of which more places matter when it is small: fees and funding. */
export function smallMoney(value: Numeric, plus = false): string {
    const number = asDecimal(value);
    if (!number) return NONE;
    return money(number, sign(number) !== 0 && smallerThan(number, 100n) ? 4 : 2, plus);
}

function smallerThan(value: Decimal, limit: bigint): boolean {
    return absolute(value).units < limit * 10n ** BigInt(value.scale);
}

/** A ratio as per cent: 0.0001 is 0.0100% */
export function percent(value: Numeric, places = 4, plus = false): string {
    const number = asDecimal(value);
    if (!number) return NONE;
    return `${fixed(shift(number, 2), places, plus)}%`;
}

/** Large sums shortened: $1.24 M */
export function short(value: Numeric, prefix = ''): string {
    const number = asDecimal(value);
    if (!number) return NONE;
    const steps: [number, string][] = [[9, ' B'], [6, ' M'], [3, ' K']];
    for (const [exponent, unit] of steps) {
        if (!smallerThan(number, 10n ** BigInt(exponent))) {
            return `${prefix}${fixed(shift(number, -exponent), 2)}${unit}`;
        }
    }
    return `${prefix}${fixed(number, 2)}`;
}

/** The shortest exact form, grouped: 0.25, 1,000 */
export function plain(value: Numeric): string {
    const number = asDecimal(value);
    if (!number) return NONE;
    const shortest = trim(number);
    return fixed(shortest, shortest.scale);
}

function two(value: number): string {
    return String(value).padStart(2, '0');
}

/** 14:03:09, or 14:03:09.120 with milliseconds. */
export function clock(milliseconds: number, utc: boolean, fine = false): string {
    const at = new Date(milliseconds);
    const parts = utc
        ? [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()]
        : [at.getHours(), at.getMinutes(), at.getSeconds()];
    const tail = fine ? `.${String(at.getUTCMilliseconds()).padStart(3, '0')}` : '';
    return parts.map(two).join(':') + tail;
}

/** 2026-11-22 14:03:09 */
export function dateTime(milliseconds: number, utc: boolean): string {
    const at = new Date(milliseconds);
    const day = utc
        ? [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()]
        : [at.getFullYear(), at.getMonth() + 1, at.getDate()];
    return `${day.map(two).join('-')} ${clock(milliseconds, utc)}`;
}

/** Time left: 07:59:12; never below zero. */
export function countdown(milliseconds: number): string {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
        .map(two).join(':');
}

/** good_til_cancelled becomes Good til cancelled. */
export function words(identifier: string): string {
    if (identifier === 'fcm') return 'FCM';
    const plainWords = identifier.replace(/_/g, ' ');
    return plainWords.charAt(0).toUpperCase() + plainWords.slice(1);
}
