/* SPDX-License-Identifier: Apache-2.0 */
// turns.ts - questions that the venue answers one at a time: each waits for the one before it.
//
// Role: pure. A search in the journal is work; the venue takes few at once and says so. A question
// that nobody waits for any more is left out.

/** The question was overtaken by a later one of its kind. */
export class Overtaken extends Error {}

export class Turns {
    private last: Promise<unknown> = Promise.resolve();
    private readonly latest = new Map<string, number>();

    constructor(
        private readonly isBusy: (error: unknown) => boolean,
        private readonly pause: (milliseconds: number) => Promise<void>,
        private readonly triesMost = 20,
    ) {}

    /** Of the questions of a kind that wait, only the latest is asked. */
    ask<T>(kind: string, question: () => Promise<T>): Promise<T> {
        const mine = (this.latest.get(kind) ?? 0) + 1;
        this.latest.set(kind, mine);
        const turn = this.last.then(() => {
            if (this.latest.get(kind) !== mine) throw new Overtaken();
            return this.patiently(question);
        });
        this.last = turn.catch(() => undefined);
        return turn;
    }

    private async patiently<T>(question: () => Promise<T>): Promise<T> {
        for (let tried = 1; ; tried++) {
            try {
                return await question();
            } catch (error) {
                if (!this.isBusy(error) || tried === this.triesMost) throw error;
            }
            await this.pause(Math.min(100 * tried, 1_000));
        }
    }
}
