// The guide's ClerkJS snippets, unchanged except for what `strict` demands: a `!` where something cannot
// be missing.

/// <reference types="clerk-wasm/global" />

export {}

// Guide: "Sign up"
{
  const signUp = window.Clerk.client!.signUp;
  const {
      startMagicLinkFlow,
      cancelMagicLinkFlow,
  } = signUp.createMagicLinkFlow();

  const res = await startMagicLinkFlow({
    redirectUrl: "https://redirect-from-email-magic-link"
  });
  if (res.status === "completed") {
    // sign up completed
  } else {
    // sign up still pending
  }
  cancelMagicLinkFlow();
}

// Guide: "Sign in"
{
  const signIn = window.Clerk.client!.signIn;
  const {
      startMagicLinkFlow,
      cancelMagicLinkFlow,
  } = signIn.createMagicLinkFlow();

  const { email_address_id } = signIn.supportedFirstFactors!.find(
    ff => ff.strategy === "email_link"
            && ff.safe_identifier === "your-users-email"
  )!;

  const res = await startMagicLinkFlow({
    email_address_id: email_address_id!,
    redirectUrl: "https://redirect-from-email-magic-link",
  });
  if (res.status === "completed") {
    // sign in completed
  } else {
    // sign in still pending
  }
  cancelMagicLinkFlow();
}

// Guide: "Email address verification"
{
  const user = window.Clerk.user!;
  const emailAddress = user.emailAddresses[0]!;
  const {
      startMagicLinkFlow,
      cancelMagicLinkFlow,
  } = emailAddress.createMagicLinkFlow();

  const res = await startMagicLinkFlow({
    redirectUrl: "https://redirect-from-email-magic-link",
  });
  if (res.verification.status === "verified") {
    // email address was verified
  } else {
    // email address wasn't verified
  }
  cancelMagicLinkFlow();
}

// Guide: "Using Clerk Hosted Pages"
window.Clerk.redirectToSignUp();
window.Clerk.redirectToSignIn();
