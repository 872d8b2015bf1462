/* SPDX-License-Identifier: Apache-2.0 */
// receipt_note.ts - in which units a receipt tells prices, where the page tells them in others.

import { decimal, text } from '../lib/decimal';
import type { Instrument } from '../lib/types';

/** The journal has prices of one contract of a linear product, the page has prices of a coin. */
export function contractNote(of: Instrument | null): string | null {
    if (!of || of.contract_size === 1 || of.settlement_currency !== of.quote_currency) return null;
    const size = `${text(decimal(of.contract_size))} ${of.base_currency}`;
    return `Prices here are ${of.quote_currency} of one contract, ${size}.`;
}
