-- What the list of changes tells besides: tokens and keys that were made, and browsers that a token has opened.
create table settings_events (
    id integer primary key,
    at integer not null,
    network text not null,
    what text not null
) strict;
