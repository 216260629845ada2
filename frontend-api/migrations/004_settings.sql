-- How the application behaves: what was chosen, as JSON, in one row. The version grows with every change.
create table settings (
    id integer primary key check (id = 1),
    version integer not null,
    chosen text not null,
    changed_at integer not null
) strict;

-- Who changed what: the version that the change made, the network that it came from, and each setting with
-- its value before and after, as JSON.
create table settings_changes (
    version integer primary key,
    changed_at integer not null,
    network text not null,
    changes text not null
) strict;

-- The token that opens the settings page from elsewhere, as a hash. There is one at a time.
create table admin_token (
    id integer primary key check (id = 1),
    token_hash blob not null,
    made_at integer not null
) strict;

-- The browsers in which that token was given. Their cookies are in here as hashes.
create table admin_sessions (
    token_hash blob primary key,
    expire_at integer not null
) strict;
