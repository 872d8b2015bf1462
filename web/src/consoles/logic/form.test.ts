/* SPDX-License-Identifier: Apache-2.0 */
// form.test.ts - fields of a command as they are typed, as they are sent, and as they are signed.

import { describe, expect, it } from 'vitest';
import {
    boundOf, consequenceOf, faultOf, faultsOf, fieldsOf, findCommands, initialOf, nearestOf, needsSecond, sentenceOf,
    toggled, typedOf,
} from './form';
import type { CommandInfo, FieldInfo } from './form';

const field = (part: Partial<FieldInfo>): FieldInfo =>
    ({ name: 'x', title: 'X', type: 'integer', required: true, ...part });

const HALT: CommandInfo = {
    command: 'halt', title: 'Halt or resume', text: 'Stops a product.', control: null, emergency: true,
    fields: [
        field({ name: 'instrument_name', title: 'Instrument', type: 'instrument', required: false }),
        field({
            name: 'state', title: 'Halt', type: 'choice',
            choices: [{ value: 'none', title: 'None' }, { value: 'halted', title: 'Halted' }],
        }),
        field({ name: 'ticks', title: 'Band', type: 'decimal', required: false, unit: 'USD' }),
        field({ name: 'at', title: 'From', type: 'time', required: false }),
    ],
};

describe('a field', () => {
    it.each([
        ['an empty field that is needed', field({}), '', /give a value/],
        ['an empty field that is not', field({ required: false }), '', /^$/],
        ['a fraction for a whole number', field({}), '1.5', /whole/],
        ['a whole number', field({}), ' 42 ', /^$/],
        ['words for a number', field({ type: 'decimal' }), 'much', /a number/],
        ['a grouped number', field({ type: 'decimal' }), '63,500.5', /^$/],
        ['a time in words', field({ type: 'time' }), 'noon', /2026/],
        ['a choice that is not there', HALT.fields[1]!, 'open', /of the list/],
        ['a choice', HALT.fields[1]!, 'halted', /^$/],
        ['a text that is too long', field({ type: 'text', size: 3 }), 'four', /at most 3/],
        ['a duration in words', field({ type: 'duration' }), 'soon', /15 min/],
        ['a duration', field({ type: 'duration' }), '15 min', /^$/],
        ['a minute of the week', field({ type: 'week_minute' }), 'Sun 25:00', /Sun 18:00/],
        ['a member that is no number', field({ type: 'member' }), 'Maker', /whole/],
    ])('%s', (_row, of, typed, said) => {
        expect(faultOf(of, typed)).toMatch(said);
    });

    it('begins with its default or with what was filled in, and chooses nothing by itself', () => {
        expect(initialOf(field({ default: 5 }))).toBe('5');
        expect(initialOf(field({ default: 5 }), '7')).toBe('7');
        expect(initialOf(HALT.fields[1]!)).toBe('');
        expect(initialOf(field({ type: 'flag' }))).toBe('');
    });

    it.each<[FieldInfo['type'], unknown, string]>([
        ['time', Date.UTC(2026, 10, 23, 16), '2026-11-23 16:00'],
        ['time', 0, ''],
        ['duration', 900_000, '15 min'],
        ['minute', 1020, '17:00'],
        ['weekdays', 31, '0,1,2,3,4'],
        ['flag', 1, 'true'],
        ['choices', ['a', 'b'], 'a,b'],
        ['decimal', 0.05, '0.05'],
        ['text', undefined, ''],
    ])('of type %s is shown as it stands: %s', (type, value, typed) => {
        expect(typedOf(field({ type }), value)).toBe(typed);
    });
});

