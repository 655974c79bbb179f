-- Version 6 to 7. What changed since the last whole publish is noted; of what was published last nobody
-- knows that, so it is composed anew once.
CREATE TABLE changed_item (
    number INTEGER PRIMARY KEY
);
CREATE TABLE changed_story (
    number INTEGER PRIMARY KEY
);
DELETE FROM kept WHERE name = 'published';
