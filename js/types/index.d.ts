// The one declaration of the public surface, written by hand. bundle.mjs makes the declarations of each file
// from it, and test/surface.test.mjs finds every member at run time.

/**
 * A Clerk application in this browser.
 *
 * ```ts
 * const clerk = new Clerk('pk_test_…')
 * await clerk.load()
 * ```
 *
 * Methods may be taken off the instance: `const { signOut } = clerk` works.
 */
export class Clerk {
  /** The release of this SDK, as in `"0.1.0"`. */
  static readonly version: string
  static readonly MagicLinkErrorCode: MagicLinkErrorCodes
  static isMagicLinkError(error: unknown): error is MagicLinkError
  /** The later name of `MagicLinkErrorCode`. */
  static readonly EmailLinkErrorCode: MagicLinkErrorCodes
  /** The later name of `isMagicLinkError`. */
  static isEmailLinkError(error: unknown): error is MagicLinkError

  /**
   * Takes the name of the Frontend API. Sends nothing yet. In a page, all instances made with the same text
   * share what they know, so the options of the first `load()` count for all of them. That holds across copies of
   * this package too, if they are of one release.
   *
   * @param frontendApi A host (`clerk.example.com`, over https), a URL (`http://localhost:4000`,
   *   with its path if there is one before `/v1`) or a publishable key (`pk_test_…`, `pk_live_…`).
   * @throws {ClerkError} `missing_frontend_api`, `invalid_frontend_api`. The single-file builds also
   *   throw `webassembly_unavailable` where a Content Security Policy lacks `'wasm-unsafe-eval'` or
   *   there is no `TextDecoder` (jsdom), and `damaged_file` where the script was not served as UTF-8
   *   or was changed on its way.
   */
  constructor(frontendApi: string | URL)

  /** The release of this SDK, as in `"0.1.0"`. */
  readonly version: string
  /** The host of the Frontend API, with its port if it has one. */
  readonly frontendApi: string
  /** The publishable key that the constructor got, if it got one. */
  readonly publishableKey: string | undefined
  /** This browser's sessions and attempts. `undefined` until loaded, then always the same object. */
  readonly client: ClientResource | undefined
  /** The current session. `null` when signed out, `undefined` until loaded and while it changes. */
  readonly session: SessionResource | null | undefined
  /** The current user. `null` when signed out, `undefined` until loaded and while it changes. */
  readonly user: UserResource | null | undefined

  readonly MagicLinkErrorCode: MagicLinkErrorCodes
  isMagicLinkError(error: unknown): error is MagicLinkError
  /** The later name of `MagicLinkErrorCode`. */
  readonly EmailLinkErrorCode: MagicLinkErrorCodes
  /** The later name of `isMagicLinkError`. */
  isEmailLinkError(error: unknown): error is MagicLinkError

  /**
   * Asks the Frontend API who is signed in. A second call joins the first. A call after a failure tries
   * again.
   *
   * @throws {ClerkError} `network_error`, `unexpected_response`
   * @throws {ClerkAPIResponseError} if the Frontend API answers with an error
   */
  load(options?: ClerkOptions): Promise<void>

  /** True once `load()` has succeeded. */
  isReady(): boolean
  /** True once `load()` has succeeded: the later name of `isReady()`. */
  readonly loaded: boolean

  /**
   * Calls `listener` on every change of the client, session or user, and at once if already loaded.
   *
   * @returns A function that ends the subscription.
   */
  addListener(listener: Listener): UnsubscribeCallback

  /**
   * Makes a session of this client the current one, or none with `null`. A session that is not active
   * counts as none. The Frontend API is asked once about one that is not known here.
   *
   * @param beforeEmit Runs before listeners are called, for a navigation. While it runs,
   *   `clerk.session` and `clerk.user` are `undefined`.
   * @throws {ClerkError} `not_loaded`, `invalid_argument`, `network_error`
   * @throws {ClerkAPIResponseError} if it was asked and answers with an error
   */
  setSession(session: SessionResource | string | null, beforeEmit?: BeforeEmitCallback): Promise<void>

  /** Makes a session the current one: `setSession` with named parameters. */
  setActive(params: SetActiveParams): Promise<void>

  /** Ends every session of this browser, then runs `callback`, for a navigation. */
  signOut(callback?: SignOutCallback): Promise<void>
  /** Ends one session of this browser, then runs `callback`. */
  signOut(target: { sessionId?: string }, callback?: SignOutCallback): Promise<void>
  /** Ends the current session only, then runs `callback`. */
  signOutOne(callback?: SignOutCallback): Promise<void>

  /**
   * Goes to a URL, resolved as a link of the page would be. Within the page's origin, the load option
   * `navigate` does it, if given; else the browser does.
   *
   * @throws {ClerkError} `invalid_argument` unless the URL has the scheme http(s), or the page's own
   *   scheme (such as that of an extension)
   */
  navigate(to: PageUrl): Promise<unknown>

  /** The URL of the hosted sign-in page; empty until loaded. */
  buildSignInUrl(options?: RedirectOptions): string
  /** The URL of the hosted sign-up page; empty until loaded. */
  buildSignUpUrl(options?: RedirectOptions): string
  /** The URL of the hosted profile page; empty until loaded. */
  buildUserProfileUrl(): string
  /**
   * Goes to the hosted sign-in page. People come back to this page, unless an option names another. With
   * `returnBack: false`, or `false` in place of the options, they do not come back.
   */
  redirectToSignIn(options?: RedirectToOptions | boolean): Promise<unknown>
  /** Goes to the hosted sign-up page. People come back as from `redirectToSignIn()`. */
  redirectToSignUp(options?: RedirectToOptions | boolean): Promise<unknown>
  /** Goes to the hosted profile page. */
  redirectToUserProfile(): Promise<unknown>

