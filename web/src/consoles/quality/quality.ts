/* SPDX-License-Identifier: Apache-2.0 */
// quality.ts - what the market quality console asks: series of an instrument, definitions.

import { computed, signal } from '@preact/signals';
import { instrument } from '../../state/market';
import { rpc } from '../../state/session';
import { venueTime } from '../../state/clock';
import { makeSource } from '../../state/source';
import type { Adoption } from '../logic/adoption';

export type Span = '1h' | '6h' | '24h' | 'days';

export interface Definition {
    name: string;
    title?: string;
    unit?: string;
    text: string;
}

const SPAN_MS: Record<Exclude<Span, 'days'>, number> = {
    '1h': 3_600_000, '6h': 6 * 3_600_000, '24h': 24 * 3_600_000,
};

export const span = signal<Span>('1h');
export const asTable = signal(false);
/** Another instrument than that of the trading page. */
export const chosen = signal<string | null>(null);
export const shownName = computed(() => chosen.value ?? instrument.value?.instrument_name ?? '');

export const adoption = makeSource<Adoption>(() => {
    const days = span.value === 'days';
    const end = Math.ceil(venueTime());
    return rpc.call<Adoption>('quality/get_adoption', {
        instrument_name: shownName.value,
        resolution: days ? 'day' : 'minute',
        ...(span.value === 'days' ? {} : { start: end - SPAN_MS[span.value], end }),
    });
});

export const definitions = makeSource(async () => {
    const { figures } = await rpc.call<{ figures: Definition[] }>('quality/get_definitions');
    return new Map(figures.map((figure) => [figure.name, figure]));
});
