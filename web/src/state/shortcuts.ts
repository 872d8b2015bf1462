/* SPDX-License-Identifier: Apache-2.0 */
// shortcuts.ts - the keys of the terminal: one list, read by the handler and by the help.

import type { View } from '../logic/route';
import { route } from './route';

export interface Shortcut {
    /** As shown in the help. */
    readonly keys: string;
    readonly text: string;
    /** KeyboardEvent.key values; a capital letter means with Shift. */
    readonly match: readonly string[];
    readonly action: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
    { keys: 'B', text: 'Buy side', match: ['b'], action: 'buy' },
    { keys: 'S', text: 'Sell side', match: ['s'], action: 'sell' },
    { keys: 'L', text: 'Limit order', match: ['l'], action: 'limit' },
    { keys: 'M', text: 'Market order', match: ['m'], action: 'market' },
    { keys: 'T', text: 'Trigger order', match: ['t'], action: 'trigger' },
    { keys: '1 \u2026 5', text: 'Size 10, 25, 50, 75, 100 % of what is available',
        match: ['1', '2', '3', '4', '5'], action: 'share' },
    { keys: '+ \u2212', text: 'Price one tick up or down (Shift: ten)',
        match: ['+', '=', '-', '_'], action: 'price' },
    { keys: 'P', text: 'To the price field', match: ['p'], action: 'focus-price' },
    { keys: 'Q', text: 'To the size field', match: ['q'], action: 'focus-size' },
    { keys: 'Enter', text: 'Send the order (in the ticket)', match: [], action: '' },
    { keys: 'C', text: 'Cancel the newest order', match: ['c'], action: 'cancel-last' },
    { keys: 'Shift X', text: 'Cancel all orders', match: ['X'], action: 'cancel-all' },
    { keys: 'F', text: 'Close the position', match: ['f'], action: 'close' },
    { keys: 'R', text: 'Reverse the position', match: ['r'], action: 'reverse' },
    { keys: '[ ]', text: 'Group the order book finer or coarser', match: ['[', ']'], action: 'group' },
    { keys: ', .', text: 'Shorter or longer candles', match: [',', '.'], action: 'resolution' },
    { keys: 'D', text: 'Candles, depth, funding', match: ['d'], action: 'chart' },
    { keys: 'O', text: 'Open orders', match: ['o'], action: 'tab-orders' },
    { keys: 'H', text: 'Order history', match: ['h'], action: 'tab-history' },
    { keys: '?', text: 'This help', match: ['?'], action: 'help' },
    { keys: 'Esc', text: 'Close a dialog, leave a field', match: [], action: '' },
];

/** What keys do in a console: its page says how, by the name of the action. */
export const CONSOLE_SHORTCUTS: readonly Shortcut[] = [
    { keys: '1 \u2026 7', text: 'To a section of the console',
        match: ['1', '2', '3', '4', '5', '6', '7'], action: 'section' },
    { keys: '/', text: 'To the first filter of the list', match: ['/'], action: 'filter' },
    { keys: '\u2191 \u2193', text: 'Up and down in a list, Enter opens', match: [], action: '' },
    { keys: '[ ]', text: 'Replay of a book: the step before, the step after',
        match: ['[', ']'], action: 'step' },
    { keys: '{ }', text: 'Replay of a book: ten steps', match: ['{', '}'], action: 'step' },
    { keys: '?', text: 'This help', match: ['?'], action: 'help' },
    { keys: 'Esc', text: 'Close a dialog, leave a field', match: [], action: '' },
];

export function shortcutsOf(view: View): readonly Shortcut[] {
    return view === 'trade' ? SHORTCUTS : CONSOLE_SHORTCUTS;
}

/** What the open console makes of its keys. */
export const consoleActions: Record<string, (key: string) => void> = {};

function isTyping(target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) return false;
    if (target instanceof HTMLInputElement) return target.type !== 'checkbox' && target.type !== 'range';
    return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

/** Calls perform(action, key) for keys pressed outside of fields and dialogs. */
export function listenForShortcuts(perform: (action: string, key: string) => void): void {
    document.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && event.target instanceof HTMLElement) {
            event.target.blur();
            return;
        }
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
        const { view } = route.value;
        const found = shortcutsOf(view).find((shortcut) => shortcut.match.includes(event.key));
        if (!found) return;
        event.preventDefault();
        if (view === 'trade' || found.action === 'help') perform(found.action, event.key);
        else consoleActions[found.action]?.(event.key);
    });
}
