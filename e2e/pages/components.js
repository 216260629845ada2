// Mounts the component that `?show=` names; `?props=` is JSON.
const query = new URLSearchParams(location.search)
const clerk = (window.clerk = new window.Clerk(location.origin))
window.violations = []
addEventListener('securitypolicyviolation', event => window.violations.push(event.violatedDirective))
const here = location.pathname + location.search
const props = { afterSignInUrl: here, afterSignUpUrl: here, ...JSON.parse(query.get('props') ?? '{}') }
const show = query.get('show') ?? 'mountSignIn'
const root = document.getElementById('root')
if (show.startsWith('mount')) clerk[show](root, props)
document.getElementById('opener').onclick = () => clerk[show](props)
await clerk.load()
document.documentElement.dataset.user = clerk.user?.primaryEmailAddress.emailAddress ?? ''
clerk.addListener(({ user }) => {
  if (user !== undefined) document.documentElement.dataset.user = user?.primaryEmailAddress.emailAddress ?? ''
})
