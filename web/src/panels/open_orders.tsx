/* SPDX-License-Identifier: Apache-2.0 */
// open_orders.tsx - live orders, amended in place, cancelled one by one or together.

import type { JSX } from 'preact';
import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Order } from '../lib/types';
import { amountInput, amountOf, priceInput, priceOf, readLots, readTicks, toLots, toTicks } from '../lib/grid';
import { toNumber } from '../lib/decimal';
import { dateTime, fixed, NONE, words } from '../lib/format';
import { amendOrder, cancelOrder } from '../state/actions';
import type { Amendment } from '../state/actions';
import { isArmed, openOrders } from '../state/account';
import { grid } from '../state/market';
import { utc } from '../state/settings';
import { Table } from '../parts/table';
import type { Column } from '../parts/table';

type Part = 'price' | 'amount' | 'trigger_price';

/** The one cell that is being edited. */
const editing = signal<{ id: string; part: Part } | null>(null);

function startText(order: Order, part: Part): string {
    const exact = grid.value;
    if (part === 'amount') return amountInput(exact, toLots(exact, order.amount));
    const price = part === 'price' ? order.price : order.trigger_price;
    return typeof price === 'number' ? priceInput(exact, toTicks(exact, price)) : '';
}

function amendmentOf(part: Part, typed: string): Amendment | null {
    const exact = grid.value;
    const count = part === 'amount' ? readLots(exact, typed) : readTicks(exact, typed);
    if (count === null) return null;
    const value = toNumber(part === 'amount' ? amountOf(exact, count) : priceOf(exact, count));
    return { [part]: value };
}

function Editor(props: { order: Order; part: Part; name: string }): JSX.Element {
    const { order, part } = props;
    const input = useRef<HTMLInputElement>(null);
    // Before the next paint, so that digits typed at once are not lost.
    useLayoutEffect(() => {
        input.current?.focus();
        input.current?.select();
    }, []);
    const finish = async (keep: boolean): Promise<void> => {
        const typed = input.current?.value ?? '';
        if (keep && typed !== startText(order, part)) {
            const change = amendmentOf(part, typed);
            if (!change) {
                input.current?.setAttribute('aria-invalid', 'true');
                return;
            }
            editing.value = null;
            await amendOrder(order, change);
        } else {
            editing.value = null;
        }
    };
    return (
        <input
            ref={input} class="cell" type="text" inputMode="decimal"
            aria-label={`New ${props.name} of order ${order.order_id}`}
            defaultValue={startText(order, part)}
            onKeyDown={(event) => {
                if (event.key === 'Enter') void finish(true);
                if (event.key === 'Escape') void finish(false);
            }}
            onBlur={() => void finish(false)}
        />
    );
}

function Editable(props: { order: Order; part: Part; name: string; shown: string }): JSX.Element {
    const { order, part } = props;
    if (editing.value?.id === order.order_id && editing.value.part === part) return <Editor {...props} />;
    return (
        <button
            type="button" class="edit" title={`Amend the ${props.name}`}
            aria-label={`${props.name} ${props.shown}, amend`}
            onClick={() => { editing.value = { id: order.order_id, part }; }}
        >
            {props.shown}
        </button>
    );
}

export function flagsOf(order: Order): string {
    const flags = [
        order.post_only ? 'post-only' : '',
        order.reduce_only ? 'reduce-only' : '',
        order.is_liquidation ? 'liquidation' : '',
        order.time_in_force === 'good_til_cancelled' ? '' : words(order.time_in_force).toLowerCase(),
    ];
    return flags.filter((flag) => flag !== '').join(', ');
}

export function sideTone(order: { direction: string }): string {
    return order.direction === 'buy' ? 'up' : 'down';
}

export function triggerText(order: Order): string {
    if (order.trigger_price === undefined || order.trigger_price === null) return NONE;
    const on = (order.trigger ?? '').replace('_price', '');
    return `${fixed(order.trigger_price, grid.value.pricePlaces)} ${on}`;
}

const COLUMNS: readonly Column<Order>[] = [
    { name: 'Time', words: true, cell: (order) => dateTime(order.creation_timestamp, utc.value) },
    { name: 'Side', words: true, tone: sideTone, cell: (order) => words(order.direction) },
    { name: 'Type', words: true, cell: (order) => words(order.order_type) },
    {
        name: 'Price',
        cell: (order) => (typeof order.price === 'number' && order.price > 0
            ? (
                <Editable order={order} part="price" name="price"
                    shown={fixed(order.price, grid.value.pricePlaces)} />
            )
            : 'market'),
    },
    {
        name: 'Size',
        cell: (order) => (
            <Editable order={order} part="amount" name="size"
                shown={fixed(order.amount, grid.value.amountPlaces)} />
        ),
    },
    { name: 'Filled', cell: (order) => fixed(order.filled_amount, grid.value.amountPlaces) },
    {
        name: 'Trigger',
        cell: (order) => (isArmed(order) && typeof order.trigger_price === 'number'
            ? (
                <Editable order={order} part="trigger_price" name="trigger price"
                    shown={triggerText(order)} />
            )
            : triggerText(order)),
    },
    { name: 'Conditions', words: true, cell: (order) => flagsOf(order) || NONE },
    { name: 'Label', words: true, cell: (order) => order.label || NONE },
    { name: 'State', words: true, cell: (order) => words(order.order_state) },
    {
        name: '',
        cell: (order) => (
            <span class="actions">
                <button type="button" class="small" aria-label={`Cancel order ${order.order_id}`}
                    onClick={() => void cancelOrder(order.order_id)}>Cancel</button>
            </span>
        ),
    },
];

export function OpenOrders(): JSX.Element {
    return (
        <Table
            caption="Open orders" columns={COLUMNS} rows={openOrders.value}
            keyOf={(order) => order.order_id} empty="No open orders"
        />
    );
}
