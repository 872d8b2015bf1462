/* SPDX-License-Identifier: Apache-2.0 */
// ticket.test.ts - what is sent for each kind of order, and what keeps one from being sent.

import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountSummary, Instrument, Ticker } from '../lib/types';
import { authenticated, clearAccount, summary } from './account';
import { book, instrument, ticker } from './market';
import * as ticket from './ticket';

const NAME = 'BTC_USD-PERPETUAL';

beforeEach(() => {
    clearAccount();
    authenticated.value = true;
    summary.value = { equity: 100000, available_funds: 100000 } as AccountSummary;
    instrument.value = {
        instrument_name: NAME, tick_size: 1, min_trade_amount: 0.0001, maker_commission: 0.0005,
        taker_commission: 0.0012, max_leverage: 5, base_currency: 'BTC', quote_currency: 'USD',
    } as Instrument;
    ticker.value = {
        instrument_name: NAME, mark_price: 60000, best_bid_price: 59999, best_ask_price: 60001,
        state: 'open',
    } as Ticker;
    book.value = {
        bids: [{ ticks: 59999, lots: 9000 }], asks: [{ ticks: 60001, lots: 9000 }], live: true,
        changeId: 1,
    };
    ticket.direction.value = 'buy';
    ticket.type.value = 'limit';
    ticket.unit.value = 'base';
    ticket.priceText.value = '59000';
    ticket.sizeText.value = '0.25';
    ticket.postOnly.value = false;
    ticket.reduceOnly.value = false;
    ticket.displayText.value = '';
    ticket.triggerText.value = '';
    ticket.offsetText.value = '';
    ticket.bracket.value = false;
    ticket.takeText.value = '';
    ticket.stopText.value = '';
    ticket.timeInForce.value = 'good_til_cancelled';
});

describe('requests', () => {
    it('of a limit order', () => {
        ticket.postOnly.value = true;
        ticket.displayText.value = '0.1';
        expect(ticket.requestOf()).toEqual({
            instrument_name: NAME, amount: 0.25, type: 'limit', price: 59000,
            time_in_force: 'good_til_cancelled', post_only: true, reject_post_only: true,
            display_amount: 0.1,
        });
    });

    it('of a market order leave out what belongs to a limit', () => {
        ticket.type.value = 'market';
        ticket.postOnly.value = true;
        expect(ticket.requestOf()).toEqual({ instrument_name: NAME, amount: 0.25, type: 'market' });
    });

    it('of an order with exits bring both, closing, the one ending the other', () => {
        ticket.bracket.value = true;
        ticket.takeText.value = '62000';
        ticket.stopText.value = '58000';
        const exit = { direction: 'sell', amount: 0.25, trigger: 'mark_price', reduce_only: true };
        expect(ticket.requestOf()).toMatchObject({
            linked_order_type: 'one_triggers_one_cancels_other',
            otoco_config: [
                { ...exit, type: 'take_market', trigger_price: 62000 },
                { ...exit, type: 'stop_market', trigger_price: 58000 },
            ],
        });
        ticket.takeText.value = '';
        expect(ticket.requestOf()).toMatchObject({ linked_order_type: 'one_triggers_other' });
    });

    it('of a stop and of a trailing stop', () => {
        ticket.type.value = 'stop_market';
        ticket.triggerText.value = '58000';
        ticket.reduceOnly.value = true;
        expect(ticket.requestOf()).toEqual({
            instrument_name: NAME, amount: 0.25, type: 'stop_market', trigger_price: 58000,
            trigger: 'mark_price', reduce_only: true,
        });
        ticket.type.value = 'trailing_stop';
        ticket.offsetText.value = '500';
        ticket.reduceOnly.value = false;
        expect(ticket.requestOf()).toEqual({
            instrument_name: NAME, amount: 0.25, type: 'trailing_stop', trigger_offset: 500,
            trigger: 'mark_price',
        });
    });
});

describe('size', () => {
    it('in dollars is the lots that they buy, rounded down', () => {
        ticket.unit.value = 'quote';
        ticket.sizeText.value = '10000';
        expect(ticket.lots.value).toBe(1694);
    });

    it('keeps its meaning when the unit changes', () => {
        ticket.chooseUnit('quote');
        expect(ticket.sizeText.value).toBe('14750.00');
        ticket.chooseUnit('base');
        expect(ticket.sizeText.value).toBe('0.2500');
    });

    it('as a share is of what the funds allow', () => {
        ticket.chooseShare(100);
        const all = ticket.lots.value!;
        expect(ticket.preview.value?.enough).toBe(true);
        ticket.setLots(all + 1);
        expect(ticket.fault.value).toBe('Not enough funds');
    });
});

describe('faults', () => {
    it.each<[string, () => void, string | null]>([
        ['none', () => undefined, null],
        ['logged out', () => { authenticated.value = false; }, 'Log in to trade'],
        ['a halt', () => { ticker.value = { ...ticker.value!, halt: 'paused' }; }, 'The market is paused'],
        ['a limit order in an auction', () => {
            ticker.value = { ...ticker.value!, state: 'locked', phase: 'pre_open' };
        }, null],
        ['a market order in an auction', () => {
            ticker.value = { ...ticker.value!, state: 'locked', phase: 'pre_open' };
            ticket.type.value = 'market';
        }, 'In auction: only orders that rest'],
        ['no price', () => { ticket.priceText.value = ''; }, 'Enter a price'],
        ['half a tick', () => { ticket.priceText.value = '59000.5'; }, 'Price is not a multiple of the tick'],
        ['half a lot', () => { ticket.sizeText.value = '0.00005'; }, 'Size is not a multiple of the lot'],
        ['nothing to reduce', () => { ticket.reduceOnly.value = true; }, 'Reduce-only: there is no position'],
        ['no exit', () => { ticket.bracket.value = true; }, 'Enter a take-profit or a stop-loss'],
        ['an exit on the wrong side', () => {
            ticket.bracket.value = true;
            ticket.stopText.value = '59500';
        }, 'Stop-loss must be below the price'],
        ['no trigger', () => { ticket.type.value = 'stop_market'; }, 'Enter a trigger price'],
    ])('%s', (_name, make, wanted) => {
        make();
        expect(ticket.fault.value).toBe(wanted);
    });
});

describe('steps of the price', () => {
    it('begin at the limit, or at the mark without one', () => {
        ticket.stepPrice(-10);
        expect(ticket.priceText.value).toBe('58990');
        ticket.priceText.value = '';
        ticket.stepPrice(1);
        expect(ticket.priceText.value).toBe('60001');
    });
});
