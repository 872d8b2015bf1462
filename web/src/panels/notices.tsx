/* SPDX-License-Identifier: Apache-2.0 */
// notices.tsx - notices in the corner, the question before an action, and receipts.

import type { JSX } from 'preact';
import type { ReceiptLine } from '../lib/types';
import { fixed } from '../lib/format';
import { decimal } from '../lib/decimal';
import { question } from '../state/actions';
import { dismiss, notices } from '../state/notices';
import { RECEIPT_NAMES, shown } from '../state/receipt';
import { Dialog } from '../parts/controls';

export function Notices(): JSX.Element {
    return (
        <div class="notices" role="log" aria-live="polite" aria-label="Notices">
            {notices.value.map((notice) => (
                <div key={notice.id} class={`notice ${notice.tone}`}>
                    <div>
                        <strong>{notice.title}</strong>
                        {notice.detail && <span>{notice.detail}</span>}
                    </div>
                    <button type="button" class="icon" aria-label="Dismiss"
                        onClick={() => dismiss(notice.id)}>{'\u00d7'}</button>
                </div>
            ))}
        </div>
    );
}

export function Ask(): JSX.Element | null {
    const asked = question.value;
    if (!asked) return null;
    const close = (): void => { question.value = null; };
    return (
        <Dialog title={asked.title} onClose={close}>
            <p>{asked.text}</p>
            <div class="dialog-actions">
                <button type="button" class="ghost" onClick={close}>Keep as it is</button>
                <button type="button" autofocus
                    class={asked.tone === 'plain' ? 'primary' : `send ${asked.tone}`}
                    onClick={() => {
                        close();
                        asked.run();
                    }}>{asked.action}</button>
            </div>
        </Dialog>
    );
}

function valueText(value: ReceiptLine['value']): string {
    if (value === null || value === undefined) return '';
    if (typeof value === 'string') return value;
    const exact = decimal(value);
    return fixed(exact, exact.scale);
}

function Lines(props: { lines: ReceiptLine[] }): JSX.Element {
    const plainText = props.lines.every((line) => line.rule === undefined && line.value === undefined);
    if (plainText) return <pre class="receipt-text">{props.lines.map((line) => line.text).join('\n')}</pre>;
    return (
        <table class="receipt">
            <thead>
                <tr><th scope="col" class="words">What</th><th scope="col" class="words">Rule</th>
                    <th scope="col">Value</th></tr>
            </thead>
            <tbody>
                {props.lines.map((line, index) => (
                    <tr key={index}>
                        <td class="words">{line.text}</td>
                        <td class="words rule">{line.rule ?? ''}</td>
                        <td>{valueText(line.value)}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

export function ReceiptDialog(): JSX.Element | null {
    const receipt = shown.value;
    if (!receipt) return null;
    const title = receipt.receipt?.title ?? `Receipt: ${RECEIPT_NAMES[receipt.kind]}`;
    return (
        <Dialog title={title} wide onClose={() => { shown.value = null; }}>
            {receipt.loading && <p class="note">Asking the venue</p>}
            {receipt.problem && <p class="note" role="status">{receipt.problem}</p>}
            {receipt.receipt && <Lines lines={receipt.receipt.lines} />}
            {receipt.receipt && (
                <p class="note">
                    Every number above comes from the venue's journal. The rules are those of its rulebook.
                </p>
            )}
        </Dialog>
    );
}
