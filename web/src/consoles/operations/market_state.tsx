/* SPDX-License-Identifier: Apache-2.0 */
// market_state.tsx - the products as they stand, what waits for a second person, and the price feeds.

import type { JSX } from 'preact';
import { signal } from '@preact/signals';
import { dateTime, fixed, NONE, plain, words } from '../../lib/format';
import { utc } from '../../state/settings';
import { go } from '../../state/route';
import { Shown } from '../../parts/shown';
import { Table } from '../../parts/table';
import type { Column } from '../../parts/table';
import { Badge, Facts, Panel } from '../parts';
import type { Tone } from '../parts';
import { WaitingActions } from './approvals';
import { actions, commands, draft, state } from './operations';
import type { Feed, ProductState, Scalar } from './operations';

const chosen = signal<number | null>(null);

const GOOD = new Set(['listed', 'open', 'none', 'normal', 'used', 'fresh']);
const BAD = new Set(['halted', 'stayed', 'delisted', 'withdrawn', 'out', 'stale', 'closed', 'lost']);

export function toneOfState(word: string): Tone {
    if (GOOD.has(word)) return 'good';
    return BAD.has(word) ? 'bad' : 'warn';
}

function State(props: { word: string | null | undefined }): JSX.Element {
    const { word } = props;
    return word ? <Badge tone={toneOfState(word)}>{words(word)}</Badge> : <>{NONE}</>;
}

/** Opens the form of a command with what the row says. */
function prepare(command: string, fields: Record<string, string>): void {
    draft.value = { command, fields };
    go('operations', 'commands');
}

function Tools(props: { of: ProductState }): JSX.Element | null {
    const { instrument_name: name, halt } = props.of;
    const known = commands.data.value;
    if (known && !known.some((one) => one.command === 'halt')) return null;
    const next = halt === 'none' ? 'halted' : 'none';
    return (
        <span class="actions">
            <button type="button" class="small" aria-label={`${halt === 'none' ? 'Halt' : 'Resume'} ${name}`}
                onClick={(event) => {
                    event.stopPropagation();
                    prepare('halt', { instrument_name: name, state: next, halt: next });
                }}>
                {halt === 'none' ? 'Halt' : 'Resume'}
            </button>
        </span>
    );
}

const price = (value: number | null | undefined): string =>
    (value ? fixed(Number(value.toFixed(4)), value >= 1000 ? 2 : 4) : NONE);

const PRODUCTS: readonly Column<ProductState>[] = [
    { name: 'Instrument', words: true, by: (one) => one.instrument_name, cell: (one) => <b>{one.instrument_name}</b> },
    { name: 'State', words: true, cell: (one) => <State word={one.state} /> },
    { name: 'Phase', words: true, cell: (one) => <State word={one.phase} /> },
    {
        name: 'Halt', words: true,
        cell: (one) => (
            <>
                <Badge tone={one.halt === 'none' ? 'quiet' : 'bad'}>{words(one.halt)}</Badge>
                {one.halt_reason && one.halt_reason !== 'none'
                    && <span class="dim"> {words(one.halt_reason)}</span>}
            </>
        ),
    },
    { name: 'Index', words: true, cell: (one) => <State word={one.index_state} /> },
    { name: 'Mark', cell: (one) => price(one.mark_price) },
    { name: 'Index price', cell: (one) => price(one.index_price) },
    {
        name: 'Band', hint: 'Lowest sell, highest buy',
        cell: (one) => (one.min_price || one.max_price ? `${price(one.min_price)} / ${price(one.max_price)}` : NONE),
    },
    { name: 'Open interest', by: (one) => one.open_interest, cell: (one) => fixed(one.open_interest, 2) },
    { name: 'Live orders', by: (one) => one.live_orders, cell: (one) => plain(one.live_orders) },
    {
        name: 'Rests on', words: true, hint: 'The entry of the register under which it is listed',
        cell: (one) => (one.register_entry ? `entry ${one.register_entry}` : NONE),
    },
    { name: '', cell: (one) => <Tools of={one} /> },
];

