/** Command id of **Stylize…**, which the notification of a finished run offers again. */
export const stylizeAnother = 'pastiche.stylize';
