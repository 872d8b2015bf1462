/* SPDX-License-Identifier: Apache-2.0 */
// ticket.ts - the order that is being written, what it would do, and how it becomes a request.

import { computed, signal } from '@preact/signals';
import type { Direction } from '../lib/types';
import {
    amountInput, amountOf, priceInput, priceOf, readLots, readTicks,
} from '../lib/grid';
import { decimal, divide, parseDecimal, toNumber } from '../lib/decimal';
import { FINE } from '../logic/margin';
import { largestOrder, previewOrder } from '../logic/preview';
import type { OrderView, Preview } from '../logic/preview';
import { accountView, authenticated, position } from './account';
import { book, feePpm, grid, halted, inAuction, instrument, markFine, terms, ticker } from './market';

export type TicketType =
    | 'limit' | 'market' | 'stop_limit' | 'stop_market' | 'take_limit' | 'take_market'
    | 'trailing_stop';
export type Unit = 'base' | 'quote';

export const TYPE_NAMES: Record<TicketType, string> = {
    limit: 'Limit',
    market: 'Market',
    stop_limit: 'Stop limit',
    stop_market: 'Stop market',
    take_limit: 'Take-profit limit',
    take_market: 'Take-profit market',
    trailing_stop: 'Trailing stop',
};

export const direction = signal<Direction>('buy');
export const type = signal<TicketType>('limit');
export const priceText = signal('');
export const sizeText = signal('');
export const unit = signal<Unit>('base');
export const share = signal(0);
export const timeInForce = signal('good_til_cancelled');
export const postOnly = signal(false);
export const reduceOnly = signal(false);
export const displayText = signal('');
export const triggerText = signal('');
export const offsetText = signal('');
export const trigger = signal('mark_price');
export const label = signal('');
/** Take-profit and stop-loss that the order brings with it. */
export const bracket = signal(false);
export const takeText = signal('');
export const stopText = signal('');
export const sending = signal(false);

/** Another instrument has other prices and sizes. */
export function clearTicket(): void {
    for (const text of [priceText, sizeText, displayText, triggerText, offsetText, takeText, stopText]) {
        text.value = '';
    }
    share.value = 0;
}

export const hasLimit = computed(() => type.value.endsWith('limit'));
export const hasTrigger = computed(() => /^(stop|take)_/.test(type.value));
export const isTrailing = computed(() => type.value === 'trailing_stop');
export const hasExits = computed(() =>
    bracket.value && (type.value === 'limit' || type.value === 'market'));
export const isArmedType = computed(() => hasTrigger.value || isTrailing.value);

export const limitTicks = computed(() =>
    hasLimit.value ? readTicks(grid.value, priceText.value) : null);

/** The price at which a size in dollars is counted. */
function referencePrice(): number {
    if (limitTicks.value !== null) return toNumber(priceOf(grid.value, limitTicks.value));
    const shown = ticker.value;
    const touch = direction.value === 'buy' ? shown?.best_ask_price : shown?.best_bid_price;
    return touch || shown?.mark_price || 0;
}

export const lots = computed<number | null>(() => {
    if (unit.value === 'base') return readLots(grid.value, sizeText.value);
    const dollars = parseDecimal(sizeText.value.replace(/[,\s]/g, ''));
    const price = decimal(referencePrice());
    if (!dollars || dollars.units <= 0n || price.units <= 0n) return null;
    const amount = divide(dollars, price, 18, 'down');
    const count = amount && divide(amount, grid.value.lot, 0, 'down');
    return count && count.units > 0n ? Number(count.units) : null;
});

function orderView(count: number): OrderView {
    return {
        direction: direction.value,
        lots: count,
        limitTicks: limitTicks.value,
        armed: isArmedType.value,
        reduceOnly: reduceOnly.value,
        postOnly: postOnly.value && hasLimit.value,
    };
}

function marketView() {
    const listed = instrument.value;
    return {
        opposite: direction.value === 'buy' ? book.value.asks : book.value.bids,
        markFine: markFine.value,
        makerPpm: feePpm(listed?.maker_commission ?? 0),
        takerPpm: feePpm(listed?.taker_commission ?? 0),
    };
}

export const preview = computed<Preview | null>(() => {
    const count = lots.value;
    if (count === null || !terms.value || markFine.value === 0n) return null;
    if (hasLimit.value && limitTicks.value === null) return null;
    return previewOrder(terms.value, accountView.value, orderView(count), marketView());
});

export function largestLots(): number {
    if (!terms.value || markFine.value === 0n) return 0;
    return largestOrder(terms.value, accountView.value, orderView(0), marketView());
}

/** Size as a share of what the account could do, in per cent. */
export function chooseShare(percent: number): void {
    share.value = percent;
    setLots(Math.floor(largestLots() * percent / 100));
}

export function setLots(count: number): void {
    if (count <= 0) {
        sizeText.value = '';
    } else if (unit.value === 'base') {
        sizeText.value = amountInput(grid.value, count);
    } else {
        const value = toNumber(amountOf(grid.value, count)) * referencePrice();
        sizeText.value = value.toFixed(2);
    }
}

export function chooseUnit(next: Unit): void {
    const count = lots.value;
    unit.value = next;
    if (count !== null) setLots(count);
}

