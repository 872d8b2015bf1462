/* SPDX-License-Identifier: Apache-2.0 */
// receipt.ts - asks the venue for the receipt of a number: every input, every rule.

import { signal } from '@preact/signals';
import type { Receipt } from '../lib/types';
import { explain } from './notices';
import { instrument } from './market';
import { rpc } from './session';

export type ReceiptKind = 'mark' | 'index' | 'funding' | 'margin' | 'liquidation';

/** Which receipt: by its own number, or by the order that it is of; else the newest. */
export interface ReceiptOf {
    id?: string;
    orderId?: string;
}

export interface Shown {
    kind: ReceiptKind;
    loading: boolean;
    receipt: Receipt | null;
    problem: string | null;
}

export const shown = signal<Shown | null>(null);

const PRIVATE = new Set<ReceiptKind>(['margin', 'liquidation']);

export const RECEIPT_NAMES: Record<ReceiptKind, string> = {
    mark: 'Mark price',
    index: 'Index price',
    funding: 'Funding',
    margin: 'Margin',
    liquidation: 'Liquidation',
};

/** A funding payment, unlike a rate, is the account's own. */
export function methodOf(kind: ReceiptKind, of: ReceiptOf): string {
    const isOwn = PRIVATE.has(kind) || of.id !== undefined || of.orderId !== undefined;
    return isOwn ? 'private/get_receipt' : 'public/get_receipt';
}

export function paramsOf(
    kind: ReceiptKind, of: ReceiptOf, name: string | undefined,
): Record<string, unknown> {
    return {
        kind,
        ...(name === undefined ? {} : { instrument_name: name }),
        ...(of.id === undefined ? {} : { id: of.id }),
        ...(of.orderId === undefined ? {} : { order_id: of.orderId }),
    };
}

export async function openReceipt(kind: ReceiptKind, of: ReceiptOf = {}): Promise<void> {
    const asked: Shown = { kind, loading: true, receipt: null, problem: null };
    shown.value = asked;
    let answer: Shown;
    try {
        const name = instrument.value?.instrument_name;
        const receipt = await rpc.call<Receipt>(methodOf(kind, of), paramsOf(kind, of, name));
        answer = { kind, loading: false, receipt, problem: null };
    } catch (error) {
        const { title, detail } = explain(error);
        answer = { kind, loading: false, receipt: null, problem: `${title}. ${detail}` };
    }
    // It may have been closed, or another one opened, meanwhile.
    if (shown.value === asked) shown.value = answer;
}
