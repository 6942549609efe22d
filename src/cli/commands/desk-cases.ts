import { loadCommandDesk } from "../desk/load-desk.ts";
import { untilStopped } from "../desk/until-stopped.ts";
import { defineVerb } from "../frame/verb.ts";

export const intake = defineVerb({
  name: "intake",
  summary: "take mail to the security address in, judge it, remind people (the work of `desk run`)",
  description:
    "Runs as the same user as `desk server`, whose database it uses. A mail is taken when it is on the disk, sealed; while database, disk or role key are away the mail system in front keeps it. DATABASE_URL names a database elsewhere.",
  options: {
    publicUrl: { kind: "text", value: "URL", summary: "how people reach the desk's pages", required: true },
  },
  examples: [
    {
      line: "sameday desk intake --public-url https://desk.example.org",
      says: "for a service manager that runs each process by itself",
    },
  ],
  exits: { 2: "the definition cannot be used, or takes no mail in", 4: "the data directory is missing or broken" },
  silent: "runs until it is stopped; what it has to say goes to standard error",
  async run(context, { options }) {
    const { layoutOf, runIntake } = await loadCommandDesk();
    const running = await runIntake({
      layout: layoutOf(context.dataDirectory),
      databaseUrl: context.environment.DATABASE_URL,
      publicUrl: options.publicUrl.replace(/\/+$/, ""),
      runner: context.processes,
      say: (text) => context.progress.note(text),
    });
    await untilStopped(context);
    await running.close();
  },
});

export const roleKey = defineVerb({
  name: "role-key",
  summary: "hold the key that opens reports, and open and sign with it (the work of `desk run`)",
  description:
    "Runs as a user of its own. It answers on a socket that the server's user alone can open, and hands out no key. `cases key install` gives it one.",
  examples: [{ line: "sameday desk role-key", says: "for a service manager that runs each process by itself" }],
  exits: { 4: "the data directory is missing or broken" },
  silent: "runs until it is stopped; what it has to say goes to standard error",
  async run(context) {
    const [{ layoutOf }, { runRoleKey }] = await Promise.all([loadCommandDesk(), import("../../cases/index.ts")]);
    const layout = layoutOf(context.dataDirectory);
    const running = await runRoleKey({
      directory: layout.roleKey,
      socketPath: layout.roleKeySocket,
      runner: context.processes,
      clock: context.clock,
      say: (text) => context.progress.note(text),
    });
    await untilStopped(context);
    await running.close();
  },
});
