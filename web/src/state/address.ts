/* SPDX-License-Identifier: Apache-2.0 */
// address.ts - the instrument of the trading page is the one that its address names.

import { effect, untracked } from '@preact/signals';
import { instrument, instruments } from './market';
import { notify } from './notices';
import { replace, route } from './route';
import { showInstrument } from './session';

/** An address without a name gets that of the instrument which is shown. */
function follow(named: string | undefined): void {
    const shown = instrument.value?.instrument_name;
    if (shown === undefined || named === shown) return;
    const chosen = instruments.value.find((one) => one.instrument_name === named);
    if (chosen) {
        void showInstrument(chosen);
        return;
    }
    if (named !== undefined) notify('bad', `No instrument ${named} is listed here`);
    replace('trade', shown);
}

export function followAddress(): void {
    effect(() => {
        const { view, parts } = route.value;
        if (view !== 'trade' || instruments.value.length === 0) return;
        untracked(() => follow(parts[0]));
    });
}
