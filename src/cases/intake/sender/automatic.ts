import { addressesIn, type Headers, type Part } from "../../../mail/index.ts";
import type { Flag } from "../flags.ts";
import { OUT_OF_OFFICE } from "../tables/out-of-office.ts";

/** What a message is when no person wrote it to us, as its headers say. Text alone never makes it so. */
export type Automatic =
  | "loop"
  | "delivery-report"
  | "automatic-reply"
  | "machine-report"
  | "filtered"
  | "bulk"
  | "generated";

/** What the rules look at. */
export interface HeaderView {
  readonly headers: Headers;
  readonly root: Part;
  /** Lower case. */
  readonly from: string | undefined;
  /** Lower case; empty for the null sender. */
  readonly envelopeFrom: string | undefined;
  /** Our own address. */
  readonly ours: string;
}

interface HeaderRule {
  readonly is: Automatic;
  readonly flag: Flag | undefined;
  /** Where the rule comes from. */
  readonly source: string;
  readonly when: (view: HeaderView) => boolean;
}

/** Names of people's mail systems that speak for themselves (RFC 2142, RFC 3464). */
const MAIL_SYSTEM = /^(?:mailer-daemon|postmaster|mail-daemon)@/;

const PROGRAM = /^[^@]*(?:dmarc|no-?reply|mailer-daemon|postmaster)[^@]*@/;
const DMARC_SUBJECT = /^\s*(?:\[preview\]\s*)?report domain:\s*\S+\s+submitter:/i;
/** RFC 7489, 7.2.1.1: the report itself is XML, mostly compressed. */
const REPORT_FILE = /^(?:application\/(?:(?:x-)?gzip|(?:x-)?zip(?:-compressed)?|octet-stream|xml)|text\/xml)$/;

const RULES: readonly HeaderRule[] = [
  {
    is: "loop",
    flag: "own_mail_loop",
    source:
      "our own X-Loop, or our own address as the sender, but for a list or a form that asks for answers elsewhere",
    when: ({ headers, from, ours }) =>
      (from === ours && !asksElsewhere(headers, ours)) ||
      headers.values("x-loop").some((value) => value.toLowerCase().includes(ours)),
  },
  {
    is: "delivery-report",
    flag: "dsn",
    source: "RFC 3464 (multipart/report; report-type=delivery-status)",
    when: ({ root }) => reportType(root) === "delivery-status",
  },
  {
    is: "delivery-report",
    flag: "dsn",
    source: "RFC 3461, 6: the null sender, from a mail system; older systems write no multipart/report",
    when: ({ root, from, envelopeFrom }) =>
      MAIL_SYSTEM.test(from ?? "") &&
      (envelopeFrom === "" || root.headers.count("x-failed-recipients") > 0 || hasDeliveryStatus(root)),
  },
  {
    is: "automatic-reply",
    flag: "auto_submitted",
    source: "RFC 3834, 5 (Auto-Submitted: auto-replied)",
    when: ({ headers }) => /^auto-(?:replied|notified)\b/i.test(value(headers, "auto-submitted")),
  },
  {
    is: "automatic-reply",
    flag: "auto_submitted",
    source: "RFC 8098 (message disposition notifications)",
    when: ({ root }) => reportType(root) === "disposition-notification",
  },
  {
    is: "automatic-reply",
    flag: "auto_submitted",
    source: "headers of responders before RFC 3834",
    when: ({ headers }) =>
      ["x-autoreply", "x-autorespond", "x-autoresponder"].some((name) => headers.count(name) > 0) ||
      /^(?:auto_reply|auto-reply)$/i.test(value(headers, "precedence")),
  },
  {
    is: "automatic-reply",
    flag: "auto_submitted",
    source: "the subject that mail programs put before an out-of-office reply",
    when: (view) => OUT_OF_OFFICE.test(subjectOf(view)),
  },
  {
    is: "machine-report",
    flag: "machine_report",
    source: "RFC 7489, 7.2.1.1 (DMARC), RFC 8460, 5.3 (TLS), RFC 5965 (abuse)",
    when: (view) =>
      ["feedback-report", "tlsrpt"].includes(reportType(view.root)) ||
      view.headers.count("tls-report-domain") > 0 ||
      (DMARC_SUBJECT.test(subjectOf(view)) && (hasReportFile(view.root) || isOfProgram(view))),
  },
  {
    is: "filtered",
    flag: undefined,
    source:
      "the filter in front: SpamAssassin's X-Spam-Status and X-Spam-Flag, rspamd's X-Spam, X-Rspamd-Action and X-Spamd-Result",
    when: ({ headers }) =>
      ["x-spam-status", "x-spam", "x-spam-flag"].some((name) => /^yes\b/i.test(value(headers, name))) ||
      /^(?:reject|add header|add_header|rewrite subject|rewrite_subject)\b/i.test(value(headers, "x-rspamd-action")) ||
      /^\S*:?\s*true\b/i.test(value(headers, "x-spamd-result")),
  },
  {
    is: "bulk",
    flag: "bulk",
    source: "RFC 2919 (List-Id), RFC 2369 (List-Unsubscribe), Precedence; not the list that our own address is",
    when: ({ headers, ours }) =>
      !isOurList(headers, ours) &&
      (headers.count("list-id") > 0 ||
        headers.count("list-unsubscribe") > 0 ||
        /^(?:bulk|list|junk)$/i.test(value(headers, "precedence"))),
  },
  {
    is: "generated",
    flag: "auto_submitted",
    source: "RFC 3834, 5 (Auto-Submitted is anything but no)",
    when: ({ headers }) => /^(?!no\b)\S/i.test(value(headers, "auto-submitted")),
  },
];

