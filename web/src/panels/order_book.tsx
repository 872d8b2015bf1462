/* SPDX-License-Identifier: Apache-2.0 */
// order_book.tsx - both sides of the book: grouped levels, running depth, own orders, spread.
//
// The asks stand above the spread with the best at the bottom, the bids below it.  A click on a
// row puts its price into the ticket.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { signal, useComputed } from '@preact/signals';
import type { Direction } from '../lib/types';
import { amountOf, micros, priceOf } from '../lib/grid';
import { fixed, money, percent } from '../lib/format';
import { decimal, divide, subtract } from '../lib/decimal';
import { makeRows } from '../logic/book';
import type { Row } from '../logic/book';
import { ownLevels } from '../state/account';
import { book, grid, group, instrument, lastDirection, ticker } from '../state/market';
import { setPriceTicks } from '../state/ticket';
import { Select } from '../parts/controls';

const ROW_HEIGHT = 20;
const visible = signal(14);
/** The row that the arrow keys chose: 1 is the best bid, -1 the best ask, 0 none. */
const chosen = signal(0);
const GROUPS = [1, 2, 5, 10, 25, 50, 100, 250];

export function stepGroup(step: number): void {
    const index = GROUPS.indexOf(group.value);
    const next = GROUPS[Math.min(GROUPS.length - 1, Math.max(0, index + step))];
    if (next !== undefined) group.value = next;
}

function describeRow(row: Row, direction: Direction): string {
    const exact = grid.value;
    const total = fixed(amountOf(exact, row.total), exact.amountPlaces);
    const value = micros(BigInt(row.value) * exact.tickValueMicros);
    const average = divide({ units: BigInt(row.value), scale: 0 },
        { units: BigInt(row.total), scale: 0 }, 2);
    const price = average && fixed(
        { units: average.units * exact.tick.units, scale: average.scale + exact.tick.scale },
        exact.pricePlaces + 1);
    return `${direction === 'buy' ? 'Sell' : 'Buy'} to here: ${total}, average ${price}, ${money(value, 0)}`;
}

interface BookRowProps {
    row: Row;
    direction: Direction;
    deepest: number;
    isChosen: boolean;
}

function BookRow(props: BookRowProps): JSX.Element {
    const { row, direction } = props;
    const exact = grid.value;
    const share = props.deepest > 0 ? row.total / props.deepest : 0;
    const price = fixed(priceOf(exact, row.ticks), exact.pricePlaces);
    return (
        <tr
            class={`${row.own > 0 ? 'own' : ''} ${props.isChosen ? 'chosen' : ''}`}
            title={describeRow(row, direction)}
            onClick={() => setPriceTicks(row.ticks)}
        >
            <td class={`price ${direction === 'buy' ? 'up' : 'down'}`}>
                <span class="bar" style={{ transform: `scaleX(${share.toFixed(4)})` }} aria-hidden="true" />
                {row.own > 0 && (
                    <span class="own-mark" title={`Own: ${fixed(amountOf(exact, row.own), exact.amountPlaces)}`}>
                        <span class="only-read">own order </span>
                    </span>
                )}
                <span class="figure">{price}</span>
            </td>
            <td>{fixed(amountOf(exact, row.lots), exact.amountPlaces)}</td>
            <td class="muted">{fixed(amountOf(exact, row.total), exact.amountPlaces)}</td>
        </tr>
    );
}

function Spread(): JSX.Element {
    const exact = grid.value;
    const { bids, asks } = book.value;
    const bid = bids[0]?.ticks;
    const ask = asks[0]?.ticks;
    const shown = ticker.value;
    if (bid === undefined || ask === undefined) {
        return <div class="spread"><span class="muted">One side of the book is empty</span></div>;
    }
    const spread = priceOf(exact, ask - bid);
    const ratio = divide(spread, subtract(priceOf(exact, ask), divide(spread, decimal(2), 6)!), 8);
    return (
        <div class="spread">
            <strong class={lastDirection.value} title="Last price">
                {fixed(shown?.last_price, exact.pricePlaces)}
            </strong>
            <span class="muted" title="Mark price">{fixed(shown?.mark_price, exact.pricePlaces + 2)}</span>
            <span class="muted" title="Best ask less best bid">
                {fixed(spread, exact.pricePlaces)} <span class="dim">({percent(ratio, 3)})</span>
            </span>
        </div>
    );
}

/** As many rows on each side as the panel's height has room for. */
function useRows(): (element: HTMLDivElement | null) => void {
    const observer = useRef<ResizeObserver | null>(null);
    useEffect(() => () => observer.current?.disconnect(), []);
    return (element) => {
        observer.current?.disconnect();
        if (!element) return;
        observer.current = new ResizeObserver(([entry]) => {
            const height = entry?.contentRect.height ?? 0;
            visible.value = Math.max(4, Math.floor((height - 36) / 2 / ROW_HEIGHT));
        });
        observer.current.observe(element);
    };
}

