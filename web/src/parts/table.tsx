/* SPDX-License-Identifier: Apache-2.0 */
// table.tsx - a plain table from a list of columns: captions and headers that a reader announces.

import type { ComponentChildren, JSX } from 'preact';
import { Empty } from './controls';

export interface Column<T> {
    readonly name: string;
    readonly cell: (row: T) => ComponentChildren;
    /** Numbers stand to the right, words to the left. */
    readonly words?: boolean;
    readonly tone?: (row: T) => string | undefined;
    readonly hint?: string;
}

interface TableProps<T> {
    caption: string;
    columns: readonly Column<T>[];
    rows: readonly T[];
    keyOf: (row: T) => string | number;
    empty: ComponentChildren;
}

export function Table<T>(props: TableProps<T>): JSX.Element {
    return (
        <div class="scroll" tabIndex={0} role="region" aria-label={props.caption}>
            <table class="wide">
                <caption class="only-read">{props.caption}</caption>
                <thead>
                    <tr>
                        {props.columns.map((column) => (
                            <th key={column.name} scope="col" title={column.hint}
                                class={column.words ? 'words' : undefined}>
                                {column.name || <span class="only-read">Actions</span>}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {props.rows.map((row) => (
                        <tr key={props.keyOf(row)}>
                            {props.columns.map((column) => (
                                <td key={column.name}
                                    class={`${column.words ? 'words ' : ''}${column.tone?.(row) ?? ''}`}>
                                    {column.cell(row)}
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
            {props.rows.length === 0 && <Empty>{props.empty}</Empty>}
        </div>
    );
}
