import type { EntryGraph } from "../model.ts";

/** The graph of a tree in which nothing starts anything. */
export const NO_ENTRIES: EntryGraph = { of: () => [], startedExplicitly: new Set() };
