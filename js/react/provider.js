// The provider, and what shows or hides its children.

import { createElement, useContext, useEffect, useInsertionEffect, useState, useSyncExternalStore } from 'react'
import { context, LOADING, storeOf } from './store.js'

const NO_KEY = 'ClerkProvider needs a publishableKey, a frontendApi or an instance.'
const TWO_KEYS = 'ClerkProvider: another one around it names another application.'
const NEW_KEY = 'ClerkProvider stays with its first application. For another, give it another `key`.'

/** `environment` names the application if neither the other props nor a provider around it do. */
export function ClerkProvider({
  publishableKey,
  frontendApi,
  Clerk,
  environment,
  initialState,
  children,
  ...options
}) {
  const outer = useContext(context)
  const named =
    storeOf({ publishableKey, frontendApi, Clerk }) ?? outer?.store ?? storeOf({ ...environment, Clerk })
  const [value] = useState(() => ({ store: named, ids: idsOf(initialState) }))
  const { store } = value
  if (!store) throw new Error(NO_KEY + (environment?.hint ?? ''))
  if (outer && outer.store !== store) throw new Error(TWO_KEYS)
  // Before the effects of the children: one of them may be the first to ask for something.
  useInsertionEffect(() => {
    if (!outer) store.configure(options)
  })
  // Never undone: what is loaded stays. In an effect, since nothing may change before hydration.
  useEffect(store.quietly, [store])
  const isStill = named === store
  useEffect(() => {
    if (!isStill) console.error(NEW_KEY)
  }, [isStill])
  return createElement(context.Provider, { value: (initialState === undefined && outer) || value }, children)
}

/** What a server knows of the request: who it is, or with `null` that it is nobody. */
const idsOf = state =>
  state === undefined ? {} : { userId: state?.userId ?? null, sessionId: state?.sessionId ?? null }

export function useProvider(name) {
  const value = useContext(context)
  if (value) return value
  throw new Error(
    `${name} needs a <ClerkProvider> around it. If there is one: are there two copies? See \`npm ls clerk-wasm react\`.`,
  )
}

/**
 * What is shown under this key. The component renders when that changes.
 *
 * Such a change is never put off, so no two components disagree. A resource that
 * `useDeferredValue` holds back still reads the present.
 */
export function useShown(name, key) {
  const { store, ids } = useProvider(name)
  const of = snapshot => (snapshot.isLoaded ? snapshot : { ...snapshot, ...ids })[key]
  return useSyncExternalStore(
    store.subscribe,
    () => of(store.snapshot()),
    () => of(LOADING),
  )
}

export const ClerkLoaded = ({ children }) => (useShown('<ClerkLoaded>', 'status') === 'ready' ? children : null)
export const ClerkLoading = ({ children }) =>
  useShown('<ClerkLoading>', 'status') === 'loading' ? children : null
export const ClerkFailed = ({ children }) => (useShown('<ClerkFailed>', 'status') === 'error' ? children : null)

export const SignedIn = ({ children }) => (useShown('<SignedIn>', 'userId') ? children : null)
export const SignedOut = ({ children }) => (useShown('<SignedOut>', 'userId') === null ? children : null)

export function Show({ when, fallback = null, children }) {
  const id = useShown('<Show>', 'userId')
  if (id === undefined) return null
  return Boolean(id) === (when === 'signed-in') ? children : fallback
}
