/* SPDX-License-Identifier: Apache-2.0 */
// bars.ts - the candles of one instrument and resolution: loaded, extended backwards, kept live.

import type { CandleMessage, ChartData } from '../lib/types';
import { mergeBars, readBars, resolutionMs } from '../logic/bars';
import type { Bar } from '../logic/bars';
import { venueTime } from './clock';
import { rpc } from './session';

export type { Bar };

const LOADED_AT_ONCE = 600;

export class Bars {
    list: Bar[] = [];
    onReset: (fresh: boolean) => void = () => undefined;
    onBar: (bar: Bar) => void = () => undefined;
    private name = '';
    private resolution = '';
    private channel = '';
    private loading = false;
    private exhausted = false;

    async open(name: string, resolution: string): Promise<void> {
        const left = this.close();
        const channel = `chart.trades.${name}.${resolution}`;
        const isOther = name !== this.name;
        this.name = name;
        this.resolution = resolution;
        this.list = [];
        this.exhausted = false;
        this.channel = channel;
        // The candles of another instrument are not shown for a moment longer.
        if (isOther) this.onReset(false);
        await left;
        try {
            // Without a past the candles begin here.
            const loaded = await this.load(Math.ceil(venueTime()))
                .catch(() => []);
            if (channel !== this.channel) return;
            this.list = loaded;
            this.onReset(true);
            await rpc.subscribe({ [channel]: (message: CandleMessage) => this.take(channel, message) });
        } catch {
            // The connection went: the effect that opened this opens it again when it is back.
        }
    }

    async close(): Promise<void> {
        const channel = this.channel;
        this.channel = '';
        if (channel !== '') await rpc.unsubscribe([channel]);
    }

    async loadOlder(): Promise<void> {
        const first = this.list[0];
        const channel = this.channel;
        if (!first || this.loading || this.exhausted) return;
        this.loading = true;
        try {
            const older = await this.load(first.time - 1);
            if (channel !== this.channel) return;
            const before = this.list.length;
            this.list = mergeBars(older, this.list);
            this.exhausted = this.list.length === before;
            if (!this.exhausted) this.onReset(false);
        } catch {
            // Asked again at the next move.
        } finally {
            this.loading = false;
        }
    }

    private async load(end: number): Promise<Bar[]> {
        const data = await rpc.call<ChartData>('public/get_tradingview_chart_data', {
            instrument_name: this.name,
            resolution: this.resolution,
            start_timestamp: Math.floor(end - LOADED_AT_ONCE * resolutionMs(this.resolution)),
            end_timestamp: Math.floor(end),
        });
        return readBars(data);
    }

    private take(channel: string, message: CandleMessage): void {
        if (channel !== this.channel) return;
        const bar: Bar = {
            time: message.tick, open: message.open, high: message.high, low: message.low,
            close: message.close, volume: message.volume,
        };
        const last = this.list[this.list.length - 1];
        // Before the first trade there is no price to draw.
        if (!(bar.close > 0) || (last && bar.time < last.time)) return;
        if (last && bar.time === last.time) this.list[this.list.length - 1] = bar;
        else this.list.push(bar);
        this.onBar(bar);
    }
}
