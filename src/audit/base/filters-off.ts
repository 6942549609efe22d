import { SamedayError } from "../../kernel/index.ts";
import { shownName } from "../tree/names.ts";
import { type Git, parts, type Settings } from "./git.ts";

/**
 * Where a file is as young as git's index, git compares contents, and asks the filters of its settings for that. Taken out
 * by name: there is no switch for all, so that a name that cannot be handed on ends the comparison.
 */
export async function filtersOff(git: Git): Promise<Settings> {
  const words = ["config", "-z", "--name-only", "--get-regexp", "^filter\\."] as const;
  // 1: there is none (git-config(1)). Without the list nothing is compared.
  const names = parts(await git(words, { okExitCodes: [0, 1] }));
  return names.flatMap((name) => {
    const key = name.toString("utf8");
    if (!/\.(?:clean|smudge|process|required)$/.test(key)) return [];
    if (!Buffer.from(key).equals(name))
      throw new SamedayError("INPUT_INVALID", `The checkout has a filter whose name is no UTF-8: ${shownName(name)}.`);
    return [[key, key.endsWith(".required") ? "false" : ""] as const];
  });
}
