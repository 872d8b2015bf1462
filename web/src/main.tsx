/* SPDX-License-Identifier: Apache-2.0 */
// main.tsx - starts the page.

import { render } from 'preact';
import { effect } from '@preact/signals';
import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/panels.css';
import './styles/controls.css';
import { App, perform } from './app';
import { fixed } from './lib/format';
import { startClock } from './state/clock';
import { grid, instrument, ticker } from './state/market';
import { startSession } from './state/session';
import { keepSettings } from './state/settings';
import { listenForShortcuts } from './state/shortcuts';

keepSettings();
startClock();
startSession();
listenForShortcuts(perform);

effect(() => {
    const last = ticker.value?.last_price;
    const name = instrument.value?.instrument_name;
    document.title = name ? `${fixed(last, grid.value.pricePlaces)} ${name} - Perpetua` : 'Perpetua';
});

const root = document.getElementById('app');
if (root) render(<App />, root);
