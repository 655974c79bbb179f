//! Rules of RSS 0.9x, 1.0 and 2.0.

use super::rules;

rules! {
    RSS_VERSION Error "rss-version" "is not a version of RSS"
        "write <rss version=\"2.0\">"
        "RSS 2.0, What is RSS?";
    RSS_OLD Warning "rss-old" "is an old version of RSS"
        "publish RSS 2.0 or Atom"
        "RSS 2.0, What is RSS?";
    RSS_NAMESPACE Error "rss-namespace" "puts the elements of RSS into a namespace"
        "remove the xmlns attribute; the elements of RSS 2.0 have no namespace"
        "RSS 2.0, Extending RSS";
    RSS_CHANNEL_MISSING Error "rss-channel-missing" "has no <channel>"
        "put everything into one <channel>"
        "RSS 2.0, What is RSS?";
    RSS_TITLE_MISSING Error "rss-title-missing" "has no <title>"
        "say the name of the site"
        "RSS 2.0, Required channel elements";
    RSS_LINK_MISSING Error "rss-link-missing" "has no <link>"
        "say the address of the site"
        "RSS 2.0, Required channel elements";
    RSS_DESCRIPTION_MISSING Error "rss-description-missing" "has no <description>"
        "say in a sentence what the feed is about"
        "RSS 2.0, Required channel elements";
    RSS_DESCRIPTION_MARKUP Warning "rss-description-markup" "holds markup"
        "write plain text; only descriptions of items may hold HTML"
        "RSS 2.0, Required channel elements";
    RSS_ITEM_EMPTY Error "rss-item-empty" "has neither <title> nor <description>"
        "give every item one of them"
        "RSS 2.0, Elements of <item>";
    RSS_ITEM_TITLE Hint "rss-item-title" "has no <title>"
        "give every item a title; many readers list titles only"
        "RSS Best Practices Profile, title";
    RSS_ITEM_LINK Hint "rss-item-link" "has no address to open"
        "give it a <link>, or a <guid> that is the address of its page"
        "RSS Best Practices Profile, link";
    RSS_ITEM_DATE Hint "rss-item-date" "has no <pubDate>"
        "say when it was published; readers sort by it"
        "RSS Best Practices Profile, pubDate";
    RSS_CONTENT_ALONE Warning "rss-content-alone" "has <content:encoded> without <description>"
        "add a <description> with a summary for readers that know no other"
        "RSS Best Practices Profile, content:encoded";
    RSS_CONTENT_FIRST Warning "rss-content-first" "has <content:encoded> before <description>"
        "put <description> first; some readers take the last of the two"
        "RSS Best Practices Profile, content:encoded";
    RSS_CONTENT_SAME Warning "rss-content-same" "says the same in <description> and <content:encoded>"
        "put a summary into <description>"
        "RSS Best Practices Profile, content:encoded";
    RSS_TITLE_ENTITY Hint "rss-title-entity" "writes & or < by name"
        "write &#x26; for & and &#x3C; for <; readers agree most on these"
        "RSS Best Practices Profile, Character Data";
    RSS_GUID_MISSING Warning "rss-guid-missing" "has no <guid>"
        "give every item a <guid> that never changes, so that no reader shows it twice"
        "RSS Best Practices Profile, guid";
    RSS_GUID_BLANK Error "rss-guid-blank" "is empty"
        "say an identifier that is this item's alone, or leave the element out"
        "RSS 2.0, <guid>";
    RSS_GUID_FLAG Error "rss-guid-flag" "is neither true nor false"
        "write isPermaLink=\"true\" or isPermaLink=\"false\""
        "RSS 2.0, <guid>";
    RSS_GUID_ADDRESS Error "rss-guid-address" "is taken for an address but is none"
        "write isPermaLink=\"false\""
        "RSS 2.0, <guid>";
    RSS_GUID_SHORT Warning "rss-guid-short" "is short enough for others to have it too"
        "use the permalink, a tag: address or a urn:uuid: instead of a number"
        "RSS Best Practices Profile, guid";
    RSS_GUID_DUPLICATE Error "rss-guid-duplicate" "is that of another item"
        "give every item its own; readers drop all items but one"
        "RSS 2.0, <guid>";
    RSS_SELF_MISSING Warning "rss-self-missing" "has no <atom:link rel=\"self\">"
        "add <atom:link href=\"ADDRESS OF THE FEED\" rel=\"self\" type=\"application/rss+xml\"/>"
        "RSS Best Practices Profile, atom:link";
    RSS_CONTACT Error "rss-contact" "has no mail address"
        "write it like ann@example.org (Ann Smith), or name people with <dc:creator>"
        "RSS 2.0, <author>";
    RSS_CONTACT_FORM Warning "rss-contact-form" "is not a mail address with a name in parentheses"
        "write it like ann@example.org (Ann Smith)"
        "RSS Best Practices Profile, author";
    RSS_AUTHOR_TWICE Warning "rss-author-twice" "has <author> and <dc:creator>"
        "keep one of them"
        "RSS Best Practices Profile, dc:creator";
    RSS_DATE_TWICE Warning "rss-date-twice" "has <pubDate> and <dc:date>"
        "keep <pubDate>"
        "RSS Best Practices Profile, pubDate";
    RSS_LANGUAGE_MISSING Hint "rss-language-missing" "has no <language>"
        "say the language, such as en-us; readers hyphenate and read aloud by it"
        "RSS Best Practices Profile, language";
    RSS_DAY Error "rss-day" "is no day of the week"
        "write Monday, Tuesday and so on"
        "RSS 2.0, <skipDays>";
    RSS_HOUR Error "rss-hour" "is no hour of the day"
        "write a number from 0 to 23"
        "RSS Best Practices Profile, skipHours";
    RSS_SKIP_DUPLICATE Error "rss-skip-duplicate" "is there twice"
        "say each hour and each day once"
        "RSS Best Practices Profile, skipHours";
    RSS_CLOUD Error "rss-cloud" "lacks an attribute"
        "say domain, port, path, registerProcedure and protocol"
        "RSS 2.0, <cloud>";
    RSS_CLOUD_PROTOCOL Error "rss-cloud-protocol" "is no protocol of clouds"
        "write xml-rpc, soap or http-post"
        "RSS 2.0, <cloud>";
    RSS_TEXT_INPUT Error "rss-text-input" "lacks an element"
        "say title, description, name and link"
        "RSS 2.0, <textInput>";
    RSS_IMAGE Error "rss-image" "lacks an element"
        "say url, title and link"
        "RSS 2.0, <image>";
    RSS_IMAGE_TITLE Warning "rss-image-title" "is not the title of the channel"
        "make the two the same"
        "RSS Best Practices Profile, image";
    RSS_IMAGE_LINK Warning "rss-image-link" "is not the link of the channel"
        "make the two the same"
        "RSS Best Practices Profile, image";
    RSS_IMAGE_FORMAT Warning "rss-image-format" "is not in a format that RSS names"
        "use GIF, JPEG or PNG"
        "RSS 2.0, <image>";
    RSS_IMAGE_SIZE Error "rss-image-size" "is no size that RSS allows"
        "at most 144 wide and 400 high"
        "RSS 2.0, <image>";
    RSS_ENCLOSURE Error "rss-enclosure" "lacks an attribute"
        "say url, length and type; write 0 for a length that is not known"
        "RSS 2.0, <enclosure>";
    RSS_ENCLOSURE_SEVERAL Warning "rss-enclosure-several" "has more than one <enclosure>"
        "keep one per item; readers differ over which they take"
        "RSS Best Practices Profile, enclosure";
    RSS_SOURCE Error "rss-source" "has no url"
        "say the address of the feed that the item came from"
        "RSS 2.0, <source>";
    RSS_DOCS Hint "rss-docs" "does not point to the specification"
        "write https://www.rssboard.org/rss-specification"
        "RSS Best Practices Profile, docs";
    RDF_NAMESPACE Error "rdf-namespace" "is not in the namespace of RSS 1.0"
        "declare xmlns=\"http://purl.org/rss/1.0/\" on the root element"
        "RSS 1.0 §5";
    RDF_ABOUT Error "rdf-about" "has no rdf:about"
        "say an address that is its own"
        "RSS 1.0 §5";
    RDF_ABOUT_DUPLICATE Error "rdf-about-duplicate" "is that of another element"
        "give every element its own"
        "RSS 1.0 §5.5";
    RDF_ITEMS Error "rdf-items" "has no <items> with an <rdf:Seq>"
        "list the items in the channel"
        "RSS 1.0 §5.3.5";
    RDF_UNLISTED Warning "rdf-unlisted" "is not listed in the channel"
        "list every item in <items>"
        "RSS 1.0 §5.3.5";
    RDF_LISTED Error "rdf-listed" "is listed in the channel but not there"
        "list only items that the document has"
        "RSS 1.0 §5.3.5";
    RDF_ITEM_TITLE Error "rdf-item-title" "has no <title>"
        "give every item a title"
        "RSS 1.0 §5.5.1";
    RDF_ITEM_LINK Error "rdf-item-link" "has no <link>"
        "give every item a link"
        "RSS 1.0 §5.5.2";
}
