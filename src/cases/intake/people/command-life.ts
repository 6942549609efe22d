/** A signed command is good for 48 hours: long enough for a weekend's queue, short enough that an old one found somewhere is worth nothing. */
export const COMMAND_LIFETIME_MS = 48 * 60 * 60_000;
