/** Addresses of our own pages; parts come from data and are encoded here and nowhere else. */
export function updatePath(id: string, rest = ""): string {
  return `/updates/${encodeURIComponent(id)}${rest}`;
}

export function logPath(id: string, step: string, query: Readonly<Record<string, string>> = {}): string {
  return updatePath(id, `/log?${new URLSearchParams({ step, ...query })}`);
}

export function evidencePath(id: string, step: string): string {
  return updatePath(id, `/evidence?${new URLSearchParams({ step })}`);
}

export function reportPath(id: string, name: string): string {
  return updatePath(id, `/report?${new URLSearchParams({ name })}`);
}

export function differencePath(id: string, file: string, from = 0): string {
  return updatePath(id, `/difference?${new URLSearchParams({ file, ...(from > 0 ? { from: String(from) } : {}) })}`);
}

export function packagePath(name: string, issue = ""): string {
  return `/packages/${encodeURIComponent(name)}${issue === "" ? "" : `#${encodeURIComponent(issue)}`}`;
}

export function releasePath(codename: string): string {
  return `/releases/${encodeURIComponent(codename)}`;
}

/** The address when it is one of the web, null for anything else: sources name upstream links, and a source may lie. */
export function webAddress(text: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  return new URL(text).href;
}

/** A path of ours to go back to after logging in; `/` for anything that leads elsewhere. */
export function localPath(text: string): string {
  return /^\/(?![/\\])[A-Za-z0-9/?&=._~+%:#-]{0,500}$/.test(text) ? text : "/";
}
