-- What those who run a community did these last months: words to newcomers and to people who fell silent.
INSERT INTO attention_outreach (community_id, membership_id, kind, done_by_id, done_at, signal, outcome, subject, note)
SELECT member.community, member.id, act.kind, lcm.person, act.at, '', CASE WHEN act.kind = 'called' THEN 'reached' ELSE '' END,
       'Un mot', 'Je voulais prendre de vos nouvelles.'
FROM bench.member JOIN bench.member AS lcm ON lcm.community = member.community AND lcm.j = 1,
     LATERAL (SELECT CASE WHEN bench.u(member.id, 91) < 0.6 THEN 'wrote' WHEN bench.u(member.id, 91) < 0.8 THEN 'called'
                          ELSE 'greeted' END AS kind,
                     bench.now() - bench.days(180 * bench.u(member.id, 92)) AS at) AS act
WHERE member.role = 'learner' AND bench.u(member.id, 93) < 0.15 AND act.at > member.joined_at;

INSERT INTO attention_decision (community_id, signal, kind, until, reason, membership_id, decided_by_id, decided_at)
SELECT member.community, 'silent:m' || member.id || ':' || to_char(act.at - interval '12 days', 'YYYYMMDD'),
       CASE WHEN bench.u(member.id, 94) < 0.7 THEN 'postponed' ELSE 'set_aside' END,
       CASE WHEN bench.u(member.id, 94) < 0.7 THEN (act.at + interval '7 days')::date END, 'En congé', member.id, lcm.person, act.at
FROM bench.member JOIN bench.member AS lcm ON lcm.community = member.community AND lcm.j = 1,
     LATERAL (SELECT bench.now() - bench.days(180 * bench.u(member.id, 95)) AS at) AS act
WHERE bench.u(member.id, 96) < 0.04;

INSERT INTO mail_envelope (kind, person_id, key, data, state, created_at, due_at, sent_at, attempts, message_id, subject)
SELECT bench.pick(ARRAY['followed', 'answers', 'sign-in'], person.id * 5 + n, 97), person.id, '', '{}', 'sent', act.at, act.at, act.at, 1,
       '<' || person.id || '.' || n || '@bench.example>', 'Des nouvelles de vos conversations'
FROM people_person AS person, generate_series(1, 5) AS n,
     LATERAL (SELECT bench.now() - bench.days(1 + 360 * bench.u(person.id * 5 + n, 98)) AS at) AS act;
