/* SPDX-License-Identifier: Apache-2.0 */
// candles.tsx - the price chart with volume, own orders, entry and liquidation price.
//
// Role: a thin layer over lightweight-charts.  Bars come from the chart method and go on by the
// chart channel; the lines of orders and positions follow the account's signals.

import type { JSX } from 'preact';
import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import {
    CandlestickSeries, createChart, createSeriesMarkers, CrosshairMode, HistogramSeries, LineStyle,
    PriceScaleMode,
} from 'lightweight-charts';
import type {
    AutoscaleInfo, IChartApi, IPriceLine, ISeriesApi, SeriesMarker, Time, UTCTimestamp,
} from 'lightweight-charts';
import { fixed, NONE, percent } from '../lib/format';
import { fills, isArmed, openOrders, position } from '../state/account';
import { amendOrder } from '../state/actions';
import { resolutionMs } from '../logic/bars';
import { connections } from '../state/session';
import { Bars } from '../state/bars';
import type { Bar } from '../state/bars';
import { grid, instrument, ticker } from '../state/market';
import { colour, resolution, utc } from '../state/settings';
import type { Order } from '../lib/types';

const legend = signal<Bar | null>(null);

interface View {
    chart: IChartApi;
    candles: ISeriesApi<'Candlestick'>;
    volume: ISeriesApi<'Histogram'>;
}

/** The library draws times as UTC: local time is a shifted time stamp. */
function chartTime(milliseconds: number): UTCTimestamp {
    const offset = utc.value ? 0 : new Date(milliseconds).getTimezoneOffset() * 60;
    return (Math.floor(milliseconds / 1000) - offset) as UTCTimestamp;
}

function makeView(host: HTMLElement): View {
    const chart = createChart(host, {
        autoSize: true,
        crosshair: { mode: CrosshairMode.Normal },
        rightPriceScale: {
            mode: PriceScaleMode.Normal, scaleMargins: { top: 0.08, bottom: 0.2 },
            minimumWidth: 72, borderVisible: false,
        },
        timeScale: { timeVisible: true, secondsVisible: false, rightOffset: 6, borderVisible: false },
        layout: { attributionLogo: false, fontFamily: "'Inter Variable', sans-serif", fontSize: 11 },
        localization: { priceFormatter: (price: number) => fixed(price, grid.value.pricePlaces) },
    });
    const candles = chart.addSeries(CandlestickSeries, { borderVisible: false });
    const volume = chart.addSeries(HistogramSeries, {
        priceScaleId: '', priceFormat: { type: 'volume' }, lastValueVisible: false,
        priceLineVisible: false,
    });
    volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    return { chart, candles, volume };
}

function applyColours({ chart, candles }: View): void {
    const up = colour('up');
    const down = colour('down');
    chart.applyOptions({
        layout: { background: { color: colour('panel') }, textColor: colour('muted') },
        grid: { vertLines: { color: colour('grid') }, horzLines: { color: colour('grid') } },
        crosshair: {
            vertLine: { color: colour('dim'), labelBackgroundColor: colour('raised') },
            horzLine: { color: colour('dim'), labelBackgroundColor: colour('raised') },
        },
    });
    candles.applyOptions({
        upColor: up, downColor: down, wickUpColor: up, wickDownColor: down,
        priceFormat: {
            type: 'price', precision: grid.value.pricePlaces,
            minMove: Number(grid.value.tick.units) / 10 ** grid.value.tick.scale,
        },
    });
}

function candleOf(bar: Bar) {
    const { open, high, low, close } = bar;
    return { time: chartTime(bar.time), open, high, low, close };
}

function volumeOf(bar: Bar) {
    const tone = colour(bar.close >= bar.open ? 'up-faint' : 'down-faint');
    return { time: chartTime(bar.time), value: bar.volume, color: tone };
}

function drawAll(view: View, bars: readonly Bar[], fresh: boolean): void {
    view.candles.setData(bars.map(candleOf));
    view.volume.setData(bars.map(volumeOf));
    if (!fresh) return;
    const shown = Math.max(60, Math.floor(view.chart.timeScale().width() / 8));
    view.chart.timeScale().setVisibleLogicalRange({ from: bars.length - shown, to: bars.length + 5 });
}

/** Lines nearer than this share of the price are in sight even on a quiet chart. */
const LINE_REACH = 0.001;

interface LineWish {
    key: string;
    price: number;
    title: string;
    colour: string;
    style: LineStyle;
    order?: Order;
}

