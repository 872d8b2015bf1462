/* SPDX-License-Identifier: Apache-2.0 */
// top_bar.tsx - the state of the market in one line: prices, day, interest, funding, halts.

import type { ComponentChildren, JSX } from 'preact';
import { countdown, fixed, money, NONE, percent, short } from '../lib/format';
import { decimal, multiply } from '../lib/decimal';
import { now } from '../state/clock';
import { grid, halted, instrument, instruments, lastDirection, ticker } from '../state/market';
import { go } from '../state/route';
import { demo } from '../state/session';
import { Mark, Views } from '../parts/brand';
import { Select, Why } from '../parts/controls';
import { AccountMenu } from './menu';

interface StatProps {
    name: string;
    hint?: string;
    tone?: string;
    class?: string;
    children: ComponentChildren;
}

function Stat(props: StatProps): JSX.Element {
    return (
        <div class={`stat ${props.class ?? ''}`} title={props.hint}>
            <dt>{props.name}</dt>
            <dd class={props.tone}>{props.children}</dd>
        </div>
    );
}

function toneOf(value: number | null | undefined): string {
    if (!value) return '';
    return value > 0 ? 'up' : 'down';
}

function Prices(): JSX.Element {
    const shown = ticker.value;
    const places = grid.value.pricePlaces;
    const arrow = { up: '\u25b2', down: '\u25bc', same: '' }[lastDirection.value];
    const word = { up: 'up', down: 'down', same: '' }[lastDirection.value];
    return (
        <>
            <Stat name="Last" class="last" tone={lastDirection.value}>
                {fixed(shown?.last_price, places)}
                <span class="arrow" aria-hidden="true">{arrow}</span>
                <span class="only-read">{word}</span>
            </Stat>
            <Stat name="Mark" hint="The price that margin and liquidation use">
                {fixed(shown?.mark_price, places + 2)}<Why kind="mark" of="mark price" />
            </Stat>
            <Stat name="Index" class="mid-only" hint="The spot price from outside venues">
                {fixed(shown?.index_price, places + 2)}<Why kind="index" of="index price" />
            </Stat>
        </>
    );
}

function Day(): JSX.Element {
    const stats = ticker.value?.stats;
    const places = grid.value.pricePlaces;
    const change = stats?.price_change;
    return (
        <>
            <Stat name="24 h change" tone={toneOf(change)}>
                {change === null || change === undefined ? NONE : `${fixed(change, 2, true)}%`}
            </Stat>
            <Stat name="24 h high / low" class="wide-only">
                {fixed(stats?.high, places)} / {fixed(stats?.low, places)}
            </Stat>
            <Stat name="24 h volume" class="wide-only">
                {short(stats?.volume_notional ?? stats?.volume_usd, '$')}
            </Stat>
        </>
    );
}

function Funding(): JSX.Element {
    const shown = ticker.value;
    const next = shown?.next_funding_timestamp;
    const estimate = shown?.funding_estimate ?? shown?.current_funding;
    const last = shown?.funding_last ?? shown?.funding_8h;
    const left = next ? next - now.value : null;
    return (
        <>
            <Stat
                name="Predicted / 8 h"
                hint="The rate that this interval would end with now; above zero longs pay shorts"
                tone={toneOf(estimate)}
            >
                {percent(estimate, 4, true)}<Why kind="funding" of="funding rate" />
            </Stat>
            <Stat name="Funding in" hint="Time until positions pay or receive funding">
                {shown?.funding_paused ? 'paused' : left === null ? NONE : countdown(left)}
            </Stat>
            <Stat name="Last funding" class="wider-only" tone={toneOf(last)}>
                {percent(last, 4, true)}
            </Stat>
        </>
    );
}

function Market(): JSX.Element {
    const shown = ticker.value;
    const places = grid.value.pricePlaces;
    const interest = shown
        ? multiply(decimal(shown.open_interest), decimal(shown.mark_price)) : null;
    return (
        <>
            <Stat name="Open interest" hint={shown ? money(interest) : undefined!}>
                {shown ? `${fixed(shown.open_interest, 2)} ${instrument.value?.base_currency ?? ''}` : NONE}
            </Stat>
            <Stat name="Price band" class="wider-only" hint="Orders outside are refused: lowest sell, highest buy">
                {fixed(shown?.min_price, places)} / {fixed(shown?.max_price, places)}
            </Stat>
        </>
    );
}

/** Each has its address, so that the browser's way back leads to the one before. */
function Instruments(): JSX.Element {
    return (
        <Select
            name="Instrument" hideName value={instrument.value?.instrument_name ?? ''}
            choices={instruments.value.map((one) => ({
                value: one.instrument_name, name: one.instrument_name,
            }))}
            onChange={(name) => go('trade', name)}
        />
    );
}

export function TopBar(): JSX.Element {
    const name = instrument.value?.instrument_name ?? 'Perpetua';
    const stopped = halted.value;
    return (
        <header class="top-bar">
            <div class="brand">
                <Mark />
                <div>
                    <h1>{instruments.value.length > 1 ? <Instruments /> : name}</h1>
                    <span class="sub">
                        {stopped
                            ? <span class="badge bad" role="status">{stopped}</span>
                            : <span class="badge">trading</span>}
                        {demo.value && <span class="badge quiet">demo money</span>}
                    </span>
                </div>
            </div>
            <Views />
            <dl class="stats" aria-label="Market">
                <Prices /><Funding /><Market /><Day />
            </dl>
            <AccountMenu />
        </header>
    );
}
