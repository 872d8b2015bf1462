/* SPDX-License-Identifier: Apache-2.0 */
// book.test.ts - rebuilding the book from its channel, grouping it, walking it.

import { beforeEach, describe, expect, it } from 'vitest';
import type { BookMessage } from '../lib/types';
import { makeGrid } from '../lib/grid';
import { applyBook, groupTicks, makeBook, makeRows, sortedLevels, sweep } from './book';
import type { Book } from './book';

const grid = makeGrid(1, 0.0001);

function message(part: Partial<BookMessage>): BookMessage {
    return {
        type: 'change', timestamp: 0, instrument_name: 'X', change_id: 0, bids: [], asks: [], ...part,
    };
}

const SNAPSHOT = message({
    type: 'snapshot', change_id: 10,
    bids: [['new', 99, 0.3], ['new', 100, 0.1], ['new', 95, 1]],
    asks: [['new', 101, 0.2], ['new', 103, 0.4]],
});

describe('rebuilding', () => {
    let book: Book;

    beforeEach(() => {
        book = makeBook();
        expect(applyBook(grid, book, SNAPSHOT)).toBe('applied');
    });

    it('orders both sides best first', () => {
        expect(sortedLevels(book.bids, 'buy').map((level) => level.ticks)).toEqual([100, 99, 95]);
        expect(sortedLevels(book.asks, 'sell').map((level) => level.ticks)).toEqual([101, 103]);
    });

    it('applies new, change and delete that follow on', () => {
        const change = message({
            change_id: 12, prev_change_id: 10,
            bids: [['change', 100, 0.5], ['delete', 99, 0]], asks: [['new', 102, 0.7]],
        });
        expect(applyBook(grid, book, change)).toBe('applied');
        expect([...book.bids]).toEqual([[100, 5000], [95, 10000]]);
        expect(book.asks.get(102)).toBe(7000);
        expect(book.changeId).toBe(12);
    });

    it('sees a gap, and takes nothing until the next snapshot', () => {
        const skipped = message({ change_id: 14, prev_change_id: 12, bids: [['new', 98, 1]] });
        expect(applyBook(grid, book, skipped)).toBe('gap');
        const next = message({ change_id: 15, prev_change_id: 14, bids: [['new', 97, 1]] });
        expect(applyBook(grid, book, next)).toBe('ignored');
        expect(book.bids.has(98)).toBe(false);
        expect(applyBook(grid, book, { ...SNAPSHOT, change_id: 20 })).toBe('applied');
        const after = message({ change_id: 21, prev_change_id: 20, asks: [['delete', 101, 0]] });
        expect(applyBook(grid, book, after)).toBe('applied');
    });

    it('forgets with a snapshot what it does not name', () => {
        const fresh = message({ type: 'snapshot', change_id: 30, bids: [['new', 90, 1]] });
        applyBook(grid, book, fresh);
        expect([...book.bids.keys()]).toEqual([90]);
        expect(book.asks.size).toBe(0);
    });
});

describe('rows', () => {
    const bids = [{ ticks: 104, lots: 1 }, { ticks: 100, lots: 2 }, { ticks: 99, lots: 4 }];
    const own = new Map([[99, 3]]);

    it('puts a bid to the multiple below and an ask to the one above', () => {
        expect(groupTicks(104, 5, 'buy')).toBe(100);
        expect(groupTicks(101, 5, 'sell')).toBe(105);
        expect(groupTicks(100, 5, 'sell')).toBe(100);
    });

    it('sums lots, running totals, values and own lots', () => {
        const rows = makeRows(bids, 'buy', { group: 5, count: 9, own });
        expect(rows).toEqual([
            { ticks: 100, lots: 3, total: 3, value: 304, own: 0 },
            { ticks: 95, lots: 4, total: 7, value: 700, own: 3 },
        ]);
    });

    it('ends at the count', () => {
        expect(makeRows(bids, 'buy', { group: 1, count: 2, own })).toHaveLength(2);
    });
});

describe('sweep', () => {
    const asks = [{ ticks: 101, lots: 2 }, { ticks: 103, lots: 4 }];

    it('takes best first up to the size', () => {
        expect(sweep(asks, 3, null, true)).toEqual({ lots: 3, value: 305, worstTicks: 103 });
    });

    it('stops at the limit', () => {
        expect(sweep(asks, 3, 102, true)).toEqual({ lots: 2, value: 202, worstTicks: 101 });
    });

    it('takes nothing from an empty side', () => {
        expect(sweep([], 3, null, true)).toEqual({ lots: 0, value: 0, worstTicks: null });
    });
});
