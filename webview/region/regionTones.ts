/** Theme colours of the regions, a distinct one for each style. */
const tones = [
  '--vscode-charts-red',
  '--vscode-charts-blue',
  '--vscode-charts-yellow',
  '--vscode-charts-green',
  '--vscode-charts-purple',
] as const;

/** Name of the token that colours the region of the style with this index. */
export function regionTone(index: number): string {
  return tones[index % tones.length]!;
}
