import { useEffect, useInsertionEffect, useMemo, useRef, useState } from 'react'
import { createFlows } from './magic-link.js'
import { useProvider, useShown } from './provider.js'
import { BLANK, standIn, view } from './views.js'

/** A view of what is shown under this name, which changes when that does. */
function useView(hook, name, more) {
  const { store } = useProvider(hook)
  const shown = useShown(hook, snapshot => snapshot[name])
  return useMemo(() => {
    const blank = standIn(() => store.ready(name), BLANK[name])
    return view(more(shown, store.clerk), () => shown ?? store.snapshot()[name] ?? blank)
  }, [store, shown])
}

const isLoaded = shown => shown !== undefined
const whether = shown => ({ isLoaded: isLoaded(shown), isSignedIn: isLoaded(shown) ? Boolean(shown) : undefined })

export const useUser = () => useView('useUser()', 'user', user => ({ ...whether(user), user }))
export const useSession = () => useView('useSession()', 'session', session => ({ ...whether(session), session }))

export const useSignIn = () =>
  useView('useSignIn()', 'signIn', (signIn, { setSession, setActive }) => ({
    isLoaded: isLoaded(signIn),
    signIn,
    setSession,
    setActive,
  }))

export const useSignUp = () =>
  useView('useSignUp()', 'signUp', (signUp, { setSession, setActive }) => ({
    isLoaded: isLoaded(signUp),
    signUp,
    setSession,
    setActive,
  }))

export function useSessionList() {
  const { setSession, setActive } = useProvider('useSessionList()').store.clerk
  const sessions = useShown('useSessionList()', ({ sessions }) => sessions)
  return useMemo(() => ({ isLoaded: isLoaded(sessions), sessions, setSession, setActive }), [sessions])
}

/** The claims are those of the last token; a new token alone renders nothing. */
export function useAuth() {
  const { getToken, clerk } = useProvider('useAuth()').store
  const [status, userId, sessionId, session] = ['status', 'userId', 'sessionId', 'session'].map(name =>
    useShown('useAuth()', snapshot => snapshot[name]),
  )
  const sessionClaims = session && (session.lastActiveToken?.jwt?.claims ?? null)
  const { signOut } = clerk
  return useMemo(
    () => ({ ...whether(userId), status, userId, sessionId, sessionClaims, getToken, signOut }),
    [status, userId, sessionId, sessionClaims],
  )
}

/** The same object for ever. A component that uses it renders when somebody comes or goes. */
export function useClerk() {
  for (const name of ['status', 'user', 'session']) useShown('useClerk()', snapshot => snapshot[name])
  return useProvider('useClerk()').store.clerk
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
