import type uPlot from 'uplot';
import { logRange, lossTerms, type LossTerm } from '../state/lossHistory';
import type { Size } from './imageFit';

/** Label, colour token and dashes of each line; dashes tell lines apart without colour. lossChartStyles.ts repeats them. */
export const termStyles: Readonly<Record<LossTerm, { label: string; token: string; dash?: number[] }>> = {
  total: { label: 'Total', token: '--vscode-charts-foreground' },
  style: { label: 'Style', token: '--vscode-charts-purple' },
  content: { label: 'Content', token: '--vscode-charts-blue', dash: [6, 3] },
  variation: { label: 'Variation', token: '--vscode-charts-green', dash: [2, 3] },
};

/**
 * Options of the loss chart. Colours and fonts are read from the theme at every drawing.
 * @param themed an element from which the theme's tokens can be read
 * @param onPoint called with the index of the point under the pointer, or null when the pointer has left
 */
export function chartOptions(
  themed: Element,
  size: Size,
  onPoint: (index: number | null) => void,
): uPlot.Options {
  const token = (name: string): string => getComputedStyle(themed).getPropertyValue(name).trim();
  const text = (): string => token('--vscode-descriptionForeground') || token('--vscode-foreground');
  const grid = { stroke: () => token('--vscode-charts-lines'), width: 0.5 };
  const axis = { stroke: text, grid, ticks: { ...grid, size: 4 }, font: font(token), gap: 4 };
  return {
    ...size,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 5 } },
    hooks: {
      setCursor: [plot => onPoint(plot.cursor.idx ?? null)],
    },
    scales: {
      x: { time: false, range: (_, min, max) => [min ?? 0, Math.max(max ?? 0, (min ?? 0) + 10)] },
      y: { distr: 3, range: plot => logRange(shownColumns(plot)) ?? [0.1, 1] },
    },
    axes: [
      { ...axis, size: 24, space: 48, incrs: wholeSteps },
      {
        ...axis,
        filter: roundOnly,
        grid: { ...grid, filter: roundOnly },
        ticks: { ...axis.ticks, filter: roundOnly },
        size: 44,
        values: (_, splits) => splits.map(loss),
      },
    ],
    series: [
      {},
      ...lossTerms.map((term): uPlot.Series => {
        const { label, token: colour, dash } = termStyles[term];
        return {
          label,
          stroke: () => token(colour) || token('--vscode-foreground'),
          width: term === 'total' ? 2 : 1.5,
          points: { show: plot => plot.data[0].length < 2 },
          ...(dash ? { dash } : {}),
        };
      }),
    ],
  };
}

const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

function font(token: (name: string) => string): string {
  return `11px ${token('--vscode-font-family') || 'sans-serif'}`;
}

function shownColumns(plot: uPlot): (number | null)[][] {
  return lossTerms.flatMap((_, i) =>
    plot.series[i + 1]?.show === false ? [] : [plot.data[i + 1] as (number | null)[]],
  );
}

/** Values of the axis that get a line and a number: every power of ten, and 2 and 5 in between where the axis is short. */
function roundOnly(plot: uPlot, splits: number[]): (number | null)[] {
  const { min, max } = plot.scales['y']!;
  const isShort = (max ?? 1) / (min ?? 1) <= 100;
  return splits.map(value => ((isShort ? [1, 2, 5] : [1]).includes(leadingDigit(value)) ? value : null));
}

function leadingDigit(value: number): number {
  return Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
}

function loss(value: number | null): string {
  if (value === null) return '';
  return value >= 1e4 || value < 1e-3
    ? value.toExponential(0).replace('+', '')
    : String(Number(value.toPrecision(1)));
}
