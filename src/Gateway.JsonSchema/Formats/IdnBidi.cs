using System.Globalization;

namespace Gateway.JsonSchema.Formats;

/// <summary>
/// The Bidi rule of RFC 5893 section 2, which keeps names with right-to-left letters from showing in an order other than they are read.
/// The classes come from blocks and general categories: the runtime has no table of them. Neutral characters count as left-to-right.
/// </summary>
internal static class IdnBidi
{
    private enum Class
    {
        Left,
        Right,
        ArabicNumber,
        EuropeanNumber,
        Separator,
        Mark,
    }

    /// <summary>Whether the label makes its whole name a Bidi domain name.</summary>
    public static bool IsRightToLeft(ReadOnlySpan<int> label)
    {
        foreach (var point in label)
        {
            if (Of(point) is Class.Right or Class.ArabicNumber) return true;
        }

        return false;
    }

    public static bool KeepsRule(ReadOnlySpan<int> label)
    {
        var right = Of(label[0]) == Class.Right;
        if (!right && Of(label[0]) != Class.Left) return false;
        var (arabic, european) = (false, false);
        var last = Class.Left;
        foreach (var point in label)
        {
            var kind = Of(point);
            arabic |= kind == Class.ArabicNumber;
            european |= kind == Class.EuropeanNumber;
            // A right-to-left label holds nothing left-to-right, and the other way round.
            if (right ? kind == Class.Left : kind is Class.Right or Class.ArabicNumber) return false;
            if (kind != Class.Mark) last = kind;
        }

        if (arabic && european) return false;
        return right ? last is Class.Right or Class.ArabicNumber or Class.EuropeanNumber : last is Class.Left or Class.EuropeanNumber;
    }

    private static Class Of(int point) => point switch
    {
        (>= '0' and <= '9') or (>= 0x06F0 and <= 0x06F9) => Class.EuropeanNumber,
        '-' => Class.Separator,
        0x200C or 0x200D => Class.Mark,
        < 0x0300 => Class.Left,
        (>= 0x0660 and <= 0x0669) or 0x06DD => Class.ArabicNumber,
        _ when CharUnicodeInfo.GetUnicodeCategory(point) == UnicodeCategory.NonSpacingMark => Class.Mark,
        (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF) => Class.Right,
        _ => Class.Left,
    };
}
