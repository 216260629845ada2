-- The hash of the cookie of the confirmation page on which the button was pressed. By it we know a
-- browser without a client that presses the button twice.

alter table verifications add column confirmed_by_hash blob;
