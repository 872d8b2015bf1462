/* SPDX-License-Identifier: Apache-2.0 */
// help.tsx - the table of keyboard shortcuts, made from the same list that handles the keys.

import type { JSX } from 'preact';
import { signal } from '@preact/signals';
import { Dialog } from '../parts/controls';
import { route } from '../state/route';
import { shortcutsOf } from '../state/shortcuts';

export const helpOpen = signal(false);

export function Help(): JSX.Element | null {
    if (!helpOpen.value) return null;
    return (
        <Dialog title="Keyboard shortcuts" wide onClose={() => { helpOpen.value = false; }}>
            <dl class="keys">
                {shortcutsOf(route.value.view).map((shortcut) => (
                    <div key={shortcut.keys}>
                        <dt>{shortcut.keys.split(' ').map((key) => <kbd key={key}>{key}</kbd>)}</dt>
                        <dd>{shortcut.text}</dd>
                    </div>
                ))}
            </dl>
            <p class="note">Letters work outside of text fields. Escape leaves a field.</p>
        </Dialog>
    );
}
