/** Where the script was, which only it can know, and only now. */
const from = globalThis.document?.currentScript?.src

/**
 * Loads the components' file from beside the script. A CDN may serve the script under the name of the package alone;
 * what lies beside that name is of other packages.
 */
export const fetchComponents = async url =>
  import(url ?? new URL('./clerk.components.mjs', /^[^?#]+\.js(?![^?#])/.exec(from)?.[0]))

const ELEMENTS = 'clerk-sign-in,clerk-sign-up,clerk-user-profile,clerk-user-button'

/** Calls `load` if it is sure that the page needs components: it has elements of theirs. */
export function ahead(load) {
  const { document } = globalThis
  const look = () => document.querySelector(ELEMENTS) && load()
  if (document?.readyState === 'loading') document.addEventListener('DOMContentLoaded', look)
  else if (document) look()
}
