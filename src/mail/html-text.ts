import { isActive, loadsRemotely, shownAddress, styleLoads } from "./html-dangers.ts";
import { decodeReferences } from "./html-entities.ts";
import { readHtml, type Tag } from "./html-tags.ts";
import { createTextFlow, type TextFlow } from "./text-flow.ts";
import type { HtmlText } from "./types.ts";

/** Elements with an empty line around them, and those on lines of their own. */
const PARAGRAPHS = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre"]);
const BLOCKS = new Set(
  (
    "address article aside body caption center dd div dt fieldset figcaption figure footer form head header hr html " +
    "legend li main nav option section tbody textarea tfoot thead tr xmp"
  ).split(" "),
);
/** Raw text that browsers show. */
const SHOWN_RAW = new Set(["textarea", "xmp"]);

/**
 * HTML as text for somebody to read. Nothing of it is run or fetched, and hidden text shows; addresses of links stand in
 * angle brackets behind their words unless they are the words. One pass, linear in the size; never throws.
 */
export function htmlAsText(html: string): HtmlText {
  const flow = createTextFlow();
  const links = createLinks(flow);
  let pre = 0;
  let remote = false;
  let active = false;
  readHtml(html, {
    text(raw) {
      const text = decodeReferences(raw);
      links.text(text);
      if (pre > 0) flow.addAsIs(text.replaceAll("\r\n", "\n"));
      else flow.add(text);
    },
    tag(tag) {
      if (tag.name === "pre") pre = Math.max(0, pre + (tag.closing ? -1 : 1));
      if (tag.name === "a") links.tag(tag);
      arrange(tag, flow);
      if (tag.closing) return;
      active ||= isActive(tag);
      if (tag.attributes.size > 0) remote ||= loadsRemotely(tag);
    },
    rawText(name, raw) {
      if (SHOWN_RAW.has(name)) flow.addAsIs(name === "textarea" ? decodeReferences(raw) : raw);
      if (name === "style") remote ||= styleLoads(raw);
    },
  });
  links.end();
  return { text: flow.text(), remote, active };
}

/** What an element does to the lines around it. */
function arrange({ name, closing, attributes }: Tag, flow: TextFlow): void {
  if (name === "br") flow.oneMoreBreak();
  else if (PARAGRAPHS.has(name)) flow.lineBreak(2);
  else if (BLOCKS.has(name)) flow.lineBreak(1);
  if (closing) return;
  if (name === "li") flow.add("* ");
  else if (name === "hr") flow.add("---");
  else if (name === "td" || name === "th") flow.gap();
  if (name === "hr") flow.lineBreak(1);
  const alt = name === "img" || name === "area" ? (attributes.get("alt") ?? "").trim() : "";
  if (alt !== "") flow.add(` [image: ${alt}] `);
}

/** Links do not lie in each other: the next one, or the end, ends one that was left open. */
function createLinks(flow: TextFlow): { text(words: string): void; tag(tag: Tag): void; end(): void } {
  let address: string | undefined;
  let words = "";
  const end = (): void => {
    if (address === undefined) return;
    const shown = words.trim();
    if (shown !== address && `mailto:${shown}` !== address) flow.add(` <${address}>`);
    address = undefined;
  };
  return {
    text(more) {
      if (address !== undefined) words += more;
    },
    tag(tag) {
      end();
      if (tag.closing) return;
      address = shownAddress(tag.attributes.get("href"));
      words = "";
    },
    end,
  };
}
