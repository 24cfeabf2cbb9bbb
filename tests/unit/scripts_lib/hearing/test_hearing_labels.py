"""Labels of recordings in the shapes that people write them in."""

import pytest

from scripts_lib.hearing.labels import Label, read_labels
from scripts_lib.loader import load

PHRASES = load().rules.phrases
HEAD = "file\tphrase\tphrase_end_s\tlength_s\ttext\n"


def test_labels_name_phrases_with_or_without_marks() -> None:
    text = HEAD + "a.wav\t急什么烦死人了\t2.5\t4\t急什么，烦死人了。\nb.wav\t\t\t3.0\t您好。\n"
    assert read_labels(text, PHRASES) == [
        Label("a.wav", "SAY-F04", 2.5, "急什么，烦死人了。"),
        Label("b.wav", "", None, "您好。"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1: the head must name"),
        ("file\ttext\n", "line 1: the head must name"),
        (HEAD + "\t急什么\t1\n", "line 2: no file is named"),
        (HEAD + "a.wav\t哼\t1\t2\t哼\n", "line 2: '哼' is no phrase of the rules"),
        (HEAD + "a.wav\t急什么\tlate\t2\t急什么\n", "line 2: 'late' is no second"),
        (HEAD + "a.wav\t\t\nb.wav\t急什么\tnan\t2\n", "line 3: 'nan' is no second"),
    ],
)
def test_a_label_that_cannot_be_used_is_named(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_labels(text, PHRASES)


def test_a_recording_from_the_midst_of_a_call_says_so() -> None:
    head = HEAD.rstrip() + "\tmoment\n"
    labels = read_labels(head + "a.wav\t\t\t3\t喂？\tcall\nb.wav\t\t\t3\t您好\topening\n", PHRASES)
    assert [label.opening for label in labels] == [False, True]
    with pytest.raises(ValueError, match="line 2: the moment is opening or call, not 'later'"):
        read_labels(head + "a.wav\t\t\t3\t喂？\tlater\n", PHRASES)


def test_columns_come_in_any_order_with_others_between_and_cells_left_out() -> None:
    text = "Phrase\tspeaker\tfile\n急什么\tann\ta.wav\n\n\tben\tb.wav\nSAY-F12\tann\tc.wav\n"
    assert read_labels(text, PHRASES) == [
        Label("a.wav", "SAY-F25", None, ""),
        Label("b.wav", "", None, ""),
        Label("c.wav", "SAY-F12", None, ""),
    ]


def test_another_wording_of_a_phrase_is_that_phrase_and_commas_part_columns_too() -> None:
    text = 'file,phrase,phrase_end_s\na.wav,"你怎么这么多事",1.5\nb.wav,讲话,1\n'
    assert [(label.rule, label.phrase_end_s) for label in read_labels(text, PHRASES)] == [
        ("SAY-F18", 1.5),
        ("LINE-3-2", 1.0),
    ]
