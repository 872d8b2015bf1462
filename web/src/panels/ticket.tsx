/* SPDX-License-Identifier: Apache-2.0 */
// ticket.tsx - the order ticket: what to do, at what price, how much, and what it would mean.

import type { JSX } from 'preact';
import { amountOf, micros, readLots, readTicks } from '../lib/grid';
import { fixed, money, NONE, smallMoney } from '../lib/format';

import { submitTicket } from '../state/actions';
import { authenticated, summary } from '../state/account';
import { grid, instrument, markFine, terms, ticker } from '../state/market';
import { confirmOrders } from '../state/settings';
import { logInOpen } from '../state/session';
import * as ticket from '../state/ticket';
import { Check, NumberField, Segments, Select } from '../parts/controls';

const TYPES = [
    { value: 'limit', name: 'Limit', hint: 'Shortcut L' },
    { value: 'market', name: 'Market', hint: 'Shortcut M' },
    { value: 'trigger', name: 'Trigger', hint: 'Stop, take-profit, trailing: shortcut T' },
] as const;

const TRIGGERS: { value: ticket.TicketType; name: string }[] = [
    { value: 'stop_market', name: 'Stop market' },
    { value: 'stop_limit', name: 'Stop limit' },
    { value: 'take_market', name: 'Take-profit market' },
    { value: 'take_limit', name: 'Take-profit limit' },
    { value: 'trailing_stop', name: 'Trailing stop' },
];

const TIFS = [
    { value: 'good_til_cancelled', name: 'GTC', hint: 'Good till cancelled' },
    { value: 'good_til_day', name: 'Day', hint: 'Good till the end of the day' },
    { value: 'immediate_or_cancel', name: 'IOC', hint: 'Immediate or cancel' },
    { value: 'fill_or_kill', name: 'FOK', hint: 'Fill or kill' },
];

const REFERENCES = [
    { value: 'mark_price', name: 'Mark' },
    { value: 'index_price', name: 'Index' },
    { value: 'last_price', name: 'Last' },
];

const SHARES = [10, 25, 50, 75, 100];

function familyOf(type: ticket.TicketType): 'limit' | 'market' | 'trigger' {
    return type === 'limit' || type === 'market' ? type : 'trigger';
}

export function chooseFamily(family: string): void {
    if (family === 'trigger') {
        if (familyOf(ticket.type.value) !== 'trigger') ticket.type.value = 'stop_market';
    } else {
        ticket.type.value = family as ticket.TicketType;
    }
}

function SideSwitch(): JSX.Element {
    return (
        <Segments
            name="Side" class="side-switch" value={ticket.direction.value}
            choices={[
                { value: 'buy', name: 'Buy / Long', hint: 'Shortcut B' },
                { value: 'sell', name: 'Sell / Short', hint: 'Shortcut S' },
            ]}
            onChange={(side) => { ticket.direction.value = side; }}
        />
    );
}

function TriggerFields(): JSX.Element {
    const exact = grid.value;
    const quote = instrument.value?.quote_currency ?? '';
    return (
        <>
            <Select name="Order" value={ticket.type.value} choices={TRIGGERS}
                onChange={(type) => { ticket.type.value = type; }} />
            <div class="pair">
                {ticket.isTrailing.value
                    ? <NumberField name="Trail" suffix={quote} value={ticket.offsetText.value}
                        onInput={(text) => { ticket.offsetText.value = text; }} />
                    : <NumberField name="Trigger" suffix={quote} value={ticket.triggerText.value}
                        invalid={ticket.triggerText.value !== ''
                            && readTicks(exact, ticket.triggerText.value) === null}
                        onInput={(text) => { ticket.triggerText.value = text; }} />}
                <Select name="On" value={ticket.trigger.value} choices={REFERENCES}
                    onChange={(reference) => { ticket.trigger.value = reference; }} />
            </div>
        </>
    );
}

