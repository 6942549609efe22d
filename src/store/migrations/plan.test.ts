import { expect, test } from "vitest";
import { type Migration, migrationHash } from "./migration.ts";
import { checkRegistry, planMigrations } from "./plan.ts";
import { MIGRATIONS } from "./registry.ts";

const one: Migration = { name: "0001-one", statements: ["SELECT 1"] };
const two: Migration = { name: "0002-two", statements: ["SELECT 2"] };
const three: Migration = { name: "0003-three", statements: ["SELECT 3"] };
const seen = (...migrations: Migration[]) =>
  migrations.map((migration) => ({ name: migration.name, sha256: migrationHash(migration) }));

test("what is not applied yet comes in order", () => {
  expect(planMigrations([one, two, three], [])).toEqual([one, two, three]);
  expect(planMigrations([one, two, three], seen(one, two))).toEqual([three]);
  expect(planMigrations([one, two], seen(one, two))).toEqual([]);
});

test("a database of a newer release is refused", () => {
  expect(() => planMigrations([one], seen(one, two))).toThrow(expect.objectContaining({ code: "STORE_NEWER" }));
});

test("a migration that was changed after its release is refused", () => {
  const changed = { ...one, statements: ["SELECT 1 "] };
  expect(() => planMigrations([changed, two], seen(one))).toThrow(/0001-one is not the one/);
});

test("a migration that slipped in before one already applied is refused", () => {
  expect(() => planMigrations([one, two, three], seen(one, three))).toThrow(/0002-two must come after/);
});

test.each([[[two]], [[one, three]], [[one, one]], [[{ ...one, name: "0001_One" }]]])(
  "a registry with a gap, a double or an ill-formed name is refused",
  (registry) => {
    expect(() => checkRegistry(registry)).toThrow(/stands in the place of/);
  },
);

test("the registry of this release is well formed", () => {
  expect(() => checkRegistry(MIGRATIONS)).not.toThrow();
  expect(MIGRATIONS.every(({ statements }) => statements.length > 0)).toBe(true);
});
