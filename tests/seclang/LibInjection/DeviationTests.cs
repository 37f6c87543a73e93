using System.Text;
using Gateway.SecLang.LibInjection;

namespace Gateway.SecLang.Tests.LibInjection;

public sealed class DeviationTests
{
    [Theory]
    [InlineData(" ></a ><script>alert(1)")]
    [InlineData("<!--></a ><script>alert(1)")]
    [InlineData("></><script>alert(1)")]
    [InlineData("<a \u00FF onclick=alert(1)>")]
    [InlineData("<a href=\u00FFjavascript:alert(1)>")]
    public void Markup_ThatTheLibraryMisses_IsFound(string text)
    {
        var value = Encoding.Latin1.GetBytes(text);
        Assert.True(XssInjection.Detect(value));
        Assert.False(Oracle.Open().Xss(value));
    }
}
