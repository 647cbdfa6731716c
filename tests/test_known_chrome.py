"""What forum software prints is known: its sentences are dropped, its labels are evidence wherever they stand."""

from __future__ import annotations

import pytest

from forumclean.rules.check import document_of
from forumclean.rules.engine import Engine
from forumclean.rules.matching.matcher import Matcher
from forumclean.rules.pack import shipped_packs

# Sentences of the software's own, by what they are for; names of boards and members are ours.
SENTENCES = {
    "guest welcome": [
        "Welcome to Canal Forum. You are currently viewing our boards as a guest which gives you limited "
        "access to view "
        "most discussions and access our other features.",
        "By joining our free community you will have access to post topics, communicate privately with other members "
        "(PM), respond to polls, upload content and access many other special features.",
        "Register now to gain access to all of our features. Once registered and logged in, you will be able to create "
        "topics, post replies to existing threads and so much more.",
        "This is a sample guest message. Register a free account today to become a member!",
        "If this is your first visit, be sure to check out the FAQ by clicking the link above. You may have "
        "to register "
        "before you can post: click the register link above to proceed.",
        "Welcome, Guest. Please login or register.",
        "Hello There, Guest! Login Register",
        "Howdy, Stranger!",
    ],
    "log in or register": [
        "You must log in or register to reply here.",
        "You need to be a member in order to leave a comment",
        "Only registered and activated users can see links.",
        "Already have an account? Log in",
        "You must be a registered user to add a comment. If you've already registered, sign in. Otherwise, "
        "register and "
        "sign in.",
        "Log in or register to post comments",
    ],
    "old threads": [
        "Warning: this topic has not been posted in for at least 120 days. Unless you're sure you want to "
        "reply, please "
        "consider starting a new topic.",
        "You are about to reply to a thread that is more than 1204 days old.",
        "This is an older thread, you may not receive a response, and could be reviving an old thread. Please consider "
        "creating a new thread.",
        "The last reply was more than 365 days ago, this thread is most likely obsolete. It is recommended to create a "
        "new thread instead.",
        "The last reply to this topic was 8 months ago. Your reply will bump the topic to the top of its list "
        "and notify "
        "anyone previously involved in the conversation.",
        "Your reply is very short and likely does not add anything to the thread.",
    ],
    "moderation": [
        "This comment has been removed by the author.",
        "(User was banned for this post)",
        "This message is awaiting approval by a moderator",
        "(post deleted by author)",
        "This post was flagged by the community and is temporarily hidden.",
        "A post was split to a new topic: How to oil a hinge",
    ],
    "closed": [
        "Not open for further replies.",
        "This topic is now closed to further replies.",
        "The topic ‘Oil for hinges’ is closed to new replies.",
        "Comments are closed.",
        "This topic was automatically closed 90 days after the last reply. New replies are no longer allowed.",
        "Sorry, this topic is closed. No new replies are accepted.",
    ],
    "consent and adverts": [
        "This site uses cookies to help personalise content, tailor your experience and to keep you logged in if you "
        "register. By continuing to use this site, you are consenting to our use of cookies.",
        "By continuing to use this site, you are consenting to our use of cookies.",
        "As an Amazon Associate, we may earn commissions from qualifying purchases.",
        "When you buy through links on our site, we may earn an affiliate commission.",
        "Cookies help us deliver our services. By using our services, you agree to our use of cookies.",
    ],
    "statistics": [
        "Users browsing this forum: No registered users and 4 guests",
        "Most users ever online was 1,204 on Mon Jan 24, 2022 5:12 pm",
        "0 Members and 1 Guest are viewing this topic.",
        "There are currently 2 users browsing this thread. (0 members and 2 guests)",
        "1 User(s) are reading this topic (1 Guests and 0 Anonymous Users)",
        "Total posts 1204 • Total topics 88 • Total members 412 • Our newest member parkjs",
    ],
    "permissions": [
        "You may not post new threads",
        "You cannot post new topics in this forum",
        "You cannot post new topics in this forum You cannot reply to topics in this forum",
        "You cannot edit your posts",
        "You do not have the required permissions to view the files attached to this post.",
    ],
    "descriptions that come along": [
        "Description of your first forum.",
        "Feel free to talk about anything and everything in this board.",
        "Discussion about this site, its organization, how it works, and how we can improve it.",
        "A category exclusive to members with trust level 3 and higher.",
        "Topics that don't need a category, or don't fit into any other existing category.",
    ],
    "apps": [
        "Sent from my SM-G950U using Tapatalk",
        "Sent from my iPhone using the Canal mobile app",
        "Posted via Mobile Device",
        "Get Outlook for iOS",
        "Sent from Mail for Windows 10",
    ],
    "print views": [
        "You're currently viewing a stripped down version of our content. View the full version with proper "
        "formatting.",
        "Click here to view the topic in its original format",
        "View Full Version : City Plans to Ban Pigeons",
        "Band Discussion => Band Discussion => Topic started by: Tuba on May 18, 2009, 02:41:37 PM",
        "Post by: Tuba on May 18, 2009, 02:41:37 PM",
    ],
    "mail lists": [
        "More information about the Small-boats mailing list",
        "To unsubscribe from this group and stop receiving emails from it, send an email to boats@groups.example.",
        'You received this message because you are subscribed to the Google Groups "boats" group.',
        "[Non-text portions of this message have been removed]",
        "This archive was generated by hypermail 2b29 : Tue Oct 13 2009 - 04:32:17 UTC",
        "An HTML attachment was scrubbed...",
        "Join to automatically receive all group messages.",
    ],
    "digests": [
        "Small-boats Digest, Vol 12, Issue 3",
        "Today's Topics:",
        "Volume 01 : Issue 61",
        "End of Small-boats Digest, Vol 12, Issue 3",
        'When replying, please edit your Subject line so it is more specific than "Re: Contents of '
        'Small-boats digest..."',
    ],
    "comment forms": [
        "Your email address will not be published. Required fields are marked *",
        "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
        "You are commenting using your Google account. Log Out / Change )",
        "Web page addresses and e-mail addresses turn into links automatically.",
        "5 thoughts on “Oil for Hinges”",
        "Type your reply to this message here.",
    ],
}
# Labels, ranks and buttons, an engine a row: each weighs as evidence on a line of its own.
LABELS = {
    "xenforo": ["Reaction score", "Trophy Points", "Well-known member", "Thread starter", "Bad Spelling"],
    "vbulletin": ["Join Date", "Senior Member", "Thread Tools", "external usenet poster", "Reply With Quote"],
    "phpbb": ["Post subject:", "User avatar", "Back to top", "Quick-mod tools", "Been thanked: 3"],
    "invision": ["Content Count", "Days Won 3", "Track this topic", "Member No.:", "Advanced Member"],
    "smf": ["Hero Member", "Report to moderator", "Personal Message (Offline)", "[applaud]", "Go Up"],
    "mybb": ["Posting Freak", "Thread Modes", "Messages In This Thread", "1 Guest(s)", "Lite (Archive) Mode"],
    "discourse": ["Suggested Topics", "trust level 2", "Powered by Discourse", "12 Likes", "topic summary"],
    "vanilla": ["Howdy, Stranger!", "In this Discussion", "Name Dropper", "Best Of...", "Vote Up"],
    "fluxbb": ["Atom topic feed", "#1 2020-10-03 17:22:10", "Post reply", "Registered: 2012-09-03", "Index"],
    "woltlab": [
        "Reactions Received",
        "Users Viewing This Thread",
        "Report Content",
        "Official Post",
        "Participate now!",
    ],
    "khoros": ["12 Kudos", "Solution Author", "Turn on suggestions", "Helper II", "Mark as New"],
    "ubb.threads": ["Carpal Tunnel", "Pooh-Bah", "Hop To", "Entire Thread", "Print Thread"],
    "yabb": ["YaBB Newbies", "IP Logged", "Page Index Toggle", "God Member", "Alert Moderator"],
    "snitz": [
        "Starting Member",
        "Average Member",
        "Go to Top of Page",
        "Printer Friendly",
        "Posted - 01/24/2005 : 10:04:11",
    ],
    "proboards": ["Select Post", "Deselect Post", "Give Gift", "[Send Topic]", "Add Topic to Search"],
    "wpforo": ["Eminent Member", "ReplyQuote", "Topic starter", "Forum Information", "Reputable Member"],
    "bbpress": ["Keymaster", "Participant", "Voices", "Freshness", "06/02/2009 at 5:41 am #1690412"],
    "forumotion": [
        "Number of posts : 1204",
        "Permissions in this forum:",
        "Create a forum",
        "Report an abuse",
        "Latest discussions",
    ],
    "freeforumzone": ["Scheda Utente", "Email Scheda Utente", "Nuova Discussione", "Versione per stampa", "Crea forum"],
    "groups": ["Mute This Topic", "Contact Group Owner", "Yahoo! Groups Links", "Reply to Sender", "Show quoted text"],
    "archives": ["[Date Prev]", "[Thread Index]", "[ date ]", "Follow-Ups", "Messages sorted by:"],
    "jforum": ["Post Reply", "Forum Index", "Subject:", "[Post New] 14/05/2009 10:11:12", "Go to:"],
    "drupal": [
        "Anonymous (not verified)",
        "Add new comment",
        "Printer-friendly version",
        "Text format",
        "Save settings",
    ],
    "disqus": ["Add Disqus to your site", "Sort by Best", "Recommend", "Start the discussion…", "Share ›"],
    "wordpress": [
        "Post navigation",
        "Older Comments",
        "Like this:",
        "Notify me of new posts via email",
        "Liked by 1 person",
    ],
    "reddit": ["sorted by: best", "permalink", "load more comments", "give award", "12 points"],
    "hacker news": ["next [–]", "[flagged]", "past", "parent", "un-favorite"],
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    rules = [rule for pack in shipped_packs() for rule in pack.rules]
    return Engine(Matcher(rules, proved=len(rules)))


@pytest.mark.parametrize(
    "sentence", [pytest.param(line, id=f"{of}-{line[:40]}") for of, lines in SENTENCES.items() for line in lines]
)
def test_a_sentence_of_the_software_is_dropped(engine: Engine, sentence: str) -> None:
    assert 0 in engine.mark(document_of(sentence)).drops


@pytest.mark.parametrize(
    "label", [pytest.param(line, id=f"{of}-{line}") for of, lines in LABELS.items() for line in lines]
)
def test_a_label_is_evidence(engine: Engine, label: str) -> None:
    marks = engine.mark(document_of(label))
    weight = marks.hints[0].weight if 0 in marks.hints else 0
    assert 0 in marks.drops or weight > 0


def test_each_kind_and_each_engine_is_tried_five_times() -> None:
    assert min(len(lines) for lines in (*SENTENCES.values(), *LABELS.values())) >= 5
