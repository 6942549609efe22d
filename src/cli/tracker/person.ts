import { SamedayError } from "../../kernel/index.ts";
import type { CommandContext } from "../frame/verb.ts";

/** Under whose name a commit in tracker data is made. */
export const PERSON_OPTION = {
  kind: "text",
  value: '"NAME <MAIL>"',
  summary: "whose commit it is; default user.name and user.email of git",
} as const;

export interface ActingPerson {
  readonly name: string;
  readonly email: string;
}

const TIME_LIMIT_MS = 30_000;

/** Whom --as names, else `user.name` and `user.email` of git's configuration. Throws USAGE when neither says so. */
export async function actingPerson(
  context: Pick<CommandContext, "processes">,
  directory: string,
  option: string | undefined,
): Promise<ActingPerson> {
  if (option !== undefined) return personIn(option);
  const [name, email] = await Promise.all(
    ["user.name", "user.email"].map(async (key) => {
      const argv = ["git", "-C", directory, "config", "--get", key] as const;
      const { stdout } = await context.processes.run({ argv, timeLimitMs: TIME_LIMIT_MS, okExitCodes: [0, 1, 128] });
      return Buffer.from(stdout).toString("utf8").trim();
    }),
  );
  if (name && email) return { name, email };
  throw new SamedayError("USAGE", 'git knows neither your name nor your address; say --as "NAME <MAIL>".');
}

function personIn(text: string): ActingPerson {
  const [, name = "", email = ""] = /^\s*([^<>\p{Cc}]+?)\s*<([^<>\s]+@[^<>\s]+)>\s*$/u.exec(text) ?? [];
  if (name !== "") return { name, email };
  throw new SamedayError("USAGE", '--as takes a name and a mail address: "Ada Lovelace <ada@example.org>".');
}
