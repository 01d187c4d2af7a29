-- Chance that is the same at each run: of a row's number and of a salt, between 0 and 1.
CREATE FUNCTION bench.u(id bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashint8extended(id, salt) & 9007199254740991)::float8 / 9007199254740992 $$;

-- A whole number from 0 to below `size`.
CREATE FUNCTION bench.below(size int, id bigint, salt int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT floor(size * bench.u(id, salt))::int $$;

CREATE FUNCTION bench.pick(words text[], id bigint, salt int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT words[1 + bench.below(array_length(words, 1), id, salt)] $$;

CREATE FUNCTION bench.days(count float8) RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT count * interval '1 day' $$;

-- The same day in Paris, between seven in the morning and eight in the evening.
CREATE FUNCTION bench.by_day(moment timestamptz, chance float8) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT date_trunc('day', moment, 'Europe/Paris') + (7 + 13 * chance) * interval '1 hour' $$;
