/* SPDX-License-Identifier: Apache-2.0 */
// page_text.ts - the page of a detector (headings, paragraphs, tables, code words) as a structure.
//
// Role: pure. It reads the few forms that those pages use and nothing that could carry a script: the
// result is drawn as text.

export type Span = { readonly kind: 'text' | 'code' | 'strong'; readonly text: string };

export type Block =
    | { readonly kind: 'heading'; readonly level: number; readonly text: string }
    | { readonly kind: 'paragraph'; readonly spans: readonly Span[] }
    | { readonly kind: 'list'; readonly items: readonly (readonly Span[])[] }
    | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Span[])[][] };

export function spansOf(text: string): Span[] {
    const spans: Span[] = [];
    let rest = text;
    for (;;) {
        const match = /`([^`]+)`|\*\*([^*]+)\*\*/.exec(rest);
        if (!match) break;
        if (match.index > 0) spans.push({ kind: 'text', text: rest.slice(0, match.index) });
        spans.push(match[1] === undefined
            ? { kind: 'strong', text: match[2]! } : { kind: 'code', text: match[1] });
        rest = rest.slice(match.index + match[0].length);
    }
    if (rest !== '') spans.push({ kind: 'text', text: rest });
    return spans;
}

const cellsOf = (line: string): string[] =>
    line.trim().replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim());

const isRule = (line: string): boolean => /^[\s|:-]+$/.test(line) && line.includes('-');

function tableOf(lines: readonly string[]): Block {
    const [head = '', ...rest] = lines;
    return {
        kind: 'table',
        head: cellsOf(head),
        rows: rest.filter((line) => !isRule(line)).map((line) => cellsOf(line).map(spansOf)),
    };
}

function blockOf(lines: readonly string[]): Block {
    const first = lines[0]!;
    if (first.startsWith('|')) return tableOf(lines);
    if (!/^[-*] /.test(first)) return { kind: 'paragraph', spans: spansOf(lines.join(' ')) };
    const items: string[] = [];
    for (const line of lines) {
        if (/^[-*] /.test(line)) items.push(line.slice(2));
        else items[items.length - 1] += ` ${line.trim()}`;
    }
    return { kind: 'list', items: items.map(spansOf) };
}

export function blocksOf(page: string): Block[] {
    const blocks: Block[] = [];
    let lines: string[] = [];
    const end = (): void => {
        if (lines.length > 0) blocks.push(blockOf(lines));
        lines = [];
    };
    for (const line of page.split('\n')) {
        const heading = /^(#{1,4}) (.*)$/.exec(line);
        if (line.trim() === '' || heading) end();
        if (heading) blocks.push({ kind: 'heading', level: heading[1]!.length, text: heading[2]! });
        else if (line.trim() !== '') lines.push(line);
    }
    end();
    return blocks;
}
