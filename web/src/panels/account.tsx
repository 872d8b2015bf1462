/* SPDX-License-Identifier: Apache-2.0 */
// account.tsx - the margin bar: how near maintenance margin is to equity, and what is free.
//
// Rule: the ratio is maintenance margin over equity; at 91 % the account enters the liquidation
// queue, at 100 % it is liquidated (R-ATT-2, R-LIQ-1).

import type { JSX } from 'preact';
import { add, ZERO } from '../lib/decimal';
import { fixed, money, NONE, percent } from '../lib/format';
import { authenticated, liveProfit, position, positions, summary } from '../state/account';
import { grid, instrument, ticker } from '../state/market';
import { Why } from '../parts/controls';
import { toneOf } from './positions';

function ratioOf(): number | null {
    const account = summary.value;
    if (!account || account.maintenance_margin === 0) return account ? 0 : null;
    return account.equity > 0 ? account.maintenance_margin / account.equity : 10;
}

function MarginBar(): JSX.Element {
    const ratio = ratioOf();
    const queue = instrument.value?.margin?.queue_ratio ?? 0.91;
    const shown = ratio === null ? NONE : percent(Number(Math.min(ratio, 9.99).toFixed(4)), 2);
    const queued = summary.value?.is_in_liquidation_queue === true;
    const level = queued || (ratio ?? 0) >= queue ? 'over' : (ratio ?? 0) < 0.6 ? 'calm' : 'near';
    const words = { calm: '', near: 'near the queue', over: 'in the queue' }[level];
    return (
        <div class={`margin-bar ${level}`}>
            <div class="row">
                <span>Margin ratio<Why kind="margin" of="margin ratio" /></span>
                <strong>
                    {level !== 'calm' && <span class="warn">{words} </span>}{shown}
                </strong>
            </div>
            <div
                class="scale" role="meter" aria-label="Maintenance margin over equity"
                aria-valuemin={0} aria-valuemax={100}
                aria-valuenow={Math.min(100, Math.round((ratio ?? 0) * 100))}
                title={`At ${percent(queue, 0)} the account is queued, at 100% it is liquidated`}
            >
                <span class="fill" style={{ transform: `scaleX(${Math.min(1, ratio ?? 0)})` }} />
                <span class="limit" style={{ left: `${queue * 100}%` }} />
            </div>
        </div>
    );
}

function Distance(): JSX.Element | null {
    const held = position.value;
    const mark = ticker.value?.mark_price;
    const price = held?.estimated_liquidation_price;
    if (!held || !mark || !price) return null;
    const distance = Math.abs(price - mark) / mark;
    return (
        <div>
            <dt>Liquidation price</dt>
            <dd class="warn">
                {fixed(price, grid.value.pricePlaces + 1)}
                <span class="dim"> {percent(Number(distance.toFixed(5)), 1)} away</span>
            </dd>
        </div>
    );
}

function leverageOf(): string {
    const held = position.value;
    const mark = ticker.value?.mark_price;
    const equity = summary.value?.equity ?? 0;
    if (!held || !mark || equity <= 0) return NONE;
    return `${(Math.abs(held.size) * mark / equity).toFixed(2)}\u00d7`;
}

export function Account(): JSX.Element {
    const account = summary.value;
    const profit = positions.value.reduce((sum, held) => add(sum, liveProfit(held)), ZERO);
    return (
        <section class="panel account" aria-label="Margin">
            <header><h2>Margin</h2></header>
            <MarginBar />
            <dl class="preview">
                <div><dt>Equity</dt><dd class="strong">{money(account?.equity)}</dd></div>
                <div><dt>Balance</dt><dd>{money(account?.balance)}</dd></div>
                <div>
                    <dt>Unrealised P&L</dt>
                    <dd class={toneOf(profit)}>{authenticated.value ? money(profit, 2, true) : NONE}</dd>
                </div>
                <div><dt>Initial margin</dt><dd>{money(account?.initial_margin)}</dd></div>
                <div><dt>Maintenance margin</dt><dd>{money(account?.maintenance_margin)}</dd></div>
                <div><dt>Available</dt><dd class="strong">{money(account?.available_funds)}</dd></div>
                <div><dt>Leverage</dt><dd>{leverageOf()}</dd></div>
                <Distance />
            </dl>
        </section>
    );
}
