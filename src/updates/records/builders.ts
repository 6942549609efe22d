import type { Selectable } from "kysely";
import type { BuilderSeenTable } from "../../store/index.ts";
import type { LineContext } from "../context.ts";

export type BuilderSeen = Selectable<BuilderSeenTable>;

/** Remembers that a builder was heard of, and what it does; empty words when it waits for work. */
export async function noteBuilder(context: LineContext, name: string, doing: string): Promise<void> {
  const seen = { last_seen_at: context.clock.now(), doing };
  await context.store.db
    .insertInto("builder_seen")
    .values({ name, ...seen })
    .onConflict((conflict) => conflict.column("name").doUpdateSet(seen))
    .execute();
}
