/* SPDX-License-Identifier: Apache-2.0 */
// actions.ts - what the trader does: send, amend, cancel, close, reverse.

import { signal } from '@preact/signals';
import type { Direction, Order, Position, UserTrade } from '../lib/types';
import { amountOf, toLots } from '../lib/grid';
import { toNumber } from '../lib/decimal';
import { fixed, money, words } from '../lib/format';
import { orders, openOrders, position, takeOrders } from './account';
import { grid, gridOf, instrument, instruments } from './market';
import { micros } from '../lib/grid';
import { confirmOrders } from './settings';
import { direction, fault, preview, requestOf, sending, TYPE_NAMES, type } from './ticket';
import { notify, notifyError } from './notices';
import { rpc, scheduleRefresh } from './session';

interface Placed {
    order: Order;
    trades: UserTrade[];
}

export interface Question {
    title: string;
    text: string;
    action: string;
    tone: Direction | 'plain';
    run: () => void;
}

/** What the page asks before it acts; null: nothing is asked. */
export const question = signal<Question | null>(null);

function describe(): string {
    const shown = preview.value;
    const exact = grid.value;
    const base = instrument.value?.base_currency ?? '';
    if (!shown) return '';
    const size = fixed(amountOf(exact, shown.lots), exact.amountPlaces);
    return `${TYPE_NAMES[type.value]} ${direction.value} ${size} ${base}, `
        + `value ${money(micros(shown.notionalMicros))}, fee up to ${money(micros(shown.feeMicros), 4)}`;
}

export function submitTicket(): void {
    if (fault.value !== null || sending.value) return;
    const side = direction.value;
    const request = requestOf();
    const run = (): void => void send(side, request);
    if (!confirmOrders.value) run();
    else {
        question.value = {
            title: side === 'buy' ? 'Send buy order?' : 'Send sell order?',
            text: describe(), action: 'Send', tone: side, run,
        };
    }
}

async function send(side: Direction, request: Record<string, unknown>): Promise<void> {
    sending.value = true;
    try {
        const placed = await rpc.call<Placed>(`private/${side}`, request);
        takeOrders([placed.order]);
        const state = placed.order.order_state;
        if (state === 'rejected' || state === 'cancelled') {
            notify('bad', `Order ${words(state)}`, placed.order.cancel_reason ?? '');
        } else if (placed.trades.length === 0) {
            notify('plain', `Order ${state === 'untriggered' ? 'armed' : 'open'}`,
                `order ${placed.order.order_id}`);
        }
        scheduleRefresh();
    } catch (error) {
        notifyError('Order refused', error);
    } finally {
        sending.value = false;
    }
}

export async function cancelOrder(id: string): Promise<void> {
    try {
        takeOrders([await rpc.call<Order>('private/cancel', { order_id: id })]);
        scheduleRefresh();
    } catch (error) {
        notifyError('Not cancelled', error);
    }
}

export function cancelLast(): void {
    const last = openOrders.value[0];
    if (last) void cancelOrder(last.order_id);
}

export async function cancelAll(): Promise<void> {
    const name = instrument.value?.instrument_name;
    try {
        const count = await rpc.call<number>('private/cancel_all_by_instrument', {
            instrument_name: name, type: 'all',
        });
        notify('plain', `${count} orders cancelled`);
        scheduleRefresh();
    } catch (error) {
        notifyError('Not cancelled', error);
    }
}

export interface Amendment {
    price?: number;
    amount?: number;
    trigger_price?: number;
}

export async function amendOrder(order: Order, change: Amendment): Promise<boolean> {
    const amount = change.amount ?? order.amount;
    try {
        const placed = await rpc.call<Placed>('private/edit', {
            order_id: order.order_id, amount, ...change,
        });
        const known = orders.value.get(order.order_id);
        if (known && placed.order.order_id !== order.order_id) {
            takeOrders([{ ...known, order_state: 'cancelled' }]);
        }
        takeOrders([placed.order]);
        notify('plain', 'Order amended', `order ${placed.order.order_id}`);
        scheduleRefresh();
        return true;
    } catch (error) {
        notifyError('Not amended', error);
        return false;
    }
}

function flattenRequest(held: Position, times: number): [Direction, Record<string, unknown>] {
    const exact = gridOf(held.instrument_name);
    const lots = toLots(exact, Math.abs(held.size)) * times;
    const side: Direction = held.direction === 'buy' ? 'sell' : 'buy';
    return [side, {
        instrument_name: held.instrument_name,
        amount: toNumber(amountOf(exact, lots)),
        type: 'market',
        ...(times === 1 ? { reduce_only: true } : {}),
    }];
}

function sizeWords(held: Position): string {
    const exact = gridOf(held.instrument_name);
    const lots = toLots(exact, Math.abs(held.size));
    const base = instruments.value.find((one) => one.instrument_name === held.instrument_name)?.base_currency ?? '';
    return `${held.direction === 'buy' ? 'long' : 'short'} ${fixed(amountOf(exact, lots), exact.amountPlaces)} ${base}`;
}

export function askClose(held: Position | null = position.value): void {
    if (!held) return;
    const [side, request] = flattenRequest(held, 1);
    question.value = {
        title: 'Close the position?',
        text: `A reduce-only market order closes ${sizeWords(held)}.`,
        action: 'Close at market', tone: side, run: () => void send(side, request),
    };
}

export function askReverse(held: Position | null = position.value): void {
    if (!held) return;
    const [side, request] = flattenRequest(held, 2);
    question.value = {
        title: 'Reverse the position?',
        text: `A market order of twice the size turns ${sizeWords(held)} round.`,
        action: 'Reverse at market', tone: side, run: () => void send(side, request),
    };
}

export function askCancelAll(): void {
    const count = openOrders.value.length;
    if (count === 0) return;
    question.value = {
        title: 'Cancel all orders?',
        text: `${count} open ${count === 1 ? 'order' : 'orders'} will be cancelled.`,
        action: 'Cancel all', tone: 'plain', run: () => void cancelAll(),
    };
}