  /**
   * Opens the sign-in in a dialog. Of a call before `load()`, the dialog shows that it waits.
   *
   * In a headless build this and its like report a `ClerkError` of code `no_components`, once and as an error
   * that nobody caught; the page goes on.
   */
  openSignIn(props?: SignInProps): void
  /** Closes that dialog. Never throws. */
  closeSignIn(): void
  /**
   * Shows the sign-in in an element of the page. Of an element that shows it already, the props change.
   *
   * @throws {ClerkError} `invalid_argument` if this is no element
   */
  mountSignIn(node: Element, props?: SignInProps): void
  /** Takes it away again. Never throws. */
  unmountSignIn(node: Element | null | undefined): void
  openSignUp(props?: SignUpProps): void
  closeSignUp(): void
  mountSignUp(node: Element, props?: SignUpProps): void
  unmountSignUp(node: Element | null | undefined): void
  openUserProfile(props?: UserProfileProps): void
  closeUserProfile(): void
  mountUserProfile(node: Element, props?: UserProfileProps): void
  unmountUserProfile(node: Element | null | undefined): void
  mountUserButton(node: Element, props?: UserButtonProps): void
  unmountUserButton(node: Element | null | undefined): void
  /** Changes some props of a mounted component. React's package calls this. */
  __unstable__updateProps(change: { node: Element; props: object }): void
  /** How the application is configured, as the Frontend API sends it; `undefined` until loaded. */
  readonly __unstable__environment: unknown
  /** What listeners were told last; `undefined` before the first client. React's package reads this. */
  readonly __internal_lastEmittedResources: Resources | undefined

  /** Asks the Frontend API who is signed in, as after a 401. An ended session is not current any more then. */
  handleUnauthenticated(): Promise<unknown>

  /**
   * Completes a magic link, on the page that was given as its `redirectUrl`.
   *
   * - If the attempt is complete: signs in and goes to `redirectUrlComplete`.
   * - If the attempt needs more: goes to `redirectUrl`. Without a `redirectUrl` it goes nowhere.
   * - If the link belongs to another browser: calls `onVerifiedOnOtherDevice` and resolves to `null`.
   *
   * @param customNavigate Is called in place of `clerk.navigate`.
   * @throws {MagicLinkError} if the link did not verify: `expired`, `failed`, `client_mismatch`
   * @throws {ClerkError} `invalid_argument` if the URL to go to is not that of a page
   */
  handleMagicLinkVerification(
    params: HandleMagicLinkVerificationParams,
    customNavigate?: (to: string) => unknown,
  ): Promise<unknown>
  /** The later name of `handleMagicLinkVerification`. */
  handleEmailLinkVerification(
    params: HandleMagicLinkVerificationParams,
    customNavigate?: (to: string) => unknown,
  ): Promise<unknown>

  /** What consoles and `JSON.stringify` show. */
  toJSON(): Record<string, unknown>
}

/** Whether this is a `MagicLinkError`, with which a flow or a verification of a magic link ended. */
export function isMagicLinkError(error: unknown): error is MagicLinkError

/** Options of `clerk.load()`. */
export interface ClerkOptions {
  /** The app's router, for URLs of the page's origin. It gets path, query and hash. */
  navigate?: (to: string) => unknown
  /** Picks the session to start with. Default: the session that was last active, else the first active one. */
  selectInitialSession?: (client: ClientResource) => SessionResource | null | undefined
  /** Whether to tell the Frontend API when a session is in use. Default `true`. */
  touchSession?: boolean
  /** With `false`, a token is refreshed only when it is asked for. Default `true`. */
  polling?: boolean
  /** How the components look; a prop of the same name counts more. */
  appearance?: Appearance
  /** The pages of the components, where they are not those of the application's settings. */
  signInUrl?: PageUrl
  signUpUrl?: PageUrl
  /**
   * Origins to which the components may lead somebody because the page's address says so (`redirect_url`), besides
   * the page's own and those of the application's settings. `http://localhost:*` stands for every port.
   */
  allowedRedirectOrigins?: string[]
  /** The components' texts by Clerk's names, as those of `@clerk/localizations`; its `locale` is their language. */
  localization?: object
  /** Where the components' file is, if not beside the script. A script that is written into the page has no place. */
  componentsUrl?: PageUrl
  /** For browsers without constructable style sheets, on a page whose policy wants it: Safari before 16.4. */
  nonce?: string
  /** From clerk-js 2, for its components. No effect here. */
  theme?: unknown
  /** From clerk-js 2. No effect here. */
  authVersion?: 1 | 2
}

/**
 * The URL of a page: a text, a `URL`, or `location`, which means this page. A relative one is resolved as a link
 * of this page.
 */
export type PageUrl = string | { readonly href: string }

/** Where a component keeps its route. */
export interface RoutingProps {
  /**
   * `hash` (the default): in the fragment, as `#/factor-one`. `path` (the default with `path`): in the path, for
   * which the app needs a route that catches all below. `virtual`: nowhere.
   */
  routing?: 'hash' | 'path' | 'virtual'
  /** The path of the page, for `path`. */
  path?: string
}

/**
 * Where to go afterwards. What is forced counts first, then the query of the page's address, then the fallback, then
 * the older names, then the application's settings. URLs that would run as script are not followed.
 */
