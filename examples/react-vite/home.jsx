import { useAuth, useUser } from 'clerk-wasm/react'
import { useState } from 'react'

/** What somebody sees who is signed in. */
export function Home() {
  const { user } = useUser()
  const { getToken } = useAuth()
  const [answer, setAnswer] = useState('')

  /** Your own server checks the token: see the README. */
  async function ask() {
    const token = await getToken()
    setAnswer(`Authorization: Bearer ${token.slice(0, 12)}…`)
  }

  return (
    <main>
      <h1>Hello {user?.firstName ?? user?.primaryEmailAddress?.emailAddress}</h1>
      <button type="button" onClick={ask}>
        Ask my server
      </button>
      <output>{answer}</output>
    </main>
  )
}
