import type { QueueAnswer } from "../../api/index.ts";
import { formatInstant, SamedayError } from "../../kernel/index.ts";
import { DESK_OPTIONS, openDesk } from "../desk/session.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";
import { printable } from "../printable.ts";

const list = defineVerb({
  name: "list",
  summary: "show the queues and what testers can install from them",
  description: "Names each queue, the updates in it and the apt source of each. Embargoed ones are shown to the team.",
  options: DESK_OPTIONS,
  examples: [{ line: "sameday queue list", says: "what waits to be tested, and how apt gets it" }],
  async run(context, { options }) {
    const queues = await (await openDesk(context, options.desk)).queues();
    context.answer(queues, () => queues.map(queueText).join("\n"));
  },
});

function queueText({ name, embargoed, updates }: QueueAnswer): string {
  const head = `${name}${embargoed ? " (embargoed, for token holders)" : ""}`;
  if (updates.length === 0) return `${head}: empty`;
  const lines = updates.flatMap(({ id, source, version, release, packages, sources }) => [
    `  ${id.padEnd(6)} ${source} ${version} for ${release}`,
    `         ${sources}`,
    `         apt install ${packages.join(" ")}`,
  ]);
  return [`${head}:`, ...lines].map(printable).join("\n");
}

const tokens = defineVerb({
  name: "tokens",
  summary: "list the personal tokens, without their secret",
  options: DESK_OPTIONS,
  examples: [{ line: "sameday queue tokens", says: "who may read which queue" }],
  async run(context, { options }) {
    const found = await (await openDesk(context, options.desk)).queueTokens();
    context.answer(found, () => {
      if (found.length === 0) return "No token was given yet. `sameday queue give` gives one.";
      return found
        .map(({ id, queue, holder, createdBy, createdAt, revokedAt }) => {
          const since = formatInstant(new Date(revokedAt ?? createdAt));
          const state = revokedAt === null ? `given by ${createdBy}, ${since}` : `revoked ${since}`;
          return printable(`${String(id).padStart(4)}  ${queue.padEnd(12)} ${holder.padEnd(24)} ${state}`);
        })
        .join("\n");
    });
  },
});

const give = defineVerb({
  name: "give",
  summary: "give somebody a personal token for a queue",
  description:
    "Prints the lines to paste: the apt source of each release, and the line for auth.conf.d with the token. The token is shown once; only its hash is kept. For full members and assistants.",
  arguments: {
    queue: { summary: "the queue's name", required: true },
    holder: { summary: "whose it is, in words", required: true },
  },
  options: DESK_OPTIONS,
  examples: [{ line: 'sameday queue give embargoed "Ada, Tor browser team"', says: "prints what Ada pastes" }],
  async run(context, { args, options }) {
    const given = await (await openDesk(context, options.desk)).giveQueueToken(args.queue, args.holder);
    context.answer({ queue: args.queue, holder: args.holder, ...given }, () =>
      [
        "# /etc/apt/sources.list.d/queue.list: the line of your release",
        ...given.sources,
        ...(given.auth === ""
          ? ["# This queue is public: apt needs no token."]
          : ["", "# /etc/apt/auth.conf.d/queue.conf, mode 0600", given.auth]),
      ].join("\n"),
    );
  },
});

const revoke = defineVerb({
  name: "revoke",
  summary: "take a token back",
  description: "From now on the queue answers 401 to it. For full members and assistants.",
  arguments: { token: { summary: "its number in `queue tokens`", required: true } },
  options: DESK_OPTIONS,
  examples: [{ line: "sameday queue revoke 4", says: "ends token number 4" }],
  exits: { 1: "there is no such token, or it is revoked already" },
  async run(context, { args, options }) {
    if (!/^[1-9]\d{0,8}$/.test(args.token)) {
      throw new SamedayError("USAGE", `${args.token} is not a token's number; \`sameday queue tokens\` shows them.`);
    }
    await (await openDesk(context, options.desk)).revokeQueueToken(Number(args.token));
    context.answer({ revoked: Number(args.token) }, () => `Token ${args.token} is revoked.`);
  },
});

const report = defineVerb({
  name: "report",
  summary: "say how an update from a queue works for you",
  arguments: {
    update: { summary: "the update's id, like U-204817365", required: true },
    verdict: { summary: "how it works for you", required: true, choices: ["works", "breaks"] },
  },
  options: { ...DESK_OPTIONS, note: { kind: "text", value: "TEXT", summary: "what you saw" } },
  examples: [
    { line: 'sameday queue report U-204817365 works --note "server and client, i386"', says: "works for me" },
    { line: 'sameday queue report U-204817365 breaks --note "crashes at start"', says: "breaks" },
  ],
  async run(context, { args, options }) {
    const desk = await openDesk(context, options.desk);
    await desk.report(args.update, args.verdict as "works" | "breaks", options.note ?? "");
    context.answer({ update: args.update, verdict: args.verdict }, () => `${args.update} has your report.`);
  },
});

export const noun: Noun = {
  name: "queue",
  description: "An apt suite that holds updates for testers before they are released.",
  verbs: [list, tokens, give, revoke, report],
};
