import { execa } from 'execa';

/**
 * Runs a program without input until it ends, and ends it when this process does. `all` is its output on stdout and stderr, in the
 * order in which it came. Rejects with that output where the program fails, unless `reject` is false.
 */
export const run = execa({ stdin: 'ignore', all: true });
