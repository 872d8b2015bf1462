/* SPDX-License-Identifier: Apache-2.0 */
// brand.tsx - the mark, and the way from one view to another.

import type { JSX } from 'preact';
import { hashOf, mayOpen, VIEWS } from '../logic/route';
import type { View } from '../logic/route';
import { instrument } from '../state/market';
import { route } from '../state/route';
import { roles } from '../state/who';

export function Mark(): JSX.Element {
    return (
        <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
            <path
                d="M10.2 21a5 5 0 1 1 3.6-8.5l4.4 7a5 5 0 1 0 0-7l-4.4 7A5 5 0 0 1 10.2 21Z"
                fill="none" stroke="currentColor" stroke-width="2.6" stroke-linejoin="round"
            />
        </svg>
    );
}

/** The trading page goes on with the instrument that was shown. */
function addressOf(view: View): string {
    const name = instrument.value?.instrument_name;
    return view === 'trade' && name ? hashOf(view, name) : hashOf(view);
}

/** Links to what this key may open. */
export function Views(): JSX.Element {
    const shown = VIEWS.filter(({ view }) => mayOpen(view, roles.value) || view === route.value.view);
    return (
        <nav class="views" aria-label="Views">
            {shown.map(({ view, name, title }) => (
                <a key={view} href={addressOf(view)} title={title}
                    {...(view === route.value.view ? { 'aria-current': 'page' as const } : {})}>
                    {name}
                </a>
            ))}
        </nav>
    );
}
