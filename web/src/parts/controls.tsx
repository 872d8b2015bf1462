/* SPDX-License-Identifier: Apache-2.0 */
// controls.tsx - small parts that every panel uses: tabs, segments, fields, dialogs, the why link.

import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { openReceipt } from '../state/receipt';
import type { ReceiptKind, ReceiptOf } from '../state/receipt';

export interface Choice<T extends string> {
    readonly value: T;
    readonly name: ComponentChildren;
    readonly hint?: string;
}

interface TabsProps<T extends string> {
    name: string;
    choices: readonly Choice<T>[];
    value: T;
    onChange: (value: T) => void;
    panel?: string;
}

/** Index of the tab that a key leads to; null when the key means nothing here. */
function tabAfterKey(key: string, index: number, count: number): number | null {
    if (key === 'ArrowRight') return (index + 1) % count;
    if (key === 'ArrowLeft') return (index + count - 1) % count;
    if (key === 'Home') return 0;
    if (key === 'End') return count - 1;
    return null;
}

/** A list of tabs: one stop in the focus order, arrows move between them. */
export function Tabs<T extends string>(props: TabsProps<T>): JSX.Element {
    const list = useRef<HTMLDivElement>(null);
    const onKey = (event: KeyboardEvent): void => {
        const index = props.choices.findIndex((choice) => choice.value === props.value);
        const next = tabAfterKey(event.key, index, props.choices.length);
        if (next === null) return;
        event.preventDefault();
        props.onChange(props.choices[next]!.value);
        list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
    };
    return (
        <div class="tabs" role="tablist" aria-label={props.name} ref={list} onKeyDown={onKey}>
            {props.choices.map((choice) => (
                <button
                    key={choice.value}
                    type="button"
                    role="tab"
                    aria-selected={choice.value === props.value}
                    {...(props.panel && choice.value === props.value
                        ? { 'aria-controls': props.panel } : {})}
                    tabIndex={choice.value === props.value ? 0 : -1}
                    title={choice.hint}
                    onClick={() => props.onChange(choice.value)}
                >
                    {choice.name}
                </button>
            ))}
        </div>
    );
}

interface SegmentsProps<T extends string> extends TabsProps<T> {
    class?: string;
}

/** A choice of one among few, as pressed buttons. */
export function Segments<T extends string>(props: SegmentsProps<T>): JSX.Element {
    return (
        <div class={`segments ${props.class ?? ''}`} role="group" aria-label={props.name}>
            {props.choices.map((choice) => (
                <button
                    key={choice.value}
                    type="button"
                    data-value={choice.value}
                    aria-pressed={choice.value === props.value}
                    title={choice.hint}
                    onClick={() => props.onChange(choice.value)}
                >
                    {choice.name}
                </button>
            ))}
        </div>
    );
}

interface FieldProps {
    name: string;
    value: string;
    onInput: (value: string) => void;
    suffix?: ComponentChildren;
    id?: string;
    placeholder?: string;
    onStep?: (steps: number) => void;
    invalid?: boolean;
}

/** A number field: decimal keyboard, digits in columns, arrows step. */
export function NumberField(props: FieldProps): JSX.Element {
    const made = useId();
    const id = props.id ?? made;
    const onKey = (event: KeyboardEvent): void => {
        if (!props.onStep || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        props.onStep((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1));
    };
    return (
        <div class="field">
            <label for={id}>{props.name}</label>
            <input
                id={id}
                type="text"
                inputMode="decimal"
                autoComplete="off"
                spellcheck={false}
                value={props.value}
                placeholder={props.placeholder}
                aria-invalid={props.invalid ?? false}
                onInput={(event) => props.onInput(event.currentTarget.value)}
                onKeyDown={onKey}
            />
            {props.suffix !== undefined && <span class="suffix">{props.suffix}</span>}
        </div>
    );
}

interface CheckProps {
    name: string;
    checked: boolean;
    onChange: (checked: boolean) => void;
    disabled?: boolean;
    hint?: string;
}

export function Check(props: CheckProps): JSX.Element {
    return (
        <label class="check" title={props.hint}>
            <input
                type="checkbox"
                checked={props.checked}
                disabled={props.disabled ?? false}
                onChange={(event) => props.onChange(event.currentTarget.checked)}
            />
            <span>{props.name}</span>
        </label>
    );
}

interface SelectProps<T extends string> {
    name: string;
    value: T;
    choices: readonly { value: T; name: string; hint?: string }[];
    onChange: (value: T) => void;
    hideName?: boolean;
}

export function Select<T extends string>(props: SelectProps<T>): JSX.Element {
    const id = useId();
    return (
        <div class={props.hideName ? 'select bare' : 'select'}>
            <label for={id} class={props.hideName ? 'only-read' : undefined}>{props.name}</label>
            <select
                id={id}
                value={props.value}
                onChange={(event) => props.onChange(event.currentTarget.value as T)}
            >
                {props.choices.map((choice) => (
                    <option key={choice.value} value={choice.value} title={choice.hint}>
                        {choice.name}
                    </option>
                ))}
            </select>
        </div>
    );
}

interface DialogProps {
    title: string;
    onClose: () => void;
    children: ComponentChildren;
    wide?: boolean;
}

/** The browser's own modal dialog: it keeps the focus inside and gives it back. */
export function Dialog(props: DialogProps): JSX.Element {
    const element = useRef<HTMLDialogElement>(null);
    const title = useId();
    // Before it is painted: a key pressed at once must reach the dialog, not what lies behind it.
    useLayoutEffect(() => {
        const dialog = element.current;
        dialog?.showModal();
        return () => dialog?.close();
    }, []);
    return (
        <dialog
            ref={element}
            class={props.wide ? 'wide' : undefined}
            aria-labelledby={title}
            onCancel={(event) => {
                event.preventDefault();
                props.onClose();
            }}
            onClick={(event) => {
                if (event.target === element.current) props.onClose();
            }}
        >
            <div class="dialog-body">
                <header>
                    <h2 id={title}>{props.title}</h2>
                    <button type="button" class="icon" aria-label="Close" onClick={props.onClose}>
                        {'\u00d7'}
                    </button>
                </header>
                {props.children}
            </div>
        </dialog>
    );
}

/** Opens the receipt behind a number. */
export function Why(props: { kind: ReceiptKind; of: string; which?: ReceiptOf }): JSX.Element {
    return (
        <button
            type="button"
            class="why"
            aria-label={`Why: ${props.of}`}
            title={`Where this number comes from: ${props.of}`}
            onClick={() => void openReceipt(props.kind, props.which)}
        >
            why
        </button>
    );
}

export function Empty(props: { children: ComponentChildren }): JSX.Element {
    return <p class="empty">{props.children}</p>;
}
