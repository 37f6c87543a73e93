using System.Text;
using Gateway.SecLang.Compile;
using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Tests.Compile;

public sealed class ByteShapeTests
{
    private static readonly string[] Names =
    [
        "lowercase", "uppercase", "urlDecode", "urlDecodeUni", "htmlEntityDecode", "jsDecode", "cssDecode", "escapeSeqDecode", "removeNulls", "replaceNulls", "utf8toUnicode",
        "cmdLine", "compressWhitespace", "removeWhitespace", "normalisePath", "normalizePath", "normalisePathWin", "normalizePathWin", "replaceComments",
    ];

    /// <summary>Where the shape says that a transformation has nothing to do, it changes nothing: over all pairs of bytes and random values.</summary>
    [Fact]
    public void Transformation_WithoutItsBytes_ChangesNothing()
    {
        var random = new Random(7);
        var examined = 0;
        foreach (var name in Names)
        {
            var transformation = Transformations.Find(Encoding.ASCII.GetBytes(name))!;
            var triggers = ByteShape.TriggersOf(name);
            Assert.NotEqual(ByteShape.Always, triggers);
            for (var i = 0; i < 65_536 + 20_000; i++)
            {
                byte[] value = i < 65_536 ? [(byte)(i >> 8), (byte)i] : new byte[random.Next(0, 40)];
                if (i >= 65_536) random.NextBytes(value);
                value = Array.FindAll(value, b => (ByteShape.Of([b]) & triggers) == 0);
                examined++;
                var output = new byte[transformation.MaxLength(value.Length) + 1];
                if (transformation.Apply(value, output, out var written)) Assert.Equal((name, Convert.ToHexString(value)), (name, Convert.ToHexString(output, 0, written)));
            }
        }

        Assert.Equal(Names.Length * 85_536, examined);
    }
}
