import type { CannedAnswer, SortAs } from "../contract.ts";

/**
 * What answers can begin with. They hold nothing of a report, so that each may leave in clear; spam is not answered. Whoever
 * sends one may change every word of it.
 */
export const CANNED: readonly CannedAnswer[] = [
  {
    name: "spam",
    title: "Spam: no answer",
    sort: "spam",
    body: "",
  },
  {
    name: "bogus",
    title: "We do not see a vulnerability in it",
    sort: "bogus",
    body: `Hello,

thank you for writing to us. We have read your report and do not see how it would put users at risk, so we will not follow it up.

If we have missed something, please answer with the steps by which somebody without special rights can reproduce it, the versions that you tried, and what an attacker gains. We will look at it again.
`,
  },
  {
    name: "legal",
    title: "A legal request: where it belongs",
    sort: "legal",
    body: `Hello,

this address is for reports of vulnerabilities in our software. Your letter is not one, so we pass it on to the people who answer legal requests; please write to them from now on.

Whoever answers here does not accept service of documents, and this is no answer to your request.
`,
  },
  {
    name: "support",
    title: "A question for support",
    sort: "support",
    body: `Hello,

this address is for reports of vulnerabilities in our software, and few people read it. Your question is in better hands with our support, where more people can help you and others can find the answer later.

If you think that it is about the security of our users after all, please tell us how.
`,
  },
  {
    name: "details",
    title: "Please tell us more",
    sort: undefined,
    body: `Hello,

thank you for your report. To follow it up we need from you:

- the version, and where you have it from;
- the steps that lead to it, as exactly as you can;
- what happens, and what you expected;
- whether anybody else knows of it, and when you intend to publish it, if you do.
`,
  },
  {
    name: "handled",
    title: "We are working on it",
    sort: undefined,
    body: `Hello,

thank you for your report. We could reproduce what you describe and are working on it.

Please keep it to yourself until we have agreed with you on a date. Tell us how you would like to be named when it is published, or that you would rather not be.
`,
  },
];

/** What each sorting makes of the case. */
export const SORTED_AS = {
  spam: "noise",
  bogus: "declined",
  legal: "not_security",
  support: "not_security",
} as const satisfies Readonly<Record<SortAs, string>>;
