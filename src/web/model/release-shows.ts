/** The lists of a release's page: open and undecided, open and decided, not known yet, and what is no danger. */
export const RELEASE_SHOWS = ["open", "decided", "undetermined", "fixed"] as const;
export type ReleaseShow = (typeof RELEASE_SHOWS)[number];
