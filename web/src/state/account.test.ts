/* SPDX-License-Identifier: Apache-2.0 */
// account.test.ts - orders and fills as their updates arrive, own levels, profit at the mark.

import { beforeEach, describe, expect, it } from 'vitest';
import type { Order, Position, Ticker, UserTrade } from '../lib/types';
import { text } from '../lib/decimal';
import {
    accountView, clearAccount, fills, history, isForced, liveProfit, openOrders, ownLevels, takeFills,
    takeOrders, takePositions,
} from './account';
import { ticker } from './market';

const NAME = 'BTC_USD-PERPETUAL';

function order(part: Partial<Order>): Order {
    return {
        order_id: '1', instrument_name: NAME, direction: 'buy', amount: 0.3, price: 60000,
        order_type: 'limit', order_state: 'open', time_in_force: 'good_til_cancelled',
        filled_amount: 0, average_price: null, creation_timestamp: 1, last_update_timestamp: 1,
        label: '', post_only: false, ...part,
    };
}

function trade(part: Partial<UserTrade>): UserTrade {
    return {
        trade_id: 'a', trade_seq: 1, timestamp: 1, price: 60000, amount: 0.1, direction: 'buy',
        order_id: '1', fee: 1, instrument_name: NAME, ...part,
    };
}

const HELD: Position = {
    instrument_name: NAME, direction: 'buy', size: 0.3, average_price: 60000, mark_price: 60010,
    index_price: 60000, initial_margin: 1, maintenance_margin: 1, floating_profit_loss: 3,
};

beforeEach(() => {
    clearAccount();
    ticker.value = { instrument_name: NAME, mark_price: 60010, state: 'open' } as Ticker;
});

describe('orders', () => {
    it('shows the later of two updates, whichever comes first', () => {
        takeOrders([order({ filled_amount: 0.2, last_update_timestamp: 5 })]);
        takeOrders([order({ filled_amount: 0.1, last_update_timestamp: 4 })]);
        expect(openOrders.value[0]?.filled_amount).toBe(0.2);
    });

    it('moves an order that ended to the history, and does not take it back', () => {
        takeOrders([order({})]);
        takeOrders([order({ order_state: 'cancelled', last_update_timestamp: 2 })]);
        takeOrders([order({ last_update_timestamp: 1 })]);
        expect(openOrders.value).toEqual([]);
        expect(history.value.map((one) => one.order_state)).toEqual(['cancelled']);
    });

    it('marks what is left of each order at its price, armed orders not', () => {
        takeOrders([
            order({ filled_amount: 0.1 }),
            order({ order_id: '2', amount: 0.05 }),
            order({ order_id: '3', order_state: 'untriggered' }),
        ]);
        expect([...ownLevels.value.buy]).toEqual([[60000, 2500]]);
        expect(accountView.value.openBids).toBe(2500);
    });
});

describe('fills', () => {
    it('counts a fill once, though two channels tell it', () => {
        expect(takeFills([trade({})])).toHaveLength(1);
        expect(takeFills([trade({}), trade({ trade_id: 'b', trade_seq: 2 })])).toHaveLength(1);
        expect(fills.value.map((fill) => fill.trade_id)).toEqual(['b', 'a']);
    });
});

describe('liquidations', () => {
    it.each<[string, UserTrade['liquidity'], string | undefined, boolean]>([
        ['own, as the taker', 'T', 'T', true],
        ['of the other side', 'M', 'T', false],
        ['own, as the maker', 'M', 'M', true],
        ['of both sides', 'M', 'MT', true],
        ['none', 'T', 'none', false],
        ['none named', 'T', undefined, false],
    ])('%s', (_name, liquidity, liquidation, wanted) => {
        const fill = { ...trade({ liquidity: liquidity! }), ...(liquidation ? { liquidation } : {}) };
        expect(isForced(fill)).toBe(wanted);
    });
});

describe('profit', () => {
    it('goes on from the venue\'s own at the present mark', () => {
        ticker.value = { ...ticker.value!, mark_price: 60020.1 };
        expect(text(liveProfit(HELD))).toBe('6.03');
        const short: Position = { ...HELD, direction: 'sell', size: -0.3, floating_profit_loss: -3 };
        expect(text(liveProfit(short))).toBe('-6.03');
    });

    it('of a position of no size is no position', () => {
        takePositions([HELD]);
        expect(accountView.value.net).toBe(3000);
        takePositions([{ ...HELD, direction: 'zero', size: 0 }]);
        expect(accountView.value.net).toBe(0);
    });
});
