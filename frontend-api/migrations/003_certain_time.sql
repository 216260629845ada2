-- One row: a time that has certainly come, by which we judge what may be deleted. At first nothing is
-- certain, and no lead of the clock has been seen.

create table certain_time (
    certain_at integer not null,
    least_lead_ms integer not null,
    ran_ms integer not null
) strict;

insert into certain_time (certain_at, least_lead_ms, ran_ms) values (0, 9223372036854775807, 0);
