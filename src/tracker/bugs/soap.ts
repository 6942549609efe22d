import { asciiText } from "../format/ascii-line.ts";
import { readXml, type XmlElement } from "./xml.ts";

/** A value of an answer. Numbers stay text: the server guesses types by the look of a value. */
export type SoapValue = string | readonly SoapValue[] | ReadonlyMap<string, SoapValue>;

/** What was answered, or a clause that says why it is no answer: `is not UTF-8`. */
export type SoapAnswer = { readonly value: SoapValue } | { readonly wrong: string };

/** The namespace of debbugs' interface (https://wiki.debian.org/DebbugsSoapInterface). */
const NAMESPACE = "urn:Debbugs/SOAP";
const ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";
const ENCODING = "http://schemas.xmlsoap.org/soap/encoding/";
const LONGEST_FAULT = 200;

/** A call of a method of debbugs, as SOAP 1.1 over HTTP sends it; a list is sent as one argument. */
export function soapRequest(method: string, parameters: readonly (string | number | readonly number[])[]): string {
  const said = parameters.map((parameter) => {
    if (typeof parameter === "string") return `<arg xsi:type="xsd:string">${escaped(parameter)}</arg>`;
    if (typeof parameter === "number") return number("arg", parameter);
    const items = parameter.map((one) => number("item", one)).join("");
    return `<arg xsi:type="soapenc:Array" soapenc:arrayType="xsd:int[${parameter.length}]">${items}</arg>`;
  });
  const names = `xmlns:soap="${ENVELOPE}" xmlns:soapenc="${ENCODING}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`;
  const call = `<ns:${method} xmlns:ns="${NAMESPACE}">${said.join("")}</ns:${method}>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope ${names} soap:encodingStyle="${ENCODING}"><soap:Body>${call}</soap:Body></soap:Envelope>\n`;
}

/** The value that a method answered. Never throws; a fault of the server is told in its words. */
export function readSoapAnswer(bytes: Uint8Array, method: string): SoapAnswer {
  const read = readXml(bytes);
  if ("wrong" in read) return read;
  const { root } = read;
  if (/^html$/i.test(root.name)) return { wrong: "is a page for people" };
  const answer = root.name === "Envelope" ? root.children.find(({ name }) => name === "Body")?.children[0] : undefined;
  if (answer?.name === "Fault") {
    const said = asciiText(answer.children.find(({ name }) => /^(?:faultstring|Reason)$/.test(name))?.text ?? "");
    return { wrong: `tells of a fault: ${said.slice(0, LONGEST_FAULT) || "without a reason"}` };
  }
  if (answer?.name !== `${method}Response`) return { wrong: `is no answer to ${method}` };
  const faults: string[] = [];
  const [value] = answer.children;
  const decoded = value === undefined ? "" : decode(value, faults);
  return faults[0] === undefined ? { value: decoded } : { wrong: faults[0] };
}

function decode(element: XmlElement, faults: string[]): SoapValue {
  const type = element.attributes.get("type")?.replace(/^.*:/, "");
  if (type === "Array" || element.name === "Array") return element.children.map((child) => decode(child, faults));
  if (type === "Map") return decodeMap(element, faults);
  if (type === "base64Binary") return fromBase64(element.text, faults);
  if (element.children.length === 0) return element.text;
  // Without a type: a map as its items, or an object with a child for each field.
  if (element.children.every(({ name, children }) => name === "item" && children[0]?.name === "key")) {
    return decodeMap(element, faults);
  }
  return new Map(element.children.map((child) => [child.name, decode(child, faults)]));
}

function decodeMap({ children }: XmlElement, faults: string[]): SoapValue {
  const found = new Map<string, SoapValue>();
  for (const item of children) {
    const [key, value] = item.children;
    const name = key === undefined ? "" : decode(key, faults);
    if (value === undefined || typeof name !== "string") faults.push("has a map whose items are no pairs");
    else found.set(name, decode(value, faults));
  }
  return found;
}

/** Text that is not ASCII arrives so. Bytes of another encoding than UTF-8 become `\ufffd`, never anything else. */
function fromBase64(text: string, faults: string[]): string {
  const packed = text.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) faults.push("has text in base64 that is none");
  return Buffer.from(packed, "base64").toString("utf8");
}

function number(name: string, value: number): string {
  return `<${name} xsi:type="xsd:int">${value}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
