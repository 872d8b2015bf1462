/* SPDX-License-Identifier: Apache-2.0 */
// format.test.ts - what numbers and times look like on the page.

import { describe, expect, it } from 'vitest';
import { countdown, dateTime, fixed, money, NONE, percent, plain, short, smallMoney, words } from './format';

describe('numbers', () => {
    it.each([
        ['thousands are grouped', fixed(1234567.5, 2), '1,234,567.50'],
        ['short numbers are not', fixed(999, 0), '999'],
        ['a minus sign, not a hyphen', fixed(-12.3, 1), '\u221212.3'],
        ['a plus where it is wanted', fixed(3, 2, true), '+3.00'],
        ['zero has no sign', fixed(0, 2, true), '0.00'],
        ['what rounds to zero has no sign', fixed(-0.0001, 2, true), '0.00'],
        ['no number', fixed(null, 2), NONE],
        ['not a number', fixed(Number.NaN, 2), NONE],
        ['a half is rounded away from zero', fixed(1.005, 2), '1.01'],
    ])('%s', (_name, shown, wanted) => {
        expect(shown).toBe(wanted);
    });

    it.each([
        ['money', money(-3.2), '\u2212$3.20'],
        ['small money has four places', smallMoney(0.12345), '$0.1235'],
        ['large money has two', smallMoney(229.8055), '$229.81'],
        ['funding of a basis point', percent(0.0001, 4, true), '+0.0100%'],
        ['a ratio', percent(0.2503, 2), '25.03%'],
        ['billions', short(1_171_234_567.2, '$'), '$1.17 B'],
        ['below a thousand', short(12.5), '12.50'],
        ['shortest', plain(0.25), '0.25'],
        ['identifier as words', words('good_til_cancelled'), 'Good til cancelled'],
    ])('%s', (_name, shown, wanted) => {
        expect(shown).toBe(wanted);
    });
});

describe('times', () => {
    it('counts down in hours, minutes, seconds, and stops at zero', () => {
        expect(countdown(7 * 3_600_000 + 59 * 60_000 + 9_999)).toBe('07:59:09');
        expect(countdown(-5)).toBe('00:00:00');
    });

    it('shows UTC when asked', () => {
        expect(dateTime(Date.UTC(2026, 10, 22, 4, 5, 6), true)).toBe('2026-11-22 04:05:06');
    });
});
