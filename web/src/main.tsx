/* SPDX-License-Identifier: Apache-2.0 */
// main.tsx - starts the page.

import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/panels.css';
import './styles/controls.css';
import { App, perform } from './app';
import { startClock } from './state/clock';
import { startSession } from './state/session';
import { keepSettings } from './state/settings';
import { listenForShortcuts } from './state/shortcuts';

keepSettings();
startClock();
startSession();
listenForShortcuts(perform);

const root = document.getElementById('app');
if (root) render(<App />, root);
