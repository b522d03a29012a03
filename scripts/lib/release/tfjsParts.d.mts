import type { Plugin } from 'esbuild';

export function tfjsParts(entryPoint: string): Plugin;
export function kernelsOf(entryPoint: string): Promise<ReadonlySet<string>>;
