/* SPDX-License-Identifier: Apache-2.0 */
// grid.ts - prices as whole ticks and amounts as whole lots of one instrument.
//
// Role: the border between the decimal numbers of the interface and the whole numbers that the
// book, the ticket and the previews count in.
// Invariant: one tick on one lot is a whole number of micro-dollars (tickValueMicros).

import { decimal, divide, multiply, parseDecimal, rescale, text, toNumber } from './decimal';
import type { Decimal } from './decimal';

export interface Grid {
    readonly tick: Decimal;
    readonly lot: Decimal;
    readonly pricePlaces: number;
    readonly amountPlaces: number;
    readonly tickValueMicros: bigint;
}

export function makeGrid(tickSize: number, lotSize: number): Grid {
    const tick = decimal(tickSize);
    const lot = decimal(lotSize);
    return {
        tick,
        lot,
        pricePlaces: tick.scale,
        amountPlaces: lot.scale,
        tickValueMicros: rescale(multiply(tick, lot), 6).units,
    };
}

/** Nearest tick of a price that the venue sent. */
export function toTicks(grid: Grid, price: number): number {
    return Math.round(price / toNumber(grid.tick));
}

export function toLots(grid: Grid, amount: number): number {
    return Math.round(amount / toNumber(grid.lot));
}

export function priceOf(grid: Grid, ticks: number): Decimal {
    return multiply(grid.tick, { units: BigInt(Math.round(ticks)), scale: 0 });
}

export function amountOf(grid: Grid, lots: number): Decimal {
    return multiply(grid.lot, { units: BigInt(Math.round(lots)), scale: 0 });
}

/** Ticks of a price that was typed; null unless it is a positive whole number of ticks. */
export function readTicks(grid: Grid, typed: string): number | null {
    return readWhole(typed, grid.tick);
}

export function readLots(grid: Grid, typed: string): number | null {
    return readWhole(typed, grid.lot);
}

function readWhole(typed: string, unit: Decimal): number | null {
    const value = parseDecimal(typed.replace(/[,\s]/g, ''));
    if (!value || value.units <= 0n) return null;
    const count = divide(value, unit, 12);
    if (!count || count.units % 10n ** 12n !== 0n) return null;
    const whole = Number(count.units / 10n ** 12n);
    return Number.isSafeInteger(whole) ? whole : null;
}

/** Value of lots at a price in ticks, in micro-dollars. */
export function notionalMicros(grid: Grid, ticks: number, lots: number): bigint {
    return BigInt(ticks) * BigInt(lots) * grid.tickValueMicros;
}

export function micros(value: bigint): Decimal {
    return { units: value, scale: 6 };
}

export function toMicros(value: number | string | null | undefined): bigint {
    return rescale(decimal(value), 6, 'half').units;
}

/** What goes into a price field: plain digits, no grouping. */
export function priceInput(grid: Grid, ticks: number): string {
    return text(priceOf(grid, ticks));
}

export function amountInput(grid: Grid, lots: number): string {
    return text(rescale(amountOf(grid, lots), grid.amountPlaces));
}