function PriceField(): JSX.Element {
    const quote = instrument.value?.quote_currency ?? '';
    const toTouch = (): void => {
        const shown = ticker.value;
        const price = ticket.direction.value === 'buy' ? shown?.best_bid_price : shown?.best_ask_price;
        if (price) ticket.priceText.value = fixed(price, grid.value.pricePlaces).replace(/,/g, '');
    };
    return (
        <NumberField
            id="ticket-price" name="Price" value={ticket.priceText.value}
            invalid={ticket.priceText.value !== '' && ticket.limitTicks.value === null}
            onInput={(text) => { ticket.priceText.value = text; }}
            onStep={ticket.stepPrice}
            suffix={<>
                {quote}
                <button type="button" class="inline" onClick={toTouch}
                    title="The best price of the own side">
                    {ticket.direction.value === 'buy' ? 'Bid' : 'Ask'}
                </button>
            </>}
        />
    );
}

function SizeField(): JSX.Element {
    const listed = instrument.value;
    const units = { base: listed?.base_currency ?? 'BTC', quote: listed?.quote_currency ?? 'USD' };
    const other = ticket.unit.value === 'base' ? 'quote' : 'base';
    return (
        <NumberField
            id="ticket-size" name="Size" value={ticket.sizeText.value}
            invalid={ticket.sizeText.value !== '' && ticket.lots.value === null}
            onInput={(text) => {
                ticket.sizeText.value = text;
                ticket.share.value = 0;
            }}
            onStep={(steps) => ticket.setLots(Math.max(1, (ticket.lots.value ?? 0) + steps))}
            suffix={
                <button type="button" class="inline" onClick={() => ticket.chooseUnit(other)}
                    aria-label={`Size in ${units[ticket.unit.value]}, change to ${units[other]}`}>
                    {units[ticket.unit.value]} {'\u21c4'}
                </button>
            }
        />
    );
}

function Shares(): JSX.Element {
    return (
        <div class="shares">
            <input
                type="range" min="0" max="100" step="1" value={ticket.share.value}
                aria-label="Size as a share of the available funds, per cent"
                disabled={!authenticated.value}
                onInput={(event) => ticket.chooseShare(Number(event.currentTarget.value))}
            />
            <div class="marks">
                {SHARES.map((percent) => (
                    <button key={percent} type="button" disabled={!authenticated.value}
                        aria-pressed={ticket.share.value === percent}
                        onClick={() => ticket.chooseShare(percent)}>
                        {percent}%
                    </button>
                ))}
            </div>
        </div>
    );
}

function Options(): JSX.Element {
    const limit = ticket.hasLimit.value;
    const exact = grid.value;
    return (
        <div class="options">
            <div class="checks">
                <Check name="Post-only" checked={ticket.postOnly.value} disabled={!limit}
                    hint="Refused instead of trading at once"
                    onChange={(on) => { ticket.postOnly.value = on; }} />
                <Check name="Reduce-only" checked={ticket.reduceOnly.value}
                    hint="Never makes the position larger"
                    onChange={(on) => { ticket.reduceOnly.value = on; }} />
                <Check name="TP / SL" checked={ticket.bracket.value}
                    disabled={ticket.isArmedType.value}
                    hint="Take-profit and stop-loss that are armed when the order fills"
                    onChange={(on) => { ticket.bracket.value = on; }} />
            </div>
            {ticket.hasExits.value && (
                <div class="pair even">
                    <NumberField name="TP" placeholder="none" value={ticket.takeText.value}
                        onInput={(text) => { ticket.takeText.value = text; }} />
                    <NumberField name="SL" placeholder="none" value={ticket.stopText.value}
                        onInput={(text) => { ticket.stopText.value = text; }} />
                </div>
            )}
            {limit && (
                <div class="pair">
                    <Select name="In force" value={ticket.timeInForce.value} choices={TIFS}
                        onChange={(tif) => { ticket.timeInForce.value = tif; }} />
                    <NumberField name="Shown" placeholder="all" value={ticket.displayText.value}
                        invalid={ticket.displayText.value !== ''
                            && readLots(exact, ticket.displayText.value) === null}
                        onInput={(text) => { ticket.displayText.value = text; }} />
                </div>
            )}
        </div>
    );
}

