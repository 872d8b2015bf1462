/* SPDX-License-Identifier: Apache-2.0 */
// tape.tsx - time and sales: every trade, newest first, with a filter by size.

import type { JSX } from 'preact';
import { signal } from '@preact/signals';
import { clock, fixed } from '../lib/format';
import { grid, instrument, trades } from '../state/market';
import { utc } from '../state/settings';
import { Empty, Select } from '../parts/controls';

const SHOWN_MAX = 80;
const FILTERS = ['0', '0.05', '0.25', '1', '5'];
const least = signal('0');

export function Tape(): JSX.Element {
    const exact = grid.value;
    const base = instrument.value?.base_currency ?? '';
    const floor = Number(least.value);
    const shown = trades.value.filter((trade) => trade.amount >= floor).slice(0, SHOWN_MAX);
    const large = floor > 0 ? Infinity : 1;
    return (
        <section class="panel tape" aria-label="Trades">
            <header>
                <h2>Trades</h2>
                <Select
                    name="Smallest size shown" hideName value={least.value}
                    choices={FILTERS.map((size) => ({
                        value: size, name: size === '0' ? 'All sizes' : `${size} ${base} and up`,
                    }))}
                    onChange={(size) => { least.value = size; }}
                />
            </header>
            <div class="scroll" tabIndex={0} role="region" aria-label="List of trades">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">Price</th>
                            <th scope="col">Size ({base})</th>
                            <th scope="col">Time</th>
                        </tr>
                    </thead>
                    <tbody>
                        {shown.map((trade) => (
                            <tr key={trade.trade_id} class={trade.amount >= large ? 'large' : undefined}>
                                <td class={trade.direction === 'buy' ? 'up' : 'down'}>
                                    <span class="only-read">
                                        {trade.direction === 'buy' ? 'bought at ' : 'sold at '}
                                    </span>
                                    {fixed(trade.price, exact.pricePlaces)}
                                    {trade.liquidation && trade.liquidation !== 'none' && (
                                        <abbr class="forced" title="Liquidation">L</abbr>
                                    )}
                                </td>
                                <td>{fixed(trade.amount, exact.amountPlaces)}</td>
                                <td class="muted">{clock(trade.timestamp, utc.value)}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
                {shown.length === 0 && <Empty>No trades yet</Empty>}
            </div>
        </section>
    );
}
