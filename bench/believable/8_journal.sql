-- Twenty lines of journal for each post: acts written here, one line for each day somebody came, and what an LMS told.
CREATE UNLOGGED TABLE bench.line (community int, actor int, verb text, object_type text, object_id text, at timestamptz,
                                  detail text, outside bool);

INSERT INTO bench.line
SELECT post.community, post.author,
       CASE WHEN post.number > 1 THEN 'replied' WHEN draft.kind = 'discussion' THEN 'started' ELSE 'asked' END,
       'thread', post.thread::text, post.at,
       CASE WHEN post.number > 1 THEN '{"post": ' || post.id || ', "number": ' || post.number || '}'
            ELSE '{"kind": "' || draft.kind || '", "post": ' || post.id || '}' END, false
FROM bench.post JOIN bench.draft ON draft.id = post.thread;

INSERT INTO bench.line
SELECT thread.community_id, accepted.accepted_by_id, 'accepted', 'thread', thread.id::text, accepted.accepted_at,
       '{"post": ' || accepted.post_id || '}', false
FROM conversations_acceptance AS accepted JOIN conversations_thread AS thread ON thread.id = accepted.thread_id;

INSERT INTO bench.line
SELECT community, NULL::int, 'joined', 'membership', id::text, joined_at, '{"role": "' || role || '"}', false FROM bench.member
UNION ALL
SELECT community, NULL, 'enrolled', 'enrolment', id::text, joined_at, '{}', false FROM bench.enrolment
UNION ALL
SELECT community, person, 'completed', 'step', step_id::text, at, '{"enrolment": ' || enrolment || ', "source": "' || source || '"}', false
FROM bench.progress;

-- At their own rhythm, from the day they joined to the day they stopped; never twice on a day.
INSERT INTO bench.line
SELECT community, person, 'visited', '', '', visit.at, '{}', false
FROM bench.member,
     LATERAL (SELECT floor(extract(epoch FROM stopped_at - joined_at) / 86400 / gap)::int AS visits) AS rhythm,
     generate_series(1, visits) AS n,
     LATERAL (SELECT bench.by_day(joined_at + (stopped_at - joined_at) * ((n - 0.5 + 0.3 * (bench.u(id * 1000 + n, 101) - 0.5)) / visits),
                                  bench.u(id * 1000 + n, 102)) AS at) AS visit
WHERE NOT never_came AND visit.at < bench.now();

INSERT INTO bench.line
SELECT visit.community, visit.actor,
       bench.pick(ARRAY['experienced', 'experienced', 'experienced', 'completed', 'answered'], visit.seed, 103), 'activity',
       'activity-' || thing, visit.at + n * interval '7 minutes' + bench.u(visit.seed, 104) * interval '5 minutes',
       '{"name": "Séquence ' || thing || '"}', true
FROM (SELECT community, actor, at, row_number() OVER (ORDER BY community, actor, at) AS row FROM bench.line WHERE verb = 'visited') AS known,
     LATERAL (SELECT (SELECT bench.wanted_lines() - count(*) FROM bench.line)::float8
                     / (SELECT count(*) FROM bench.line WHERE verb = 'visited') AS each) AS rate,
     generate_series(1, (floor(each) + (bench.u(known.row, 105) < each - floor(each))::int)::int) AS n,
     LATERAL (SELECT known.community, known.actor, known.at, known.row * 20 + n AS seed) AS visit,
     LATERAL (SELECT 1 + bench.below(300, visit.seed, 106) AS thing) AS done
WHERE visit.at + (n + 1) * interval '7 minutes' < bench.now();

INSERT INTO communities_event (id, community_id, actor_id, verb, object_type, object_id, at, detail, source_key)
SELECT row, community, actor, verb, object_type, object_id, at, detail::jsonb,
       CASE WHEN outside THEN decode(lpad(to_hex(extract(epoch FROM at)::bigint), 10, '0') || substr(md5(row::text), 1, 22), 'hex') END
FROM (SELECT *, row_number() OVER (ORDER BY at, community, actor, verb) AS row FROM bench.line) AS ordered;

-- The facts of `communities.presence`, from the journal.
UPDATE communities_membership AS membership
SET first_active_on = facts.first, last_active_on = facts.last, active_days = facts.days, recent_days = facts.recent
FROM (SELECT community_id, actor_id, min(day) AS first, max(day) AS last, count(*) AS days,
             sum(CASE WHEN last_day - day < 28 THEN 1::bigint << (last_day - day) ELSE 0 END) AS recent
      FROM (SELECT *, max(day) OVER (PARTITION BY community_id, actor_id) AS last_day
            FROM (SELECT DISTINCT community_id, actor_id, (at AT TIME ZONE 'Europe/Paris')::date AS day
                  FROM communities_event WHERE actor_id IS NOT NULL) AS each) AS days
      GROUP BY community_id, actor_id) AS facts
WHERE facts.community_id = membership.community_id AND facts.actor_id = membership.person_id;
