import { auth } from '@clerk/nextjs/server'
import { ClerkProvider } from 'clerk-wasm/nextjs'

export default async function Layout({ children }) {
  const { userId, sessionId } = await auth()
  return (
    <html lang="en">
      <body>
        <ClerkProvider initialState={userId && { userId, sessionId }}>{children}</ClerkProvider>
      </body>
    </html>
  )
}
