/* SPDX-License-Identifier: Apache-2.0 */
// account.ts - the trader's own side as signals: orders, positions, fills, money.
//
// Role: fed by state/session.ts; read by the panels.
// Invariant: an order is shown as live only in a live state; a later update of an order replaces an
// earlier one, never the reverse.

import { computed, signal } from '@preact/signals';
import type { AccountSummary, LogEntry, Order, Position, UserTrade } from '../lib/types';
import { add, decimal, multiply, subtract, ZERO } from '../lib/decimal';
import type { Decimal } from '../lib/decimal';
import { toLots, toMicros, toTicks } from '../lib/grid';
import type { AccountView } from '../logic/preview';
import { grid, ticker } from './market';

export const authenticated = signal(false);
export const accountName = signal('');
export const summary = signal<AccountSummary | null>(null);
export const orders = signal<ReadonlyMap<string, Order>>(new Map());
export const positions = signal<readonly Position[]>([]);
export const fills = signal<readonly UserTrade[]>([]);
export const history = signal<readonly Order[]>([]);
export const ledger = signal<readonly LogEntry[]>([]);

const LIVE = new Set(['open', 'untriggered', 'triggered']);
const KEPT_MAX = 500;

export function isLive(order: Order): boolean {
    return LIVE.has(order.order_state);
}

export function isArmed(order: Order): boolean {
    return order.order_state === 'untriggered';
}

export const openOrders = computed<Order[]>(() =>
    [...orders.value.values()].sort((a, b) => b.creation_timestamp - a.creation_timestamp));

/** Own lots by price in ticks, for marks in the book. */
export const ownLevels = computed(() => {
    const own = { buy: new Map<number, number>(), sell: new Map<number, number>() };
    for (const order of openOrders.value) {
        if (typeof order.price !== 'number' || isArmed(order)) continue;
        const ticks = toTicks(grid.value, order.price);
        const lots = toLots(grid.value, order.amount - order.filled_amount);
        const side = own[order.direction];
        side.set(ticks, (side.get(ticks) ?? 0) + lots);
    }
    return own;
});

export const position = computed<Position | null>(() => {
    const shown = ticker.value?.instrument_name;
    const found = positions.value.find((one) => one.instrument_name === shown);
    return found && found.size !== 0 ? found : null;
});

/** Positive for a long position. */
export function netLots(held: Position | null): number {
    if (!held) return 0;
    const lots = toLots(grid.value, Math.abs(held.size));
    return held.direction === 'sell' ? -lots : lots;
}

/** The venue's unrealised profit, carried on to the present mark. */
export function liveProfit(held: Position): Decimal {
    const reported = decimal(held.floating_profit_loss);
    const shown = ticker.value;
    if (!shown || shown.instrument_name !== held.instrument_name) return reported;
    const moved = subtract(decimal(shown.mark_price), decimal(held.mark_price));
    const size = decimal(Math.abs(held.size));
    const change = multiply(moved, size);
    return held.direction === 'sell' ? subtract(reported, change) : add(reported, change);
}

export const accountView = computed<AccountView>(() => {
    let openBids = 0;
    let openAsks = 0;
    for (const order of openOrders.value) {
        if (isArmed(order)) continue;
        const lots = toLots(grid.value, order.amount - order.filled_amount);
        if (order.direction === 'buy') openBids += lots;
        else openAsks += lots;
    }
    return {
        net: netLots(position.value),
        openBids,
        openAsks,
        equityMicros: toMicros(summary.value?.equity),
        availableMicros: toMicros(summary.value?.available_funds),
    };
});

function ended(list: readonly Order[], order: Order): Order[] {
    const rest = list.filter((one) => one.order_id !== order.order_id);
    return [order, ...rest].slice(0, KEPT_MAX);
}

export function takeOrders(updates: readonly Order[]): void {
    const next = new Map(orders.value);
    for (const order of updates) {
        const known = next.get(order.order_id);
        if (known && known.last_update_timestamp > order.last_update_timestamp) continue;
        const over = history.value.some((one) => one.order_id === order.order_id && !isLive(one));
        if (isLive(order)) {
            if (!over) next.set(order.order_id, order);
        } else {
            next.delete(order.order_id);
            history.value = ended(history.value, order);
        }
    }
    orders.value = next;
}

export function setOpenOrders(list: readonly Order[]): void {
    orders.value = new Map(list.filter(isLive).map((order) => [order.order_id, order]));
}

/** Newest first; each fill once.  Returns those that were new. */
export function takeFills(added: readonly UserTrade[]): UserTrade[] {
    const known = new Set(fills.value.map((fill) => fill.trade_id));
    const fresh = added.filter((fill) => !known.has(fill.trade_id));
    if (fresh.length > 0) {
        const merged = [...fresh, ...fills.value];
        merged.sort((a, b) => b.timestamp - a.timestamp || b.trade_seq - a.trade_seq);
        fills.value = merged.slice(0, KEPT_MAX);
    }
    return fresh;
}

/** The own side was the one that was closed: M, T or MT names the sides that were. */
export function isForced(fill: UserTrade): boolean {
    const sides = fill.liquidation ?? '';
    return /^(M|T|MT)$/.test(sides) && sides.includes(fill.liquidity ?? 'T');
}

export function takePositions(updates: readonly Position[]): void {
    const next = new Map(positions.value.map((one) => [one.instrument_name, one]));
    for (const update of updates) next.set(update.instrument_name, update);
    positions.value = [...next.values()].filter((one) => one.size !== 0);
}

export function isFunding(entry: LogEntry): boolean {
    return entry.type === 'funding' || (entry.interest_pl ?? 0) !== 0;
}

/** What a log entry moved: interest for funding, else the change of the balance. */
export function fundingOf(entry: LogEntry): Decimal {
    return entry.interest_pl ? decimal(entry.interest_pl) : decimal(entry.change);
}

export const fundingPaid = computed<Decimal>(() =>
    ledger.value.filter(isFunding).reduce((sum, entry) => add(sum, fundingOf(entry)), ZERO));

/** What is of the instrument that is shown alone; money and positions are of all. */
export function clearOrders(): void {
    orders.value = new Map();
    fills.value = [];
    history.value = [];
}

export function clearAccount(): void {
    authenticated.value = false;
    accountName.value = '';
    summary.value = null;
    positions.value = [];
    ledger.value = [];
    clearOrders();
}
