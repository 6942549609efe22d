import { decodeReferences } from "./html-entities.ts";
import type { Tag } from "./html-tags.ts";

/** Attributes whose address is fetched when the element is shown. */
const LOADED = new Set("src background poster data lowsrc dynsrc xlink:href manifest codebase archive".split(" "));
/** Elements whose `href` is fetched, or decides where others fetch from. */
const LOADED_BY_HREF = new Set(["link", "base", "image", "use", "script", "feimage"]);
/** Schemes that ask no other machine. Anything else that has one is remote, file: and \\host paths too. */
const LOCAL_SCHEMES = new Set(["cid", "mid", "data", "about", "blob", "javascript", "vbscript", "mailto"]);

const ACTIVE = new Set([
  "script",
  "form",
  "input",
  "button",
  "select",
  "textarea",
  "svg",
  "math",
  "object",
  "embed",
  "applet",
  "iframe",
  "frame",
  "frameset",
  "portal",
]);

/** Whether showing the element would have asked another machine for something. */
export function loadsRemotely(tag: Tag): boolean {
  for (const [name, value] of tag.attributes) {
    if ((LOADED.has(name) || (name === "href" && LOADED_BY_HREF.has(tag.name))) && isRemote(value)) return true;
    if ((name === "srcset" || name === "imagesrcset") && value.split(",").some(isRemote)) return true;
    if (name === "style" && styleLoads(value)) return true;
    if (name === "content" && isRefresh(tag) && /[a-z]:|[\\/]{2}/i.test(value)) return true;
  }
  return false;
}

/** Whether the element can run, send, embed or navigate. */
export function isActive(tag: Tag): boolean {
  if (ACTIVE.has(tag.name) || isRefresh(tag)) return true;
  for (const [name, value] of tag.attributes) {
    if (name.length > 2 && name.startsWith("on")) return true;
    if (value.includes(":") && runsScript(value)) return true;
    if (name === "style" && /expression\s?\(|-moz-binding|behavior\s?:/i.test(value)) return true;
  }
  return false;
}

/** Whether a style sheet or a style attribute fetches something. */
export function styleLoads(css: string): boolean {
  if (css === "") return false;
  const plain = unescapedStyle(withoutStyleComments(css));
  for (const match of plain.matchAll(/(?:url\(|@import|image-set\()\s*(?:url\()?\s*["']?([^"')\s;]*)/gi))
    if (isRemote(match[1] ?? "")) return true;
  return false;
}

/** The address of a link as somebody may see it: none of one that runs something or goes nowhere. */
export function shownAddress(href: string | undefined): string | undefined {
  const address = cleanAddress(href ?? "").trim();
  return address === "" || address.startsWith("#") || runsScript(address) || /^data:/i.test(address)
    ? undefined
    : address;
}

function isRemote(address: string): boolean {
  const clean = cleanAddress(address);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(clean)?.[1]?.toLowerCase();
  return scheme === undefined ? /^[\\/]{2}/.test(clean) : !LOCAL_SCHEMES.has(scheme);
}

function runsScript(value: string): boolean {
  return /^(?:javascript|vbscript|data:text\/html|data:image\/svg)/i.test(cleanAddress(value));
}

function isRefresh({ name, attributes }: Tag): boolean {
  return name === "meta" && attributes.get("http-equiv")?.trim().toLowerCase() === "refresh";
}

/** As browsers read an address: without tabs and line ends, and without controls and blanks in front (WHATWG URL, 4.4). */
function cleanAddress(address: string): string {
  const text = /[\t\n\r]/.test(address) ? address.replace(/[\t\n\r]/g, "") : address;
  let from = 0;
  while (from < text.length && text.charCodeAt(from) <= 0x20) from += 1;
  return text.slice(from);
}

function withoutStyleComments(css: string): string {
  let plain = "";
  let at = 0;
  for (let open = css.indexOf("/*"); open >= 0; open = css.indexOf("/*", at)) {
    plain += css.slice(at, open);
    const close = css.indexOf("*/", open + 2);
    if (close < 0) return plain;
    at = close + 2;
  }
  return plain + css.slice(at);
}

/** `\75rl(` is `url(` to a browser (CSS Syntax, 4.3.7). */
function unescapedStyle(css: string): string {
  if (!css.includes("\\")) return css;
  return css.replace(/\\(?:([0-9a-f]{1,6})\s?|(.))/gis, (_, hex: string | undefined, other: string | undefined) =>
    hex === undefined ? (other ?? "") : decodeReferences(`&#x${hex};`),
  );
}
