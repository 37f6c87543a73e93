using System.Buffers;
using System.Text;
using Gateway.SecLang.LibInjection.Html;

namespace Gateway.SecLang.LibInjection;

/// <summary>
/// <c>@detectXSS</c>: reads the value as HTML in the five places where an application may put it (text, a tag, a value in three kinds of
/// quotes) and looks for tags, attributes, addresses and comments that run script. Linear in the value, allocates nothing.
/// The method and the tables are libinjection's (Data/NOTICE.md); the code is not.
/// </summary>
internal static class XssInjection
{
    /// <summary>A tag needs the one, an attribute with a value the other; most values have neither.</summary>
    private static readonly SearchValues<byte> Marks = SearchValues.Create("<="u8);

    public static bool Detect(ReadOnlySpan<byte> value)
    {
        if (!value.ContainsAny(Marks)) return false;
        return value.Contains((byte)'<') && IsAttack(new HtmlTokenizer(value, HtmlState.Data))
            || IsAttack(new HtmlTokenizer(value, HtmlState.BeforeAttributeName))
            || IsAttackWithin(value, (byte)'\'')
            || IsAttackWithin(value, (byte)'"')
            || IsAttackWithin(value, (byte)'`');
    }

    /// <summary>A value without its quote stays within the quotes.</summary>
    private static bool IsAttackWithin(ReadOnlySpan<byte> value, byte quote) =>
        value.Contains(quote) && IsAttack(new HtmlTokenizer(value, HtmlState.QuotedValue, quote));

    private static bool IsAttack(HtmlTokenizer html)
    {
        var danger = AttributeDanger.None;
        while (html.Next())
        {
            switch (html.Kind)
            {
                // A document type may declare entities.
                case HtmlToken.Doctype:
                case HtmlToken.TagName when HtmlNames.IsDangerousTag(html.Token):
                case HtmlToken.AttributeValue when IsDangerousValue(danger, html.Token):
                case HtmlToken.Comment when IsDangerousComment(html.Token):
                    return true;
                default:
                    danger = html.Kind == HtmlToken.AttributeName ? HtmlNames.OfAttribute(html.Token) : AttributeDanger.None;
                    break;
            }
        }

        return false;
    }

    private static bool IsDangerousValue(AttributeDanger attribute, ReadOnlySpan<byte> value) => attribute switch
    {
        AttributeDanger.Always => true,
        AttributeDanger.Address => HtmlAddress.IsDangerous(value),
        AttributeDanger.Name => HtmlNames.OfAttribute(value) != AttributeDanger.None,
        _ => false,
    };

    /// <summary>Internet Explorer ended tags with a backtick and ran conditional comments and <c>&lt;?import</c>; entities hide markup.</summary>
    private static bool IsDangerousComment(ReadOnlySpan<byte> text) => text.Contains((byte)'`')
        || text.Length > 3 && (Ascii.EqualsIgnoreCase(text[..3], "[IF"u8) || Ascii.EqualsIgnoreCase(text[..3], "XML"u8))
        || text.Length > 5 && (Ascii.EqualsIgnoreCase(text[..6], "IMPORT"u8) || Ascii.EqualsIgnoreCase(text[..6], "ENTITY"u8));
}
