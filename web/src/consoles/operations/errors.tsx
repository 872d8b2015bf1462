/* SPDX-License-Identifier: Apache-2.0 */
// errors.tsx - error trades: what was asked, how far the price was from fair, and the decision.

import type { JSX } from 'preact';
import { signal, useSignal } from '@preact/signals';
import { dateTime, fixed, NONE, percent, words } from '../../lib/format';
import { utc } from '../../state/settings';
import { Empty, Segments } from '../../parts/controls';
import { Shown, useSource } from '../../parts/shown';
import { Table } from '../../parts/table';
import type { Column } from '../../parts/table';
import { Badge, Facts, faultOfReason, Panel, Reason } from '../parts';
import { commands, errorTrades, submit } from './operations';
import type { ErrorTrade } from './operations';

type Decision = 'busted' | 'adjusted' | 'refused';

const chosen = signal<string | number | null>(null);

/** How far the price was from the mark at the time. */
function distance(one: ErrorTrade): number | null {
    return one.mark_price ? Number((one.price / one.mark_price - 1).toFixed(6)) : null;
}

function range(one: ErrorTrade): string {
    return one.no_cancel_low && one.no_cancel_high
        ? `${fixed(one.no_cancel_low, 2)} to ${fixed(one.no_cancel_high, 2)}` : 'none';
}

const COLUMNS: readonly Column<ErrorTrade>[] = [
    { name: 'Trade', words: true, cell: (one) => <span class="mono">{one.trade_id}</span> },
    { name: 'State', words: true,
        cell: (one) => <Badge tone={one.state === 'requested' ? 'warn' : 'quiet'}>{words(one.state)}</Badge> },
    { name: 'Asked', words: true, by: (one) => one.requested_timestamp ?? one.timestamp,
        cell: (one) => dateTime(one.requested_timestamp ?? one.timestamp, utc.value) },
    { name: 'Instrument', words: true, cell: (one) => one.instrument_name },
    { name: 'Price', cell: (one) => fixed(one.price, 2) },
    { name: 'Amount', cell: (one) => fixed(one.amount, 4) },
    { name: 'From the mark', tone: () => 'warn', cell: (one) => percent(distance(one), 2, true) },
    { name: 'Buyer', words: true, cell: (one) => one.buyer_account_id },
    { name: 'Seller', words: true, cell: (one) => one.seller_account_id },
    { name: 'Reason', words: true, cell: (one) => one.request_reason ?? NONE },
];

function DecisionForm(props: { of: ErrorTrade }): JSX.Element {
    const { of: trade } = props;
    const decision = useSignal<Decision>('busted');
    const price = useSignal('');
    const reason = useSignal('');
    const busy = useSignal(false);
    const isAdjusted = decision.value === 'adjusted';
    const priceFault = isAdjusted && !/^\d+(\.\d+)?$/.test(price.value.trim()) ? 'Give the new price.' : '';
    const fault = priceFault || faultOfReason(reason.value);
    const send = async (event: Event): Promise<void> => {
        event.preventDefault();
        if (fault !== '') return;
        busy.value = true;
        await submit({
            command: 'error_decide', title: `Trade ${trade.trade_id}`, reason: reason.value.trim(),
            purpose: 'ordinary',
            fields: {
                trade_id: trade.trade_id, decision: decision.value,
                ...(isAdjusted ? { price_ticks: price.value.trim() } : {}),
            },
        });
        busy.value = false;
    };
    return (
        <form class="form" onSubmit={(event) => void send(event)} aria-label="Decision">
            <Segments name="Decision" class="types" value={decision.value}
                choices={[
                    { value: 'busted', name: 'Bust' }, { value: 'adjusted', name: 'Adjust' },
                    { value: 'refused', name: 'Let it stand' },
                ]}
                onChange={(next) => { decision.value = next; }} />
            {isAdjusted && (
                <div class="field">
                    <label for="adjusted-price">New price, within {range(trade)}</label>
                    <input id="adjusted-price" type="text" inputMode="decimal" autoComplete="off" value={price.value}
                        onInput={(event) => { price.value = event.currentTarget.value; }} />
                </div>
            )}
            <Reason value={reason.value} onInput={(value) => { reason.value = value; }} />
            <div class="form-actions">
                <p class="muted problem-line" role="status">{fault}</p>
                <button type="submit" class="primary" disabled={fault !== '' || busy.value}>Decide</button>
            </div>
        </form>
    );
}

function Detail(props: { of: ErrorTrade }): JSX.Element {
    const one = props.of;
    const may = commands.data.value?.some(({ command }) => command === 'error_decide') ?? false;
    return (
        <div class="body" tabIndex={0}>
            <Facts of={[
                ['Traded', dateTime(one.timestamp, utc.value)],
                ['Price', fixed(one.price, 2)],
                ['Mark at the time', fixed(one.mark_price, 2)],
                ['No-cancel range', range(one)],
                ['Amount', fixed(one.amount, 4)],
                ['Buyer', `account ${one.buyer_account_id}`],
                ['Seller', `account ${one.seller_account_id}`],
                ['Asked by', one.requested_by ? `account ${one.requested_by}` : NONE],
                ['State', words(one.state)],
                ...(one.adjusted_price ? [['Adjusted to', fixed(one.adjusted_price, 2)] as const] : []),
            ]} />
            {one.request_reason && <p class="quote">{'\u201c'}{one.request_reason}{'\u201d'}</p>}
            {one.decision_reason && <p class="quote">Decided: {'\u201c'}{one.decision_reason}{'\u201d'}</p>}
            {one.state === 'requested' && may && <DecisionForm key={String(one.trade_id)} of={one} />}
            {one.state === 'requested' && !may && <p class="muted">This key does not decide error trades.</p>}
        </div>
    );
}

export function ErrorTrades(): JSX.Element {
    useSource(commands);
    const shown = errorTrades.data.value?.find((one) => one.trade_id === chosen.value)
        ?? errorTrades.data.value?.[0];
    return (
        <>
            <Panel label="Error trades" title="Trades that somebody asked to correct">
                <Shown of={errorTrades}>
                    {(list) => (
                        <Table caption="Error trades" columns={COLUMNS} rows={list}
                            keyOf={(one) => one.trade_id} chosen={shown?.trade_id ?? null}
                            onChoose={(one) => { chosen.value = one.trade_id; }}
                            empty="Nobody has asked to correct a trade: members do with private/request_error_trade." />
                    )}
                </Shown>
            </Panel>
            <Panel label="Decision" class="tall" title={shown ? `Trade ${shown.trade_id}` : 'Decision'}>
                {shown ? <Detail of={shown} /> : <Empty>What was asked and the decision stand here.</Empty>}
            </Panel>
        </>
    );
}
