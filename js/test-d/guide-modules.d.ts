// What the guide's snippets import besides React and this package, as far as they use it.

declare const process: { env: Record<string, string> }

declare module 'react-router-dom' {
  type Component = (props: { children?: unknown; [prop: string]: unknown }) => null
  export const BrowserRouter: Component
  export const Routes: Component
  export const Route: Component
  export function useNavigate(): (to: string) => void
}

declare module 'next/router' {
  export function useRouter(): { push(to: string): Promise<boolean> }
}

declare module 'react-dom/client' {
  export function createRoot(root: Element | null): { render(element: unknown): void }
}
