'use client'

import { useRouter as usePagesRouter } from 'next/compat/router.js'
import { useRouter as useAppRouter } from 'next/navigation.js'
import { createElement, useEffect, useRef } from 'react'
import { ClerkProvider as Provider, useAuth } from '../react/client.js'

/** As the environment says, and with the app's router. Bundlers put the values in the place of these names. */
export function ClerkProvider({ children, ...props }) {
  const pages = usePagesRouter()
  const app = useAppRouterIfAny()
  const router = pages ?? app
  return createElement(
    Provider,
    {
      environment: {
        publishableKey: process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY,
        frontendApi: process.env.NEXT_PUBLIC_CLERK_FRONTEND_API,
        hint: ' Or set NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY or NEXT_PUBLIC_CLERK_FRONTEND_API in .env.',
      },
      ...(router && { navigate: to => router.push(to) }),
      ...props,
    },
    !pages && app && createElement(Refresh, { app }),
    children,
  )
}

/** `null` in the pages router of old, and in tests. */
function useAppRouterIfAny() {
  try {
    return useAppRouter()
  } catch {
    return null
  }
}

/** Server components have rendered for somebody else as soon as the session changes. */
function Refresh({ app }) {
  const { sessionId } = useAuth()
  const last = useRef(sessionId)
  useEffect(() => {
    if (last.current !== undefined && last.current !== sessionId) app.refresh()
    last.current = sessionId
  }, [sessionId])
  return null
}
