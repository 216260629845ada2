/** Loads the components' file, which bundlers split from the app. */
export const fetchComponents = () => import('./clerk.components.mjs')

/** An app says what it needs by a call. */
export const ahead = () => {}
