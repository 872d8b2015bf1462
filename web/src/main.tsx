/* SPDX-License-Identifier: Apache-2.0 */
// main.tsx - starts the page.

import { render } from 'preact';
import { effect } from '@preact/signals';
import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/frame.css';
import './styles/bars.css';
import './styles/tables.css';
import './styles/book.css';
import './styles/chart.css';
import './styles/ticket.css';
import './styles/controls.css';
import './styles/fields.css';
import './styles/dialogs.css';
import { perform } from './app';
import { fixed } from './lib/format';
import { infoOf } from './logic/route';
import { Shell } from './shell';
import { followAddress } from './state/address';
import { startClock } from './state/clock';
import { grid, instrument, ticker } from './state/market';
import { route, startRoute } from './state/route';
import { startSession } from './state/session';
import { keepSettings } from './state/settings';
import { listenForShortcuts } from './state/shortcuts';

keepSettings();
startClock();
startRoute();
startSession();
followAddress();
listenForShortcuts(perform);

effect(() => {
    const last = ticker.value?.last_price;
    const name = instrument.value?.instrument_name;
    if (route.value.view !== 'trade') {
        document.title = `${infoOf(route.value.view).title} - Perpetua`;
        return;
    }
    document.title = name ? `${fixed(last, grid.value.pricePlaces)} ${name} - Perpetua` : 'Perpetua';
});

const root = document.getElementById('app');
if (root) render(<Shell />, root);
