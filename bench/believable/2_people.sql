-- 10,000 people and 20 communities at a tenth, ten times as many in full: the same twenty sizes again.
INSERT INTO people_person (id, password, email, given_name, family_name, phone, language, time_zone, reached_by,
                           mail_cadence, is_administrator, is_active, joined_at, session_salt)
SELECT n, '', 'person' || n || '@example.com',
       bench.pick((SELECT array_agg(word ORDER BY word) FROM bench.word WHERE kind = 'given'), n, 1),
       bench.pick((SELECT array_agg(word ORDER BY word) FROM bench.word WHERE kind = 'family'), n, 2),
       CASE WHEN bench.u(n, 3) < 0.7 THEN '+336' || lpad((12345678 + n)::text, 8, '0') ELSE '' END,
       CASE WHEN bench.u(n, 4) < 0.88 THEN 'fr' ELSE 'en' END,
       CASE WHEN bench.u(n, 5) < 0.94 THEN 'Europe/Paris' ELSE 'Indian/Reunion' END,
       CASE WHEN bench.u(n, 6) < 0.85 THEN 'mail' WHEN bench.u(n, 6) < 0.95 THEN 'phone' ELSE 'in_person' END,
       CASE WHEN bench.u(n, 7) < 0.7 THEN 'each' WHEN bench.u(n, 7) < 0.9 THEN 'daily' ELSE 'weekly' END,
       false, true, bench.now() - bench.days(760), substr(md5(n::text), 1, 16)
FROM generate_series(1, (SELECT sum(home) FROM bench.place)) AS n;

INSERT INTO communities_organisation (id, name, time_zone, help_phone)
SELECT n, 'Maison ' || n, 'Europe/Paris', '+33102030405'
FROM generate_series(1, (SELECT (max(id) + 9) / 10 FROM bench.place)) AS n;

INSERT INTO communities_community (id, organisation_id, name, slug, promise, language, created_at)
SELECT id, (id + 9) / 10, bench.pick(ARRAY['Manager à distance', 'Former au poste', 'Les gestes du froid',
       'Vendre sans forcer', 'Premiers pas de chef d’équipe', 'Accueil et relation client', 'Sécurité au quotidien',
       'Gérer ses priorités', 'Leading hybrid teams', 'Lire un bilan'], id, 11) || ' ' || id,
       'place-' || id, 'On répond dans la demi-journée.', CASE WHEN id % 10 = 9 THEN 'en' ELSE 'fr' END,
       bench.now() - bench.days(760)
FROM bench.place;

-- Each has the people of its own, and one in twelve more who are also elsewhere. Number `j` joined `j`-th: those who
-- run it first, the newest last. One in twenty never came, some have left, a quarter stopped coming one day.
CREATE UNLOGGED TABLE bench.member AS
WITH somebody AS (
    SELECT place.id AS community, j, place.members, place.home,
           (place.first_person - 1 + CASE WHEN j <= home THEN j - 1 ELSE home + 7 * (j - home) END)
               % (SELECT sum(home) FROM bench.place)::int + 1 AS person
    FROM bench.place, generate_series(1, place.members) AS j
), numbered AS (
    SELECT *, row_number() OVER (ORDER BY community, j) AS id FROM somebody
), dated AS (
    SELECT *, CASE WHEN j <= lcms THEN 'lcm' WHEN j <= lcms + members / 40 THEN 'expert' ELSE 'learner' END AS role,
           least(bench.now() - interval '2 hours',
                 bench.by_day(bench.now() - bench.days(750 * CASE WHEN j <= home THEN 1 - (j - 0.5) / home
                                                                  ELSE bench.u(id, 21) END), bench.u(id, 22))) AS joined_at
    FROM numbered, LATERAL (SELECT 1 + members / 150 AS lcms) AS run_by
)
SELECT *, role = 'learner' AND bench.u(id, 23) < 0.05 AS never_came,
       CASE WHEN role <> 'learner' OR bench.u(id, 24) < 0.7 THEN bench.now()
            WHEN joined_at > bench.now() - interval '90 days' AND bench.u(id, 24) < 0.88 THEN bench.now()
            ELSE joined_at + (bench.now() - joined_at) * bench.u(id, 25) END AS stopped_at,
       CASE WHEN role = 'learner' THEN 1.5 + 28 * bench.u(id, 26) ^ 2 ELSE 1.5 + bench.u(id, 26) END AS gap
FROM dated;
CREATE UNIQUE INDEX ON bench.member (community, j);
ANALYZE bench.member;

INSERT INTO communities_membership (id, community_id, person_id, role, joined_at, left_at, welcomed_at, welcomed_by_id)
SELECT member.id, member.community, member.person, member.role, member.joined_at,
       CASE WHEN member.stopped_at < bench.now() - interval '60 days' AND bench.u(member.id, 27) < 0.15
            THEN member.stopped_at + interval '2 days' END,
       CASE WHEN greeted.yes THEN member.joined_at + interval '3 hours' END,
       CASE WHEN greeted.yes THEN lcm.person END
FROM bench.member
JOIN bench.member AS lcm ON lcm.community = member.community AND lcm.j = 1,
LATERAL (SELECT member.j > 1 AND bench.u(member.id, 28) < 0.8 AS yes) AS greeted;
