/* SPDX-License-Identifier: Apache-2.0 */
// book.ts - the order book rebuilt from its channel, and its rows grouped for reading.
//
// Role: prices are whole ticks, amounts whole lots, so that sums are exact.
// Invariant: a change is applied only if it follows the one before it (prev_change_id); anything
// else is a gap, and the caller asks for a new snapshot.

import type { BookChange, BookMessage, Direction } from '../lib/types';
import type { Grid } from '../lib/grid';
import { toLots, toTicks } from '../lib/grid';

export interface Level {
    readonly ticks: number;
    readonly lots: number;
}

export interface Book {
    readonly bids: Map<number, number>;
    readonly asks: Map<number, number>;
    changeId: number | null;
}

export type Applied = 'applied' | 'gap' | 'ignored';

export function makeBook(): Book {
    return { bids: new Map(), asks: new Map(), changeId: null };
}

function applySide(grid: Grid, side: Map<number, number>, changes: BookChange[]): void {
    for (const [action, price, amount] of changes) {
        const ticks = toTicks(grid, price);
        const lots = toLots(grid, amount);
        if (action === 'delete' || lots === 0) side.delete(ticks);
        else side.set(ticks, lots);
    }
}

export function applyBook(grid: Grid, book: Book, message: BookMessage): Applied {
    if (message.type === 'snapshot') {
        book.bids.clear();
        book.asks.clear();
    } else {
        if (book.changeId === null) return 'ignored';
        if (message.prev_change_id !== book.changeId) {
            book.changeId = null;
            return 'gap';
        }
    }
    applySide(grid, book.bids, message.bids);
    applySide(grid, book.asks, message.asks);
    book.changeId = message.change_id;
    return 'applied';
}

/** Best price first. */
export function sortedLevels(side: Map<number, number>, direction: Direction): Level[] {
    const levels: Level[] = [];
    for (const [ticks, lots] of side) levels.push({ ticks, lots });
    const order = direction === 'buy' ? -1 : 1;
    return levels.sort((a, b) => order * (a.ticks - b.ticks));
}

export interface Row extends Level {
    /** Lots of this row and of all better ones. */
    readonly total: number;
    /** Sum of ticks x lots of this row and of all better ones. */
    readonly value: number;
    /** Own lots in this row. */
    readonly own: number;
}

/** A bid belongs to the multiple of the group at or below it, an ask to the one at or above. */
export function groupTicks(ticks: number, group: number, direction: Direction): number {
    return direction === 'buy'
        ? Math.floor(ticks / group) * group
        : Math.ceil(ticks / group) * group;
}

export interface RowOptions {
    group: number;
    count: number;
    own: ReadonlyMap<number, number>;
}

export function makeRows(levels: Level[], direction: Direction, options: RowOptions): Row[] {
    const rows: Row[] = [];
    let total = 0;
    let value = 0;
    let index = 0;
    while (index < levels.length && rows.length < options.count) {
        const ticks = groupTicks(levels[index]!.ticks, options.group, direction);
        let lots = 0;
        let own = 0;
        for (; index < levels.length; index++) {
            const level = levels[index]!;
            if (groupTicks(level.ticks, options.group, direction) !== ticks) break;
            lots += level.lots;
            value += level.ticks * level.lots;
            own += options.own.get(level.ticks) ?? 0;
        }
        total += lots;
        rows.push({ ticks, lots, total, value, own });
    }
    return rows;
}

export interface Sweep {
    readonly lots: number;
    /** Sum of ticks x lots. */
    readonly value: number;
    readonly worstTicks: number | null;
}

/** What an order would take from the opposite side, not worse than the limit. */
export function sweep(levels: Level[], lots: number, limit: number | null, buys: boolean): Sweep {
    let left = lots;
    let value = 0;
    let worstTicks: number | null = null;
    for (const level of levels) {
        if (left === 0) break;
        if (limit !== null && (buys ? level.ticks > limit : level.ticks < limit)) break;
        const taken = Math.min(left, level.lots);
        value += taken * level.ticks;
        left -= taken;
        worstTicks = level.ticks;
    }
    return { lots: lots - left, value, worstTicks };
}

/** Group sizes that make sense for a tick grid near a price. */
export function groupSizes(ticksNearPrice: number): number[] {
    const sizes = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500];
    return sizes.filter((size) => size === 1 || size * 40 <= Math.max(ticksNearPrice, 1));
}