function finePrice(fine: bigint | null): string {
    if (fine === null) return 'none';
    const exact = grid.value;
    return fixed(
        { units: fine * exact.tick.units, scale: exact.tick.scale + 4 }, exact.pricePlaces + 1);
}

/** A price that nobody will see is no price to show. */
function withinReach(fine: bigint | null): bigint | null {
    return fine !== null && fine > markFine.value * 10n ? null : fine;
}

function Line(props: { name: string; hint?: string; tone?: string; children: preact.ComponentChildren }):
JSX.Element {
    return (
        <div title={props.hint}>
            <dt>{props.name}</dt>
            <dd class={props.tone}>{props.children}</dd>
        </div>
    );
}

function PreviewTable(): JSX.Element {
    const shown = ticket.preview.value;
    const exact = grid.value;
    const guessed = terms.value?.guessed ? '\u2248 ' : '';
    const short = shown !== null && !shown.enough && authenticated.value;
    const leverage = shown?.leverage ?? null;
    return (
        <dl class="preview" aria-label="What the order would do">
            <Line name={ticket.hasLimit.value ? 'Average price' : 'Expected price'}
                hint="From the book as it is now; what rests counts at its limit">
                {shown?.averageFine ? finePrice(shown.averageFine) : NONE}
            </Line>
            <Line name="Order value">
                {shown ? money(micros(shown.notionalMicros)) : NONE}
            </Line>
            <Line name="Fills now" hint="What the book would fill at once">
                {shown ? fixed(amountOf(exact, shown.takenLots), exact.amountPlaces) : NONE}
            </Line>
            <Line name="Fee, at most">
                {shown ? smallMoney(micros(shown.feeMicros)) : NONE}
            </Line>
            <Line name="Initial margin" tone={short ? 'warn' : ''}
                hint="What the order takes from the available funds, fee and distance to the mark included">
                {shown ? guessed + money(micros(shown.needMicros)) : NONE}
            </Line>
            <Line name="Leverage after">
                {shown && authenticated.value && leverage !== null
                    ? `${fixed({ units: leverage, scale: 2 }, 2)}\u00d7` : NONE}
            </Line>
            <Line name="Liquidation price after" tone="strong"
                hint="The mark at which maintenance margin would be equity; none if ten times the mark is not enough">
                {shown && authenticated.value
                    ? guessed + finePrice(withinReach(shown.liquidationFine)) : NONE}
            </Line>
        </dl>
    );
}

function Submit(): JSX.Element {
    const base = instrument.value?.base_currency ?? '';
    const fault = ticket.fault.value;
    const verb = ticket.direction.value === 'buy' ? 'Buy' : 'Sell';
    const size = fixed(amountOf(grid.value, ticket.lots.value ?? 0), grid.value.amountPlaces);
    if (!authenticated.value) {
        return (
            <button type="button" class="primary block send" onClick={() => { logInOpen.value = true; }}>
                Log in to trade
            </button>
        );
    }
    return (
        <button type="submit" class={`block send ${ticket.direction.value}`}
            disabled={fault !== null || ticket.sending.value}>
            {fault ?? `${verb} ${size} ${base}${confirmOrders.value ? ' \u2026' : ''}`}
        </button>
    );
}

function Funds(): JSX.Element {
    return (
        <div class="funds">
            <span>Available</span>
            <strong>{summary.value ? money(summary.value.available_funds) : NONE}</strong>
        </div>
    );
}

export function Ticket(): JSX.Element {
    const submit = (event: Event): void => {
        event.preventDefault();
        submitTicket();
    };
    const family = familyOf(ticket.type.value);
    return (
        <section class="panel ticket" aria-label="Order ticket">
            <form onSubmit={submit} data-side={ticket.direction.value}>
                <SideSwitch />
                <Segments name="Order type" class="types" value={family} choices={TYPES}
                    onChange={chooseFamily} />
                <Funds />
                {family === 'trigger' && <TriggerFields />}
                {ticket.hasLimit.value && <PriceField />}
                <SizeField />
                <Shares />
                <Options />
                <Submit />
                <PreviewTable />
            </form>
        </section>
    );
}