export interface RedirectProps {
  /** After either, whatever the address says. */
  forceRedirectUrl?: string | null
  /** After either, if the address says nothing. */
  fallbackRedirectUrl?: string | null
  /** After a sign-in, whatever the address says. */
  signInForceRedirectUrl?: string | null
  /** After a sign-in, if the address says nothing. */
  signInFallbackRedirectUrl?: string | null
  /** After a sign-up, whatever the address says. */
  signUpForceRedirectUrl?: string | null
  /** After a sign-up, if the address says nothing. */
  signUpFallbackRedirectUrl?: string | null
  /** After a sign-in: the name of clerk-js 2 to 4. */
  afterSignInUrl?: string | null
  /** After a sign-up: the name of clerk-js 2 to 4. */
  afterSignUpUrl?: string | null
  /** After either: the name of clerk-js 2 to 4. */
  redirectUrl?: string | null
}

/** What every component takes. */
export interface ComponentProps {
  /** How it looks; counts more than the load option of the same name. */
  appearance?: Appearance
  /** Dialogs only: in which element, if not in the body. */
  getContainer?: () => HTMLElement | null
}

/** Props of SignIn. */
export interface SignInProps extends ComponentProps, RoutingProps, RedirectProps {
  /** The page of the sign-up. Default: the load option, else that of the application's settings. */
  signUpUrl?: string
  /** @deprecated The early name of `signUpUrl`. */
  signUpURL?: string
  /** Whether an address without an account gets one in the same card. */
  withSignUp?: boolean
  /** No effect here. */
  transferable?: boolean
  /** What the field has at first. */
  initialValues?: { emailAddress?: string; username?: string }
}

/** Props of SignUp. */
export interface SignUpProps extends ComponentProps, RoutingProps, RedirectProps {
  /** The page of the sign-in. Default: the load option, else that of the application's settings. */
  signInUrl?: string
  /** @deprecated The early name of `signInUrl`. */
  signInURL?: string
  /** What the fields have at first. */
  initialValues?: { emailAddress?: string; username?: string; firstName?: string; lastName?: string }
  /** Kept with the user, who can read and change it. */
  unsafeMetadata?: Record<string, unknown>
}

/** Props of UserProfile. */
export interface UserProfileProps extends ComponentProps, RoutingProps {
  /** Leaves out the list of its pages. Default `false`. */
  hideNavigation?: boolean
  /** Shows one of its pages. Default: both. */
  only?: 'account' | 'security'
}

/** Props of UserButton. */
export interface UserButtonProps extends ComponentProps {
  /** Whether the name stands beside the picture. Default `false`. */
  showName?: boolean
  /** Whether the menu is open at first. Default `false`. */
  defaultOpen?: boolean
  /** Where to go when nobody is signed in any more. */
  afterSignOutUrl?: string
  /** The same, by the name of clerk-js 2. */
  afterSignOutAllUrl?: string
  /** Where to go after one of several accounts was signed out, by the name of clerk-js 2. */
  afterSignOutOneUrl?: string
  /** Where to go after one of several accounts was signed out. */
  afterMultiSessionSingleSignOutUrl?: string
  /** Where to go after a change of accounts. */
  afterSwitchSessionUrl?: string
  /** Where *Add account* leads. Default: the load option, else that of the application's settings. */
  signInUrl?: string
  /** Where *Manage account* leads if `userProfileMode` is `navigation`. Default: that of the application's settings. */
  userProfileUrl?: string
  /** Whether *Manage account* opens a dialog or goes to a page. Default `modal`. */
  userProfileMode?: 'modal' | 'navigation'
  /** Props of the UserProfile in the dialog. */
  userProfileProps?: UserProfileProps
}

/** How components look. What a component of its own says counts more than what all have. */
export interface Appearance extends Theme {
  signIn?: Theme
  signUp?: Theme
  userProfile?: Theme
  userButton?: Theme
}

/** How a component looks. */
export interface Theme {
  /** What counts where this says nothing; of several, the last counts most. */
  baseTheme?: Theme | Theme[]
  /** Colours, fonts and sizes by Clerk's names: `{ colorPrimary: 'var(--brand)' }`. A number is one of pixels. */
  variables?: Record<string, string | number | undefined>
  /**
   * For the parts with the class `cl-` and this name: further classes, or styles.
   * `{ card: 'shadow-none', formButtonPrimary: { '&:hover': { background: 'navy' } } }`
   */
  elements?: Record<string, string | StyleRules>
  layout?: {
    /** With `none` there is no logo; otherwise it is inside of the card. */
    logoPlacement?: 'inside' | 'outside' | 'none'
    /** The logo. Default: that of the application's settings. */
    logoImageUrl?: string
    /** A page that the card links to at its end, as are the next two. */
    helpPageUrl?: string
    privacyPageUrl?: string
    termsPageUrl?: string
    /** With `false`, a sign-up asks for what is required only. Default `true`. */
    showOptionalFields?: boolean
  }
  /** Default: as the page's own `color-scheme`. */
  colorScheme?: 'light' | 'dark' | 'light dark'
  /** Default: `components.clerk`, which is stronger than a reset and weaker than Tailwind's utilities. */
  cssLayerName?: string
}

/** CSS by its names in JavaScript, with `&:hover` and `@media …` inside. */
export interface StyleRules {
  [property: string]: string | number | StyleRules
}

/** What `setActive` takes. */
export interface SetActiveParams {
  /** Default: the current session. */
  session?: SessionResource | string | null
  beforeEmit?: BeforeEmitCallback
  /** Where to go, if there is no `beforeEmit`. */
  redirectUrl?: PageUrl
}

