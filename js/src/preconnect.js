/**
 * Lets the browser connect to the Frontend API while the core starts.
 *
 * Sends nothing. An argument that cannot be read here is left to the core, which says what is wrong with it.
 */
export function preconnect(frontendApi) {
  try {
    const link = document.createElement('link')
    link.rel = 'preconnect'
    link.href = origin(frontendApi)
    document.head.append(link)
    link.remove()
  } catch {
    // There is no page, or this is no URL.
  }
}

/** The origin of a host, a URL or a publishable key (wire protocol 1.1 to 1.3). */
function origin(frontendApi) {
  const key = /^pk_[a-z]+_(.+)/.exec(frontendApi)
  const host = key ? atob(key[1]).slice(0, -1) : frontendApi
  return new URL(/^https?:/i.test(host) ? host : `https://${host}`).origin
}
