// The one place that says which Frontend API this demo talks to.
//
// Here it is the server of this page: the companion server serves both the page and the API.
// For your own instance at Clerk, put its Frontend API host or its publishable key here:
//
//   export const frontendApi = 'clerk.example.com'
//   export const frontendApi = 'pk_test_…'
export const frontendApi = location.origin

// The page to which a link in an email leads in the end. It calls handleMagicLinkVerification().
export const verificationUrl = `${location.origin}/verification`

// The companion server shows the emails it sends; a real instance sends them to a real mailbox.
export const mailboxUrl = frontendApi === location.origin ? '/mailbox' : null
