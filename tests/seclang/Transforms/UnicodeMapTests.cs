using System.Text;
using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Tests.Transforms;

public sealed class UnicodeMapTests
{
    private const string File = "(MAC)\n\n1250  (ANSI - Central Europe)\n00a1:21 00e9:41\n\n20127 (US-ASCII)\n00a0:20 00e9:65 2039:3c\r\n\n20261 (T.61)\n00e9:3f\n";

    [Fact]
    public void Map_OfOneCodePage_HoldsItsPairsOnly()
    {
        var map = UnicodeMap.Parse(Encoding.Latin1.GetBytes(File), 20127, out var error);

        Assert.Null(error);
        Assert.Equal('e', map!.ByteOf(0xE9));
        Assert.Equal('.', map.ByteOf(0x3002));
        Assert.Equal(-1, map.ByteOf(0xA1));
        var transformation = Transformations.Find("urldecodeuni"u8, map)!;
        Assert.Equal("<cafe a", transformation.Of("%u2039caf%u00e9+%u0061"));
    }

    [Theory]
    [InlineData(File, 437, "the file has no section for code page 437")]
    [InlineData("437 (x)\n00a1:21 00zz:41\n", 437, "code page 437: found '00zz:41'; allowed: pairs such as 00a1:21")]
    [InlineData("437 (x)\n00a1:121\n", 437, "code page 437: found '00a1:121'; allowed: pairs such as 00a1:21")]
    public void Map_ThatCannotBeRead_SaysWhy(string file, int codePage, string message)
    {
        Assert.Null(UnicodeMap.Parse(Encoding.Latin1.GetBytes(file), codePage, out var error));
        Assert.Equal(message, error);
    }
}
