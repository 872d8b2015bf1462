/* SPDX-License-Identifier: Apache-2.0 */
// rows.test.ts - the rows of a list as they stand, as they are edited, as they are sent.

import { describe, expect, it } from 'vitest';
import type { FieldInfo } from './form';
import { areSame, changeOfRows, emptyRow, faultOfRow, faultOfRows, rowsOf, sentRows } from './rows';

const BRACKETS: FieldInfo = {
    name: 'brackets', title: 'Brackets', type: 'rows', required: false, max: 3, one: 'bracket',
    rising: 'floor_micros',
    columns: [
        { name: 'floor_micros', title: 'Value from', type: 'decimal', required: true, unit: 'USD' },
        { name: 'maintenance_ppm', title: 'Maintenance', type: 'decimal', required: true, unit: '%' },
        { name: 'leverage_e2', title: 'Leverage', type: 'decimal', required: false },
    ],
};
const SESSIONS: FieldInfo = {
    name: 'schedule', title: 'Sessions', type: 'rows', required: false, rising: 'minute_of_week',
    columns: [
        { name: 'minute_of_week', title: 'From', type: 'week_minute', required: true },
        {
            name: 'phase', title: 'Phase', type: 'choice', required: true,
            choices: [{ value: 'closed', title: 'closed' }, { value: 'open', title: 'open' }],
        },
    ],
};
const STANDING = [{ floor_micros: 0, maintenance_ppm: 13.0414 }, { floor_micros: 2000000, maintenance_ppm: 15 }];

describe('rows', () => {
    const standing = rowsOf(BRACKETS, STANDING);

    it('are shown as they stand and sent as decimals in text', () => {
        expect(standing[1]).toEqual({ floor_micros: '2,000,000', maintenance_ppm: '15', leverage_e2: '' });
        expect(sentRows(BRACKETS, [{ ...standing[1], floor_micros: '3,000,000' }]))
            .toEqual([{ floor_micros: '3000000', maintenance_ppm: '15' }]);
        expect(rowsOf(BRACKETS, undefined)).toEqual([]);
        expect(emptyRow(BRACKETS)).toEqual({ floor_micros: '', maintenance_ppm: '', leverage_e2: '' });
    });

    it('of times are typed as times', () => {
        const rows = rowsOf(SESSIONS, [{ minute_of_week: 6 * 1440 + 1080, phase: 'open' }]);
        expect(rows).toEqual([{ minute_of_week: 'Sun 18:00', phase: 'open' }]);
        expect(sentRows(SESSIONS, rows)).toEqual([{ minute_of_week: 9720, phase: 'open' }]);
    });

    it('have their faults where they are', () => {
        const bad = [...standing, { floor_micros: '1', maintenance_ppm: '20', leverage_e2: '' }];
        expect(faultOfRow(BRACKETS, standing, 1)).toBeNull();
        expect(faultOfRow(BRACKETS, bad, 2)).toEqual({
            column: 'floor_micros', text: expect.stringMatching(/above that of the row before/) as string,
        });
        expect(faultOfRow(BRACKETS, [{ ...standing[0], maintenance_ppm: 'much' }], 0)?.column).toBe('maintenance_ppm');
        expect(faultOfRows(BRACKETS, bad)).toMatch(/^Brackets, row 3\. Value from/);
        expect(faultOfRows(BRACKETS, [emptyRow(BRACKETS)])).toMatch(/row 1\. Value from: give a value/);
        expect(faultOfRows(BRACKETS, [...standing, ...standing])).toMatch(/at most 3/);
        expect(faultOfRows(BRACKETS, [])).toBe('');
    });

    it('that rise by the day of the week are in order', () => {
        const from = (text: string) => ({ minute_of_week: text, phase: 'open' });
        expect(faultOfRows(SESSIONS, [from('Mon 09:00'), from('Fri 17:00')])).toBe('');
        expect(faultOfRows(SESSIONS, [from('Fri 17:00'), from('Mon 09:00')])).toMatch(/row 2/);
    });

    it('say what becomes of them', () => {
        const changed = [standing[0]!, { ...standing[1], maintenance_ppm: '16' }];
        const added = [...standing, { floor_micros: '5000000', maintenance_ppm: '20', leverage_e2: '' }];
        expect(areSame(BRACKETS, standing, [...standing])).toBe(true);
        expect(areSame(BRACKETS, standing, changed)).toBe(false);
        expect(changeOfRows(BRACKETS, standing, changed)).toBe('brackets: 1 changed');
        expect(changeOfRows(BRACKETS, standing, added)).toBe('brackets: 1 added, 3 then');
        expect(changeOfRows(BRACKETS, standing, [])).toBe('brackets: 2 removed, 0 then');
        expect(changeOfRows(BRACKETS, standing, [...standing].reverse())).toBe('brackets in another order');
    });
});
