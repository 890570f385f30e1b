"""Talks to a Plainspine server: lines in, answers out.  python docs/examples/client.py http://127.0.0.1:5005"""
import sys
import uuid

import requests

CHANNEL = f"{sys.argv[1]}/webhooks/rest/webhook"
SENDER = str(uuid.uuid4())  # one for each conversation: whoever knows it can go on with it

for line in sys.stdin:
    try:
        answer = requests.post(CHANNEL, json={"sender": SENDER, "message": line.strip()}, timeout=30)
        answer.raise_for_status()
    except requests.RequestException:
        print("No answer came. Please call the clinic. In an emergency, call 911.")
        continue
    *texts, last = answer.json()
    print("\n\n".join(message["text"] for message in texts))
    buttons = [button for message in texts for button in message.get("buttons", [])]
    for number, choice in enumerate(buttons + last["custom"]["suggestions"], start=1):
        print(f"{number}. {choice['title']}")  # the number, the title or the payload can be sent back
