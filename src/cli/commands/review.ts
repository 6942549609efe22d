import { join, resolve } from "node:path";
import type { Policy, ReviewAnswer } from "../../cases/index.ts";
import { formatProblem, SamedayError } from "../../kernel/index.ts";
import { type CommandContext, defineVerb, type Noun } from "../frame/verb.ts";
import { printableInLine } from "../printable.ts";

/** Where a checkout has its rules, unless the command says otherwise. */
const POLICY_FILE = ".security-reviews/policy.toml";
const KEYRING_FILE = ".security-reviews/reviewers.asc";

const BASE = { kind: "text", value: "REV", required: true, summary: "what the change is compared with" } as const;
const HEAD = { kind: "text", value: "REV", summary: "the change's last commit; default HEAD" } as const;
const POLICY = {
  kind: "text",
  value: "POLICY",
  summary: "a policy's file or name that says which paths; default .security-reviews/policy.toml of the checkout",
} as const;
const REPOSITORY = { kind: "text", value: "DIR", summary: "the git checkout; default the current directory" } as const;

const required = defineVerb({
  name: "required",
  summary: "say whether a change needs a security review, and whether it has one",
  description:
    "For a forge's CI. Compares HEAD with where it left REV, names the policy's sensitive areas that the change touches, warns of large refactorings among them, and verifies their approvals: a signed commit with the policy's trailer (`Security-Reviewed: AREA`) after which the area did not change, or a file of `sameday review text` clear-signed in the approval folder. Who made a change cannot approve it. A policy or keyring that the checkout tracks is read as it was before the change, so that no change approves itself.",
  options: {
    base: BASE,
    head: HEAD,
    policy: POLICY,
    keyring: {
      kind: "text",
      value: "FILE",
      summary: "public keys of those whose approval counts; default .security-reviews/reviewers.asc of the checkout",
    },
    repository: REPOSITORY,
  },
  examples: [
    {
      line: "sameday review required --base origin/main",
      says: "check a merge request",
    },
    { line: "sameday review required --base HEAD~3 --policy tails --json", says: "the same for a program" },
  ],
  exits: { 0: "no review is needed, or all are there", 1: "a review is missing" },
  async run(context, { options }) {
    const { openCheckout, readReviewers, requiredReviews } = await import("../../cases/index.ts");
    const { trackedBefore } = await import("../cases/before-change.ts");
    const directory = resolve(options.repository ?? ".");
    const checkout = await openCheckout(context.processes, directory);
    const head = options.head ?? "HEAD";
    const { base } = options;
    const before = await trackedBefore(checkout, base, head);
    try {
      const { sensitive } = await sensitivePolicy(options.policy ?? join(checkout.top, POLICY_FILE), before.read);
      const keyring = await before.place(options.keyring ?? join(checkout.top, KEYRING_FILE));
      if (keyring === undefined && options.keyring !== undefined) {
        throw new SamedayError("INPUT_INVALID", `There is no keyring ${options.keyring} that can be read.`);
      }
      const reviewers = keyring === undefined ? undefined : await readReviewers(context.processes, keyring);
      const answer = await requiredReviews({
        checkout,
        base,
        head,
        sensitive,
        reviewers,
        processes: context.processes,
      });
      context.answer(answer, () => answerText(context, answer));
      return answer.isApproved ? 0 : 1;
    } finally {
      await before.close();
    }
  },
});

const text = defineVerb({
  name: "text",
  summary: "print what a reviewer signs to approve a change of one area",
  description:
    "The text names every changed file of the area with its content before and after. Clear-sign it with your own key and commit it into the approval folder (.security-reviews unless the policy says otherwise).",
  options: {
    base: BASE,
    head: HEAD,
    policy: POLICY,
    area: { kind: "text", value: "AREA", required: true, summary: "the area that was reviewed" },
    repository: REPOSITORY,
  },
  examples: [
    {
      line: "sameday review text --base origin/main --area sudo | gpg --clearsign > .security-reviews/sudo-7.asc",
      says: "approve a change of the sudo configuration",
    },
  ],
  exits: { 0: "the text was printed", 1: "the change does not touch this area" },
  async run(context, { options }) {
    const { openCheckout, reviewTexts } = await import("../../cases/index.ts");
    const { trackedBefore } = await import("../cases/before-change.ts");
    const checkout = await openCheckout(context.processes, resolve(options.repository ?? "."));
    const head = options.head ?? "HEAD";
    const before = await trackedBefore(checkout, options.base, head);
    try {
      const { sensitive } = await sensitivePolicy(options.policy ?? join(checkout.top, POLICY_FILE), before.read);
      const texts = await reviewTexts(checkout, options.base, head, sensitive);
      const found = texts.get(options.area);
      if (found === undefined) {
        const names = [...texts.keys()].join(", ") || "none";
        throw new SamedayError("NOT_FOUND", `The change does not touch the area "${options.area}"; touched: ${names}.`);
      }
      context.answer({ area: options.area, text: found }, () => found);
    } finally {
      await before.close();
    }
  },
});

/** Throws INPUT_INVALID for a policy with errors, or without sensitive areas. */
async function sensitivePolicy(
  word: string,
  read: (path: string) => Promise<Uint8Array | undefined>,
): Promise<Policy & { readonly sensitive: NonNullable<Policy["sensitive"]> }> {
  const { policyFiles, readPolicy } = await import("../../cases/index.ts");
  const { PRODUCT_ROOT } = await import("../frame/product.ts");
  const { value, problems } = await readPolicy(word, { ...policyFiles(PRODUCT_ROOT), read });
  if (!value) {
    const [first] = problems.filter(({ severity }) => severity === "error");
    throw new SamedayError("INPUT_INVALID", first ? formatProblem(first) : `The policy ${word} cannot be used.`);
  }
  const { sensitive } = value;
  if (!sensitive)
    throw new SamedayError("INPUT_INVALID", `The policy ${value.name} names no sensitive areas ([sensitive]).`);
  return { ...value, sensitive };
}

function answerText({ style }: CommandContext, answer: ReviewAnswer): string {
  const { areas, changedFiles, changedLines, isLarge } = answer;
  const size = `${changedLines} changed lines in ${changedFiles} files`;
  if (areas.length === 0) return `${style.good("No security review is needed")}: ${size}, none in a sensitive area.`;
  const lines = areas.flatMap(({ area, says, files, wanted, approvals, missing, refused }) => {
    const state = missing === 0 ? style.good("approved") : style.bad(`${missing} of ${wanted} approvals missing`);
    return [
      `${area} (${says}): ${state}`,
      ...files.map((file) => `  ${printableInLine(file)}`),
      ...approvals.map(({ fingerprint, where }) => `  approved by ${fingerprint}: ${printableInLine(where)}`),
      ...refused.map(({ where, why }) => `  does not count: ${printableInLine(where)}: ${printableInLine(why)}`),
    ];
  });
  const warning = `${style.waiting("A large refactoring touches sensitive areas")}: ${size}. Take the sensitive part apart from the rest, where that is possible.`;
  return [...(isLarge ? [warning] : []), ...lines].join("\n");
}

export const noun: Noun = {
  name: "review",
  description:
    "Changes of security-sensitive files need a review of their own. A policy's section `[sensitive]` names the paths; these commands tell a forge's CI which changes touch them and who approved them.",
  verbs: [required, text],
};
