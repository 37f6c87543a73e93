namespace Gateway.SecLang.LibInjection.Html;

/// <summary>Where in a document the tokeniser stands: states of the tokenisation in the HTML standard, joined where the difference shows nothing.</summary>
internal enum HtmlState : byte
{
    Data,
    TagOpen,
    TagName,
    BeforeAttributeName,
    BeforeAttributeValue,
    QuotedValue,
    UnquotedValue,
    TagEnd,
    End,
}