/** Where a hosted page sends people afterwards. */
export interface RedirectOptions {
  afterSignInUrl?: PageUrl
  afterSignUpUrl?: PageUrl
  redirectUrl?: PageUrl
}

export interface RedirectToOptions extends RedirectOptions {
  /** With `false`, people do not come back to this page. */
  returnBack?: boolean
}

/**
 * What listeners get. `client`, `session` and `user`, and the resources and lists inside, are other objects than before
 * if their content is another, for frameworks that compare by identity. They show what is there now, also later.
 */
export interface Resources {
  client: ClientResource
  session: SessionResource | null | undefined
  user: UserResource | null | undefined
  /** There are none. */
  organization: null
}

export type Listener = (resources: Resources) => void
export type UnsubscribeCallback = () => void
export type BeforeEmitCallback = (session: SessionResource | null) => unknown
export type SignOutCallback = () => unknown

/**
 * One of the names known today. Newer names of the Frontend API arrive unchanged.
 */
export type Open<Known extends string> = Known | (string & {})

/** This browser: its sessions and attempts. A live object. */
export interface ClientResource {
  /** `undefined` until the Frontend API has made a client for this browser. */
  readonly id: string | undefined
  readonly sessions: SessionResource[]
  /** The sessions whose status is `active`. */
  readonly activeSessions: SessionResource[]
  /** The later name of `activeSessions`. */
  readonly signedInSessions: SessionResource[]
  /** The sign-in under way. Without one, an object whose `id` is `undefined`. */
  readonly signIn: SignInResource
  /** The sign-up under way. Without one, an object whose `id` is `undefined`. */
  readonly signUp: SignUpResource
  /** An early name of `signIn`. */
  readonly signInAttempt: SignInResource
  /** An early name of `signUp`. */
  readonly signUpAttempt: SignUpResource
  readonly lastActiveSessionId: string | null
  readonly createdAt: Date | null
  readonly updatedAt: Date | null

  /** True until the Frontend API has made a client for this browser. */
  isNew(): boolean
  /** Has the Frontend API make a client for this browser. */
  create(): Promise<ClientResource>
  /** Fetches the client again. */
  fetch(): Promise<ClientResource>
  /** Fetches the client again. */
  reload(): Promise<ClientResource>
  /** Ends every session and attempt of this browser. */
  destroy(): Promise<ClientResource>
}

export type SessionStatus = Open<
  'abandoned' | 'active' | 'ended' | 'expired' | 'removed' | 'replaced' | 'revoked' | 'pending'
>

/** A session of this client. A live object. */
export interface SessionResource {
  readonly id: string
  readonly status: SessionStatus
  readonly expireAt: Date
  readonly abandonAt: Date
  readonly lastActiveAt: Date | null
  /** The session token as the Frontend API last sent it. It lives for 60 seconds. */
  readonly lastActiveToken: TokenResource | null
  readonly user: UserResource | null
  readonly publicUserData: PublicUserData
  readonly createdAt: Date | null
  readonly updatedAt: Date | null

  /** Tells the Frontend API that the session is in use. */
  touch(): Promise<SessionResource>
  /** Ends the session for good. */
  end(): Promise<SessionResource>
  /** Removes the session from this client. */
  remove(): Promise<SessionResource>
  revoke(): Promise<SessionResource>
  /** Fetches the session again, with its client. */
  reload(): Promise<SessionResource>
  /**
   * A token for the app's backend: the one in memory if it lives long enough, else a new one. Calls at
   * the same time share one request.
   *
   * @throws {ClerkError} `network_error`, `invalid_argument`
   * @throws {ClerkAPIResponseError} if the session has ended
   */
  getToken(options?: GetTokenOptions): Promise<string>
}

/** Which token, and how fresh. */
export interface GetTokenOptions {
  /** A JWT template of the application. Default: the session token. */
  template?: string
  /** How much longer the token has to live, in seconds. Below 60 without a template. Default 10. */
  leewayInSeconds?: number
  /** With `true`, always fetches a new token. */
  skipCache?: boolean
  /** With `false`, an error gives the empty string. Default `true`. */
  throwOnError?: boolean
}

/** A session of a user, on this or another device. */
export interface SessionWithActivitiesResource {
  readonly id: string
  readonly status: SessionStatus
  readonly expireAt: Date
  readonly abandonAt: Date
  readonly lastActiveAt: Date | null
  readonly latestActivity: SessionActivity
  /** Ends the session, on whichever device it is. */
  revoke(): Promise<SessionWithActivitiesResource>
}

/** Where a session was last used. */
export interface SessionActivity {
  readonly id: string | undefined
  readonly browserName: string | null
  readonly browserVersion: string | null
  readonly deviceType: string | null
  readonly ipAddress: string | null
  readonly city: string | null
  readonly country: string | null
  readonly isMobile: boolean
}

/** A session token. */
export interface TokenResource {
  /** What the token says. */
  readonly jwt: JWT
  /** The token itself. */
  getRawString(): string
  /** Empty, so that no token gets into a log or a store. */
  toJSON(): Record<string, never>
}

/** A token that was read, but whose signature was not checked. None of its members is enumerable. */
export interface JWT {
  readonly header: JWTHeader
  readonly claims: JWTClaims
  /** The token itself. */
  getRawString(): string
}

export interface JWTHeader {
  readonly alg: string
  readonly typ: string
  readonly kid: string
  readonly [name: string]: unknown
}

/** What a session token says. Instants are in seconds since the Unix epoch. */
export interface JWTClaims {
  /** The token itself. It is not enumerable. */
  readonly __raw: string
  readonly iss: string
  /** The user's id. */
  readonly sub: string
  /** The session's id. */
  readonly sid: string
  /** The origin of the page that asked for it. */
  readonly azp?: string
  readonly nbf: number
  readonly exp: number
  readonly iat: number
  readonly [name: string]: unknown
}

