/* SPDX-License-Identifier: Apache-2.0 */
// records.tsx - what has happened to the account: fills, ended orders, funding payments, ledger.

import type { JSX } from 'preact';
import type { LogEntry, Order, UserTrade } from '../lib/types';
import { add, decimal, divide, multiply, negate, ZERO } from '../lib/decimal';
import type { Decimal } from '../lib/decimal';
import { dateTime, fixed, money, NONE, percent, smallMoney, words } from '../lib/format';
import { amountOf, toLots } from '../lib/grid';
import { fills, fundingOf, fundingPaid, history, isForced, isFunding, ledger } from '../state/account';
import { grid } from '../state/market';
import { utc } from '../state/settings';
import { Why } from '../parts/controls';
import { Table } from '../parts/table';
import type { Column } from '../parts/table';
import { flagsOf, sideTone, triggerText } from './open_orders';
import { toneOf } from './positions';

const FILL_COLUMNS: readonly Column<UserTrade>[] = [
    { name: 'Time', words: true, cell: (fill) => dateTime(fill.timestamp, utc.value) },
    { name: 'Side', words: true, tone: sideTone, cell: (fill) => words(fill.direction) },
    { name: 'Price', cell: (fill) => fixed(fill.price, grid.value.pricePlaces) },
    { name: 'Size', cell: (fill) => fixed(fill.amount, grid.value.amountPlaces) },
    {
        name: 'Value',
        cell: (fill) => {
            const lots = amountOf(grid.value, toLots(grid.value, fill.amount));
            return money({
                units: decimal(fill.price).units * lots.units,
                scale: decimal(fill.price).scale + lots.scale,
            });
        },
    },
    { name: 'Fee', cell: (fill) => smallMoney(fill.fee) },
    {
        name: 'Realised P&L',
        tone: (fill) => toneOf(fill.profit_loss),
        cell: (fill) => (fill.profit_loss ? money(fill.profit_loss, 2, true) : NONE),
    },
    {
        name: 'Role', words: true,
        cell: (fill) => ({ M: 'Maker', T: 'Taker' }[fill.liquidity ?? 'T']),
    },
    {
        name: 'Kind', words: true,
        cell: (fill) => (isForced(fill)
            ? <><span class="warn">Liquidation</span><Why kind="liquidation" of="liquidation"
                which={{ orderId: fill.order_id }} /></>
            : words(fill.order_type ?? 'limit')),
    },
    { name: 'Order', words: true, cell: (fill) => <span class="mono">{fill.order_id}</span> },
];

export function Fills(): JSX.Element {
    return (
        <Table caption="Fills" columns={FILL_COLUMNS} rows={fills.value}
            keyOf={(fill) => fill.trade_id} empty="No fills yet" />
    );
}

function endOf(order: Order): JSX.Element {
    const reason = order.cancel_text
        || (order.cancel_reason === 'user_request' ? '' : order.cancel_reason?.replace(/_/g, ' '));
    return (
        <span title={order.cancel_rule}>
            {words(order.order_state)}{reason ? <span class="dim">: {reason}</span> : ''}
        </span>
    );
}

const HISTORY_COLUMNS: readonly Column<Order>[] = [
    { name: 'Ended', words: true, cell: (order) => dateTime(order.last_update_timestamp, utc.value) },
    { name: 'Side', words: true, tone: sideTone, cell: (order) => words(order.direction) },
    { name: 'Type', words: true, cell: (order) => words(order.order_type) },
    {
        name: 'Price',
        cell: (order) => (typeof order.price === 'number' && order.price > 0
            ? fixed(order.price, grid.value.pricePlaces) : 'market'),
    },
    { name: 'Size', cell: (order) => fixed(order.amount, grid.value.amountPlaces) },
    { name: 'Filled', cell: (order) => fixed(order.filled_amount, grid.value.amountPlaces) },
    {
        name: 'Average',
        cell: (order) => (order.average_price
            ? fixed(order.average_price, grid.value.pricePlaces + 1) : NONE),
    },
    { name: 'Trigger', cell: triggerText },
    { name: 'Conditions', words: true, cell: (order) => flagsOf(order) || NONE },
    {
        name: 'State', words: true,
        cell: (order) => <>{endOf(order)}{order.is_liquidation
            && <Why kind="liquidation" of="liquidation" which={{ orderId: order.order_id }} />}</>,
    },
    { name: 'Order', words: true, cell: (order) => <span class="mono">{order.order_id}</span> },
];

