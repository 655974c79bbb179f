//! Rules of Atom.

use super::rules;

rules! {
    ATOM_NAMESPACE Error "atom-namespace" "is not in the namespace of Atom"
        "write <feed xmlns=\"http://www.w3.org/2005/Atom\">"
        "RFC 4287 §2";
    ATOM_OLD Warning "atom-old" "is Atom 0.3, a draft"
        "publish Atom 1.0, RFC 4287"
        "RFC 4287 §1";
    ATOM_UNNAMED Error "atom-unnamed" "is in no namespace"
        "put it into that of Atom, or into one of its own"
        "RFC 4287 §6.1";
    ATOM_ID_MISSING Error "atom-id-missing" "has no <id>"
        "give every feed and entry one <id> that never changes"
        "RFC 4287 §4.1.1, §4.1.2";
    ATOM_ID Error "atom-id" "is no absolute address"
        "use the permalink, a tag: address or a urn:uuid:"
        "RFC 4287 §4.2.6";
    ATOM_TITLE_MISSING Error "atom-title-missing" "has no <title>"
        "give every feed and entry one <title>"
        "RFC 4287 §4.1.1, §4.1.2";
    ATOM_UPDATED_MISSING Error "atom-updated-missing" "has no <updated>"
        "say when it last changed in a way that matters"
        "RFC 4287 §4.1.1, §4.1.2";
    ATOM_AUTHOR_MISSING Error "atom-author-missing" "has no <author>"
        "name an author in the feed, or in every entry"
        "RFC 4287 §4.1.1, §4.1.2";
    ATOM_ID_DUPLICATE Error "atom-id-duplicate" "is that of another entry with the same date"
        "give every entry its own id"
        "RFC 4287 §4.1.1";
    ATOM_ID_REPEATED Warning "atom-id-repeated" "is that of another entry"
        "publish the latest version of an entry only; readers show one of them"
        "RFC 4287 §4.1.1";
    ATOM_UPDATED_DUPLICATE Warning "atom-updated-duplicate" "is the very moment of another entry"
        "say when each entry changed; readers that sort by it need an order"
        "RFC 4287 §4.2.15";
    ATOM_UPDATED_EARLY Warning "atom-updated-early" "lies before the publication"
        "let updated be the same as published, or later"
        "RFC 4287 §4.2.15";
    ATOM_LINK_HREF Error "atom-link-href" "has no href"
        "say the address"
        "RFC 4287 §4.2.7.1";
    ATOM_LINK_DUPLICATE Error "atom-link-duplicate" "is a second alternate of the same type and language"
        "keep one, or tell them apart by type or hreflang"
        "RFC 4287 §4.1.1, §4.1.2";
    ATOM_LINK_REL Warning "atom-link-rel" "is no registered relation"
        "use a registered one, or an address of your own"
        "RFC 4287 §4.2.7.2";
    ATOM_SELF_MISSING Warning "atom-self-missing" "has no <link rel=\"self\">"
        "say the address of the feed itself"
        "RFC 4287 §4.1.1";
    ATOM_ENCLOSURE_TYPE Hint "atom-enclosure-type" "has no type"
        "say the media type, so that readers know how to play it"
        "RFC 4287 §4.2.7.3";
    ATOM_CONTENT_MISSING Error "atom-content-missing" "has neither <content> nor an alternate link"
        "add one of them"
        "RFC 4287 §4.1.2";
    ATOM_TEXT_MISSING Warning "atom-text-missing" "has neither <content> nor <summary>"
        "add a <summary>; readers without the network show nothing else"
        "RFC 4287 §4.1.1.1";
    ATOM_SUMMARY_MISSING Error "atom-summary-missing" "has no <summary>"
        "add one: the content is elsewhere or no text"
        "RFC 4287 §4.1.2";
    ATOM_CONTENT_SOURCE Error "atom-content-source" "has src and a content of its own"
        "keep one of them"
        "RFC 4287 §4.1.3.2";
    ATOM_CONTENT_TYPE Warning "atom-content-type" "has src but no type"
        "say the media type of what is there"
        "RFC 4287 §4.1.3.2";
    ATOM_CONTENT_BASE64 Error "atom-content-base64" "is no base64"
        "encode the bytes in base64, or say a type that is text"
        "RFC 4287 §4.1.3.3";
    ATOM_TEXT_TYPE Error "atom-text-type" "is no type of text"
        "write text, html or xhtml"
        "RFC 4287 §3.1.1";
    ATOM_TEXT_ELEMENTS Error "atom-text-elements" "holds elements"
        "escape the markup and say type=\"html\", or say type=\"xhtml\" and put it into a <div>"
        "RFC 4287 §3.1.1";
    ATOM_TEXT_UNDECLARED Warning "atom-text-undeclared" "holds escaped markup but says that it is text"
        "say type=\"html\""
        "RFC 4287 §3.1.1.1";
    ATOM_DIV Error "atom-div" "does not hold one <div> of XHTML"
        "wrap it in <div xmlns=\"http://www.w3.org/1999/xhtml\">"
        "RFC 4287 §3.1.1.3";
    ATOM_NAME_MISSING Error "atom-name-missing" "has no <name>"
        "say the name of the person"
        "RFC 4287 §3.2.1";
    ATOM_CATEGORY Error "atom-category" "has no term"
        "write <category term=\"…\"/>"
        "RFC 4287 §4.2.2.1";
    ATOM_LATE Warning "atom-late" "stands after the entries"
        "put what the feed says of itself before the first entry"
        "RFC 4287 §4.1.1";
    ATOM_SOURCE Warning "atom-source" "lacks what tells the source"
        "keep id, title and updated of the feed that the entry came from"
        "RFC 4287 §4.2.11";
}
