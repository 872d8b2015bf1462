/* SPDX-License-Identifier: Apache-2.0 */
// source.test.ts - answers in whichever order they come, failures, and what a log-out leaves.

import { describe, expect, it } from 'vitest';
import { clearSources, makeSource } from './source';

interface Asked {
    answer: (value: string) => void;
    fail: (error: Error) => void;
}

/** A venue that answers when it is told to. */
function slow(): { ask: () => Promise<string>; asked: Asked[] } {
    const asked: Asked[] = [];
    const ask = (): Promise<string> => new Promise((answer, fail) => asked.push({ answer, fail }));
    return { ask, asked };
}

describe('a source', () => {
    it('shows the answer of the later question, whichever comes first', async () => {
        const { ask, asked } = slow();
        const source = makeSource(ask);
        const both = [source.load(), source.load()];
        asked[1]!.answer('later');
        asked[0]!.answer('earlier');
        await Promise.all(both);
        expect(source.data.value).toBe('later');
        expect(source.asking.value).toBe(false);
    });

    it('keeps what it has when the venue fails, and says why', async () => {
        const { ask, asked } = slow();
        const source = makeSource(ask);
        source.take('from a channel');
        const loading = source.load();
        expect(source.asking.value).toBe(true);
        asked[0]!.fail(new Error('gone'));
        await loading;
        expect(source.data.value).toBe('from a channel');
        expect(String(source.problem.value)).toContain('gone');
        source.take('again');
        expect(source.problem.value).toBeNull();
    });

    it('is empty after a log-out, also for what was under way', async () => {
        const { ask, asked } = slow();
        const source = makeSource(ask);
        source.take('secret');
        const loading = source.load();
        clearSources();
        asked[0]!.answer('secret too');
        await loading;
        expect([source.data.value, source.asking.value, source.since.value]).toEqual([null, false, null]);
    });

    it('forgets what it knows of another subject, and an answer about that under way', async () => {
        const { ask, asked } = slow();
        const source = makeSource(ask);
        source.about('account 1');
        const first = source.load();
        asked[0]!.answer('one');
        await first;
        source.about('account 1');
        expect(source.data.value).toBe('one');
        const late = source.load();
        source.about('account 2');
        expect(source.data.value).toBeNull();
        asked[1]!.answer('one again');
        await late;
        expect([source.data.value, source.asking.value]).toEqual([null, false]);
    });
});
