using System.Runtime.CompilerServices;

namespace Gateway.SecLang.Compile;

/// <summary>
/// Which kinds of bytes a value holds, one bit each. A transformation whose kinds are all missing cannot change the value:
/// one look at the bits answers for all the transformations of all rules, where each would otherwise have to look at the bytes.
/// </summary>
internal static class ByteShape
{
    public const uint Upper = 1;
    public const uint Percent = 2;
    public const uint Plus = 4;
    public const uint Ampersand = 8;
    public const uint Backslash = 16;
    public const uint Nul = 32;
    public const uint HighBit = 64;
    public const uint Space = 128;
    public const uint Slash = 256;
    public const uint Dot = 512;
    public const uint Quote = 1024;
    public const uint CaretCommaSemicolon = 2048;
    public const uint OtherControl = 4096;
    public const uint Star = 8192;
    public const uint Hash = 16384;
    public const uint Dash = 32768;
    public const uint Lower = 1 << 16;
    public const uint BreakingSpace = 1 << 17;

    /// <summary>Changes, or may change, any value.</summary>
    public const uint Always = uint.MaxValue;

    private const uint AllSpace = Space | BreakingSpace;

    private static readonly uint[] Kinds = Classify();

    public static uint Of(ReadOnlySpan<byte> value)
    {
        ref var kinds = ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(Kinds);
        var shape = 0u;
        foreach (var b in value) shape |= Unsafe.Add(ref kinds, b);
        return shape;
    }

    /// <summary>The kinds of which a transformation needs at least one. All, for one that is not known here.</summary>
    public static uint TriggersOf(string name) => name.ToUpperInvariant() switch
    {
        "LOWERCASE" => Upper,
        "UPPERCASE" => Lower,
        "URLDECODE" or "URLDECODEUNI" => Percent | Plus,
        "HTMLENTITYDECODE" => Ampersand,
        "JSDECODE" or "CSSDECODE" or "ESCAPESEQDECODE" => Backslash,
        "REMOVENULLS" or "REPLACENULLS" => Nul,
        "UTF8TOUNICODE" => HighBit | Nul,
        "CMDLINE" or "CMDLINECASEINSENSITIVE" => Upper | Quote | Backslash | CaretCommaSemicolon | AllSpace,
        "COMPRESSWHITESPACE" or "REMOVEWHITESPACE" => AllSpace | HighBit,
        "NORMALISEPATH" or "NORMALIZEPATH" => Slash | Dot | HighBit,
        "NORMALISEPATHWIN" or "NORMALIZEPATHWIN" => Slash | Backslash | Dot | HighBit,
        "REPLACECOMMENTS" => Slash | Star,
        _ => Always,
    };

    private static uint[] Classify()
    {
        var kinds = new uint[256];
        for (var b = 0; b < 256; b++)
        {
            kinds[b] = (char)b switch
            {
                >= 'A' and <= 'Z' => Upper,
                >= 'a' and <= 'z' => Lower,
                '%' => Percent,
                '+' => Plus,
                '&' => Ampersand,
                '\\' => Backslash,
                '\0' => Nul | OtherControl,
                ' ' => Space,
                '\t' or '\n' or '\v' or '\f' or '\r' => BreakingSpace,
                '/' => Slash,
                '.' => Dot,
                '"' or '\'' => Quote,
                '^' or ',' or ';' => CaretCommaSemicolon,
                '*' => Star,
                '#' => Hash,
                '-' => Dash,
                < ' ' => OtherControl,
                >= '\u0080' => HighBit,
                _ => 0,
            };
        }

        return kinds;
    }
}
