/* SPDX-License-Identifier: Apache-2.0 */
// turns.test.ts - one question at a time, the overtaken left out, a busy venue asked again.

import { describe, expect, it } from 'vitest';
import { Overtaken, Turns } from './turns';

const BUSY = new Error('busy');

function make(tries = 5): { turns: Turns; pauses: number[] } {
    const pauses: number[] = [];
    const pause = (milliseconds: number): Promise<void> => {
        pauses.push(milliseconds);
        return Promise.resolve();
    };
    return { turns: new Turns((error) => error === BUSY, pause, tries), pauses };
}

describe('turns', () => {
    it('asks the next when the one before is answered', async () => {
        const { turns } = make();
        const log: string[] = [];
        let answer: (value: number) => void = () => undefined;
        const first = turns.ask('alert', () => {
            log.push('first');
            return new Promise<number>((done) => { answer = done; });
        });
        const second = turns.ask('tape', async () => {
            log.push('second');
            return 2;
        });
        await Promise.resolve();
        await Promise.resolve();
        expect(log).toEqual(['first']);
        answer(1);
        expect(await Promise.all([first, second])).toEqual([1, 2]);
        expect(log).toEqual(['first', 'second']);
    });

    it('leaves out a question that a later one of its kind has overtaken', async () => {
        const { turns } = make();
        const asked: number[] = [];
        const ask = (number: number): Promise<number> => turns.ask('book', async () => {
            asked.push(number);
            return number;
        });
        const all = await Promise.allSettled([ask(1), ask(2), ask(3)]);
        expect(asked).toEqual([3]);
        expect(all[0]).toMatchObject({ status: 'rejected', reason: expect.any(Overtaken) as Overtaken });
        expect(all[2]).toEqual({ status: 'fulfilled', value: 3 });
    });

    it('asks again while the venue is busy, and gives up some time', async () => {
        const { turns, pauses } = make(3);
        let left = 2;
        expect(await turns.ask('alert', async () => {
            if (left-- > 0) throw BUSY;
            return 'found';
        })).toBe('found');
        expect(pauses).toEqual([100, 200]);
        await expect(turns.ask('alert', async () => { throw BUSY; })).rejects.toBe(BUSY);
    });

    it('passes any other failure on at once, and goes on with the next', async () => {
        const { turns, pauses } = make();
        const bad = turns.ask('alert', async () => { throw new Error('no such alert'); });
        const good = turns.ask('tape', async () => 'tape');
        await expect(bad).rejects.toThrow('no such alert');
        expect(await good).toBe('tape');
        expect(pauses).toEqual([]);
    });
});
