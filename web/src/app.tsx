/* SPDX-License-Identifier: Apache-2.0 */
// app.tsx - the trading page: its layout, and what each key does in it.

import type { JSX } from 'preact';
import { signal } from '@preact/signals';
import { askCancelAll, askClose, askReverse, cancelLast } from './state/actions';
import { chooseShare, direction, stepPrice } from './state/ticket';
import { Account } from './panels/account';
import { BookKeeping, keepingTab } from './panels/book_keeping';
import { Chart, nextChart, stepResolution } from './panels/chart';
import { helpOpen } from './panels/help';
import { OrderBook, stepGroup } from './panels/order_book';
import { StatusBar } from './panels/status_bar';
import { Tape } from './panels/tape';
import { chooseFamily, Ticket } from './panels/ticket';
import { TopBar } from './panels/top_bar';
import { Tabs } from './parts/controls';

type Place = 'chart' | 'book' | 'trade' | 'account';

/** On narrow screens one place is shown at a time. */
const place = signal<Place>('chart');

function focusOn(id: string): void {
    place.value = 'trade';
    requestAnimationFrame(() => {
        const field = document.getElementById(id);
        if (field instanceof HTMLInputElement) {
            field.focus();
            field.select();
        }
    });
}

const SHARES: Record<string, number> = { 1: 10, 2: 25, 3: 50, 4: 75, 5: 100 };
const STEPS: Record<string, number> = { '=': 1, '+': 10, '-': -1, _: -10 };

const ACTIONS: Record<string, (key: string) => void> = {
    buy: () => { direction.value = 'buy'; },
    sell: () => { direction.value = 'sell'; },
    limit: chooseLimit,
    market: () => chooseFamily('market'),
    trigger: () => chooseFamily('trigger'),
    share: (key) => chooseShare(SHARES[key] ?? 0),
    price: (key) => stepPrice(STEPS[key] ?? 0),
    'focus-price': () => focusOn('ticket-price'),
    'focus-size': () => focusOn('ticket-size'),
    'cancel-last': cancelLast,
    'cancel-all': askCancelAll,
    close: () => askClose(),
    reverse: () => askReverse(),
    group: (key) => stepGroup(key === ']' ? 1 : -1),
    resolution: (key) => stepResolution(key === '.' ? 1 : -1),
    chart: nextChart,
    'tab-orders': () => { keepingTab.value = 'orders'; },
    'tab-history': () => { keepingTab.value = 'history'; },
    help: () => { helpOpen.value = true; },
};

function chooseLimit(): void {
    chooseFamily('limit');
}

export function perform(action: string, key: string): void {
    ACTIONS[action]?.(key);
}

export function App(): JSX.Element {
    return (
        <div class="app" data-place={place.value}>
            <a class="skip" href="#ticket-size">Skip to the order ticket</a>
            <TopBar />
            <nav class="places" aria-label="Panels">
                <Tabs
                    name="Panels" value={place.value}
                    choices={[
                        { value: 'chart', name: 'Chart' },
                        { value: 'book', name: 'Book' },
                        { value: 'trade', name: 'Trade' },
                        { value: 'account', name: 'Account' },
                    ]}
                    onChange={(next) => { place.value = next; }}
                />
            </nav>
            <main>
                <Chart />
                <OrderBook />
                <Tape />
                <div class="side-column">
                    <Ticket />
                    <Account />
                </div>
                <BookKeeping />
            </main>
            <StatusBar />
        </div>
    );
}
