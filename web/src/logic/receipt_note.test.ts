/* SPDX-License-Identifier: Apache-2.0 */
// receipt_note.test.ts - the units of a receipt are told where they are not the page's.

import { expect, it } from 'vitest';
import type { Instrument } from '../lib/types';
import { contractNote } from './receipt_note';

const LINEAR = {
    contract_size: 0.0001, base_currency: 'BTC', quote_currency: 'USD', settlement_currency: 'USD',
} as Instrument;

it('a linear product of small contracts says so', () => {
    expect(contractNote(LINEAR)).toBe('Prices here are USD of one contract, 0.0001 BTC.');
});

it('a size that floats write with an exponent is written out', () => {
    const note = contractNote({ ...LINEAR, contract_size: 1e-7 });
    expect(note).toBe('Prices here are USD of one contract, 0.0000001 BTC.');
});

it('nothing is said where prices are the same, or there is no instrument', () => {
    expect(contractNote({ ...LINEAR, contract_size: 1 })).toBe(null);
    expect(contractNote({ ...LINEAR, settlement_currency: 'BTC' })).toBe(null);
    expect(contractNote(null)).toBe(null);
});
