/** Whether HTML ends inside a tag or an attribute: what follows it in the mail would become part of an address that is loaded. */
export function leavesOpen(html: string): boolean {
  return html.lastIndexOf("<") > html.lastIndexOf(">") || /^\s*["'][^<]{0,200}>/.test(html);
}

/** Whether an OpenPGP message stands inside a quotation: there, nothing of that HTML is opened. */
export function isQuotedInHtml(html: string): boolean {
  let depth = 0;
  for (const [found] of html.matchAll(/<blockquote\b|<\/blockquote\b|-----BEGIN PGP MESSAGE/gi)) {
    if (found.startsWith("</")) depth = Math.max(0, depth - 1);
    else if (found.startsWith("<")) depth += 1;
    else if (depth > 0) return true;
  }
  return false;
}
