/* SPDX-License-Identifier: Apache-2.0 */
// receipt.ts - asks the venue for the receipt of a number: every input, every rule.

import { signal } from '@preact/signals';
import type { Receipt, ReceiptLine } from '../lib/types';
import { explain } from './notices';
import { instrument } from './market';
import { isUnknownMethod, rpc } from './session';

export type ReceiptKind = 'mark' | 'index' | 'funding' | 'margin' | 'liquidation';

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
    funding: 'Funding rate',
    margin: 'Margin',
    liquidation: 'Liquidation',
};

/** The venue may answer with lines or with plain text. */
export function readReceipt(kind: ReceiptKind, answer: unknown): Receipt {
    if (typeof answer === 'string') {
        const lines: ReceiptLine[] = answer.split('\n').map((line) => ({ text: line }));
        return { title: RECEIPT_NAMES[kind], lines };
    }
    const object = answer as Partial<Receipt> & { text?: string };
    if (Array.isArray(object.lines)) {
        return { title: object.title ?? RECEIPT_NAMES[kind], lines: object.lines };
    }
    const receipt = readReceipt(kind, object.text ?? JSON.stringify(answer, null, 2));
    return { ...receipt, title: object.title ?? receipt.title };
}

export async function openReceipt(kind: ReceiptKind, id?: string): Promise<void> {
    shown.value = { kind, loading: true, receipt: null, problem: null };
    const method = PRIVATE.has(kind) ? 'private/get_receipt' : 'public/get_receipt';
    const name = instrument.value?.instrument_name;
    try {
        const answer = await rpc.call<unknown>(method, {
            kind, instrument_name: name, ...(id === undefined ? {} : { id }),
        });
        shown.value = { kind, loading: false, receipt: readReceipt(kind, answer), problem: null };
    } catch (error) {
        const { title, detail } = explain(error);
        const problem = isUnknownMethod(error)
            ? 'This venue does not give receipts over its interface yet. '
                + 'The journal has every input; the command "perpetua explain" prints it.'
            : `${title}. ${detail}`;
        shown.value = { kind, loading: false, receipt: null, problem };
    }
}
