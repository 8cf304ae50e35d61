"""What was measured of the tone, for the Methods page; tests measure it again."""

MEASURED = (
    ("VADER as published", 0.519, 0.745, 1_037, 0.83),
    ("VADER without the neutral words", 0.526, 0.753, 1_035, 0.18),
    ("e5 with a trained head (optional)", 0.679, 0.932, 1_037, 0.23),
)
"""Method; macro-F1 of three classes and AUC of positive against negative on the news sentences that
NewsMTSC keeps for testing; the number of them that were scored; and the share of China Labour
Bulletin's factual strike titles of 2011-14 that come out negative (2,569; for e5 a sample of 300).
"""

METHODS_TEXT = """\
Tone is the tone of the text, from -1 (negative) to 1 (positive). It is not the mood of the workers.
A tone that a person has coded always wins over the machine's.
VADER (Hutto and Gilbert 2014) adds up the weights of words; at -0.05 and below a text is negative,
at 0.05 and above positive. As published it calls most factual strike titles negative, because
'strike' and 'protest' themselves have negative weights. 52 words that only state the topic are
therefore taken out; each stands in a list with its reason.
VADER reads English only: a text in another script or language is *not scored*, which is missing and
never 0. The optional method e5 reads some 100 languages, was trained on English news, and outside
of it was checked on little.
Both agree with people only in part, so read a tone beside its text, and an average only over many.
"""
