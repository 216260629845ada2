// What a component's commands do: each calls public methods of `Clerk`, and decides nothing.
// `components/src/command.rs` is the other half.

import { object } from './fields.js'
import { withoutLink } from './router.js'

/** The sign-in, the sign-up, or the user's email address, session or self. */
function find({ clerk, sessions = [] }, name) {
  const { client, user } = clerk
  const named = { sign_in: client.signIn, sign_up: client.signUp }
  return named[name] ?? [...sessions, ...user.emailAddresses].find(({ id }) => id === name) ?? user
}

const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

/** A link's flow, where that of another package can neither resume nor send again, nor tell that it has sent. */
function flowOf(about) {
  let isOver
  const prepare = about.prepareFirstFactor ?? about.prepareVerification
  return {
    async startMagicLinkFlow({ onProgress, ...link }) {
      await this.resendMagicLink(link)
      await this.resumeMagicLinkFlow({ onProgress }, 'sent')
    },
    async resumeMagicLinkFlow({ onProgress }, phase = 'waiting') {
      onProgress({ phase })
      const status = () =>
        (about.firstFactorVerification ?? about.verifications?.emailAddress ?? about.verification).status
      while (!isOver && status() === 'unverified') {
        await pause(2000)
        await about.reload()
      }
    },
    resendMagicLink: link => prepare.call(about, { strategy: 'email_link', ...link }),
    cancelMagicLinkFlow: () => (isOver = true),
  }
}

/** Waits for a link. If the component turns to something else meanwhile, the result is nobody's. */
async function wait(component, method, name, id, redirectUrl) {
  const about = find(component, name)
  const own = about.createMagicLinkFlow?.()
  const flow = (component.flow = own?.resendMagicLink ? own : flowOf(about))
  const link = (component.link = { ...(id && { emailAddressId: id }), redirectUrl })
  try {
    await flow[method]({ ...link, onProgress: component.progress })
  } finally {
    if (component.flow !== flow) await new Promise(() => {})
  }
}

/** Where an attempt that needs more than its link goes on. */
const HERE = '#'

/** What each step proves: by which resource (else by an address), and how its methods end. */
const STEPS = {
  first: ['sign_in', 'FirstFactor'],
  second: ['sign_in', 'SecondFactor'],
  sign_up: ['sign_up', 'EmailAddressVerification'],
  address: [undefined, 'Verification'],
}

const prove = verb => async (component, step, strategy, id, value) => {
  const [on = id, what] = STEPS[step]
  const params = { strategy, ...(id && { emailAddressId: id }) }
  if (value) params[strategy === 'password' ? strategy : 'code'] = value
  await find(component, on)[verb + what](params)
}

/** Calls of the user, or of what has the `id`, by another name than their own in camelCase. */
const CALLS = {
  add_address: 'createEmailAddress',
  remove_address: 'destroy',
  create_totp: 'createTOTP',
  verify_totp: 'verifyTOTP',
  disable_totp: 'disableTOTP',
  sessions: 'getSessions',
}

/** Calls that answer more than that they are done. */
const TOLD = /^(add|create|sessions)/

const camelCase = name => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase())

/** Commands with an answer: what they return is sent back. */
export const ANSWERED = {
  __proto__: null,
  async create(component, about, ...fields) {
    const { unsafeMetadata } = component.props
    const more = about === 'sign_up' && unsafeMetadata && { unsafeMetadata }
    await find(component, about).create({ ...object(fields), ...more })
  },
  update: async (component, about, ...fields) => void (await find(component, about).update(object(fields))),
  prepare: prove('prepare'),
  attempt: prove('attempt'),
  async user(component, call, ...fields) {
    const { id, ...params } = object(fields)
    const answer = await find(component, id)[CALLS[call] ?? camelCase(call)](params)
    if (call === 'sessions') component.sessions = answer
    return TOLD.test(call) && answer
  },
  send_link: (component, ...link) => wait(component, 'startMagicLinkFlow', ...link),
  await_link: (component, ...link) => wait(component, 'resumeMagicLinkFlow', ...link),
  resend: async ({ flow, link }) => void (await flow.resendMagicLink(link)),
  async verify({ clerk }, redirectUrlComplete) {
    const answer = {}
    const params = {
      redirectUrl: HERE,
      redirectUrlComplete,
      onVerifiedOnOtherDevice: () => (answer.outcome = 'other_device'),
    }
    try {
      const handle = clerk.handleMagicLinkVerification ?? clerk.handleEmailLinkVerification
      await handle.call(clerk, params, to => to !== HERE && clerk.navigate(to))
    } finally {
      history.replaceState(history.state, '', withoutLink(location.href))
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
  __proto__: null,
  cancel(component) {
    const { flow } = component
    component.flow = undefined
    flow?.cancelMagicLinkFlow()
  },
  // The component shows how it ends.
  load: ({ app }) => void app.load(),
  go({ clerk, app }, url, replaces) {
    // Only a router of the app knows how to go about its own pages.
    const isOwn = app.options.navigate && new URL(url, location).origin === location.origin
    return replaces && !isOwn ? location.replace(url) : clerk.navigate(url)
  },
  route: ({ router }, path, replaces) => router.go(path, replaces),
  tick: (component, ms) => component.tick(ms),
  focus: (component, id, ifInside) => component.focus(id, ifInside),
  open: (component, kind, identifier) => component.open(kind, identifier),
  show: component => component.show(),
  close: component => component.close(),
}
