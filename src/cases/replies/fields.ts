import { SamedayError } from "../../kernel/index.ts";
import { asciiDomain } from "../keys/index.ts";

/*
 * Header fields as they are written (RFC 5322, RFC 2047). What comes here was written by strangers: nothing that is passed on
 * holds a line end, a control character or a letter beyond ASCII, so that no value begins a field of its own.
 */

const LONGEST_WORD = 500;
const LONGEST_NAME = 100;
const LONGEST_SUBJECT = 250;
const MOST_REFERENCES = 20;
/** An encoded word has at most 75 characters (RFC 2047, 2); base64 makes four of three bytes. */
const BYTES_A_WORD = 45;
const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
const ATOM_WORDS = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/;
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$|^"(?:[ !#-[\]-~]|\\[ -~])*"$/;
const MESSAGE_ID = /^<[!-;=?-~]+@[!-;=?-~]+>$/;

/** A name as it is shown, the address in brackets. Throws like `mailAddress`. */
export function mailbox(name: string, address: string): string {
  const phrase = phraseOf(name);
  return phrase === "" ? mailAddress(address) : `${phrase} <${mailAddress(address)}>`;
}

/**
 * An address as it can stand in a header and in an envelope, a domain of other letters in its ASCII form (RFC 5891).
 * Throws INPUT_INVALID for one that cannot, without quoting it.
 */
export function mailAddress(address: string): string {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const domain = asciiDomain(address.slice(at + 1));
  if (at > 0 && address.length < LONGEST_WORD && LOCAL.test(local) && domain) return `${local}@${domain}`;
  throw new SamedayError("INPUT_INVALID", "Mail cannot be sent to or from an address of this form.");
}

/** Throws INPUT_INVALID for what is no message id. */
export function ownMessageId(id: string): string {
  if (isMessageId(id)) return id;
  throw new SamedayError("INPUT_INVALID", "The mail has no message id that can stand in a header.");
}

export function isMessageId(id: string): boolean {
  return id.length <= LONGEST_WORD && MESSAGE_ID.test(id);
}

/** The thread's first and its last ids, one a line; empty for none (RFC 5322, 3.6.4). */
export function references(ids: readonly string[]): string {
  const usable = [...new Set(ids.filter(isMessageId))];
  const kept =
    usable.length <= MOST_REFERENCES ? usable : [...usable.slice(0, 1), ...usable.slice(1 - MOST_REFERENCES)];
  return kept.join("\r\n ");
}

/** Words without structure, for Subject. */
export function unstructured(text: string): string {
  const line = oneLine(text, LONGEST_SUBJECT);
  return isPlain(line) ? folded(line) : encodedWords(line);
}

/** RFC 5322, 3.3. */
export function mailDate(at: Date): string {
  return at.toUTCString().replace("GMT", "+0000");
}

/** On one line, without what does not show, cut at a length. */
export function oneLine(text: string, longest: number): string {
  const line = text.replace(CONTROLS, " ").replace(/\s+/g, " ").trim();
  const letters = [...line];
  return letters.length <= longest ? line : `${letters.slice(0, longest).join("")}…`;
}

function phraseOf(name: string): string {
  const line = oneLine(name, LONGEST_NAME);
  if (line === "" || (ATOM_WORDS.test(line) && isPlain(line))) return line;
  return isPlain(line) ? `"${line.replace(/["\\]/g, "\\$&")}"` : encodedWords(line);
}

/** ASCII that nobody takes for an encoded word, and that can be folded. */
function isPlain(line: string): boolean {
  return /^[ -~]*$/.test(line) && !line.includes("=?") && !/[^ ]{76}/.test(line);
}

function folded(line: string): string {
  const lines = [""];
  for (const word of line.split(" ")) {
    const last = lines.length - 1;
    const sofar = lines[last] ?? "";
    if (sofar === "") lines[last] = word;
    else if (sofar.length + 1 + word.length <= 66) lines[last] = `${sofar} ${word}`;
    else lines.push(word);
  }
  return lines.join("\r\n ");
}

/** In UTF-8 and base64, no letter cut in two (RFC 2047, 5). */
function encodedWords(line: string): string {
  const words: string[] = [];
  let word = "";
  for (const letter of line) {
    if (Buffer.byteLength(word + letter) > BYTES_A_WORD) {
      words.push(word);
      word = "";
    }
    word += letter;
  }
  return [...words, word].map((each) => `=?UTF-8?B?${Buffer.from(each).toString("base64")}?=`).join("\r\n ");
}
