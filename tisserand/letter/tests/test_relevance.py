"""What a letter says to one reader, from facts alone."""

from tisserand.letter.relevance import MOST, Item, Question, Reader, Week, items_for, items_of


def kinds(reader, week=None):
    return [(item.kind, item.subject) for item in items_for(reader, week or Week())]


def test_nothing_to_say_is_nothing():
    assert items_for(Reader(person=1), Week()) == []


def test_the_order_is_that_of_what_matters():
    week = Week(
        solved=(Question(30, asker=8, step=2, thanks=3),),
        waiting=(Question(20, asker=9, step=1, by_topic=True),),
        chosen=40,
    )
    reader = Reader(
        person=1,
        answered=((10, 100),),
        late=(5,),
        step=2,
        waiting=(11,),
        done=frozenset({1}),
        date=("session", 7),
    )
    assert kinds(reader, week) == [
        ("answered", 10),
        ("late", 5),
        ("step", 2),
        ("waiting", 11),
        ("help", 20),
        ("solved", 30),
        ("chosen", 40),
    ]


def test_there_are_never_more_than_a_few():
    week = Week(solved=tuple(Question(n, asker=9, step=2) for n in range(50, 60)), chosen=40)
    answered = tuple((n, n + 100) for n in range(9))
    reader = Reader(person=1, answered=answered, late=(5, 6), step=2, waiting=(20, 21), date=("s", 1))
    assert kinds(reader, week)[:2] == [("answered", 0), ("answered", 1)]
    assert len(kinds(reader, week)) <= MOST


def test_what_was_told_is_never_told_again_and_what_comes_after_is():
    reader = {"person": 1, "answered": ((10, 100), (11, 101), (12, 102)), "late": (5, 6), "step": 2}
    week = Week(chosen=40)
    first = items_for(Reader(**reader), week)
    second = items_for(Reader(**reader, told=frozenset(item.key for item in first)), week)
    assert [(i.kind, i.subject) for i in first] == [
        ("answered", 10),
        ("answered", 11),
        ("late", 5),
        ("step", 2),
        ("chosen", 40),
    ]
    assert [(i.kind, i.subject) for i in second] == [("answered", 12), ("late", 6)]


def test_a_new_answer_to_the_same_question_is_something_new():
    told = frozenset({"answered.10.100"})
    assert kinds(Reader(person=1, answered=((10, 100),), told=told)) == []
    assert kinds(Reader(person=1, answered=((10, 105),), told=told)) == [("answered", 10)]


def test_the_story_is_not_told_again_to_whom_it_was_solved_before_their_eyes():
    assert kinds(Reader(person=1, told=frozenset({"read.40"})), Week(chosen=40)) == []
    assert kinds(Reader(person=1, known=frozenset({40})), Week(chosen=40)) == []


def test_one_is_asked_to_help_on_evidence_only():
    week = Week(
        waiting=(Question(20, asker=9), Question(21, asker=9, step=3), Question(22, asker=9, topic=4))
    )
    assert kinds(Reader(person=1), week) == []
    assert kinds(Reader(person=1, topics=frozenset({4})), week) == []
    assert kinds(Reader(person=1, done=frozenset({3})), week) == [("help", 21)]
    assert kinds(Reader(person=1, helped=frozenset({4})), week) == [("help", 22)]


def test_nobody_is_asked_to_answer_themselves():
    week = Week(waiting=(Question(20, asker=1, step=3),), solved=(Question(21, asker=1, step=2, thanks=2),))
    assert kinds(Reader(person=1, done=frozenset({3}), step=2, told=frozenset({"step.2"})), week) == []


def test_of_many_who_could_help_each_is_asked_another_question():
    week = Week(waiting=tuple(Question(n, asker=9, step=3) for n in range(20, 26)))
    asked = {kinds(Reader(person=1, turn=turn, done=frozenset({3})), week)[0][1] for turn in range(6)}
    assert asked == set(range(20, 26))


def test_the_best_comes_before_the_latest():
    """About their own step first; for whom nothing is near, what most thanked for, never the latest."""
    week = Week(
        solved=(Question(30, asker=9, thanks=4), Question(31, asker=9, step=2), Question(32, asker=9))
    )
    assert kinds(Reader(person=1, step=2), week) == [("step", 2), ("solved", 31)]
    assert kinds(Reader(person=1), week) == [("solved", 30)]
    assert kinds(Reader(person=1), Week(solved=(Question(32, asker=9),))) == []


def test_a_topic_that_one_follows_counts_as_ones_own():
    week = Week(solved=(Question(30, asker=9, topic=4),))
    [item] = items_for(Reader(person=1, topics=frozenset({4})), week)
    assert (item.why, item.about) == ("topic", 4)


def test_one_conversation_stands_once_in_a_letter():
    week = Week(solved=(Question(30, asker=9, step=2, thanks=1),), chosen=30)
    assert kinds(Reader(person=1, step=2), week) == [("step", 2), ("solved", 30)]


def test_a_row_is_read_back_as_it_was():
    item = Item("help", 20, "step-done", 3)
    assert items_of([item.row]) == [item]
