/* SPDX-License-Identifier: Apache-2.0 */
// book_keeping.tsx - the tabs under the chart: everything about the account.

import type { ComponentChildren, JSX } from 'preact';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { askCancelAll } from '../state/actions';
import { authenticated, openOrders, positions } from '../state/account';
import { logInOpen, refreshLedger } from '../state/session';
import { loggedIn } from '../state/who';
import { Empty, Tabs } from '../parts/controls';
import { OpenOrders } from './open_orders';
import { Positions } from './positions';
import { Fills, FundingPayments, History, Ledger } from './records';

export type KeepingTab = 'positions' | 'orders' | 'fills' | 'history' | 'funding' | 'ledger';
export const keepingTab = signal<KeepingTab>('positions');

function Counted(props: { name: string; count: number }): JSX.Element {
    return <>{props.name}{props.count > 0 && <span class="count">{props.count}</span>}</>;
}

function content(tab: KeepingTab): ComponentChildren {
    switch (tab) {
    case 'positions': return <Positions />;
    case 'orders': return <OpenOrders />;
    case 'fills': return <Fills />;
    case 'history': return <History />;
    case 'funding': return <FundingPayments />;
    case 'ledger': return <Ledger />;
    }
}

function LoggedOut(): JSX.Element {
    if (loggedIn.value) {
        return <Empty>This key has no trading account: log in with one that has, to trade.</Empty>;
    }
    return (
        <div class="empty">
            <p>Log in to see positions, orders, fills and the ledger of the account.</p>
            <button type="button" class="ghost" onClick={() => { logInOpen.value = true; }}>Log in</button>
        </div>
    );
}

export function BookKeeping(): JSX.Element {
    const tab = keepingTab.value;
    useEffect(() => {
        if (authenticated.value && (tab === 'funding' || tab === 'ledger')) {
            void refreshLedger().catch(() => undefined);
        }
    }, [tab]);
    return (
        <section class="panel keeping" aria-label="Account records">
            <header>
                <Tabs
                    name="Account records" value={tab} panel="keeping-panel"
                    choices={[
                        { value: 'positions', name: <Counted name="Positions" count={positions.value.length} /> },
                        { value: 'orders', name: <Counted name="Open orders" count={openOrders.value.length} /> },
                        { value: 'fills', name: 'Fills' },
                        { value: 'history', name: 'Order history' },
                        { value: 'funding', name: 'Funding payments' },
                        { value: 'ledger', name: 'Ledger' },
                    ]}
                    onChange={(next) => { keepingTab.value = next; }}
                />
                {openOrders.value.length > 0 && (
                    <button type="button" class="small" onClick={askCancelAll}>Cancel all</button>
                )}
            </header>
            <div id="keeping-panel" role="tabpanel" aria-label={tab} class="keeping-body">
                {authenticated.value ? content(tab) : <LoggedOut />}
            </div>
        </section>
    );
}
