export * from "./access-list.ts";
export * from "./check-sealed.ts";
export { type DisclosedIssue, type Disclosure, disclose } from "./disclose.ts";
export * from "./disclosed-names.ts";
export * from "./ports.ts";
export {
  asLayer,
  nameInAnswers,
  readSealedLayer,
  type SealedIssue,
  type SealedLayer,
  type SetAside,
  sealedIssue,
} from "./read-layer.ts";
export {
  addSealed,
  changeAccess,
  createSealedLayer,
  editSealed,
  type Refused,
  unsignedText,
  type Written,
} from "./write-layer.ts";
