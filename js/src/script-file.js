/** Where the script was, which only it can know, and only now. */
const from = globalThis.document?.currentScript?.src || globalThis.location?.href

/** Loads the components' file from beside the script. */
export const fetchComponents = url => import(url ?? new URL('./clerk.components.mjs', from))

const ELEMENTS = 'clerk-sign-in,clerk-sign-up,clerk-user-profile,clerk-user-button'

/** Calls `load` if it is sure that the page needs components: it has elements of theirs. */
export function ahead(load) {
  const { document } = globalThis
  const look = () => document.querySelector(ELEMENTS) && load()
  if (document?.readyState === 'loading') document.addEventListener('DOMContentLoaded', look)
  else if (document) look()
}
