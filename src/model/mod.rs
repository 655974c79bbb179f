//! The nouns that one stage hands to the next.
//!
//! A type that only one stage uses lives in that stage. Nothing here touches the world, and nothing
//! here knows a feed format.

mod about;
mod artifact;
pub mod calendar;
mod changes;
mod date;
mod disclosure;
mod document;
mod entry;
mod feed;
mod filing;
mod finding;
mod guid;
mod hexadecimal;
mod item;
mod media;
mod memory;
mod notice;
mod number;
mod print;
mod problem;
mod source;
mod stand_in;
mod state;
mod story;
mod text;
mod topic;

pub use about::{About, Link, LinkRel, Outline};
pub use artifact::{Artifact, Format};
pub use changes::{Bound, Changes, Field, Known, Likeness, Revision, Telling};
pub use date::{Date, DateOrigin, Precision};
pub use disclosure::Disclosure;
pub use document::{Document, Parsed, Shape};
pub use entry::{Body, Category, Entry, RawDate};
pub use feed::{Content, Feed, FeedItem, FeedStory, History, Related, Site};
pub use filing::{ALL, Fate, Filing, RuleFired};
pub use finding::{Finding, Judgement, Severity};
pub use guid::{Guid, IdentifyBy, Identity, Ids, Key, KeyKind};
pub use hexadecimal::hexadecimal;
pub use item::{Enclosure, Item, Origin, PageText, Person, Title, TitleOrigin};
pub use media::{ARCHIVE, Caching, EVERYWHERE, EXTENSIONS, Media, Names, PAGE_POLICY};
pub use memory::{Memory, Past, Remembered};
pub use notice::{Notice, NoticeKind};
pub use number::{ByNumber, Numbers, OfNumber};
pub use print::Print;
pub use problem::Problem;
pub use source::{Kind, Source};
pub use stand_in::{NotAFeed, StandIn};
pub use state::{
    Broken, Followed, HostRest, Moved, Pace, Part, Sign, SourceState, Standing, Stop, Validators,
    Wire,
};
pub use story::{Digest, Show, StoredStory};
pub use text::{Text, fold, fold_case, tokens};
pub use topic::{Evidence, EvidenceKind, EvidencePlace, Ground, Nearest, Shielded, Verdict};
