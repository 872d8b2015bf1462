/* SPDX-License-Identifier: Apache-2.0 */
// route.ts - what is shown now, as a signal that follows the address.

import { signal } from '@preact/signals';
import { hashOf, parseRoute } from '../logic/route';
import type { Route, View } from '../logic/route';

export const route = signal<Route>({ view: 'trade', parts: [] });

function follow(): void {
    const next = parseRoute(location.hash);
    if (next) route.value = next;
}

export function startRoute(): void {
    follow();
    window.addEventListener('hashchange', follow);
}

export function go(view: View, ...parts: readonly (string | number)[]): void {
    location.hash = hashOf(view, ...parts);
}

/** The same without a step in the browser's history: for what is merely chosen. */
export function replace(view: View, ...parts: readonly (string | number)[]): void {
    history.replaceState(history.state, '', hashOf(view, ...parts));
    follow();
}
