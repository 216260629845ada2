'use client'

import { useUser } from 'clerk-wasm/nextjs'

export function Greeting() {
  const { user } = useUser()
  return <h1>Hello {user?.firstName ?? user?.primaryEmailAddress?.emailAddress}</h1>
}
