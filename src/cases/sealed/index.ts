export { readKeyFile } from "./key-file.ts";
export {
  createCaseKey,
  createMasterKey,
  fingerprintOf,
  formatMasterKey,
  idMarkOf,
  type MasterKey,
  markOf,
  openDeskValue,
  parseMasterKey,
  sealDeskValue,
  unwrapCaseKey,
  wrapCaseKey,
} from "./master-key.ts";
export { openValue, type Place, sealValue } from "./place.ts";