function orderWishes(): LineWish[] {
    return openOrders.value.flatMap((order): LineWish[] => {
        const armed = isArmed(order);
        const price = armed ? order.trigger_price : order.price;
        if (typeof price !== 'number' || price <= 0) return [];
        const size = fixed(order.amount - order.filled_amount, grid.value.amountPlaces);
        const verb = order.direction === 'buy' ? 'Buy' : 'Sell';
        return [{
            key: `order ${order.order_id}`,
            price,
            title: `${verb} ${size}${armed ? ' trigger' : ''}`,
            colour: colour(order.direction === 'buy' ? 'up' : 'down'),
            style: armed ? LineStyle.Dotted : LineStyle.Dashed,
            order,
        }];
    });
}

function positionWishes(): LineWish[] {
    const held = position.value;
    if (!held) return [];
    const size = fixed(Math.abs(held.size), grid.value.amountPlaces);
    const wishes: LineWish[] = [{
        key: 'entry', price: held.average_price, style: LineStyle.Solid, colour: colour('accent'),
        title: `${held.direction === 'buy' ? 'Long' : 'Short'} ${size}`,
    }];
    if (held.estimated_liquidation_price) {
        wishes.push({
            key: 'liquidation', price: held.estimated_liquidation_price, style: LineStyle.Solid,
            colour: colour('warn'), title: 'Liquidation',
        });
    }
    return wishes;
}

/** Keeps one price line for each wish, changing only what changed. */
class Lines {
    private readonly drawn = new Map<string, IPriceLine>();
    wishes: LineWish[] = [];

    constructor(private readonly series: ISeriesApi<'Candlestick'>) {
        series.applyOptions({ autoscaleInfoProvider: (own: () => AutoscaleInfo | null) => this.scale(own()) });
    }

    /** The scale reaches to lines that are near, and leaves those far away out of sight. */
    private scale(info: AutoscaleInfo | null): AutoscaleInfo | null {
        if (!info?.priceRange) return info;
        const { minValue, maxValue } = info.priceRange;
        const reach = Math.max(maxValue - minValue, maxValue * LINE_REACH);
        const near = this.wishes.map((wish) => wish.price)
            .filter((price) => price > minValue - reach && price < maxValue + reach);
        return {
            ...info,
            priceRange: {
                minValue: Math.min(minValue, ...near), maxValue: Math.max(maxValue, ...near),
            },
        };
    }

    draw(wishes: LineWish[]): void {
        this.wishes = wishes;
        const wanted = new Set(wishes.map((wish) => wish.key));
        for (const [key, line] of this.drawn) {
            if (wanted.has(key)) continue;
            this.series.removePriceLine(line);
            this.drawn.delete(key);
        }
        for (const wish of wishes) {
            const options = {
                price: wish.price, color: wish.colour, lineStyle: wish.style, lineWidth: 1 as const,
                axisLabelVisible: true, title: wish.title,
            };
            const line = this.drawn.get(wish.key);
            if (line) line.applyOptions(options);
            else this.drawn.set(wish.key, this.series.createPriceLine(options));
        }
        // Makes the scale ask again.
        this.series.applyOptions({});
    }

    move(key: string, price: number): void {
        this.drawn.get(key)?.applyOptions({ price });
    }
}

/** An arrow at each bar in which the account bought or sold. */
function fillMarks(): SeriesMarker<Time>[] {
    const length = resolutionMs(resolution.value);
    const marks = new Map<string, SeriesMarker<Time>>();
    for (const fill of fills.value) {
        const buys = fill.direction === 'buy';
        const bar = Math.floor(fill.timestamp / length) * length;
        marks.set(`${bar} ${fill.direction}`, {
            time: chartTime(bar),
            position: buys ? 'belowBar' : 'aboveBar',
            shape: buys ? 'arrowUp' : 'arrowDown',
            color: colour(buys ? 'up' : 'down'),
            size: 1,
        });
    }
    return [...marks.values()].sort((a, b) => Number(a.time) - Number(b.time));
}

const GRAB_PIXELS = 5;

