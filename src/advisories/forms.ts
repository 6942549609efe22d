import { partToSign } from "./announcement/signed-mail.ts";
import { announcementText } from "./announcement/text.ts";
import { csafText } from "./csaf/csaf-document.ts";
import { csafPath } from "./csaf/file-name.ts";
import { cveRecords } from "./cve/cve-record.ts";
import type { Advisory } from "./model.ts";
import { osvId, osvRecord } from "./osv/osv-record.ts";
import { advisoryPage } from "./page/page.ts";
import { SECURITY_TXT, securityTxt } from "./provider/security-txt.ts";
import { pagePath } from "./words/products.ts";

export type FormKind = "announcement" | "part" | "csaf" | "osv" | "cve" | "page" | "security-txt";

/** One form of an advisory. */
export interface Form {
  readonly kind: FormKind;
  /** Below the tree, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Every form that is made from the advisory alone: the same bytes for the same record. */
export function formsOf(advisory: Advisory): readonly Form[] {
  const text = announcementText(advisory);
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  const form = (kind: FormKind, path: string, content: string | Uint8Array): Form => ({
    kind,
    path,
    bytes: typeof content === "string" ? Buffer.from(content, "utf8") : content,
  });
  return [
    form("announcement", `mail/${advisory.id}.txt`, text),
    form("part", `mail/${advisory.id}.part`, partToSign(text)),
    form("csaf", csafPath(advisory), csafText(advisory)),
    form("osv", `osv/${osvId(advisory.id)}.json`, json(osvRecord(advisory))),
    ...cveRecords(advisory).map(({ cve, record }) => form("cve", `cve/${cve}.json`, json(record))),
    form("page", pagePath(advisory.id), advisoryPage(advisory)),
    form("security-txt", SECURITY_TXT, securityTxt(advisory.publisher)),
  ];
}
