-- Accounts that were put out of use: nobody logs in to them until they are taken back.
ALTER TABLE account ADD COLUMN deactivated_at timestamptz;
