/* SPDX-License-Identifier: Apache-2.0 */
// clock.ts - the venue's time, which in a demonstration may run faster than the wall clock.
//
// Role: every time stamp of the venue is an observation; between them time goes on at the measured
// pace, so that a countdown does not jump.

import { signal } from '@preact/signals';

interface Observation {
    venue: number;
    local: number;
}

const WINDOW_MS = 6_000;
const observations: Observation[] = [];
let pace = 1;

export const now = signal(Date.now());

export function observeTime(venue: number): void {
    const local = performance.now();
    const last = observations[observations.length - 1];
    if (last && venue < last.venue) return;
    observations.push({ venue, local });
    while (observations.length > 2 && local - observations[0]!.local > WINDOW_MS) {
        observations.shift();
    }
    const first = observations[0]!;
    if (local - first.local > 1_000) {
        pace = Math.max(0, (venue - first.venue) / (local - first.local));
    }
}

export function venueTime(): number {
    const last = observations[observations.length - 1];
    if (!last) return Date.now();
    return last.venue + Math.min(performance.now() - last.local, 2_000) * pace;
}

export function startClock(): void {
    window.setInterval(() => {
        now.value = venueTime();
    }, 250);
}

/** How many times faster than the wall clock the venue's time runs. */
export function timePace(): number {
    return pace;
}