/** What other people may see of a session's user. */
export interface PublicUserData {
  readonly firstName: string | null
  readonly lastName: string | null
  readonly profileImageUrl: string | null
  readonly imageUrl: string | null
  readonly hasImage: boolean
  readonly identifier: string | null
  readonly userId: string | null
}

/** A user. A live object. */
export interface UserResource {
  readonly id: string
  readonly externalId: string | null
  readonly username: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  /** First and last name, as far as they are known. */
  readonly fullName: string | null
  readonly primaryEmailAddressId: string | null
  readonly primaryEmailAddress: EmailAddressResource | null
  readonly primaryPhoneNumberId: string | null
  /** As the Frontend API sends it; `null` without one. */
  readonly primaryPhoneNumber: unknown
  readonly primaryWeb3WalletId: string | null
  /** As the Frontend API sends it; `null` without one. */
  readonly primaryWeb3Wallet: unknown
  readonly emailAddresses: EmailAddressResource[]
  /** As the Frontend API sends them. */
  readonly phoneNumbers: unknown[]
  /** As the Frontend API sends them. */
  readonly web3Wallets: unknown[]
  /** As the Frontend API sends them. */
  readonly externalAccounts: unknown[]
  readonly profileImageUrl: string | null
  readonly imageUrl: string | null
  readonly hasImage: boolean
  readonly passwordEnabled: boolean
  /** Whether the user also signs in with an authenticator app. */
  readonly totpEnabled: boolean
  /** Whether the instance lets people delete their own account. */
  readonly deleteSelfEnabled: boolean
  /** Set by the app's backend. */
  readonly publicMetadata: Record<string, unknown> | null
  /** Set by the person who is signed in: never trust it. */
  readonly unsafeMetadata: Record<string, unknown> | null
  readonly lastSignInAt: Date | null
  readonly createdAt: Date | null
  readonly updatedAt: Date | null

  update(params: UpdateUserParams): Promise<UserResource>
  /**
   * Adds an email address. It still has to be verified.
   *
   * @throws {ClerkAPIResponseError} `form_identifier_exists`, `form_param_format_invalid`
   */
  createEmailAddress(address: string | { email: string } | { emailAddress: string }): Promise<EmailAddressResource>
  /**
   * Sets a password in place of the current one.
   *
   * @throws {ClerkAPIResponseError} `form_password_incorrect` with `meta.paramName` `current_password`; for a
   * password that the Frontend API does not accept, its own code with `new_password`.
   */
  updatePassword(params: UpdatePasswordParams): Promise<UserResource>
  /**
   * From now on, nobody signs in by a password.
   *
   * @throws {ClerkAPIResponseError} `form_password_incorrect`
   */
  removePassword(params: { currentPassword: string }): Promise<UserResource>
  /**
   * Begins to set up an authenticator app. Show its `uri` as a QR code, then call `verifyTOTP`.
   *
   * @throws {ClerkAPIResponseError} `totp_already_enabled`
   */
  createTOTP(): Promise<TOTPResource>
  /**
   * Ends it with a code of the app. From now on, to sign in takes one.
   *
   * @throws {ClerkAPIResponseError} `form_code_incorrect`, `verification_missing` without a `createTOTP`
   */
  verifyTOTP(params: string | { code: string }): Promise<TOTPResource>
  /** From now on, to sign in takes no code of the app. */
  disableTOTP(): Promise<void>
  /** Deletes the user with everything that is theirs, and signs out. It cannot be undone. */
  delete(): Promise<void>
  /** Whether this is the user's primary email address, phone number or wallet. */
  isPrimaryIdentification(identification: { readonly id: string }): boolean
  twoFactorEnabled(): boolean
  /** The user's sessions, on all devices. */
  getSessions(): Promise<SessionWithActivitiesResource[]>
  /** Fetches the user again. */
  reload(): Promise<UserResource>
}

/** What a user may change. */
export interface UpdateUserParams {
  username?: string | null
  firstName?: string | null
  lastName?: string | null
  password?: string
  primaryEmailAddressId?: string
  primaryPhoneNumberId?: string
  unsafeMetadata?: Record<string, unknown>
}

export interface UpdatePasswordParams {
  newPassword: string
  /** Needed if the user has a password. */
  currentPassword?: string
  /** Ends the user's sessions in all other browsers. */
  signOutOfOtherSessions?: boolean
}

/** An authenticator app, as a second factor. */
export interface TOTPResource {
  readonly id: string
  /** In base 32, for people who type it; only in the answer to `createTOTP`. */
  readonly secret: string | null
  /** An `otpauth:` URL with the secret in it; only in the answer to `createTOTP`. */
  readonly uri: string | null
  /** Whether a code of the app has come back. */
  readonly verified: boolean
  /** As the Frontend API sends them; empty without any. */
  readonly backupCodes: string[]
  readonly createdAt: Date | null
  readonly updatedAt: Date | null
}

/** An email address of a user. A live object. */
export interface EmailAddressResource {
  readonly id: string
  readonly emailAddress: string
  readonly verification: VerificationResource
  readonly linkedTo: IdentificationLink[]

