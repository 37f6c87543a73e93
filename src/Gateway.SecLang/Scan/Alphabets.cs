using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Scan;

/// <summary>
/// The kinds of values that the scan tells apart by the bytes they contain, narrowest first. Most values of real requests are of the
/// first two kinds, where most patterns cannot match whatever letters the value has.
/// </summary>
internal static class Alphabets
{
    /// <summary>Names, numbers, dates, identifiers, words.</summary>
    private static readonly ByteSet Plain = ByteSet.Word | ByteSet.Of(" .,-"u8);

    /// <summary>Paths, media types, addresses of mail and of pages without a query, prose.</summary>
    private static readonly ByteSet Text = Plain | ByteSet.Of("/:@+?!%"u8) | ByteSet.Range(0x80, 0xFF);

    public static readonly ByteSet[] All = [Plain, Text, ByteSet.All];

    /// <summary>The narrowest alphabet that has all of the bytes.</summary>
    public static int Of(ByteSet present)
    {
        var kind = 0;
        while (present.Overlaps(~All[kind])) kind++;
        return kind;
    }
}
