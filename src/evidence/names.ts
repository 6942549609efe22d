import { isValidVersion } from "../kernel/index.ts";

/** The words that statements and approvals are made of. Narrow on purpose: what a person signs must have one spelling. */
export const UPDATE_NAME = /^[A-Za-z0-9][A-Za-z0-9._:+~-]{0,199}$/;
/** Policy 5.6.1. */
export const SOURCE_NAME = /^[a-z0-9][a-z0-9+.-]{1,199}$/;
export const RELEASE_NAME = /^[a-z0-9][a-z0-9.-]{0,99}$/;
/** `DSA-5814-1`: a prefix, a number and a revision. */
export const ADVISORY_NAME = /^[A-Z][A-Z0-9-]{0,49}-[0-9]{1,9}-[0-9]{1,4}$/;
/** A file name as apt archives use them: no path, no leading dot, no space. */
export const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._+:~%=@-]{0,254}$/;

/** `bookworm-security:i386`: a suite as the definition names suites, and an architecture. */
const LEFT_OUT = /^[a-z0-9][a-z0-9.+-]*(?:\/[a-z0-9][a-z0-9.+-]*)*:[a-z0-9]+(?:-[a-z0-9]+)*$/;

const LONGEST_LEFT_OUT = 200;
const LONGEST_VERSION = 200;
const LONGEST_REASON = 500;

export function isVersion(text: string): boolean {
  return text.length <= LONGEST_VERSION && isValidVersion(text);
}

export function isLeftOut(text: string): boolean {
  return text.length <= LONGEST_LEFT_OUT && LEFT_OUT.test(text);
}

/** One line of 1 to 500 characters without control or direction characters and without white space at its ends. */
export function isReason(text: string): boolean {
  return text.length <= LONGEST_REASON && text === text.trim() && /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(text);
}

/** `2026-11-28T14:02:00Z`: UTC to the second, a day that there is. */
export function isInstant(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/.test(text)) return false;
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text.replace("Z", ".000Z");
}

/** An instant in that form; what is below a second is cut off. */
export function formatEnd(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}
