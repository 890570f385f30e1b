"""What patients read: loading, checking and measuring the files under content/."""
