/* SPDX-License-Identifier: Apache-2.0 */
// plot.tsx - uPlot as a component: made once for its options, fed with new data, sized by its box.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { palette, theme } from '../state/settings';

interface PlotProps {
    /** Made anew when the theme changes, because canvases have no style sheet. */
    options: () => Omit<uPlot.Options, 'width' | 'height'>;
    data: uPlot.AlignedData;
    label: string;
}

export function Plot(props: PlotProps): JSX.Element {
    const host = useRef<HTMLDivElement>(null);
    const plot = useRef<uPlot | null>(null);
    const shade = `${theme.value} ${palette.value}`;
    useEffect(() => {
        const element = host.current;
        if (!element) return undefined;
        const size = () => ({
            width: Math.max(60, element.clientWidth), height: Math.max(60, element.clientHeight),
        });
        plot.current = new uPlot({ ...props.options(), ...size() }, props.data, element);
        const observer = new ResizeObserver(() => plot.current?.setSize(size()));
        observer.observe(element);
        return () => {
            observer.disconnect();
            plot.current?.destroy();
            plot.current = null;
        };
    }, [shade]);
    useEffect(() => plot.current?.setData(props.data), [props.data]);
    return <div class="plot" ref={host} role="img" aria-label={props.label} />;
}
