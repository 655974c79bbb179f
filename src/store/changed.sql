-- Laid by each connection that writes, for itself. An item is noted with the one that stands for it,
-- before and after, and with its story; a number 0 is nobody's.
CREATE TEMP TRIGGER IF NOT EXISTS item_is_new AFTER INSERT ON item BEGIN
    INSERT INTO changed_item (number) VALUES (new.number), (coalesce(new.owner, 0))
        ON CONFLICT DO NOTHING;
    INSERT INTO changed_story (number) VALUES (coalesce(new.story, 0))
        ON CONFLICT DO NOTHING;
END;
CREATE TEMP TRIGGER IF NOT EXISTS item_is_other AFTER UPDATE ON item BEGIN
    INSERT INTO changed_item (number)
        VALUES (new.number), (coalesce(old.owner, 0)), (coalesce(new.owner, 0))
        ON CONFLICT DO NOTHING;
    INSERT INTO changed_story (number)
        VALUES (coalesce(old.story, 0)), (coalesce(new.story, 0))
        ON CONFLICT DO NOTHING;
END;
CREATE TEMP TRIGGER IF NOT EXISTS item_is_gone AFTER DELETE ON item BEGIN
    INSERT INTO changed_item (number) VALUES (old.number), (coalesce(old.owner, 0))
        ON CONFLICT DO NOTHING;
    INSERT INTO changed_story (number) VALUES (coalesce(old.story, 0))
        ON CONFLICT DO NOTHING;
END;
