// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of programs look like templates
import { parse } from "acorn";
import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutTypes } from "./erase.ts";

const squeezed = (text: string | undefined): string | undefined => text?.replace(/\s+/g, " ").trim();

test.each<[string, string]>([
  ["let a: string = b;", "let a = b;"],
  ["const a: Map<string, B[]> = new Map<string, B[]>(), c: D = e;", "const a = new Map (), c = e;"],
  ["let a!: B; let c: D | undefined", "let a ; let c"],
  ["const { a, b: c }: D = e;", "const { a, b: c } = e;"],
  ["for (const a: B of c) {}", "for (const a of c) {}"],
  [
    "function f<T extends A<B>>(a: T, b?: C, ...d: E[]): a is F { return a; }",
    "function f (a , b , ...d ) { return a; }",
  ],
  ["function f(a: A): B;\nfunction f(a) { g(); }", "function f(a) { g(); }"],
  ["function f(this: A, b: C) {}", "function f( b ) {}"],
  ["const f = (a: A, { b }: C = d): Promise<E> => g;", "const f = (a , { b } = d) => g;"],
  ["const f = (a: A): ((b: C) => D) => g;", "const f = (a ) => g;"],
  ["const f = <T,>(a: T) => a;", "const f = (a ) => a;"],
  ["a ? (b) : c => d;", "a ? (b) : c => d;"],
  ["f({ a: b, c(d: E): F { return g; } });", "f({ a: b, c(d ) { return g; } });"],
  ["a as B; (c as unknown as D).e(); f satisfies G; h as const;", "a ; (c ).e(); f ; h ;"],
  ["a!.b![0]!(c!); if (!d || a !== b) {}", "a .b [0] (c ); if (!d || a !== b) {}"],
  ["f<A>(b); a < b && c > (d);", "f (b); a < b && c > (d);"],
  ["const a = <B>c;", "const a = c;"],
  ["import type { A } from 'a';\nimport { type B, c, type D } from 'e';", "import { c, } from 'e';"],
  ["import { a as b } from 'c'; export { b as e };", "import { a as b } from 'c'; export { b as e };"],
  ["export interface A extends B<C> { d: E }\nf();", "f();"],
  ["type A<B> = B extends C ? D : `x${E}`;\nf();", "f();"],
  ["export type A =\n  | { b: C }\n  | (() => D)\nf();", "f();"],
  ["declare const a: B;\ndeclare global { interface C {} }\nf();", "f();"],
  ["enum A { B = 1, C }\nconst enum D { E }\nf();", "f();"],
  ["namespace A { export const b = 1; }", "export const b = 1;"],
  [
    "abstract class A<B> extends C<B> implements D, E { abstract f(): void; private readonly g: H = i; j?: K; static l!: M; [n: string]: O; constructor(private p: Q, r?: S) { super(); } get t(): U { return v; } w(): void; w(x?: Y): void { z(); } }",
    "class A extends C { g = i; j ; static l ; constructor( p , r ) { super(); } get t() { return v; } w(x ) { z(); } }",
  ],
  ["class A {\n  a: B\n  c = d\n  async e<F>(g: F): Promise<void> {}\n}", "class A { a c = d async e (g ) {} }"],
  ["@a.b({ c: 1 })\nexport class D { @e() f = 1; }", "export class D { f = 1; }"],
  ["try {} catch (e: unknown) {}", "try {} catch (e ) {}"],
  ["const type = 1, as = 2; type.a; f(as); interface_(b);", "const type = 1, as = 2; type.a; f(as); interface_(b);"],
  [
    "label: for (;;) { switch (a) { case b: c(); default: d(); } }",
    "label: for (;;) { switch (a) { case b: c(); default: d(); } }",
  ],
  ["const a = `x${f<B>(c as D)}y`; /re\\/[/]/.test(e as F);", "const a = `x${f (c )}y`; /re\\/[/]/.test(e );"],
])("%s", (text, expected) => {
  const erased = withoutTypes(text);
  expect(squeezed(erased)).toBe(expected);
  expect(erased).toHaveLength(text.length);
  expect(() => parse(erased ?? "", { ecmaVersion: "latest", sourceType: "module" })).not.toThrow();
});

test("JavaScript stays as it is", () => {
  const text =
    "import a, { b } from 'c';\nexport default class D extends a(b) { #e = 1; static { f(); } *g() { yield this.#e; } }\nconst h = async ({ i, ...j }, [k = 1]) => i ?? j?.[k] ? { l: 1 } : /m/g;\nfor await (const n of o) if (p < q && r > s) t: while (u--) break t;\n";
  expect(withoutTypes(text)).toBe(text);
});

test("whatever comes ends, with every line in its place", () => {
  const part = fc.constantFrom(
    ...[
      "class ",
      "A",
      "<",
      ">",
      "(",
      ")",
      "{",
      "}",
      "[",
      "]",
      ": ",
      "?",
      "!",
      " as ",
      "=> ",
      "= ",
      ", ",
      "; ",
      "\n",
      "`",
      "${",
      "'b'",
      "/",
      "type ",
      "let ",
      "function ",
      "@",
      "extends ",
      "interface ",
      "import ",
      "export ",
      "declare ",
      "|",
      ".",
    ],
  );
  const property = fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
    const text = parts.join("");
    const erased = withoutTypes(text);
    if (erased === undefined) return;
    expect(erased).toHaveLength(text.length);
    expect(erased.split("\n")).toHaveLength(text.split("\n").length);
  });
  fc.assert(property, { numRuns: 300, seed: 17 });
});

test.each([
  ["lists of types", "A<", 20_000],
  ["parentheses", "(", 20_000],
  ["conditions", "A extends B ? ", 20_000],
  ["declarations", "let a: ", 20_000],
  ["arrows", "(a): ", 20_000],
  ["a long union", "type A = B | ", 20_000],
  ["casts", "a as ", 20_000],
  ["names", "let a, ", 20_000],
  ["blocks in functions", "(a = b => {class A {c(", 5_000],
  ["statements that never end", "declare a + ", 20_000],
  ["interfaces", "interface a ", 20_000],
  ["comparisons", "a<b|", 20_000],
  ["heads of classes", "class a implements ", 20_000],
])("%s in %s take no long time", (_, piece, times) => {
  const started = process.cpuUsage();
  withoutTypes(piece.repeat(times));
  withoutTypes(`x = ${piece.repeat(times)}1${piece.startsWith("(") ? ")".repeat(times) : ""}`);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(3000);
});
