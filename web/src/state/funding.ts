/* SPDX-License-Identifier: Apache-2.0 */
// funding.ts - the series behind the funding panel: minutes of this interval, rates of past ones.

import { signal } from '@preact/signals';
import type { AlignedData } from 'uplot';
import type { FundingEntry, FundingInputs } from '../lib/types';
import { runningMeans } from '../logic/funding';
import { venueTime } from './clock';
import { instrument } from './market';
import { isUnknownMethod, rpc } from './session';

const HISTORY_DAYS = 14;

export const inputs = signal<AlignedData>([[], [], []]);
export const history = signal<AlignedData>([[], []]);

interface FundingChart {
    data: { timestamp: number; interest_8h: number }[];
}

async function loadSamples(name: string): Promise<[number, number][]> {
    try {
        const answer = await rpc.call<FundingInputs>('public/get_funding_inputs', {
            instrument_name: name,
        });
        return answer.samples;
    } catch (error) {
        if (!isUnknownMethod(error)) throw error;
        const chart = await rpc.call<FundingChart>('public/get_funding_chart_data', {
            instrument_name: name, length: '8h',
        });
        return chart.data.map((point) => [point.timestamp, point.interest_8h]);
    }
}

let shownFor = '';

export async function loadFunding(): Promise<void> {
    const name = instrument.value?.instrument_name;
    if (!name) return;
    if (name !== shownFor) {
        shownFor = name;
        inputs.value = [[], [], []];
        history.value = [[], []];
    }
    const end = Math.ceil(venueTime());
    const [samples, past] = await Promise.allSettled([
        loadSamples(name),
        rpc.call<FundingEntry[]>('public/get_funding_rate_history', {
            instrument_name: name,
            start_timestamp: end - HISTORY_DAYS * 86_400_000,
            end_timestamp: end,
        }),
    ]);
    if (name !== instrument.value?.instrument_name) return;
    if (samples.status === 'fulfilled') {
        const values = samples.value.map(([, premium]) => premium);
        inputs.value = [
            samples.value.map(([at]) => at / 1000), values, runningMeans(values),
        ];
    }
    if (past.status === 'fulfilled') {
        const sorted = [...past.value].sort((a, b) => a.timestamp - b.timestamp);
        history.value = [
            sorted.map((entry) => entry.timestamp / 1000), sorted.map((entry) => entry.interest_8h),
        ];
    }
}
