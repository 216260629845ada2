import { useEffect, useInsertionEffect, useMemo, useRef, useState } from 'react'
import { createFlows } from './magic-link.js'
import { useProvider, useShown } from './provider.js'
import { LOADING } from './store.js'
import { BLANK, MORE, standIn, view, whether } from './views.js'

/**
 * What this component may read by now: nothing until it was rendered with what is loaded. On a server it never is, nor
 * while it hydrates what a server sent, although the page may have loaded long before.
 */
function useKnown(hook) {
  const { store } = useProvider(hook)
  const status = useShown(hook, 'status')
  const isKnown = useRef(false)
  isKnown.current ||= status === 'ready'
  return [store, () => (isKnown.current ? store.snapshot() : LOADING)]
}

/** A view of what is shown under this name, which changes when that does. */
function useView(hook, name) {
  const [store, known] = useKnown(hook)
  const shown = useShown(hook, name)
  return useMemo(() => {
    const blank = standIn(() => store.ready(name), BLANK[name])
    return view(MORE[name](shown, store.clerk), () => shown ?? known()[name] ?? blank)
  }, [store, shown])
}

export const useUser = () => useView('useUser()', 'user')
export const useSession = () => useView('useSession()', 'session')
export const useSignIn = () => useView('useSignIn()', 'signIn')
export const useSignUp = () => useView('useSignUp()', 'signUp')

export function useSessionList() {
  const { clerk } = useProvider('useSessionList()').store
  const sessions = useShown('useSessionList()', 'sessions')
  return useMemo(() => MORE.sessions(sessions, clerk), [sessions])
}

/** The claims are those of the last token; a new token alone renders nothing. */
export function useAuth() {
  const { getToken, clerk } = useProvider('useAuth()').store
  const [status, userId, sessionId, session] = ['status', 'userId', 'sessionId', 'session'].map(name =>
    useShown('useAuth()', name),
  )
  const sessionClaims = session && (session.lastActiveToken?.jwt?.claims ?? null)
  return useMemo(
    () => ({ ...whether(userId), status, userId, sessionId, sessionClaims, getToken, signOut: clerk.signOut }),
    [status, userId, sessionId, sessionClaims],
  )
}

/** In one component the same object for ever. It renders when somebody comes or goes. */
export function useClerk() {
  const [store, known] = useKnown('useClerk()')
  useShown('useClerk()', 'user')
  useShown('useClerk()', 'session')
  return useMemo(() => store.facade(known), [store])
}

export function useMagicLink(resource) {
  const { store } = useProvider('useMagicLink()')
  const [progress, setProgress] = useState(null)
  const latest = useRef(resource)
  useInsertionEffect(() => {
    latest.current = resource
  })
  const [{ methods, mounted }] = useState(() => createFlows(store, () => latest.current, setProgress))
  useEffect(mounted, [mounted])
  return useMemo(() => ({ ...methods, progress }), [methods, progress])
}
