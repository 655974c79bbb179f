//! Rules of values that all formats share: addresses, dates, languages, HTML.

use super::rules;

rules! {
    ADDRESS Error "address" "is no address"
        "write an absolute address such as https://example.org/news/1"
        "RFC 3986 §3";
    ADDRESS_RELATIVE Error "address-relative" "is a relative address"
        "write it in full, from https:// on; a feed is read far from its site"
        "RSS Best Practices Profile, URLs";
    ADDRESS_CHARACTER Error "address-character" "holds a character that no address may hold"
        "percent-encode blanks, quotes and brackets: a blank is %20"
        "RFC 3986 §2";
    ADDRESS_FORM Warning "address-form" "is not written in the normal form"
        "write scheme and host in small letters and leave the default port out"
        "RFC 3986 §6.2";
    DATE_822 Error "date-822" "is no RFC 822 date"
        "write it like Tue, 13 Jan 2026 09:30:00 +0000"
        "RSS 2.0, RFC 822 §5";
    DATE_822_FORM Warning "date-822-form" "is a date that readers take differently"
        "write four digits of the year and a numeric zone: Tue, 13 Jan 2026 09:30:00 +0000"
        "RSS Best Practices Profile, Dates";
    DATE_WEEKDAY Error "date-weekday" "names the wrong day of the week"
        "let a program write the day, or leave it out"
        "RFC 822 §5.2";
    DATE_3339 Error "date-3339" "is no RFC 3339 date"
        "write it like 2026-01-13T09:30:00Z"
        "RFC 3339 §5.6";
    DATE_W3C Error "date-w3c" "is no W3C date"
        "write it like 2026-01-13 or 2026-01-13T09:30:00Z"
        "W3C Date and Time Formats";
    DATE_FUTURE Warning "date-future" "lies in the future"
        "check the clock and the time zone; readers hide such items or pin them to the top"
        "RSS Best Practices Profile, pubDate";
    DATE_OLD Warning "date-old" "lies before the web"
        "check how the date is made; a date of 1970 is a missing one"
        "RSS Best Practices Profile, Dates";
    LANGUAGE Error "language" "is no language tag"
        "write a tag such as en, en-GB or pt-BR"
        "RFC 5646 §2.1";
    MEDIA_TYPE Error "media-type" "is no media type"
        "write a type such as audio/mpeg or text/html"
        "RFC 6838 §4.2";
    INTEGER Error "integer" "is no whole number of 0 or more"
        "write digits only"
        "RSS 2.0";
    MAIL Error "mail" "is no mail address"
        "write it like ann@example.org"
        "RFC 5322 §3.4.1";
    WHITESPACE Warning "whitespace" "has blanks around its value"
        "remove them; some readers keep them as a part of it"
        "RSS Best Practices Profile";
    BLANK Warning "blank" "is empty"
        "fill it, or leave the element out"
        "RSS Best Practices Profile";
    BAD_CHARACTERS Warning "bad-characters" "holds characters that were damaged on their way"
        "look for the place where text is converted from one encoding into another"
        "Unicode §3.9";
    TITLE_MARKUP Warning "title-markup" "holds markup"
        "write plain text; most readers show the tags"
        "RSS Best Practices Profile, title";
    ELEMENT_UNKNOWN Error "element-unknown" "is not an element of this format"
        "remove it, check its spelling and its case, or put it into a namespace"
        "RSS 2.0, Extending RSS";
    ELEMENT_MISPLACED Error "element-misplaced" "does not belong there"
        "move it to the place that the specification gives it"
        "RSS 2.0";
    ELEMENT_DUPLICATE Error "element-duplicate" "stands there more than once"
        "keep one of them"
        "RSS 2.0; RFC 4287 §4.1";
    ATTRIBUTE_UNKNOWN Warning "attribute-unknown" "is not an attribute of this element"
        "remove it or check its spelling"
        "RSS 2.0; RFC 4287 §2";
    HTML_SCRIPT Warning "html-script" "holds markup that readers remove for safety"
        "leave script, iframe, object, embed, style sheets and event attributes out"
        "RFC 4287 §8.1";
    HTML_STYLE Warning "html-style" "holds a style attribute"
        "leave styling to the reader; many remove it"
        "RFC 4287 §8.1";
    HTML_RELATIVE Warning "html-relative" "holds a relative address"
        "write addresses in full, from https:// on"
        "RSS Best Practices Profile, URLs";
    HTML_BALANCE Warning "html-balance" "holds HTML whose tags do not match"
        "close what is opened, in the reverse order"
        "HTML §13.1";
    EXPLICIT Error "itunes-explicit" "is neither true nor false"
        "write true or false"
        "Podcast namespace of Apple, explicit";
    DURATION Error "itunes-duration" "is no duration"
        "write seconds, or hours:minutes:seconds"
        "Podcast namespace of Apple, duration";
    ITUNES_IMAGE Error "itunes-image" "has no href"
        "write <itunes:image href=\"https://…\"/>"
        "Podcast namespace of Apple, image";
    SY_PERIOD Error "sy-period" "is no period"
        "write hourly, daily, weekly, monthly or yearly"
        "RSS 1.0 Syndication Module";
    SELF_MISMATCH Warning "self-mismatch" "is not the address that the document came from"
        "let the self link say the address that people should subscribe to"
        "RFC 4287 §4.2.7.2";
    SELF_RELATIVE Warning "self-relative" "is a relative address"
        "write it in full; it is needed most when the document is read from a file"
        "RFC 4287 §4.2.7.2";
    ORDER Hint "order" "is newer than the item before it"
        "put the newest first; some readers show only the first few"
        "RSS Best Practices Profile, item";
}