const FEEDS: readonly Column<Feed>[] = [
    { name: 'Instrument', words: true, cell: (one) => one.instrument_name ?? NONE },
    { name: 'Source', words: true, by: (one) => one.source, cell: (one) => sourceOf(one.source) },
    { name: 'State', words: true, cell: (one) => <State word={one.state} /> },
    { name: 'Price', cell: (one) => price(one.price) },
];

function sourceOf(source: string | number): string {
    return typeof source === 'number' ? `Source ${source}` : words(source);
}

export function scalar(name: string, value: Scalar): string {
    if (value === null || value === '') return NONE;
    if (typeof value === 'object') {
        return value.map((one) => (typeof one === 'string' ? words(one) : '')).join(', ') || NONE;
    }
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    if (typeof value === 'number') {
        return /(_ms|timestamp|_time|expiry|effective)$/.test(name) && value > 1e11
            ? dateTime(value, utc.value) : plain(value);
    }
    return value;
}

/** The names of limits in words, with the unit that they are in. */
const LIMIT_WORDS: Readonly<Record<string, readonly [string, string]>> = {
    order_lots_max: ['Largest order', 'lots'],
    order_notional_max: ['Largest order, value', 'USD'],
    position_lots_max: ['Position limit', 'lots'],
    band_ticks: ['Price band', 'ticks'],
    band_percent: ['Price band, share', '%'],
    protection_ticks: ['Market orders go at most', 'ticks'],
    margin_max: ['Margin limit', 'USD'],
};

/** A limit of 0 is none. */
export function limitOf(name: string, value: Scalar): readonly [string, string] {
    const [title, unit] = LIMIT_WORDS[name] ?? [words(name), ''];
    return [title, value === 0 ? 'none' : `${scalar(name, value)} ${unit}`.trim()];
}

function Limits(props: { of: ProductState | undefined }): JSX.Element {
    const one = props.of;
    const limits = Object.entries(one?.limits ?? {});
    return (
        <Panel label="Limits of the product"
            title={one ? <>Limits <span class="dim">{one.instrument_name}</span></> : 'Limits'}>
            <div class="body" tabIndex={0}>
                {limits.length > 0
                    ? <Facts of={limits.map(([name, value]) => limitOf(name, value))} />
                    : <p class="muted">{one ? 'No limit is set.' : 'Choose a product to see its limits.'}</p>}
            </div>
        </Panel>
    );
}

export function MarketState(): JSX.Element {
    const products = state.data.value?.products;
    const shown = products?.find((one) => one.product_id === chosen.value) ?? products?.[0];
    return (
        <>
            <Panel label="Products" title="Products" class="products">
                <Shown of={state}>
                    {(data) => (
                        <Table caption="Products" columns={PRODUCTS} rows={data.products}
                            keyOf={(one) => one.product_id} chosen={shown?.product_id ?? null}
                            onChoose={(one) => { chosen.value = one.product_id; }}
                            empty="No product is defined yet: define one under Commands." />
                    )}
                </Shown>
            </Panel>
            <Panel label="Waiting for a second person" title="Waiting for a second person"
                tools={<a class="plain" href="#/operations/approvals">All actions</a>}>
                <Shown of={actions}>{(data) => <WaitingActions of={data.waiting} />}</Shown>
            </Panel>
            <Limits of={shown} />
            <Panel label="Price feeds" title="Price feeds">
                <Shown of={state}>
                    {(data) => (
                        <Table caption="Price feeds" columns={FEEDS} rows={data.feeds}
                            keyOf={(one) => `${one.source} ${one.instrument_name ?? ''}`}
                            empty="No feed has sent a price." />
                    )}
                </Shown>
            </Panel>
        </>
    );
}
