/* SPDX-License-Identifier: Apache-2.0 */
// settings.ts - what the trader chose about the page; kept in the browser, never a secret.

import { effect, signal } from '@preact/signals';

export type Theme = 'dark' | 'light';
export type Palette = 'standard' | 'colourblind';

interface Stored {
    theme: Theme;
    palette: Palette;
    utc: boolean;
    confirm: boolean;
    sound: boolean;
    resolution: string;
}

const KEY = 'perpetua.settings';
const DEFAULTS: Stored = {
    theme: 'dark', palette: 'standard', utc: false, confirm: false, sound: false, resolution: '1',
};

function load(): Stored {
    try {
        const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Stored>;
        return { ...DEFAULTS, ...stored };
    } catch {
        return DEFAULTS;
    }
}

const stored = load();
export const theme = signal<Theme>(stored.theme);
export const palette = signal<Palette>(stored.palette);
export const utc = signal(stored.utc);
export const confirmOrders = signal(stored.confirm);
export const sound = signal(stored.sound);
export const resolution = signal(stored.resolution);

export function keepSettings(): void {
    effect(() => {
        const root = document.documentElement;
        root.dataset['theme'] = theme.value;
        root.dataset['palette'] = palette.value;
        const now: Stored = {
            theme: theme.value,
            palette: palette.value,
            utc: utc.value,
            confirm: confirmOrders.value,
            sound: sound.value,
            resolution: resolution.value,
        };
        try {
            localStorage.setItem(KEY, JSON.stringify(now));
        } catch {
            // A browser that keeps nothing still trades.
        }
    });
}

/** A colour of the theme, for what is drawn on a canvas. */
export function colour(name: string): string {
    // Reading the signals makes callers inside an effect run again when the theme changes.
    void theme.value;
    void palette.value;
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