describe('bounds', () => {
    const share = field({ name: 'fee_ppm', title: 'Fee', type: 'decimal', unit: '%', least: 0, most: 100 });
    const window = field({
        name: 'window_ns', title: 'Window', type: 'duration', unit: 'ms', least: 1, most: 86_400_000,
    });

    it('are said in the units that are typed, or not at all', () => {
        expect(boundOf(share)).toBe('0 to 100 %');
        expect(boundOf(window)).toBe('1 ms to 1 d');
        expect(boundOf(field({ least: 5 }))).toBe('');
    });

    it('are kept before anything is sent', () => {
        for (const [of, typed, fault] of [
            [share, '100', ''], [share, '0', ''], [share, '100.5', 'Fee: 0 to 100 %.'],
            [share, '-1', 'Fee: 0 to 100 %.'], [window, '1 d', ''], [window, '25 h', 'Window: 1 ms to 1 d.'],
            [window, '0', 'Window: 1 ms to 1 d.'],
        ] as const) expect(faultOf(of, typed)).toBe(fault);
    });

    it('of what the venue refused say the field and the nearest legal value', () => {
        const terms = { ...HALT, fields: [share, window] };
        expect(nearestOf(terms, { place: 'window_ns', nearest: 1 })).toBe('Window: nearest legal is 1 ms.');
        expect(nearestOf(terms, { place: 'fee_ppm', nearest: 100 })).toBe('Fee: nearest legal is 100 %.');
        expect(nearestOf(terms, {})).toBe('');
        expect(nearestOf(undefined, { place: 'fee_ppm', nearest: 100 })).toBe('');
    });
});

describe('a command', () => {
    const typed = { instrument_name: 'BTC_USD-PERPETUAL', state: 'halted', ticks: '1,000.5', at: '2026-11-23' };

    it('is sent in the types of its fields, without what was left empty', () => {
        expect(fieldsOf(HALT, typed)).toEqual({
            instrument_name: 'BTC_USD-PERPETUAL', state: 'halted', ticks: '1000.5', at: Date.UTC(2026, 10, 23),
        });
        expect(fieldsOf(HALT, { state: 'none' })).toEqual({ state: 'none' });
        expect(faultsOf(HALT, {})).toHaveLength(1);
    });

    it('has several choices as a list, in its order', () => {
        const roles = field({
            name: 'roles', title: 'Roles', type: 'choices',
            choices: [{ value: 'trader', title: 'trader' }, { value: 'compliance', title: 'compliance' }],
        });
        const both = toggled(roles, toggled(roles, '', 'compliance'), 'trader');
        expect(both).toBe('trader,compliance');
        expect(toggled(roles, both, 'trader')).toBe('compliance');
        const set = { ...HALT, title: 'Set', fields: [roles] };
        expect(fieldsOf(set, { roles: both })).toEqual({ roles: ['trader', 'compliance'] });
        expect(sentenceOf(set, { roles: both })).toBe('Set: roles trader and compliance');
        expect(faultsOf(set, { roles: '' })).toHaveLength(1);
    });

    it('waits for a second person unless it stops the market', () => {
        const halt = { ...HALT, control: 'emergency' };
        expect([needsSecond(halt, { state: 'halted' }), needsSecond(halt, { state: 'none' })]).toEqual([false, true]);
        expect(consequenceOf(halt, false, { state: 'paused' })).toMatch(/at once/);
        expect(needsSecond(HALT, { state: 'none' })).toBe(false);
    });

    it('is signed in words', () => {
        expect(sentenceOf(HALT, { state: 'halted', ticks: '5' })).toBe('Halt or resume: halt Halted, band 5 USD');
        expect(sentenceOf({ ...HALT, fields: [] }, {})).toBe('Halt or resume');
    });

    it('says whether a second person is needed', () => {
        expect(consequenceOf(HALT, false)).toMatch(/at once/);
        expect(consequenceOf({ ...HALT, control: 'listing' }, false)).toMatch(/"listing".*second person/);
        expect(consequenceOf(HALT, true)).toMatch(/announced/);
    });

    it('is found by words of any of its texts', () => {
        const other = { ...HALT, command: 'user_set', title: 'Set a user', text: 'Roles.' };
        expect(findCommands([HALT, other], 'stops halt').map((one) => one.command)).toEqual(['halt']);
        expect(findCommands([HALT, other], '')).toHaveLength(2);
    });
});
