// Links in what a journalist writes: to other sites, to addresses of email, and to our own stories.
import { Link } from "django-prose-editor/editor";

const OPTIONS = { enableTarget: false, openOnClick: false, protocols: ["http", "https", "mailto", "story"] };

export const StoryLink = Link.configure(OPTIONS);

// For an editor in a field of a block. What finds links is one for the whole page: the editor of the story tells it our
// protocols, and telling it again once it has begun is a warning.
export const FieldLink = Link.extend({ onCreate() {}, onDestroy() {} }).configure(OPTIONS);
