/* SPDX-License-Identifier: Apache-2.0 */
// replay.ts - the steps of a replay, the book at one of them, and which of it is the parties'.
//
// Role: pure. The venue rebuilds the book at a sequence; this finds the step, lines up the ladder
// and marks what belongs to the accounts of an alert.

export interface Step {
    sequence: number;
    timestamp: number;
    kind: string;
    account_id?: number | null;
    side?: 'buy' | 'sell' | null;
    price?: number | null;
    amount?: number | null;
    order_id?: string | number | null;
    text?: string;
}

export interface BookOrder {
    order_id: string | number;
    account_id: number;
    amount: number;
}

export interface BookLevel {
    price: number;
    amount: number;
    orders?: BookOrder[];
}

export interface BookAt {
    sequence: number;
    timestamp: number;
    bids: BookLevel[];
    asks: BookLevel[];
    mark_price?: number | null;
    index_price?: number | null;
}

/** The last step at or before a sequence; 0 when all are later, -1 when there is none. */
export function stepAt(steps: readonly Step[], sequence: number): number {
    let low = 0;
    let high = steps.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (steps[middle]!.sequence <= sequence) low = middle + 1;
        else high = middle;
    }
    return steps.length === 0 ? -1 : Math.max(0, low - 1);
}

/** The nearest step of one of the accounts beyond this one; the same when there is none. */
export function stepOfParty(
    steps: readonly Step[], from: number, direction: 1 | -1, parties: ReadonlySet<number>,
): number {
    for (let at = from + direction; at >= 0 && at < steps.length; at += direction) {
        const account = steps[at]!.account_id;
        if (account !== undefined && account !== null && parties.has(account)) return at;
    }
    return from;
}

export interface Rung {
    readonly price: number;
    readonly amount: number;
    /** Of it, what the parties show. */
    readonly own: number;
    readonly owners: readonly number[];
    /** Over the largest amount of the ladder. */
    readonly share: number;
    readonly ownShare: number;
    /** This step touched it. */
    readonly isTouched: boolean;
}

export interface Ladder {
    /** Highest first. */
    readonly asks: readonly Rung[];
    readonly bids: readonly Rung[];
    readonly ownBid: number;
    readonly ownAsk: number;
}

function rungOf(level: BookLevel, most: number, parties: ReadonlySet<number>, step: Step | undefined): Rung {
    const orders = level.orders ?? [];
    const own = orders.filter((order) => parties.has(order.account_id))
        .reduce((sum, order) => sum + order.amount, 0);
    return {
        price: level.price,
        amount: level.amount,
        own,
        owners: [...new Set(orders.filter((order) => parties.has(order.account_id))
            .map((order) => order.account_id))],
        share: most === 0 ? 0 : level.amount / most,
        ownShare: most === 0 ? 0 : own / most,
        isTouched: step?.price === level.price,
    };
}

export function ladderOf(book: BookAt, depth: number, parties: ReadonlySet<number>, step?: Step): Ladder {
    const bids = book.bids.slice(0, depth);
    const asks = book.asks.slice(0, depth);
    const most = [...bids, ...asks].reduce((largest, level) => Math.max(largest, level.amount), 0);
    const rungs = (levels: BookLevel[]): Rung[] => levels.map((level) => rungOf(level, most, parties, step));
    const [bidRungs, askRungs] = [rungs(bids), rungs(asks)];
    const sum = (all: Rung[]): number => all.reduce((total, rung) => total + rung.own, 0);
    return { bids: bidRungs, asks: askRungs.reverse(), ownBid: sum(bidRungs), ownAsk: sum(askRungs) };
}

/** Where the accounts acted, as shares of the way along the slider. */
export function marksOf(steps: readonly Step[], parties: ReadonlySet<number>, most: number): number[] {
    const last = Math.max(1, steps.length - 1);
    const places = new Set<number>();
    steps.forEach((step, index) => {
        if (step.account_id === undefined || step.account_id === null || !parties.has(step.account_id)) return;
        places.add(Math.round(index / last * most));
    });
    return [...places].sort((a, b) => a - b).map((place) => place / most);
}

/** Keeps the latest few answers. */
export class Recent<T> {
    private readonly kept = new Map<string, T>();

    constructor(private readonly most: number) {}

    get(key: string): T | undefined {
        const found = this.kept.get(key);
        if (found === undefined) return undefined;
        this.kept.delete(key);
        this.kept.set(key, found);
        return found;
    }

    set(key: string, value: T): void {
        this.kept.delete(key);
        this.kept.set(key, value);
        const [oldest] = this.kept.keys();
        if (this.kept.size > this.most && oldest !== undefined) this.kept.delete(oldest);
    }

    clear(): void {
        this.kept.clear();
    }
}
