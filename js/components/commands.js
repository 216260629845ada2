// What a component's commands do: each calls public methods of `Clerk`, and decides nothing.
// `components/src/command.rs` is the other half.

import { object } from './fields.js'

/** A resource by its name, or by the id of the user's email address or session. */
function find({ clerk, sessions }, name) {
  const { client, user } = clerk
  const [, sessionId] = name.split('session:')
  if (sessionId) return sessions.find(({ id }) => id === sessionId)
  const named = { sign_in: client.signIn, sign_up: client.signUp, user }
  return named[name] ?? user.emailAddresses.find(({ id }) => id === name)
}

/** Calls a method by its present name, or by the older one of a magic link. */
const call = (of, method, ...args) => (of[method] ?? of[method.replace('Magic', 'Email')]).apply(of, args)

/** Waits for a link. If the component turns to something else meanwhile, the result is nobody's. */
async function wait(component, id, method, params) {
  const about = find(component, component.kind === 'user_profile' ? id : component.kind)
  const flow = (component.flow = call(about, 'createMagicLinkFlow'))
  try {
    await call(flow, method, { ...(id && { emailAddressId: id }), onProgress: component.progress, ...params })
  } finally {
    if (component.flow !== flow) await new Promise(() => {})
  }
}

/** Takes what a link put there out of the address. */
function forgetLink() {
  const href = location.href.replace(/__clerk_\w+=[^&#]*&?/g, '').replace(/[?&]+(?=#|$)/g, '')
  history.replaceState(history.state, '', href)
}

/** Commands with an answer: what they return is sent back. */
export const ANSWERED = {
  async call(component, on, method, wantsAnswer, ...fields) {
    const { kind, props } = component
    const params = object(fields)
    if (kind === 'sign_up' && method === 'create' && props.unsafeMetadata) {
      params.unsafeMetadata = props.unsafeMetadata
    }
    const answer = await find(component, on)[method](params)
    if (method === 'getSessions') component.sessions = answer
    return wantsAnswer && answer
  },
  send_link: (component, id, redirectUrl) => wait(component, id, 'startMagicLinkFlow', { redirectUrl }),
  await_link: (component, id) => wait(component, id, 'resumeMagicLinkFlow'),
  resend: async ({ flow }) => void (await flow.resendMagicLink()),
  async verify({ clerk }, redirectUrlComplete, redirectUrl) {
    const answer = {}
    const onVerifiedOnOtherDevice = () => (answer.outcome = 'other_device')
    try {
      await call(clerk, 'handleMagicLinkVerification', {
        redirectUrl,
        redirectUrlComplete,
        onVerifiedOnOtherDevice,
      })
    } finally {
      forgetLink()
    }
    return answer
  },
  async set_session({ clerk }, id, to) {
    await clerk.setSession(id, () => to && clerk.navigate(to))
  },
  async sign_out({ clerk }, sessionId, to) {
    const leave = () => to && clerk.navigate(to)
    await (sessionId ? clerk.signOut({ sessionId }, leave) : clerk.signOut(leave))
  },
}

/** Commands without an answer. */
export const OTHERS = {
  cancel(component) {
    const { flow } = component
    component.flow = undefined
    if (flow) call(flow, 'cancelMagicLinkFlow')
  },
  load: ({ app }) => app.load(),
  go: ({ clerk }, url) => clerk.navigate(url),
  route: ({ router }, path, replaces) => router.go(path, replaces),
  tick: (component, ms) => component.tick(ms),
  focus: (component, id, ifInside) => component.focus(id, ifInside),
  open: (component, kind, ...fields) => component.open(kind, object(fields)),
  close: component => component.close(),
}
