namespace Gateway.SecLang.LibInjection.Html;

/// <summary>What the tokeniser found.</summary>
internal enum HtmlToken : byte
{
    None,
    Text,
    TagName,
    EndTag,
    TagEnd,
    AttributeName,
    AttributeValue,
    Comment,
    Doctype,
}
