using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Tests.Transforms;

public sealed class TransformationPropertyTests
{
    /// <summary>Pieces on which some transformation acts, and bytes beside them.</summary>
    private static readonly string[] Pieces =
    [
        "%", "%u", "%41", "%u00e9", "+", "\\", "\\x4", "\\u00", "\\7", "&", "&#", "&#x", "&lt", ";", "/", "//", ".", "..", "./", "/*", "*/", "<!--", "-->", "--", "#",
        "\0", " ", "\t", "\u00A0", "0x", "41", "a", "Z", "[", "]", "=", "\u00C3", "\u00A9", "\u00E2\u0082\u00AC", "\u00F0\u009F\u0098\u0080", "\u00F8", "'", "\"", "^", "(", "f",
    ];

    private static Gen<string> Texts => Gen.Elements(Pieces).ListOf().Select(string.Concat);

    [Fact]
    public void EveryTransformation_OnAnyBytes_StaysInItsRoomAndTellsWhetherItChanged()
    {
        var all = Transformations.All.ToList();
        Assert.Equal(36, all.Count);
        Prop.ForAll(Texts.ToArbitrary(), text =>
        {
            var input = Encoding.Latin1.GetBytes(text);
            foreach (var transformation in all)
            {
                // Exactly the promised room: one byte more would throw.
                var output = new byte[transformation.MaxLength(input.Length)];
                if (transformation.Apply(input, output, out var written) && transformation is not (Digest or Length) && output.AsSpan(0, written).SequenceEqual(input))
                    throw new InvalidOperationException($"{transformation.Name} reports a change of '{text}' and gives the same.");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(60));
    }

    [Fact]
    public void EveryTransformation_OnPlainWords_ChangesNothingUnlessItAlwaysDoes()
    {
        string[] always = ["base64Decode", "base64DecodeExt", "base64Encode", "hexDecode", "hexEncode", "length", "md5", "sha1", "uppercase", "urlEncode"];
        var examined = 0;
        foreach (var transformation in Transformations.All.Where(t => !always.Contains(t.Name, StringComparer.Ordinal) && !t.Name.StartsWith("parity", StringComparison.Ordinal)))
        {
            Assert.False(transformation.Apply("plain-value_123/x"u8, new byte[transformation.MaxLength(17)], out _), transformation.Name);
            Assert.False(transformation.Apply([], new byte[transformation.MaxLength(0)], out _), transformation.Name);
            examined++;
        }

        Assert.Equal(23, examined);
    }

    [Fact]
    public void HexAndBase64_ThereAndBack_GiveTheInput() =>
        Prop.ForAll(Texts.ToArbitrary(), text =>
            TransformationCalls.Apply("hexDecode", TransformationCalls.Apply("hexEncode", text)) == text
            && TransformationCalls.Apply("base64Decode", TransformationCalls.Apply("base64Encode", text)) == text
            && TransformationCalls.Apply("urlDecode", TransformationCalls.Apply("urlEncode", text)) == text).QuickCheckThrowOnFailure();

    [Fact]
    public void Names_AreFoundWithoutCase()
    {
        Assert.Same(Transformations.Find("NORMALISEPATH"u8), Transformations.Find("normalizePath"u8));
        Assert.Same(Transformations.Find("utf8ToUnicode"u8), Transformations.Find("Utf8toUnicode"u8));
        Assert.Null(Transformations.Find("none"u8));
        Assert.Null(Transformations.Find(new byte[1000]));
    }
}
