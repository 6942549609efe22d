import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { buffer } from "node:stream/consumers";
import { formatInstant, SamedayError, toSamedayError } from "../../kernel/index.ts";
import type { OwnKeyFacts } from "../../openpgp/index.ts";
import { isDeskHere, noDeskHere } from "../cases/desk-here.ts";
import { CASE_OPTIONS } from "../cases/open-cases.ts";
import { OWN_PROGRAM } from "../cases/own-program.ts";
import type { PeopleOptions } from "../cases/role-key-people.ts";
import { loadCommandDesk } from "../desk/load-desk.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";

/** As the definition's schema has them when it names none. */
const USUAL_WARNING_DAYS: readonly number[] = [90, 30, 7];

/** What is done where a process of the desk holds the key, and where people do. */
const HELD = ["install", "show", "remove"] as const;
const SEALED = ["status", "distribute", "receive", "look"] as const;

export const key = defineVerb({
  name: "key",
  summary: "the key that opens reports: where the desk holds it, and where people do",
  description: [
    'Where a process of the desk holds the key (`role-key = "held"`, which is usual), on the desk\'s machine, as root or as its one user:',
    "",
    "* `install FILE` takes a secret OpenPGP key without passphrase (`-` reads standard input), tries it out, and makes it the current one, also in a running desk. Former keys go on opening what was encrypted to them.",
    "* `show` lists the keys, when they end, and which is current.",
    "* `remove FINGERPRINT` takes a former key away: what was encrypted to it opens no more.",
    "",
    'Where the point people hold it (`role-key = "sealed"`), on their own machines:',
    "",
    "* `status` says what is due, for whom it waits and until when.",
    "* `distribute FINGERPRINT` exports the youngest decryption subkey from your keyring, seals it to each of the others, and hands the sealed copies in.",
    "* `receive` takes your copy into your keyring, tries it out, and signs a receipt.",
    "* `look` has the desk fetch the published key back from every place that the definition lists.",
  ].join("\n"),
  arguments: {
    action: { summary: "what to do", required: true, choices: [...HELD, ...SEALED] },
    what: { summary: "the key's file for install, its fingerprint for remove and distribute" },
  },
  options: {
    ...CASE_OPTIONS,
    ...OWN_PROGRAM,
    output: { kind: "text", value: "FILE", summary: "receive into this new file, for sq, in place of gpg's keyring" },
  },
  examples: [
    {
      line: "gpg --armor --export-secret-keys security@example.org | sudo sameday cases key install -",
      says: "the key never lies in a file of its own",
    },
    { line: "sudo sameday cases key show", says: "fingerprints, ends, and which is current" },
    { line: "sameday cases key distribute FINGERPRINT", says: "as a point person, with the key in your own keyring" },
    { line: "sameday cases key receive", says: "as another" },
  ],
  exits: {
    2: "the file holds no key that can be the role's, or no desk is in the data directory; the message says why",
    3: "the key is the current one and cannot be removed, or the desk refuses what was handed in",
    4: "the data directory cannot be used, or the desk cannot be reached",
  },
  async run(context, { args: { action, what }, options }) {
    if (isSealedAction(action)) return runSealed(context, action, what, options);
    if (action === "show") return show(context);
    if (what === undefined) {
      const wanted = action === "install" ? "the file that holds the key" : "the key's fingerprint";
      throw new SamedayError(
        "USAGE",
        `Say ${wanted}: sameday cases key ${action} ${action === "install" ? "FILE" : "FINGERPRINT"}`,
      );
    }
    return action === "install" ? install(context, what) : remove(context, what);
  },
});

function isSealedAction(action: string): action is (typeof SEALED)[number] {
  return SEALED.some((one) => one === action);
}

async function runSealed(
  context: CommandContext,
  action: (typeof SEALED)[number],
  what: string | undefined,
  options: PeopleOptions,
): Promise<void> {
  const { distribute, receive, tellRoleKey } = await import("../cases/role-key-people.ts");
  if (action === "status" || action === "look") return tellRoleKey(context, options, action === "look");
  if (action === "receive") return receive(context, options);
  if (what === undefined) {
    throw new SamedayError("USAGE", "Say the role key's fingerprint: sameday cases key distribute FINGERPRINT");
  }
  return distribute(context, what, options);
}

async function install(context: CommandContext, file: string): Promise<void> {
  const { layoutOf, loadDefinition, prepareRoleKey, serviceUsers } = await loadCommandDesk();
  const layout = layoutOf(context.dataDirectory);
  // Somewhere else no desk finds it, and whoever then removes every other copy has lost the key.
  if (!(await isDeskHere(layout.definition))) throw noDeskHere(layout.definition);
  const { checkRoleKey, storeRoleKey } = await import("../../cases/index.ts");
  const definition = await loadDefinition(layout.definition, context.processes).catch(() => undefined);
  if (definition?.intake?.roleKey === "sealed") {
    throw new SamedayError(
      "CONFLICT",
      "The definition leaves the role key with the point people: no secret part of it belongs on this machine (`sameday cases key distribute`, on your own).",
    );
  }
  const secretKey = file === "-" ? await buffer(context.streams.stdin) : await readGiven(file);
  const { facts, warnings } = await checkRoleKey(secretKey, {
    runner: context.processes,
    clock: context.clock,
    address: definition?.intake?.address,
    warningDays: definition?.policy.keyWarningDays ?? USUAL_WARNING_DAYS,
  });
  await prepareRoleKey(layout, await serviceUsers(process.getuid?.() ?? 0));
  await storeRoleKey(layout.roleKey, facts.fingerprint, secretKey, await keyOwner());
  context.answer({ ...written(facts), isCurrent: true, warnings, directory: layout.roleKey }, () =>
    printable(
      [
        `${facts.fingerprint} is the role key from now on; it lies in ${layout.roleKey}.`,
        ...facts.userIds.map((userId) => `  ${userId}`),
        `  ${ends(facts)}`,
        ...warnings.map((warning) => `Note: ${warning}`),
        "Remove the secret key from wherever else it need not lie.",
      ].join("\n"),
    ),
  );
}

