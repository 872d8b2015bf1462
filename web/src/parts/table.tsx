/* SPDX-License-Identifier: Apache-2.0 */
// table.tsx - a table from a list of columns: captions and headers that a reader announces.
//
// Rows may be chosen (by press, or by arrows while the table has the focus) and sorted by columns
// that say what they sort by.

import type { ComponentChildren, JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Empty } from './controls';

type Rank = number | string;

export interface Column<T> {
    readonly name: string;
    readonly cell: (row: T) => ComponentChildren;
    /** Numbers stand to the right, words to the left. */
    readonly words?: boolean;
    readonly tone?: (row: T) => string | undefined;
    readonly hint?: string;
    /** May be sorted by this. */
    readonly by?: (row: T) => Rank | null | undefined;
}

interface TableProps<T> {
    caption: string;
    columns: readonly Column<T>[];
    rows: readonly T[];
    keyOf: (row: T) => string | number;
    empty: ComponentChildren;
    /** The key of the row that is chosen. */
    chosen?: string | number | null;
    onChoose?: (row: T) => void;
    /** Enter, or a second press, on the row that is chosen. */
    onOpen?: (row: T) => void;
    class?: string;
}

interface Order {
    column: string;
    down: boolean;
}

function sorted<T>(rows: readonly T[], columns: readonly Column<T>[], order: Order | null): readonly T[] {
    const by = columns.find((column) => column.name === order?.column)?.by;
    if (!by || !order) return rows;
    const sign = order.down ? -1 : 1;
    return [...rows].sort((a, b) => {
        const [left, right] = [by(a) ?? null, by(b) ?? null];
        // What has no value stands last either way.
        if (left === null || right === null) return Number(left === null) - Number(right === null);
        return left < right ? -sign : left > right ? sign : 0;
    });
}

interface HeadProps<T> {
    columns: readonly Column<T>[];
    order: Order | null;
    onOrder: (next: Order) => void;
}

function Head<T>(props: HeadProps<T>): JSX.Element {
    const { order } = props;
    const sortOf = (column: Column<T>): 'ascending' | 'descending' | undefined => {
        if (order?.column !== column.name) return undefined;
        return order.down ? 'descending' : 'ascending';
    };
    return (
        <thead>
            <tr>
                {props.columns.map((column) => (
                    <th key={column.name} scope="col" title={column.hint} aria-sort={sortOf(column)}
                        class={column.words ? 'words' : undefined}>
                        {column.by
                            ? (
                                <button type="button" class="sort" onClick={() => props.onOrder({
                                    column: column.name,
                                    // Largest first, words from A: what one looks for.
                                    down: order?.column === column.name ? !order.down : !column.words,
                                })}>{column.name}</button>
                            )
                            : column.name || <span class="only-read">Actions</span>}
                    </th>
                ))}
            </tr>
        </thead>
    );
}

export function Table<T>(props: TableProps<T>): JSX.Element {
    const order = useSignal<Order | null>(null);
    const body = useRef<HTMLTableSectionElement>(null);
    const rows = sorted(props.rows, props.columns, order.value);
    const { onChoose } = props;
    const onKey = (event: KeyboardEvent): void => {
        if (!onChoose || event.target !== event.currentTarget) return;
        const at = rows.findIndex((row) => props.keyOf(row) === props.chosen);
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (event.key === 'Enter' && rows[at]) props.onOpen?.(rows[at]!);
        if (step === undefined) return;
        event.preventDefault();
        const next = Math.min(rows.length - 1, Math.max(0, at + step));
        const row = rows[next];
        if (!row) return;
        onChoose(row);
        body.current?.children[next]?.scrollIntoView({ block: 'nearest' });
    };
    return (
        <div class={`scroll ${props.class ?? ''}`} tabIndex={0} role="region" aria-label={props.caption}
            onKeyDown={onKey}>
            <table class="wide">
                <caption class="only-read">{props.caption}</caption>
                <Head columns={props.columns} order={order.value} onOrder={(next) => { order.value = next; }} />
                <tbody ref={body}>
                    {rows.map((row) => {
                        const key = props.keyOf(row);
                        const isChosen = onChoose !== undefined && key === props.chosen;
                        return (
                            <tr key={key} class={onChoose ? `choice${isChosen ? ' chosen' : ''}` : undefined}
                                {...(isChosen ? { 'aria-current': 'true' as const } : {})}
                                onClick={onChoose ? () => onChoose(row) : undefined}
                                onDblClick={props.onOpen ? () => props.onOpen?.(row) : undefined}>
                                {props.columns.map((column) => (
                                    <td key={column.name}
                                        class={`${column.words ? 'words ' : ''}${column.tone?.(row) ?? ''}`}>
                                        {column.cell(row)}
                                    </td>
                                ))}
                            </tr>
                        );
                    })}
                </tbody>
            </table>
            {rows.length === 0 && <Empty>{props.empty}</Empty>}
        </div>
    );
}
