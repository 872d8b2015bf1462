/* SPDX-License-Identifier: Apache-2.0 */
// typed.test.ts - times, durations and days as typed and as meant.

import { describe, expect, it } from 'vitest';
import {
    dateOf, durationOf, minuteOf, textOfDuration, textOfMinute, textOfTime, textOfWeekdays, textOfWeekMinute,
    timeOf, weekdaysOf, weekMinuteOf,
} from './typed';

describe('what is typed', () => {
    it.each<[string, unknown, unknown]>([
        ['a time to the minute', timeOf('2026-11-23 16:00'), Date.UTC(2026, 10, 23, 16)],
        ['a day as a time', timeOf('2026-11-23'), Date.UTC(2026, 10, 23)],
        ['milliseconds as a time', timeOf('1790000000000'), 1790000000000],
        ['a month that is none', timeOf('2026-13-01'), null],
        ['a day', dateOf('2026-12-25'), '2026-12-25'],
        ['a day that does not exist', dateOf('2026-02-29'), null],
        ['a day in words', dateOf('Christmas'), null],
        ['milliseconds', durationOf('1500'), 1500],
        ['minutes', durationOf('15 min'), 900_000],
        ['half an hour', durationOf('0.5h'), 1_800_000],
        ['less than a millisecond', durationOf('0.1 ms'), null],
        ['a unit that is none', durationOf('3 weeks'), null],
        ['a minute of the day', minuteOf('17:00'), 1020],
        ['the end of the day', minuteOf('24:00'), 1440],
        ['behind the end', minuteOf('24:01'), null],
        ['a minute that is none', minuteOf('12:60'), null],
        ['a minute of the week', weekMinuteOf('Sun 18:00'), 6 * 1440 + 1080],
        ['the day written out', weekMinuteOf('monday 00:00'), 0],
        ['no day', weekMinuteOf('18:00'), null],
        ['24:00 of a day', weekMinuteOf('Mon 24:00'), null],
        ['Monday and Friday', weekdaysOf('0,4'), 17],
        ['no day at all', weekdaysOf(''), 0],
    ])('%s', (_row, found, expected) => {
        expect(found).toBe(expected);
    });

    it('is shown as it would be typed', () => {
        expect(textOfTime(Date.UTC(2026, 10, 23, 16))).toBe('2026-11-23 16:00');
        expect(textOfTime(Date.UTC(2026, 10, 23, 16, 0, 5))).toBe('2026-11-23 16:00:05');
        expect([0, 250, 90_000, 3_600_000, 86_400_000].map(textOfDuration))
            .toEqual(['0', '250 ms', '90 s', '1 h', '1 d']);
        expect(textOfMinute(1440)).toBe('24:00');
        for (const minute of [0, 571, 10_079]) expect(weekMinuteOf(textOfWeekMinute(minute))).toBe(minute);
        for (const mask of [0, 17, 127]) expect(weekdaysOf(textOfWeekdays(mask))).toBe(mask);
    });
});
