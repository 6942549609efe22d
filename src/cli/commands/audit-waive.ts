import { SamedayError } from "../../kernel/index.ts";
import { PATH, runAudit, SCOPE } from "../audit/run-audit.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";

export const waive = defineVerb({
  name: "waive",
  summary: "print the entry with which a finding may stay for a while",
  description:
    "Runs the audit and prints an entry for .sameday-audit-waivers.toml, for 90 days from today. Reason, owner and ticket are empty, and the audit refuses it until somebody has written them.",
  arguments: {
    path: PATH,
    fingerprint: { summary: "the 16 hex digits that the audit prints with the finding", required: true },
  },
  options: { scope: SCOPE },
  examples: [
    {
      line: "sameday audit waive . 0123456789abcdef >> .sameday-audit-waivers.toml",
      says: "prepare an entry; then write its reason, owner and ticket",
    },
  ],
  exits: { 1: "no finding has this fingerprint" },
  async run(context, { args, options }) {
    const { fingerprint } = args;
    if (!/^[0-9a-f]{16}$/.test(fingerprint)) {
      throw new SamedayError("USAGE", "A fingerprint is the 16 hex digits that the audit prints with a finding.");
    }
    const report = await runAudit(context, { path: args.path, scope: options.scope, rules: [] });
    const finding = report.findings.find((one) => one.fingerprint === fingerprint);
    if (!finding) {
      const message = `No finding of ${args.path} has the fingerprint ${fingerprint}; a line that changes gets another.`;
      throw new SamedayError("NOT_FOUND", `${message} \`sameday audit ${args.path}\` prints those of today.`);
    }
    const { waiverEntry } = await import("../../audit/index.ts");
    const entry = waiverEntry(finding, context.clock.now());
    context.answer({ finding: { ...finding, entryPath: undefined }, entry }, () => printable(entry));
  },
});
