using System.Collections.Frozen;
using System.Text;

namespace Gateway.SecLang.Transforms;

/// <summary>All transformations by name.</summary>
internal static class Transformations
{
    private static readonly FrozenDictionary<string, Transformation> ByName = Table().ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every one once, in no order: for tests and documentation.</summary>
    public static IEnumerable<Transformation> All => ByName.Values.Distinct();

    /// <summary>
    /// The transformation of that name (no case, British and American spelling), or null. <c>none</c> is no transformation:
    /// it empties the list before it and is the rule parser's business.
    /// </summary>
    /// <param name="name">As written behind <c>t:</c>.</param>
    /// <param name="map">What SecUnicodeMapFile gave, for <c>urlDecodeUni</c>; one instance for each map is the caller's to keep.</param>
    public static Transformation? Find(ReadOnlySpan<byte> name, UnicodeMap? map = null)
    {
        if (name.Length > 32 || !ByName.TryGetValue(Encoding.Latin1.GetString(name), out var found)) return null;
        return map is not null && found is UrlDecodeUni ? new UrlDecodeUni(map) : found;
    }

    private static Dictionary<string, Transformation> Table()
    {
        Transformation[] all =
        [
            Base64Decode.Prefix, Base64Decode.Lenient, new Base64Encode(), new CmdLine(), new CompressWhitespace(), new CssDecode(),
            new EscapeSeqDecode(), new HexDecode(), new HexEncode(), new HtmlEntityDecode(), new JsDecode(), new Length(), LetterCase.Lower,
            LetterCase.Upper, Digest.Md5, Digest.Sha1, NormalisePath.Unix, NormalisePath.Windows, Parity.Even, Parity.Odd, Parity.Zero,
            new PhpArgsNames(), new RemoveComments(), new RemoveCommentsChar(), new RemoveNulls(), new RemoveWhitespace(), new ReplaceComments(),
            new ReplaceNulls(), new SqlHexDecode(), Trim.Both, Trim.Left, Trim.Right, new UrlDecode(), UrlDecodeUni.Unmapped, new UrlEncode(),
            new Utf8ToUnicode(),
        ];
        var byName = all.ToDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase);
        byName["normalizePath"] = NormalisePath.Unix;
        byName["normalizePathWin"] = NormalisePath.Windows;
        byName["cmd_line"] = byName["cmdLine"];
        return byName;
    }
}
