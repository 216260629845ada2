import { ClerkProvider } from 'clerk-wasm/nextjs'
import '../style.css'

export default function App({ Component, pageProps }) {
  return (
    <ClerkProvider>
      <Component {...pageProps} />
    </ClerkProvider>
  )
}
