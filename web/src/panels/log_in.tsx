/* SPDX-License-Identifier: Apache-2.0 */
// log_in.tsx - the key and its secret; filled in already where the venue says it is a demonstration.

import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { demo, logIn, logInOpen } from '../state/session';
import { explain } from '../state/notices';
import { Dialog } from '../parts/controls';

export function LogIn(): JSX.Element | null {
    return logInOpen.value ? <LogInForm /> : null;
}

function LogInForm(): JSX.Element {
    const key = useSignal('');
    const secret = useSignal('');
    const problem = useSignal('');
    const busy = useSignal(false);
    const button = useRef<HTMLButtonElement>(null);
    // The form may be opened before the venue has said that it is a demonstration.
    useLayoutEffect(() => {
        if (!demo.value || key.value !== '' || secret.value !== '') return;
        key.value = 'demo';
        secret.value = 'demo-secret';
        button.current?.focus();
    }, [demo.value]);
    const submit = async (event: Event): Promise<void> => {
        event.preventDefault();
        busy.value = true;
        problem.value = '';
        try {
            await logIn(key.value.trim(), secret.value);
            logInOpen.value = false;
        } catch (error) {
            problem.value = explain(error).title;
        } finally {
            busy.value = false;
        }
    };
    return (
        <Dialog title="Log in" onClose={() => { logInOpen.value = false; }}>
            <form onSubmit={(event) => void submit(event)}>
                {demo.value && (
                    <p class="note">This venue runs a demonstration: the key below has play money.</p>
                )}
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
