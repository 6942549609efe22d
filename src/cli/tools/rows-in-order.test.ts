import fc from "fast-check";
import { expect, test } from "vitest";
import { RowsInOrder } from "./rows-in-order.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9+.-]{0,3}$/);

test("rows stand as a plain sort would have them, also where one name begins another", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string())), (rows) => {
      const ordered = new RowsInOrder();
      for (const [package_, rest] of rows) ordered.add(package_, `${package_}\t${rest}`);
      expect(ordered.sorted()).toEqual(rows.map(([package_, rest]) => `${package_}\t${rest}`).sort());
    }),
  );
});
