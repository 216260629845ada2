-- Instants are milliseconds since the Unix epoch. Cookies, links, codes and passwords are stored as
-- hashes only. Two kinds of secrets are stored as they are, since they could not be used otherwise: the
-- signing key, and the secrets shared with authenticator apps.

create table signing_keys (
    id text primary key,
    pkcs8 blob not null,
    created_at integer not null
) strict;

-- One browser: its cookie, its chosen session, its current attempts.
create table clients (
    id text primary key,
    token_hash blob not null unique,
    last_active_session_id text,
    sign_in_id text,
    sign_up_id text,
    created_at integer not null,
    updated_at integer not null
) strict;

create table users (
    id text primary key,
    username text unique,
    first_name text,
    last_name text,
    password_hash text,
    totp_secret blob,
    pending_totp_secret blob,
    totp_last_step integer,
    primary_email_address_id text,
    public_metadata text not null default '{}',
    unsafe_metadata text not null default '{}',
    last_sign_in_at integer,
    created_at integer not null,
    updated_at integer not null
) strict;

-- Anybody may claim an address. Only one user can have it verified.
create table email_addresses (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    email_address text not null,
    verified integer not null default 0,
    verification_id text,
    created_at integer not null,
    unique (user_id, email_address)
) strict;

create unique index one_owner_per_address on email_addresses (email_address) where verified = 1;

create table sessions (
    id text primary key,
    client_id text not null,
    user_id text not null references users (id) on delete cascade,
    status text not null,
    user_agent text not null,
    last_active_at integer not null,
    expire_at integer not null,
    abandon_at integer not null,
    created_at integer not null,
    updated_at integer not null
) strict;

create index sessions_of_client on sessions (client_id);
create index sessions_of_user on sessions (user_id);

create table sign_ins (
    id text primary key,
    client_id text not null,
    status text not null,
    identifier text not null,
    user_id text not null references users (id) on delete cascade,
    email_address_id text,
    first_factor_verification_id text,
    second_factor_verification_id text,
    created_session_id text,
    abandon_at integer not null,
    created_at integer not null
) strict;

create table sign_ups (
    id text primary key,
    client_id text not null,
    status text not null,
    email_address text,
    username text,
    first_name text,
    last_name text,
    password_hash text,
    unsafe_metadata text not null default '{}',
    verification_id text,
    created_session_id text,
    created_user_id text,
    abandon_at integer not null,
    created_at integer not null
) strict;

-- One email with its link and code, or one password, for an attempt. The attempt points to its newest
-- verification. The older ones are superseded.
create table verifications (
    id text primary key,
    attempt_id text not null,
    client_id text not null,
    strategy text not null,
    status text not null,
    email_address text,
    token_hash blob unique,
    code_hash blob,
    attempts integer not null default 0,
    redirect_url text,
    user_agent text not null,
    expire_at integer not null,
    verified_at integer,
    verified_at_client text,
    error text,
    created_at integer not null
) strict;

create index verifications_of_attempt on verifications (attempt_id);
