import type { Publisher } from "../model.ts";
import { isoTime } from "../words/products.ts";
import { PROVIDER_METADATA } from "./provider-metadata.ts";

/** Where the file stands below the tree (RFC 9116, section 3). */
export const SECURITY_TXT = ".well-known/security.txt";

/** security.txt (RFC 9116), with the field by which CSAF's readers find the provider (CSAF 2.0, section 7.1.8). */
export function securityTxt({ securityTxt: txt, address }: Publisher): string {
  const optional = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [`${name}: ${value}`];
  const lines = [
    ...txt.contact.map((contact) => `Contact: ${contact}`),
    `Expires: ${isoTime(txt.expires).replace(".000Z", "Z")}`,
    ...optional("Encryption", txt.encryption),
    ...optional("Acknowledgments", txt.acknowledgments),
    `Preferred-Languages: ${txt.languages.join(", ")}`,
    `Canonical: ${address}/${SECURITY_TXT}`,
    ...optional("Policy", txt.policy),
    `CSAF: ${address}/${PROVIDER_METADATA}`,
  ];
  return `${lines.join("\n")}\n`;
}

const ONCE = ["Expires", "Preferred-Languages"];
const ADDRESSES = ["Acknowledgments", "Canonical", "Contact", "CSAF", "Encryption", "Hiring", "Policy"];
const YEAR_MS = 366 * 86_400_000;

/** Every broken rule of RFC 9116, section 2; empty for a file that can be believed at that time. */
export function securityTxtFaults(text: string, now: Date): readonly string[] {
  const fields = text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => /^([A-Za-z-]+): (\S.*)$/.exec(line)?.slice(1) ?? [line, ""]);
  const valuesOf = (name: string): readonly string[] =>
    fields.flatMap(([field = "", value = ""]) => (field.toLowerCase() === name.toLowerCase() ? [value] : []));
  const [expires = ""] = valuesOf("Expires");
  const left = Date.parse(expires) - now.getTime();
  return [
    ...fields.flatMap(([name = "", value]) => (value === "" ? [`no field: ${name}`] : [])),
    ...(valuesOf("Contact").length > 0 ? [] : ["no Contact (section 2.5.3)"]),
    ...(valuesOf("Expires").length > 0 ? [] : ["no Expires (section 2.5.5)"]),
    ...ONCE.filter((name) => valuesOf(name).length > 1).map((name) => `${name} stands twice`),
    ...(expires !== "" && !(left > 0 && left <= YEAR_MS) ? [`Expires at ${expires}`] : []),
    ...ADDRESSES.flatMap((name) =>
      valuesOf(name)
        .filter((value) => !/^(?:https:\/\/|mailto:|tel:|openpgp4fpr:|dns:)\S+$/.test(value))
        .map((value) => `${name} is no address that can be trusted: ${value}`),
    ),
  ];
}
