'use client'

import { Clerk, MagicLinkErrorCode, isMagicLinkError } from 'clerk-wasm'
import { useEffect, useRef } from 'react'
import { frontendApi, start } from '../../app.js'

/** Rendered in Node first: the import and the constants work there, the rest waits for a browser. */
export default function Page() {
  const root = useRef(null)
  useEffect(() => {
    start(new Clerk(frontendApi()), isMagicLinkError, root.current)
  }, [])
  return <main ref={root}>{MagicLinkErrorCode.Expired}</main>
}
