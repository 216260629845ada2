// The components' texts, for the load option `localization`.

/** Texts by Clerk's names, and their language. */
export interface Localization {
  readonly locale: string
  readonly [name: string]: Texts
}

/** A text, or texts by name. `{{…}}` are their placeholders. */
export type Texts = string | { readonly [name: string]: Texts }

export const arSA: Localization
export const deDE: Localization
export const enUS: Localization