export function readAutomatic(view: HeaderView): {
  readonly kinds: ReadonlySet<Automatic>;
  readonly flags: readonly Flag[];
} {
  const found = RULES.filter((rule) => rule.when(view));
  return { kinds: new Set(found.map(({ is }) => is)), flags: found.flatMap(({ flag }) => flag ?? []) };
}

/** The topmost: the filter in front of us writes above what came from elsewhere. */
function value(headers: Headers, name: string): string {
  return headers.get(name)?.text.trim() ?? "";
}

function subjectOf({ headers }: HeaderView): string {
  return headers.get("subject")?.text ?? "";
}

/** Whether a mail says more than its subject that a program wrote it: a person may begin theirs with the same words. */
function isOfProgram({ headers, from, envelopeFrom }: HeaderView): boolean {
  const signs = ["auto-submitted", "x-auto-response-suppress", "precedence"];
  return envelopeFrom === "" || PROGRAM.test(from ?? "") || signs.some((name) => headers.count(name) > 0);
}

/** Lists write their own address into From where its domain forbids theirs (RFC 7489, 10.2), and the sender's into Reply-To. */
function asksElsewhere(headers: Headers, ours: string): boolean {
  return headers
    .values("reply-to")
    .flatMap(addressesIn)
    .some(({ address }) => address.toLowerCase() !== ours);
}

function hasReportFile({ mediaType, children }: Part): boolean {
  return REPORT_FILE.test(mediaType) || children.some(hasReportFile);
}

function reportType(root: Part): string {
  if (root.mediaType !== "multipart/report") return "";
  return root.parameters.get("report-type")?.toLowerCase() ?? "";
}

function hasDeliveryStatus(root: Part): boolean {
  return root.children.some(({ mediaType }) => mediaType === "message/delivery-status");
}

/** `List-Id: <security.example.org>` in front of security@example.org: everything that reaches us has it. */
function isOurList(headers: Headers, ours: string): boolean {
  const id = /<([^<>]*)>/.exec(value(headers, "list-id"))?.[1] ?? value(headers, "list-id");
  return id.toLowerCase() === ours.replace("@", ".");
}
