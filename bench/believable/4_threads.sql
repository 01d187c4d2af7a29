-- Threads of 1 to 200 posts, most of them short, one in fifty of exactly fifty; ten posts for each person.
CREATE UNLOGGED TABLE bench.draft AS
WITH tried AS (
    SELECT place.id AS community, place.home, place.posts, place.id::bigint * 1000000 + n AS seed, n
    FROM bench.place, generate_series(1, place.posts / 3) AS n
), dated AS (
    SELECT *, 720 * bench.u(seed, 41) ^ 1.2 AS age,
           CASE WHEN bench.u(seed, 42) < 0.55 THEN 'question' WHEN bench.u(seed, 42) < 0.9 THEN 'discussion'
                ELSE 'help' END AS kind
    FROM tried
), sized AS (
    SELECT *, CASE WHEN bench.u(seed, 43) < 0.02 THEN 50
                   WHEN age < 1.5 AND bench.u(seed, 43) < 0.3 THEN 1
                   WHEN bench.u(seed, 43) > 0.985 THEN 1
                   ELSE least(200, greatest(2, floor(1.7 * (1 - bench.u(seed, 44)) ^ (-1 / 1.35))))::int END AS wanted
    FROM dated
), counted AS (
    SELECT *, sum(wanted) OVER (PARTITION BY community ORDER BY n) - wanted AS before FROM sized
)
SELECT row_number() OVER (ORDER BY age DESC, seed) AS id, community, home, kind, seed,
       least(wanted, posts - before)::int AS size,
       bench.by_day(bench.now() - bench.days(age), bench.u(seed, 45)) AS wished_at
FROM counted WHERE before < posts;

UPDATE bench.draft SET wished_at = bench.now() - bench.days(bench.u(seed, 46)) WHERE wished_at >= bench.now();

-- When each post is written: the first reply within hours, the others at their pace, none in the future. By whom:
-- the asker now and then, otherwise a member of that time, the older ones more often, and still coming then.
CREATE UNLOGGED TABLE bench.post AS
WITH paced AS (
    SELECT draft.id AS thread, draft.community, draft.home, draft.wished_at, number, draft.seed, draft.seed * 200 + number AS chance,
           CASE WHEN number = 1 THEN 0 ELSE -ln(1 - bench.u(draft.seed * 200 + number, 51))
                * CASE WHEN number = 2 THEN 3 WHEN draft.kind = 'discussion' THEN 18 ELSE 7 END END AS gap
    FROM bench.draft, generate_series(1, draft.size) AS number
), summed AS (
    SELECT *, sum(gap) OVER (PARTITION BY thread ORDER BY number) AS after,
           sum(gap) OVER (PARTITION BY thread) AS whole,
           extract(epoch FROM bench.now() - wished_at) / 3600 * 0.98 AS room
    FROM paced
), timed AS (
    SELECT thread, community, home, number, seed, chance,
           wished_at + after * CASE WHEN whole > room THEN room / whole ELSE 1 END * interval '1 hour' AS at
    FROM summed
), tried AS (
    SELECT *, greatest(5, home * (1 - extract(epoch FROM bench.now() - at) / 86400 / 750))::int AS there FROM timed
), written AS (
    SELECT tried.*,
           CASE WHEN one.stopped_at > at AND NOT one.never_came AND one.joined_at < at THEN one.person
                WHEN two.stopped_at > at AND NOT two.never_came AND two.joined_at < at THEN two.person
                ELSE lcm.person END AS somebody
    FROM tried
    JOIN bench.member AS one ON one.community = tried.community AND one.j = 1 + floor(there * bench.u(chance, 52) ^ 1.8)
    JOIN bench.member AS two ON two.community = tried.community AND two.j = 1 + floor(there * bench.u(chance, 53) ^ 1.8)
    JOIN bench.member AS lcm ON lcm.community = tried.community AND lcm.j = 1
)
SELECT row_number() OVER (ORDER BY at, thread, number) AS id, thread, community, number, at, chance,
       CASE WHEN number > 2 AND bench.u(chance, 54) < 0.2
            THEN first_value(somebody) OVER (PARTITION BY thread ORDER BY number) ELSE somebody END AS author
FROM written;
CREATE UNIQUE INDEX ON bench.post (thread, number);
ANALYZE bench.post;
