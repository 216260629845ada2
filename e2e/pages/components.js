// Mounts the component that `?show=` names, if any, in `?language=`; `?props=` and `?options=`, those of the load, are
// JSON.
const query = new URLSearchParams(location.search)
const json = name => JSON.parse(query.get(name) ?? '{}')
const clerk = (window.clerk = new window.Clerk(location.origin))
addEventListener('securitypolicyviolation', event => console.error(`policy: ${event.violatedDirective}`))
// Without what a link puts into the address.
const here = location.pathname + location.search.replace(/&__clerk.*/, '')
const props = { afterSignInUrl: here, afterSignUpUrl: here, ...json('props') }
const show = query.get('show') ?? ''
const root = document.getElementById('root')
if (show.startsWith('mount')) clerk[show](root, props)
document.getElementById('opener').onclick = () => clerk[show](props)
const { dataset } = document.documentElement
const tell = ({ user }) => {
  if (user !== undefined) dataset.user = user?.primaryEmailAddress.emailAddress ?? ''
}
if (query.get('load') !== 'no') {
  const languages = query.has('language') ? await import('/pkg/clerk.localizations.mjs') : {}
  await clerk.load({ localization: languages[query.get('language')], ...json('options') }).catch(() => {})
  tell(clerk)
  clerk.addListener(tell)
}
