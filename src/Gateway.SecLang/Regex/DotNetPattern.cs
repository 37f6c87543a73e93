using System.Globalization;
using System.Text;

namespace Gateway.SecLang.Regex;

/// <summary>
/// Writes a syntax tree as a pattern of .NET, for what is not regular. Bytes over 127 become private-use characters, which are no word
/// characters, no white space and have no case, so that <c>\b</c> means what PCRE means by it.
/// </summary>
internal static class DotNetPattern
{
    private const int HighBytes = 0xF700;

    public static char CharOf(byte value) => value < 0x80 ? (char)value : (char)(HighBytes + value);

    public static string Write(RegexNode root)
    {
        var text = new StringBuilder();
        Write(text, root);
        return text.ToString();
    }

    private static void Write(StringBuilder text, RegexNode node)
    {
        switch (node)
        {
            case SetNode set:
                WriteSet(text, set.Set);
                break;
            case ConcatNode concat:
                foreach (var item in concat.Items) WriteGrouped(text, item, item is AlternateNode);
                break;
            case AlternateNode alternate:
                for (var i = 0; i < alternate.Items.Length; i++)
                {
                    if (i > 0) text.Append('|');
                    Write(text, alternate.Items[i]);
                }

                break;
            case RepeatNode repeat:
                WriteRepeat(text, repeat);
                break;
            case CaptureNode capture:
                Wrap(text, $"(?<{capture.Number}>", capture.Item);
                break;
            case AssertNode assertion:
                text.Append(assertion.Kind switch
                {
                    Assertion.TextStart => "\\A",
                    Assertion.TextEnd => "\\z",
                    Assertion.LineStart => "(?m:^)",
                    Assertion.LineEnd => "(?m:$)",
                    Assertion.WordBoundary => "\\b",
                    Assertion.NotWordBoundary => "\\B",
                    _ => "\\Z",
                });
                break;
            case LookNode look:
                Wrap(text, (look.Behind, look.Negative) switch { (false, false) => "(?=", (false, true) => "(?!", (true, false) => "(?<=", _ => "(?<!" }, look.Item);
                break;
            case AtomicNode atomic:
                Wrap(text, "(?>", atomic.Item);
                break;
            case BackreferenceNode reference:
                text.Append(CultureInfo.InvariantCulture, $"(?{(reference.IgnoreCase ? "i" : "-i")}:\\{reference.Number})");
                break;
            default:
                throw new NotSupportedException("\\K in a pattern with look-around, references or atomic groups");
        }
    }

    private static void WriteRepeat(StringBuilder text, RepeatNode repeat)
    {
        if (repeat.Kind == RepeatKind.Possessive) text.Append("(?>");
        WriteGrouped(text, repeat.Item, repeat.Item is not SetNode);
        text.Append(CultureInfo.InvariantCulture, $"{{{repeat.Min},");
        if (repeat.Max >= 0) text.Append(repeat.Max);
        text.Append('}');
        if (repeat.Kind == RepeatKind.Lazy) text.Append('?');
        if (repeat.Kind == RepeatKind.Possessive) text.Append(')');
    }

    private static void WriteGrouped(StringBuilder text, RegexNode node, bool group)
    {
        if (group) Wrap(text, "(?:", node);
        else Write(text, node);
    }

    private static void Wrap(StringBuilder text, string open, RegexNode node)
    {
        text.Append(open);
        Write(text, node);
        text.Append(')');
    }

    private static void WriteSet(StringBuilder text, ByteSet set)
    {
        if (set.IsEmpty)
        {
            text.Append("(?!)");
            return;
        }

        text.Append('[');
        for (var b = 0; b < 256; b++)
        {
            if (!set.Contains((byte)b)) continue;
            var last = b;
            while (last < 255 && last != 127 && set.Contains((byte)(last + 1))) last++;
            text.Append(CultureInfo.InvariantCulture, $"\\u{(int)CharOf((byte)b):X4}");
            if (last > b) text.Append(CultureInfo.InvariantCulture, $"-\\u{(int)CharOf((byte)last):X4}");
            b = last;
        }

        text.Append(']');
    }
}
