import { type Cursor, fail, warn } from "./cursor.ts";
import type { SudoersAlias, SudoersFile, SudoersPlace } from "./types.ts";

interface Reference extends SudoersPlace {
  readonly name: string;
}

/** Aliases defined twice or in a circle are errors, as for visudo; one that another file may define is a warning. */
export function checkAliases(cursor: Cursor, file: SudoersFile): void {
  const known = new Map<string, SudoersAlias>();
  for (const alias of file.aliases) {
    if (known.has(alias.name))
      fail(cursor, "sudoers-alias-twice", `The alias ${alias.name} is defined twice.`, placeOf(alias));
    else known.set(alias.name, alias);
  }
  for (const use of usesOf(file)) {
    if (isAliasName(use.name) && !known.has(use.name))
      warn(cursor, "sudoers-alias-unknown", `The alias ${use.name} is not defined in this file.`, placeOf(use));
  }
  for (const alias of circular(known))
    fail(cursor, "sudoers-alias-circle", `The alias ${alias.name} holds itself.`, placeOf(alias));
}

/** Capitals, digits and _; `ALL` is none. */
export function isAliasName(name: string): boolean {
  return name !== "ALL" && /^[A-Z][A-Z0-9_]*$/.test(name);
}

/** Every name once where it stands: the grants of one entry share their lists. */
function* usesOf({ grants, defaults, aliases }: SudoersFile): Generator<Reference> {
  const lists = new Set<readonly Reference[] | undefined>();
  for (const { users, hosts, runAsUsers, runAsGroups, command } of grants) {
    for (const list of [users, hosts, runAsUsers, runAsGroups]) lists.add(list);
    yield command;
  }
  for (const { binding } of defaults) lists.add(binding?.members);
  for (const alias of aliases) lists.add(membersOf(alias));
  for (const list of lists) yield* list ?? [];
}

function membersOf(alias: SudoersAlias): readonly Reference[] {
  return alias.kind === "Cmnd" ? alias.commands : alias.members;
}

function placeOf({ line, column }: SudoersPlace): SudoersPlace {
  return { line, column };
}

/** Aliases from which a chain of members leads back to themselves; without recursion, for long chains. */
function circular(known: ReadonlyMap<string, SudoersAlias>): readonly SudoersAlias[] {
  const state = new Map<string, "open" | "done">();
  const found: SudoersAlias[] = [];
  for (const start of known.values()) {
    const stack: { readonly alias: SudoersAlias; readonly rest: Reference[] }[] = [];
    const enter = (alias: SudoersAlias): void => {
      state.set(alias.name, "open");
      stack.push({ alias, rest: [...membersOf(alias)] });
    };
    if (!state.has(start.name)) enter(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.rest.pop();
      const alias = next && known.get(next.name);
      if (next === undefined) {
        state.set(top.alias.name, "done");
        stack.pop();
      } else if (alias?.kind === top.alias.kind && state.get(alias.name) === "open") found.push(alias);
      else if (alias?.kind === top.alias.kind && !state.has(alias.name)) enter(alias);
    }
  }
  return found;
}
