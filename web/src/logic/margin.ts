/* SPDX-License-Identifier: Apache-2.0 */
// margin.ts - margin by brackets and the liquidation price, as the rulebook computes them.
//
// Role: what the ticket shows before an order is sent. The venue decides; this is information.
// Rules: R-TIER-1, R-TIER-2 (mode factor), R-MARGIN-5, R-MARGIN-6, R-MARGIN-10.
// Invariant: whole numbers only: micro-dollars, lots, and marks in ten-thousandths of a tick.

import type { Instrument } from '../lib/types';
import { decimal, rescale } from '../lib/decimal';
import { toMicros } from '../lib/grid';

const PPM = 1_000_000n;
export const FINE = 10_000n;

export interface Bracket {
    readonly floorMicros: bigint;
    readonly ratePpm: bigint;
    /** In micro-dollars times parts per million. */
    readonly deduction: bigint;
}

export interface MarginTerms {
    readonly brackets: readonly Bracket[];
    readonly initialFactorPpm: bigint;
    readonly queueRatioPpm: bigint;
    readonly tickValueMicros: bigint;
    /** The venue did not publish brackets; one was made from the largest leverage. */
    readonly guessed: boolean;
}

function ppm(value: number): bigint {
    return rescale(decimal(value), 6).units;
}

/** R-TIER-1: deductions follow from floors and rates. */
export function makeBrackets(steps: { notional: number; rate: number }[]): Bracket[] {
    const brackets: Bracket[] = [];
    for (const step of steps) {
        const floorMicros = toMicros(step.notional);
        const ratePpm = ppm(step.rate);
        const before = brackets[brackets.length - 1];
        const deduction = before
            ? before.deduction + floorMicros * (ratePpm - before.ratePpm)
            : 0n;
        brackets.push({ floorMicros, ratePpm, deduction });
    }
    return brackets;
}

export function marginTerms(instrument: Instrument, tickValueMicros: bigint): MarginTerms {
    const published = instrument.margin;
    if (published && published.brackets.length > 0) {
        return {
            brackets: makeBrackets(published.brackets),
            initialFactorPpm: ppm(published.initial_factor),
            queueRatioPpm: ppm(published.queue_ratio ?? 0.91),
            tickValueMicros,
            guessed: false,
        };
    }
    const initial = 1 / (instrument.max_leverage ?? 5.9);
    return {
        brackets: makeBrackets([{ notional: 0, rate: Number((initial / 1.3).toFixed(6)) }]),
        initialFactorPpm: 1_300_000n,
        queueRatioPpm: 910_000n,
        tickValueMicros,
        guessed: true,
    };
}

function divideUp(numerator: bigint, divisor: bigint): bigint {
    const quotient = numerator / divisor;
    return numerator % divisor > 0n ? quotient + 1n : quotient;
}

function divideDown(numerator: bigint, divisor: bigint): bigint {
    const quotient = numerator / divisor;
    return numerator % divisor < 0n ? quotient - 1n : quotient;
}

function bracketOf(brackets: readonly Bracket[], notional: bigint): Bracket {
    let found = brackets[0]!;
    for (const bracket of brackets) {
        if (bracket.floorMicros <= notional) found = bracket;
    }
    return found;
}

/** R-EQUITY-1: rounded up. */
export function notionalAt(terms: MarginTerms, lots: bigint, markFine: bigint): bigint {
    const count = lots < 0n ? -lots : lots;
    return divideUp(count * markFine * terms.tickValueMicros, FINE);
}

export function maintenance(terms: MarginTerms, lots: bigint, markFine: bigint): bigint {
    const notional = notionalAt(terms, lots, markFine);
    if (notional === 0n) return 0n;
    const bracket = bracketOf(terms.brackets, notional);
    return divideUp(notional * bracket.ratePpm - bracket.deduction, PPM);
}

/** R-TIER-7, without add-ons: never so low that the account would be in the queue at once. */
export function initial(terms: MarginTerms, lots: bigint, markFine: bigint): bigint {
    const kept = maintenance(terms, lots, markFine);
    if (kept === 0n) return 0n;
    const base = divideUp(kept * terms.initialFactorPpm, PPM);
    const least = (kept * PPM) / terms.queueRatioPpm + 1n;
    return base > least ? base : least;
}

/** R-MARGIN-5: the worse side. */
export function initialOfSides(
    terms: MarginTerms, net: bigint, bids: bigint, asks: bigint, markFine: bigint,
): bigint {
    const long = net + bids;
    const short = net - asks;
    const worse = [long, short].map((lots) => (lots < 0n ? -lots : lots));
    return initial(terms, worse[0]! > worse[1]! ? worse[0]! : worse[1]!, markFine);
}

/**
 * R-MARGIN-10: the mark at which maintenance margin is equity, in ten-thousandths of a tick.
 * Null when the position cannot be liquidated by the mark alone.
 */
export function liquidationMark(
    terms: MarginTerms, net: bigint, equityMicros: bigint, markFine: bigint,
): bigint | null {
    if (net === 0n) return null;
    const long = net > 0n;
    const unit = (long ? net : -net) * terms.tickValueMicros;
    for (let index = 0; index < terms.brackets.length; index++) {
        const bracket = terms.brackets[index]!;
        const next = terms.brackets[index + 1];
        const fixedPart = FINE * (PPM * equityMicros + bracket.deduction);
        const atMark = PPM * unit * markFine;
        const numerator = long ? atMark - fixedPart : atMark + fixedPart;
        const divisor = unit * (long ? PPM - bracket.ratePpm : PPM + bracket.ratePpm);
        if (divisor <= 0n || numerator <= 0n) continue;
        const price = long ? divideUp(numerator, divisor) : divideDown(numerator, divisor);
        const notional = unit * price / FINE;
        // One unit of room on either side, because the price was rounded.
        if (notional + unit < bracket.floorMicros) continue;
        if (next && notional > next.floorMicros + unit) continue;
        return price > 0n ? price : null;
    }
    return null;
}
