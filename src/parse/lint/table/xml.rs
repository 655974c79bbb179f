//! Rules of the document as such: characters, XML, namespaces, and what the server says.

use super::rules;

rules! {
    ENCODING Error "encoding" ""
        "send the bytes that the declaration promises; UTF-8 everywhere is the safe choice"
        "XML 1.0 §4.3.3";
    ENCODING_BYTES Error "encoding-bytes" "has bytes that are not UTF-8"
        "save the document as UTF-8, or declare the encoding that it has"
        "XML 1.0 §4.3.3";
    ENCODING_HEADER Warning "encoding-header" "is not what the XML declaration says"
        "make the header and the declaration agree, best on utf-8"
        "RFC 7303 §3";
    ENCODING_RARE Warning "encoding-rare" "is an encoding that few readers know"
        "save the document as UTF-8; XML asks its readers for UTF-8 and UTF-16 only"
        "XML 1.0 §4.3.3";
    BYTE_ORDER_MARK Hint "byte-order-mark" "begins with a byte order mark"
        "save it as UTF-8 without one; some readers take the mark for text before the declaration"
        "RFC 7303 §3.3";
    CONTENT_TYPE Warning "content-type" "does not tell a feed"
        "let the server send the type of the format"
        "RFC 9110 §8.3";
    CONTENT_TYPE_MISSING Warning "content-type-missing" "is missing"
        "let the server send the type of the format"
        "RFC 9110 §8.3";
    XML_DECLARATION_LATE Error "xml-declaration-late" "does not stand at the very beginning"
        "remove the blank lines, warnings and comments before <?xml"
        "XML 1.0 §2.8";
    XML_DECLARATION Error "xml-declaration" "is not a proper one"
        "write <?xml version=\"1.0\" encoding=\"utf-8\"?>"
        "XML 1.0 §2.8";
    XML_BEFORE_ROOT Error "xml-before-root" "stands before the first element"
        "remove it; a script's warning is the usual cause"
        "XML 1.0 §2.1";
    XML_AFTER_ROOT Error "xml-after-root" "stands after the end of the document"
        "remove it; the document ends with its first element"
        "XML 1.0 §2.1";
    XML_DOCTYPE Warning "xml-doctype" "is there"
        "remove it; feeds have no document type, and some readers refuse one for safety"
        "XML 1.0 §2.8";
    XML_AMPERSAND Error "xml-ampersand" "holds a bare &"
        "write &amp; where the character & is meant"
        "XML 1.0 §2.4";
    XML_ENTITY Error "xml-entity" "holds an entity that XML does not know"
        "write the character itself, or its number"
        "XML 1.0 §4.1";
    XML_CHARACTER_REFERENCE Error "xml-character-reference" "refers to a character that XML forbids"
        "leave the character out"
        "XML 1.0 §2.2";
    XML_CONTROL_REFERENCE Warning "xml-control-reference" "refers to a control character"
        "write the character of Unicode that is meant: 146 of windows-1252 is ’, U+2019"
        "XML 1.0 §2.2";
    XML_LESS_THAN Error "xml-less-than" "holds a bare <"
        "write &lt; where the character < is meant"
        "XML 1.0 §2.4";
    XML_SECTION_END Error "xml-section-end" "holds ]]> outside a CDATA section"
        "write ]]&gt;"
        "XML 1.0 §2.4";
    XML_CONTROL Error "xml-control" "holds a control character"
        "leave it out; no XML document may hold it"
        "XML 1.0 §2.2";
    XML_MISMATCH Error "xml-mismatch" "does not close the element that is open"
        "close elements in the reverse order in which they were opened"
        "XML 1.0 §3";
    XML_STRAY_END Error "xml-stray-end" "closes nothing"
        "remove it, or write the start tag that it belongs to"
        "XML 1.0 §3";
    XML_UNCLOSED Error "xml-unclosed" "is never closed"
        "write its end tag; a document that stops in the middle was cut while it was made or sent"
        "XML 1.0 §3";
    XML_UNENDED Error "xml-unended" ""
        "write its end where it belongs"
        "XML 1.0 §2";
    XML_NAME Error "xml-name" "is no name"
        "begin names with a letter, and use letters, digits, hyphens and dots"
        "XML 1.0 §2.3";
    XML_DUPLICATE_ATTRIBUTE Error "xml-duplicate-attribute" "stands there twice"
        "keep one of them"
        "XML 1.0 §3.1";
    XML_UNQUOTED Error "xml-unquoted" "has no quotes around its value"
        "write name=\"value\""
        "XML 1.0 §3.1";
    XML_NO_VALUE Error "xml-no-value" "has no value"
        "write name=\"value\""
        "XML 1.0 §3.1";
    XML_ATTRIBUTE_SPACE Error "xml-attribute-space" "has no blank before it"
        "put a blank between attributes"
        "XML 1.0 §3.1";
    XML_COMMENT Error "xml-comment" "holds --"
        "leave double hyphens out of comments"
        "XML 1.0 §2.5";
    XML_OTHER Error "xml-other" "is not well-formed"
        "check the document with an XML parser"
        "XML 1.0 §2.1";
    XML_LARGE Warning "xml-large" "has more elements than are looked at"
        "publish fewer items at a time; archives take the rest"
        "RFC 5005 §4";
    PREFIX_UNDECLARED Error "prefix-undeclared" "has a prefix that is not declared"
        "declare it on the root element with xmlns:prefix=\"address\""
        "Namespaces in XML 1.0 §5";
    NAMESPACE_EMPTY Error "namespace-empty" "declares a prefix as nothing"
        "give the address of the namespace"
        "Namespaces in XML 1.0 §2.2";
    NAMESPACE_ADDRESS Error "namespace-address" "is not quite the address of the namespace"
        "use the exact address; programs compare it letter by letter"
        "Namespaces in XML 1.0 §2.3";
    NAMESPACE_PREFIX Warning "namespace-prefix" "is not the namespace that goes by this prefix"
        "use the usual address, or another prefix"
        "RSS Best Practices Profile, Namespace Elements";
}
