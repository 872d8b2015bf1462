/* SPDX-License-Identifier: Apache-2.0 */
// source.ts - something asked of the venue: the answer, when it came, and why there is none.
//
// Role: one source for each question of the consoles. What was answered stays shown while it is
// asked again, and when the venue does not answer, with the time from which it is.
// Invariant: of two questions under way the later one's answer stands, whichever comes first; after
// a log-out nothing of the key that has gone is left.

import { batch, signal } from '@preact/signals';
import type { Signal } from '@preact/signals';

export interface Source<T> {
    readonly data: Signal<T | null>;
    /** The latest question failed of this. */
    readonly problem: Signal<unknown>;
    readonly asking: Signal<boolean>;
    /** When the data came, by the clock of this machine. */
    readonly since: Signal<number | null>;
    readonly load: () => Promise<void>;
    /** What came by a channel instead. */
    readonly take: (data: T) => void;
    readonly clear: () => void;
    /** What is asked about from now on: an answer about something else is forgotten. */
    readonly about: (key: unknown) => void;
}

const all: Source<unknown>[] = [];

export function makeSource<T>(ask: () => Promise<T>): Source<T> {
    const data = signal<T | null>(null);
    const problem = signal<unknown>(null);
    const asking = signal(false);
    const since = signal<number | null>(null);
    let asked = 0;
    let subject: unknown = 0;
    const take = (next: T): void => batch(() => {
        asked += 1;
        data.value = next;
        problem.value = null;
        since.value = Date.now();
        asking.value = false;
    });
    const load = async (): Promise<void> => {
        const mine = ++asked;
        asking.value = true;
        try {
            const answer = await ask();
            if (mine === asked) take(answer);
        } catch (error) {
            if (mine !== asked) return;
            batch(() => {
                problem.value = error;
                asking.value = false;
            });
        }
    };
    const clear = (): void => batch(() => {
        asked += 1;
        data.value = null;
        problem.value = null;
        asking.value = false;
        since.value = null;
    });
    const about = (key: unknown): void => {
        if (key !== subject) clear();
        subject = key;
    };
    const made: Source<T> = { data, problem, asking, since, load, take, clear, about };
    all.push(made as Source<unknown>);
    return made;
}

export function clearSources(): void {
    for (const source of all) source.clear();
}
