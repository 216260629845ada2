import { ClerkProvider } from 'clerk-wasm/nextjs'
import './style.css'

export const metadata = { title: 'Clerk in Next.js' }

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <ClerkProvider>{children}</ClerkProvider>
      </body>
    </html>
  )
}