  /** Sends a code or a link. `createMagicLinkFlow` sends a link and waits. */
  prepareVerification(params?: PrepareVerificationParams): Promise<EmailAddressResource>
  attemptVerification(params: string | { code: string }): Promise<EmailAddressResource>
  /** Sends a magic link and waits until it was opened. */
  createMagicLinkFlow(): MagicLinkFlow<StartMagicLinkFlowParams, EmailAddressResource>
  /** The later name of `createMagicLinkFlow`. */
  createEmailLinkFlow(): MagicLinkFlow<StartMagicLinkFlowParams, EmailAddressResource>
  /** Removes the address from its user. */
  destroy(): Promise<void>
  /** Fetches the address again. */
  reload(): Promise<EmailAddressResource>
  /** The address itself. */
  toString(): string
}

/** Another identification that the same person proved. */
export interface IdentificationLink {
  readonly id: string
  readonly type: string
}

export type VerificationStatus = Open<
  'unverified' | 'verified' | 'transferable' | 'failed' | 'expired' | 'client_mismatch'
>

/** How far the verification of one identification has come. */
export interface VerificationResource {
  /** `null` until started. */
  readonly status: VerificationStatus | null
  /** `email_link` for a magic link. */
  readonly strategy: string | null
  readonly attempts: number | null
  /** When the link or code expires. */
  readonly expireAt: Date | null
  /** When another link may be asked for, where the Frontend API says so. */
  readonly resendAvailableAt: Date | null
  /** Why it failed, as the Frontend API sends it. */
  readonly error: VerificationError | null
  /** The id of the client (the browser) that opened the link. */
  readonly verifiedAtClient: string | null
  readonly nonce: string | null
  readonly externalVerificationRedirectURL: string | null
  /** Sign-ups only: what comes next. */
  readonly nextAction: Open<'needs_prepare' | 'needs_attempt' | ''> | null
  /** Sign-ups only: the possible strategies. */
  readonly supportedStrategies: string[]
  /** Whether the link was opened in this browser. */
  verifiedFromTheSameClient(): boolean
}

export interface VerificationError {
  readonly code: string
  readonly message: string
  readonly [field: string]: unknown
}

export type SignInStatus = Open<
  'needs_identifier' | 'needs_first_factor' | 'needs_second_factor' | 'needs_new_password' | 'complete'
>

/** A sign-in attempt. A live object: its methods update it and resolve to it. */
export interface SignInResource {
  /** `undefined` until created. */
  readonly id: string | undefined
  readonly status: SignInStatus | null
  readonly supportedIdentifiers: string[]
  readonly identifier: string | null
  /** Who signs in, as far as the Frontend API says. */
  readonly userData: UserData | null
  /** Ways to prove who signs in. Their fields have camelCase names and their wire names. `null` until created. */
  readonly supportedFirstFactors: SignInFactor[] | null
  readonly supportedSecondFactors: SignInFactor[] | null
  readonly firstFactorVerification: VerificationResource
  readonly secondFactorVerification: VerificationResource
  /** The session that a complete sign-in created, for `clerk.setSession`. */
  readonly createdSessionId: string | null

  /**
   * Starts a sign-in. A wait for an earlier one ends with code `superseded`.
   *
   * @throws {ClerkAPIResponseError} `form_identifier_not_found`, …
   */
  create(params: SignInCreateParams): Promise<SignInResource>
  /** Sends a link or a code. `createMagicLinkFlow` does this and waits. */
  prepareFirstFactor(params: PrepareFirstFactorParams): Promise<SignInResource>
  attemptFirstFactor(params: AttemptFirstFactorParams): Promise<SignInResource>
  /** Prepares a second factor, if its strategy needs that. */
  prepareSecondFactor(params: { strategy: string }): Promise<SignInResource>
  /** Takes the code of an authenticator app, once `status` is `needs_second_factor`. */
  attemptSecondFactor(params: { strategy: 'totp'; code: string }): Promise<SignInResource>
  /** Sends a magic link and waits until it was opened. */
  createMagicLinkFlow(): MagicLinkFlow<SignInStartMagicLinkFlowParams, SignInResource>
  /** The later name of `createMagicLinkFlow`. */
  createEmailLinkFlow(): MagicLinkFlow<SignInStartMagicLinkFlowParams, SignInResource>
  /** Fetches the attempt again. */
  reload(): Promise<SignInResource>
}

/** Who signs in. */
export interface SignInCreateParams {
  /** An email address, or another of `supportedIdentifiers`. */
  identifier?: string
  password?: string
  strategy?: string
  redirectUrl?: PageUrl
  transfer?: boolean
  ticket?: string
}

export type PrepareFirstFactorParams = EmailAddressChoice &
  (({ strategy: 'email_link' } & RedirectTarget) | { strategy: 'email_code' })

export type AttemptFirstFactorParams =
  | { strategy: 'email_code'; code: string }
  | { strategy: 'password'; password: string }

/** A way to prove who signs in. */
export type SignInFactor = EmailLinkFactor | EmailCodeFactor | OtherFactor

/** A link, sent to `safeIdentifier`. */
export interface EmailLinkFactor extends EmailFactor {
  readonly strategy: 'email_link'
}

/** A code, sent to `safeIdentifier`. */
export interface EmailCodeFactor extends EmailFactor {
  readonly strategy: 'email_code'
}

/** A link or a code that is sent to one of the user's addresses. */
export interface EmailFactor {
  readonly emailAddressId: string
  readonly email_address_id: string
  /** The address. The Frontend API may mask it. */
  readonly safeIdentifier: string
  readonly safe_identifier: string
  readonly primary?: boolean
}

/** Any other way, as the Frontend API sends it. */
export interface OtherFactor {
  readonly strategy:
    | 'password'
    | 'phone_code'
    | 'totp'
    | 'backup_code'
    | 'ticket'
    | `oauth_${string}`
    | `web3_${string}`
  readonly emailAddressId?: undefined
  readonly email_address_id?: undefined
  readonly safeIdentifier?: string
  readonly safe_identifier?: string
}

