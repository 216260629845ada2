"""Prints its port, then each email as a line of JSON. Its argument says what to refuse, as JSON."""

import asyncio, email, email.policy, json, logging, ssl, sys, warnings
from aiosmtpd.smtp import SMTP, AuthResult

# No warnings: the tests want clients that hang up, and passwords without encryption.
logging.disable()
warnings.simplefilter('ignore')
wanted = json.loads(sys.argv[1])


class Handler:
    async def handle_EHLO(self, server, session, envelope, name, answer):
        if wanted.get('strict') and ('.' not in name or '[' in name):
            return ['504 5.5.2 need a fully-qualified name, ' + name]
        session.host_name = name
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        if wanted['rcpt']:
            return wanted['rcpt'].pop(0).replace('RCPT', address)
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        if wanted['data']:
            return wanted['data'].pop(0)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = lambda kind: message.get_body((kind,)).get_content()
        print(json.dumps({
            'hello': session.host_name, 'envelope_from': envelope.mail_from,
            'envelope_to': envelope.rcpt_tos, 'smtputf8': envelope.smtp_utf8,
            'raw': envelope.content.decode(),
            'headers': {name.lower(): value for name, value in message.items()},
            'text': part('plain'), 'html': part('html'),
        }), flush=True)
        return '250 OK'

    async def handle_QUIT(self, server, session, envelope):
        if wanted['never_ends']:
            await asyncio.Event().wait()
        return '221 Bye'


def knows(server, session, envelope, mechanism, data):
    right = [data.login.decode(), data.password.decode()] == wanted['login']
    refusal = None if right else '535 5.7.8 not ' + data.login.decode()
    return AuthResult(success=right, handled=False, message=refusal)


def connection():
    options = {'enable_SMTPUTF8': True}
    if wanted['login']:
        options |= {'authenticator': knows, 'auth_required': True, 'auth_require_tls': False}
    if wanted['tls'] == 'starttls':
        options |= {'tls_context': secured(), 'require_starttls': True}
    return SMTP(Handler(), **options)


def secured():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(wanted['certificate'], wanted['key'])
    return context


async def main():
    context = secured() if wanted['tls'] == 'smtps' else None
    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, '127.0.0.1', wanted['port'], ssl=context)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
