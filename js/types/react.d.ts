// React: the provider, what shows and hides, components and hooks.

import type { ReactElement, ReactNode } from 'react'
import type {
  Clerk,
  ClerkOptions,
  GetTokenOptions,
  MagicLinkFlow,
  MagicLinkProgress,
  RedirectToOptions,
  SessionResource,
  SignInProps,
  SignInResource,
  SignUpProps,
  SignUpResource,
  StartMagicLinkFlowParams,
  UserButtonProps,
  UserProfileProps,
  UserResource,
} from './clerk.mjs'

export * from './clerk.errors.mjs'

/** Who sent a request, as far as a server knows. `null`, or ids that are `null`: nobody is signed in. */
export type InitialState = { readonly userId: string | null; readonly sessionId: string | null } | null

/** The options of `load()` are props as well. */
export interface ClerkProviderProps extends ClerkOptions {
  /** `pk_test_…` or `pk_live_…`. This, `frontendApi` or an instance as `Clerk` is needed. */
  publishableKey?: string | undefined
  /** A host, a URL or a publishable key. */
  frontendApi?: string | undefined
  /**
   * An instance that was made outside of components; or a class, and then a key as well. In a test, any object with
   * `load`, `addListener`, `client`, `session` and `user`. Default: the class of this package, loaded when it is needed.
   */
  Clerk?: object | undefined
  /** With it, a server renders for whoever asks; without it, for a page that is still loading. */
  initialState?: InitialState | undefined
  children?: ReactNode
}

/** Gives the components below it one `Clerk`. Throws if no prop names an application. */
export function ClerkProvider(props: ClerkProviderProps): ReactElement

/** What has children and nothing else. */
export interface ChildrenProps {
  children?: ReactNode
}

/** Shows its children once it is known who is signed in. */
export function ClerkLoaded(props: ChildrenProps): ReactNode
/** Shows its children until then. */
export function ClerkLoading(props: ChildrenProps): ReactNode
/** Shows its children while the Frontend API cannot be reached, and if it never can be. The console says why. */
export function ClerkFailed(props: ChildrenProps): ReactNode
/** Shows its children if somebody is signed in. */
export function SignedIn(props: ChildrenProps): ReactNode
/** Shows its children if it is known that nobody is. */
export function SignedOut(props: ChildrenProps): ReactNode

export interface ShowProps extends ChildrenProps {
  when: 'signed-in' | 'signed-out'
  /** What is shown otherwise. */
  fallback?: ReactNode
}

/** `SignedIn` or `SignedOut`, with a fallback. Shows nothing until it is known. */
export function Show(props: ShowProps): ReactNode

/** The sign-in, in an element of its own. */
export function SignIn(props: SignInProps): ReactElement
/** The sign-up, in an element of its own. */
export function SignUp(props: SignUpProps): ReactElement
/** The profile, in an element of its own. */
export function UserProfile(props: UserProfileProps): ReactElement
/** The picture with its menu, in an element of its own. */
export function UserButton(props: UserButtonProps): ReactElement

/** Goes to the hosted sign-in page, once it is loaded. */
export function RedirectToSignIn(props: RedirectToOptions): null
/** Goes to the hosted sign-up page, once it is loaded. */
export function RedirectToSignUp(props: RedirectToOptions): null
/** Goes to the hosted profile page, once it is loaded. */
export function RedirectToUserProfile(): null

export type SignInButtonProps = ChildrenProps &
  (({ mode?: 'redirect' } & RedirectToOptions) | ({ mode: 'modal' } & SignInProps))
export type SignUpButtonProps = ChildrenProps &
  (({ mode?: 'redirect' } & RedirectToOptions) | ({ mode: 'modal' } & SignUpProps))

export interface SignOutButtonProps extends ChildrenProps {
  /** Default: all sessions of this browser. */
  sessionId?: string
  /** Where to go afterwards. */
  redirectUrl?: string
  /** Runs afterwards, in place of `redirectUrl`. */
  signOutCallback?: () => unknown
}

/** The child, or a button, that leads to the sign-in: on its page, or with `mode="modal"` in a dialog. */
export function SignInButton(props: SignInButtonProps): ReactElement
/** The child, or a button, that leads to the sign-up: on its page, or with `mode="modal"` in a dialog. */
export function SignUpButton(props: SignUpButtonProps): ReactElement
/** The child, or a button, that signs out. */
export function SignOutButton(props: SignOutButtonProps): ReactElement

