'use client'

import { Clerk, MagicLinkErrorCode, isMagicLinkError } from 'clerk-wasm'
import Script from 'next/script'

/** Rendered in Node first: the import and the constants work there, the rest waits for a browser. */
export default function Page() {
  return (
    <>
      <p id="rendered">{MagicLinkErrorCode.Expired}</p>
      <Script src="/app.js" onReady={() => window.run(Clerk, isMagicLinkError)} />
    </>
  )
}