export function History(): JSX.Element {
    return (
        <Table caption="Order history" columns={HISTORY_COLUMNS} rows={history.value}
            keyOf={(order) => order.order_id} empty="No ended orders" />
    );
}

/** The rate that was published; of funding that was booked later, what was paid over the value. */
function rateOf(entry: LogEntry): Decimal | null {
    if (entry.funding_rate) return decimal(entry.funding_rate);
    const price = decimal(entry.mark_price ?? entry.price);
    const value = multiply(decimal(entry.position ?? entry.amount), price);
    return divide(negate(fundingOf(entry)), value, 8);
}

const FUNDING_COLUMNS: readonly Column<LogEntry>[] = [
    { name: 'Time', words: true, cell: (entry) => dateTime(entry.timestamp, utc.value) },
    { name: 'Instrument', words: true, cell: (entry) => entry.instrument_name ?? NONE },
    {
        name: 'Position',
        cell: (entry) => fixed(entry.position ?? entry.amount, grid.value.amountPlaces),
    },
    { name: 'Price', cell: (entry) => fixed(entry.mark_price ?? entry.price, grid.value.pricePlaces + 2) },
    { name: 'Rate', cell: (entry) => percent(rateOf(entry), 4, true) },
    {
        name: 'Received (+) or paid (\u2212)',
        tone: (entry) => toneOf(fundingOf(entry)),
        cell: (entry) => smallMoney(fundingOf(entry), true),
    },
    { name: 'Balance', cell: (entry) => money(entry.balance) },
    {
        name: '',
        cell: (entry) => (entry.receipt_id
            ? <Why kind="funding" of="funding payment" which={{ id: entry.receipt_id }} /> : ''),
    },
];

export function FundingPayments(): JSX.Element {
    const rows = ledger.value.filter(isFunding);
    return (
        <>
            <p class="sum">
                Received less paid, as far as shown: <strong class={toneOf(fundingPaid.value)}>
                    {smallMoney(fundingPaid.value, true)}
                </strong>
            </p>
            <Table caption="Funding payments" columns={FUNDING_COLUMNS} rows={rows}
                keyOf={(entry) => entry.id} empty="No funding has been paid or received" />
        </>
    );
}

const LEDGER_COLUMNS: readonly Column<LogEntry>[] = [
    { name: 'Time', words: true, cell: (entry) => dateTime(entry.timestamp, utc.value) },
    { name: 'Type', words: true, cell: (entry) => (isFunding(entry) ? 'Funding' : words(entry.type)) },
    { name: 'Instrument', words: true, cell: (entry) => entry.instrument_name ?? NONE },
    { name: 'Side', words: true, cell: (entry) => (entry.side ? words(entry.side) : NONE) },
    {
        name: 'Size',
        cell: (entry) => (entry.amount ? fixed(entry.amount, grid.value.amountPlaces) : NONE),
    },
    {
        name: 'Price',
        cell: (entry) => (entry.price ? fixed(entry.price, grid.value.pricePlaces) : NONE),
    },
    { name: 'Fee', cell: (entry) => (entry.commission ? smallMoney(entry.commission) : NONE) },
    {
        name: 'Change', tone: (entry) => toneOf(entry.change),
        cell: (entry) => smallMoney(entry.change, true),
    },
    { name: 'Balance', cell: (entry) => money(entry.balance, 4) },
];

export function Ledger(): JSX.Element {
    const total = ledger.value.reduce((sum, entry) => add(sum, decimal(entry.change)), ZERO);
    return (
        <>
            <p class="sum">
                Change of the balance, as far as shown: <strong class={toneOf(total)}>
                    {smallMoney(total, true)}
                </strong>
            </p>
            <Table caption="Ledger" columns={LEDGER_COLUMNS} rows={ledger.value}
                keyOf={(entry) => entry.id} empty="No entries" />
        </>
    );
}
