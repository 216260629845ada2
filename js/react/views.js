// What `useSignIn()` and its kin give: a resource that also has `isLoaded` and the names of the later form.

const isLoaded = shown => shown !== undefined
export const whether = shown => ({
  isLoaded: isLoaded(shown),
  isSignedIn: isLoaded(shown) ? Boolean(shown) : undefined,
})
const attempt = (shown, { setSession, setActive }) => ({ isLoaded: isLoaded(shown), setSession, setActive })

/** The names that each hook adds. */
export const MORE = {
  user: user => ({ ...whether(user), user }),
  session: session => ({ ...whether(session), session }),
  signIn: (signIn, clerk) => ({ ...attempt(signIn, clerk), signIn }),
  signUp: (signUp, clerk) => ({ ...attempt(signUp, clerk), signUp }),
  sessions: (sessions, clerk) => ({ ...attempt(sessions, clerk), sessions }),
}

/** An error with a code, as those of the core. */
export const clerkError = (code, message) =>
  Object.assign(new Error(`Clerk: ${message}`), { name: 'ClerkError', code })

/** How to find the resource behind a view, at the moment of the call. */
const sources = new WeakMap()

/** The resource that `source()` gives, with `more` names. */
export function view(more, source) {
  const proxy = new Proxy(source(), {
    has: (resource, name) => name in more || name in resource,
    get: (_, name) => (Object.hasOwn(more, name) ? more : source())[name],
  })
  sources.set(proxy, source)
  return proxy
}

/** The resource behind a view, or else what was given. */
export const sourceOf = resource => (sources.get(resource) ?? (() => resource))()

/** The methods of resources and flows that have something to wait for. */
const METHOD =
  /^((create|update)(?!d)|prepare|attempt|reload|touch|end$|remove|revoke|get|verify|disable|delete$|start|cancel|resume|resend)/

/**
 * Stands in for a resource that is not there yet: its methods wait for it. `blank` is what there is to read.
 */
export function standIn(ready, blank = {}) {
  const method =
    name =>
    (...args) => {
      const result = ready().then(resource => resource[name](...args))
      if (!/^create.*Flow$/.test(name)) return result
      // Who waits for it is told by the methods of the flow.
      result.catch(() => {})
      return standIn(() => result)
    }
  return new Proxy(blank, {
    get: (blank, name) => (name in blank || !METHOD.test(String(name)) ? blank[name] : method(name)),
  })
}

const verification = {
  status: null,
  strategy: null,
  attempts: null,
  expireAt: null,
  resendAvailableAt: null,
  error: null,
  verifiedAtClient: null,
  nonce: null,
  externalVerificationRedirectURL: null,
  nextAction: null,
  supportedStrategies: [],
  verifiedFromTheSameClient: () => false,
}

/** What an attempt holds that was not created: the same as the core's. */
export const BLANK = {
  signIn: {
    id: undefined,
    status: null,
    createdSessionId: null,
    identifier: null,
    userData: null,
    supportedFirstFactors: null,
    supportedSecondFactors: null,
    supportedIdentifiers: [],
    firstFactorVerification: verification,
    secondFactorVerification: verification,
  },
  signUp: {
    id: undefined,
    status: null,
    createdSessionId: null,
    createdUserId: null,
    abandonAt: null,
    username: null,
    firstName: null,
    lastName: null,
    emailAddress: null,
    phoneNumber: null,
    web3wallet: null,
    unsafeMetadata: null,
    hasPassword: false,
    requiredFields: [],
    optionalFields: [],
    missingFields: [],
    unverifiedFields: [],
    verifications: {
      emailAddress: verification,
      phoneNumber: verification,
      web3Wallet: verification,
      externalAccount: verification,
    },
  },
}
