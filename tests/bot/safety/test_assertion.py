"""Is a sign really said of someone, now? 45 sentences written to be hard, and further traps, by kind."""

from __future__ import annotations

import pytest
from shipped import explain, screen

FLAG = {
    "an inability is the finding": [
        "I can't pee since last night",
        "Mom cannot move her right foot",
        "i am not able to stand up, the legs just fold",
        "He won't wake up after the oxycodone",
        "I haven't been able to feel myself wipe since Tuesday",
        "unable to pee",
        "I could not pee",
        "i cant feel my legs",
    ],
    "a denial reaches only its list": [
        "No fever no chills chest pain since the kyphoplasty",
        "It is not numb anymore just weak, my foot drags",
        "No I have chest pain",
        "No, chest pain since this morning",
        "I have no feeling between my legs and numb buttocks",
        "without my walker I fall because of leg weakness",
        "no fever or chills i had the kyphoplasty on monday and now i have chest pain",
        "No fever. Chest pain.",
        "No fever, chest pain since Monday",
        "the pain is not getting better, fever since Monday",
        "my legs are not numb but weak",
        "no chest pain but I can't catch my breath",
        "I don't have a fever, my legs gave way",
    ],
    "looks like a denial": [
        "no one believes me about the numbness",
        "there is no doubt I have leg weakness",
        "Not just numbness down there, incontinence too",
        "not only my back, my legs are numb too",
        "never had chest pain until today",
        "I have never felt weakness like this",
        "can't stop the bleeding",
        "no idea why but my leg is weak",
        "without warning my leg gave way",
    ],
    "a present trigger is no supposition": [
        "I get chest pain if I climb the stairs",
        "If I stand up I faint",
        "when I cough I wet myself and I never did before",
    ],
    "past that still counts": [
        "Last night I had chest pain and it is still there",
        "I have a history of breast cancer and new back pain",
        "history of osteoporosis, now leg weakness",
        "it's not like the chest pain I had before, it's worse",
        "ten years ago I had a fusion and now I can't feel my legs",
        "They ruled out a clot last week but the leg swelling is back",
        "I can't walk like I used to, my legs give way",
    ],
    "a carer asks now": [
        "My husband has chest pain right now",
        "my mother has numbness between her legs since this morning",
        "Dad took the whole bottle, is that an overdose",
        "my friend is here with me and she has chest pain",
    ],
    "a question about oneself": [
        "Why do I have chest pain after kyphoplasty?",
        "is it normal to have numbness down there after sacroplasty",
        "should I worry that my leg is weak?",
        "what should I do, I can't pee",
    ],
    "a death wish is tested whole": [
        "I don't want to live like this",
        "I don't want to be here anymore",
        "what's the point anymore",
    ],
    "doubt and minimising silence nothing": [
        "not sure if it's weakness but my leg gave way twice",
        "maybe it's nothing but I have chest pain",
        "No big deal just a little numbness down below",
        "I doubt it's serious but I wet myself",
        "probably silly, haha, but I pooped my pants",
        "I'm worried about the numbness between my legs",
        "I'm afraid I can't feel my legs",
    ],
}

NONE = {
    "denied": [
        "I don't have any leg weakness or numbness",
        "Chest pain? Nope, none at all",
        "zero fever, zero chills",
        "my legs are strong and I never had numbness",
        "Fever - no. Leg weakness - no.",
        "fever: no",
        "I dont have fever",
        "i didnt have any numbness",
        "no numbness, weakness, fever or chest pain",
        "I have no numbness or tingling between my legs",
        "my legs are not weak",
        "no trouble peeing",
        "I've had no chest pain and no shortness of breath",
    ],
    "feared or supposed": [
        "What if I get a fever afterwards?",
        "I'm scared I will end up with paralysis",
        "I'm afraid of being paralyzed by the needle",
        "worried about paralysis",
        "what if I can't pee after the procedure?",
        "if I get chest pain, whom do I call?",
    ],
    "asked in general": [
        "when should I go in for chest pain",
        "Can vertebroplasty cause leg weakness?",
        "what are the signs of infection",
        "does alendronate cause jaw pain",
        "can sacroplasty make my legs weak",
        "I read that cement can leak and cause chest pain",
        "is leg weakness a risk of kyphoplasty",
    ],
    "past and over": [
        "Ten years ago I had chest pain",
        "Ten years ago, I had chest pain",
        "I used to have numbness but it's gone",
        "I had chest pain in 2011",
        "my fever went away last month",
    ],
    "somebody else's story": [
        "My aunt had cauda equina in 2010",
        "my neighbor got an infection after hers",
        "a friend of mine had chest pain after her procedure",
        "some people get leg weakness",
    ],
    "figures of speech and other senses": [
        "this wait is killing me",
        "will they numb my back with lidocaine",
        "My chest x-ray was fine",
        "I nearly had a heart attack when I saw the bill",
        "I'm dying to know",
        "I lost my patience with the hospital",
    ],
}


def table(groups: dict) -> list:
    return [pytest.param(text, id=f"{kind}: {text}") for kind, texts in groups.items() for text in texts]


@pytest.mark.parametrize("text", table(FLAG))
def test_flagged(text: str) -> None:
    assert screen(text).level is not None, explain(text)


@pytest.mark.parametrize("text", table(NONE))
def test_not_flagged(text: str) -> None:
    assert screen(text).level is None, explain(text)


@pytest.mark.parametrize(
    "text, reason",
    [
        ("no chest pain", "denied"),
        ("I used to have chest pain", "past"),
        ("what if I get chest pain", "supposed"),
        ("can cement cause chest pain", "asked"),
        ("my neighbor had chest pain", "other"),
        ("will they numb my bottom", "figure"),
    ],
)
def test_the_reason_is_kept(text: str, reason: str) -> None:
    assert f"set aside ({reason})" in explain(text)
