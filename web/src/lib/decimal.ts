/* SPDX-License-Identifier: Apache-2.0 */
// decimal.ts - exact decimal numbers: a whole number of units and the places of the point.
//
// Role: everything that is money on the page. The venue prints each number in its shortest form,
// so the text of a JSON number is the number that was meant, and sums of it are exact.
// Invariant: value = units / 10^scale, scale from 0 to 30.

export interface Decimal {
    readonly units: bigint;
    readonly scale: number;
}

export type Rounding = 'down' | 'up' | 'half';

const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

export function power10(exponent: number): bigint {
    return 10n ** BigInt(exponent);
}

/** Reads a number or its text; null when it is no finite decimal number. */
export function parseDecimal(value: number | string | null | undefined): Decimal | null {
    if (value === null || value === undefined) return null;
    const match = PATTERN.exec(String(value).trim());
    if (!match) return null;
    const whole = match[2] ?? '';
    const fraction = match[3] ?? '';
    if (whole === '' && fraction === '') return null;
    let units = BigInt(whole + fraction);
    let scale = fraction.length - Number(match[4] ?? 0);
    if (scale < 0) {
        if (scale < -40) return null;
        units *= power10(-scale);
        scale = 0;
    }
    if (match[1] === '-') units = -units;
    return scale > 30 ? rescale({ units, scale }, 30, 'half') : { units, scale };
}

/** The same for values that are known to be numbers; anything else counts as zero. */
export function decimal(value: number | string | null | undefined): Decimal {
    return parseDecimal(value) ?? ZERO;
}

export const ZERO: Decimal = { units: 0n, scale: 0 };

function divideRounded(numerator: bigint, divisor: bigint, rounding: Rounding): bigint {
    const quotient = numerator / divisor;
    const rest = numerator % divisor;
    if (rest === 0n) return quotient;
    const away = numerator < 0n ? -1n : 1n;
    if (rounding === 'up') return numerator > 0n ? quotient + 1n : quotient;
    if (rounding === 'down') return numerator < 0n ? quotient - 1n : quotient;
    const twice = (rest < 0n ? -rest : rest) * 2n;
    return twice >= divisor ? quotient + away : quotient;
}

/** Changes the number of places; 'up' and 'down' are towards plus and minus infinity. */
export function rescale(value: Decimal, scale: number, rounding: Rounding = 'half'): Decimal {
    if (scale >= value.scale) {
        return { units: value.units * power10(scale - value.scale), scale };
    }
    return { units: divideRounded(value.units, power10(value.scale - scale), rounding), scale };
}

export function add(a: Decimal, b: Decimal): Decimal {
    const scale = Math.max(a.scale, b.scale);
    return { units: rescale(a, scale).units + rescale(b, scale).units, scale };
}

export function negate(a: Decimal): Decimal {
    return { units: -a.units, scale: a.scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
    return add(a, negate(b));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
    const scale = a.scale + b.scale;
    const product = { units: a.units * b.units, scale };
    return scale > 30 ? rescale(product, 30) : product;
}

export function divide(
    a: Decimal, b: Decimal, scale: number, rounding: Rounding = 'half',
): Decimal | null {
    if (b.units === 0n) return null;
    let numerator = a.units * power10(scale + b.scale);
    let divisor = b.units * power10(a.scale);
    if (divisor < 0n) {
        numerator = -numerator;
        divisor = -divisor;
    }
    return { units: divideRounded(numerator, divisor, rounding), scale };
}

export function compare(a: Decimal, b: Decimal): number {
    const difference = subtract(a, b).units;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function sign(a: Decimal): number {
    return a.units < 0n ? -1 : a.units > 0n ? 1 : 0;
}

export function absolute(a: Decimal): Decimal {
    return a.units < 0n ? negate(a) : a;
}

/** The point moved: shift(0.0001, 2) is 0.01. */
export function shift(a: Decimal, places: number): Decimal {
    if (places <= a.scale) return { units: a.units, scale: a.scale - places };
    return { units: a.units * power10(places - a.scale), scale: 0 };
}

/** Plain text with exactly the places of the number. */
export function text(a: Decimal): string {
    const digits = (a.units < 0n ? -a.units : a.units).toString().padStart(a.scale + 1, '0');
    const whole = digits.slice(0, digits.length - a.scale);
    const minus = a.units < 0n ? '-' : '';
    return a.scale === 0 ? minus + whole : `${minus}${whole}.${digits.slice(-a.scale)}`;
}

/** For drawing and for requests, where a binary number is what is asked for. */
export function toNumber(a: Decimal): number {
    return Number(text(a));
}

/** The shortest form: no zeros at the end. */
export function trim(a: Decimal): Decimal {
    let { units, scale } = a;
    while (scale > 0 && units % 10n === 0n) {
        units /= 10n;
        scale -= 1;
    }
    return { units, scale };
}
