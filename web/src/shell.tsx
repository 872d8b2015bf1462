/* SPDX-License-Identifier: Apache-2.0 */
// shell.tsx - the view that the address names, and what lies over every view.
//
// The trading page is part of the first script; each console is fetched when it is first opened.

import type { ComponentType, JSX } from 'preact';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { App } from './app';
import { mayOpen } from './logic/route';
import type { View } from './logic/route';
import { Refused, Unopened } from './panels/gate';
import { Help } from './panels/help';
import { LogIn } from './panels/log_in';
import { Ask, Notices, ReceiptDialog } from './panels/notices';
import { route } from './state/route';
import { roles } from './state/who';

type Console = Exclude<View, 'trade'>;

const LOADERS: Record<Console, () => Promise<{ default: ComponentType }>> = {
    operations: () => import('./consoles/operations/page'),
    surveillance: () => import('./consoles/surveillance/page'),
    regulator: () => import('./consoles/regulator/page'),
    quality: () => import('./consoles/quality/page'),
};

const loaded = signal<Partial<Record<Console, ComponentType>>>({});
const failed = signal<unknown>(null);

async function fetchConsole(view: Console): Promise<void> {
    failed.value = null;
    try {
        const { default: component } = await LOADERS[view]();
        loaded.value = { ...loaded.value, [view]: component };
    } catch (error) {
        failed.value = error;
    }
}

function Fetched(props: { view: Console }): JSX.Element {
    const Found = loaded.value[props.view];
    useEffect(() => {
        if (!Found) void fetchConsole(props.view);
    }, [props.view]);
    if (Found) return <Found />;
    return <Unopened view={props.view} problem={failed.value} again={() => void fetchConsole(props.view)} />;
}

function Viewed(): JSX.Element {
    const { view } = route.value;
    if (view === 'trade') return <App />;
    if (!mayOpen(view, roles.value)) return <Refused view={view} />;
    return <Fetched view={view} />;
}

export function Shell(): JSX.Element {
    return (
        <>
            <Viewed />
            <Notices />
            <LogIn />
            <Help />
            <Ask />
            <ReceiptDialog />
        </>
    );
}
