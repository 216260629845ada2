import { isMagicLinkError, MagicLinkErrorCode, useClerk } from 'clerk-wasm/nextjs'
import { useEffect, useState } from 'react'

/** Where the link leads, in whichever browser it is opened. */
export default function Page() {
  const { handleMagicLinkVerification } = useClerk()
  const [message, setMessage] = useState('One moment …')

  useEffect(() => {
    handleMagicLinkVerification({
      redirectUrlComplete: '/',
      onVerifiedOnOtherDevice: () => setMessage('Done. Go back to where you asked.'),
    }).catch(error => {
      const isExpired = isMagicLinkError(error) && error.code === MagicLinkErrorCode.Expired
      setMessage(isExpired ? 'The link is too old.' : 'The link did not work.')
    })
  }, [handleMagicLinkVerification])

  return <p>{message}</p>
}
