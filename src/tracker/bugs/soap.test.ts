import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSoapAnswer, type SoapValue, soapRequest } from "./soap.ts";
import { readXml } from "./xml.ts";

const answer = (inner: string, method = "get_status"): SoapValue | { wrong: string } => {
  const names = `xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`;
  const text = `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope ${names}><soap:Body>${inner}</soap:Body></soap:Envelope>`;
  const read = readSoapAnswer(Buffer.from(text, "utf8"), method);
  return "value" in read ? read.value : { wrong: read.wrong };
};
const status = (inner: string): SoapValue | { wrong: string } =>
  answer(`<get_statusResponse xmlns="urn:Debbugs/SOAP">${inner}</get_statusResponse>`);

describe("an answer", () => {
  test("of numbers is a list of texts", () => {
    const inner = `<get_bugsResponse><soapenc:Array soapenc:arrayType="xsd:int[2]" xsi:type="soapenc:Array"><item xsi:type="xsd:int">1</item><item xsi:type="xsd:int">23</item></soapenc:Array></get_bugsResponse>`;
    expect(answer(inner, "get_bugs")).toEqual(["1", "23"]);
  });

  test("of reports is a map of maps, base64 read as text", () => {
    const fields = `<done xsi:type="xsd:string" /><subject xsi:type="xsd:base64Binary">${Buffer.from("Größe: “x”").toString("base64")}</subject><fixed_versions soapenc:arrayType="xsd:anyType[1]" xsi:type="soapenc:Array"><item xsi:type="xsd:string">1-2</item></fixed_versions><found xsi:type="apachens:Map"/>`;
    const inner = `<s-gensym3 xsi:type="apachens:Map"><item><key xsi:type="xsd:int">77</key><value>${fields}</value></item></s-gensym3>`;
    const fieldsRead = new Map<string, SoapValue>([
      ["done", ""],
      ["subject", "Größe: “x”"],
      ["fixed_versions", ["1-2"]],
      ["found", new Map()],
    ]);
    expect(status(inner)).toEqual(new Map([["77", fieldsRead]]));
    expect(status(inner.replace(' xsi:type="apachens:Map"', ""))).toEqual(new Map([["77", fieldsRead]]));
  });

  test.each([
    ["", ""],
    ["<x/>", ""],
    [`<x xsi:type="xsd:base64Binary">${Buffer.from("\xfc", "latin1").toString("base64")}</x>`, "\ufffd"],
    [`<x xsi:type="xsd:base64Binary">?</x>`, { wrong: "has text in base64 that is none" }],
    [`<x xsi:type="a:Map"><item><key>1</key></item></x>`, { wrong: "has a map whose items are no pairs" }],
  ])("%s", (inner, value) => {
    expect(status(inner)).toEqual(value);
  });

  test.each([
    [
      "<soap:Fault><faultcode>soap:Server</faultcode><faultstring>Too\u009b\nmany &lt;b&gt;bugs</faultstring></soap:Fault>",
      "tells of a fault: Too many <b>bugs",
    ],
    ["<soap:Fault/>", "tells of a fault: without a reason"],
    ["<get_bugsResponse/>", "is no answer to get_status"],
    ["", "is no answer to get_status"],
  ])("%s is none", (inner, wrong) => {
    expect(answer(inner)).toEqual({ wrong });
  });

  test("that is a page for people is none", () => {
    const page = readSoapAnswer(Buffer.from("<html><body>Service unavailable</body></html>"), "get_bugs");
    expect(page).toEqual({ wrong: "is a page for people" });
  });
});

test("a call is XML whatever it asks for", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~]*$/), fc.array(fc.nat()), (word, numbers) => {
      const read = readXml(Buffer.from(soapRequest("get_bugs", [word, 7, numbers])));
      const call = "root" in read ? read.root.children[0]?.children[0] : undefined;
      expect(call?.name).toBe("get_bugs");
      expect(call?.children[0]?.text).toBe(word);
      expect(call?.children[1]?.text).toBe("7");
      expect(call?.children[2]?.children.map(({ text }) => Number(text))).toEqual(numbers);
    }),
  );
});
