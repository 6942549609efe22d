import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { htmlAsText } from "./html-text.ts";

describe("text", () => {
  test.each([
    ["paragraphs", "<html><body><p>One  two\n three</p><p>Four</p></body></html>", "One two three\n\nFour"],
    ["breaks and blocks", "a<br>b<div>c</div><div>d</div>e", "a\nb\nc\nd\ne"],
    ["an empty line", "<div>a</div><div><br></div><div>b</div>", "a\n\nb"],
    ["inline elements", "<b>a</b>b <i>c</i> d", "ab c d"],
    ["references", "a&amp;b&nbsp;c&lt;d&#x41;&#66;&euro;&hellip;&copy &unknown;", "a&b c<dAB€…© &unknown;"],
    ["references that are no character", "&#0;&#xD800;&#x110000;&#150;", "\uFFFD\uFFFD\uFFFD–"],
    ["code", "at <code>/login?id=1&amp;x=2</code>", "at /login?id=1&x=2"],
    ["pre", "<pre>a\r\n  b</pre>c", "a\n  b\n\nc"],
    ["lists", "<ul><li>a<li>b</ul>", "* a\n* b"],
    ["tables", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc"],
    ["a link", 'see <a href="https://example.org/x">here</a>.', "see here <https://example.org/x>."],
    ["a link that is its address", '<a href="https://example.org">https://example.org</a>', "https://example.org"],
    ["an address of mail", '<a href="mailto:a@b">a@b</a>', "a@b"],
    ["a link without an end", '<a href="https://e.example/">x', "x <https://e.example/>"],
    ["a link that runs", '<a href="java&#9;script:alert(1)">click</a>', "click"],
    ["an image", '<img src=x alt="a chart">', "[image: a chart]"],
    ["what browsers hide by style shows", '<span style="display:none">hidden</span>', "hidden"],
    [
      "what is no text",
      "<title>t</title><style>p{}</style><script>alert(1)</script>x<!-- c --><!doctype html><?xml ?>",
      "x",
    ],
    ["a text field", "<textarea>&lt;b></textarea>", "<b>"],
    ["less-than signs", "1 < 2 <3 a<", "1 < 2 <3 a<"],
    ["text in an SVG that has no end", "<svg onload=alert(3)><p>Real report text</p>", "Real report text"],
    [
      "OpenPGP data in lines",
      "<div>-----BEGIN PGP MESSAGE-----</div><div><br></div><div>abc</div>",
      "-----BEGIN PGP MESSAGE-----\n\nabc",
    ],
    ["a tag without an end", 'a<img src="http://evil.example/\r\n', "a"],
    ["the rest of a tag", '">', '">'],
    ["nothing", "", ""],
  ])("%s", (_name, html, text) => expect(htmlAsText(html).text).toBe(text));
});

describe("what would have been loaded", () => {
  test.each([
    ['<img src="http://evil.example/p.gif">', true],
    ["<img src=//evil.example/p.gif>", true],
    ["<img src='\\\\evil.example\\p'>", true],
    ['<img src=" ht\ntps://evil.example">', true],
    ['<img src="http&colon;//evil.example/p.gif">', true],
    ['<img src="http://evil.example/', true],
    ['<img srcset="a.png 1x, https://evil.example/b.png 2x">', true],
    ["<link rel=stylesheet href=//evil.example/x.css>", true],
    ['<base href="http://evil.example/">', true],
    ['<div style="background:url(http://evil.example/bg)">', true],
    ['<div style="background:\\75rl(http://evil.example/bg)">', true],
    ['<style>@import/**/"//evil.example/x.css";</style>', true],
    ["<body background=http://evil.example/>", true],
    ["<video poster=http://evil.example/>", true],
    ["<iframe src=http://evil.example/>", true],
    ["<object data=file://evil.example/share>", true],
    ["<svg><image xlink:href=http://evil.example/>", true],
    ['<meta http-equiv="Refresh" content="0;url=http://evil.example/">', true],
    ['<img src="cid:part1@example.org">', false],
    ['<img src="data:image/png;base64,AA==">', false],
    ['<a href="https://example.org">x</a>', false],
    ['<p style="font-family:&quot;\\@SimSun&quot;;color:red">', false],
    ["http://example.org", false],
    ["<!-- <img src=http://evil.example/> -->", false],
  ])("%s: %j", (html, remote) => expect(htmlAsText(html).remote).toBe(remote));
});

describe("what acts", () => {
  test.each([
    ["<script>alert(1)</script>", true],
    ["<ScRiPt/x>", true],
    ["<img src=x onerror=alert(1)>", true],
    ["<svg onload=alert(3)>", true],
    ["<form action=x>", true],
    ["<input name=p>", true],
    ["<iframe srcdoc=x>", true],
    ["<embed src=x>", true],
    ['<a href="javascript:alert(4)">', true],
    ['<a href=" java\nscript&colon;alert(4)">', true],
    ['<a href="data:text/html,x">', true],
    ["<meta http-equiv=refresh content=5>", true],
    ['<p style="width:expression(alert(1))">', true],
    ["<p class=x id=on>", false],
    ["<img src=cid:x>", false],
    ["onclick=alert(1)", false],
    ["</script>", false],
  ])("%s: %j", (html, active) => expect(htmlAsText(html).active).toBe(active));
});

test("a long list is one as a short one is", () => {
  const points = Array.from({ length: 30_000 }, (_, at) => String(at));
  expect(htmlAsText(`<ul><li>${points.join("<li>")}</ul>end`).text).toBe(
    `${points.map((one) => `* ${one}`).join("\n")}\n\nend`,
  );
});

test("any text: no throw, and text without markup is itself", () => {
  const unit = fc.constantFrom(
    "<",
    ">",
    "/",
    "!",
    "--",
    "a",
    "p",
    "script",
    "style",
    "pre",
    "li",
    " ",
    "=",
    '"',
    "'",
    "href",
    "\n",
    "&amp;",
    "&#",
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 60 }), (units) => {
      const html = units.join("");
      const { text } = htmlAsText(html);
      if (!/[<&]/.test(html)) expect(text).toBe(html.replace(/\s+/g, " ").trim());
      expect(text.length).toBeLessThanOrEqual(3 * html.length);
    }),
    { numRuns: 2000 },
  );
});
