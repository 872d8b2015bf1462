/* SPDX-License-Identifier: Apache-2.0 */
// types.ts - the JSON of the venue's JSON-RPC interface, as far as the page reads it.
//
// Fields that the page can do without are optional. Names are those of the interface.

export type Direction = 'buy' | 'sell';

export interface MarginBracket {
    notional: number;
    rate: number;
    deduction: number;
}

export interface Instrument {
    instrument_name: string;
    base_currency: string;
    quote_currency: string;
    settlement_currency: string;
    tick_size: number;
    min_trade_amount: number;
    contract_size: number;
    maker_commission: number;
    taker_commission: number;
    max_leverage?: number;
    is_active: boolean;
    state?: string;
    price_index?: string;
    margin?: { initial_factor: number; queue_ratio?: number; brackets: MarginBracket[] };
    funding?: { interval_ms: number; clamp: number; dead_band: number };
}

export interface TickerStats {
    high: number | null;
    low: number | null;
    price_change: number | null;
    volume: number | null;
    volume_usd?: number | null;
    volume_notional?: number | null;
}

export interface Ticker {
    timestamp: number;
    instrument_name: string;
    state: string;
    best_bid_price: number | null;
    best_bid_amount: number;
    best_ask_price: number | null;
    best_ask_amount: number;
    last_price: number | null;
    mark_price: number;
    index_price: number;
    min_price?: number;
    max_price?: number;
    open_interest: number;
    current_funding?: number;
    funding_8h?: number;
    stats?: TickerStats;
    next_funding_timestamp?: number;
    funding_estimate?: number;
    funding_last?: number;
    premium?: number;
    impact_bid?: number;
    impact_ask?: number;
    sample_count?: number;
    sample_total?: number;
    funding_paused?: boolean;
    mark_basis?: number;
    mark_spread?: number;
    mark_touch?: number;
    halt?: string;
    phase?: string;
}

export type BookChange = ['new' | 'change' | 'delete', number, number];

export interface BookMessage {
    type: 'snapshot' | 'change';
    timestamp: number;
    instrument_name: string;
    change_id: number;
    prev_change_id?: number | null;
    bids: BookChange[];
    asks: BookChange[];
}

export interface PublicTrade {
    trade_id: string;
    trade_seq: number;
    timestamp: number;
    price: number;
    amount: number;
    direction: Direction;
    mark_price?: number;
    index_price?: number;
    liquidation?: string;
}

export interface UserTrade extends PublicTrade {
    order_id: string;
    order_type?: string;
    state?: string;
    liquidity?: 'M' | 'T';
    fee: number;
    fee_currency?: string;
    profit_loss?: number | null;
    label?: string;
    instrument_name: string;
}

export interface Order {
    order_id: string;
    instrument_name: string;
    direction: Direction;
    amount: number;
    price: number | 'market_price';
    order_type: string;
    order_state: string;
    time_in_force: string;
    filled_amount: number;
    average_price: number | null;
    creation_timestamp: number;
    last_update_timestamp: number;
    label: string;
    post_only: boolean;
    reduce_only?: boolean;
    is_liquidation?: boolean;
    cancel_reason?: string;
    cancel_text?: string;
    cancel_rule?: string;
    trigger?: string;
    trigger_price?: number | null;
    trigger_offset?: number | null;
    display_amount?: number | null;
}

export interface Position {
    instrument_name: string;
    direction: 'buy' | 'sell' | 'zero';
    size: number;
    average_price: number;
    mark_price: number;
    index_price: number;
    initial_margin: number;
    maintenance_margin: number;
    open_orders_margin?: number;
    floating_profit_loss: number;
    realized_profit_loss?: number | null;
    realized_funding?: number | null;
    total_profit_loss?: number | null;
    leverage?: number;
    estimated_liquidation_price?: number | null;
}

export interface AccountSummary {
    currency: string;
    equity: number;
    balance: number;
    margin_balance?: number;
    available_funds: number;
    available_withdrawal_funds?: number;
    initial_margin: number;
    maintenance_margin: number;
    projected_initial_margin?: number;
    session_upl?: number;
    session_rpl?: number;
    futures_pl?: number;
    total_pl?: number;
    margin_ratio?: number;
    is_in_liquidation_queue?: boolean;
    fees?: unknown;
}

export interface LogEntry {
    id: number;
    type: string;
    timestamp: number;
    currency: string;
    cashflow: number | null;
    change: number | null;
    commission?: number | null;
    balance: number | null;
    equity?: number | null;
    instrument_name?: string | null;
    side?: string | null;
    amount?: number | null;
    price?: number | null;
    position?: number | null;
    order_id?: string | null;
    trade_id?: string | null;
    interest_pl?: number | null;
    funding_rate?: number | null;
    mark_price?: number | null;
    index_price?: number | null;
    info?: { kind?: string; note?: string } | null;
    user_seq?: number;
    /** Of a funding payment. */
    receipt_id?: string;
}

export interface CandleMessage {
    tick: number;
    open: number;
    high: number;
    low: number;
    close: number;
    volume: number;
    cost?: number;
}

export interface ChartData {
    status: string;
    ticks: number[];
    open: number[];
    high: number[];
    low: number[];
    close: number[];
    volume: number[];
}

export interface FundingEntry {
    timestamp: number;
    index_price: number;
    interest_8h: number;
    interest_1h?: number;
}

export interface FundingInputs {
    interval_start: number;
    interval_end: number;
    estimate: number;
    samples: [number, number][];
}

export interface ReceiptLine {
    section: 'input' | 'step' | 'note' | 'result';
    text: string;
    value?: string;
    /** Of an input: where in the journal it is from. */
    from?: string;
    rule?: string;
    formula?: string;
    /** Of a result: what the venue gave, and whether it is the value computed again. */
    recorded?: string;
    agree?: boolean;
}

export interface Receipt {
    title: string;
    id: string;
    lines: ReceiptLine[];
    verified: boolean;
}
