/* SPDX-License-Identifier: Apache-2.0 */
// notices.tsx - notices in the corner, the question before an action, and receipts.

import type { JSX } from 'preact';
import type { Receipt, ReceiptLine } from '../lib/types';
import { contractNote } from '../logic/receipt_note';
import { question } from '../state/actions';
import { instrument } from '../state/market';
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

const SECTIONS: readonly { section: ReceiptLine['section']; title: string }[] = [
    { section: 'input', title: 'What went in' },
    { section: 'step', title: 'Step by step' },
    { section: 'note', title: 'What follows' },
    { section: 'result', title: 'Computed again, and by the venue' },
];

/** What stands small beneath the words of a line. */
function beneath(line: ReceiptLine): string {
    if (line.section === 'input') return `from ${line.from ?? 'the journal'}`;
    if (line.section === 'step') return line.formula ?? '';
    if (line.section === 'result') return `the venue: ${line.recorded ?? ''}`;
    return '';
}

function besides(line: ReceiptLine): string {
    if (line.section !== 'result') return line.rule ?? '';
    return line.agree ? 'agree' : 'DIFFER';
}

function Lines(props: { title: string; lines: ReceiptLine[] }): JSX.Element | null {
    if (props.lines.length === 0) return null;
    return (
        <table class="receipt">
            <caption>{props.title}</caption>
            <tbody>
                {props.lines.map((line, index) => (
                    <tr key={index}>
                        <td class="words">{line.text}<small>{beneath(line)}</small></td>
                        <td class="words rule">{besides(line)}</td>
                        <td>{line.value ?? ''}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

function ReceiptBody(props: { receipt: Receipt }): JSX.Element {
    const { receipt } = props;
    const units = contractNote(instrument.value);
    return (
        <>
            <p class={receipt.verified ? 'note' : 'warn'}>
                {receipt.verified
                    ? `Number ${receipt.id} of the journal, computed again: every result agrees.`
                    : `Number ${receipt.id} of the journal, computed again: a result differs.`}
            </p>
            {units && <p class="note">{units}</p>}
            {SECTIONS.map(({ section, title }) => (
                <Lines key={section} title={title}
                    lines={receipt.lines.filter((line) => line.section === section)} />
            ))}
            <p class="note">
                Every number comes from the venue's journal, the arithmetic from other code than the
                venue's. The rules are those of its rulebook.
            </p>
        </>
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
            {receipt.receipt && <ReceiptBody receipt={receipt.receipt} />}
        </Dialog>
    );
}
