/** Names of commands that several parts run. */
export const stylizeAnother = 'pastiche.stylize';
