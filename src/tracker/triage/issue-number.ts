import type { IssueId } from "../../kernel/index.ts";

/** Year and number of a CVE name as one number, so that hundreds of thousands of them are held cheaply; 0 is none. */
export type IssueNumber = number;

/** Numbers of up to 25 bits and 64 years fit into 31 bits, which engines hold without an object each. */
const FIRST_YEAR = 1990;
const YEARS = 64;
const SMALL = 2 ** 25;
/** For all others. */
const LARGE = 10 ** 11;
const DIGITS_AT = 9;

/** Of the name `CVE-YYYY-N…` that begins there; 0 when none does. */
export function issueNumber(text: string, start: number): IssueNumber {
  if (!text.startsWith("CVE-", start)) return 0;
  const year = digits(text, start + 4);
  const number = digits(text, start + DIGITS_AT);
  if (number === 0) return 0;
  const small = number < SMALL && year >= FIRST_YEAR && year < FIRST_YEAR + YEARS;
  return small ? (year - FIRST_YEAR) * SMALL + number : year * LARGE + number;
}

export function issueOfNumber(number: IssueNumber): IssueId {
  const [size, first] = number < SMALL * YEARS ? [SMALL, FIRST_YEAR] : [LARGE, 0];
  return `CVE-${first + Math.floor(number / size)}-${String(number % size).padStart(4, "0")}`;
}

function digits(text: string, from: number): number {
  let number = 0;
  for (let at = from; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    number = number * 10 + digit;
  }
  return number;
}