/**
 * The `Clerk` of the provider, in one component the same object for ever. Its methods may be called before it is loaded:
 * they wait. What is not known yet is `undefined`.
 */
export function useClerk(): Clerk

/** `isLoaded` tells whether the resource is there. Before, the methods wait for it. */
export type Loading<Name extends string, Resource> =
  | ({ readonly isLoaded: false } & { readonly [name in Name]: undefined })
  | ({ readonly isLoaded: true } & { readonly [name in Name]: Resource })

/** The same of a resource that is `null` if nobody is signed in. */
export type Signed<Name extends string, Resource> =
  | ({ readonly isLoaded: false; readonly isSignedIn: undefined } & { readonly [name in Name]: undefined })
  | ({ readonly isLoaded: true; readonly isSignedIn: false } & { readonly [name in Name]: null })
  | ({ readonly isLoaded: true; readonly isSignedIn: true } & { readonly [name in Name]: Resource })

/** What makes a session the current one. */
export type SetSession = Pick<Clerk, 'setSession' | 'setActive'>

/** The sign-in under way: as itself, or by `const { isLoaded, signIn, setSession } = useSignIn()`. */
export function useSignIn(): SignInResource & SetSession & Loading<'signIn', SignInResource>
/** The sign-up under way: as itself, or by `const { isLoaded, signUp, setSession } = useSignUp()`. */
export function useSignUp(): SignUpResource & SetSession & Loading<'signUp', SignUpResource>

/**
 * Who is signed in: by `const { isLoaded, isSignedIn, user } = useUser()`, or as the user itself. Where nobody may be
 * signed in, take the first: this object is there all the same, its fields are `undefined` then, and its methods reject.
 */
export function useUser(): UserResource & Signed<'user', UserResource>
/** The current session, in the same two ways. */
export function useSession(): SessionResource & Signed<'session', SessionResource>

/** Who is signed in, by ids, and the session's token. */
export type Auth = {
  /** `error` while the Frontend API cannot be reached. */
  readonly status: 'loading' | 'ready' | 'error'
  /** A token for the app's backend, of the session at the moment of the call; `null` for nobody. The same for ever. */
  readonly getToken: (options?: GetTokenOptions) => Promise<string | null>
  /** The same for ever. */
  readonly signOut: Clerk['signOut']
} & (
  | AuthOf<false, undefined, undefined, undefined, undefined>
  | AuthOf<true, false, null, null, null | undefined>
  | AuthOf<true, true, string, string, Record<string, unknown> | null | undefined>
)

interface AuthOf<IsLoaded, IsSignedIn, UserId, SessionId, Claims> {
  /** True as well if a server has told by `initialState`. */
  readonly isLoaded: IsLoaded
  readonly isSignedIn: IsSignedIn
  readonly userId: UserId
  readonly sessionId: SessionId
  /** What the last token says. Reading it proves nothing: only a server can check the signature. */
  readonly sessionClaims: Claims
}

export function useAuth(): Auth

/** All sessions of this browser. */
export function useSessionList(): SetSession & Loading<'sessions', SessionResource[]>

/** A flow, without its resource, and how it goes. */
export interface MagicLinkHook<Params extends StartMagicLinkFlowParams, Resource>
  extends Omit<MagicLinkFlow<Params, Resource>, 'resource'> {
  /** How the wait goes; `null` without one. */
  readonly progress: MagicLinkProgress | null
}

/**
 * Sends magic links, and waits for them: for the sign-in, the sign-up or the email address that is given.
 *
 * The functions are the same for ever. A wait ends when the component goes away: its promise then stays as it is. An
 * effect that StrictMode runs twice sends one email. Without a resource they reject with `attempt_not_created`.
 */
export function useMagicLink<Params extends StartMagicLinkFlowParams, Resource>(
  resource: { createMagicLinkFlow(): MagicLinkFlow<Params, Resource> } | null | undefined,
): MagicLinkHook<Params, Resource>
/** The later name of `useMagicLink`. */
export const useEmailLink: typeof useMagicLink
