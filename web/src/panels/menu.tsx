/* SPDX-License-Identifier: Apache-2.0 */
// menu.tsx - log-in, settings and help at the right end of the top bar.

import type { JSX } from 'preact';
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { accountName } from '../state/account';
import { hashOf } from '../logic/route';
import { confirmOrders, palette, sound, theme, utc } from '../state/settings';
import { logInOpen, logOut } from '../state/session';
import { loggedIn } from '../state/who';
import { Check } from '../parts/controls';
import { helpOpen } from './help';

const settingsOpen = signal(false);

function Settings(): JSX.Element {
    const box = useRef<HTMLDivElement>(null);
    useEffect(() => {
        const close = (event: Event): void => {
            if (event instanceof KeyboardEvent && event.key !== 'Escape') return;
            const inside = event.target instanceof Node && box.current?.contains(event.target);
            if (inside && !(event instanceof KeyboardEvent)) return;
            settingsOpen.value = false;
        };
        document.addEventListener('pointerdown', close);
        document.addEventListener('keydown', close);
        box.current?.querySelector('input')?.focus();
        return () => {
            document.removeEventListener('pointerdown', close);
            document.removeEventListener('keydown', close);
        };
    }, []);
    return (
        <div class="popover" ref={box} role="group" aria-label="Settings">
            <Check name="Light theme" checked={theme.value === 'light'}
                onChange={(on) => { theme.value = on ? 'light' : 'dark'; }} />
            <Check name="Colour-blind palette" checked={palette.value === 'colourblind'}
                onChange={(on) => { palette.value = on ? 'colourblind' : 'standard'; }} />
            <Check name="Times in UTC" checked={utc.value}
                onChange={(on) => { utc.value = on; }} />
            <Check name="Confirm each order" checked={confirmOrders.value}
                onChange={(on) => { confirmOrders.value = on; }} />
            <Check name="Sound on fills" checked={sound.value}
                onChange={(on) => { sound.value = on; }} />
            <a class="narrow-only" href={hashOf('quality')}>Market quality</a>
        </div>
    );
}

export function AccountMenu(): JSX.Element {
    return (
        <div class="menu">
            <button type="button" class="ghost" aria-label="Keyboard shortcuts" title="Shortcuts (?)"
                onClick={() => { helpOpen.value = true; }}>?</button>
            <div class="anchor">
                <button type="button" class="ghost" aria-expanded={settingsOpen.value}
                    onPointerDown={(event) => event.stopPropagation()}
                    onClick={() => { settingsOpen.value = !settingsOpen.value; }}>
                    Settings
                </button>
                {settingsOpen.value && <Settings />}
            </div>
            {loggedIn.value
                ? (
                    <button type="button" class="ghost user" title="Log out"
                        aria-label={`Log out ${accountName.value}`} onClick={() => void logOut()}>
                        <span class="dot on" aria-hidden="true" />{accountName.value}
                    </button>
                )
                : (
                    <button type="button" class="primary" id="log-in"
                        onClick={() => { logInOpen.value = true; }}>Log in</button>
                )}
        </div>
    );
}