/** An order's line can be taken with the mouse and put at another price: that amends it. */
function makeDraggable(host: HTMLElement, view: View, lines: Lines): () => void {
    let held: { order: Order; key: string } | null = null;
    const near = (y: number): LineWish | undefined => lines.wishes.find((wish) => {
        const at = wish.order ? view.candles.priceToCoordinate(wish.price) : null;
        return at !== null && Math.abs(at - y) <= GRAB_PIXELS;
    });
    const tickAt = (y: number): number | null => {
        const price = view.candles.coordinateToPrice(y);
        if (price === null) return null;
        const tick = Number(grid.value.tick.units) / 10 ** grid.value.tick.scale;
        return Number((Math.round(price / tick) * tick).toFixed(grid.value.pricePlaces));
    };
    const yOf = (event: PointerEvent): number => event.clientY - host.getBoundingClientRect().top;
    const down = (event: PointerEvent): void => {
        const wish = near(yOf(event));
        if (!wish?.order || event.button !== 0) return;
        held = { order: wish.order, key: wish.key };
        host.setPointerCapture(event.pointerId);
        event.stopPropagation();
    };
    const move = (event: PointerEvent): void => {
        if (!held) {
            host.classList.toggle('grab', near(yOf(event)) !== undefined);
            return;
        }
        event.stopPropagation();
        const price = tickAt(yOf(event));
        if (price !== null) lines.move(held.key, price);
    };
    const up = (event: PointerEvent): void => {
        const taken = held;
        held = null;
        if (!taken) return;
        const price = tickAt(yOf(event));
        const part = isArmed(taken.order) ? 'trigger_price' : 'price';
        if (price === null || price === taken.order[part]) return;
        void amendOrder(taken.order, { [part]: price }).then((done) => {
            if (!done) lines.draw([...positionWishes(), ...orderWishes()]);
        });
    };
    const options = { capture: true };
    host.addEventListener('pointerdown', down, options);
    host.addEventListener('pointermove', move, options);
    host.addEventListener('pointerup', up, options);
    return () => {
        host.removeEventListener('pointerdown', down, options);
        host.removeEventListener('pointermove', move, options);
        host.removeEventListener('pointerup', up, options);
    };
}

function watchMouse(view: View, bars: Bars): void {
    view.chart.subscribeCrosshairMove((at) => {
        const bar = at.time === undefined ? undefined
            : bars.list.find((one) => chartTime(one.time) === at.time);
        legend.value = bar ?? bars.list[bars.list.length - 1] ?? null;
    });
    view.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
        if (range && range.from < 20) void bars.loadOlder();
    });
}

/** Builds the chart in its element; the result takes it down again. */
function mountChart(host: HTMLElement): () => void {
    const view = makeView(host);
    const bars = new Bars();
    const lines = new Lines(view.candles);
    bars.onReset = (fresh) => {
        drawAll(view, bars.list, fresh);
        legend.value = bars.list[bars.list.length - 1] ?? null;
    };
    bars.onBar = (bar) => {
        view.candles.update(candleOf(bar));
        view.volume.update(volumeOf(bar));
        if (legend.value === null || bar.time >= legend.value.time) legend.value = bar;
    };
    watchMouse(view, bars);
    const marks = createSeriesMarkers(view.candles, []);
    const stops = [
        effect(() => marks.setMarkers(fillMarks())),
        effect(() => {
            applyColours(view);
            if (bars.list.length > 0) drawAll(view, bars.list, false);
        }),
        effect(() => {
            const name = instrument.value?.instrument_name;
            // After a lost connection there may be bars that were missed.
            if (name && connections.value > 0) void bars.open(name, resolution.value);
        }),
        effect(() => lines.draw([...positionWishes(), ...orderWishes()])),
        makeDraggable(host, view, lines),
    ];
    return () => {
        for (const stop of stops) stop();
        void bars.close();
        view.chart.remove();
    };
}

function Legend(): JSX.Element {
    const bar = legend.value;
    const places = grid.value.pricePlaces;
    const change = bar && bar.open > 0 ? (bar.close - bar.open) / bar.open : null;
    const tone = change === null || change === 0 ? '' : change > 0 ? 'up' : 'down';
    return (
        <div class="legend" aria-hidden="true">
            {(['open', 'high', 'low', 'close'] as const).map((part) => (
                <span key={part}>
                    {part.charAt(0).toUpperCase()} <b class={tone}>{bar ? fixed(bar[part], places) : NONE}</b>
                </span>
            ))}
            <b class={tone}>{change === null ? NONE : percent(Number(change.toFixed(6)), 2, true)}</b>
            <span>Vol <b>{bar ? fixed(bar.volume, 2) : NONE}</b></span>
        </div>
    );
}

export function Candles(): JSX.Element {
    const host = useRef<HTMLDivElement>(null);
    useEffect(() => (host.current ? mountChart(host.current) : undefined), []);
    const last = ticker.value?.last_price;
    return (
        <div class="chart-area">
            <Legend />
            <div
                class="chart-host" ref={host} role="img"
                aria-label={`Candles of ${resolution.value} minutes, last price ${last ?? 'unknown'}`}
            />
        </div>
    );
}
