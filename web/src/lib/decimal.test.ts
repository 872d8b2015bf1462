/* SPDX-License-Identifier: Apache-2.0 */
// decimal.test.ts - exact sums, rounding directions, and numbers in their shortest JSON form.

import { describe, expect, it } from 'vitest';
import {
    add, compare, decimal, divide, multiply, parseDecimal, rescale, shift, subtract, text, trim,
} from './decimal';
import type { Rounding } from './decimal';

describe('reading', () => {
    it.each([
        ['a whole number', '63587', '63587'],
        ['places are kept', '100.50', '100.50'],
        ['a leading point', '.5', '0.5'],
        ['the exponent of a small JSON number', String(1e-7), '0.0000001'],
        ['the exponent of a large JSON number', '1e21', '1000000000000000000000'],
        ['below zero, smaller than one', '-0.0258', '-0.0258'],
    ])('%s', (_name, given, wanted) => {
        expect(text(decimal(given))).toBe(wanted);
    });

    it.each(['', '.', '-', '1.2.3', 'abc', 'NaN', 'Infinity', '1,000'])('refuses %j', (given) => {
        expect(parseDecimal(given)).toBeNull();
    });
});

describe('arithmetic', () => {
    it('adds what binary numbers cannot: 0.1 and 0.2', () => {
        expect(text(add(decimal(0.1), decimal(0.2)))).toBe('0.3');
    });

    it('carries the golden account: 50.05 less 0.0258', () => {
        expect(text(subtract(decimal(50.05), decimal(0.0258)))).toBe('50.0242');
    });

    it('multiplies price and size without loss', () => {
        expect(text(multiply(decimal(63587.1234), decimal(0.0001)))).toBe('6.35871234');
    });

    it('sums ten thousand tenths to exactly one thousand', () => {
        let sum = decimal(0);
        for (let count = 0; count < 10_000; count++) sum = add(sum, decimal(0.1));
        expect(compare(sum, decimal(1000))).toBe(0);
    });

    it('moves the point for per cent', () => {
        expect(text(shift(decimal(0.0001), 2))).toBe('0.01');
    });

    it('drops zeros at the end only', () => {
        expect(text(trim(decimal('10.500')))).toBe('10.5');
        expect(text(trim(decimal('100')))).toBe('100');
    });
});

describe('rounding', () => {
    it.each<[string, Rounding, string]>([
        ['1.25', 'half', '1.3'], ['-1.25', 'half', '-1.3'], ['1.24', 'half', '1.2'],
        ['1.21', 'up', '1.3'], ['-1.29', 'up', '-1.2'],
        ['1.29', 'down', '1.2'], ['-1.21', 'down', '-1.3'],
        ['1.20', 'up', '1.2'],
    ])('%s to one place, %s', (given, rounding, wanted) => {
        expect(text(rescale(decimal(given), 1, rounding))).toBe(wanted);
    });

    it('divides towards the side that is named, for negative divisors too', () => {
        expect(text(divide(decimal(1), decimal(3), 4, 'up')!)).toBe('0.3334');
        expect(text(divide(decimal(1), decimal(-3), 4, 'down')!)).toBe('-0.3334');
        expect(divide(decimal(1), decimal(0), 4)).toBeNull();
    });
});
