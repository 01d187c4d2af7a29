from tisserand.mail.plain import words_of


def test_words_of_html_for_a_mail():
    html = "<p>a<br>b</p><ol><li>c</li></ol><p><a href='https://x.example'>https://x.example</a></p>"
    assert words_of(html) == "a\nb\n\n1. c\n\nhttps://x.example"
    assert words_of("") == ""


def test_lists_keep_their_numbers_and_stay_together():
    inner = "<ul>\n<li>softly</li>\n</ul>"
    items = f"<li>see</li>\n<li>say\n{inner}\n</li>\n<li>ask</li>\n"
    html = f"<p>First:</p>\n<ol start=3>\n{items}</ol><p>z</p>"
    assert words_of(html) == "First:\n\n3. see\n4. say\n- softly\n5. ask\n\nz"
    assert words_of("<ol start=x><li>a</li></ol></ol><li>b") == "1. a\n- b"


def test_words_stay_apart():
    assert words_of("<pre>a\n\n\n  b</pre>") == "a\n\nb"
    assert words_of("<p>one <b>two</b>\n<i>three</i></p>") == "one two\nthree"
