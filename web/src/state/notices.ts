/* SPDX-License-Identifier: Apache-2.0 */
// notices.ts - short messages about what happened: fills, refusals, lost connections.

import { signal } from '@preact/signals';
import { RpcError } from '../lib/rpc';
import { sound } from './settings';

export type Tone = 'good' | 'bad' | 'plain';

export interface Notice {
    id: number;
    tone: Tone;
    title: string;
    detail: string;
}

const SHOWN_MS = 6_000;
const SHOWN_MAX = 4;
let nextId = 1;

export const notices = signal<Notice[]>([]);

export function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id);
}

export function notify(tone: Tone, title: string, detail = ''): void {
    const id = nextId++;
    notices.value = [...notices.value, { id, tone, title, detail }].slice(-SHOWN_MAX);
    window.setTimeout(() => dismiss(id), tone === 'bad' ? SHOWN_MS * 2 : SHOWN_MS);
}

const SENTENCES: Record<string, string> = {
    not_enough_funds: 'Not enough funds for the initial margin',
    price_too_low: 'The price is below the band',
    price_too_high: 'The price is above the band',
    post_only_reject: 'Post-only: the order would have traded at once',
    order_overlap: 'The order would trade with your own order',
    invalid_credentials: 'The key or the secret is wrong',
    too_many_requests: 'Too many requests: wait a moment',
    book_closed: 'The market is paused',
    already_closed: 'The order has already ended',
    order_not_found: 'There is no such order',
};

function reasonOf(data: unknown): string {
    if (typeof data !== 'object' || data === null) return '';
    return Object.entries(data as Record<string, unknown>)
        .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
        .map(([key, value]) => `${key.replace(/_/g, ' ')}: ${String(value)}`)
        .join(', ');
}

/** One sentence a trader understands, and the venue's own words behind it. */
export function explain(error: unknown): { title: string; detail: string } {
    if (!(error instanceof RpcError)) return { title: 'The page failed', detail: String(error) };
    const words = error.message.replace(/_/g, ' ');
    const title = SENTENCES[error.message] ?? words.charAt(0).toUpperCase() + words.slice(1);
    const code = error.code > 0 || error.code < -1 ? ` (code ${error.code})` : '';
    return { title, detail: reasonOf(error.data) + code };
}

export function notifyError(action: string, error: unknown): void {
    const { title, detail } = explain(error);
    notify('bad', `${action}: ${title}`, detail);
}

let audio: AudioContext | null = null;

/** A short tone for a fill; higher for a buy. */
export function playFill(buys: boolean): void {
    if (!sound.value) return;
    audio ??= new AudioContext();
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.frequency.value = buys ? 880 : 587;
    gain.gain.setValueAtTime(0.08, audio.currentTime);
    gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.18);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start();
    oscillator.stop(audio.currentTime + 0.2);
}