/** What a sign-in shows about the person who signs in, under camelCase names and wire names. */
export interface UserData {
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly imageUrl?: string | null
  readonly profileImageUrl?: string | null
  readonly hasImage?: boolean
  readonly first_name?: string | null
  readonly last_name?: string | null
  readonly image_url?: string | null
  readonly profile_image_url?: string | null
  readonly has_image?: boolean
}

export type SignUpStatus = Open<'missing_requirements' | 'complete' | 'abandoned'>

/** A sign-up attempt. A live object: its methods update it and resolve to it. */
export interface SignUpResource {
  /** `undefined` until created. */
  readonly id: string | undefined
  readonly status: SignUpStatus | null
  readonly requiredFields: string[]
  readonly optionalFields: string[]
  /** What is still missing. `update` takes it. */
  readonly missingFields: string[]
  /** What was given but is not verified yet. */
  readonly unverifiedFields: string[]
  readonly verifications: SignUpVerifications
  readonly username: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly emailAddress: string | null
  readonly phoneNumber: string | null
  readonly web3wallet: string | null
  readonly hasPassword: boolean
  readonly unsafeMetadata: Record<string, unknown> | null
  /** The session that a complete sign-up created, for `clerk.setSession`. */
  readonly createdSessionId: string | null
  readonly createdUserId: string | null
  /** When the Frontend API gives up the attempt, in milliseconds since the Unix epoch. */
  readonly abandonAt: number | null

  /**
   * Starts a sign-up. A wait for an earlier one ends with code `superseded`.
   *
   * @throws {ClerkAPIResponseError} `form_identifier_exists`, `form_param_format_invalid`, …
   */
  create(params: SignUpCreateParams): Promise<SignUpResource>
  /** Adds what is missing. */
  update(params: SignUpUpdateParams): Promise<SignUpResource>
  /** Sends a link or a code. `createMagicLinkFlow` does this and waits. */
  prepareVerification(params: PrepareVerificationParams): Promise<SignUpResource>
  /** The early form: strategy and `redirectUrl` as two arguments. */
  prepareVerification(strategy: 'email_link' | 'email_code', redirectUrl?: PageUrl): Promise<SignUpResource>
  attemptVerification(params: AttemptVerificationParams): Promise<SignUpResource>
  /** Sends a code or a link to the email address. */
  prepareEmailAddressVerification(params?: PrepareVerificationParams): Promise<SignUpResource>
  attemptEmailAddressVerification(params: { code: string }): Promise<SignUpResource>
  /** Sends a magic link and waits until it was opened. */
  createMagicLinkFlow(): MagicLinkFlow<StartMagicLinkFlowParams, SignUpResource>
  /** The later name of `createMagicLinkFlow`. */
  createEmailLinkFlow(): MagicLinkFlow<StartMagicLinkFlowParams, SignUpResource>
  /** Fetches the attempt again. */
  reload(): Promise<SignUpResource>
}

export interface SignUpVerifications {
  readonly emailAddress: VerificationResource
  readonly phoneNumber: VerificationResource
  readonly web3Wallet: VerificationResource
  readonly externalAccount: VerificationResource
}

/** Who signs up. The application's settings say which fields are needed: see `requiredFields`. */
export interface SignUpCreateParams {
  emailAddress?: string
  firstName?: string
  lastName?: string
  username?: string
  password?: string
  /** Kept with the user, who can read and change it. */
  unsafeMetadata?: Record<string, unknown>
  transfer?: boolean
  ticket?: string
}

export type SignUpUpdateParams = SignUpCreateParams

export type PrepareVerificationParams = ({ strategy: 'email_link' } & RedirectTarget) | { strategy: 'email_code' }

/** The page to which the link leads, in either spelling. Its scheme is http(s), or that of this page. */
export type RedirectTarget =
  | { redirectUrl: PageUrl; redirect_url?: undefined }
  | { redirect_url: PageUrl; redirectUrl?: undefined }

export interface AttemptVerificationParams {
  strategy: 'email_code'
  code: string
}

/**
 * Sends a magic link and waits until it was opened. An attempt has one wait at a time: a second wait ends
 * the first with code `superseded`.
 */
export interface MagicLinkFlow<Params extends StartMagicLinkFlowParams, Resource> {
  /** The resource of which this is a flow. */
  readonly resource: Resource
  /**
   * Sends the link, then waits. Resolves to the updated resource when the `status` of its verification is
   * `verified`, `expired`, `failed` or `client_mismatch`. Goes on waiting when the connection is lost or
   * the server restarts. If the answer to the sending was lost, it asks whether the link was sent.
   *
   * @throws {MagicLinkError} `cancelled`, `superseded`, `signed_in`
   * @throws {ClerkError} `invalid_argument`, `attempt_not_created`, `network_error` while sending
   * @throws {ClerkAPIResponseError} if the link cannot be sent, or the attempt is gone
   */
  startMagicLinkFlow(params: Params): Promise<Resource>
  /** Ends the wait at once. Its promise rejects with code `cancelled`. */
  cancelMagicLinkFlow(): void
  /**
   * Waits for a link that was already sent, for example after a reload of the page. Sends no link.
   *
   * @throws {ClerkError} `link_not_sent`, and everything that `startMagicLinkFlow` throws
   */
  resumeMagicLinkFlow(options?: MagicLinkWaitOptions): Promise<Resource>
  /**
   * Sends another link for the wait under way. The earlier link stops working.
   *
   * @param params Default: those of the start.
   * @throws {ClerkAPIResponseError} also when it is too early: see `retryAfter`
   */
  resendMagicLink(params?: Params): Promise<Resource>
  /** The later name of `startMagicLinkFlow`. */
  startEmailLinkFlow(params: Params): Promise<Resource>
  /** The later name of `cancelMagicLinkFlow`. */
  cancelEmailLinkFlow(): void
  /** The later name of `resumeMagicLinkFlow`. */
  resumeEmailLinkFlow(options?: MagicLinkWaitOptions): Promise<Resource>
  /** The later name of `resendMagicLink`. */
  resendEmailLink(params?: Params): Promise<Resource>
}

