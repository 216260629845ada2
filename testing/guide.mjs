// The guide whose snippets run and compile here, if it is beside this clone.

import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export const FILE = resolve(import.meta.dirname, '../../shared/seed/magic-links.md')

export const skip = !existsSync(FILE) && 'the guide is not beside this clone'

/** Each block of code with the line before it, and the tab in which it stands. */
export function snippetsOf(text) {
  const blocks = text.matchAll(/(?:^\{% tab title="(.*)" %\}\n)?^```(?:jsx|javascript)\n([^]*?)^```$/gm)
  return Array.from(blocks, ({ 0: all, 1: tab, 2: code, index }) => ({
    tab,
    code,
    line: text.slice(0, index + all.indexOf('```')).split('\n').length,
  }))
}

/**
 * The guide's snippets, with two of its own mistakes mended, which no package could make up for: the sign-up of React
 * opens `<Switch>` and closes `</Routes>`, and a page of Next.js lacks its last brace.
 */
export const guide = () =>
  snippetsOf(readFileSync(FILE, 'utf8')).map(snippet => ({
    ...snippet,
    code: snippet.code
      .replace('<Switch>', '<Routes>')
      .replace(/^function .*\{\n[^}]*$(?![^]*^\})/m, all => `${all}}\n`),
  }))

/** The guide's placeholders: where the link leads, where the app goes on, and where it ends or is not complete. */
const PLACES = {
  'https://your-app.domain.com/verification': 'verification',
  'https://redirect-when-sign-up-complete': 'complete',
  'https://redirect-when-sign-in-complete': 'complete',
  'https://redirect-to-pending-sign-up': 'pending',
  'https://redirect-to-pending-sign-in-like-2fa': 'pending',
  'https://redirect-from-email-magic-link': 'verified',
}

/** A snippet with pages of an app in place of the placeholders. */
export const at = (pages, code) =>
  Object.entries(PLACES).reduce((code, [url, name]) => code.replaceAll(url, pages[name]), code)