function Side(props: { rows: Row[]; direction: Direction; deepest: number }): JSX.Element {
    const { direction, rows } = props;
    const name = direction === 'buy' ? 'Bids' : 'Asks';
    // Keyed by the distance from the touch: rows stay where they are, only figures change.
    const keyed = rows.map((row, distance) => ({ row, distance }));
    const ordered = direction === 'buy' ? keyed : keyed.reverse();
    return (
        <div class={`side ${direction}`}>
            <table>
                <caption class="only-read">{name}, price, size, running total</caption>
                <thead class="only-read">
                    <tr><th scope="col">Price</th><th scope="col">Size</th><th scope="col">Total</th></tr>
                </thead>
                <tbody>
                    {ordered.map(({ row, distance }) => (
                        <BookRow
                            key={distance} row={row} direction={direction} deepest={props.deepest}
                            isChosen={chosen.value === (direction === 'buy' ? distance + 1 : -distance - 1)}
                        />
                    ))}
                </tbody>
            </table>
        </div>
    );
}

/** Down the screen: from the asks through the spread to the bids; there is no row 0. */
function nextChosen(now: number, down: boolean, bids: number, asks: number): number {
    const step = now + (down ? 1 : -1);
    return Math.min(bids, Math.max(-asks, step === 0 && now !== 0 ? (down ? 1 : -1) : step));
}

function chooseByKey(event: KeyboardEvent, bids: Row[], asks: Row[]): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        chosen.value = nextChosen(chosen.value, event.key === 'ArrowDown', bids.length, asks.length);
        event.preventDefault();
    }
    const row = chosen.value > 0 ? bids[chosen.value - 1] : asks[-chosen.value - 1];
    if (event.key === 'Enter' && row) setPriceTicks(row.ticks);
}

/** The chosen row for those who hear the page. */
function Spoken(props: { bids: Row[]; asks: Row[] }): JSX.Element {
    const buys = chosen.value > 0;
    const row = buys ? props.bids[chosen.value - 1] : props.asks[-chosen.value - 1];
    const exact = grid.value;
    return (
        <span class="only-read" aria-live="polite">
            {row && `${buys ? 'Bid' : 'Ask'} ${fixed(priceOf(exact, row.ticks), exact.pricePlaces)}, `
                + `size ${fixed(amountOf(exact, row.lots), exact.amountPlaces)}`}
        </span>
    );
}

function Imbalance(props: { bids: number; asks: number }): JSX.Element {
    const sum = props.bids + props.asks;
    const share = sum > 0 ? Math.round(props.bids * 100 / sum) : 50;
    return (
        <div class="imbalance" title="Share of bids and asks in the depth that is shown">
            <span class="up">{share}%</span>
            <span class="scale" aria-hidden="true">
                <span class="bids" style={{ transform: `scaleX(${share / 100})` }} />
            </span>
            <span class="down">{100 - share}%</span>
        </div>
    );
}

export function OrderBook(): JSX.Element {
    const measure = useRows();
    const rows = useComputed(() => {
        const options = { group: group.value, count: visible.value };
        return {
            bids: makeRows(book.value.bids, 'buy', { ...options, own: ownLevels.value.buy }),
            asks: makeRows(book.value.asks, 'sell', { ...options, own: ownLevels.value.sell }),
        };
    });
    const { bids, asks } = rows.value;
    const deepest = Math.max(bids[bids.length - 1]?.total ?? 0, asks[asks.length - 1]?.total ?? 0);
    const base = instrument.value?.base_currency ?? '';
    const exact = grid.value;
    return (
        <section class="panel book" aria-label="Order book">
            <header>
                <h2>Order book</h2>
                <span class={book.value.live ? 'live' : 'live off'}>
                    {book.value.live ? '' : 'synchronising'}
                </span>
                <Select
                    name="Group prices by" hideName value={String(group.value)}
                    choices={GROUPS.map((size) => ({
                        value: String(size), name: fixed(priceOf(exact, size), exact.pricePlaces),
                    }))}
                    onChange={(size) => { group.value = Number(size); }}
                />
            </header>
            <div class="columns" aria-hidden="true">
                <span>Price</span><span>Size ({base})</span><span>Total</span>
            </div>
            <div
                class="sides" ref={measure} role="group" tabIndex={0}
                data-change={book.value.changeId}
                aria-label="Levels: arrow keys choose one, Enter puts its price into the ticket"
                onKeyDown={(event) => chooseByKey(event, bids, asks)}
                onBlur={() => { chosen.value = 0; }}
            >
                {chosen.value !== 0 && <Spoken bids={bids} asks={asks} />}
                <Side rows={asks} direction="sell" deepest={deepest} />
                <Spread />
                <Side rows={bids} direction="buy" deepest={deepest} />
            </div>
            <Imbalance bids={bids[bids.length - 1]?.total ?? 0} asks={asks[asks.length - 1]?.total ?? 0} />
        </section>
    );
}
