import type { PersonAnswer } from "../../api/index.ts";
import { formatInstant, SamedayError } from "../../kernel/index.ts";
import { DESK_OPTIONS, openDesk } from "../desk/session.ts";
import { type CommandContext, defineVerb, type Noun } from "../frame/verb.ts";
import { printable } from "../printable.ts";

const list = defineVerb({
  name: "list",
  summary: "show everybody at the desk: role, keys, last login",
  options: DESK_OPTIONS,
  examples: [{ line: "sameday people list", says: "one line a person; a key that cannot be used is named" }],
  async run(context, { options }) {
    const people = await (await openDesk(context, options.desk)).people();
    context.answer(people, () => people.map(personLine).join("\n"));
  },
});

const show = defineVerb({
  name: "show",
  summary: "show one person: role, rights, keys and their dates",
  arguments: { person: { summary: "the id in the definition", required: true } },
  options: DESK_OPTIONS,
  examples: [{ line: "sameday people show leo", says: "until when Leo's keys hold" }],
  exits: { 1: "the definition names nobody so" },
  async run(context, { args, options }) {
    const people = await (await openDesk(context, options.desk)).people();
    const person = people.find((one) => one.id === args.person);
    if (!person) throw new SamedayError("NOT_FOUND", `The definition names nobody ${args.person}.`);
    context.answer(person, () => personPage(person));
  },
});

const checkKey = defineVerb({
  name: "check-key",
  summary: "read a public key file and print its lines for the definition",
  description:
    "People, roles and keys stand in the distribution definition, which is reviewed and signed like code: a key is added, a role changed and a person taken out there, and `desk run` takes it up at its next start. This reads the key file that somebody sent, says what is wrong with it, and prints what to paste. Changes nothing.",
  arguments: { file: { summary: "the public key, armored or binary", required: true } },
  examples: [{ line: "sameday people check-key keys/ada.asc", says: "fingerprints, dates, and the lines to paste" }],
  exits: { 0: "every key can be used", 1: "a key is revoked or has expired" },
  run: (context, { args }) => checkKeyFile(context, args.file),
});

async function checkKeyFile(context: CommandContext, file: string): Promise<number> {
  const [{ readFile }, { readKeys }] = await Promise.all([
    import("node:fs/promises"),
    import("../../openpgp/index.ts"),
  ]);
  const bytes = await readFile(file).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${file} cannot be read.`, cause);
  });
  if (bytes.includes("PRIVATE KEY BLOCK")) {
    throw new SamedayError(
      "INPUT_INVALID",
      `${file} holds a secret key. Never send that to anybody; export the public one.`,
    );
  }
  const now = context.clock.now();
  const keys = (await readKeys(context.processes, bytes)).map((key) => {
    const problem = key.revoked ? "revoked" : key.expires && key.expires <= now ? "expired" : "";
    return { ...key, problem };
  });
  context.answer(keys, () =>
    [
      ...keys.map(({ fingerprint, userIds, algorithm, expires, problem }) => {
        const until = expires === null ? "does not expire" : `until ${formatInstant(expires)}`;
        const state = problem === "" ? until : `${problem.toUpperCase()}, ${until}`;
        return printable(`${fingerprint}  ${algorithm}, ${state}\n  ${userIds.join("\n  ")}`);
      }),
      "",
      `fingerprints = [${keys
        .filter(({ problem }) => problem === "")
        .map(({ fingerprint }) => `"${fingerprint}"`)
        .join(", ")}]`,
    ].join("\n"),
  );
  return keys.every(({ problem }) => problem === "") ? 0 : 1;
}

function personLine({ id, name, role, keys, lastLogin }: PersonAnswer): string {
  const bad = keys.filter(({ problem }) => problem !== "").length;
  const state = keys.length === 0 ? "no key" : bad > 0 ? `${bad} of ${keys.length} keys cannot be used` : "keys good";
  return printable(`${id.padEnd(16)} ${role.padEnd(10)} ${loginText(lastLogin).padEnd(32)} ${state}  ${name}`);
}

function personPage({ id, name, email, role, mayUpload, keys, lastLogin }: PersonAnswer): string {
  const uploads = mayUpload.includes("*") ? "every package" : mayUpload.join(", ") || "nothing";
  return printable(
    [
      `${id}  ${name} <${email}>`,
      `Role ${role}; may upload ${uploads}. Last login: ${loginText(lastLogin)}.`,
      ...keys.map(({ fingerprint, expires, problem }) => {
        const until = expires === null ? "does not expire" : `until ${formatInstant(new Date(expires))}`;
        return `${fingerprint}  ${problem === "" ? until : problem}`;
      }),
    ].join("\n"),
  );
}

function loginText(lastLogin: string | null): string {
  return lastLogin === null ? "never" : formatInstant(new Date(lastLogin));
}

export const noun: Noun = {
  name: "people",
  description: "Who is at the desk: roles and keys, as the distribution definition says, and who was here last.",
  verbs: [list, show, checkKey],
};
