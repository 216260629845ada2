-- The hash of the cookie of the confirmation page on which the button was pressed: a browser
-- without a client that presses it twice is known by it.

alter table verifications add column confirmed_by_hash blob;
