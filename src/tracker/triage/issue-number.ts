import type { IssueId } from "../../kernel/index.ts";

/** Year and number of a CVE name as one number, so that hundreds of thousands of them are held cheaply; 0 is none. */
export type IssueNumber = number;

const YEAR = 10 ** 11;
const NAME_LENGTH = 8;

/** Of the name `CVE-YYYY-N…` that begins there; 0 when none does. */
export function issueNumber(text: string, start: number): IssueNumber {
  if (!text.startsWith("CVE-", start)) return 0;
  const number = digits(text, start + NAME_LENGTH + 1);
  return number === 0 ? 0 : digits(text, start + 4) * YEAR + number;
}

export function issueOfNumber(number: IssueNumber): IssueId {
  return `CVE-${Math.floor(number / YEAR)}-${String(number % YEAR).padStart(4, "0")}`;
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
