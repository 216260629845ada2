// The one place that says which Frontend API this demo talks to.
//
// Here it is the server that served this page: the companion server is page and API in one.
// For an instance of your own at Clerk put its Frontend API host or its publishable key:
//
//   export const frontendApi = 'clerk.example.com'
//   export const frontendApi = 'pk_test_…'
export const frontendApi = location.origin

// Where a link from an email lands in the end: the page that calls handleMagicLinkVerification().
export const verificationUrl = `${location.origin}/verification`

// The companion server shows the emails it sends; a real instance sends them to a real mailbox.
export const mailboxUrl = frontendApi === location.origin ? '/mailbox' : null