async function show(context: CommandContext): Promise<void> {
  const { layoutOf } = await loadCommandDesk();
  const layout = layoutOf(context.dataDirectory);
  const isHere = await isDeskHere(layout.definition);
  const { keys, isServed } = await keysOf(context, layout);
  // A key may lie where no desk is: then it is shown, since somebody has to know of it.
  if (!isHere && keys.length === 0) throw noDeskHere(layout.definition);
  context.answer({ directory: layout.roleKey, served: isServed, keys: keys.map(written) }, () =>
    printable(
      [
        ...(keys.length === 0 ? notInstalled(layout.roleKey) : [`In ${layout.roleKey}:`, ...keys.map(inWords)]),
        ...(isHere ? [] : [`No desk uses it: ${dirname(layout.definition)} has no distribution.toml.`]),
        ...(isServed ? [] : ["Its process does not run: mail waits until it does."]),
      ].join("\n"),
    ),
  );
}

function notInstalled(directory: string): readonly string[] {
  return [
    `No role key is installed in ${directory}.`,
    "To install one: gpg --armor --export-secret-keys FINGERPRINT | sudo sameday cases key install -",
  ];
}

/** From the process that holds them, or, while that does not run, from its directory. */
async function keysOf(
  context: CommandContext,
  layout: { readonly roleKey: string; readonly roleKeySocket: string },
): Promise<{ readonly keys: readonly OwnKeyFacts[]; readonly isServed: boolean }> {
  const [{ createRoleKeyClient, readRoleKeys }, { createKeyHolder, createMessageOpener }] = await Promise.all([
    import("../../cases/index.ts"),
    import("../../openpgp/index.ts"),
  ]);
  const common = { runner: context.processes, now: () => context.clock.now() };
  const verifier = createMessageOpener({ ...common, secretKeys: [] });
  try {
    return {
      keys: await createRoleKeyClient(layout.roleKeySocket, verifier, { patienceMs: 0 }).keys(),
      isServed: true,
    };
  } catch (thrown) {
    if (toSamedayError(thrown).code !== "ROLE_KEY_UNAVAILABLE") throw thrown;
  } finally {
    await verifier.close();
  }
  const secretKeys = await readRoleKeys(layout.roleKey, await keyOwner());
  const holder = createKeyHolder({ ...common, secretKeys });
  try {
    return { keys: await holder.keys(), isServed: false };
  } finally {
    await holder.close();
  }
}

async function remove(context: CommandContext, given: string): Promise<void> {
  const [{ removeRoleKey }, { layoutOf }] = await Promise.all([import("../../cases/index.ts"), loadCommandDesk()]);
  const fingerprint = given.replace(/\s/g, "").toUpperCase();
  const layout = layoutOf(context.dataDirectory);
  await removeRoleKey(layout.roleKey, fingerprint, await keyOwner());
  context.answer({ removed: fingerprint }, () => `${fingerprint} is removed: what was encrypted to it opens no more.`);
}

/** Whose the key's directory is where this process, root's, is not its user. */
async function keyOwner(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  const { serviceUsers } = await loadCommandDesk();
  const { key: user, separate } = await serviceUsers(process.getuid?.() ?? 0);
  return separate ? user : undefined;
}

async function readGiven(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new SamedayError("NOT_FOUND", `There is no file ${file}.`);
    throw new SamedayError("INPUT_INVALID", `${file} cannot be read: ${error.code ?? "reading failed"}.`);
  });
}

function inWords(facts: OwnKeyFacts): string {
  const notes = [facts.isCurrent ? "current" : "former, opens old mail", ends(facts)];
  if (facts.algorithm === "rsa") notes.push("RSA, used through gpg");
  return [`${facts.fingerprint}  ${notes.join("; ")}`, ...facts.userIds.map((userId) => `  ${userId}`)].join("\n");
}

function ends({ encryptableUntil, signsUntil, revoked }: OwnKeyFacts): string {
  if (revoked) return "revoked";
  if (encryptableUntil === null || signsUntil === null) return "ended";
  const both = [encryptableUntil, signsUntil].filter((end) => end !== undefined).map(Number);
  return both.length === 0 ? "does not end" : `ends ${formatInstant(new Date(Math.min(...both)))}`;
}

function written({ certificate, ...facts }: OwnKeyFacts) {
  return { ...facts, certificate: Buffer.from(certificate).toString("base64") };
}