export function setPriceTicks(ticks: number): void {
    if (!hasLimit.value) type.value = 'limit';
    priceText.value = priceInput(grid.value, ticks);
}

export function stepPrice(ticks: number): void {
    const start = limitTicks.value ?? Math.round(Number(markFine.value / FINE));
    setPriceTicks(Math.max(1, start + ticks));
}

/** What is wrong with the exits; null: nothing, or there are none. */
function exitFault(): string | null {
    if (!hasExits.value) return null;
    const buys = direction.value === 'buy';
    const entry = limitTicks.value ?? Number(markFine.value / FINE);
    const exits: [string, string, boolean][] = [
        ['Take-profit', takeText.value, buys], ['Stop-loss', stopText.value, !buys],
    ];
    if (exits.every(([, typed]) => typed === '')) return 'Enter a take-profit or a stop-loss';
    for (const [name, typed, above] of exits) {
        if (typed === '') continue;
        const ticks = readTicks(grid.value, typed);
        if (ticks === null) return `${name} is off the tick`;
        if (above ? ticks <= entry : ticks >= entry) {
            return `${name} must be ${above ? 'above' : 'below'} the price`;
        }
    }
    return null;
}

/** R-PHASE-5: market, immediate-or-cancel and fill-or-kill orders are refused. */
function restsInAuction(): boolean {
    const rests = timeInForce.value.startsWith('good');
    return isArmedType.value || (type.value === 'limit' && rests);
}

/** The first thing that keeps the order from being sent; null when it can go. */
export const fault = computed<string | null>(() => {
    if (!authenticated.value) return 'Log in to trade';
    if (inAuction.value) {
        if (!restsInAuction()) return 'In auction: only orders that rest';
    } else if (halted.value) {
        return `The market is ${halted.value}`;
    }
    if (hasTrigger.value && readTicks(grid.value, triggerText.value) === null) {
        return triggerText.value === '' ? 'Enter a trigger price' : 'Trigger price is off the tick';
    }
    if (isTrailing.value && readTicks(grid.value, offsetText.value) === null) {
        return 'Enter a trail distance';
    }
    if (hasLimit.value && limitTicks.value === null) {
        return priceText.value === '' ? 'Enter a price' : 'Price is not a multiple of the tick';
    }
    if (lots.value === null) {
        return sizeText.value === '' ? 'Enter a size' : 'Size is not a multiple of the lot';
    }
    const exits = exitFault();
    if (exits !== null) return exits;
    if (displayText.value !== '' && readLots(grid.value, displayText.value) === null) {
        return 'Shown size is not a multiple of the lot';
    }
    if (reduceOnly.value && !position.value) return 'Reduce-only: there is no position';
    if (preview.value && !preview.value.enough && !reduceOnly.value) return 'Not enough funds';
    return null;
});

/** Orders that the venue arms when this one fills: each closes, and one ends the other. */
function exitLegs(amount: number): Record<string, unknown>[] {
    const legs: [string, string][] = [['take_market', takeText.value], ['stop_market', stopText.value]];
    return legs.flatMap(([kind, typed]) => {
        const ticks = typed === '' ? null : readTicks(grid.value, typed);
        if (ticks === null) return [];
        return [{
            direction: direction.value === 'buy' ? 'sell' : 'buy', amount, type: kind,
            trigger_price: toNumber(priceOf(grid.value, ticks)), trigger: trigger.value,
            reduce_only: true,
        }];
    });
}

/** Parameters of private/buy or private/sell. */
export function requestOf(): Record<string, unknown> {
    const exact = grid.value;
    const request: Record<string, unknown> = {
        instrument_name: instrument.value?.instrument_name,
        amount: toNumber(amountOf(exact, lots.value ?? 0)),
        type: type.value,
    };
    if (limitTicks.value !== null) request['price'] = toNumber(priceOf(exact, limitTicks.value));
    if (hasTrigger.value) {
        const ticks = readTicks(exact, triggerText.value);
        if (ticks !== null) request['trigger_price'] = toNumber(priceOf(exact, ticks));
        request['trigger'] = trigger.value;
    }
    if (isTrailing.value) {
        const ticks = readTicks(exact, offsetText.value);
        if (ticks !== null) request['trigger_offset'] = toNumber(priceOf(exact, ticks));
        request['trigger'] = trigger.value;
    }
    if (hasLimit.value) {
        request['time_in_force'] = timeInForce.value;
        if (postOnly.value) {
            request['post_only'] = true;
            request['reject_post_only'] = true;
        }
        const shown = displayText.value === '' ? null : readLots(exact, displayText.value);
        if (shown !== null) request['display_amount'] = toNumber(amountOf(exact, shown));
    }
    if (reduceOnly.value) request['reduce_only'] = true;
    if (hasExits.value) {
        const legs = exitLegs(toNumber(amountOf(exact, lots.value ?? 0)));
        request['linked_order_type'] = legs.length === 2
            ? 'one_triggers_one_cancels_other' : 'one_triggers_other';
        request['otoco_config'] = legs;
    }
    if (label.value.trim() !== '') request['label'] = label.value.trim();
    return request;
}
