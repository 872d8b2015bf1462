/* SPDX-License-Identifier: Apache-2.0 */
// change.test.ts - what a form that began with the terms as they stand sends and says.

import { describe, expect, it } from 'vitest';
import { changedFields, isUnchanged, refusedRow, sentenceOfChange, standingOf } from './change';
import type { CommandInfo } from './form';
import { listOf } from './rows';

const TIERS: CommandInfo = {
    command: 'margin_terms', title: 'Set the margin', text: 'Brackets.', control: 'terms', emergency: false,
    fields: [
        { name: 'instrument_name', title: 'Instrument', type: 'instrument', required: true, key: true },
        { name: 'mode', title: 'Mode', type: 'choice', required: true,
            choices: [{ value: 'factor', title: 'factor' }, { value: 'rates', title: 'rates' }] },
        { name: 'weekend_ppm', title: 'Weekend', type: 'decimal', required: false, unit: '%' },
        { name: 'runs', title: 'Runs', type: 'flag', required: false },
        { name: 'tiers', title: 'Tiers', type: 'rows', required: false, columns: [
            { name: 'volume', title: 'Volume', type: 'decimal', required: true },
        ] },
    ],
};
const STANDS = {
    instrument_name: 'X', mode: 'factor', weekend_ppm: 5, runs: 1, tiers: [{ volume: 0 }, { volume: 10 }],
};

describe('a form over terms that stand', () => {
    const standing = standingOf(TIERS, STANDS);
    const typed = { ...standing.typed, instrument_name: 'X' };
    const fillingOf = (more: Record<string, string>, rows = standing.rows) =>
        ({ typed: { ...typed, ...more }, rows, standing, own: new Set<string>() });

    it('begins with them and changes nothing', () => {
        expect(standing.typed['runs']).toBe('true');
        const fields = changedFields(TIERS, typed, standing.rows, standing);
        expect(fields).toEqual({ instrument_name: 'X', mode: 'factor' });
        expect(isUnchanged(TIERS, fields, standing)).toBe(true);
        expect(isUnchanged(TIERS, fields, null)).toBe(false);
    });

    it('sends what is another value, and says only that', () => {
        const filling = fillingOf({ weekend_ppm: '7.5', runs: 'false' });
        const fields = changedFields(TIERS, filling.typed, filling.rows, standing);
        expect(fields).toEqual({ instrument_name: 'X', mode: 'factor', weekend_ppm: '7.5', runs: false });
        expect(isUnchanged(TIERS, fields, standing)).toBe(false);
        expect(sentenceOfChange(TIERS, fields, filling)).toBe('Set the margin: instrument X, weekend 7.5 %, runs no');
    });

    it('sends rows as a whole list', () => {
        const filling = fillingOf({}, [...standing.rows, { volume: '20' }]);
        const fields = changedFields(TIERS, filling.typed, filling.rows, standing);
        expect(fields['tiers']).toEqual([{ volume: '0' }, { volume: '10' }, { volume: '20' }]);
        expect(sentenceOfChange(TIERS, fields, filling)).toBe('Set the margin: instrument X, tiers: 1 added, 3 then');
        expect(changedFields(TIERS, typed, [], standing)['tiers']).toEqual([]);
        expect(changedFields(TIERS, typed, [], null)).not.toHaveProperty('tiers');
    });

    it('finds the row that the venue refused', () => {
        const list = listOf(TIERS)!;
        const reject = { text: 'no', field: 'tiers', value: 1 };
        expect(refusedRow(list, { reject })).toEqual({ row: 1, text: 'no' });
        expect(refusedRow(list, { reject: { ...reject, field: 'weekend_ppm' } })).toBeNull();
        expect(refusedRow(list, { place: 'tiers[2].volume', text: 'is required' }))
            .toEqual({ row: 2, text: 'is required' });
        expect(refusedRow(list, { place: 'mode', text: 'is none' })).toBeNull();
        expect(refusedRow(list, {})).toBeNull();
    });
});
