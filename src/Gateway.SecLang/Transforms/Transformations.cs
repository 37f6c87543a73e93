namespace Gateway.SecLang.Transforms;

/// <summary>All transformations by name.</summary>
internal static class Transformations
{
    /// <summary>
    /// The transformation of that name (no case, British and American spelling), or null.
    /// <c>none</c> is no transformation: it empties the list before it and is the rule parser's business.
    /// </summary>
    /// <param name="map">What SecUnicodeMapFile gave, for <c>urlDecodeUni</c>.</param>
    public static Transformation? Find(ReadOnlySpan<byte> name, UnicodeMap? map = null)
    {
        _ = name;
        _ = map;
        return null;
    }
}
