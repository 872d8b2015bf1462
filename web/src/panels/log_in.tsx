/* SPDX-License-Identifier: Apache-2.0 */
// log_in.tsx - the key and its secret; filled in already where the venue says it is a demonstration.

import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { homeOf, infoOf, mayOpen, roleList, roleWords } from '../logic/route';
import { go, route } from '../state/route';
import { demo, logIn, logInOpen } from '../state/session';
import { explain } from '../state/notices';
import { roles, who } from '../state/who';
import { Dialog } from '../parts/controls';

export function LogIn(): JSX.Element | null {
    return logInOpen.value ? <LogInForm /> : null;
}

/** A key without an account has nothing to do on the trading page. */
function enter(): void {
    logInOpen.value = false;
    const home = homeOf(roles.value);
    if (route.value.view === 'trade' && who.value?.account_id === null && home !== 'trade') go(home);
}

/** Keys of the demonstration, to choose one of them with a press. */
function DemoKeys(props: { keys: readonly string[]; chosen: string; onChoose: (key: string) => void }): JSX.Element {
    return (
        <div class="segments types" role="group" aria-label="Keys of the demonstration">
            {props.keys.map((key) => (
                <button key={key} type="button" aria-pressed={props.chosen === key}
                    onClick={() => props.onChoose(key)}>{key}</button>
            ))}
        </div>
    );
}

function LogInForm(): JSX.Element {
    const { view } = route.value;
    const info = infoOf(view);
    const key = useSignal('');
    const secret = useSignal('');
    const problem = useSignal('');
    const busy = useSignal(false);
    const button = useRef<HTMLButtonElement>(null);
    const choose = (name: string): void => {
        key.value = name;
        secret.value = `${name}-secret`;
    };
    // The form may be opened before the venue has said that it is a demonstration.
    useLayoutEffect(() => {
        if (!demo.value || key.value !== '' || secret.value !== '') return;
        choose(info.demoKeys[0] ?? 'demo');
        button.current?.focus();
    }, [demo.value]);
    const submit = async (event: Event): Promise<void> => {
        event.preventDefault();
        busy.value = true;
        problem.value = '';
        try {
            await logIn(key.value.trim(), secret.value);
            if (mayOpen(view, roles.value)) enter();
            else problem.value = `This key has the role ${roleList(roles.value)}: not one of those needed.`;
        } catch (error) {
            problem.value = explain(error).title;
        } finally {
            busy.value = false;
        }
    };
    return (
        <Dialog title="Log in" onClose={() => { logInOpen.value = false; }}>
            <form onSubmit={(event) => void submit(event)}>
                {info.roles.length > 0
                    && <p class="note">{info.title} needs the role {roleWords(info.roles)}.</p>}
                {demo.value && (
                    <p class="note">This venue runs a demonstration with play money: choose a key.</p>
                )}
                {demo.value && info.demoKeys.length > 1
                    && <DemoKeys keys={info.demoKeys} chosen={key.value} onChoose={choose} />}
                <div class="field">
                    <label for="api-key">API key</label>
                    <input id="api-key" type="text" autoComplete="username" spellcheck={false}
                        autofocus={!demo.value} value={key.value}
                        onInput={(event) => { key.value = event.currentTarget.value; }} />
                </div>
                <div class="field">
                    <label for="api-secret">Secret</label>
                    <input id="api-secret" type="password" autoComplete="current-password"
                        value={secret.value}
                        onInput={(event) => { secret.value = event.currentTarget.value; }} />
                </div>
                <p class="problem" role="alert">{problem.value}</p>
                <button type="submit" class="primary block" ref={button} disabled={busy.value}
                    autofocus={demo.value}>
                    {busy.value ? 'Logging in' : 'Log in'}
                </button>
                <p class="note">
                    The secret goes to this venue only and is forgotten when the page is closed.
                </p>
            </form>
        </Dialog>
    );
}
