import type { CST } from "yaml";

type Token = CST.Token | CST.CollectionItem;

/** Whether collections nest deeper than that. Asked before anything recursive sees the tokens. */
export function nestsTooDeep(tokens: readonly CST.Token[], deepest: number): boolean {
  const waiting: { readonly token: Token; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.depth > deepest) return true;
    for (const token of insideOf(next.token)) {
      const isCollection = "items" in token;
      waiting.push({ token, depth: next.depth + (isCollection ? 1 : 0) });
    }
  }
  return false;
}

function insideOf(token: Token): Token[] {
  if ("items" in token) return [...token.items];
  if (!("type" in token)) return [token.key, token.value].filter((inner): inner is CST.Token => Boolean(inner));
  return token.type === "document" && token.value ? [token.value] : [];
}