/** How to wait. */
export interface MagicLinkWaitOptions {
  /** Aborting it cancels the wait. */
  signal?: AbortSignal
  /** Is told how the wait goes. */
  onProgress?: (progress: MagicLinkProgress) => void
}

/**
 * The page to which the link leads, in one of three spellings. It calls `handleMagicLinkVerification`. Its
 * scheme is http(s), or that of this page.
 */
export type MagicLinkTarget =
  | { redirectUrl: PageUrl; redirect_url?: undefined; callbackUrl?: undefined }
  | { redirect_url: PageUrl; redirectUrl?: undefined; callbackUrl?: undefined }
  | {
      /** @deprecated The early name of `redirectUrl`. */
      callbackUrl: PageUrl
      redirectUrl?: undefined
      redirect_url?: undefined
    }

/** The address to send to, from `supportedFirstFactors`, in either spelling. */
export type EmailAddressChoice =
  | { emailAddressId: string; email_address_id?: undefined }
  | { email_address_id: string; emailAddressId?: undefined }

export type StartMagicLinkFlowParams = MagicLinkWaitOptions & MagicLinkTarget

export type SignInStartMagicLinkFlowParams = StartMagicLinkFlowParams & EmailAddressChoice

/** How a wait goes. */
export interface MagicLinkProgress {
  /**
   * - `sent`: the link was sent.
   * - `waiting`: the flow waits for the click.
   * - `retrying`: the Frontend API does not answer just now.
   * - `offline`: the same, and the browser has no network.
   */
  readonly phase: 'sent' | 'waiting' | 'retrying' | 'offline'
  /** When the link expires, in milliseconds since the Unix epoch by this machine's clock. */
  readonly expiresAt: number | null
  /** When another link may be asked for, where the Frontend API says so. In the same unit, by the same clock. */
  readonly resendAvailableAt: number | null
  /** How many requests in a row got no answer. 0 while all is well. */
  readonly attempt: number
}

export interface HandleMagicLinkVerificationParams {
  /** Where to go if the attempt needs more, such as a second factor. */
  redirectUrl?: PageUrl
  /** Where to go once signed in. */
  redirectUrlComplete?: PageUrl
  /** Runs if the link was opened in a browser other than the one that waits for it. */
  onVerifiedOnOtherDevice?: () => unknown
}

/** Why a magic link's flow or verification ended without a result. */
export interface MagicLinkErrorCodes {
  /** The link is too old. */
  readonly Expired: 'expired'
  /** The link is not valid, or was used already. */
  readonly Failed: 'failed'
  /** The link must be opened in the browser that asked for it. */
  readonly ClientMismatch: 'client_mismatch'
  /** The wait was cancelled. */
  readonly Cancelled: 'cancelled'
  /** Another wait for the same attempt, or another attempt, took over. */
  readonly Superseded: 'superseded'
  /** The person signed in by other means meanwhile. */
  readonly SignedIn: 'signed_in'
}

export type MagicLinkErrorCode = MagicLinkErrorCodes[keyof MagicLinkErrorCodes]

/** A magic link's flow or verification ended without a result. */
export interface MagicLinkError extends Error {
  readonly name: 'MagicLinkError'
  readonly code: MagicLinkErrorCode
}

/** The Frontend API answered with an error. */
export interface ClerkAPIResponseError extends Error {
  readonly name: 'ClerkAPIResponseError'
  readonly code: 'api_response_error'
  readonly clerkError: true
  /** The HTTP status. */
  readonly status: number
  readonly errors: ClerkAPIError[]
  /** In how many seconds to ask again, if the Frontend API said so. */
  readonly retryAfter: number | undefined
}

/** One thing that the Frontend API found wrong. */
export interface ClerkAPIError {
  /** A stable code, such as `form_identifier_not_found`. */
  readonly code: string
  readonly message: string
  /** A text for people. */
  readonly longMessage: string
  readonly meta: {
    /** The wire name of the parameter that is wrong. */
    readonly paramName?: string
    readonly sessionId?: string
    readonly [key: string]: unknown
  }
}

/** An error that does not come from the Frontend API. */
export interface ClerkError extends Error {
  readonly name: 'ClerkError'
  readonly code:
    | 'missing_frontend_api'
    | 'invalid_frontend_api'
    | 'invalid_argument'
    | 'not_loaded'
    | 'signed_out'
    | 'attempt_not_created'
    | 'link_not_sent'
    | 'no_components'
    | 'components_unavailable'
    | 'network_error'
    | 'unexpected_response'
    | 'webassembly_unavailable'
    | 'damaged_file'
  /** The argument that is wrong, with `invalid_argument`. */
  readonly argument?: string
  /** What has not been created, with `attempt_not_created` of an attempt's own method. */
  readonly resource?: string
  /** The URL that was asked, with `network_error` and `unexpected_response`. */
  readonly url?: string
  /** The part of the answer that could not be read, with `unexpected_response`. */
  readonly field?: string
}
