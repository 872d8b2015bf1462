/* SPDX-License-Identifier: Apache-2.0 */
// market.ts - the public market as signals: instrument, ticker, book, trades.
//
// Role: fed by state/session.ts from the venue's channels; read by the panels.

import { batch, computed, signal } from '@preact/signals';
import type { BookMessage, Instrument, PublicTrade, Ticker } from '../lib/types';
import { makeGrid } from '../lib/grid';
import type { Grid } from '../lib/grid';
import { applyBook, makeBook, sortedLevels } from '../logic/book';
import type { Level } from '../logic/book';
import { marginTerms } from '../logic/margin';
import { decimal, rescale } from '../lib/decimal';
import { observeTime } from './clock';

const TRADES_MAX = 400;

export const instruments = signal<Instrument[]>([]);
export const instrument = signal<Instrument | null>(null);
export const ticker = signal<Ticker | null>(null);
export const lastDirection = signal<'up' | 'down' | 'same'>('same');
export const trades = signal<PublicTrade[]>([]);

export interface BookView {
    bids: Level[];
    asks: Level[];
    live: boolean;
    changeId: number;
}

export const book = signal<BookView>({ bids: [], asks: [], live: false, changeId: 0 });
export const group = signal(1);

const rebuilt = makeBook();

function gridOfInstrument(listed: Instrument | null | undefined): Grid {
    return listed ? makeGrid(listed.tick_size, listed.min_trade_amount) : makeGrid(1, 0.0001);
}

export const grid = computed<Grid>(() => gridOfInstrument(instrument.value));

/** The grid of any instrument, for what is held elsewhere. */
export function gridOf(name: string): Grid {
    if (name === instrument.value?.instrument_name) return grid.value;
    return gridOfInstrument(instruments.value.find((one) => one.instrument_name === name));
}

export const terms = computed(() => {
    const listed = instrument.value;
    return listed ? marginTerms(listed, grid.value.tickValueMicros) : null;
});

/** The mark in ten-thousandths of a tick. */
export const markFine = computed<bigint>(() => fineOf(ticker.value?.mark_price ?? 0));

export function fineOf(price: number): bigint {
    const tick = grid.value.tick;
    const scaled = rescale(decimal(price), tick.scale + 4);
    return tick.units === 0n ? 0n : scaled.units / tick.units;
}

export function feePpm(rate: number): bigint {
    return rescale(decimal(rate), 6, 'up').units;
}

/** Why nothing trades now, as a word for people; null while the market is open. */
export const halted = computed<string | null>(() => {
    const shown = ticker.value;
    if (!shown) return null;
    if (shown.halt && shown.halt !== 'none') return shown.halt;
    if (inAuction.value) return 'in auction';
    if (shown.phase && shown.phase !== 'open') return shown.phase;
    return shown.state === 'open' ? null : shown.state;
});

/** Orders collect and do not match (R-PHASE-5). */
export const inAuction = computed(() =>
    ticker.value?.phase === 'pre_open' && (ticker.value.halt ?? 'none') === 'none');

/** Merges, because an incremental ticker leaves out what did not change. */
export function takeTicker(message: Ticker): void {
    observeTime(message.timestamp);
    const before = ticker.value?.last_price ?? null;
    const after = message.last_price ?? before;
    batch(() => {
        if (before !== null && after !== null && before !== after) {
            lastDirection.value = after > before ? 'up' : 'down';
        }
        ticker.value = { ...ticker.value, ...message };
    });
}

/** False: a message is missing and a new snapshot is needed. */
export function takeBook(message: BookMessage): boolean {
    const applied = applyBook(grid.value, rebuilt, message);
    if (applied === 'ignored') return true;
    const gap = applied === 'gap';
    book.value = gap
        ? { ...book.value, live: false }
        : {
            bids: sortedLevels(rebuilt.bids, 'buy'),
            asks: sortedLevels(rebuilt.asks, 'sell'),
            live: true,
            changeId: message.change_id,
        };
    return !gap;
}

/** Nothing of the instrument that was shown before is left. */
export function clearMarket(): void {
    rebuilt.changeId = null;
    rebuilt.bids.clear();
    rebuilt.asks.clear();
    batch(() => {
        ticker.value = null;
        lastDirection.value = 'same';
        trades.value = [];
        book.value = { bids: [], asks: [], live: false, changeId: 0 };
    });
}

export function loseBook(): void {
    rebuilt.changeId = null;
    book.value = { ...book.value, live: false };
}

/** Newest first; a trade that is there already is not added again. */
export function takeTrades(added: PublicTrade[]): void {
    const known = new Set(trades.value.slice(0, 200).map((trade) => trade.trade_id));
    const fresh = added.filter((trade) => !known.has(trade.trade_id));
    if (fresh.length === 0) return;
    const merged = [...fresh, ...trades.value].sort((a, b) => b.trade_seq - a.trade_seq);
    trades.value = merged.slice(0, TRADES_MAX);
}
