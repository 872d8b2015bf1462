/* SPDX-License-Identifier: Apache-2.0 */
// positions.tsx - open positions with profit, funding, margin, and the two ways out.

import type { JSX } from 'preact';
import type { Position } from '../lib/types';
import { decimal, multiply, sign, toNumber } from '../lib/decimal';
import type { Decimal } from '../lib/decimal';
import { fixed, money, percent, smallMoney } from '../lib/format';
import { askClose, askReverse } from '../state/actions';
import { liveProfit, positions } from '../state/account';
import { gridOf, ticker } from '../state/market';
import { Why } from '../parts/controls';
import { Table } from '../parts/table';
import type { Column } from '../parts/table';

export function toneOf(value: Decimal | number | null | undefined): string | undefined {
    if (value === null || value === undefined) return undefined;
    const direction = typeof value === 'number' ? Math.sign(value) : sign(value);
    if (direction === 0) return undefined;
    return direction > 0 ? 'up' : 'down';
}

function markOf(held: Position): number {
    const shown = ticker.value;
    return shown?.instrument_name === held.instrument_name ? shown.mark_price : held.mark_price;
}

function placesOf(held: Position): number {
    return gridOf(held.instrument_name).pricePlaces;
}

/** Profit over the initial margin: what traders call return on equity. */
function returnOf(held: Position): string {
    if (!held.initial_margin) return '';
    const ratio = toNumber(liveProfit(held)) / held.initial_margin;
    return ` (${percent(Number(ratio.toFixed(6)), 2, true)})`;
}

const COLUMNS: readonly Column<Position>[] = [
    { name: 'Instrument', words: true, cell: (held) => held.instrument_name },
    {
        name: 'Size',
        tone: (held) => (held.direction === 'buy' ? 'up' : 'down'),
        cell: (held) => {
            const size = fixed(Math.abs(held.size), gridOf(held.instrument_name).amountPlaces);
            return `${held.direction === 'buy' ? 'Long' : 'Short'} ${size}`;
        },
    },
    { name: 'Entry', cell: (held) => fixed(held.average_price, placesOf(held) + 2) },
    { name: 'Mark', cell: (held) => fixed(markOf(held), placesOf(held) + 2) },
    {
        name: 'Unrealised P&L',
        hint: 'At the mark; in brackets its share of the initial margin',
        tone: (held) => toneOf(liveProfit(held)),
        cell: (held) => <>{money(liveProfit(held), 2, true)}<span class="dim">{returnOf(held)}</span></>,
    },
    {
        name: 'Liq. price',
        hint: 'The mark at which maintenance margin would be equity',
        tone: () => 'warn',
        cell: (held) => (
            <>
                {held.estimated_liquidation_price
                    ? fixed(held.estimated_liquidation_price, placesOf(held) + 1)
                    : <span title="Equity covers this position at every price">none</span>}
                <Why kind="margin" of="liquidation price and margin" />
            </>
        ),
    },
    {
        name: 'Value',
        cell: (held) => money(multiply(decimal(Math.abs(held.size)), decimal(markOf(held)))),
    },
    {
        name: 'Realised P&L',
        tone: (held) => toneOf(held.realized_profit_loss),
        cell: (held) => money(held.realized_profit_loss, 2, true),
    },
    {
        name: 'Funding',
        hint: 'Funding received (+) or paid (-) by this position',
        tone: (held) => toneOf(held.realized_funding),
        cell: (held) => smallMoney(held.realized_funding, true),
    },
    {
        name: 'IM / MM',
        hint: 'Initial and maintenance margin',
        cell: (held) => `${money(held.initial_margin, 0)} / ${money(held.maintenance_margin, 0)}`,
    },
    {
        name: '',
        cell: (held) => (
            <span class="actions">
                <button type="button" class="small" onClick={() => askClose(held)}>Close</button>
                <button type="button" class="small" onClick={() => askReverse(held)}>Reverse</button>
            </span>
        ),
    },
];

export function Positions(): JSX.Element {
    return (
        <Table
            caption="Positions" columns={COLUMNS} rows={positions.value}
            keyOf={(held) => held.instrument_name} empty="No open position"
        />
    );
}
