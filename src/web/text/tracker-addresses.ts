/** Addresses of the tracker's pages: such as people guess. Parts come from data and are encoded here and nowhere else. */
export const trackerPath = {
  home: "/tracker",
  problems: "/tracker/problems",
  triage: (query: Readonly<Record<string, string>> = {}): string => withQuery("/tracker/triage", query),
  issue: (name: string): string => `/tracker/${encodeURIComponent(name)}`,
  edit: (name: string, query: Readonly<Record<string, string>> = {}): string =>
    withQuery(`/tracker/${encodeURIComponent(name)}/edit`, query),
  addAdvisory: (query: Readonly<Record<string, string>> = {}): string => withQuery("/tracker/add-advisory", query),
  needed: (name: string): string => `/tracker/source-package/${encodeURIComponent(name)}/needed`,
  source: (name: string): string => `/tracker/source-package/${encodeURIComponent(name)}`,
  release: (codename: string, query: Readonly<Record<string, string>> = {}): string =>
    withQuery(`/tracker/release/${encodeURIComponent(codename)}`, query),
  view: (name: string): string => `/tracker/view/${encodeURIComponent(name)}`,
  bug: (bug: number): string => `/tracker/bug/${bug}`,
  reason: (issue: string, source: string, release: string): string =>
    `/tracker/${[issue, source, release].map(encodeURIComponent).join("/")}`,
  events: (query: Readonly<Record<string, string>> = {}): string => withQuery("/tracker/events", query),
  eventsJson: (query: Readonly<Record<string, string>>): string => withQuery("/tracker/events.json", query),
  eventsAtom: (query: Readonly<Record<string, string>>): string => withQuery("/tracker/events.atom", query),
  delays: "/tracker/delays",
} as const;

export function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = String(new URLSearchParams(query));
  return text === "" ? path : `${path}?${text}`;
}
