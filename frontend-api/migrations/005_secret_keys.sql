-- The keys by which the application's servers use the Backend API, as hashes. The log names a key by its id.
create table secret_keys (
    id integer primary key autoincrement,
    key_hash blob not null unique,
    made_at integer not null
) strict;
