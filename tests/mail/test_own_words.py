"""Which words of an answer are its writer's own, as mail programs write answers: above, below and between what they quote."""

import pytest

from pilotage.connectors.mail.rules import OWN_FOOT, own_words

QUOTED = f"> Please send the file.\n> {OWN_FOOT}\n"
SENDER = "Pilotage <reply+abc@x.example.com>"


@pytest.mark.parametrize(
    "text",
    [
        f"Done.\n\nOn Mon, Nov 2, 2026 at 9:00 AM {SENDER} wrote:\n\n{QUOTED}",
        f"Done.\n\n> On Nov 2, 2026, at 09:00, {SENDER} wrote:\n> \n{QUOTED}",
        f"On 11/2/2026 9:00 AM, Pilotage wrote:\n{QUOTED}\nDone.\n\n-- \nJo\n",
        f"On Mon, Nov 2, 2026 at 9:00 AM\n{SENDER}\nwrote:\n\n{QUOTED}\nDone.\n",
        f"Done.\n\n  On Monday, November 2, 2026 at 09:00:00 AM EST, {SENDER} wrote:  \n \n Please send the file.\n",
        f"Done.\n\nSent with Proton Mail secure email.\n\nOn Monday, November 2nd, 2026 at 9:00 AM, {SENDER} wrote:\n\n{QUOTED}",
        f"Done.\n\nDe : {SENDER}\nEnvoyé : lundi 2 novembre 2026 09:00\nÀ : Jo\nObjet : T\n\nPlease send\n",
        f"Done.\n\nDe: {SENDER}\nEnviado el: lunes\nPara: Jo\nAsunto: T\n\nPlease send\n",
        f"Done.\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: {SENDER}\nDate: 11/2/26\nTo: Jo\n",
    ],
)
def test_only_the_answer_is_kept(text) -> None:
    assert own_words(text) == "Done."


def test_answers_between_quoted_lines_are_kept_in_their_order() -> None:
    text = f"On 11/2/2026 9:00 AM, Pilotage wrote:\n> Is it sent?\nYes.\n> And the totals?\nThey match.\n> {OWN_FOOT}\n"
    assert own_words(text) == "Yes.\nThey match."


@pytest.mark.parametrize(
    "text",
    [
        "On 2 Nov we sent it.\nOn Friday the bank wrote: all good.\nThanks",
        "From: my side all is done.\nDate: next Monday works.\nThanks",
    ],
)
def test_words_that_look_like_a_quotation_and_are_none_stay(text) -> None:
    assert own_words(text) == text


@pytest.mark.parametrize("text", [QUOTED, f"On 11/2/2026 9:00 AM, Pilotage wrote:\n{QUOTED}", "\n\n-- \nJo\n"])
def test_an_answer_without_words_is_empty(text) -> None:
    assert own_words(text) == ""
