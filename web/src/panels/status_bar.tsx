/* SPDX-License-Identifier: Apache-2.0 */
// status_bar.tsx - connection, venue time, the chart library's notice.

import type { JSX } from 'preact';
import { dateTime } from '../lib/format';
import { now, timePace } from '../state/clock';
import { latencyMs, link, loadError } from '../state/session';
import { route } from '../state/route';
import { utc } from '../state/settings';

const LINK_WORDS = { connecting: 'Connecting', open: 'Connected', lost: 'Connection lost, retrying' };

export function StatusBar(): JSX.Element {
    const pace = Math.round(timePace());
    return (
        <footer class="status-bar">
            <span role="status">
                <span class={`dot ${link.value === 'open' ? 'on' : 'off'}`} aria-hidden="true" />
                {LINK_WORDS[link.value]}
            </span>
            {latencyMs.value !== null && link.value === 'open' && (
                <span class="figure" title="Time from a request to its answer">
                    {latencyMs.value.toFixed(1)} ms
                </span>
            )}
            {loadError.value && <span class="warn">{loadError.value}</span>}
            <span class="grow" />
            <span class="figure" title="The venue's time">
                {dateTime(now.value, utc.value)} {utc.value ? 'UTC' : 'local'}
                {pace > 1 && ` (${pace}\u00d7 speed)`}
            </span>
            {route.value.view === 'trade' && (
                <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer noopener">
                    Charts by TradingView Lightweight Charts
                </a>
            )}
            <a href="./notices.txt" target="_blank" rel="noreferrer">Licences</a>
        </footer>
    );
}
