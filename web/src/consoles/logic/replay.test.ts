/* SPDX-License-Identifier: Apache-2.0 */
// replay.test.ts - steps by sequence and by party, the ladder with the parties' share of it.

import { describe, expect, it } from 'vitest';
import { ladderOf, marksOf, Recent, stepAt, stepOfParty } from './replay';
import type { BookAt, Step } from './replay';

const step = (sequence: number, account: number, price = 0): Step =>
    ({ sequence, timestamp: sequence, kind: 'place', account_id: account, price });

const STEPS = [step(10, 1), step(20, 7), step(20, 2), step(35, 3), step(40, 7, 99)];
const PARTIES = new Set([7]);

const BOOK: BookAt = {
    sequence: 40, timestamp: 40,
    bids: [
        { price: 100, amount: 2, orders: [{ order_id: 1, account_id: 1, amount: 2 }] },
        {
            price: 99, amount: 8,
            orders: [{ order_id: 2, account_id: 7, amount: 6 }, { order_id: 3, account_id: 1, amount: 2 }],
        },
        { price: 98, amount: 1 },
    ],
    asks: [
        { price: 101, amount: 4, orders: [] },
        { price: 102, amount: 1, orders: [{ order_id: 5, account_id: 7, amount: 1 }] },
    ],
};

describe('steps', () => {
    it.each([[5, 0], [10, 0], [19, 0], [20, 2], [36, 3], [99, 4]])('sequence %i is step %i', (sequence, index) => {
        expect(stepAt(STEPS, sequence)).toBe(index);
    });

    it('are none where nothing happened', () => {
        expect(stepAt([], 5)).toBe(-1);
    });

    it('are found by party in both directions', () => {
        expect(stepOfParty(STEPS, 1, 1, PARTIES)).toBe(4);
        expect(stepOfParty(STEPS, 4, -1, PARTIES)).toBe(1);
        expect(stepOfParty(STEPS, 4, 1, PARTIES)).toBe(4);
    });

    it('are marked on the slider where the parties acted', () => {
        expect(marksOf(STEPS, PARTIES, 100)).toEqual([0.25, 1]);
        expect(marksOf([step(1, 7)], PARTIES, 100)).toEqual([0]);
    });
});

describe('the ladder', () => {
    const ladder = ladderOf(BOOK, 2, PARTIES, STEPS[4]);

    it('has the best prices in the middle, as deep as asked', () => {
        expect(ladder.asks.map((rung) => rung.price)).toEqual([102, 101]);
        expect(ladder.bids.map((rung) => rung.price)).toEqual([100, 99]);
    });

    it('says what of a level is the parties\'', () => {
        expect(ladder.bids[1]).toEqual({
            price: 99, amount: 8, own: 6, owners: [7], share: 1, ownShare: 0.75, isTouched: true,
        });
        expect([ladder.ownBid, ladder.ownAsk]).toEqual([6, 1]);
    });

    it('is empty for an empty book', () => {
        const empty = ladderOf({ sequence: 1, timestamp: 1, bids: [], asks: [] }, 5, PARTIES);
        expect(empty).toEqual({ bids: [], asks: [], ownBid: 0, ownAsk: 0 });
    });
});

describe('recent answers', () => {
    it('are kept by use, the one that was used longest ago goes', () => {
        const recent = new Recent<number>(2);
        recent.set('a', 1);
        recent.set('b', 2);
        expect(recent.get('a')).toBe(1);
        recent.set('c', 3);
        expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual([1, undefined, 3]);
    });
});
