// What the guide's snippets import, as far as they use it: React, two routers, and the React bindings,
// which pass our own objects on.

/// <reference types="clerk-wasm/global" />

type ClerkWasm = typeof import('clerk-wasm')
type Component = (props: { children?: unknown; [prop: string]: unknown }) => JSX.Element

declare namespace JSX {
  interface Element {}
  interface ElementChildrenAttribute {
    children: unknown
  }
  interface IntrinsicElements {
    [tag: string]: { onSubmit?: (event: SubmitEvent) => unknown; [attribute: string]: unknown }
  }
}

declare const process: { env: Record<string, string> }

declare module 'react' {
  const React: {
    createElement: unknown
    useState<State>(initial: State): [State, (next: State) => void]
    useEffect(effect: () => void | (() => void), dependencies?: unknown[]): void
  }
  export default React
}

declare module 'react-router-dom' {
  export const BrowserRouter: Component
  export const Routes: Component
  export const Route: Component
  export function useNavigate(): (to: string) => void
}

declare module 'next/router' {
  export function useRouter(): { push(to: string): Promise<boolean> }
}

declare module '@clerk/clerk-react' {
  export const ClerkProvider: Component
  export const ClerkLoaded: Component
  export const SignedIn: Component
  export const SignedOut: Component
  export const UserButton: Component
  export const RedirectToSignUp: Component
  export const RedirectToSignIn: Component
  export const MagicLinkErrorCode: ClerkWasm['MagicLinkErrorCode']
  export const isMagicLinkError: ClerkWasm['isMagicLinkError']
  export function useClerk(): import('clerk-wasm').Clerk
  export function useSignUp(): import('clerk-wasm').SignUpResource
  export function useSignIn(): import('clerk-wasm').SignInResource
  export function useUser(): import('clerk-wasm').UserResource
  /** Returns the resource's own flow, with its start and its cancel. */
  export function useMagicLink<Flow>(resource: { createMagicLinkFlow(): Flow }): Flow
}

declare module '@clerk/nextjs' {
  export * from '@clerk/clerk-react'
}
